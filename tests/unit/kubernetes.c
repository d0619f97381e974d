/* Kubernetes manifests: pods with GPUs, and what the nodes must be. */

#include "reading.h"

static void
leaves_pods_without_a_gpu_alone(void **state)
{
	static const char *const files[] = {
		("apiVersion: v1\nkind: Service\nmetadata: {name: vllm}\n"),
		("apiVersion: apps/v1\nkind: Deployment\nspec: {template: "
		 "{spec:"
		 " {containers: [{name: a, image: 'nginx:1'}]}}}\n"),
		("apiVersion: serving.kserve.io/v1beta1\nkind: "
		 "InferenceService\n"
		 "spec: {predictor: {containers: [{image: "
		 "vllm/vllm-openai}]}}\n"),
		("apiVersion: ray.io/v1\nkind: RayCluster\n"
		 "spec: {template: {spec: {containers: [{resources: {limits:"
		 " {nvidia.com/gpu: 1}}}]}}}\n"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct read_file f;

		struct workload *w = read_text(&f, files[i]);

		assert_true(!w || strcmp(w->dialect, "kubernetes") != 0);
		assert_true(
		    !f.dialect || strcmp(f.dialect->name, "kubernetes") != 0);
		read_end(&f);
	}
}

static void
reads_a_deployment_with_its_claim(void **state)
{
	struct read_file f;
	struct workload *w = read_text(&f,
	    "apiVersion: v1\nkind: PersistentVolumeClaim\n"
	    "metadata: {name: models}\n"
	    "spec: {resources: {requests: {storage: 100Gi}}}\n"
	    "---\n"
	    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: llm}\n"
	    "spec:\n  template:\n    spec:\n"
	    "      nodeSelector: {nvidia.com/gpu.product: NVIDIA-L4,"
	    " kubernetes.io/arch: arm64}\n"
	    "      volumes:\n"
	    "      - {name: shm, emptyDir: {medium: Memory, sizeLimit: 2Gi}}\n"
	    "      - {name: m, persistentVolumeClaim: {claimName: models}}\n"
	    "      containers:\n"
	    "      - name: proxy\n        image: nginx:1\n"
	    "      - name: vllm\n        image: vllm/vllm-openai:v0.9.0\n"
	    "        env: [{name: M, value: a/b}]\n"
	    "        command: [sh, -c]\n"
	    "        args:\n        - |\n          vllm serve $(M) \\\n"
	    "            --max-model-len 8192\n"
	    "        resources:\n          limits:\n"
	    "            nvidia.com/gpu: '2'\n            memory: 40G\n"
	    "            cpu: 500m\n"
	    "        volumeMounts:\n"
	    "        - {name: shm, mountPath: /dev/shm}\n"
	    "        - {name: m, mountPath: /models}\n");

	(void)state;
	assert_string_equal(f.dialect->name, "kubernetes");
	assert_non_null(w);
	assert_string_equal(w->name, "llm");
	assert_true(fact_is(w, F_MODEL_ID, "a/b"));
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 8192);
	stands_on(w, F_SERVE_MAX_LEN, "8192");
	assert_true(fact_number(w, F_TARGET_GPUS, 0) == 2);
	assert_true(fact_is(w, F_TARGET_GPU, "NVIDIA-L4"));
	assert_true(fact_is(w, F_TARGET_ARCH, "aarch64"));
	assert_true(fact_number(w, F_HOST_MEMORY_LIMIT, 0) == 40e9);
	assert_true(fact_number(w, F_HOST_CPU_LIMIT, 0) == 0.5);
	assert_true(fact_number(w, F_HOST_SHM, 0) == 2147483648.0);
	assert_true(fact_number(w, F_HOST_DISK, 0) == 107374182400.0);
	assert_null(w->next);
	read_end(&f);
}

static void
finds_pods_of_every_kind(void **state)
{
	static const char *const specs[] = {
		("%s"),
		("{template: {spec: %s}}"),
		("{jobTemplate: {spec: {template: {spec: %s}}}}"),
		("{replicatedJobs: [{template: {spec: {template: {spec: "
		 "%s}}}}]}"),
		("{leaderWorkerTemplate: {workerTemplate: {spec: %s}}}"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++) {
		char yaml[1024], format[256];
		struct read_file f;
		struct workload *w;

		snprintf(format, sizeof(format),
		    "apiVersion: a/v1\nkind: K\nspec: %s\n", specs[i]);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(yaml, sizeof(yaml), format,
		    "{containers: [{image: x/y, resources: {limits:"
		    " {nvidia.com/gpu: 8}}}]}");
#pragma GCC diagnostic pop
		w = read_text(&f, yaml);
		assert_non_null(w);
		assert_true(fact_number(w, F_TARGET_GPUS, 0) == 8);
		assert_true(fact_number(w, F_HOST_SHM, 0) == 67108864);
		read_end(&f);
	}
}

static void
takes_a_slice_for_no_more_than_it_is(void **state)
{
	struct read_file f;
	struct workload *w = read_text(&f,
	    "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: x/y,"
	    " resources: {limits: {nvidia.com/mig-1g.10gb: 1}}}]}\n");

	(void)state;
	assert_true(fact_number(w, F_TARGET_GPUS, 0) == 1);
	assert_string_equal(w->facts[F_TARGET_GPU].text, "mig-1g.10gb");
	assert_true(fact_number(w, F_TARGET_VRAM, 0) == 10 * 1073741824.0);
	read_end(&f);
}

static void
survives_strange_shapes(void **state)
{
	static const char *const files[] = {
		("apiVersion: v1\nkind: Pod\nspec: {containers: [{image: [x],"
		 " env: 1, args: {a: b}, resources: {limits: {nvidia.com/gpu:"
		 " [1]}}, volumeMounts: {a: b}}], volumes: 7, nodeSelector: "
		 "[]}\n"),
		("apiVersion: v1\nkind: Pod\nspec: &s {containers: [&c {image:"
		 " nvidia/cuda, args: *s, env: [*c, *s]}], volumes: [*s]}\n"),
		("apiVersion: [v1]\nkind: {}\n"),
		("apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "
		 "vllm/vllm-openai, args: ['$($($(', '$(A', '${${}}']}]}\n"),
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
		cmocka_unit_test(leaves_pods_without_a_gpu_alone),
		cmocka_unit_test(reads_a_deployment_with_its_claim),
		cmocka_unit_test(finds_pods_of_every_kind),
		cmocka_unit_test(takes_a_slice_for_no_more_than_it_is),
		cmocka_unit_test(survives_strange_shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
