/* misspelt-value: nearly a word that the framework knows. */

#include "conflict.h"
#include "launch.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/*
 * Where a setting takes one of a few words, another one stops the framework.
 * Newer releases may know more: only what is a letter or two away from a
 * known word is reported, and no other digit.
 */
static const struct choice {
	const char *dialects, *key, *words;
} choices[] = {
	/* hiyouga/LLaMA-Factory src/llamafactory/hparams */
	{ "llamafactory", "stage", "pt|sft|rm|ppo|dpo|kto" },
	{ "llamafactory", "finetuning_type", "lora|freeze|full|oft" },
	{ "llamafactory", "pref_loss",
	    "sigmoid|hinge|ipo|kto_pair|orpo|simpo" },
	{ "llamafactory", "mix_strategy",
	    "concat|interleave_under|interleave_over|interleave_once" },
	{ "llamafactory", "flash_attn", "auto|disabled|sdpa|fa2|fa3" },
	{ "llamafactory", "infer_backend", "huggingface|vllm|sglang|hf" },
	/* huggingface/transformers src/transformers/trainer_utils.py */
	{ "hf_trl|ms_swift|llamafactory|axolotl", "eval_strategy",
	    "no|steps|epoch" },
	{ "hf_trl|ms_swift|llamafactory|axolotl", "save_strategy",
	    "no|steps|epoch|best" },
	{ "hf_trl|ms_swift|llamafactory", "logging_strategy",
	    "no|steps|epoch" },
	{ "hf_trl|ms_swift|llamafactory", "lr_scheduler_type",
	    "linear|cosine|cosine_with_restarts|polynomial|constant|"
	    "constant_with_warmup|inverse_sqrt|reduce_lr_on_plateau|"
	    "cosine_with_min_lr|warmup_stable_decay" },
	{ "hf_trl|axolotl", "attn_implementation",
	    "eager|sdpa|flash_attention_2|flash_attention_3|flex_attention" },
	/* axolotl-ai-cloud/axolotl src/axolotl/utils/schemas */
	{ "axolotl", "adapter", "lora|qlora|llama-adapter|dora" },
	{ "axolotl", "rl", "dpo|gdpo|ipo|orpo|kto|simpo|grpo|ebft" },
	/* huggingface/accelerate src/accelerate/utils/dataclasses.py */
	{ "accelerate", "distributed_type",
	    "NO|MULTI_GPU|MULTI_CPU|MULTI_XPU|MULTI_NPU|MULTI_HPU|MULTI_MLU|"
	    "MULTI_SDAA|MULTI_MUSA|MULTI_NEURON|FSDP|DEEPSPEED|MEGATRON_LM|TP|"
	    "XLA|TPU" },
	{ "accelerate", "fsdp_config.fsdp_state_dict_type",
	    "FULL_STATE_DICT|SHARDED_STATE_DICT|LOCAL_STATE_DICT" },
	{ "accelerate", "fsdp_config.fsdp_sharding_strategy",
	    "FULL_SHARD|SHARD_GRAD_OP|NO_SHARD|HYBRID_SHARD|"
	    "HYBRID_SHARD_ZERO2" },
	{ "accelerate", "dynamo_config.dynamo_backend",
	    "NO|EAGER|AOT_EAGER|INDUCTOR|AOT_TS_NVFUSER|NVPRIMS_NVFUSER|"
	    "CUDAGRAPHS|OFI|FX2TRT|ONNXRT|TENSORRT|IPEX|TVM|HPU_BACKEND|"
	    "NEURON|AOT_TORCHXLA_TRACE_ONCE|TORCHXLA_TRACE_ONCE" },
	/* deepspeedai/DeepSpeed deepspeed/runtime/lr_schedules.py */
	{ "deepspeed", "scheduler.type",
	    "LRRangeTest|OneCycle|WarmupLR|WarmupDecayLR|WarmupCosineLR" },
	{ "deepspeed", "zero_optimization.offload_optimizer.device",
	    "none|cpu|nvme" },
	{ "deepspeed", "zero_optimization.offload_param.device",
	    "none|cpu|nvme" },
	/* Lightning-AI/litgpt litgpt/finetune/lora.py */
	{ "litgpt", "quantize",
	    "bnb.nf4|bnb.nf4-dq|bnb.fp4|bnb.fp4-dq|bnb.int8-training|"
	    "bnb.int8" },
	{ "litgpt", "precision",
	    "32-true|16-true|bf16-true|16-mixed|bf16-mixed|transformer-"
	    "engine" },
	{ "litgpt", "logger_name", "csv|tensorboard|wandb|mlflow|litlogger" },
	/* EleutherAI/gpt-neox megatron/neox_arguments/neox_args.py */
	{ "gpt_neox", "norm",
	    "layernorm|rmsnorm|non_parametric_layernorm|scalenorm|te_rmsnorm|"
	    "te_layernorm" },
	{ "gpt_neox", "pos_emb", "learned|rotary|sinusoidal|rpe|alibi|none" },
	{ "gpt_neox", "pos-emb", "learned|rotary|sinusoidal|rpe|alibi|none" },
	{ "gpt_neox", "activation",
	    "gelu|geglu|relu|softsign|swish|mish|silu|reglu|swiglu|bilinear|"
	    "glu" },
	{ "gpt_neox", "lr_decay_style", "constant|linear|cosine|exponential" },
	{ "gpt_neox", "lr-decay-style", "constant|linear|cosine|exponential" },
	{ "gpt_neox", "tokenizer_type",
	    "GPT2BPETokenizer|HFTokenizer|HFGPT2Tokenizer|SPMTokenizer|"
	    "CharLevelTokenizer|TiktokenTokenizer" },
};

enum { LONGEST = 40 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to add, drop or change to make one of the other; a swap of two
 * neighbours counts once. */
static size_t
distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t rows[3][LONGEST + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	if (n > LONGEST || m > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= m; j++)
		before[j] = last[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *free_row = before;

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = least(least(now[j - 1], last[j]) + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = free_row;
	}
	return last[m];
}

/* Alike but for their digits: a release that is not known here. */
static bool
is_other_number(const char *a, const char *b, size_t m)
{
	if (strlen(a) != m)
		return false;
	for (size_t i = 0; i < m; i++)
		if (a[i] != b[i] && !(isdigit((unsigned char)a[i]) &&
					isdigit((unsigned char)b[i])))
			return false;
	return true;
}

/* The word that text is nearly; NULL where it is one, or like none. */
static const char *
nearest(struct gpulint_pass *pass, const char *text, const char *words)
{
	size_t n = strlen(text), best = n < 6 ? 2 : 3;
	const char *found = NULL;

	if (n < 3)
		return NULL;
	for (const char *word = words; *word != '\0';) {
		size_t m = strcspn(word, "|"), d = distance(text, n, word, m);

		if ((n == m && strncasecmp(text, word, m) == 0) ||
		    is_other_number(text, word, m))
			return NULL;
		if (d < best && m >= 3) {
			best = d;
			found = gpulint_format(pass, "%.*s", (int)m, word);
		}
		word += m + (word[m] == '|');
	}
	return found;
}

static void
judge(struct gpulint_pass *pass, const struct choice *choice)
{
	const struct gpulint_node *value =
	    gpulint_path(gpulint_root(pass), choice->key);
	const char *text = gpulint_scalar(value), *word;
	struct gpulint_finding *finding;

	if (strcmp(gpulint_scalar_type(pass, value), "string") != 0 ||
	    (word = nearest(pass, text, choice->words)) == NULL)
		return;
	finding = gpulint_report_at(pass, value, "%s is no %s", text,
	    strrchr(choice->key, '.') != NULL ? strrchr(choice->key, '.') + 1
					      : choice->key);
	gpulint_help(finding, "did you mean %s?", word);
	gpulint_replace(gpulint_fix(finding, false, "write %s", word), value,
	    word);
}

static void
run(struct gpulint_pass *pass)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (is_one_of(gpulint_dialect(pass), choices[i].dialects,
			strlen(choices[i].dialects)))
			judge(pass, &choices[i]);
}

const struct gpulint_check misspelt_value = {
	.id = "misspelt-value",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
