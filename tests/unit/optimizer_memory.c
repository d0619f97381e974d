/* What optimizers keep, against sums done by hand from their sources. */

#include "estimate_of.h"

/* Per block attention 4 x 64 x 64, MLP 3 x 64 x 256, two norms of 64. */
#define MODEL                                                                  \
	"model.family", "llama", "model.layers", "8", "model.hidden", "64",    \
	    "model.heads", "4", "model.kv_heads", "4", "model.head_dim", "16", \
	    "model.intermediate", "256", "model.vocab", "1000",                \
	    "model.tied_embeddings", "no", "train.method", "full",             \
	    "train.micro_batch", "1", "train.seq_len", "1", "train.attention", \
	    "flash2", "framework.name", "transformers"
#define BF16 "load.dtype", "bf16", "train.precision", "bf16"
#define FP32 "load.dtype", "fp32", "train.precision", "fp32"

enum {
	MATRICES = 8 * (4 * 64 * 64 + 3 * 64 * 256),
	VECTORS = 8 * 2 * 64 + 64,
	VOCAB = 1000 * 64,
	ALL = MATRICES + VECTORS + 2 * VOCAB
};

static void
keeps(const struct estimate *e, double bytes)
{
	if (!e->known)
		fail_msg("unknown: %s", e->reason);
	is_near(term_sum(e, TERM_OPTIMIZER), bytes, 0.001);
}

static void
keeps_so_many_bytes_of_each(void **state)
{
	const double packed = 1 + 4 / 256.0;
	const struct {
		const char *name;
		double bf16, fp32;
	} rows[] = { { "adamw", 4, 8 }, { "lion", 2, 4 },
		{ "lion-32bit", 4, 4 }, { "lion-8bit", packed, packed },
		{ "ademamix", 12, 12 },
		{ "ademamix-8bit", 3 * packed, 3 * packed },
		{ "schedule-free", 4, 8 }, { "schedule-free-sgd", 2, 4 },
		{ "rmsprop-32bit", 4, 4 }, { "adamw-32bit", 8, 8 },
		{ "came", 2, 4 }, { "stable-adamw", 6, 8 }, { "lomo", 0, 0 },
		{ "adalomo", 0, 0 }, { "sm3", 0, 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct estimate half = TRAIN(*state, MODEL, BF16,
				    "train.optimizer", rows[i].name),
				full = TRAIN(*state, MODEL, FP32,
				    "train.optimizer", rows[i].name);

		keeps(&half, rows[i].bf16 * ALL);
		keeps(&full, rows[i].fp32 * ALL);
	}
}

/* Managed memory is none of the allocator's. */
static void
pages_what_is_paged(void **state)
{
	static const char *const names[] = { "paged-lion-32bit",
		"paged-ademamix-8bit", "paged-adamw-32bit" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct estimate e =
		    TRAIN(*state, MODEL, BF16, "train.optimizer", names[i]);

		keeps(&e, 0);
	}
}

static void
frees_gradients_in_backward(void **state)
{
	struct estimate e = TRAIN(*state, MODEL, BF16, "train.optimizer",
			    "adalomo"),
			plain = TRAIN(*state, MODEL, BF16, "train.optimizer",
			    "sgd");

	assert_true(
	    term_sum(&e, TERM_GRADIENTS) < term_sum(&plain, TERM_GRADIENTS));
}

/* Rank 16: two states of 16 x 64 for each square matrix, a projection of as
 * much; 16 x 256 and 16 x 64 for each of the MLP's; Adam's two for the rest. */
static void
projects_gradients(void **state)
{
	double rest = 2 * VOCAB + VECTORS;
	double square = 16 * (2 * 64 + 64), mlp = 16 * (2 * 256 + 64);
	struct estimate galore = TRAIN(*state, MODEL, BF16, "train.optimizer",
			    "galore", "train.optimizer_rank", "16"),
			apollo = TRAIN(*state, MODEL, BF16, "train.optimizer",
			    "apollo", "train.optimizer_rank", "1"),
			attention = TRAIN(*state, MODEL, BF16,
			    "train.optimizer", "galore", "train.optimizer_rank",
			    "16", "train.optimizer_targets", "attn"),
			head = TRAIN(*state, MODEL, BF16, "train.optimizer",
			    "galore", "train.optimizer_rank", "16",
			    "train.optimizer_targets", "all-linear");

	keeps(&galore, 2 * (8 * (4 * square + 3 * mlp) + 2 * rest));
	keeps(&apollo,
	    2 * (8 * (4 * (3 * 64) + 3 * (2 * 256 + 64)) + 2 * rest));
	keeps(&attention, 2 * (8 * (4 * square + 2 * 3 * 64 * 256) + 2 * rest));
	keeps(&head, 2 * (8 * (4 * square + 3 * mlp) + 16 * (2 * 1000 + 64) +
			     2 * (VOCAB + VECTORS)));
}

static void
projects_no_more_than_there_is(void **state)
{
	struct estimate e = TRAIN(*state, MODEL, FP32, "train.optimizer",
	    "galore", "train.optimizer_rank", "512");

	keeps(&e, 4 * (8 * (4 * 3 * 64 * 64 + 3 * 64 * (2 * 256 + 64)) +
			  2 * (2 * VOCAB + VECTORS)));
}

static void
does_not_guess_how_experts_are_projected(void **state)
{
	struct estimate e = TRAIN(*state, MODEL, BF16, "train.optimizer",
	    "galore", "model.experts", "4", "model.moe_intermediate", "64");

	assert_false(e.known);
	assert_int_equal(e.missing, F_TRAIN_OPTIMIZER);
}

static void
knows_nothing_of_others(void **state)
{
	static const char *const names[] = { "shampoo", "dion", "q-galore",
		"badam-ratio", "galore-adafactor", "grokadamw" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct estimate e =
		    TRAIN(*state, MODEL, BF16, "train.optimizer", names[i]);

		assert_false(e.known);
		assert_non_null(strstr(e.reason, names[i]));
	}
}

/* One block at a time: an fp32 copy, two states and a gradient of it. */
static void
trains_one_block_at_a_time(void **state)
{
	double block = 4 * 64 * 64 + 3 * 64 * 256 + 2 * 64;
	struct estimate e =
	    TRAIN(*state, MODEL, BF16, "train.optimizer", "badam");

	keeps(&e, 8 * block);
	is_near(term_sum(&e, TERM_MASTER_WEIGHTS), 4 * block, 0.001);
	is_near(term_sum(&e, TERM_WEIGHTS), 2.0 * ALL, 0.001);
	assert_true(term_sum(&e, TERM_GRADIENTS) <= 2 * block);
}

/* fp32: a first moment of all, a second of embedding and head. */
static void
thins_the_second_moment(void **state)
{
	struct estimate e =
	    TRAIN(*state, MODEL, BF16, "train.optimizer", "adam-mini");

	keeps(&e, 4.0 * ALL + 4 * 2 * VOCAB);
}

static void
keeps_a_momentum_of_matrices(void **state)
{
	struct estimate e =
	    TRAIN(*state, MODEL, BF16, "train.optimizer", "muon");

	keeps(&e, 2.0 * MATRICES + 2 * 2 * (2 * VOCAB + VECTORS));
}

/* fp32: two of all, and of each side a square and its basis. */
static void
keeps_squares_of_sides(void **state)
{
	double sides = 8 * (4 * 2 * 64 * 64 + 3 * (64 * 64 + 256 * 256)) +
		       2 * (64 * 64 + 1000 * 1000);
	struct estimate e =
	    TRAIN(*state, MODEL, BF16, "train.optimizer", "soap");

	keeps(&e, 8.0 * ALL + 8 * sides);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_so_many_bytes_of_each),
		cmocka_unit_test(pages_what_is_paged),
		cmocka_unit_test(frees_gradients_in_backward),
		cmocka_unit_test(projects_gradients),
		cmocka_unit_test(projects_no_more_than_there_is),
		cmocka_unit_test(does_not_guess_how_experts_are_projected),
		cmocka_unit_test(knows_nothing_of_others),
		cmocka_unit_test(trains_one_block_at_a_time),
		cmocka_unit_test(thins_the_second_moment),
		cmocka_unit_test(keeps_a_momentum_of_matrices),
		cmocka_unit_test(keeps_squares_of_sides),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
