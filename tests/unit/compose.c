/* Compose files: which services are ours, what they ask for. */

#include "reading.h"

static void
leaves_services_without_a_gpu_alone(void **state)
{
	struct read_file f;

	(void)state;
	assert_null(read_text(&f,
	    "services:\n  cache:\n    image: redis:7\n    command: --save 60\n"));
	assert_null(f.dialect);
	read_end(&f);
	assert_null(read_text(&f, "services: [a, b]\n"));
	assert_null(f.dialect);
	read_end(&f);
}

static void
makes_a_workload_of_each_gpu_service(void **state)
{
	struct read_file f;
	struct workload *w = read_text(&f,
	    "x-gpu: &gpu\n"
	    "  deploy:\n    resources:\n      limits: {memory: 32g, cpus: "
	    "'8'}\n"
	    "      reservations:\n        devices:\n"
	    "        - {driver: nvidia, count: 2, capabilities: [gpu]}\n"
	    "services:\n"
	    "  db: {image: 'postgres:16'}\n"
	    "  a:\n    <<: *gpu\n    image: vllm/vllm-openai:v0.8.5\n"
	    "    command: --model a/b\n    shm_size: 8gb\n"
	    "    platform: linux/arm64\n"
	    "    volumes: ['./hf:/root/.cache/huggingface']\n"
	    "  b:\n    image: nvidia/cuda:12.4.1-base\n    runtime: nvidia\n"
	    "    ipc: host\n"
	    "    environment: [NVIDIA_VISIBLE_DEVICES=0]\n");

	(void)state;
	assert_string_equal(f.dialect->name, "docker_compose");
	assert_string_equal(w->name, "a");
	assert_true(fact_number(w, F_TARGET_GPUS, 0) == 2);
	assert_true(fact_number(w, F_HOST_SHM, 0) == 8589934592.0);
	assert_true(fact_number(w, F_HOST_MEMORY_LIMIT, 0) == 34359738368.0);
	assert_true(fact_number(w, F_HOST_CPU_LIMIT, 0) == 8);
	assert_true(fact_is(w, F_TARGET_ARCH, "aarch64"));
	assert_true(fact_is(w, F_CACHE_DIR, "./hf"));
	stands_on(w, F_HOST_SHM, "8gb");
	w = w->next;
	assert_string_equal(w->name, "b");
	assert_true(fact_is(w, F_HOST_IPC, "host"));
	assert_false(fact_known(w, F_HOST_SHM));
	assert_true(fact_number(w, F_TARGET_GPUS, 0) == 1);
	assert_null(w->next);
	read_end(&f);
}

static void
knows_dockers_own_share_of_memory(void **state)
{
	struct read_file f;
	struct workload *w =
	    read_text(&f, "services: {a: {image: x/y, gpus: all}}\n");

	(void)state;
	assert_true(fact_number(w, F_HOST_SHM, 0) == 67108864);
	assert_int_equal(w->facts[F_HOST_SHM].origin.kind, ORIGIN_DEFAULT);
	assert_false(fact_known(w, F_TARGET_GPUS));
	read_end(&f);
}

static void
inherits_from_a_service_of_the_same_file(void **state)
{
	struct read_file f;
	struct workload *w = read_text(&f,
	    "services:\n"
	    "  base:\n    image: vllm/vllm-openai:v0.6.3\n"
	    "    environment: {A: '1', HF_HOME: /x}\n"
	    "  own:\n    extends: base\n    command: --model a/b\n"
	    "    environment: {HF_HOME: /y}\n"
	    "  loop:\n    extends: {service: loop}\n    gpus: all\n");

	(void)state;
	assert_string_equal(w->name, "base");
	w = w->next;
	assert_string_equal(w->name, "own");
	assert_true(fact_is(w, F_MODEL_ID, "a/b"));
	assert_true(fact_is(w, F_CACHE_DIR, "/y"));
	assert_true(fact_is(w, F_SERVE_ENGINE, "vllm"));
	read_end(&f);
}

static void
asks_no_gpu_memory_for_a_cpu_image(void **state)
{
	struct read_file f;
	struct workload *w = read_text(&f,
	    "services: {a: {image: 'x/vllm-cpu-release-repo:v0.10.1',"
	    " command: --model a/b --dtype bfloat16 -tp 3}}\n");

	(void)state;
	assert_int_equal(w->kind, WORKLOAD_SERVE);
	assert_false(fact_known(w, F_LOAD_DTYPE));
	assert_false(fact_known(w, F_PARALLEL_TENSOR));
	assert_false(fact_known(w, F_PARALLEL_GPUS));
	assert_string_equal(workload_fact(w, F_SERVE_MEMORY_FRACTION)->reason,
	    "the image is built for cpu, and no GPU is judged by it");
	assert_true(fact_is(w, F_SERVE_ENGINE, "vllm"));
	read_end(&f);
}

static void
reads_a_training_command_and_its_config(void **state)
{
	char folder[] = "/tmp/gpulint-compose-XXXXXX";
	struct error err = { "" };
	struct tree_problem problem;
	struct source *source;
	struct read_file f;
	char path[64];
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/q.yml", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("base_model: a/b\nmicro_batch_size: 3\nsequence_len: 512\n"
	      "datasets: []\nadapter: lora\nlora_r: 8\n",
	    file);
	fclose(file);
	read_text(&f, "a: b\n");
	f.reading.root = folder;
	source = source_from_bytes(&f.arena,
	    arena_printf(&f.arena, "%s/compose.yaml", folder),
	    "services: {a: {gpus: all, command: accelerate launch"
	    " --num_processes 4 -m axolotl.cli.train q.yml}}\n",
	    strlen("services: {a: {gpus: all, command: accelerate launch"
		   " --num_processes 4 -m axolotl.cli.train q.yml}}\n"),
	    &err);
	f.tree = tree_read(source, &problem);
	assert_non_null(f.tree);
	reading_document(&f.reading, f.tree, f.tree->documents[0],
	    dialect_by_name(&f.dialects, "docker_compose"));
	assert_non_null(f.reading.first);
	assert_int_equal(f.reading.first->kind, WORKLOAD_TRAIN);
	assert_true(fact_is(f.reading.first, F_FRAMEWORK_NAME, "axolotl"));
	assert_true(fact_is(f.reading.first, F_MODEL_ID, "a/b"));
	assert_true(fact_number(f.reading.first, F_TRAIN_MICRO_BATCH, 0) == 3);
	assert_true(fact_number(f.reading.first, F_PARALLEL_GPUS, 0) == 4);
	read_end(&f);
	remove(path);
	remove(folder);
}

static void
survives_strange_shapes(void **state)
{
	static const char *const files[] = {
		("services: {a: {image: [vllm], gpus: [1, {count: x}],"
		 " command: {a: b}, environment: 7, volumes: {a: b}}}\n"),
		("services: {a: null, b: [], c: vllm, vllm: {image: null}}\n"),
		("services: {a: {gpus: all, extends: {file: 7, service: "
		 "[]}}}\n"),
		("services: {a: {gpus: all, shm_size: [1], mem_limit: "
		 "lots}}\n"),
		("services: &s {a: &a {gpus: all, extends: *a, deploy: *s}}\n"),
		("services: {a: {image: 'vllm/vllm-openai', command: '\"'}}\n"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct read_file f;

		read_text(&f, files[i]);
		read_end(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_services_without_a_gpu_alone),
		cmocka_unit_test(makes_a_workload_of_each_gpu_service),
		cmocka_unit_test(knows_dockers_own_share_of_memory),
		cmocka_unit_test(inherits_from_a_service_of_the_same_file),
		cmocka_unit_test(asks_no_gpu_memory_for_a_cpu_image),
		cmocka_unit_test(reads_a_training_command_and_its_config),
		cmocka_unit_test(survives_strange_shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
