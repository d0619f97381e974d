/* wishes: the words by which training code, commands and variables of any
 * program ask for what older cards do not have. */

#include "cuda.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

/*
 * FlashAttention 2: csrc/flash_attn, flash_api.cpp. TRELLIS takes its attention
 * from ATTN_BACKEND (microsoft/TRELLIS README.md), ComfyUI from
 * --use-flash-attention (comfy/cli_args.py). FP8 in TensorRT-LLM:
 * docs/source/reference/precision.md; in torchtitan: components/quantization,
 * float8.py; in mistral.rs: issue 1570. KTransformers' rules with fp8 in their
 * names: kvcache-ai/ktransformers doc/en/fp8_kernel.md.  CTranslate2, and with it
 * faster-whisper and whisperX: OpenNMT/CTranslate2 docs/quantization.md, FP16.
 */
static const struct wish wishes[] = {
	{ "attn_implementation", "flash_attention_2", "8.0", "FlashAttention 2",
	    "use sdpa" },
	{ "attn_implementation", "flash_attention_3", "8.0", "FlashAttention 3",
	    "use sdpa" },
	{ "attn_implementation", "flash_attn", "8.0", "FlashAttention 2",
	    "use sdpa" },
	{ "attn", "flash_attention_2", "8.0", "FlashAttention 2", "use sdpa" },
	{ "attn_mode", "flash*", "8.0", "FlashAttention 2", "use sdpa" },
	{ "attention_mode", "flash_attn*", "8.0", "FlashAttention 2",
	    "use sdpa" },
	{ "attn_backend", "flash-attn", "8.0", "FlashAttention 2",
	    "use xformers" },
	{ "attn_backend", "flash_attn", "8.0", "FlashAttention 2",
	    "use xformers" },
	{ "use_flash_attention", "true", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "use_flash_attention_2", "true", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "use_flash_attn", "true", "8.0", "FlashAttention 2", "turn it off" },
	{ "use_flash_attn_2", "true", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "flash_attn", "true", "8.0", "FlashAttention 2", "turn it off" },
	{ "flash_attn2", "true", "8.0", "FlashAttention 2", "turn it off" },
	{ "flash_attention", "true", "8.0", "FlashAttention 2", "turn it off" },
	{ "disable_flash_attn", "false", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "disable_flash_attn2", "false", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "quantization", "fp8_e4m3fn_fast", "8.9", "a product of fp8 matrices",
	    "use fp8_e4m3fn" },
	{ "bf16", "true", "8.0", "bf16", "use fp16 or fp32" },
	{ "precision", "bf16*", "8.0", "bf16", "use fp16 or fp32" },
	{ "precision", "amp_bf16", "8.0", "bf16", "use fp16 or fp32" },
	{ "precision", "bfloat16", "8.0", "bf16", "use fp16 or fp32" },
	{ "precision", "torch.bfloat16", "8.0", "bf16", "use fp16 or fp32" },
	{ "dtype", "bf16", "8.0", "bf16", "use fp16 or fp32" },
	{ "dtype", "bfloat16", "8.0", "bf16", "use fp16 or fp32" },
	{ "dtype", "torch.bfloat16", "8.0", "bf16", "use fp16 or fp32" },
	{ "mixed_precision", "fp8", "8.9", "fp8 training", "use bf16" },
	{ "converters", "*float8*", "8.9", "float8 training", "leave it out" },
	{ "fp8_format", "hybrid", "8.9", "fp8 training", "use bf16" },
	{ "fp8_format", "e4m3", "8.9", "fp8 training", "use bf16" },
	{ "pa_cache_type", "f8e4m3", "8.9", "an fp8 KV cache",
	    "leave the cache in 16 bits" },
	{ "use_fp8_context_fmha", "enable", "8.9", "fp8 in TensorRT-LLM",
	    "leave it out" },
	{ "nim_model_profile", "tensorrt_llm-*-fp8-*", "8.9",
	    "an fp8 profile of TensorRT-LLM", "choose another profile" },
	{ "qformat", "fp8", "8.9", "fp8 in TensorRT-LLM", "use int8_sq" },
	{ "compute_type", "float16", "7.0", "float16 in CTranslate2",
	    "use int8 or float32" },
	{ "compute_type", "int8_float16", "7.0", "float16 in CTranslate2",
	    "use int8 or float32" },
	{ "optimize_config_path", "*-fp8-*", "8.9",
	    "a rule of KTransformers for fp8", "use a rule without fp8" },
};

/* The word itself, or behind an underscore: torch_dtype, use_bf16, though not
 * disable_bf16. */
static bool
ends_with(const char *key, const char *word)
{
	size_t length = strlen(key), n = strlen(word);

	return length >= n && strcasecmp(key + length - n, word) == 0 &&
	       (length == n || key[length - n - 1] == '_') &&
	       (length == n || strncasecmp(key, "disable", 7) != 0);
}

/* What is written to a file or kept of a step may have any dtype, and what is
 * said not to be is no wish. */
static bool
is_no_wish(const char *key)
{
	static const char *const starts[] = { "save", "output", "exp_avg",
		"no_" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (strncasecmp(key, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

const struct wish *
wish_of(const char *key, const char *value)
{
	for (size_t i = 0; i < sizeof(wishes) / sizeof(*wishes); i++)
		if (ends_with(key, wishes[i].key) &&
		    fnmatch(wishes[i].value, value, FNM_CASEFOLD) == 0)
			return is_no_wish(key) ? NULL : &wishes[i];
	return NULL;
}

void
wish_report(struct gpulint_pass *pass, const struct wish *wish,
    const struct gpulint_node *node, const char *word)
{
	struct gpulint_finding *finding =
	    capability_report(pass, node, word, wish->what, wish->minimum);

	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "%s, or take a newer GPU", wish->instead);
}
