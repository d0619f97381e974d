/* What serving holds: cache bytes by hand, shares, devices. */

#include "estimate_of.h"

#define GIB 1073741824.0
#define LLAMA_ID "meta-llama/Llama-3.1-8B"
#define LLAMA "model.id", LLAMA_ID

/* 2 x 8 heads x 128 x 2 bytes x 32 layers. */
static void
counts_a_cached_token(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "llama.cpp",
	    "load.dtype", "fp16", "serve.max_len", "8192");

	assert_true(e.kv_bytes_per_token == 131072);
	is_near(term_sum(&e, TERM_KV_CACHE), GIB, 0.001);
	e = SERVE(*state, LLAMA, "serve.engine", "llama.cpp", "load.dtype",
	    "fp16", "serve.max_len", "8192", "serve.kv_dtype", "q8_0");
	is_near(term_sum(&e, TERM_KV_CACHE), GIB * 34 / 64, 0.001);
	/* keys in 34 bytes for 32, values in 18 */
	e = SERVE(*state, LLAMA, "serve.engine", "llama.cpp", "load.dtype",
	    "fp16", "serve.max_len", "8192", "serve.kv_dtype", "q8_0",
	    "serve.value_dtype", "q4_0");
	is_near(term_sum(&e, TERM_KV_CACHE), GIB * (34 + 18) / 128, 0.001);
}

/* 61 layers x (512 + 64) x 2 bytes. */
static void
caches_the_latent(void **state)
{
	struct estimate e = SERVE(*state, "model.id", "deepseek-ai/DeepSeek-V3",
	    "serve.engine", "vllm", "load.dtype", "bf16", "serve.max_len",
	    "4096", "parallel.tensor", "8", "parallel.gpus", "8");

	assert_true(e.known);
	is_near(e.kv_bytes_per_token, 61 * 576 * 2.0, 0.001);
	/* vLLM before 0.7.1: 16 heads of a card, keys and values alike */
	e = SERVE(*state, "model.id", "deepseek-ai/DeepSeek-V3", "serve.engine",
	    "vllm", "framework.version", "0.7.0", "load.dtype", "bf16",
	    "serve.max_len", "4096", "parallel.tensor", "8", "parallel.gpus",
	    "8");
	is_near(e.kv_bytes_per_token, 61 * 16 * 192 * 2 * 2.0, 0.001);
	e = SERVE(*state, "model.id", "deepseek-ai/DeepSeek-V3", "serve.engine",
	    "vllm", "framework.version", "0.6.6", "load.dtype", "bf16",
	    "serve.max_len", "4096", "parallel.tensor", "8", "parallel.gpus",
	    "8");
	is_near(e.kv_bytes_per_token, 61 * 16 * 256 * 2 * 2.0, 0.001);
}

/* 57.75 GiB of one card of 8 as vllm-project/vllm issue 6746 has it. */
static void
leaves_attention_of_meta_s_own_fp8_in_16_bits(void **state)
{
	struct estimate e = SERVE(*state, "model.id",
	    "meta-llama/Meta-Llama-3.1-405B-Instruct-FP8", "serve.engine",
	    "vllm", "load.dtype", "bf16", "quant.method", "fp8",
	    "serve.max_len", "4096", "parallel.tensor", "8", "parallel.gpus",
	    "8");

	is_near(term_sum(&e, TERM_WEIGHTS), 57.75 * GIB, 25);
}

static void
takes_its_share(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "vllm",
	    "load.dtype", "bf16", "serve.max_len", "8192",
	    "serve.memory_fraction", "0.9", "serve.eager", "true", "target.gpu",
	    "A100 SXM4 80GB", "target.gpus", "1");
	double card = 0;

	for (size_t i = 0; i < catalog_builtin.gpus_count; i++)
		if (strcmp(catalog_builtin.gpus[i].name, "A100 SXM4 80GB") == 0)
			card = catalog_builtin.gpus[i].usable_bytes;
	assert_true(card > 0);
	/* the context was there before: it is on top of the share */
	is_near(e.expected - (420 - 128) * 1048576.0, 0.9 * card, 0.1);
	assert_true(e.kv_tokens > 8192);
	assert_int_equal(memory_verdict(&e, card), VERDICT_FITS);
}

/* TGI fills what is there, but for a tenth, and does not run over. */
static void
fills_the_card_with_a_cache(void **state)
{
	static const char *const cards[] = { "T4", "RTX 4090",
		"A100 SXM4 80GB" };

	for (size_t i = 0; i < sizeof(cards) / sizeof(*cards); i++) {
		struct estimate e =
		    SERVE(*state, "model.id", "Qwen/Qwen2.5-3B", "serve.engine",
			"tgi", "load.dtype", "bf16", "serve.memory_fraction",
			"1", "target.gpu", cards[i], "target.gpus", "1");
		double card = 0;

		for (size_t j = 0; j < catalog_builtin.gpus_count; j++)
			if (strcmp(catalog_builtin.gpus[j].name, cards[i]) == 0)
				card = catalog_builtin.gpus[j].usable_bytes;
		assert_true(card > 0);
		assert_int_equal(memory_verdict(&e, card), VERDICT_FITS);
		is_near(e.expected - term_sum(&e, TERM_GRAPHS), 0.9 * card,
		    0.1);
	}
}

/* 16 bit weights of 8 B are no matter of a setting on 15 GiB. */
static void
overflows_where_the_weights_do(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "tgi",
	    "load.dtype", "bf16", "serve.memory_fraction", "1", "target.gpu",
	    "T4", "target.gpus", "1");

	assert_true(e.low > 15 * GIB);
}

/* A context longer than the cache is no matter to sglang. */
static void
serves_what_fits(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "sglang",
	    "load.dtype", "bf16", "target.gpu", "RTX 4090", "target.gpus", "1");

	assert_true(e.expected < 23.5 * GIB);
	assert_true(e.kv_tokens < 131072);
}

/* vLLM 0.11 logged a peak of 5.56 GiB for 1024 rows of this vocabulary: 38
 * bytes for each logit, 4 for each element of 8192 tokens' hidden states. */
static void
profiles_the_sampler(void **state)
{
	struct estimate e =
	    SERVE(*state, "model.id", "Qwen/Qwen3-0.6B", "serve.engine", "vllm",
		"framework.name", "vllm", "framework.version", "0.11.0",
		"load.dtype", "bf16", "serve.max_len", "16000", "target.gpu",
		"H100 SXM5 80GB", "target.gpus", "1");

	is_near(term_sum(&e, TERM_ACTIVATIONS),
	    1024 * 151936.0 * 38 + 8192 * 1024.0 * 4, 0.001);
	is_near(term_sum(&e, TERM_ACTIVATIONS), 5.56 * GIB, 10);
}

static void
does_not_start_where_a_sequence_has_no_room(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "vllm",
	    "load.dtype", "bf16", "serve.max_len", "131072", "target.gpu",
	    "RTX 4090", "target.gpus", "1");

	assert_true(e.known);
	assert_int_equal(memory_verdict(&e, 25e9), VERDICT_OVERFLOWS);
}

static void
cuts_weights_by_tensor_parallelism(void **state)
{
	struct estimate one = SERVE(*state, LLAMA, "serve.engine", "vllm",
	    "load.dtype", "bf16", "serve.max_len", "8192");
	struct estimate two = SERVE(*state, LLAMA, "serve.engine", "vllm",
	    "load.dtype", "bf16", "serve.max_len", "8192", "parallel.tensor",
	    "2", "parallel.gpus", "2");

	is_near(term_sum(&two, TERM_WEIGHTS), term_sum(&one, TERM_WEIGHTS) / 2,
	    1);
}

/* llama.cpp: what a layer's MLP holds of 512 tokens in fp32, or logits of all
 * of them until June 2026, beside the mask in 16 bits; without flash attention
 * scores and a mask in fp32 and four hidden states. */
static void
sizes_the_compute_buffer(void **state)
{
	double mask = 2 * 512.0 * 8192;
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "llama.cpp",
	    "load.dtype", "fp16", "serve.max_len", "8192", "serve.ubatch",
	    "512", "serve.flash_attention", "true");

	is_near(term_sum(&e, TERM_BUFFERS),
	    mask + 512 * 4.0 * (3 * 14336 + 3 * 4096), 0.001);
	e = SERVE(*state, LLAMA, "framework.name", "llama.cpp",
	    "framework.version", "b9449", "serve.engine", "llama.cpp",
	    "load.dtype", "fp16", "serve.max_len", "8192", "serve.ubatch",
	    "512", "serve.flash_attention", "true");
	is_near(term_sum(&e, TERM_BUFFERS), mask + 512 * 4.0 * (128256 + 4096),
	    0.001);
	e = SERVE(*state, LLAMA, "serve.engine", "llama.cpp", "load.dtype",
	    "fp16", "serve.max_len", "8192", "serve.ubatch", "512",
	    "serve.flash_attention", "false");
	is_near(term_sum(&e, TERM_BUFFERS), 512 * 4.0 * (33 * 8192 + 4 * 4096),
	    0.001);
}

/* Turing has no V1 engine before 0.10: no chunks, 38 bytes a logit. */
static void
falls_back_to_the_old_engine(void **state)
{
	struct estimate e = SERVE(*state, "model.id",
	    "Qwen/Qwen2.5-1.5B-Instruct", "framework.name", "vllm",
	    "framework.version", "0.8.5", "serve.engine", "vllm", "load.dtype",
	    "fp16", "target.gpu", "T4", "target.gpus", "1");

	/* 32768 tokens: gate and up, their product, three hidden states */
	is_near(term_sum(&e, TERM_ACTIVATIONS),
	    32768 * 2.0 * (3 * 8960 + 3 * 1536), 0.001);
	e = SERVE(*state, "model.id", "Qwen/Qwen2.5-1.5B-Instruct",
	    "framework.name", "vllm", "framework.version", "0.8.5",
	    "serve.engine", "vllm", "load.dtype", "fp16", "target.gpu",
	    "RTX 4090", "target.gpus", "1");
	is_near(term_sum(&e, TERM_ACTIVATIONS),
	    256 * 151936 * 38.0 + 2048 * 1536 * 4, 0.001);
}

static void
leaves_layers_to_the_processor(void **state)
{
	struct estimate all =
	    SERVE(*state, LLAMA, "serve.engine", "llama.cpp", "quant.method",
		"gguf", "quant.gguf_type", "Q4_K_M", "serve.max_len", "4096");
	struct estimate half = SERVE(*state, LLAMA, "serve.engine", "llama.cpp",
	    "quant.method", "gguf", "quant.gguf_type", "Q4_K_M",
	    "serve.max_len", "4096", "serve.gpu_layers", "16");

	/* the file is 4.92 GB; the input embedding is not on the GPU */
	assert_true(term_sum(&all, TERM_WEIGHTS) < 4.95e9);
	assert_true(term_sum(&all, TERM_WEIGHTS) > 4.4e9);
	assert_true(
	    term_sum(&half, TERM_WEIGHTS) < term_sum(&all, TERM_WEIGHTS) / 1.9);
	is_near(term_sum(&half, TERM_KV_CACHE),
	    term_sum(&all, TERM_KV_CACHE) / 2, 0.001);
}

static void
keeps_no_more_than_a_window(void **state)
{
	struct estimate e =
	    SERVE(*state, "model.id", "google/gemma-3-27b-it", "serve.engine",
		"llama.cpp", "load.dtype", "bf16", "serve.max_len", "131072");
	struct estimate f =
	    SERVE(*state, "model.id", "google/gemma-3-27b-it", "serve.engine",
		"llama.cpp", "load.dtype", "bf16", "serve.max_len", "65536");

	/* one layer in six keeps all: doubling the context doubles those */
	assert_true(
	    term_sum(&e, TERM_KV_CACHE) < 2 * term_sum(&f, TERM_KV_CACHE));
	/* 62 layers, 16 heads of 128: 10 full ones of 64 Ki tokens, and
	 * 52 of the window of 1024 and a micro batch of 512 */
	is_near(term_sum(&f, TERM_KV_CACHE),
	    2.0 * 16 * 128 * 2 * (10 * 65536.0 + 52 * 1536.0), 0.001);
	e = SERVE(*state, "model.id", "google/gemma-3-27b-it", "serve.engine",
	    "llama.cpp", "load.dtype", "bf16", "serve.max_len", "65536",
	    "serve.swa_full", "true");
	is_near(term_sum(&e, TERM_KV_CACHE), 2.0 * 16 * 128 * 2 * 62 * 65536.0,
	    0.001);
}

/* Every slot has its context, unless they share one. */
static void
caches_every_slot(void **state)
{
	struct estimate one = SERVE(*state, LLAMA, "serve.engine", "llama.cpp",
	    "serve.max_len", "8192");
	struct estimate four = SERVE(*state, LLAMA, "serve.engine", "llama.cpp",
	    "serve.max_len", "8192", "serve.max_seqs", "4");
	struct estimate shared =
	    SERVE(*state, LLAMA, "serve.engine", "llama.cpp", "serve.max_len",
		"8192", "serve.max_seqs", "4", "serve.kv_unified", "true");
	struct estimate ollama = SERVE(*state, LLAMA, "serve.engine", "ollama",
	    "serve.max_len", "8192", "serve.max_seqs", "4");

	is_near(term_sum(&four, TERM_KV_CACHE),
	    4 * term_sum(&one, TERM_KV_CACHE), 0.001);
	is_near(term_sum(&shared, TERM_KV_CACHE), term_sum(&one, TERM_KV_CACHE),
	    0.001);
	is_near(term_sum(&ollama, TERM_KV_CACHE),
	    term_sum(&four, TERM_KV_CACHE), 0.001);
}

/* A context that nobody gives is cut down to what the card holds. */
static void
fits_an_open_context(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "llama.cpp",
	    "quant.method", "gguf", "quant.gguf_type", "Q4_K_M", "target.gpu",
	    "RTX 3060 12GB", "target.gpus", "1");
	struct estimate whole = SERVE(*state, LLAMA, "serve.engine",
	    "llama.cpp", "quant.method", "gguf", "quant.gguf_type", "Q4_K_M",
	    "target.gpu", "H100 SXM5 80GB", "target.gpus", "1");

	assert_true(e.kv_tokens > 4096 && e.kv_tokens < 131072);
	assert_true(e.high < 12 * GIB);
	assert_true(whole.kv_tokens == 131072);
	assert_true(whole.low < 7 * GIB); /* as it was with 4096 tokens */
}

/* SGLang 0.5.6 on a card of 24 GiB leaves 512 + 2048 x 1.5 + 24 x 2 + 128 MiB
 * free; weights and cache have that share of what the context leaves. */
static void
leaves_activations_beside_the_share(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "sglang",
	    "load.dtype", "bf16", "target.gpu", "RTX 4090", "target.gpus", "1");
	double card = 0, share;

	for (size_t i = 0; i < catalog_builtin.gpus_count; i++)
		if (strcmp(catalog_builtin.gpus[i].name, "RTX 4090") == 0)
			card = catalog_builtin.gpus[i].usable_bytes;
	share = 1 - (512 + 2048 * 1.5 + 24 * 2 + 128) * 1048576 / card;
	is_near(term_sum(&e, TERM_WEIGHTS) + term_sum(&e, TERM_KV_CACHE),
	    share * (card - 420 * 1048576.0), 0.001);
	assert_int_equal(memory_verdict(&e, card), VERDICT_FITS);
	/* 131072 tokens have no room, and need none */
	assert_true(e.kv_tokens < 131072);
	e = SERVE(*state, LLAMA, "serve.engine", "sglang", "framework.name",
	    "sglang", "framework.version", "0.4.5", "load.dtype", "bf16",
	    "parallel.tensor", "2", "parallel.gpus", "2", "target.gpu",
	    "H100 SXM5 80GB", "target.gpus", "2");
	for (size_t i = 0; i < catalog_builtin.gpus_count; i++)
		if (strcmp(catalog_builtin.gpus[i].name, "H100 SXM5 80GB") == 0)
			card = catalog_builtin.gpus[i].usable_bytes;
	is_near(term_sum(&e, TERM_WEIGHTS) + term_sum(&e, TERM_KV_CACHE),
	    0.87 * (card - (520 + 1280) * 1048576.0), 0.001);
}

/* Beside the decoder, in 16 bits whatever the decoder is in. */
static void
adds_a_tower(void **state)
{
	struct estimate e = SERVE(*state, "model.id",
	    "Qwen/Qwen2.5-VL-7B-Instruct", "serve.engine", "vllm", "load.dtype",
	    "bf16", "target.gpu", "RTX 4090", "target.gpus", "1");
	struct estimate f =
	    SERVE(*state, "model.id", "Qwen/Qwen2.5-VL-7B-Instruct",
		"serve.engine", "vllm", "load.dtype", "bf16", "quant.method",
		"awq", "target.gpu", "RTX 4090", "target.gpus", "1");

	is_near(term_sum(&e, TERM_WEIGHTS), 2 * (7615616512.0 + 676550144), 1);
	assert_true(term_sum(&f, TERM_WEIGHTS) > 2 * 676550144.0 + 5.1 * GIB);
	/* an image of 16384 tokens, 4 patches each */
	is_near(term_sum(&e, TERM_ACTIVATIONS), 65536 * 32768.0, 0.001);
}

/* TGI 3.3 fills nine tenths of the card, its context and all, and starts
 * where the model's own length has no room. */
static void
leaves_tgi_its_room(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "tgi",
	    "load.dtype", "bf16", "serve.memory_fraction", "1", "serve.eager",
	    "true", "target.gpu", "RTX 4090", "target.gpus", "1");
	double card = 0;

	for (size_t i = 0; i < catalog_builtin.gpus_count; i++)
		if (strcmp(catalog_builtin.gpus[i].name, "RTX 4090") == 0)
			card = catalog_builtin.gpus[i].usable_bytes;
	is_near(e.expected, 0.9 * card, 0.1);
	assert_int_equal(memory_verdict(&e, card), VERDICT_FITS);
	e = SERVE(*state, LLAMA, "serve.engine", "tgi", "framework.name", "tgi",
	    "framework.version", "3.1.0", "load.dtype", "bf16",
	    "serve.memory_fraction", "1", "serve.eager", "true", "target.gpu",
	    "RTX 4090", "target.gpus", "1");
	is_near(e.expected, 0.93 * card, 0.1);
}

/* Before 3.0 TGI's warm-up makes the logits of all prompts, and their
 * log-softmax. */
static void
asks_old_tgi_for_every_logit(void **state)
{
	struct estimate e = SERVE(*state, "model.id",
	    "meta-llama/Llama-2-7b-hf", "serve.engine", "tgi", "framework.name",
	    "tgi", "framework.version", "2.0.4", "load.dtype", "fp16",
	    "serve.max_batched_tokens", "16384");

	is_near(term_sum(&e, TERM_ACTIVATIONS), 16384 * (32000 + 4096) * 4.0,
	    0.01);
	e = SERVE(*state, "model.id", "meta-llama/Llama-2-7b-hf",
	    "serve.engine", "tgi", "framework.name", "tgi", "framework.version",
	    "3.0.1", "load.dtype", "fp16", "serve.max_batched_tokens", "16384");
	assert_true(term_sum(&e, TERM_ACTIVATIONS) < 16384 * 32000 * 4.0);
}

/* vLLM's replicas hold attention each and the experts together. */
static void
spreads_experts_over_replicas(void **state)
{
	struct estimate e = SERVE(*state, "model.id", "deepseek-ai/DeepSeek-V3",
	    "serve.engine", "vllm", "load.dtype", "bf16", "serve.max_len",
	    "4096", "parallel.data", "8", "parallel.gpus", "8");

	/* an eighth of 671 B in a byte each, and what is not expert whole */
	assert_true(term_sum(&e, TERM_WEIGHTS) > 671e9 / 8);
	assert_true(term_sum(&e, TERM_WEIGHTS) < 671e9 / 8 + 25e9);
}

/* GiB of whole files.  Llama 3.1 8B: ggml-org/llama.cpp @311c2c9
 * tools/quantize/README.md; Qwen3 30B A3B: its issue 14235; Gemma 3 12B, whose
 * embedding is its output: its pull request 13194; Llama 3.1 70B: ollama/ollama
 * pull request 6279. */
static void
mixes_the_types_of_a_file(void **state)
{
	static const struct {
		const char *model, *type;
		double gib;
	} rows[] = { { LLAMA_ID, "Q2_K", 2.95 }, { LLAMA_ID, "Q3_K_S", 3.41 },
		{ LLAMA_ID, "Q3_K_L", 4.02 }, { LLAMA_ID, "Q4_K_S", 4.36 },
		{ LLAMA_ID, "Q4_K_M", 4.58 }, { LLAMA_ID, "IQ4_XS", 4.17 },
		{ LLAMA_ID, "IQ4_NL", 4.38 }, { LLAMA_ID, "Q5_K_S", 5.21 },
		{ LLAMA_ID, "Q5_K_M", 5.33 }, { LLAMA_ID, "Q6_K", 6.14 },
		{ LLAMA_ID, "Q8_0", 7.95 }, { LLAMA_ID, "F16", 14.96 },
		{ "Qwen/Qwen3-30B-A3B", "Q4_K_M", 17.28 },
		{ "google/gemma-3-12b-it", "Q4_K_M", 6.79 },
		{ "meta-llama/Llama-3.1-70B", "Q4_0", 37.22 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct estimate e = SERVE(*state, "model.id", rows[i].model,
		    "serve.engine", "llama.cpp", "quant.method", "gguf",
		    "quant.gguf_type", rows[i].type, "serve.max_len", "4096");

		is_near(e.weights_total, rows[i].gib * GIB, 10);
	}
}

/* Rows of 896 weights are no multiple of 256. */
static void
falls_back_to_small_blocks(void **state)
{
	struct estimate e = SERVE(*state, "model.id", "Qwen/Qwen2.5-0.5B",
	    "serve.engine", "llama.cpp", "quant.method", "gguf",
	    "quant.gguf_type", "Q4_K_M", "serve.max_len", "4096");

	/* more than 6 bits a weight, not 4.9 */
	assert_true(e.weights_total > 494e6 * 6 / 8);
}

/* 0.9 is LLaMA-Factory's version, not that of the vLLM it starts. */
static void
takes_no_other_version_for_the_engine_s(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "vllm",
	    "framework.name", "llamafactory", "framework.version", "0.9",
	    "load.dtype", "bf16", "serve.max_len", "8192", "target.gpu",
	    "H100 SXM5 80GB", "target.gpus", "1");

	is_near(term_sum(&e, TERM_ACTIVATIONS),
	    1024 * 128256.0 * 14 + 8192 * 4096.0 * 4, 0.001);
}

/* vLLM gives an A100 the numbers of a small card. */
static void
profiles_an_a100_with_fewer_rows(void **state)
{
	struct estimate a = SERVE(*state, LLAMA, "serve.engine", "vllm",
	    "load.dtype", "bf16", "serve.max_len", "8192", "target.gpu",
	    "A100 SXM4 80GB", "target.gpus", "1");
	struct estimate h = SERVE(*state, LLAMA, "serve.engine", "vllm",
	    "load.dtype", "bf16", "serve.max_len", "8192", "target.gpu",
	    "H100 SXM5 80GB", "target.gpus", "1");

	is_near(term_sum(&a, TERM_ACTIVATIONS),
	    256 * 128256.0 * 14 + 2048 * 4096.0 * 4, 0.001);
	assert_true(term_sum(&h, TERM_ACTIVATIONS) >
		    3 * term_sum(&a, TERM_ACTIVATIONS));
}

static void
generates_by_concatenation(void **state)
{
	struct estimate e = SERVE(*state, LLAMA, "serve.engine", "transformers",
	    "load.dtype", "bf16", "serve.prompt_len", "1", "serve.new_tokens",
	    "2048", "framework.version", "4.46.0", "framework.name",
	    "transformers");
	struct estimate old = SERVE(*state, LLAMA, "serve.engine",
	    "transformers", "load.dtype", "bf16", "serve.prompt_len", "1",
	    "serve.new_tokens", "2048", "framework.version", "4.30.0",
	    "framework.name", "transformers");

	is_near(term_sum(&e, TERM_KV_CACHE), 131072.0 * 2049 * 33 / 32, 1);
	is_near(term_sum(&old, TERM_KV_CACHE), 131072.0 * 2049 * 2, 1);
}

/* A context of 9e18 tokens or of ${LENGTH} is not the default one. */
static void
takes_no_default_for_what_cannot_be_read(void **state)
{
	static const enum fact_id ids[] = { F_SERVE_MAX_LEN, F_SERVE_MAX_SEQS,
		F_SERVE_MEMORY_FRACTION, F_SERVE_MAX_BATCHED_TOKENS,
		F_SERVE_KV_DTYPE };
	const char *const pairs[] = { LLAMA, "serve.engine", "vllm",
		"load.dtype", "bf16", NULL };
	struct fact fact = { .state = FACT_UNKNOWN, .reason = "no count" };
	struct workload *w = workload_of(*state, WORKLOAD_SERVE, pairs);
	struct estimate e;

	memory_estimate(w, &catalog_builtin, &e);
	assert_true(e.known);
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		w = workload_of(*state, WORKLOAD_SERVE, pairs);
		workload_set(w, ids[i], &fact);
		memory_estimate(w, &catalog_builtin, &e);
		assert_false(e.known);
		assert_int_equal(e.missing, ids[i]);
		assert_non_null(strstr(e.reason, "no count"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_a_cached_token),
		cmocka_unit_test(caches_the_latent),
		cmocka_unit_test(leaves_attention_of_meta_s_own_fp8_in_16_bits),
		cmocka_unit_test(takes_its_share),
		cmocka_unit_test(fills_the_card_with_a_cache),
		cmocka_unit_test(overflows_where_the_weights_do),
		cmocka_unit_test(serves_what_fits),
		cmocka_unit_test(profiles_the_sampler),
		cmocka_unit_test(does_not_start_where_a_sequence_has_no_room),
		cmocka_unit_test(cuts_weights_by_tensor_parallelism),
		cmocka_unit_test(sizes_the_compute_buffer),
		cmocka_unit_test(falls_back_to_the_old_engine),
		cmocka_unit_test(leaves_layers_to_the_processor),
		cmocka_unit_test(keeps_no_more_than_a_window),
		cmocka_unit_test(caches_every_slot),
		cmocka_unit_test(fits_an_open_context),
		cmocka_unit_test(leaves_activations_beside_the_share),
		cmocka_unit_test(adds_a_tower),
		cmocka_unit_test(leaves_tgi_its_room),
		cmocka_unit_test(asks_old_tgi_for_every_logit),
		cmocka_unit_test(mixes_the_types_of_a_file),
		cmocka_unit_test(falls_back_to_small_blocks),
		cmocka_unit_test(spreads_experts_over_replicas),
		cmocka_unit_test(takes_no_other_version_for_the_engine_s),
		cmocka_unit_test(profiles_an_a100_with_fewer_rows),
		cmocka_unit_test(generates_by_concatenation),
		cmocka_unit_test(takes_no_default_for_what_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
