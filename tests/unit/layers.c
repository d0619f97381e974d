/* Documents that build on other files, and what ${...} stands for in them,
 * on a real folder. */

#include "dialect_case.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[] = "/tmp/gpulint-layers-XXXXXX";
static char root[PATH_MAX];
static struct reading reading;

static void
put(const char *path, const char *text)
{
	char *full = arena_printf(&arena, "%s/%s", root, path);
	FILE *file = fopen(full, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
folder(const char *path)
{
	assert_int_equal(mkdir(arena_printf(&arena, "%s/%s", root, path), 0700),
	    0);
}

static int
make(void **state)
{
	char *real;

	start(state);
	assert_non_null(mkdtemp(top));
	real = realpath(top, NULL);
	snprintf(root, sizeof(root), "%s", real);
	free(real);
	folder("base");
	folder("conf");
	folder("conf/actor");
	folder("conf/trainer");
	folder("shared");
	put("base/root.yaml",
	    "grpo: {num_prompts_per_step: 4}\n"
	    "policy:\n"
	    "  model_name: Qwen/Qwen2.5-7B\n"
	    "  max_total_sequence_length: 512\n"
	    "  train_micro_batch_size: ${mul:2,2}\n"
	    "  generation: {vllm_cfg: {gpu_memory_utilization: 0.6,"
	    " max_model_len: '${policy.max_total_sequence_length}'}}\n"
	    "cluster: {gpus_per_node: 8, num_nodes: 1}\n");
	put("base/other.yaml", "policy: {model_name: Qwen/Qwen3-8B}\n");
	put("base/loop.yaml", "defaults: loop.yaml\ncluster: {num_nodes: 9}\n");
	put("conf/actor/dp.yaml", "ppo_micro_batch_size_per_gpu: 4\n"
				  "strategy: fsdp\n"
				  "fsdp_config: {offload_policy: '${..away}'}\n"
				  "away: true\n");
	put("conf/actor/small.yaml",
	    "defaults: [dp, _self_]\nppo_micro_batch_size_per_gpu: 1\n");
	put("conf/trainer/one.yaml", "nnodes: 1\nn_gpus_per_node: 8\n");
	put("conf/trainer/two.yaml",
	    "# @package _global_\ntrainer: {nnodes: 2, n_gpus_per_node: 4}\n");
	put("shared/late.yaml", "trainer: {total_epochs: 7}\n");
	return 0;
}

static int
clean(void **state)
{
	assert_int_equal(system(arena_printf(&arena, "rm -rf %s", top)), 0);
	return stop(state);
}

static struct workload *
read_as(const char *dialect, const char *path, const char *text)
{
	struct tree *tree =
	    tree_of(arena_printf(&arena, "%s/%s", root, path), text);

	reading_init(&reading, &dialects, &catalog_builtin, root, &arena);
	reading_document(&reading, tree, tree->documents[0],
	    dialect_by_name(&dialects, dialect));
	assert_non_null(reading.first);
	return reading.first;
}

static struct workload *
verl(const char *text)
{
	return read_as("verl", "conf/ppo.yaml",
	    arena_printf(&arena,
		"%s\nactor_rollout_ref: {model: {path: Qwen/Qwen3-8B}}\n",
		text));
}

static void
stands_in(const struct workload *w, enum fact_id id, const char *file,
    uint32_t line)
{
	const struct origin *origin = &workload_fact(w, id)->origin;
	uint32_t at, column;
	size_t n, m = strlen(file);

	assert_non_null(origin->source);
	n = strlen(origin->source->path);
	assert_true(n >= m);
	assert_string_equal(origin->source->path + n - m, file);
	source_place(origin->source, origin->key->span.start, &at, &column);
	assert_int_equal(at, line);
}

static void
lays_a_file_over_the_one_it_names(void **state)
{
	struct workload *w = read_as("nemo_rl", "child.yaml",
	    "defaults: base/root.yaml\n"
	    "policy: {max_total_sequence_length: 4096}\n"
	    "cluster: {num_nodes: 4}\n");

	(void)state;
	says(w, F_MODEL_ID, "Qwen/Qwen2.5-7B");
	says(w, F_TRAIN_SEQ_LEN, "4,096");
	says(w, F_PARALLEL_GPUS, "32");
	stands_in(w, F_MODEL_ID, "base/root.yaml", 3);
	stands_in(w, F_TRAIN_SEQ_LEN, "child.yaml", 2);
	/* a reference of the file below sees what lies over it */
	says(w, F_SERVE_MAX_LEN, "4,096");
	says(w, F_TRAIN_MICRO_BATCH, "4");
}

/* A mapping of many keys is looked up by an index behind its pairs. */
static void
merges_mappings_of_many_keys(void **state)
{
	struct workload *w;

	(void)state;
	put("base/many.yaml",
	    "policy: {model_name: Qwen/Qwen3-8B, a: 1, b: 1, c: 1, d: 1, "
	    "e: 1, f: 1, g: 1, h: 1, max_total_sequence_length: 64}\n"
	    "cluster: {num_nodes: 2, gpus_per_node: 4}\n");
	w = read_as("nemo_rl", "child.yaml",
	    "defaults: base/many.yaml\n"
	    "policy: {z: 1, y: 1, x: 1, w: 1, v: 1, u: 1, t: 1, s: 1, "
	    "r: 1, train_micro_batch_size: 3, "
	    "max_total_sequence_length: 128}\n");
	says(w, F_MODEL_ID, "Qwen/Qwen3-8B");
	says(w, F_TRAIN_MICRO_BATCH, "3");
	says(w, F_TRAIN_SEQ_LEN, "128");
	says(w, F_PARALLEL_GPUS, "8");
}

static void
lets_the_last_of_several_files_win(void **state)
{
	struct workload *w = read_as("nemo_rl", "child.yaml",
	    "defaults: [base/root.yaml, base/other.yaml]\n"
	    "cluster: {num_nodes: 2}\n");

	(void)state;
	says(w, F_MODEL_ID, "Qwen/Qwen3-8B");
	stands_in(w, F_MODEL_ID, "base/other.yaml", 1);
	says(w, F_PARALLEL_GPUS, "16");
}

static void
drops_a_section_that_is_marked_override(void **state)
{
	struct workload *w = read_as("nemo_rl", "child.yaml",
	    "defaults: base/root.yaml\n"
	    "cluster: {_override_: true, num_nodes: 4}\n");

	(void)state;
	says(w, F_TARGET_GPUS, "");
	says(w, F_PARALLEL_NODES, "4");
}

static void
notes_what_is_missing_and_what_leads_back(void **state)
{
	struct workload *w = read_as("nemo_rl", "child.yaml",
	    "defaults: gone.yaml\npolicy: {model_name: Qwen/Qwen3-8B}\n");

	(void)state;
	says(w, F_MODEL_ID, "Qwen/Qwen3-8B");
	assert_non_null(reading.notes);
	assert_string_equal(reading.notes->text, "gone.yaml is not there");
	w = read_as("nemo_rl", "child.yaml",
	    "defaults: base/loop.yaml\npolicy: {}\n");
	says(w, F_PARALLEL_NODES, "9");
	assert_non_null(reading.notes);
	assert_non_null(strstr(reading.notes->text, "leads back to itself"));
	w = read_as("nemo_rl", "child.yaml",
	    "defaults: ../../../etc/passwd\npolicy: {}\n");
	assert_non_null(reading.notes);
}

static void
composes_groups_at_their_packages(void **state)
{
	struct workload *w =
	    verl("defaults: [actor@actor_rollout_ref.actor: dp, trainer: one, "
		 "_self_]");

	(void)state;
	says(w, F_TRAIN_MICRO_BATCH, "4");
	stands_in(w, F_TRAIN_MICRO_BATCH, "conf/actor/dp.yaml", 1);
	says(w, F_TRAIN_OFFLOAD_PARAMS, "cpu");
	says(w, F_PARALLEL_GPUS, "8");
	/* a group's own list, and a header that starts at the top */
	w = verl("defaults: [actor@actor_rollout_ref.actor: small, "
		 "trainer: two, _self_]");
	says(w, F_TRAIN_MICRO_BATCH, "1");
	says(w, F_PARALLEL_SHARDING, "fsdp");
	says(w, F_PARALLEL_NODES, "2");
	says(w, F_PARALLEL_GPUS, "8");
}

static void
lets_self_stand_where_the_list_puts_it(void **state)
{
	struct workload *w =
	    verl("defaults: [trainer: one, _self_]\ntrainer: {nnodes: 3}");

	(void)state;
	says(w, F_PARALLEL_NODES, "3");
	w = verl("defaults: [_self_, trainer: one]\ntrainer: {nnodes: 3}");
	says(w, F_PARALLEL_NODES, "1");
	w = verl("defaults: [trainer: one]\ntrainer: {nnodes: 3}");
	says(w, F_PARALLEL_NODES, "3");
}

static void
follows_overrides_options_and_searched_folders(void **state)
{
	struct workload *w = verl("defaults:\n- trainer: one\n- _self_\n"
				  "- override trainer: two");

	(void)state;
	says(w, F_PARALLEL_NODES, "2");
	w = verl("defaults: [optional actor: gone, trainer: null, _self_]");
	assert_null(reading.notes);
	w = verl("defaults: [late, _self_]\n"
		 "hydra: {searchpath: ['pkg://x', 'file://shared']}");
	says(w, F_TRAIN_EPOCHS, "7");
	assert_null(reading.notes);
	w = verl("defaults: [actor: gone, _self_]");
	assert_string_equal(reading.notes->text,
	    "actor/gone.yaml is not there");
	assert_null(reading.notes->next);
}

static void
fills_in_references(void **state)
{
	struct workload *w =
	    verl("x: {name: 8, list: [2, 3], env: '${oc.env:N,5}', "
		 "bare: '${oc.env:N}'}\n"
		 "trainer:\n"
		 "  n_gpus_per_node: ${x.name}\n"
		 "  nnodes: ${x.list[1]}\n"
		 "  total_epochs: ${oc.select:x.none,6}\n"
		 "  save_freq: ${oc.select:x.name,6}\n"
		 "  max_actor_ckpt_to_keep: ${x.env}\n"
		 "  default_local_dir: out/${.n_gpus_per_node}-${x.list.0}\n");

	(void)state;
	says(w, F_PARALLEL_NODES, "3");
	says(w, F_PARALLEL_GPUS, "24");
	says(w, F_TRAIN_EPOCHS, "6");
	says(w, F_SAVE_EVERY_STEPS, "8");
	says(w, F_SAVE_KEEP, "5");
	says(w, F_SAVE_DIR, "out/8-2");
}

static void
says_why_a_reference_is_not_known(void **state)
{
	struct workload *w = verl("a: '${trainer.nnodes}'\n"
				  "trainer:\n"
				  "  nnodes: ${a}\n"
				  "  total_epochs: ${oc.env:EPOCHS}\n"
				  "  save_freq: ${my.resolver:3}\n"
				  "  max_actor_ckpt_to_keep: ${gone.away}\n"
				  "  default_local_dir: "
				  "'?"
				  "?"
				  "?'\n");

	(void)state;
	assert_int_equal(workload_fact(w, F_PARALLEL_NODES)->state,
	    FACT_UNKNOWN);
	assert_string_equal(workload_fact(w, F_TRAIN_EPOCHS)->reason,
	    "${oc.env:EPOCHS} is what the environment says");
	assert_string_equal(workload_fact(w, F_SAVE_EVERY_STEPS)->reason,
	    "${my.resolver:3} is worked out when it runs");
	assert_string_equal(workload_fact(w, F_SAVE_KEEP)->reason,
	    "${gone.away} names no key of the file");
	assert_string_equal(workload_fact(w, F_SAVE_DIR)->reason,
	    "??? is to be given on the command line");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lays_a_file_over_the_one_it_names),
		cmocka_unit_test(merges_mappings_of_many_keys),
		cmocka_unit_test(lets_the_last_of_several_files_win),
		cmocka_unit_test(drops_a_section_that_is_marked_override),
		cmocka_unit_test(notes_what_is_missing_and_what_leads_back),
		cmocka_unit_test(composes_groups_at_their_packages),
		cmocka_unit_test(lets_self_stand_where_the_list_puts_it),
		cmocka_unit_test(
		    follows_overrides_options_and_searched_folders),
		cmocka_unit_test(fills_in_references),
		cmocka_unit_test(says_why_a_reference_is_not_known),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
