/* The vocabulary: names, values as people write them, what is refused. */

#include "workload/fact.h"
#include "tap.h"

#include <string.h>

static struct arena arena;
static struct error err;

static bool
reads(enum fact_id id, const char *text, struct fact *fact)
{
	memset(fact, 0, sizeof(*fact));
	err.text[0] = '\0';
	return fact_from_text(fact, id, text, &arena, &err);
}

static double
number_of(enum fact_id id, const char *text)
{
	struct fact fact;

	return reads(id, text, &fact) ? fact.number : -1;
}

static const char *
text_of(enum fact_id id, const char *text)
{
	struct fact fact;

	return reads(id, text, &fact) ? fact.text : err.text;
}

static void
finds_every_name_and_no_other(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FACT_COUNT; i++)
		assert_int_equal(fact_by_name(fact_rows[i].name), i);
	assert_int_equal(fact_by_name("model"), FACT_COUNT);
	assert_int_equal(fact_by_name("train.micro_bacth"), FACT_COUNT);
	assert_int_equal(fact_by_name(""), FACT_COUNT);
	assert_int_equal(fact_by_name(NULL), FACT_COUNT);
	assert_string_equal(fact_lib("env.lib.vllm"), "vllm");
	assert_null(fact_lib("env.lib."));
	assert_null(fact_lib("env.torch"));
	assert_int_equal(fact_by_name("env.lib.torch"), F_ENV_TORCH);
	assert_null(fact_lib("env.lib.torch"));
}

static void
suggests_the_name_meant(void **state)
{
	(void)state;
	assert_string_equal(fact_suggest("train.micro_bacth"),
	    "train.micro_batch");
	assert_string_equal(fact_suggest("micro_batch"), "train.micro_batch");
	assert_string_equal(fact_suggest("model.seq_len"), "train.seq_len");
	assert_null(fact_suggest("zzzzzzzzzzzzzz"));
}

static void
reads_values_by_the_type_of_the_fact(void **state)
{
	struct fact fact;

	(void)state;
	assert_true(number_of(F_TARGET_VRAM, "24GiB") == 25769803776.0);
	assert_true(number_of(F_TARGET_VRAM, "80GB") == 80e9);
	assert_true(number_of(F_MODEL_PARAMS, "8.03B") == 8030000000.0);
	assert_true(number_of(F_MODEL_PARAMS, "1.54B") == 1540000000.0);
	assert_true(number_of(F_TRAIN_SEQ_LEN, " 4096 ") == 4096);
	assert_true(number_of(F_QUANT_DOUBLE, "On") == 1);
	assert_true(number_of(F_QUANT_DOUBLE, "0") == 0);
	assert_true(number_of(F_TRAIN_LORA_DROPOUT, "0.05") == 0.05);
	assert_string_equal(text_of(F_TARGET_DRIVER, "550.54.15"), "550.54.15");
	assert_true(reads(F_TRAIN_LORA_TARGETS, "q_proj, V,, my_layer", &fact));
	assert_int_equal(fact.list_length, 3);
	assert_string_equal(fact.list[0], "q");
	assert_string_equal(fact.list[1], "v");
	assert_string_equal(fact.list[2], "my_layer");
}

static void
reads_other_spellings_of_a_value(void **state)
{
	(void)state;
	assert_string_equal(text_of(F_TRAIN_OPTIMIZER, "paged_adamw_32bit"),
	    "paged-adamw-32bit");
	assert_string_equal(text_of(F_LOAD_DTYPE, "bfloat16"), "bf16");
	assert_string_equal(text_of(F_LOAD_DTYPE, "torch.bfloat16"), "bf16");
	assert_string_equal(text_of(F_LOAD_DTYPE, "half"), "fp16");
	assert_string_equal(text_of(F_LOAD_DTYPE, "FLOAT32"), "fp32");
	assert_string_equal(text_of(F_QUANT_METHOD, "nf4"), "bnb-nf4");
	assert_string_equal(text_of(F_QUANT_METHOD, "AWQ"), "awq");
	assert_string_equal(text_of(F_QUANT_METHOD, "something-new"),
	    "something-new");
	assert_string_equal(text_of(F_TRAIN_CHECKPOINTING, "true"), "full");
	assert_string_equal(text_of(F_TRAIN_CHECKPOINTING, "no"), "none");
}

static void
refuses_with_the_values_that_exist(void **state)
{
	(void)state;
	assert_string_equal(text_of(F_LOAD_DTYPE, "fp61"),
	    "load.dtype: fp61 is none of fp32, bf16, fp16, fp8; "
	    "did you mean fp16?");
	assert_string_equal(text_of(F_TARGET_ARCH, "riscv"),
	    "target.arch: riscv is none of x86_64, aarch64, ppc64le");
}

static void
refuses_what_is_no_value(void **state)
{
	static const char *const absurd[] = { "9e18", "-1", "1.5", "NaN",
		".nan", "inf", "1e999", "auto", "", "0x10", "12XB",
		"\xff\xfe" };
	static char longest[5001];
	struct fact fact, before;

	(void)state;
	for (size_t i = 0; i < sizeof(absurd) / sizeof(*absurd); i++)
		assert_true(number_of(F_TRAIN_MICRO_BATCH, absurd[i]) == -1);
	memset(longest, '9', 5000);
	assert_false(reads(F_TRAIN_MICRO_BATCH, longest, &fact));
	memset(longest, ',', 5000);
	assert_false(reads(F_TRAIN_LORA_TARGETS, longest, &fact));
	assert_true(number_of(F_TARGET_RAM, "-1GiB") == -1);
	assert_true(number_of(F_QUANT_DOUBLE, "maybe") == -1);
	assert_false(reads(F_TARGET_DRIVER, "banana", &fact));

	assert_true(reads(F_TRAIN_MICRO_BATCH, "3", &fact));
	before = fact;
	assert_false(
	    fact_from_text(&fact, F_TRAIN_MICRO_BATCH, "x", &arena, NULL));
	assert_memory_equal(&before, &fact, sizeof(fact));
}

static const char *
printed(struct text *out, enum fact_id id, const char *text)
{
	struct fact fact;

	text_clear(out);
	assert_true(reads(id, text, &fact));
	fact_print(out, id, &fact);
	return text_string(out);
}

static void
prints_values_for_people(void **state)
{
	struct fact fact = { .state = FACT_ABSENT };
	struct text out;

	(void)state;
	text_init(&out);
	assert_string_equal(printed(&out, F_TARGET_VRAM, "24GiB"), "24 GiB");
	assert_string_equal(printed(&out, F_TRAIN_SEQ_LEN, "4096"), "4,096");
	assert_string_equal(printed(&out, F_QUANT_DOUBLE, "1"), "yes");
	assert_string_equal(printed(&out, F_TRAIN_LORA_TARGETS, "q,v"), "q, v");
	assert_string_equal(printed(&out, F_MODEL_ID, "a\x1b[31m"), "a^[[31m");
	text_clear(&out);
	fact_print(&out, F_MODEL_ID, &fact);
	assert_string_equal(text_string(&out), "absent");
	fact.state = FACT_UNKNOWN;
	fact.reason = "${X} is not set here";
	text_clear(&out);
	fact_print(&out, F_MODEL_ID, &fact);
	assert_string_equal(text_string(&out), "unknown: ${X} is not set here");
	text_release(&out);
}

static const char *
origin_text(struct text *out, enum origin_kind kind, const char *note)
{
	struct origin origin = { .kind = kind, .note = note };

	text_clear(out);
	origin_print(out, &origin);
	return text_string(out);
}

static void
prints_where_a_value_comes_from(void **state)
{
	struct text out;

	(void)state;
	text_init(&out);
	assert_string_equal(origin_text(&out, ORIGIN_DEFAULT, "axolotl 0.13"),
	    "axolotl 0.13's default");
	assert_string_equal(origin_text(&out, ORIGIN_DERIVED, "a / b"),
	    "derived: a / b");
	assert_string_equal(origin_text(&out, ORIGIN_OPTION, "--gpu T4"),
	    "--gpu T4");
	assert_string_equal(origin_text(&out, ORIGIN_CATALOG, "a source"),
	    "catalogue (a source)");
	assert_string_equal(origin_text(&out, ORIGIN_NONE, NULL), "");
	text_release(&out);
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
		cmocka_unit_test(finds_every_name_and_no_other),
		cmocka_unit_test(suggests_the_name_meant),
		cmocka_unit_test(reads_values_by_the_type_of_the_fact),
		cmocka_unit_test(reads_other_spellings_of_a_value),
		cmocka_unit_test(refuses_with_the_values_that_exist),
		cmocka_unit_test(refuses_what_is_no_value),
		cmocka_unit_test(prints_values_for_people),
		cmocka_unit_test(prints_where_a_value_comes_from),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, release);
}
