/* Setting and reading facts: who wins, what is refused. */

#include "workload/workload.h"
#include "tap.h"

#include <math.h>
#include <string.h>

static struct arena arena;

static struct workload *
fresh(void)
{
	return workload_new(&arena, "test", WORKLOAD_TRAIN, NULL, NULL);
}

static void
set(struct workload *w, enum origin_kind kind, double number)
{
	struct origin origin = origin_note(kind, "here");

	workload_set_number(w, F_TRAIN_MICRO_BATCH, number, &origin);
}

static void
lets_the_higher_origin_win_in_any_order(void **state)
{
	static const enum origin_kind rising[] = { ORIGIN_DEFAULT,
		ORIGIN_DERIVED, ORIGIN_CATALOG, ORIGIN_PROJECT, ORIGIN_WRITTEN,
		ORIGIN_OPTION };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		for (size_t j = 0; j < 6; j++) {
			struct workload *w = fresh();

			set(w, rising[i], (double)i);
			set(w, rising[j], (double)j);
			assert_true(fact_number(w, F_TRAIN_MICRO_BATCH, -1) ==
				    (double)(i > j ? i : j));
		}
	}
}

static void
keeps_the_first_of_equals_and_the_known(void **state)
{
	struct origin written = origin_note(ORIGIN_WRITTEN, NULL),
		      fallback = origin_note(ORIGIN_DEFAULT, NULL);
	struct workload *w = fresh();

	(void)state;
	set(w, ORIGIN_WRITTEN, 1);
	set(w, ORIGIN_WRITTEN, 2);
	assert_true(fact_number(w, F_TRAIN_MICRO_BATCH, 0) == 1);
	workload_set_unknown(w, F_TRAIN_MICRO_BATCH, "no", &written);
	assert_true(fact_known(w, F_TRAIN_MICRO_BATCH));

	w = fresh();
	workload_set_unknown(w, F_TRAIN_MICRO_BATCH, "${X}", &written);
	workload_set_number(w, F_TRAIN_MICRO_BATCH, 3, &fallback);
	assert_false(fact_known(w, F_TRAIN_MICRO_BATCH));
	set(w, ORIGIN_WRITTEN, 4);
	assert_true(fact_number(w, F_TRAIN_MICRO_BATCH, 0) == 4);
}

static void
makes_what_is_no_value_unknown(void **state)
{
	static const double absurd[] = { 9.3e18, -1, 1.5, NAN, INFINITY };
	struct origin origin = origin_note(ORIGIN_WRITTEN, NULL);
	struct workload *w;

	(void)state;
	for (size_t i = 0; i < sizeof(absurd) / sizeof(*absurd); i++) {
		w = fresh();
		set(w, ORIGIN_WRITTEN, absurd[i]);
		assert_int_equal(workload_fact(w, F_TRAIN_MICRO_BATCH)->state,
		    FACT_UNKNOWN);
		assert_true(*workload_fact(w, F_TRAIN_MICRO_BATCH)->reason);
	}
	w = fresh();
	workload_set_text(w, F_LOAD_DTYPE, "fp61", &origin);
	assert_int_equal(workload_fact(w, F_LOAD_DTYPE)->state, FACT_UNKNOWN);
	workload_set_text(w, F_LOAD_DTYPE, "torch.float16", &origin);
	assert_true(fact_is(w, F_LOAD_DTYPE, "fp16"));
}

static void
knows_a_library_by_any_spelling(void **state)
{
	struct origin origin = origin_note(ORIGIN_WRITTEN, NULL);
	struct workload *w = fresh();

	(void)state;
	workload_set_lib(w, "Flash_Attn", "2.6.3", &origin);
	workload_set_lib(w, "flash-attn", "1.0", &origin);
	workload_set_lib(w, "vllm", NULL, &origin);
	assert_string_equal(w->libs->name, "flash-attn");
	assert_string_equal(workload_lib(w, "flash.attn")->text, "2.6.3");
	assert_string_equal(workload_lib(w, "vllm")->text, "");
	assert_int_equal(workload_lib(w, "flash")->state, FACT_ABSENT);
	assert_int_equal(workload_lib(NULL, "x")->state, FACT_ABSENT);
}

static void
merges_by_the_rule_of_setting(void **state)
{
	struct origin written = origin_note(ORIGIN_WRITTEN, NULL);
	const char *const targets[] = { "q", "v" };
	struct workload *w = fresh(), *other = fresh();

	(void)state;
	set(w, ORIGIN_DEFAULT, 8);
	set(other, ORIGIN_WRITTEN, 2);
	workload_set_list(other, F_TRAIN_LORA_TARGETS, targets, 2, &written);
	workload_set_lib(other, "peft", "0.17", &written);
	workload_merge(w, other);
	assert_true(fact_number(w, F_TRAIN_MICRO_BATCH, 0) == 2);
	assert_true(fact_lists(w, F_TRAIN_LORA_TARGETS, "v"));
	assert_false(fact_lists(w, F_TRAIN_LORA_TARGETS, "k"));
	assert_string_equal(workload_lib(w, "peft")->text, "0.17");
}

static void
answers_for_what_is_not_there(void **state)
{
	struct workload *w = fresh();

	(void)state;
	assert_true(fact_number(w, F_MODEL_HEADS, 7) == 7);
	assert_string_equal(fact_text(w, F_MODEL_ID), "");
	assert_true(fact_flag(w, F_QUANT_DOUBLE, true));
	assert_false(fact_is(w, F_MODEL_ID, "x"));
	assert_int_equal(workload_fact(NULL, F_MODEL_ID)->state, FACT_ABSENT);
	assert_int_equal(workload_fact(w, FACT_COUNT)->state, FACT_ABSENT);
}

static int
release(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_the_higher_origin_win_in_any_order),
		cmocka_unit_test(keeps_the_first_of_equals_and_the_known),
		cmocka_unit_test(makes_what_is_no_value_unknown),
		cmocka_unit_test(knows_a_library_by_any_spelling),
		cmocka_unit_test(merges_by_the_rule_of_setting),
		cmocka_unit_test(answers_for_what_is_not_there),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, release);
}
