/* Command lines of inference servers as facts. */

#include "command/engine.h"
#include "reading.h"

/* A compose file with one service of that image and command. */
static struct workload *
serve(struct read_file *f, const char *image, const char *rest)
{
	static char yaml[4096];

	snprintf(yaml, sizeof(yaml), "services:\n  llm:\n    image: %s\n%s",
	    image, rest);
	return read_text(f, yaml);
}

static void
reads_vllm_flags_and_where_they_stand(void **state)
{
	struct read_file f;
	struct workload *w = serve(&f, "vllm/vllm-openai:v0.6.3",
	    "    command: >\n"
	    "      --model meta-llama/Llama-3.1-8B-Instruct\n"
	    "      --max-model-len 32k --gpu-memory-utilization=0.95\n"
	    "      -tp 2 --dtype half --kv-cache-dtype fp8 --enforce-eager\n");

	(void)state;
	assert_non_null(w);
	assert_int_equal(w->kind, WORKLOAD_SERVE);
	assert_true(fact_is(w, F_SERVE_ENGINE, "vllm"));
	assert_true(fact_is(w, F_FRAMEWORK_NAME, "vllm"));
	assert_true(fact_is(w, F_FRAMEWORK_VERSION, "0.6.3"));
	assert_true(fact_is(w, F_MODEL_ID, "meta-llama/Llama-3.1-8B-Instruct"));
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 32000);
	assert_true(fact_number(w, F_SERVE_MEMORY_FRACTION, 0) == 0.95);
	assert_true(fact_number(w, F_PARALLEL_TENSOR, 0) == 2);
	assert_true(fact_is(w, F_LOAD_DTYPE, "fp16"));
	assert_true(fact_is(w, F_SERVE_KV_DTYPE, "fp8"));
	assert_true(fact_flag(w, F_SERVE_EAGER, false));
	stands_on(w, F_SERVE_MEMORY_FRACTION, "0.95");
	stands_on(w, F_SERVE_MAX_LEN, "32k");
	stands_on(w, F_MODEL_ID, "meta-llama/Llama-3.1-8B-Instruct");
	read_end(&f);
}

static void
takes_the_default_of_the_version(void **state)
{
	struct read_file f;
	struct workload *w = serve(&f, "vllm/vllm-openai:v0.6.3",
	    "    command: [--model, a/b]\n");

	(void)state;
	assert_true(fact_number(w, F_SERVE_MEMORY_FRACTION, 0) == 0.9);
	assert_int_equal(w->facts[F_SERVE_MEMORY_FRACTION].origin.kind,
	    ORIGIN_DEFAULT);
	read_end(&f);
	w = serve(&f, "vllm/vllm-openai:latest",
	    "    command: [--model, a/b]\n");
	assert_true(fact_number(w, F_SERVE_MEMORY_FRACTION, 0) == 0.92);
	read_end(&f);
}

static void
finds_vllm_in_commands_of_other_images(void **state)
{
	static const char *const commands[] = {
		("    command: vllm serve a/b --port 80\n"),
		("    command: [python3, -m, "
		 "vllm.entrypoints.openai.api_server,"
		 " --model=a/b]\n"),
		("    entrypoint: [bash, -c, \"export X=1; exec vllm serve "
		 "a/b\"]\n"),
		("    command: sh -c 'cd /x && HF_HOME=/m vllm serve --port 1"
		 " --model a/b'\n"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		struct read_file f;
		struct workload *w =
		    serve(&f, "nvidia/cuda:12.4.1-runtime", commands[i]);

		assert_non_null(w);
		assert_true(fact_is(w, F_SERVE_ENGINE, "vllm"));
		assert_true(fact_is(w, F_MODEL_ID, "a/b"));
		read_end(&f);
	}
}

static void
says_why_a_value_is_not_known(void **state)
{
	struct read_file f;
	struct workload *w = serve(&f, "vllm/vllm-openai",
	    "    command: --model ${MODEL} --max-model-len ${LEN:-4096}\n");

	(void)state;
	assert_int_equal(w->facts[F_MODEL_ID].state, FACT_UNKNOWN);
	assert_string_equal(w->facts[F_MODEL_ID].reason,
	    "${MODEL} is not set here");
	stands_on(w, F_MODEL_ID, "${MODEL}");
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 4096);
	read_end(&f);
}

static void
reads_tgi_from_flags_and_variables(void **state)
{
	struct read_file f;
	struct workload *w =
	    serve(&f, "ghcr.io/huggingface/text-generation-inference:2.4.0",
		"    environment:\n      MODEL_ID: a/b\n      NUM_SHARD: 4\n"
		"      MAX_TOTAL_TOKENS: 8192\n"
		"    command: --max-total-tokens 4096 --quantize "
		"bitsandbytes-nf4\n");

	(void)state;
	assert_true(fact_is(w, F_SERVE_ENGINE, "tgi"));
	assert_true(fact_is(w, F_MODEL_ID, "a/b"));
	assert_true(fact_number(w, F_PARALLEL_TENSOR, 0) == 4);
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 4096);
	assert_true(fact_is(w, F_QUANT_METHOD, "bnb-nf4"));
	assert_true(fact_number(w, F_SERVE_MEMORY_FRACTION, 0) == 1);
	read_end(&f);
}

static void
reads_sglang(void **state)
{
	struct read_file f;
	struct workload *w = serve(&f, "lmsysorg/sglang:v0.4.1-cu124",
	    "    command: python3 -m sglang.launch_server --model-path a/b"
	    " --tp 8 --mem-fraction-static 0.85 --context-length 16384\n");

	(void)state;
	assert_true(fact_is(w, F_SERVE_ENGINE, "sglang"));
	assert_true(fact_is(w, F_ENV_CUDA, "12.4"));
	assert_true(fact_number(w, F_PARALLEL_TENSOR, 0) == 8);
	assert_true(fact_number(w, F_SERVE_MEMORY_FRACTION, 0) == 0.85);
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 16384);
	read_end(&f);
}

static void
reads_llama_cpp_and_the_name_of_its_file(void **state)
{
	struct read_file f;
	struct workload *w = serve(&f, "ghcr.io/ggml-org/llama.cpp:server-cuda",
	    "    command: -m /models/Qwen2.5-7B-Instruct-Q4_K_M.gguf -c 8192"
	    " -np 4 -ngl 99 -fa -ctk q8_0\n");

	(void)state;
	assert_true(fact_is(w, F_SERVE_ENGINE, "llama.cpp"));
	assert_true(fact_is(w, F_QUANT_GGUF_TYPE, "Q4_K_M"));
	assert_true(fact_is(w, F_QUANT_METHOD, "gguf"));
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 2048);
	assert_true(fact_number(w, F_SERVE_MAX_SEQS, 0) == 4);
	assert_true(fact_number(w, F_SERVE_GPU_LAYERS, 0) == 99);
	assert_true(fact_flag(w, F_SERVE_FLASH_ATTENTION, false));
	assert_true(fact_is(w, F_SERVE_KV_DTYPE, "q8_0"));
	read_end(&f);
	w = serve(&f, "ghcr.io/ggml-org/llama.cpp:server-cuda",
	    "    command: -hf a/b-GGUF:Q8_0 -c 0\n");
	assert_true(fact_is(w, F_MODEL_ID, "a/b-GGUF"));
	assert_true(fact_is(w, F_QUANT_GGUF_TYPE, "Q8_0"));
	assert_int_not_equal(w->facts[F_SERVE_MAX_LEN].state, FACT_UNKNOWN);
	read_end(&f);
}

static void
reads_ollama_from_its_variables(void **state)
{
	struct read_file f;
	struct workload *w = serve(&f, "ollama/ollama:0.5.7",
	    "    environment:\n    - OLLAMA_CONTEXT_LENGTH=8192\n"
	    "    - OLLAMA_NUM_PARALLEL=4\n    - OLLAMA_KV_CACHE_TYPE=q8_0\n");

	(void)state;
	assert_true(fact_is(w, F_SERVE_ENGINE, "ollama"));
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 8192);
	assert_true(fact_number(w, F_SERVE_MAX_SEQS, 0) == 4);
	stands_on(w, F_SERVE_MAX_LEN, "8192");
	assert_int_equal(w->facts[F_MODEL_ID].state, FACT_UNKNOWN);
	read_end(&f);
}

static void
reads_vllm_settings_files(void **state)
{
	struct read_file f;
	struct workload *w = read_text(&f,
	    "model: a/b\nmax-model-len: 16k\ntensor_parallel_size: 4\n");

	(void)state;
	assert_string_equal(f.dialect->name, "vllm_config");
	assert_true(fact_is(w, F_MODEL_ID, "a/b"));
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 16000);
	assert_true(fact_number(w, F_PARALLEL_TENSOR, 0) == 4);
	stands_on(w, F_SERVE_MAX_LEN, "16k");
	read_end(&f);
	assert_null(read_text(&f, "model: a/b\nname: c\n"));
	assert_null(f.dialect);
	read_end(&f);
}

static void
reads_counts_with_suffixes(void **state)
{
	double n;

	(void)state;
	assert_true(engine_count("32k", &n) && n == 32000);
	assert_true(engine_count("32K", &n) && n == 32768);
	assert_true(engine_count("1m", &n) && n == 1e6);
	assert_true(engine_count("1.5k", &n) && n == 1500);
	assert_false(engine_count("", &n));
	assert_false(engine_count("k", &n));
	assert_false(engine_count("auto", &n));
	assert_false(engine_count("9e15k", &n));
}

/* 2048 before 2.0, 4096 before 2.4.1, then what fits. */
static void
takes_tgi_s_length_by_its_version(void **state)
{
	static const char image[] =
	    "ghcr.io/huggingface/text-generation-inference:";
	static const struct {
		const char *tag;
		double length;
	} rows[] = { { "1.4", 2048 }, { "2.4.0", 4096 }, { "2.4.1", 0 },
		{ "latest", 0 } };
	char name[96];
	struct read_file f;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct workload *w;

		snprintf(name, sizeof(name), "%s%s", image, rows[i].tag);
		w = serve(&f, name, "    command: [--model-id, a/b]\n");
		assert_true(
		    fact_number(w, F_SERVE_MAX_LEN, 0) == rows[i].length);
		assert_int_not_equal(w->facts[F_SERVE_MAX_LEN].state,
		    FACT_UNKNOWN);
		read_end(&f);
	}
}

/* "all" counted as one GPU until 3.3.1; a number is a number. */
static void
counts_tgi_s_shards_by_its_version(void **state)
{
	static const struct {
		const char *tag, *gpus;
		double tensor;
	} rows[] = { { "2.3.1", "all", 1 }, { "3.3.0", "all", 1 },
		{ "3.3.1", "all", 0 }, { "latest", "all", 0 },
		{ "2.3.1", "4", 4 } };
	char name[96], rest[96];
	struct read_file f;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct workload *w;

		snprintf(name, sizeof(name),
		    "ghcr.io/huggingface/text-generation-inference:%s",
		    rows[i].tag);
		snprintf(rest, sizeof(rest),
		    "    command: [--model-id, a/b]\n    gpus: %s\n",
		    rows[i].gpus);
		w = serve(&f, name, rest);
		assert_true(
		    fact_number(w, F_PARALLEL_TENSOR, 0) == rows[i].tensor);
		read_end(&f);
	}
}

static void
counts_the_gpus_of_docker_run(void **state)
{
	static const struct {
		const char *option;
		double gpus;
	} rows[] = { { "--gpus 2", 2 }, { "--gpus=3", 3 }, { "--gpus all", 0 },
		{ "--gpus '\"device=0,1\"'", 2 }, { "--gpus device=1", 1 },
		{ "--gpus count=4", 4 },
		{ "--gpus 'all,capabilities=utility'", 0 },
		{ "--gpus '\"device=0,2\",capabilities=utility'", 2 } };
	char script[256];
	struct read_file f;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct workload *w;

		snprintf(script, sizeof(script),
		    "resources:\n  cpus: 4\nsetup: pwd\nrun: |\n"
		    "  docker run %s vllm/vllm-openai:v0.6.3 --model a/b\n",
		    rows[i].option);
		w = read_text(&f, script);
		assert_non_null(w);
		assert_true(fact_number(w, F_TARGET_GPUS, 0) == rows[i].gpus);
		read_end(&f);
	}
}

static void
reads_one_shard_and_no_graphs(void **state)
{
	struct read_file f;
	struct workload *w =
	    serve(&f, "ghcr.io/huggingface/text-generation-inference:3.3.4",
		"    command: --model-id a/b --sharded false\n"
		"    environment: {CUDA_GRAPHS: 0}\n");

	(void)state;
	assert_true(fact_number(w, F_PARALLEL_TENSOR, 0) == 1);
	assert_true(fact_flag(w, F_SERVE_EAGER, false));
	read_end(&f);
}

/* The GPUs are those of --tp-size; replicas of attention share the experts. */
static void
parts_sglang_s_attention(void **state)
{
	struct read_file f;
	struct workload *w = serve(&f, "lmsysorg/sglang:v0.5.6",
	    "    command: python3 -m sglang.launch_server --model-path a/b\n"
	    "      --tp 8 --dp 4 --enable-dp-attention --cpu-offload-gb 4\n");

	(void)state;
	assert_true(fact_number(w, F_PARALLEL_TENSOR, 0) == 2);
	assert_true(fact_number(w, F_PARALLEL_DATA, 0) == 4);
	assert_true(fact_number(w, F_PARALLEL_EXPERT_TENSOR, 0) == 8);
	assert_true(fact_number(w, F_SERVE_CPU_OFFLOAD, 0) == 4 * 1073741824.0);
	read_end(&f);
}

static void
shares_llama_cpp_s_context_out(void **state)
{
	static const char image[] = "ghcr.io/ggml-org/llama.cpp:server-cuda";
	struct read_file f;
	struct workload *w = serve(&f, image,
	    "    command: -m /a-Q4_K_M.gguf -c 32768 -np 4 -ctk q8_0\n");

	(void)state;
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 8192);
	assert_true(fact_number(w, F_SERVE_MAX_SEQS, 0) == 4);
	assert_true(fact_is(w, F_SERVE_KV_DTYPE, "q8_0"));
	assert_true(fact_is(w, F_SERVE_VALUE_DTYPE, "fp16"));
	read_end(&f);
	w = serve(&f, image,
	    "    command: -m /a-Q4_K_M.gguf -c 32768 -np 4 -kvu\n");
	assert_true(fact_number(w, F_SERVE_MAX_LEN, 0) == 32768);
	assert_true(fact_flag(w, F_SERVE_KV_UNIFIED, false));
	read_end(&f);
	w = serve(&f, image,
	    "    command: -hf a/b-GGUF -np -1 --no-kv-offload -ngl 99\n");
	assert_int_equal(w->facts[F_SERVE_MAX_SEQS].state, FACT_ABSENT);
	assert_true(fact_is(w, F_QUANT_GGUF_TYPE, "Q4_K_M"));
	assert_int_equal(w->facts[F_SERVE_GPU_LAYERS].state, FACT_UNKNOWN);
	read_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_vllm_flags_and_where_they_stand),
		cmocka_unit_test(takes_the_default_of_the_version),
		cmocka_unit_test(finds_vllm_in_commands_of_other_images),
		cmocka_unit_test(says_why_a_value_is_not_known),
		cmocka_unit_test(reads_tgi_from_flags_and_variables),
		cmocka_unit_test(reads_sglang),
		cmocka_unit_test(reads_llama_cpp_and_the_name_of_its_file),
		cmocka_unit_test(reads_ollama_from_its_variables),
		cmocka_unit_test(reads_vllm_settings_files),
		cmocka_unit_test(reads_counts_with_suffixes),
		cmocka_unit_test(takes_tgi_s_length_by_its_version),
		cmocka_unit_test(counts_tgi_s_shards_by_its_version),
		cmocka_unit_test(counts_the_gpus_of_docker_run),
		cmocka_unit_test(reads_one_shard_and_no_graphs),
		cmocka_unit_test(parts_sglang_s_attention),
		cmocka_unit_test(shares_llama_cpp_s_context_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
