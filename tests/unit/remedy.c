/* The search for what fits. */

#include "estimate_of.h"
#include "fix/beyond.h"

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

static struct beyond
beyond_of(struct workload *w)
{
	struct beyond beyond;

	beyond_look(&beyond, w, &catalog_builtin,
	    fact_number(w, F_TARGET_VRAM, 0));
	return beyond;
}

#define FULL(stage)                                                            \
	workload_of(*state, WORKLOAD_TRAIN,                                    \
	    (const char *const[]){ "model.id", "meta-llama/Llama-3.1-8B",      \
		"load.dtype", "bf16", "train.precision", "bf16",               \
		"train.method", "full", "train.stage", stage,                  \
		"train.optimizer", "adamw", "train.attention", "flash2",       \
		"train.micro_batch", "1", "train.seq_len", "1024",             \
		"train.checkpointing", "full", "train.loss", "fused",          \
		"target.gpu", "RTX 4090", "target.gpus", "1", NULL })

static void
adapters_may_do_where_all_weights_do_not(void **state)
{
	struct beyond beyond = beyond_of(FULL("sft"));
	struct text out;

	assert_true(beyond.lora > beyond.qlora && beyond.qlora > 0);
	assert_true(beyond.lora < 23.5 * GIB);
	assert_non_null(beyond.card);
	assert_true(beyond.room > 60 * GIB);
	text_init(&out);
	beyond_print(&out, &beyond);
	assert_non_null(strstr(text_string(&out), "train adapters (LoRA"));
	assert_non_null(strstr(text_string(&out), beyond.card));
	text_release(&out);
}

static void
no_adapter_takes_the_place_of_a_first_training(void **state)
{
	struct beyond beyond = beyond_of(FULL("pretrain"));

	assert_true(beyond.lora <= 0 && beyond.qlora <= 0);
	assert_non_null(beyond.card);
}

static void
no_card_is_named_where_none_is_large_enough(void **state)
{
	struct workload *w = workload_of(*state, WORKLOAD_SERVE,
	    (const char *const[]){ "model.id",
		"meta-llama/Llama-3.1-405B-Instruct", "serve.engine", "vllm",
		"load.dtype", "bf16", "target.gpu", "H100", "target.gpus", "1",
		NULL });
	struct beyond beyond = beyond_of(w);
	struct text out;

	assert_null(beyond.card);
	text_init(&out);
	beyond_print(&out, &beyond);
	assert_string_equal(text_string(&out),
	    "share the job between more GPUs");
	text_release(&out);
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
		cmocka_unit_test(adapters_may_do_where_all_weights_do_not),
		cmocka_unit_test(
		    no_adapter_takes_the_place_of_a_first_training),
		cmocka_unit_test(no_card_is_named_where_none_is_large_enough),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
