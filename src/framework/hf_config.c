/* hf_config: what the family of a checkpoint's config.json implies.  Read at
 * huggingface/transformers@00349ae src/transformers/models. */

#include "base/word.h"
#include "dialect/codes.h"
#include "dialect/map.h"

#include <string.h>

/* The mapping with the language model's dimensions. */
static const struct node *
body_of(const struct workload *w)
{
	static const char *const names[] = { "text_config", "llm_config",
		"language_config" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct node *body = node_get(w->root, names[i]);

		if (node_length(body) > 2 && node_is(body, NODE_MAPPING))
			return body;
	}
	return w->root;
}

static void
set_number(struct workload *w, enum fact_id id, double number, const char *why)
{
	struct origin origin = map_derived(why);

	if (!fact_known(w, id))
		workload_set_number(w, id, number, &origin);
}

static void
set_word(struct workload *w, enum fact_id id, const char *word, const char *why)
{
	struct origin origin = map_derived(why);

	if (!fact_known(w, id))
		map_set(w, id, word, &origin);
}

/* qwen3_vl_text and the like are the family with a suffix. */
static const char *
family_of(struct workload *w, const char *type)
{
	size_t n = strlen(type);

	if (n > 5 && strcmp(type + n - 5, "_text") == 0)
		return arena_copy(w->arena, type, n - 5);
	if (strcmp(type, "RefinedWeb") == 0 ||
	    strcmp(type, "RefinedWebModel") == 0)
		return "falcon";
	return type;
}

static void
set_heads(struct workload *w, const char *family)
{
	double heads = fact_number(w, F_MODEL_HEADS, 0);

	if (strcmp(family, "falcon") == 0) {
		bool grouped = map_flag(w, "new_decoder_architecture", false);

		if (grouped)
			set_number(w, F_MODEL_KV_HEADS,
			    map_number(w, "num_kv_heads",
				map_number(w, "n_head_kv", heads)),
			    "new_decoder_architecture");
		else if (map_flag(w, "multi_query", true))
			set_number(w, F_MODEL_KV_HEADS, 1, "multi_query");
	}
	if (strcmp(family, "gpt_bigcode") == 0 &&
	    map_flag(w, "multi_query", true))
		set_number(w, F_MODEL_KV_HEADS, 1, "multi_query");
	if (fact_known(w, F_MODEL_KV_LORA_RANK))
		set_number(w, F_MODEL_HEAD_DIM,
		    fact_number(w, F_MODEL_NOPE_HEAD_DIM, 0) +
			fact_number(w, F_MODEL_ROPE_HEAD_DIM, 0),
		    "qk_nope_head_dim + qk_rope_head_dim");
	else if (heads > 0)
		set_number(w, F_MODEL_KV_HEADS, heads,
		    "num_key_value_heads is left out: as many as heads");
}

static void
set_mlp(struct workload *w, const char *family)
{
	static const char *const plain[] = { "gpt2", "gpt_neox", "gptj",
		"gpt_neo", "gpt_bigcode", "opt", "bloom", "mpt", "falcon",
		"phi", "bert", "roberta", "distilbert", "starcoder2", "codegen",
		"nemotron", "bart", "whisper", "vit", "xlm-roberta", "electra",
		"deberta-v2", "clip", "nemotron_h", NULL };
	double hidden = fact_number(w, F_MODEL_HIDDEN, 0);
	bool gated = !word_is_among(family, plain);

	if (strcmp(family, "t5") == 0)
		gated =
		    strncmp(map_text(w, "feed_forward_proj"), "gated", 5) == 0;
	set_word(w, F_MODEL_GATED_MLP, gated ? "yes" : "no", "model_type");
	if (hidden > 0 && word_is_among(family, plain))
		set_number(w, F_MODEL_INTERMEDIATE,
		    hidden * map_number(w, "expansion_ratio", 4),
		    "4 * hidden_size");
	if (hidden > 0 && map_number(w, "mlp_ratio", 0) > 0)
		set_number(w, F_MODEL_INTERMEDIATE,
		    (double)(long long)(hidden * map_number(w, "mlp_ratio", 4)),
		    "mlp_ratio * d_model");
}

static void
set_embeddings(struct workload *w, const char *family)
{
	static const char *const untied[] = { "llama", "mistral", "mixtral",
		"qwen2", "qwen3", "qwen2_moe", "qwen3_moe", "qwen", "phi",
		"phi3", "phimoe", "deepseek", "deepseek_v2", "deepseek_v3",
		"gpt_neox", "gptj", "olmo", "olmo2", "olmo3", "gpt_oss",
		"minimax_m2", "kimi_k2", "internlm2", "yi", "llama4",
		"baichuan", NULL };
	static const char *const tied[] = { "gpt2", "gemma", "gemma2", "gemma3",
		"opt", "bloom", "falcon", "t5", "bert", "roberta", "mpt",
		"gpt_bigcode", "cohere", NULL };
	struct origin origin = map_default(w, "transformers 5");

	if (word_is_among(family, untied))
		map_set(w, F_MODEL_TIED_EMBEDDINGS, "no", &origin);
	else if (word_is_among(family, tied))
		map_set(w, F_MODEL_TIED_EMBEDDINGS, "yes", &origin);
}

static void
set_experts(struct workload *w, const char *family)
{
	double layers = fact_number(w, F_MODEL_LAYERS, 0);
	double inner = fact_number(w, F_MODEL_MOE_INTERMEDIATE, 0);
	double shared = map_number(w, "shared_expert_intermediate_size", 0);
	double step = map_number(w, "decoder_sparse_step", 1), dense;
	bool qwen = strncmp(family, "qwen", 4) == 0;

	if (fact_number(w, F_MODEL_EXPERTS, 0) <= 0)
		return;
	if (inner <= 0)
		set_number(w, F_MODEL_MOE_INTERMEDIATE,
		    fact_number(w, F_MODEL_INTERMEDIATE, 0),
		    "intermediate_size, of one expert");
	if (shared > 0 && inner > 0)
		set_number(w, F_MODEL_SHARED_EXPERTS,
		    (double)(long long)(shared / inner + 0.5),
		    "shared_expert_intermediate_size / "
		    "moe_intermediate_size");
	if (!qwen || layers <= 0 || step < 1)
		return;
	dense = layers - (double)(long long)(layers / step) +
		(double)node_length(node_get(w->root, "mlp_only_layers"));
	set_number(w, F_MODEL_DENSE_LAYERS, dense > layers ? layers : dense,
	    "decoder_sparse_step and mlp_only_layers");
}

/* Layers with a window, and those that see everything. */
static void
set_windows(struct workload *w, const char *family)
{
	static const char *const windowed[] = { "mistral", "mixtral", "gemma2",
		"gemma3", "gemma4", "gpt_oss", "phi3", "cohere2", "olmo3",
		"starcoder2", "mimo_v2_flash", NULL };
	const struct node *types = node_get(w->root, "layer_types");
	double window = map_number(w, "sliding_window", 0);
	double layers = fact_number(w, F_MODEL_LAYERS, 0), full = 0;
	double every = map_number(w, "sliding_window_pattern", 0);
	struct origin origin = map_origin(w, "layer_types");

	if (node_length(types) == 0)
		types = node_get(w->root, "layers_block_type");
	for (size_t i = 0; i < node_length(types); i++) {
		const char *type = node_text(node_at(types, i));

		full += strcmp(type, "full_attention") == 0 ||
			strcmp(type, "attention") == 0;
	}
	if (node_length(types) > 0)
		workload_set_number(w, F_MODEL_ATTENTION_LAYERS, full, &origin);
	if (window <= 0 ||
	    !map_flag(w, "use_sliding_window", word_is_among(family, windowed)))
		return;
	origin = map_origin(w, "sliding_window");
	workload_set_number(w, F_MODEL_SLIDING_WINDOW, window, &origin);
	if (strcmp(family, "gemma2") == 0 && every <= 0)
		every = 2;
	if (strncmp(family, "gemma3", 6) == 0 && every <= 0)
		every = 6;
	if (every > 0 && layers > 0)
		set_number(w, F_MODEL_ATTENTION_LAYERS,
		    (double)(long long)(layers / every),
		    "every n-th layer sees the whole context");
	else if (strcmp(family, "mistral") == 0)
		set_number(w, F_MODEL_ATTENTION_LAYERS, 0,
		    "every layer has the window");
}

/* Layers that are state spaces, from a list of kinds or a pattern of letters,
 * and the width of their heads (models/granitemoehybrid, models/nemotron_h). */
static void
set_state_spaces(struct workload *w)
{
	const struct node *types = node_get(w->root, "layer_types");
	const char *pattern = map_text(w, "hybrid_override_pattern");
	double heads = fact_number(w, F_MODEL_SSM_HEADS, 0);
	double layers = 0, attention = 0, inner, state;

	if (heads <= 0)
		return;
	if (node_length(types) == 0)
		types = node_get(w->root, "layers_block_type");
	for (size_t i = 0; i < node_length(types); i++) {
		const char *type = node_text(node_at(types, i));

		layers += strcmp(type, "mamba") == 0 ||
			  strcmp(type, "linear_attention") == 0;
	}
	for (; *pattern; pattern++) {
		layers += *pattern == 'M';
		attention += *pattern == '*';
	}
	set_number(w, F_MODEL_SSM_LAYERS, layers, "the kinds of layers");
	if (attention > 0)
		set_number(w, F_MODEL_ATTENTION_LAYERS, attention,
		    "hybrid_override_pattern");
	/* without experts the shared one is the MLP */
	if (fact_number(w, F_MODEL_EXPERTS, 0) <= 0 &&
	    fact_number(w, F_MODEL_SHARED_INTERMEDIATE, 0) > 0 &&
	    fact_known(w, F_MODEL_INTERMEDIATE))
		w->facts[F_MODEL_INTERMEDIATE].number =
		    w->facts[F_MODEL_SHARED_INTERMEDIATE].number;
	set_number(w, F_MODEL_SSM_GROUPS, map_number(w, "n_groups", 1),
	    "n_groups");
	set_number(w, F_MODEL_SSM_HEAD_DIM,
	    map_number(w, "mamba_d_head",
		map_number(w, "mamba_expand", 2) *
		    fact_number(w, F_MODEL_HIDDEN, 0) / heads),
	    "mamba_expand x hidden_size / mamba_n_heads");
	inner = heads * fact_number(w, F_MODEL_SSM_HEAD_DIM, 0);
	state = fact_number(w, F_MODEL_SSM_STATE, 0);
	if (layers <= 0 || inner <= 0 || state <= 0)
		return;
	set_number(w, F_MODEL_STATE_SIZE, layers * inner * state,
	    "ssm_layers x ssm_heads x ssm_head_dim x ssm_state");
	set_number(w, F_MODEL_CONV_SIZE,
	    layers * (fact_number(w, F_MODEL_SSM_KERNEL, 4) - 1) *
		(inner + 2 * fact_number(w, F_MODEL_SSM_GROUPS, 1) * state),
	    "ssm_layers x (ssm_kernel - 1) x (inner + 2 x ssm_groups x "
	    "ssm_state)");
}

/* vLLM's rule: linear and dynamic stretch what is written, yarn what the
 * model was first made for; the rest is stretched already. */
static void
stretch(struct workload *w)
{
	struct fact *positions = &w->facts[F_MODEL_MAX_POSITIONS];
	const char *type = map_text(w, "rope_scaling.rope_type");
	double factor = map_number(w, "rope_scaling.factor", 1);
	double first =
	    map_number(w, "rope_scaling.original_max_position_embeddings", 0);

	if (!*type)
		type = map_text(w, "rope_scaling.type");
	if (positions->state != FACT_KNOWN || factor <= 1)
		return;
	if (strcmp(type, "linear") == 0 || strcmp(type, "dynamic") == 0)
		positions->number *= factor;
	else if (strcmp(type, "yarn") == 0 && first > 0)
		positions->number = first * factor;
}

static void
set_bitsandbytes(struct workload *w)
{
	struct origin origin =
	    map_origin(w, "quantization_config.load_in_4bit");
	const char *type =
	    map_text(w, "quantization_config.bnb_4bit_quant_type");
	struct origin fallback = map_default(w, "transformers 5");

	if (map_flag(w, "quantization_config.load_in_4bit", false)) {
		map_set(w, F_QUANT_METHOD,
		    strcmp(type, "nf4") == 0 ? "bnb-nf4" : "bnb-fp4", &origin);
		map_set(w, F_QUANT_BITS, "4", &origin);
		map_set(w, F_QUANT_DOUBLE, "no", &fallback);
		map_set(w, F_QUANT_COMPUTE_DTYPE, "fp32", &fallback);
	} else if (map_flag(w, "quantization_config.load_in_8bit", false)) {
		origin = map_origin(w, "quantization_config.load_in_8bit");
		map_set(w, F_QUANT_METHOD, "bnb-int8", &origin);
		map_set(w, F_QUANT_BITS, "8", &origin);
	}
}

static void
set_llama_defaults(struct workload *w)
{
	static const struct {
		enum fact_id id;
		const char *text;
	} llama[] = { { F_MODEL_VOCAB, "32000" }, { F_MODEL_HIDDEN, "4096" },
		{ F_MODEL_INTERMEDIATE, "11008" }, { F_MODEL_LAYERS, "32" },
		{ F_MODEL_HEADS, "32" }, { F_MODEL_MAX_POSITIONS, "2048" } };
	struct origin origin = map_default(w, "transformers 5");

	for (size_t i = 0; i < sizeof(llama) / sizeof(*llama); i++)
		map_set(w, llama[i].id, llama[i].text, &origin);
}

static void
set_encoder(struct workload *w)
{
	double layers = map_number(w, "num_layers", 0);
	struct origin origin = map_origin(w, "num_layers");

	if (layers <= 0)
		return;
	if (!fact_known(w, F_MODEL_DECODER_LAYERS) &&
	    !map_flag(w, "is_encoder_decoder", false)) {
		workload_set_number(w, F_MODEL_LAYERS, layers, &origin);
		return;
	}
	workload_set_number(w, F_MODEL_ENCODER_LAYERS, layers, &origin);
	set_number(w, F_MODEL_DECODER_LAYERS, layers, "num_layers");
}

static void
derive(struct reading *reading, struct workload *w)
{
	const struct dialect *dialect =
	    dialect_by_name(reading->dialects, "hf_config");
	const struct node *root = w->root, *body = body_of(w);
	const char *type = map_text(w, "model_type");
	const char *family;
	struct origin origin = map_origin(w, "model_type");

	if (body != root) {
		w->root = body;
		if (dialect)
			dialect_map(reading, w, dialect, body);
		if (*map_text(w, "model_type"))
			type = map_text(w, "model_type");
	}
	family = family_of(w, type);
	if (*family)
		map_set(w, F_MODEL_FAMILY, family, &origin);
	set_encoder(w);
	if (strcmp(family, "llama") == 0)
		set_llama_defaults(w);
	set_heads(w, family);
	set_mlp(w, family);
	set_embeddings(w, family);
	set_experts(w, family);
	set_windows(w, family);
	set_state_spaces(w);
	stretch(w);
	w->root = root;
	set_bitsandbytes(w);
}

const struct dialect_code code_hf_config = { .name = "hf_config",
	.derive = derive };
