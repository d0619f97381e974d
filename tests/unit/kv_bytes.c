/* Key and value caches of every kind, to the byte. */

#include "estimate_of.h"

#define MIB 1048576.0

/* Bytes of one token on one GPU. */
static const struct token {
	const char *id, *dtype, *tensor;
	double bytes;
} tokens[] = {
	/* as published logs of vLLM and SGLang have them: cache / tokens */
	{ "meta-llama/Llama-3.1-8B", "bf16", "1", 131072 },
	{ "Qwen/Qwen3-8B", "bf16", "1", 147456 },
	{ "microsoft/phi-4", "bf16", "1", 204800 },
	{ "Qwen/Qwen2.5-1.5B-Instruct", "bf16", "1", 28672 },
	{ "Qwen/Qwen2.5-0.5B-Instruct", "bf16", "1", 12288 },
	{ "mistralai/Mistral-7B-Instruct-v0.2", "bf16", "1", 131072 },
	{ "meta-llama/Llama-3.3-70B-Instruct", "fp8", "1", 163840 },
	{ "deepseek-ai/DeepSeek-R1-Distill-Qwen-14B", "bf16", "2", 98304 },
	{ "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", "bf16", "1", 57344 },
	{ "Qwen/Qwen3-14B", "bf16", "4", 40960 },
	{ "Qwen/Qwen3-235B-A22B", "bf16", "4",
	    48128 }, /* vllm-project/vllm issue 21348 */
	{ "Qwen/Qwen3.5-9B", "bf16", "2", 16384 },
	/* latent: 61 layers x (512 + 64), whatever the tensor degree */
	{ "deepseek-ai/DeepSeek-V3", "bf16", "8", 70272 },
	{ "deepseek-ai/DeepSeek-V3", "fp8", "8", 35136 },
	{ "moonshotai/Kimi-K2-Instruct", "bf16", "8", 70272 },
	/* by hand: layers x 2 x heads x width x bytes */
	{ "meta-llama/Llama-2-7b-hf", "fp16", "1", 32 * 2 * 32 * 128 * 2 },
	{ "meta-llama/Llama-2-70b-hf", "fp16", "1", 80 * 2 * 8 * 128 * 2 },
	{ "tiiuae/falcon-7b", "bf16", "1", 32 * 2 * 1 * 64 * 2 },
	{ "tiiuae/falcon-7b", "bf16", "8", 32 * 2 * 1 * 64 * 2 },
	{ "tiiuae/falcon-40b", "bf16", "4", 60 * 2 * 2 * 64 * 2 },
	{ "bigcode/starcoder", "bf16", "1", 40 * 2 * 1 * 128 * 2 },
	{ "google/gemma-2b", "bf16", "1", 18 * 2 * 1 * 256 * 2 },
	{ "google/gemma-7b", "bf16", "1", 28 * 2 * 16 * 256 * 2 },
	{ "bigscience/bloom-7b1", "bf16", "1", 30 * 2 * 32 * 128 * 2 },
	{ "mosaicml/mpt-7b", "bf16", "1", 32 * 2 * 32 * 128 * 2 },
	{ "facebook/opt-13b", "fp16", "1", 40 * 2 * 40 * 128 * 2 },
	{ "openai-community/gpt2", "fp16", "1", 12 * 2 * 12 * 64 * 2 },
	{ "EleutherAI/pythia-2.8b", "fp16", "1", 32 * 2 * 32 * 80 * 2 },
	{ "mistralai/Mixtral-8x7B-v0.1", "bf16", "2", 32 * 2 * 4 * 128 * 2 },
	{ "mistralai/Mistral-Nemo-Base-2407", "fp8", "1", 40 * 2 * 8 * 128 },
	{ "01-ai/Yi-34B", "bf16", "1", 60 * 2 * 8 * 128 * 2 },
	{ "THUDM/glm-4-9b-chat", "bf16", "1", 40 * 2 * 2 * 128 * 2 },
	{ "zai-org/GLM-4.5-Air", "bf16", "8", 46 * 2 * 1 * 128 * 2 },
	{ "microsoft/Phi-3-mini-4k-instruct", "bf16", "1",
	    32 * 2 * 32 * 96 * 2 },
	{ "Qwen/QwQ-32B", "bf16", "1", 64 * 2 * 8 * 128 * 2 },
	/* scales of 4 bytes for each head of 128 */
	{ "Qwen/QwQ-32B", "int8_per_token_head", "1", 64 * 2 * 8 * (128 + 4) },
	/* hybrids: the layers that attend to everything */
	{ "ai21labs/Jamba-v0.1", "bf16", "1", 4 * 2 * 8 * 128 * 2 },
	{ "Qwen/Qwen3-Next-80B-A3B-Instruct", "bf16", "1",
	    12 * 2 * 2 * 256 * 2 },
	{ "Qwen/Qwen3.5-35B-A3B", "bf16", "1", 10 * 2 * 2 * 256 * 2 },
	{ "Qwen/Qwen3.5-27B", "bf16", "1", 16 * 2 * 4 * 256 * 2 },
	/* windows: all layers while a sequence is short */
	{ "google/gemma-2-9b", "bf16", "1", 42 * 2 * 8 * 256 * 2 },
	{ "google/gemma-3-27b-it", "bf16", "1", 62 * 2 * 16 * 128 * 2 },
	{ "google/gemma-4-26B-A4B", "bf16", "1",
	    (25 * 8 * 256 + 5 * 2 * 512) * 2 * 2 },
	{ "CohereLabs/c4ai-command-r7b-12-2024", "bf16", "1",
	    32 * 2 * 8 * 128 * 2 },
	{ "openai/gpt-oss-20b", "bf16", "1", 24 * 2 * 8 * 64 * 2 },
	/* 15 and 10 last layers use what earlier ones keep */
	{ "google/gemma-3n-E4B-it", "bf16", "1", 20 * 2 * 2 * 256 * 2 },
	{ "google/gemma-3n-E2B-it", "bf16", "1", 20 * 2 * 2 * 256 * 2 },
};

static void
counts_a_token(void **state)
{
	for (size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++) {
		const struct token *t = &tokens[i];
		struct estimate e = SERVE(*state, "model.id", t->id,
		    "serve.engine", "vllm", "load.dtype", "bf16",
		    "serve.kv_dtype", t->dtype, "serve.max_len", "2048",
		    "parallel.tensor", t->tensor, "parallel.gpus", t->tensor);

		if (!e.known || e.kv_bytes_per_token != t->bytes)
			fail_msg("%s: %.0f for %.0f", t->id,
			    e.kv_bytes_per_token, t->bytes);
	}
}

/* Whole caches of llama.cpp and Ollama. */
static const struct cache {
	const char *id, *engine, *dtype, *length, *slots;
	double bytes;
} caches[] = {
	/* as published logs have them */
	{ "meta-llama/Llama-2-7b-hf", "llama.cpp", "fp16", "2048", "1",
	    1024 * MIB },
	{ "CohereForAI/c4ai-command-r-v01", "llama.cpp", "fp16", "4096", "1",
	    5120 * MIB }, /* ggml-org/llama.cpp pull request 6122 */
	{ "EleutherAI/pythia-2.8b", "llama.cpp", "fp16", "2048", "1",
	    640 * MIB }, /* ggml-org/ci */
	{ "Qwen/Qwen2.5-7B-Instruct", "llama.cpp", "q8_0", "16384", "1",
	    476 * MIB },
	{ "google/gemma-3-1b-it", "ollama", "fp16", "4096", "1", 38 * MIB },
	{ "Qwen/Qwen3-30B-A3B", "ollama", "fp16", "32768", "1", 3072 * MIB },
	{ "google/gemma-4-26B-A4B", "llama.cpp", "q8_0", "262144", "1",
	    2879.375 * MIB },
	{ "deepseek-ai/DeepSeek-Coder-V2-Lite-Instruct", "ollama", "fp16",
	    "2048", "8", 4320 * MIB }, /* not the latent */
	/* and states in fp32: 149.62 MiB, 4 x 50.25 MiB */
	{ "Qwen/Qwen3.5-27B", "llama.cpp", "q8_0", "200192", "1",
	    6647 * MIB + 4.0 * (37748736 + 1474560) },
	{ "Qwen/Qwen3.5-9B", "llama.cpp", "fp16", "2048", "4",
	    (256 + 201) * MIB },
	{ "Qwen/Qwen3.5-9B", "llama.cpp", "turbo3", "262144", "1",
	    (1792 + 201 / 4.0) * MIB },
	/* by hand: 12 layers of all, 12 of 768 cells */
	{ "openai/gpt-oss-20b", "llama.cpp", "fp16", "4096", "1",
	    (96 + 18) * MIB },
	{ "meta-llama/Llama-3.1-8B", "llama.cpp", "q4_0", "8192", "1",
	    65536.0 * 8192 * 18 / 32 },
	{ "meta-llama/Llama-3.1-8B", "llama.cpp", "q5_1", "8192", "1",
	    65536.0 * 8192 * 24 / 32 },
	/* 512 + 64 values of keys, none beside them */
	{ "deepseek-ai/DeepSeek-V3", "llama.cpp", "fp16", "4096", "1",
	    70272.0 * 4096 },
	/* 8 layers of all, 24 of the window and a micro batch */
	{ "CohereLabs/c4ai-command-r7b-12-2024", "llama.cpp", "fp16", "32768",
	    "1", 4096.0 * (8 * 32768 + 24 * (4096 + 512)) },
	/* 4 of all, 16 of the window and a micro batch */
	{ "google/gemma-3n-E4B-it", "llama.cpp", "fp16", "32768", "1",
	    2048.0 * (4 * 32768 + 16 * (512 + 512)) },
};

static void
counts_a_cache(void **state)
{
	for (size_t i = 0; i < sizeof(caches) / sizeof(*caches); i++) {
		const struct cache *c = &caches[i];
		struct estimate e = SERVE(*state, "model.id", c->id,
		    "serve.engine", c->engine, "quant.method", "gguf",
		    "quant.gguf_type", "Q4_K_M", "serve.kv_dtype", c->dtype,
		    "serve.max_len", c->length, "serve.max_seqs", c->slots);
		double got = term_sum(&e, TERM_KV_CACHE);

		if (!e.known || got < c->bytes - 1 || got > c->bytes + 1)
			fail_msg("%s: %.2f MiB for %.2f", c->id, got / MIB,
			    c->bytes / MIB);
	}
}

/* Gemma 4's small ones by their facts, as llama.cpp logged E4B: 4 layers of
 * 32768 cells, 20 of 1024. */
static void
counts_what_facts_say(void **state)
{
	struct estimate e =
	    SERVE(*state, "model.family", "gemma4", "model.layers", "42",
		"model.cached_layers", "24", "model.attention_layers", "4",
		"model.hidden", "2560", "model.intermediate", "10240",
		"model.heads", "8", "model.kv_heads", "2", "model.head_dim",
		"256", "model.global_head_dim", "512", "model.vocab", "262144",
		"model.sliding_window", "512", "serve.engine", "llama.cpp",
		"load.dtype", "fp16", "serve.max_len", "32768");

	assert_true(e.known);
	is_near(term_sum(&e, TERM_KV_CACHE), (512 + 40) * MIB, 0.001);
}

/* Whatever else is in the catalogue keeps something, or says why not. */
static void
counts_every_model(void **state)
{
	const struct catalog *c = &catalog_builtin;

	for (size_t i = 0; i < c->models_count; i++) {
		const struct model *m = &c->models[i];
		struct estimate e;

		if (!(m->layers > 0) || !(m->hidden > 0) ||
		    m->encoder_layers > 0)
			continue;
		e = SERVE(*state, "model.id", m->id, "serve.engine", "vllm",
		    "load.dtype", "bf16", "serve.max_len", "1024");
		if (e.known && !(e.kv_bytes_per_token >= 512))
			fail_msg("%s: %.0f a token", m->id,
			    e.kv_bytes_per_token);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_a_token),
		cmocka_unit_test(counts_a_cache),
		cmocka_unit_test(counts_what_facts_say),
		cmocka_unit_test(counts_every_model),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
