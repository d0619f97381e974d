#include "memory/shape.h"

#include <string.h>

#define L NORM_LAYER
#define R NORM_RMS
#define P NORM_PLAIN

/*
 * Read from huggingface/transformers (v4.5x), modeling_<family>.py; qwen from
 * Qwen/Qwen-7B modeling_qwen.py; chatglm from THUDM/chatglm3-6b.  The first
 * row is what an unknown family is taken for.
 */
static const struct family families[] = {
	{ .name = "llama mistral mixtral yi internlm2 smollm3 granite minicpm "
		  "llama-like moe ministral3 mistral3 baichuan llava exaone "
		  "phimoe minimax deepseek ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .final_norm = true },
	{ .name = "qwen2 qwen2_moe seed_oss mimo qwen2_5_vl qwen2_vl ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .qkv_bias = true,
	    .final_norm = true },
	{ .name = "qwen ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .qkv_bias = true,
	    .final_norm = true,
	    .fused_qkv = true },
	{ .name = "qwen3 qwen3_moe qwen3_vl qwen3_vl_moe ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .qk_norm = true,
	    .final_norm = true },
	{ .name = "apertus ",
	    .norm = R,
	    .norms = 2,
	    .qk_norm = true,
	    .final_norm = true },
	{ .name = "gemma codegemma ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .final_norm = true,
	    .tied = true },
	{ .name = "gemma2 ",
	    .norm = R,
	    .norms = 4,
	    .gated = true,
	    .final_norm = true,
	    .softcap = true,
	    .tied = true },
	{ .name = "gemma3 gemma3_text ",
	    .norm = R,
	    .norms = 4,
	    .gated = true,
	    .qk_norm = true,
	    .final_norm = true,
	    .tied = true },
	{ .name = "phi ",
	    .python_gelu = true,
	    .norm = L,
	    .norms = 1,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .head_bias = true,
	    .final_norm = true,
	    .parallel = true },
	{ .name = "phi3 phi4 phi3_v ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .final_norm = true,
	    .fused_qkv = true,
	    .rotary_fused = true,
	    .fused_gate_up = true },
	{ .name = "chatglm glm ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .qkv_bias = true,
	    .final_norm = true,
	    .fused_qkv = true,
	    .fused_gate_up = true },
	{ .name = "gpt2 ",
	    .dropout = 0.1,
	    .python_gelu = true,
	    .softmax_as_is = true,
	    .norm = L,
	    .norms = 2,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .learned_positions = true,
	    .final_norm = true,
	    .tied = true,
	    .fused_qkv = true },
	{ .name = "gpt_bigcode ",
	    .dropout = 0.1,
	    .python_gelu = true,
	    .norm = L,
	    .norms = 2,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .learned_positions = true,
	    .final_norm = true,
	    .tied = true,
	    .fused_qkv = true },
	{ .name = "gpt_neox neox-like pythia ",
	    .norm = L,
	    .norms = 2,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .final_norm = true,
	    .fused_qkv = true,
	    .rotary_fused = true,
	    .parallel = true },
	{ .name = "gptj codegen ",
	    .python_gelu = true,
	    .norm = L,
	    .norms = 1,
	    .mlp_bias = true,
	    .head_bias = true,
	    .final_norm = true,
	    .parallel = true },
	{ .name = "falcon ",
	    .softmax_as_is = true,
	    .norm = L,
	    .norms = 1,
	    .final_norm = true,
	    .tied = true,
	    .fused_qkv = true,
	    .parallel = true },
	{ .name = "mpt ",
	    .norm = P,
	    .norms = 2,
	    .final_norm = true,
	    .tied = true,
	    .fused_qkv = true },
	{ .name = "opt ",
	    .dropout = 0.1,
	    .norm = L,
	    .norms = 2,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .learned_positions = true,
	    .extra_positions = 2,
	    .final_norm = true,
	    .tied = true },
	{ .name = "bloom ",
	    .norm = L,
	    .norms = 2,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .embedding_norm = true,
	    .final_norm = true,
	    .tied = true,
	    .fused_qkv = true },
	{ .name = "bert roberta distilbert electra xlm-roberta ",
	    .dropout = 0.1,
	    .softmax_as_is = true,
	    .norm = L,
	    .norms = 2,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .learned_positions = true,
	    .embedding_norm = true,
	    .tied = true,
	    .encoder = true },
	{ .name = "t5 mt5 umt5 ",
	    .dropout = 0.1,
	    .norm = R,
	    .norms = 2,
	    .final_norm = true,
	    .tied = true,
	    .encoder_decoder = true },
	{ .name = "stablelm ",
	    .norm = L,
	    .norms = 2,
	    .gated = true,
	    .final_norm = true },
	{ .name = "starcoder2 ",
	    .norm = L,
	    .norms = 2,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .final_norm = true },
	{ .name = "cohere ",
	    .norm = P,
	    .norms = 1,
	    .gated = true,
	    .final_norm = true,
	    .tied = true,
	    .parallel = true },
	{ .name = "cohere2 ",
	    .norm = P,
	    .norms = 1,
	    .gated = true,
	    .final_norm = true,
	    .tied = true,
	    .parallel = true },
	{ .name = "gpt_oss ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .qkv_bias = true,
	    .out_bias = true,
	    .mlp_bias = true,
	    .final_norm = true,
	    .fused_gate_up = true },
	{ .name = "deepseek_v2 deepseek_v3 deepseek_v32 kimi_k2 kimi_k25 ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .final_norm = true },
	{ .name = "olmo ", .norm = R, .norms = 0, .gated = true },
	{ .name = "olmo2 ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .qk_norm = true,
	    .final_norm = true },
	{ .name = "nemotron ", .norm = L, .norms = 2, .final_norm = true },
	{ .name = "nemotron_h ", .norm = R, .norms = 1, .final_norm = true },
	{ .name = "granitemoehybrid ",
	    .norm = R,
	    .norms = 2,
	    .gated = true,
	    .final_norm = true,
	    .tied = true },
};

#undef L
#undef R
#undef P

bool
family_has(const char *words, const char *word)
{
	size_t length = strlen(word);
	const char *at = words;

	while (length > 0 && (at = strstr(at, word)) != NULL) {
		if ((at == words || at[-1] == ' ') && at[length] == ' ')
			return true;
		at += length;
	}
	return false;
}

static const struct family *
row_of(const char *name, bool *known)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (family_has(families[i].name, name)) {
			*known = true;
			return &families[i];
		}
	*known = false;
	return &families[0];
}

const struct family *
family_of(const struct workload *w, bool *known)
{
	static const enum fact_id said[] = { F_MODEL_NORM, F_MODEL_LINEAR_BIAS,
		F_MODEL_QKV_BIAS, F_MODEL_QK_NORM, F_MODEL_LEARNED_POSITIONS };
	const struct family *row = row_of(fact_text(w, F_MODEL_FAMILY), known);
	struct family *own;
	size_t i = 0;

	while (i < sizeof(said) / sizeof(*said) && !fact_known(w, said[i]))
		i++;
	if (i == sizeof(said) / sizeof(*said))
		return row;
	own = arena_alloc(w->arena, sizeof(*own));
	*own = *row;
	if (fact_known(w, F_MODEL_NORM))
		own->norm =
		    fact_is(w, F_MODEL_NORM, "layer") ? NORM_LAYER : NORM_RMS;
	if (fact_known(w, F_MODEL_LINEAR_BIAS))
		own->qkv_bias = own->out_bias = own->mlp_bias =
		    fact_flag(w, F_MODEL_LINEAR_BIAS, false);
	own->qkv_bias = fact_flag(w, F_MODEL_QKV_BIAS, own->qkv_bias);
	own->qk_norm = fact_flag(w, F_MODEL_QK_NORM, own->qk_norm);
	own->learned_positions =
	    fact_flag(w, F_MODEL_LEARNED_POSITIONS, own->learned_positions);
	return own;
}
