/* unsupported-dtype: the GPU has no such arithmetic, or no such kernel. */

#include "cuda.h"
#include "demands.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The release of what loads the model, "" where that is not known. */
static const char *
release_of(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "env.lib.transformers"));

	if (*version == '\0' ||
	    !gpulint_is(gpulint_fact(pass, "serve.engine"), "transformers"))
		version = gpulint_text(gpulint_fact(pass, "framework.version"));
	return isdigit((unsigned char)*version) ? version : "";
}

/* True where the release is known to be an earlier one. */
static bool
is_before(struct gpulint_pass *pass, const char *until)
{
	const char *version = release_of(pass);

	return *version != '\0' && gpulint_version_compare(version, until) < 0;
}

/* Releases that multiply in 16 bits where a card lacks the kernel for 8
 * (bitsandbytes-foundation/bitsandbytes autograd/_functions.py, supports_igemmlt;
 * issues 529, 672); the documentation of later ones asks for 7.5. */
static bool
multiplies_in_16_bits(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "env.lib.bitsandbytes"));

	return *version != '\0' &&
	       gpulint_version_compare(version, "0.37") >= 0 &&
	       gpulint_version_compare(version, "0.45") < 0;
}

/* fp8_e5m2 and engines before V1 convert in software, transformers from 5 on
 * as it loads. */
static bool
is_excused(struct gpulint_pass *pass, const struct demand *demand)
{
	const char *version = release_of(pass);

	if (strcmp(demand->value, "bnb-int8") == 0)
		return multiplies_in_16_bits(pass);
	if (strcmp(demand->fact, "quant.method") == 0)
		return demand->engine != NULL &&
		       strcmp(demand->engine, "transformers") == 0 &&
		       *version != '\0' &&
		       gpulint_version_compare(version, "5") >= 0;
	if (strcmp(demand->fact, "serve.kv_dtype") != 0 ||
	    strcmp(demand->engine, "vllm") != 0)
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

/* As their publishers scale them: 128 by 128 weights have one.  What SGLang of
 * 0.5 and later does of them on older cards was not read. */
static bool
has_blocks(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	const char *id = gpulint_text(gpulint_fact(pass, "model.id"));

	return (gpulint_is(engine, "vllm") ||
		   (gpulint_is(engine, "sglang") && is_before(pass, "0.5"))) &&
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
	/* a model's own file says how weights are stored, not who computes */
	if (demand->training &&
	    (strcmp(gpulint_kind(pass), "serve") == 0 ||
		strcmp(gpulint_dialect(pass), "hf_config") == 0))
		return false;
	if (demand->written != NULL &&
	    strcmp(gpulint_written(pass, fact), demand->written) != 0)
		return false;
	return demand->engine == NULL ||
	       gpulint_is(gpulint_fact(pass, "serve.engine"), demand->engine);
}

/* The switch of bf16: true and of bf16: {enabled: true}; NULL where it is not
 * on. */
static const struct gpulint_node *
switch_of(struct gpulint_pass *pass, const struct gpulint_node *root)
{
	const struct gpulint_node *value = gpulint_get(root, "bf16");

	if (gpulint_is_mapping(value))
		value = gpulint_get(value, "enabled");
	return strcmp(gpulint_scalar_type(pass, value), "bool") == 0 &&
		       gpulint_truth(pass, value)
		   ? value
		   : NULL;
}

/* It becomes fp16's; where the file speaks of fp16 already, the two change
 * places. */
static bool
turn_in(struct gpulint_pass *pass, struct gpulint_fix *fix,
    const struct gpulint_node *root)
{
	const struct gpulint_node *on = switch_of(pass, root), *half;

	if (on == NULL)
		return false;
	half = gpulint_get(root, "fp16");
	if (gpulint_is_mapping(half))
		half = gpulint_get(half, "enabled");
	if (half == NULL) {
		gpulint_replace(fix, gpulint_key_named(root, "bf16"), "fp16");
	} else {
		gpulint_write(fix, half, "true");
		gpulint_write(fix, on, "false");
	}
	return true;
}

/* The trainer's and DeepSpeed's, which must say the same. */
static bool
turn_to_fp16(struct gpulint_pass *pass, struct gpulint_fix *fix)
{
	bool ours = turn_in(pass, fix, gpulint_root(pass));

	return turn_in(pass, fix, gpulint_linked(pass, "deepspeed")) || ours;
}

/* The trainer's own switch, where the fact is of DeepSpeed's file. */
static const struct gpulint_node *
own_switch(struct gpulint_pass *pass, const struct demand *demand)
{
	const struct gpulint_fact *fact = gpulint_fact(pass, demand->fact);
	const struct gpulint_node *theirs =
	    switch_of(pass, gpulint_linked(pass, "deepspeed"));

	return theirs != NULL && theirs == gpulint_node_of(fact)
		   ? switch_of(pass, gpulint_root(pass))
		   : NULL;
}

static struct gpulint_finding *
report(struct gpulint_pass *pass, const struct demand *demand, const char *gpu,
    const char *compute)
{
	const struct gpulint_fact *fact = gpulint_fact(pass, demand->fact);
	const struct gpulint_node *own = own_switch(pass, demand);
	const char *message =
	    gpulint_format(pass, "%s needs compute capability %s%s; %s has %s",
		demand->what, demand->minimum,
		demand->only != NULL ? "" : " or newer", gpu, compute);
	struct gpulint_finding *finding;

	if (own == NULL)
		return gpulint_report(pass, fact, "%s", message);
	finding = gpulint_report_at(pass, own, "%s", message);
	gpulint_related(finding, fact, "DeepSpeed's");
	return finding;
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
	if (strcmp(to, "amp-fp16") == 0 && turn_to_fp16(pass, fix)) {
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

bool
demand_refuses(struct gpulint_pass *pass, const char *fact, const char *compute)
{
	const struct demand *demand;

	for (size_t i = 0; (demand = demand_at(i)) != NULL; i++)
		if (strcmp(demand->fact, fact) == 0 && applies(pass, demand) &&
		    !is_able(demand, compute))
			return true;
	return false;
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
 * kernel takes them, and on Turing none took weights alone until
 * vllm-project/vllm pull 29732, 0.12 (model_executor/layers/quantization/
 * compressed_tensors, get_min_capability; issues 14040, 26297). */
static void
judge_name(struct gpulint_pass *pass, const struct gpulint_fact *gpu,
    const char *compute)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const char *id = gpulint_text(model), *least = "7.5";
	bool alone =
	    strcasestr(id, "w4a16") != NULL || strcasestr(id, "w8a16") != NULL;
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    (!alone && strcasestr(id, "w8a8") == NULL))
		return;
	if (alone && is_before(pass, "0.12"))
		least = "8.0";
	if (gpulint_version_compare(compute, least) >= 0)
		return;
	finding = gpulint_report(pass, model,
	    "integer weights of compressed-tensors need compute capability %s "
	    "or newer%s; %s has %s",
	    least, *least == '8' ? " in vLLM before 0.12" : "",
	    gpulint_text(gpu), compute);
	/* others may have packed it as GPTQ's */
	if (strstr(id, "quantized.w") == NULL)
		gpulint_lower(finding, GPULINT_WARNING);
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
	for (size_t i = 0; demand_at(i) != NULL; i++) {
		const struct demand *demand = demand_at(i);
		struct gpulint_finding *finding;

		if (!applies(pass, demand) || is_able(demand, compute) ||
		    was_said(said, demand->fact))
			continue;
		said = demand->fact;
		finding = report(pass, demand, name, compute);
		gpulint_lower(finding,
		    gpulint_sourced(pass, "gpus", name, "compute")
			? demand->severity
			: GPULINT_WARNING);
		if (strcmp(demand->fact, "serve.kv_dtype") == 0 &&
		    strcmp(demand->engine, "vllm") == 0 &&
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
