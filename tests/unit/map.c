/* From keys to facts: typing, translations, defaults, what stays unknown. */

#include "dialect_case.h"

static struct workload *
axolotl(const char *rest)
{
	return workload_of("axolotl", "a.yaml",
	    arena_printf(&arena, "base_model: some/model\ndatasets: []\n%s",
		rest));
}

static void
types_values_as_the_loader_does(void **state)
{
	struct workload *w = axolotl("micro_batch_size: 4\n"
				     "sequence_len: '2048'\n"
				     "lora_dropout: 1e-2\nadapter: lora\n");

	(void)state;
	says(w, F_TRAIN_MICRO_BATCH, "4");
	says(w, F_TRAIN_SEQ_LEN, "2,048");
	says(w, F_TRAIN_LORA_DROPOUT, "0.01");
	assert_int_equal(w->facts[F_TRAIN_MICRO_BATCH].origin.kind,
	    ORIGIN_WRITTEN);
}

static void
takes_nothing_for_the_default(void **state)
{
	struct workload *w = axolotl("sequence_len:\nmicro_batch_size: ~\n"
				     "output_dir: None\n");

	(void)state;
	says(w, F_TRAIN_SEQ_LEN, "512");
	says(w, F_TRAIN_MICRO_BATCH, "1");
	says(w, F_SAVE_DIR, "./model-out");
	assert_int_equal(w->facts[F_TRAIN_SEQ_LEN].origin.kind, ORIGIN_DEFAULT);
	assert_string_equal(w->facts[F_TRAIN_SEQ_LEN].origin.note,
	    "axolotl 0.18");
}

static void
never_guesses(void **state)
{
	struct workload *w = axolotl("sequence_len: ${SEQ}\n"
				     "micro_batch_size: -1\n"
				     "save_steps: 0.25\n"
				     "lora_r: 9e18\n"
				     "gradient_accumulation_steps: [1]\n");

	(void)state;
	says(w, F_TRAIN_SEQ_LEN, "unknown");
	says(w, F_TRAIN_MICRO_BATCH, "unknown");
	says(w, F_SAVE_EVERY_STEPS, "unknown");
	says(w, F_TRAIN_LORA_RANK, "unknown");
	says(w, F_TRAIN_ACCUMULATION, "unknown");
	assert_string_equal(w->facts[F_TRAIN_SEQ_LEN].reason,
	    "${SEQ} is not filled in here");
}

static void
reads_lists_and_names_of_projections(void **state)
{
	struct workload *w = axolotl(
	    "adapter: lora\n"
	    "lora_target_modules: [self_attn.q_proj, gate_up_proj, odd]\n");

	(void)state;
	says(w, F_TRAIN_LORA_TARGETS, "q, gate, up, odd");
	w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ncutoff_len: 8\ndo_train: true\n"
	    "lora_target: q_proj,v_proj\n");
	says(w, F_TRAIN_LORA_TARGETS, "q, v");
	w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ncutoff_len: 8\ndo_train: true\n"
	    "lora_target: '.*[qv]_proj'\n");
	says(w, F_TRAIN_LORA_TARGETS, "unknown");
}

static void
follows_references_within_the_file(void **state)
{
	struct workload *w = workload_of("llamafactory", "a.yaml",
	    "model_name_or_path: x\ncutoff_len: ${sizes.long}\n"
	    "sizes: {long: 4096}\ndo_train: true\nlora_rank: ${lora_rank}\n");

	(void)state;
	says(w, F_TRAIN_SEQ_LEN, "4,096");
	says(w, F_TRAIN_LORA_RANK, "unknown");
}

static void
accepts_what_json_writes_for_whole_numbers(void **state)
{
	struct workload *w = workload_of("deepspeed", "a.json",
	    "{\"zero_optimization\": {\"stage\": 3}, "
	    "\"train_batch_size\": 6.4e1}");

	(void)state;
	says(w, F_TRAIN_GLOBAL_BATCH, "64");
	says(w, F_PARALLEL_SHARDING, "zero3");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_values_as_the_loader_does),
		cmocka_unit_test(takes_nothing_for_the_default),
		cmocka_unit_test(never_guesses),
		cmocka_unit_test(reads_lists_and_names_of_projections),
		cmocka_unit_test(follows_references_within_the_file),
		cmocka_unit_test(accepts_what_json_writes_for_whole_numbers),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
