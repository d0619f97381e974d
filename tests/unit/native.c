/* Workload files: every key a fact, every other key a problem. */

#include "dialect/dialect.h"
#include "workload_of.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static struct arena arena;

static void
reads_nested_keys_as_dotted_names(void **state)
{
	struct workload *w = workload_of(&arena,
	    "gpulint: workload/1\n"
	    "model: {id: org/name, params: 8.03B, tied_embeddings: false}\n"
	    "train:\n"
	    "  method: lora\n"
	    "  lora: {rank: 16, targets: [q_proj, v]}\n"
	    "  checkpointing: true\n"
	    "train.seq_len: 4096\n"
	    "env: {torch: 2.10, lib: {bitsandbytes: 0.43, vllm: }}\n"
	    "target: {gpu: T4, ram: 16GiB, os: ubuntu 22.04}\n");

	(void)state;
	assert_null(w->problems);
	assert_int_equal(w->kind, WORKLOAD_TRAIN);
	assert_true(fact_number(w, F_MODEL_PARAMS, 0) == 8.03e9);
	assert_false(fact_flag(w, F_MODEL_TIED_EMBEDDINGS, true));
	assert_true(fact_number(w, F_TRAIN_LORA_RANK, 0) == 16);
	assert_true(fact_lists(w, F_TRAIN_LORA_TARGETS, "q"));
	assert_true(fact_is(w, F_TRAIN_CHECKPOINTING, "full"));
	assert_true(fact_number(w, F_TRAIN_SEQ_LEN, 0) == 4096);
	assert_string_equal(fact_text(w, F_ENV_TORCH), "2.10");
	assert_string_equal(workload_lib(w, "bitsandbytes")->text, "0.43");
	assert_int_equal(workload_lib(w, "vllm")->state, FACT_KNOWN);
	assert_true(fact_number(w, F_TARGET_RAM, 0) == 17179869184.0);
	assert_true(fact_is(w, F_TARGET_OS, "linux"));
	assert_string_equal(fact_text(w, F_TARGET_OS_VERSION), "ubuntu 22.04");
}

static void
takes_dtype_for_the_precision(void **state)
{
	struct workload *w = workload_of(&arena,
	    "gpulint: workload/1\ntrain: {micro_batch: 1, dtype: bf16}\n");

	(void)state;
	assert_null(w->problems);
	assert_true(fact_is(w, F_TRAIN_PRECISION, "bf16"));
}

static void
knows_serving_by_its_keys(void **state)
{
	(void)state;
	assert_int_equal(workload_of(&arena,
			     "gpulint: workload/1\nserve: {engine: vllm}\n")
			     ->kind,
	    WORKLOAD_SERVE);
	assert_int_equal(workload_of(&arena,
			     "gpulint: workload/1\nmodel: {layers: 2}\n")
			     ->kind,
	    WORKLOAD_OTHER);
}

static void
has_problem(const char *text, const char *wanted, uint32_t line)
{
	struct workload *w = workload_of(&arena, text);
	uint32_t at, column;

	assert_non_null(w->problems);
	assert_string_equal(w->problems->text, wanted);
	source_place(w->problems->place.source, w->problems->place.span.start,
	    &at, &column);
	assert_int_equal(at, line);
	assert_null(w->problems->next);
}

static void
says_what_is_no_fact(void **state)
{
	(void)state;
	has_problem("gpulint: workload/1\ntrain:\n  micro_bacth: 1\n",
	    "train.micro_bacth: no such fact; did you mean "
	    "train.micro_batch?",
	    3);
	has_problem("gpulint: workload/1\nseq_len: 1\n",
	    "seq_len: no such fact; did you mean train.seq_len?", 2);
	has_problem("gpulint: workload/1\nmodel: org/name\n",
	    "model: a mapping is wanted here", 2);
	has_problem("gpulint: workload/1\nmodel: {id: {a: 1}}\n",
	    "model.id: one value is wanted here", 2);
	has_problem("gpulint: workload/2\n",
	    "gpulint: workload/2 is no form this version reads; it reads "
	    "workload/1",
	    1);
	has_problem("gpulint: workload/1\ntarget: {os: plan9}\n",
	    "target.os: plan9 is none of linux, wsl2, windows, macos", 2);
	has_problem("gpulint: workload/1\nload: {dtype: fp61}\n",
	    "load.dtype: fp61 is none of fp32, bf16, fp16, fp8; did you mean "
	    "fp16?",
	    2);
}

static void
leaves_what_is_not_rendered_unknown(void **state)
{
	struct workload *w = workload_of(&arena,
	    "gpulint: workload/1\n"
	    "train: {micro_batch: \"${BATCH}\", seq_len: null}\n");

	(void)state;
	assert_null(w->problems);
	assert_int_equal(workload_fact(w, F_TRAIN_MICRO_BATCH)->state,
	    FACT_UNKNOWN);
	assert_string_equal(workload_fact(w, F_TRAIN_MICRO_BATCH)->reason,
	    "${BATCH} is not rendered");
	assert_int_equal(workload_fact(w, F_TRAIN_SEQ_LEN)->state, FACT_ABSENT);
}

static void
survives_absurd_files(void **state)
{
	struct workload *w;
	struct text text;

	(void)state;
	w = workload_of(&arena,
	    "gpulint: workload/1\n"
	    "train: {micro_batch: 9000000000000000000, seq_len: -1,\n"
	    "  dropout: .nan, lora: {targets: [[q], v]}}\n");
	assert_int_equal(workload_fact(w, F_TRAIN_MICRO_BATCH)->state,
	    FACT_UNKNOWN);
	assert_int_equal(workload_fact(w, F_TRAIN_SEQ_LEN)->state,
	    FACT_UNKNOWN);
	assert_int_equal(workload_fact(w, F_TRAIN_DROPOUT)->state,
	    FACT_UNKNOWN);
	assert_int_equal(workload_fact(w, F_TRAIN_LORA_TARGETS)->state,
	    FACT_UNKNOWN);

	/* A mapping that holds itself, and a key longer than any name. */
	w = workload_of(&arena, "gpulint: workload/1\ntrain: &t\n  lora: *t\n");
	assert_non_null(w->problems);
	text_init(&text);
	text_add(&text, "gpulint: workload/1\n");
	for (int i = 0; i < 300; i++)
		text_add(&text, "abc");
	text_add(&text, ": 1\n");
	assert_non_null(workload_of(&arena, text_string(&text))->problems);
	text_release(&text);
}

static const char *
dialect_of(const char *text)
{
	struct tree_problem problem;
	struct source *source =
	    source_from_bytes(&arena, "any.yaml", text, strlen(text), NULL);
	struct tree *tree = tree_read(source, &problem);
	const struct dialect *dialect;

	assert_non_null(tree);
	dialect = dialect_recognise(&dialects_builtin, tree->documents[0],
	    "any.yaml");
	return dialect == NULL ? "" : dialect->name;
}

static void
is_recognised_by_its_form(void **state)
{
	(void)state;
	assert_string_equal(dialect_of(
				"gpulint: workload/1\nmodel: {layers: 2}\n"),
	    "workload");
	/* A form of the future is ours to refuse, another value is not. */
	assert_string_equal(dialect_of("gpulint: workload/2\n"), "workload");
	assert_string_equal(dialect_of("gpulint: yes\n"), "");
	assert_string_equal(dialect_of("model: {layers: 2}\n"), "");
	assert_true(
	    dialects_may_hold(&dialects_builtin, "gpulint: workload/1", 19));
}

static void
is_completed_by_the_engine(void **state)
{
	static const char text[] = "gpulint: workload/1\n"
				   "target: {gpus: 2}\n"
				   "train: {micro_batch: 1}\n";
	struct tree_problem problem;
	struct source *source =
	    source_from_bytes(&arena, "w.yaml", text, strlen(text), NULL);
	struct tree *tree = tree_read(source, &problem);
	struct reading reading;

	(void)state;
	reading_init(&reading, &dialects_builtin, &catalog_builtin, ".",
	    &arena);
	reading_document(&reading, tree, tree->documents[0],
	    dialect_by_name(&dialects_builtin, "workload"));
	assert_non_null(reading.first);
	assert_int_equal(reading.first->kind, WORKLOAD_TRAIN);
	assert_true(fact_number(reading.first, F_PARALLEL_DATA, 0) == 2);
	assert_false(fact_known(reading.first, F_FRAMEWORK_NAME));
}

static bool
reads_file(const char *path)
{
	struct tree_problem problem;
	struct source *source = source_open(&arena, path, NULL);
	struct tree *tree = source == NULL ? NULL : tree_read(source, &problem);
	struct workload *w;

	if (tree == NULL || tree->document_count != 1)
		return false;
	w = native_read(&arena, tree, tree->documents[0]);
	if (w->problems != NULL)
		print_message("%s: %s\n", path, w->problems->text);
	return w->problems == NULL && w->kind != WORKLOAD_OTHER;
}

/* Files of a folder's folders that read without a problem; -1: no folder. */
static int
read_folders(const char *top, int *files)
{
	DIR *groups = opendir(top);
	struct dirent *group, *file;
	int good = 0;

	if (groups == NULL)
		return -1;
	while ((group = readdir(groups)) != NULL) {
		char folder[1000], path[1400];
		DIR *cases;

		snprintf(folder, sizeof(folder), "%s/%.250s", top,
		    group->d_name);
		cases = group->d_name[0] == '.' ? NULL : opendir(folder);
		while (cases != NULL && (file = readdir(cases)) != NULL) {
			if (strstr(file->d_name, ".yaml") == NULL)
				continue;
			snprintf(path, sizeof(path), "%s/%.250s", folder,
			    file->d_name);
			(*files)++;
			good += reads_file(path);
		}
		if (cases != NULL)
			closedir(cases);
	}
	closedir(groups);
	return good;
}

static void
reads_all_measured_cases(void **state)
{
	const char *shared = getenv("GPULINT_SHARED"),
		   *top = getenv("top_srcdir");
	char folder[500];
	int files = 0, good;

	(void)state;
	snprintf(folder, sizeof(folder), "%.400s%s/truth/dev/cases",
	    shared != NULL ? shared
	    : top != NULL  ? top
			   : ".",
	    shared != NULL ? "" : "/../shared");
	good = read_folders(folder, &files);
	if (good < 0)
		skip();
	assert_true(files > 0);
	assert_int_equal(good, files);
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
		cmocka_unit_test(reads_nested_keys_as_dotted_names),
		cmocka_unit_test(takes_dtype_for_the_precision),
		cmocka_unit_test(knows_serving_by_its_keys),
		cmocka_unit_test(says_what_is_no_fact),
		cmocka_unit_test(leaves_what_is_not_rendered_unknown),
		cmocka_unit_test(survives_absurd_files),
		cmocka_unit_test(is_recognised_by_its_form),
		cmocka_unit_test(is_completed_by_the_engine),
		cmocka_unit_test(reads_all_measured_cases),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, release);
}
