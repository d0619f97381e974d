/* Models with state space layers, against counts done by hand. */

#include "memory/shape.h"

#include "estimate_of.h"

/* ibm-granite/granite-4.0-h-small, config.json: 36 mixers and 4 attentions,
 * an MLP of 72 experts and a shared one behind each. */
#define GRANITE                                                                \
	"model.family", "granitemoehybrid", "model.layers", "40",              \
	    "model.hidden", "4096", "model.heads", "32", "model.kv_heads",     \
	    "8", "model.head_dim", "128", "model.intermediate", "768",         \
	    "model.experts", "72", "model.experts_per_token", "10",            \
	    "model.moe_intermediate", "768", "model.shared_intermediate",      \
	    "1536", "model.vocab", "100352", "model.tied_embeddings", "yes",   \
	    "model.attention_layers", "4", "model.ssm_layers", "36",           \
	    "model.ssm_heads", "128", "model.ssm_head_dim", "64",              \
	    "model.ssm_state", "128", "model.ssm_groups", "1",                 \
	    "model.ssm_kernel", "4"

/* nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16, config.json: of 52 layers 23 are
 * mixers, 6 attention, 23 experts. */
#define NEMOTRON                                                               \
	"model.family", "nemotron_h", "model.layers", "52", "model.hidden",    \
	    "2688", "model.heads", "32", "model.kv_heads", "2",                \
	    "model.head_dim", "128", "model.intermediate", "1856",             \
	    "model.experts", "128", "model.experts_per_token", "6",            \
	    "model.moe_intermediate", "1856", "model.shared_intermediate",     \
	    "3712", "model.vocab", "131072", "model.tied_embeddings", "no",    \
	    "model.gated_mlp", "no", "model.attention_layers", "6",            \
	    "model.ssm_layers", "23", "model.ssm_heads", "64",                 \
	    "model.ssm_head_dim", "64", "model.ssm_state", "128",              \
	    "model.ssm_groups", "8", "model.ssm_kernel", "4"

static double
counted(struct arena *arena, const char *const *pairs)
{
	enum fact_id missing;
	struct shape shape;

	return shape_read(workload_of(arena, WORKLOAD_SERVE, pairs),
		   &catalog_builtin, &shape, &missing)
		   ? shape.total
		   : 0;
}

static void
counts_mixers_beside_attention(void **state)
{
	double mixer = 4096.0 * (2 * 8192 + 2 * 128 + 128) + 8448 * 5 +
		       3 * 128 + 8192 + 8192 * 4096.0;
	double attention = 2 * 4096.0 * 4096 + 2 * 4096 * 1024;
	double experts = 4096 * 72 + 72 * 3 * 4096 * 768.0 + 3 * 4096 * 1536.0;
	double sum = 36 * mixer + 4 * attention + 40 * (experts + 2 * 4096) +
		     100352 * 4096.0 + 4096;

	assert_true(
	    counted(*state, (const char *const[]){ GRANITE, NULL }) == sum);
	is_near(sum, 32.2e9, 2);
}

/* As its files have it: 31,577,937,344. */
static void
counts_layers_of_one_kind_each(void **state)
{
	assert_true(counted(*state, (const char *const[]){ NEMOTRON, NULL }) ==
		    31577937344);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_mixers_beside_attention),
		cmocka_unit_test(counts_layers_of_one_kind_each),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
