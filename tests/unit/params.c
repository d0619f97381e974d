/*
 * Parameter counts from dimensions alone, against the catalogue's counts of
 * published models: within 0.1 % wherever the table's count is one of the
 * shape or of the checkpoint and not a name's.
 */

#include "memory/shape.h"

#include "estimate_of.h"

#include <math.h>

/* Blocks of several kinds, vision, diffusion: not counted from dimensions. */
static const char *const uncounted[] = { "jamba", "llama4", "gemma3n", "gemma4",
	"minimax_m1", "nemotron_h", "granitemoehybrid", "kimi_linear",
	"nemotron-nas", "qwen3_5", "qwen3_5_moe", "qwen3_next", "whisper",
	"glm4_moe", "mllama", "clip", "vit", "diffusion", "nomic_bert" };

/* Singular models: projections of their own, ties the table leaves open. */
static const char *const singular[] = { "facebook/opt-350m",
	"CohereForAI/aya-23-8B", "deepseek-ai/DeepSeek-V2-Lite" };

static bool
is_in(const char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (text != NULL && strcmp(list[i], text) == 0)
			return true;
	return false;
}

#define IS_IN(list, text) is_in(list, sizeof(list) / sizeof(*list), text)

static void
set_dimension(struct workload *w, enum fact_id id, double number)
{
	struct origin origin = origin_note(ORIGIN_WRITTEN, "test");

	if (number > 0)
		workload_set_number(w, id, number, &origin);
}

static void
set_dimensions(struct workload *w, const struct model *m)
{
	struct origin origin = origin_note(ORIGIN_WRITTEN, "test");

	workload_set_text(w, F_MODEL_FAMILY, m->family, &origin);
	workload_set_text(w, F_MODEL_ID, m->id, &origin);
	set_dimension(w, F_MODEL_LAYERS, m->layers);
	set_dimension(w, F_MODEL_HIDDEN, m->hidden);
	set_dimension(w, F_MODEL_INTERMEDIATE, m->intermediate);
	set_dimension(w, F_MODEL_HEADS, m->heads);
	set_dimension(w, F_MODEL_KV_HEADS, m->kv_heads);
	set_dimension(w, F_MODEL_HEAD_DIM, m->head_dim);
	set_dimension(w, F_MODEL_VOCAB, m->vocab);
	set_dimension(w, F_MODEL_MAX_POSITIONS, m->max_positions);
	set_dimension(w, F_MODEL_EXPERTS, m->experts);
	set_dimension(w, F_MODEL_EXPERTS_PER_TOKEN, m->experts_per_token);
	set_dimension(w, F_MODEL_SHARED_EXPERTS, m->shared_experts);
	set_dimension(w, F_MODEL_MOE_INTERMEDIATE, m->moe_intermediate);
	set_dimension(w, F_MODEL_DENSE_LAYERS, m->dense_layers);
	set_dimension(w, F_MODEL_KV_LORA_RANK, m->kv_lora_rank);
	set_dimension(w, F_MODEL_Q_LORA_RANK, m->q_lora_rank);
	set_dimension(w, F_MODEL_ROPE_HEAD_DIM, m->rope_head_dim);
	set_dimension(w, F_MODEL_NOPE_HEAD_DIM, m->nope_head_dim);
	set_dimension(w, F_MODEL_VALUE_HEAD_DIM, m->value_head_dim);
	if (m->tied_embeddings != NULL)
		workload_set_number(w, F_MODEL_TIED_EMBEDDINGS,
		    strcmp(m->tied_embeddings, "yes") == 0, &origin);
	if (m->gated_mlp != NULL)
		workload_set_number(w, F_MODEL_GATED_MLP,
		    strcmp(m->gated_mlp, "yes") == 0, &origin);
}

static double
counted(const struct model *m, double *active)
{
	enum fact_id missing;
	struct arena arena;
	struct shape shape;
	struct workload *w;
	bool is_read;

	arena_init(&arena);
	w = workload_new(&arena, "native", WORKLOAD_TRAIN, NULL, NULL);
	set_dimensions(w, m);
	is_read = shape_read(w, &catalog_builtin, &shape, &missing);
	if (is_read && active != NULL)
		*active = shape.active;
	arena_release(&arena);
	return is_read ? shape.total : 0;
}

/* Of each of these some published model must have been counted. */
static const char *const families[] = { "llama", "mistral", "gpt2", "gpt_neox",
	"gptj", "falcon", "mpt", "opt", "bloom", "bert", "t5", "gemma",
	"gemma2", "gemma3", "phi", "phi3", "qwen", "qwen2", "qwen3", "mixtral",
	"qwen2_moe", "qwen3_moe", "deepseek_v2", "deepseek_v3", "gpt_oss",
	"chatglm", "stablelm", "cohere", "olmo2", "starcoder2" };

enum { FAMILIES = sizeof(families) / sizeof(*families) };

static void
tick(bool *seen, const char *family)
{
	for (size_t i = 0; i < FAMILIES; i++)
		if (strcmp(families[i], family) == 0)
			seen[i] = true;
}

static void
counts_published_models(void **state)
{
	bool seen[FAMILIES] = { false };
	size_t checked = 0;

	(void)state;
	for (size_t i = 0; i < catalog_builtin.models_count; i++) {
		const struct model *m = &catalog_builtin.models[i];
		double active, count;

		if (m->params <= 0 || m->family == NULL || m->layers <= 0 ||
		    m->heads <= 0 || IS_IN(uncounted, m->family) ||
		    IS_IN(singular, m->id) ||
		    (m->notes != NULL && strstr(m->notes, "name") != NULL))
			continue;
		count = counted(m, &active);
		if (count <= 0)
			continue;
		checked++;
		tick(seen, m->family);
		if (fabs(count / m->params - 1) > 0.001)
			fail_msg("%s: %.0f, the catalogue has %.0f", m->id,
			    count, m->params);
	}
	assert_true(checked > 200);
	for (size_t i = 0; i < FAMILIES; i++)
		if (!seen[i])
			fail_msg("no model of %s was counted", families[i]);
}

/* meta-llama/Llama-3.1-8B, openai-community/gpt2, mistralai/Mixtral-8x7B:
 * model.safetensors.index.json and the parameter counts of their cards. */
static void
counts_three_by_hand(void **state)
{
	struct model llama = { .id = "x",
		.family = "llama",
		.layers = 32,
		.hidden = 4096,
		.intermediate = 14336,
		.heads = 32,
		.kv_heads = 8,
		.vocab = 128256,
		.tied_embeddings = "no" };
	struct model gpt2 = { .id = "x",
		.family = "gpt2",
		.layers = 12,
		.hidden = 768,
		.intermediate = 3072,
		.heads = 12,
		.vocab = 50257,
		.max_positions = 1024 };
	struct model mixtral = { .id = "x",
		.family = "mixtral",
		.layers = 32,
		.hidden = 4096,
		.intermediate = 14336,
		.heads = 32,
		.kv_heads = 8,
		.vocab = 32000,
		.experts = 8,
		.experts_per_token = 2,
		.tied_embeddings = "no" };
	double active;

	(void)state;
	assert_true(counted(&llama, &active) == 8030261248);
	assert_true(active == 8030261248);
	assert_true(counted(&gpt2, &active) == 124439808);
	assert_true(counted(&mixtral, &active) == 46702792704);
	is_near(active, 12.88e9, 1);
}

static void
names_the_missing_dimension(void **state)
{
	enum fact_id missing;
	struct arena arena;
	struct shape shape;
	struct workload *w;

	(void)state;
	arena_init(&arena);
	w = workload_new(&arena, "native", WORKLOAD_TRAIN, NULL, NULL);
	set_dimension(w, F_MODEL_LAYERS, 4);
	assert_false(shape_read(w, &catalog_builtin, &shape, &missing));
	assert_int_equal(missing, F_MODEL_HIDDEN);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_published_models),
		cmocka_unit_test(counts_three_by_hand),
		cmocka_unit_test(names_the_missing_dimension),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
