/* demands: what asks for newer cards, by the facts that say so. */

#include "demands.h"

/*
 * bf16: torch emulates it before Ampere, slowly and not for every kernel; vLLM
 * refuses it (vllm/platforms/cuda.py, check_if_supports_dtype). FlashAttention
 * 2: "only supports Ampere GPUs or newer" (csrc/flash_attn, flash_api.cpp); 3:
 * README.md names Hopper as its requirement, though builds carry kernels for
 * 8.0 and 8.7, too (vllm-project/vllm issue 12429).  FP8: TransformerEngine
 * wants 8.9 (fp8.py, check_fp8_support).  Quantised weights in vLLM: its table
 * of supported hardware (docs/features/quantization/supported_hardware.md); FP8
 * and NVFP4 weights run unpacked by Marlin's kernels from 7.5 on, from 8.0 on
 * until vllm-project/vllm pull 29901, and not at all until pull 5975 (0.5.1).
 * Marlin had neither experts nor blocks as late as 0.8.5 (vllm-project/vllm
 * issues 7322, 13885, 15336, 17581).  HQQ's: hqq_marlin.py,
 * get_min_capability, of the releases before that pull.
 * SGLang has Marlin for linear layers only, not for blocks as late as 0.4.8, and
 * Triton's kernels for the rest have no e4m3 before 8.9 (sgl-project/sglang
 * quantization/fp8.py; issues 7715, 12887; pull 30681).  TGI
 * has Marlin for 8.x from 2.2 on, and torch's product of fp8 matrices for the
 * rest (huggingface/text-generation-inference layers/fp8.py; pull 2213); on
 * Turing its attention is FlashAttention 1, which has bf16 from 8.0 on
 * (layers/attention/cuda.py).  LLM.int8: bitsandbytes
 * docs/source/installation.mdx.  Transformers: quantizer_finegrained_fp8.py,
 * validate_environment, which unpacks since pull 42926 (5.0).  w8a8_fp8:
 * sgl-project/sglang quantization/w8a8_fp8.py, get_min_capability.
 * TensorRT-LLM: docs/source/reference/precision.md.
 */
static const struct demand demands[] = {
	{ "load.dtype", "bf16", "vllm", NULL, false, true, "8.0", NULL, "bf16",
	    "set dtype to float16", "fp16", false, GPULINT_ERROR, NULL, false },
	{ "train.precision", "amp-bf16", NULL, NULL, true, true, "8.0", NULL,
	    "bf16", "use fp16 instead of bf16", "amp-fp16", false,
	    GPULINT_WARNING, NULL, false },
	{ "train.precision", "bf16", NULL, NULL, true, true, "8.0", NULL,
	    "bf16", "use fp16 instead of bf16", "amp-fp16", false,
	    GPULINT_WARNING, NULL, false },
	{ "load.dtype", "bf16", NULL, NULL, true, true, "8.0", NULL, "bf16",
	    "load in float16 or float32", NULL, false, GPULINT_WARNING, NULL,
	    false },
	{ "load.dtype", "bf16", "transformers", NULL, false, true, "8.0", NULL,
	    "bf16", "load in float16", "fp16", false, GPULINT_WARNING, NULL,
	    false },
	{ "load.dtype", "bf16", "aphrodite", NULL, false, true, "8.0", NULL,
	    "bf16", "set dtype to float16", "fp16", false, GPULINT_ERROR, NULL,
	    false },
	{ "quant.compute_dtype", "bf16", NULL, NULL, true, true, "8.0", NULL,
	    "bf16", "compute in float16", "fp16", false, GPULINT_WARNING, NULL,
	    false },
	{ "train.attention", "flash2", NULL, NULL, true, true, "8.0", NULL,
	    "FlashAttention 2", "use sdpa attention", "sdpa", true,
	    GPULINT_ERROR, NULL, false },
	{ "train.attention", "flash3", NULL, NULL, true, true, "9.0",
	    "8.0 8.7 9.0", "FlashAttention 3", "use FlashAttention 2 or sdpa",
	    "sdpa", true, GPULINT_WARNING, NULL, false },
	{ "train.precision", "fp8", NULL, NULL, true, true, "8.9", NULL,
	    "fp8 training", "use bf16", "amp-bf16", false, GPULINT_ERROR, NULL,
	    false },
	{ "quant.method", "bnb-int8", NULL, NULL, true, true, "7.5", NULL,
	    "LLM.int8 on tensor cores", "use load_in_4bit", NULL, false,
	    GPULINT_WARNING, NULL, false },
	{ "quant.method", "bnb-nf4", NULL, NULL, true, true, "5.0", NULL,
	    "4-bit weights of bitsandbytes", "load in 16 bits", NULL, false,
	    GPULINT_ERROR, NULL, false },
	{ "quant.method", "fp8", "vllm", NULL, false, false, "8.9", NULL,
	    "fp8 in vLLM before 0.5.1", "use vLLM 0.5.1 or newer", NULL, false,
	    GPULINT_ERROR, "0.5.1", false },
	{ "quant.method", "fp8", "vllm", NULL, false, false, "8.9", NULL,
	    "an fp8 model of experts or with scales of blocks, in vLLM before "
	    "0.9,",
	    "use a newer vLLM, or an AWQ or GPTQ version of the model", NULL,
	    false, GPULINT_WARNING, "0.9", true },
	{ "quant.method", "fp8", "vllm", NULL, false, false, "8.0", NULL,
	    "fp8 in vLLM before 0.13", "use a 16-bit or GPTQ version", NULL,
	    false, GPULINT_WARNING, "0.13", false },
	{ "quant.method", "fp8", "vllm", NULL, false, false, "7.5", NULL,
	    "an fp8 model", "use a 16-bit or GPTQ version of the model", NULL,
	    false, GPULINT_ERROR, NULL, false },
	{ "quant.method", "awq", "vllm", NULL, false, false, "7.5", NULL, "AWQ",
	    "use a GPTQ version of the model", NULL, false, GPULINT_ERROR, NULL,
	    false },
	{ "quant.method", "gptq", "vllm", "gptq_marlin", false, true, "7.5",
	    NULL, "Marlin", "let vLLM choose: gptq", "gptq", true,
	    GPULINT_ERROR, NULL, false },
	{ "quant.method", "gptq", "vllm", "gptq_marlin", false, true, "8.0",
	    NULL, "Marlin in vLLM before 0.13", "let vLLM choose: gptq", "gptq",
	    true, GPULINT_ERROR, "0.13", false },
	{ "quant.method", "awq", "vllm", "awq_marlin", false, true, "8.0", NULL,
	    "Marlin in vLLM before 0.13", "let vLLM choose: awq", "awq", true,
	    GPULINT_ERROR, "0.13", false },
	{ "quant.method", "hqq", "vllm", NULL, false, true, "8.0", NULL,
	    "HQQ in vLLM before 0.13", "use a GPTQ version of the model", NULL,
	    false, GPULINT_ERROR, "0.13", false },
	{ "quant.method", "mxfp4", "vllm", NULL, false, false, "8.0", NULL,
	    "MXFP4", "use a 16-bit or GGUF version of the model", NULL, false,
	    GPULINT_ERROR, NULL, false },
	{ "quant.method", "fp8", "sglang", NULL, false, false, "8.0", NULL,
	    "an fp8 model", "use a 16-bit, AWQ or GPTQ version of the model",
	    NULL, false, GPULINT_ERROR, NULL, false },
	{ "quant.method", "fp8", "sglang", NULL, false, false, "8.9", NULL,
	    "an fp8 model of experts or with scales of blocks in SGLang",
	    "use vLLM, or a 16-bit, AWQ or GPTQ version of the model", NULL,
	    false, GPULINT_WARNING, NULL, true },
	{ "load.dtype", "bf16", "tgi", NULL, false, true, "8.0", NULL, "bf16",
	    "set dtype to float16", "fp16", false, GPULINT_WARNING, NULL,
	    false },
	{ "serve.flash_attention", "yes", "transformers", NULL, false, true,
	    "8.0", NULL, "FlashAttention 2", "use sdpa attention", NULL, true,
	    GPULINT_ERROR, NULL, false },
	{ "quant.method", "fp8", "tgi", NULL, false, false, "8.9", NULL,
	    "fp8 in TGI before 2.2", "use TGI 2.2 or newer", NULL, false,
	    GPULINT_ERROR, "2.2", false },
	{ "quant.method", "fp8", "tgi", NULL, false, false, "8.0", NULL,
	    "fp8 in TGI", "quantise with eetq or bitsandbytes", NULL, false,
	    GPULINT_ERROR, NULL, false },
	{ "quant.method", "fp8", "sglang", "w8a8_fp8", false, true, "8.9", NULL,
	    "w8a8_fp8", "use fp8, which has Marlin's kernels", "fp8", false,
	    GPULINT_ERROR, NULL, false },
	{ "quant.method", "fp8", "transformers", NULL, false, false, "8.9",
	    NULL, "fp8 in transformers before 5",
	    "use a 16-bit, AWQ or GPTQ version of the model", NULL, false,
	    GPULINT_ERROR, "5", false },
	{ "quant.method", "fp8", "transformers", NULL, false, false, "8.9",
	    NULL, "fp8 in transformers, which unpacks it to bf16 from 5 on,",
	    "use a 16-bit, AWQ or GPTQ version of the model", NULL, false,
	    GPULINT_WARNING, NULL, false },
	{ "quant.method", "fp8", "tensorrt-llm", NULL, false, false, "8.9",
	    NULL, "fp8 in TensorRT-LLM",
	    "use a 16-bit or INT4 AWQ version of the model", NULL, false,
	    GPULINT_ERROR, NULL, false },
	{ "load.dtype", "bf16", "tensorrt-llm", NULL, false, true, "8.0", NULL,
	    "bf16", "set dtype to float16", "fp16", false, GPULINT_ERROR, NULL,
	    false },
	{ "serve.kv_dtype", "fp8", "tensorrt-llm", NULL, false, true, "8.9",
	    NULL, "an fp8 KV cache in TensorRT-LLM",
	    "leave the cache in 16 bits", "auto", false, GPULINT_ERROR, NULL,
	    false },
	{ "serve.kv_dtype", "fp8", "vllm", NULL, false, true, "8.9", NULL,
	    "an fp8 (e4m3) KV cache", "leave the cache in 16 bits", "auto",
	    false, GPULINT_WARNING, NULL, false },
};

const struct demand *
demand_at(size_t i)
{
	return i < sizeof(demands) / sizeof(*demands) ? &demands[i] : NULL;
}
