/* The search for what fits. */

#include "estimate_of.h"

#define GIB 1073741824.0

static struct remedy
search(struct workload *w, double usable)
{
	struct remedy remedy;

	memory_remedy(w, &catalog_builtin, usable, &remedy);
	return remedy;
}

static const struct change *
change_of(const struct remedy *remedy, enum fact_id id)
{
	for (size_t i = 0; i < remedy->count; i++)
		if (remedy->changes[i].fact == id)
			return &remedy->changes[i];
	return NULL;
}

#define LORA(...)                                                              \
	workload_of(*state, WORKLOAD_TRAIN,                                    \
	    (const char *const[]){ "model.id", "meta-llama/Llama-3.1-8B",      \
		"load.dtype", "bf16", "train.precision", "bf16",               \
		"train.method", "lora", "train.lora.rank", "16",               \
		"train.lora.targets", "all-linear", "train.optimizer",         \
		"adamw", "train.attention", "flash2", __VA_ARGS__, NULL })

static void
takes_the_cheapest_step(void **state)
{
	struct workload *w = LORA("train.micro_batch", "2", "train.seq_len",
	    "4096", "train.checkpointing", "none");
	struct remedy r = search(w, 45 * GIB);

	assert_int_equal(r.count, 1);
	assert_int_equal(r.changes[0].fact, F_TRAIN_CHECKPOINTING);
	assert_true(r.changes[0].safe);
	assert_true(r.after.known && r.after.high <= 45 * GIB);
}

static void
keeps_the_batch_of_a_step(void **state)
{
	struct workload *w = LORA("train.micro_batch", "8", "train.seq_len",
	    "4096", "train.accumulation", "2", "train.checkpointing", "full",
	    "train.loss", "fused");
	struct estimate before;
	const struct change *rows, *times;
	struct remedy r;

	memory_estimate(w, &catalog_builtin, &before);
	r = search(w, before.high - GIB);
	rows = change_of(&r, F_TRAIN_MICRO_BATCH);
	times = change_of(&r, F_TRAIN_ACCUMULATION);
	assert_non_null(rows);
	assert_non_null(times);
	assert_true(rows->value.number * times->value.number == 16);
	assert_true(r.after.high <= before.high - GIB);
}

static void
finds_nothing_for_the_impossible(void **state)
{
	struct workload *w =
	    LORA("train.micro_batch", "1", "train.seq_len", "4096");
	struct remedy r = search(w, GIB);

	assert_int_equal(r.count, 0);
	assert_false(r.after.known);
}

static void
leaves_the_workload_alone(void **state)
{
	struct workload *w = LORA("train.micro_batch", "4", "train.seq_len",
	    "4096", "train.checkpointing", "none");

	search(w, 30 * GIB);
	assert_true(fact_is(w, F_TRAIN_CHECKPOINTING, "none"));
	assert_true(fact_number(w, F_TRAIN_MICRO_BATCH, 0) == 4);
}

static void
shortens_what_is_served(void **state)
{
	struct workload *w = workload_of(*state, WORKLOAD_SERVE,
	    (const char *const[]){ "model.id", "meta-llama/Llama-3.1-8B",
		"serve.engine", "vllm", "load.dtype", "bf16", "serve.max_len",
		"131072", "target.gpu", "RTX 4090", "target.gpus", "1", NULL });
	double card = fact_number(w, F_TARGET_VRAM, 0);
	struct remedy r = search(w, card);

	assert_true(r.count > 0);
	assert_true(r.after.high <= card);
	assert_non_null(change_of(&r, F_SERVE_MAX_LEN));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_cheapest_step),
		cmocka_unit_test(keeps_the_batch_of_a_step),
		cmocka_unit_test(finds_nothing_for_the_impossible),
		cmocka_unit_test(leaves_the_workload_alone),
		cmocka_unit_test(shortens_what_is_served),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
