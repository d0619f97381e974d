/* The machine: names of GPUs, who wins, operating systems, instances. */

#include "workload/target.h"
#include "workload/listing.h"
#include "workload_of.h"

static struct arena arena;

static struct target
options(const char *const pairs[][2], size_t count)
{
	struct origin origin = origin_note(ORIGIN_OPTION, "--set");
	struct error err = { "" };
	struct target target;

	target_init(&target);
	for (size_t i = 0; i < count; i++) {
		if (!target_set(&target, pairs[i][0], pairs[i][1], &origin,
			&arena, &err))
			fail_msg("%s", err.text);
	}
	return target;
}

static struct workload *
with(const char *body, const struct target *target)
{
	struct workload *w = workload_of(&arena,
	    arena_printf(&arena, "gpulint: workload/1\n%s\n", body));
	struct error err = { "" };

	if (!target_apply(target, w, &catalog_builtin, &err))
		fail_msg("%s", err.text);
	return w;
}

static void
resolves_a_gpu_by_any_name(void **state)
{
	const char *const pairs[][2] = { { "gpu", "rtx-4090" } };
	struct target target = options(pairs, 1);
	struct workload *w = with("train: {method: full}", &target);
	double vram = fact_number(w, F_TARGET_VRAM, 0);

	(void)state;
	assert_true(fact_is(w, F_TARGET_GPU, "RTX 4090"));
	assert_true(vram > 22e9 && vram < 26e9);
	assert_int_equal(workload_fact(w, F_TARGET_VRAM)->origin.kind,
	    ORIGIN_CATALOG);
}

static void
takes_the_smallest_of_several_and_says_so(void **state)
{
	const char *const pairs[][2] = { { "gpu", "A100" } };
	struct target target = options(pairs, 1);
	struct workload *w = with("train: {method: full}", &target);

	(void)state;
	assert_true(fact_number(w, F_TARGET_VRAM, 0) < 44e9);
	assert_non_null(strstr(workload_fact(w, F_TARGET_VRAM)->origin.note,
	    "A100 covers "));
}

static void
refuses_a_gpu_nobody_knows(void **state)
{
	const char *const named[][2] = { { "gpu", "RTX 4091" } };
	struct target target = options(named, 1), none;
	struct workload *w =
	    workload_of(&arena, "gpulint: workload/1\ntarget: {gpus: 1}\n");
	struct error err = { "" };

	(void)state;
	assert_false(target_apply(&target, w, &catalog_builtin, &err));
	assert_non_null(strstr(err.text, "did you mean RTX 40"));

	/* In a linted file it is unknown, no error. */
	target_init(&none);
	w = with("target: {gpu: RTX 4091}", &none);
	assert_int_equal(workload_fact(w, F_TARGET_GPU)->state, FACT_UNKNOWN);
	assert_false(fact_known(w, F_TARGET_VRAM));
}

static void
lets_the_command_line_win(void **state)
{
	const char *const pairs[][2] = { { "gpu", "T4" }, { "gpus", "4" },
		{ "train.micro_batch", "7" }, { "env.lib.peft", "0.17" } };
	struct target target = options(pairs, 4);
	struct workload *w =
	    with("target: {gpu: H100 SXM5 80GB, gpus: 8, ram: 64GiB}\n"
		 "train: {micro_batch: 1}",
		&target);

	(void)state;
	assert_true(fact_is(w, F_TARGET_GPU, "T4"));
	assert_true(fact_number(w, F_TARGET_VRAM, 0) < 18e9);
	assert_true(fact_number(w, F_PARALLEL_GPUS, 0) == 4);
	assert_true(fact_number(w, F_TRAIN_MICRO_BATCH, 0) == 7);
	assert_true(fact_number(w, F_TARGET_RAM, 0) == 68719476736.0);
	assert_string_equal(workload_lib(w, "peft")->text, "0.17");
}

static void
lets_a_written_size_win_over_the_card(void **state)
{
	struct target none;
	struct workload *w;

	(void)state;
	target_init(&none);
	w = with("target: {gpu: T4, vram: 10GiB}", &none);
	assert_true(fact_number(w, F_TARGET_VRAM, 0) == 10737418240.0);
}

static void
fills_a_machine_from_its_instance_type(void **state)
{
	struct target none;
	struct workload *w;

	(void)state;
	target_init(&none);
	if (catalog_instance(&catalog_builtin, "p4d.24xlarge") == NULL)
		skip();
	w = with("target: {instance: p4d.24xlarge}", &none);
	assert_non_null(strstr(fact_text(w, F_TARGET_GPU), "A100"));
	assert_true(fact_number(w, F_TARGET_GPUS, 0) == 8);
	assert_true(fact_number(w, F_TARGET_RAM, 0) > 1e12);
	assert_true(fact_known(w, F_TARGET_VRAM));
	assert_int_equal(workload_fact(w, F_TARGET_GPUS)->origin.kind,
	    ORIGIN_CATALOG);
	w = with("target: {instance: p4d.24xlarge, gpus: 2}", &none);
	assert_true(fact_number(w, F_TARGET_GPUS, 0) == 2);
}

static bool
reads_mapping(const char *text, struct target *target, struct error *err)
{
	struct tree_problem problem;
	struct source *source =
	    source_from_bytes(&arena, "t.yaml", text, strlen(text), NULL);
	struct tree *tree = tree_read(source, &problem);

	assert_non_null(tree);
	target_init(target);
	err->text[0] = '\0';
	return target_read(target, source, tree->documents[0], ORIGIN_PROJECT,
	    &arena, err);
}

static void
reads_a_mapping_and_names_what_it_has_not(void **state)
{
	struct target target;
	struct error err;

	(void)state;
	assert_true(reads_mapping("gpu: T4\ngpus: 2\nram: 32GiB\ndriver: ~\n"
				  "os: windows 11\n",
	    &target, &err));
	assert_true(target.facts[F_TARGET_GPUS].number == 2);
	assert_false(target.given[F_TARGET_DRIVER]);
	assert_string_equal(target.facts[F_TARGET_OS].text, "windows");
	assert_string_equal(target.facts[F_TARGET_OS_VERSION].text, "11");
	assert_false(reads_mapping("gpu: T4\nrma: 32GiB\n", &target, &err));
	assert_string_equal(err.text,
	    "t.yaml:2: rma: no such key of a target; did you mean ram?");
	assert_false(reads_mapping("gpu: [T4]\n", &target, &err));
	assert_false(reads_mapping("ram: lots\n", &target, &err));
	assert_false(reads_mapping("[gpu]\n", &target, &err));
}

static void
has_system(const char *text, const char *wanted, const char *its_version)
{
	const char *os = NULL, *version = NULL;

	assert_true(os_parse(text, &os, &version, &arena));
	assert_string_equal(os, wanted);
	assert_string_equal(version == NULL ? "" : version, its_version);
}

static void
names_operating_systems(void **state)
{
	const char *os, *version;

	(void)state;
	has_system("linux", "linux", "");
	has_system("ubuntu 22.04", "linux", "ubuntu 22.04");
	has_system("Ubuntu-24.04", "linux", "ubuntu 24.04");
	has_system("wsl2", "wsl2", "");
	has_system("WSL 2", "wsl2", "");
	has_system("windows 11", "windows", "11");
	has_system("macos 14", "macos", "14");
	has_system("macos14.5", "macos", "14.5");
	assert_false(os_parse("plan9", &os, &version, &arena));
	assert_false(os_parse("", &os, &version, &arena));
}

static void
writes_the_same_bytes_for_the_same_input(void **state)
{
	static const char body[] = "model: {id: meta-llama/Llama-3.1-8B}\n"
				   "train: {method: lora, micro_batch: x2}\n"
				   "env: {lib: {vllm: 0.6, peft: }}\n";
	struct target none;
	struct text a, b;

	(void)state;
	target_init(&none);
	text_init(&a);
	text_init(&b);
	listing_facts_json(&a, with(body, &none));
	listing_facts_json(&b, with(body, &none));
	assert_string_equal(text_string(&a), text_string(&b));
	assert_non_null(strstr(text_string(&a),
	    "\"train.micro_batch\":{\"value\":null,\"unit\":\"count\","
	    "\"origin\":\"w.yaml:3\",\"reason\":"));
	assert_non_null(strstr(text_string(&a), "\"env.lib.vllm\""));
	text_clear(&a);
	text_clear(&b);
	listing_facts_text(&a, with(body, &none));
	listing_facts_text(&b, with(body, &none));
	assert_string_equal(text_string(&a), text_string(&b));
	assert_non_null(strstr(text_string(&a), "env.lib.peft"));
	text_release(&a);
	text_release(&b);
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
		cmocka_unit_test(resolves_a_gpu_by_any_name),
		cmocka_unit_test(takes_the_smallest_of_several_and_says_so),
		cmocka_unit_test(refuses_a_gpu_nobody_knows),
		cmocka_unit_test(lets_the_command_line_win),
		cmocka_unit_test(lets_a_written_size_win_over_the_card),
		cmocka_unit_test(fills_a_machine_from_its_instance_type),
		cmocka_unit_test(reads_a_mapping_and_names_what_it_has_not),
		cmocka_unit_test(names_operating_systems),
		cmocka_unit_test(writes_the_same_bytes_for_the_same_input),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, release);
}
