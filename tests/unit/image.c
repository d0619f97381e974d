/* Image references: what a tag says, what the catalogue knows. */

#include "deploy/image.h"
#include "tap.h"

#include <string.h>

static struct arena arena;

static int
begin(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void
takes_references_apart(void **state)
{
	struct image image;

	(void)state;
	assert_true(image_parse(&image,
	    "docker.io/vllm/vllm-openai:v0.6.3@sha256:00", &arena));
	assert_string_equal(image.repository, "vllm/vllm-openai");
	assert_string_equal(image.name, "vllm-openai");
	assert_string_equal(image.tag, "v0.6.3");
	assert_string_equal(image.digest, "sha256:00");
	assert_true(image_parse(&image, "localhost:5000/a/b", &arena));
	assert_string_equal(image.repository, "localhost:5000/a/b");
	assert_string_equal(image.tag, "");
	assert_true(image_parse(&image, "localhost:5000/b:1", &arena));
	assert_string_equal(image.tag, "1");
	assert_false(image_parse(&image, "", &arena));
	assert_false(image_parse(&image, "${X}/y:1", &arena));
	assert_false(image_parse(&image, "a b", &arena));
}

static const char *
engine_of(const char *text)
{
	struct image image;

	assert_true(image_parse(&image, text, &arena));
	return image_engine(&image);
}

static void
knows_the_engines_by_their_images(void **state)
{
	(void)state;
	assert_string_equal(engine_of("vllm/vllm-openai:v0.6.3"), "vllm");
	assert_string_equal(engine_of("ghcr.io/huggingface/"
				      "text-generation-inference:2.4.0"),
	    "tgi");
	assert_string_equal(engine_of("lmsysorg/sglang:v0.4.1-cu124"),
	    "sglang");
	assert_string_equal(engine_of("ghcr.io/ggml-org/llama.cpp:server-cuda"),
	    "llama.cpp");
	assert_string_equal(engine_of("ollama/ollama"), "ollama");
	assert_string_equal(engine_of("alpindale/aphrodite-engine:v0.5.2"),
	    "aphrodite");
	assert_null(engine_of("nats:2"));
	assert_null(engine_of("lmcache/vllm-router:1"));
	assert_null(engine_of("opea/llm-docsum-tgi:latest"));
	assert_null(engine_of("ghcr.io/ollama-webui/ollama-webui"));
}

static const char *
fact_of(const char *text, enum fact_id id)
{
	struct workload *w =
	    workload_new(&arena, "docker_compose", WORKLOAD_SERVE, NULL, NULL);
	struct origin origin = origin_note(ORIGIN_WRITTEN, NULL);

	image_facts(w, &catalog_builtin, text, &origin);
	return fact_text(w, id);
}

static void
reads_versions_from_tags(void **state)
{
	static const char torch[] =
	    "pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime";

	(void)state;
	assert_string_equal(fact_of(torch, F_ENV_TORCH), "2.5.1");
	assert_string_equal(fact_of(torch, F_ENV_CUDA), "12.4");
	assert_string_equal(fact_of(torch, F_ENV_IMAGE), torch);
	assert_string_equal(fact_of("nvidia/cuda:12.4.1-devel-ubuntu22.04",
				F_ENV_CUDA),
	    "12.4.1");
	assert_string_equal(fact_of("vllm/vllm-openai:v0.6.3",
				F_FRAMEWORK_VERSION),
	    "0.6.3");
	assert_string_equal(fact_of("lmsysorg/sglang:v0.4.1.post3-cu124",
				F_ENV_CUDA),
	    "12.4");
	assert_string_equal(fact_of("vllm/vllm-openai:latest",
				F_FRAMEWORK_VERSION),
	    "");
	assert_string_equal(fact_of("ghcr.io/ggml-org/llama.cpp:server-cuda",
				F_FRAMEWORK_VERSION),
	    "");
	/* a vendor's own number */
	assert_string_equal(fact_of("opea/vllm-gaudi:1.22.0",
				F_FRAMEWORK_VERSION),
	    "");
	assert_string_equal(fact_of("nvcr.io/nvidia/vllm:25.09-py3",
				F_FRAMEWORK_VERSION),
	    "");
	assert_string_equal(fact_of("nats:2.10", F_ENV_CUDA), "");
}

static void
knows_what_is_not_built_for_cuda(void **state)
{
	struct image image;

	(void)state;
	assert_true(image_parse(&image, "a/vllm-cpu-release-repo:v1", &arena));
	assert_string_equal(image_platform(&image), "cpu");
	assert_true(image_parse(&image, "a/tgi:2.4.1-rocm", &arena));
	assert_string_equal(image_platform(&image), "rocm");
	assert_true(image_parse(&image, "vllm/vllm-openai:v1", &arena));
	assert_null(image_platform(&image));
}

static void
takes_only_gpu_images_for_evidence(void **state)
{
	static const char *const no[] = { "nats:2", "postgres:16",
		"redis/redis-stack:7", "grafana/grafana:11", "node:20" };
	static const char *const yes[] = { "nvcr.io/nvidia/pytorch:24.07-py3",
		"nvidia/cuda:12.4.1-base", "vllm/vllm-openai",
		"tensorflow/tensorflow:latest-gpu" };
	struct image image;

	(void)state;
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		assert_true(image_parse(&image, no[i], &arena));
		assert_false(image_is_evidence(&image));
	}
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		assert_true(image_parse(&image, yes[i], &arena));
		assert_true(image_is_evidence(&image));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_references_apart),
		cmocka_unit_test(knows_the_engines_by_their_images),
		cmocka_unit_test(reads_versions_from_tags),
		cmocka_unit_test(knows_what_is_not_built_for_cuda),
		cmocka_unit_test(takes_only_gpu_images_for_evidence),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
