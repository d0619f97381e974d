/* Files that point at other files, on a real folder. */

#include "dialect_case.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[] = "/tmp/gpulint-link-XXXXXX";
static char root[PATH_MAX];

static void
put(const char *path, const char *text)
{
	char *full = arena_printf(&arena, "%s/%s", root, path);
	FILE *file = fopen(full, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int
make(void **state)
{
	start(state);
	assert_non_null(mkdtemp(top));
	snprintf(root, sizeof(root), "%s/repo", top);
	assert_int_equal(mkdir(root, 0700), 0);
	mkdir(arena_printf(&arena, "%s/sub", root), 0700);
	mkdir(arena_printf(&arena, "%s/tiny", root), 0700);
	put("zero3.json",
	    "{\"zero_optimization\": {\"stage\": 3, \"offload_optimizer\": "
	    "{\"device\": \"cpu\"}}, \"bf16\": {\"enabled\": \"auto\"},"
	    "\"train_micro_batch_size_per_gpu\": \"auto\"}");
	put("../outside.json", "{\"zero_optimization\": {\"stage\": 1}}");
	put("broken.json", "{\"zero_optimization\": ");
	put("tiny/config.json",
	    "{\"architectures\": [\"L\"], \"model_type\": \"llama\", "
	    "\"num_hidden_layers\": 2, \"hidden_size\": 64}");
	put("a.yaml", "x: 1\n");
	return 0;
}

static int
clean(void **state)
{
	int status = system(arena_printf(&arena, "rm -rf %s", top));

	assert_int_equal(status, 0);
	return stop(state);
}

static struct reading reading;

static struct workload *
follow(const char *line)
{
	char *path = arena_printf(&arena, "%s/sub/a.yaml", root);
	struct tree *tree =
	    tree_of(path, arena_printf(&arena,
			      "base_model: x\ndatasets: []\nbf16: true\n"
			      "micro_batch_size: 4\n%s\n",
			      line));
	char *real = realpath(root, NULL);

	reading_init(&reading, &dialects, &catalog_builtin,
	    arena_string(&arena, real), &arena);
	free(real);
	reading_document(&reading, tree, tree->documents[0],
	    dialect_by_name(&dialects, "axolotl"));
	return reading.first;
}

static void
follows_a_path_up_to_the_root(void **state)
{
	struct workload *w = follow("deepspeed: zero3.json");

	(void)state;
	assert_null(reading.notes);
	says(w, F_PARALLEL_SHARDING, "zero3");
	says(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu");
	/* what the linked file leaves to this one */
	says(w, F_TRAIN_MICRO_BATCH, "4");
	says(w, F_TRAIN_PRECISION, "bf16");
	says(w, F_TRAIN_MASTER_WEIGHTS, "yes");
	assert_non_null(
	    strstr(w->facts[F_PARALLEL_SHARDING].origin.source->path,
		"zero3.json"));
}

static void
notes_what_is_missing(void **state)
{
	struct workload *w = follow("deepspeed: nowhere.json");

	(void)state;
	assert_string_equal(reading.notes->text, "nowhere.json is not there");
	says(w, F_PARALLEL_SHARDING, "unknown");
	follow("deepspeed: broken.json");
	assert_non_null(strstr(reading.notes->text, "broken.json: "));
}

static void
never_leaves_the_root(void **state)
{
	struct workload *w = follow("deepspeed: ../../outside.json");

	(void)state;
	assert_string_equal(reading.notes->text,
	    "../../outside.json lies outside");
	says(w, F_PARALLEL_SHARDING, "unknown");
	follow("deepspeed: /etc/hostname");
	assert_string_equal(reading.notes->text, "/etc/hostname lies outside");
}

static void
reads_a_mapping_in_place(void **state)
{
	struct workload *w =
	    follow("deepspeed: {zero_optimization: {stage: 2}}");

	(void)state;
	says(w, F_PARALLEL_SHARDING, "zero2");
}

static void
reads_the_config_of_a_local_model(void **state)
{
	struct tree *tree = tree_of(arena_printf(&arena, "%s/a.yaml", root),
	    "base_model: ./tiny\nsequence_len: 8\n");
	char *real = realpath(root, NULL);

	(void)state;
	reading_init(&reading, &dialects, &catalog_builtin, real, &arena);
	reading_document(&reading, tree, tree->documents[0],
	    dialect_by_name(&dialects, "axolotl"));
	free(real);
	says(reading.first, F_MODEL_LAYERS, "2");
	says(reading.first, F_MODEL_HIDDEN, "64");
}

/* What a file that is not there does not say stays unknown. */
static void
takes_the_stage_from_a_name(void **state)
{
	static const char *const names[][2] = {
		{ "sub/ds_zero3.json", "zero3" },
		{ "DeepSpeed-ZeRO-2.json", "zero2" },
		{ "ds_config_stage_1_bf16.json", "zero1" },
		{ "stage2_sft_z3.json", "zero3" },
		{ "deepspeed_config_s3.json", "zero3" },
		{ "zero0.json", "ddp" },
		{ "zero_30b.json", "unknown" },
		{ "llama3_s3vl.json", "unknown" },
		{ "zero3/ds.json", "unknown" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct workload *w = follow(arena_printf(&arena,
		    "deepspeed: elsewhere/%s", names[i][0]));

		says(w, F_PARALLEL_SHARDING, names[i][1]);
		says(w, F_TRAIN_OFFLOAD_PARAMS, "unknown");
	}
}

static void
stops_at_a_cycle(void **state)
{
	char *path = arena_printf(&arena, "%s/a.yaml", root);
	struct error err = { "" };
	struct source *source = source_open(&arena, path, &err);
	struct origin place = { 0 };
	const struct tree *b, *c;
	char *real = realpath(root, NULL);

	(void)state;
	put("b.yaml", "x: 1\n");
	put("c.yaml", "x: 1\n");
	reading_init(&reading, &dialects, &catalog_builtin, real, &arena);
	assert_null(reading_link(&reading, source, "a.yaml", &place));
	b = reading_link(&reading, source, "b.yaml", &place);
	assert_non_null(b);
	c = reading_link(&reading, b->source, "c.yaml", &place);
	assert_non_null(c);
	assert_null(reading_link(&reading, c->source, "b.yaml", &place));
	assert_null(reading_link(&reading, c->source, "a.yaml", &place));
	assert_string_equal(reading.notes->text, "a.yaml leads back to itself");
	free(real);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_a_path_up_to_the_root),
		cmocka_unit_test(notes_what_is_missing),
		cmocka_unit_test(never_leaves_the_root),
		cmocka_unit_test(reads_a_mapping_in_place),
		cmocka_unit_test(reads_the_config_of_a_local_model),
		cmocka_unit_test(takes_the_stage_from_a_name),
		cmocka_unit_test(stops_at_a_cycle),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
