/* unsupported-dtype: the GPU has no such arithmetic, or no such kernel. */

#include "cuda.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A value of a fact that wants a compute capability. */
struct demand {
	const char *fact, *value;
	const char *engine; /* only under this serve.engine; NULL: any */
	const char *written; /* only where spelt so; NULL: however */
	bool training; /* not in serving */
	bool stated; /* only where the file says it itself */
	const char *minimum; /* compute capability */
	const char *only; /* those and no others; NULL: and later */
	const char *what, *instead;
	const char *to; /* the value that helps; NULL: none does */
	bool safe; /* with the same result */
	enum gpulint_severity severity;
	const char *until; /* of earlier releases alone, where that is known */
	bool mixture; /* only of models with experts, or scaled in blocks */
};

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
 * issues 7322, 13885, 15336, 17581).  HQQ's: hqq_marlin.py, get_min_capability, of the releases before that pull.
 * SGLang has Marlin for linear layers only, and Triton's kernel of experts has
 * no e4m3 before 8.9 (sgl-project/sglang quantization/fp8.py; pull 30681). TGI
 * has Marlin for 8.x from 2.2 on, and torch's product of fp8 matrices for the
 * rest (huggingface/text-generation-inference layers/fp8.py; pull 2213); on
 * Turing its attention is FlashAttention 1, which has bf16 from 8.0 on
 * (layers/attention/cuda.py).  LLM.int8: bitsandbytes
 * docs/source/installation.mdx.
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
	    "an fp8 model with experts in SGLang",
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
	{ "serve.kv_dtype", "fp8", "vllm", NULL, false, true, "8.9", NULL,
	    "an fp8 (e4m3) KV cache", "leave the cache in 16 bits", "auto",
	    false, GPULINT_WARNING, NULL, false },
};

/* True where the release is known to be an earlier one. */
static bool
is_before(struct gpulint_pass *pass, const char *until)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return isdigit((unsigned char)*version) &&
	       gpulint_version_compare(version, until) < 0;
}

/* fp8_e5m2 and engines before V1 convert in software. */
static bool
is_excused(struct gpulint_pass *pass, const struct demand *demand)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	if (strcmp(demand->fact, "serve.kv_dtype") != 0)
		return false;
	return strstr(gpulint_written(pass, gpulint_fact(pass, demand->fact)),
		   "e5m2") != NULL ||
	       (*version != '\0' &&
		   gpulint_version_compare(version, "0.8") < 0);
}

static bool
has_experts(struct gpulint_pass *pass)
{
	return gpulint_number(gpulint_fact(pass, "model.experts")) > 1 ||
	       gpulint_number(gpulint_fact(pass, "parallel.expert")) > 1;
}

/* As their publishers scale them: 128 by 128 weights have one. */
static bool
has_blocks(struct gpulint_pass *pass)
{
	const char *id = gpulint_text(gpulint_fact(pass, "model.id"));

	return gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") &&
	       strncmp(id, "Qwen/Qwen3", 10) == 0 && strstr(id, "-FP8") != NULL;
}

/* A flag is a number. */
static bool
is_asked_for(const struct gpulint_fact *fact, const char *value)
{
	return gpulint_is(fact, value) ||
	       (strcmp(value, "yes") == 0 && gpulint_number(fact) == 1);
}

static bool
applies(struct gpulint_pass *pass, const struct demand *demand)
{
	const struct gpulint_fact *fact = gpulint_fact(pass, demand->fact);

	if (!is_asked_for(fact, demand->value) ||
	    (demand->stated && !gpulint_stated(fact)) ||
	    is_excused(pass, demand) ||
	    (demand->mixture && !has_experts(pass) && !has_blocks(pass)) ||
	    (demand->until != NULL && !is_before(pass, demand->until)))
		return false;
	if (demand->training && strcmp(gpulint_kind(pass), "serve") == 0)
		return false;
	if (demand->written != NULL &&
	    strcmp(gpulint_written(pass, fact), demand->written) != 0)
		return false;
	return demand->engine == NULL ||
	       gpulint_is(gpulint_fact(pass, "serve.engine"), demand->engine);
}

/* bf16: true and bf16: {enabled: true} become fp16's; where the file speaks
 * of fp16 already, the two change places. */
static bool
turn_to_fp16(struct gpulint_pass *pass, struct gpulint_fix *fix,
    const struct gpulint_fact *fact)
{
	const struct gpulint_node *root = gpulint_root(pass), *half, *key;

	key = gpulint_key_named(root, "bf16");
	if (key == NULL) {
		root = gpulint_linked(pass, "deepspeed");
		key = gpulint_key_named(root, "bf16");
	}
	half = gpulint_get(root, "fp16");
	if (key == NULL || strcasecmp(gpulint_written(pass, fact), "true") != 0)
		return false;
	if (gpulint_is_mapping(half))
		half = gpulint_get(half, "enabled");
	if (half == NULL) {
		gpulint_replace(fix, key, "fp16");
	} else {
		gpulint_replace(fix, half, "true");
		gpulint_rewrite(fix, fact, "false");
	}
	return true;
}

/* Weights that a key of their own loads in bf16: fp16 under adapters, fp32
 * where autocast trains them. */
static void
load_otherwise(struct gpulint_pass *pass, struct gpulint_fix *fix,
    const struct gpulint_fact *precision)
{
	const struct gpulint_fact *dtype = gpulint_fact(pass, "load.dtype");
	const struct gpulint_fact *method = gpulint_fact(pass, "train.method");
	const struct gpulint_node *key = gpulint_key_of(dtype);

	if (key == NULL || key == gpulint_key_of(precision) ||
	    !gpulint_is(dtype, "bf16") || !gpulint_known(method))
		return;
	gpulint_set(fix, "load.dtype",
	    gpulint_is(method, "full") ? "fp32" : "fp16");
}

/* A flag that asks for a kernel goes off, a word becomes another word. */
static void
offer(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct demand *demand)
{
	const struct gpulint_fact *fact = gpulint_fact(pass, demand->fact);
	const char *old = gpulint_written(pass, fact), *to = demand->to;
	struct gpulint_fix *fix;

	if (to == NULL || *old == '\0')
		return;
	fix = gpulint_fix(finding, demand->safe, "%s", demand->instead);
	if (strcmp(to, "amp-fp16") == 0 && turn_to_fp16(pass, fix, fact)) {
		load_otherwise(pass, fix, fact);
		return;
	}
	if (strcasecmp(old, "true") == 0)
		gpulint_rewrite(fix, fact, "false");
	else if (gpulint_known(gpulint_fact(pass, "serve.engine")) &&
		 strcmp(to, "fp16") != 0)
		gpulint_rewrite(fix, fact, to);
	else
		gpulint_set(fix, demand->fact, to);
}

static bool
is_able(const struct demand *demand, const char *compute)
{
	if (demand->only != NULL)
		return strstr(demand->only, compute) != NULL;
	return gpulint_version_compare(compute, demand->minimum) >= 0;
}

/* An operator chooses the image, and with it the release and its back end.
 * From 0.12 on vLLM asks each back end for what it takes and comes to
 * FlashInfer's, which unpacks the cache from 7.5 on (v1/attention/backends/
 * flashinfer.py; pull 24794), on Turing until 0.24 (issue 47549); Triton's,
 * which MLA and sinks take and Volta has (pull 35720), does not. */
static bool
has_other_backends(struct gpulint_pass *pass, const char *compute)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	if (gpulint_version_compare(compute, "7.5") < 0)
		return false;
	if (*version != '\0')
		return gpulint_version_compare(version, "0.12") >= 0 &&
		       (gpulint_version_compare(compute, "8.0") >= 0 ||
			   gpulint_version_compare(version, "0.24") < 0);
	return strcmp(gpulint_dialect(pass), "kubernetes") == 0 &&
	       !gpulint_known(gpulint_fact(pass, "env.image"));
}

/* Checkpoints of llm-compressor say in their names what they are; on Volta no
 * kernel takes them (vllm model_executor/layers/quantization/
 * compressed_tensors, get_min_capability). */
static void
judge_name(struct gpulint_pass *pass, const struct gpulint_fact *gpu,
    const char *compute)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const char *id = gpulint_text(model);
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    (strcasestr(id, "w4a16") == NULL &&
		strcasestr(id, "w8a8") == NULL) ||
	    gpulint_version_compare(compute, "7.5") >= 0)
		return;
	finding = gpulint_report(pass, model,
	    "integer weights of compressed-tensors need compute capability 7.5 "
	    "or newer; %s has %s",
	    gpulint_text(gpu), compute);
	gpulint_related(finding, gpu, "%s", gpulint_text(gpu));
	gpulint_help(finding,
	    "use a 16-bit or GPTQ version of the model, or take a newer GPU");
}

/* One finding a fact is enough, and one for the weights and the training. */
static bool
was_said(const char *said, const char *fact)
{
	return strcmp(said, fact) == 0 ||
	       (strcmp(said, "train.precision") == 0 &&
		   strcmp(fact, "load.dtype") == 0);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	const char *name = gpulint_text(gpu);
	const char *compute = gpulint_catalog(pass, "gpus", name, "compute");
	const char *said = "";

	if (*compute == '\0')
		return; /* no target, or no NVIDIA card */
	judge_name(pass, gpu, compute);
	keys_judge(pass, compute);
	components_judge(pass, compute);
	own_code_judge(pass, compute);
	own_commands_judge(pass, compute);
	for (size_t i = 0; i < sizeof(demands) / sizeof(*demands); i++) {
		const struct demand *demand = &demands[i];
		struct gpulint_finding *finding;

		if (!applies(pass, demand) || is_able(demand, compute) ||
		    was_said(said, demand->fact))
			continue;
		said = demand->fact;
		finding = gpulint_report(pass, gpulint_fact(pass, demand->fact),
		    "%s needs compute capability %s%s; %s has %s", demand->what,
		    demand->minimum, demand->only != NULL ? "" : " or newer",
		    name, compute);
		gpulint_lower(finding,
		    gpulint_sourced(pass, "gpus", name, "compute")
			? demand->severity
			: GPULINT_WARNING);
		if (strcmp(demand->fact, "serve.kv_dtype") == 0 &&
		    has_other_backends(pass, compute))
			gpulint_lower(finding, GPULINT_NOTE);
		gpulint_related(finding, gpu, "%s", name);
		gpulint_help(finding, "%s, or take a newer GPU",
		    demand->instead);
		offer(pass, finding, demand);
	}
}

const struct gpulint_check unsupported_dtype = {
	.id = "unsupported-dtype",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
