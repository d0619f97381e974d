/* sizes-not-divisible: one size is to be a multiple of another. */

#include "conflict.h"
#include "launch.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { GROUP = 128 }; /* weights that share a scale, unless said */

/* "-Int4" and "-128g" stand for groups of 128 where "GPTQ" alone does not. */
static bool
says_group(const char *id)
{
	static const char *const words[] = { "awq", "int4", "int8", "128g" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(id, words[i]) != NULL)
			return true;
	return false;
}

/* The largest degree up to the one asked for that cuts between groups. */
static double
nearest(double columns, double ways)
{
	for (ways--; ways > 1; ways--)
		if (fmod(columns, ways) < 1 && fmod(columns / ways, GROUP) < 1)
			break;
	return ways;
}

static void
report_groups(struct gpulint_pass *pass, double columns, double group,
    bool certain)
{
	const struct gpulint_fact *degree =
	    gpulint_fact(pass, "parallel.tensor");
	double ways = gpulint_number(degree);
	struct gpulint_finding *finding = gpulint_report(pass, degree,
	    "%.0f columns of the MLP, packed in groups of %.0f, do not split "
	    "over %.0f GPUs",
	    columns, group, ways);

	gpulint_lower(finding, certain ? GPULINT_WARNING : GPULINT_NOTE);
	gpulint_help(finding,
	    "use a tensor parallel degree of %.0f, or pipeline parallelism "
	    "for the rest",
	    nearest(columns, ways));
}

/* Whole experts on each GPU are not cut, or not as attention is. */
static bool
spreads_experts(struct gpulint_pass *pass)
{
	static const char *const flags[] = { "$enable-expert-parallel",
		"$enable-ep-moe", "$enable-deepep-moe", "$moe-a2a-backend" };
	struct setting found;

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		setting_find(pass, flags[i], &found);
		if (found.node != NULL)
			return true;
	}
	return gpulint_known(gpulint_fact(pass, "parallel.expert")) ||
	       gpulint_known(gpulint_fact(pass, "parallel.expert_tensor"));
}

/*
 * A matrix that is cut along its input is cut between groups of weights that
 * share a scale, or the engine stops ("not aligned with the quantized weight
 * shape"): vllm-project/vllm vllm/model_executor/layers/quantization/awq.py,
 * gptq.py, utils/marlin_utils.py, and sgl-project/sglang issue 3571; experts
 * in blocks of fp8, fp8.py, and sgl-project/sglang issue 3345.
 */
static void
check_groups(struct gpulint_pass *pass)
{
	const struct gpulint_fact *method = gpulint_fact(pass, "quant.method");
	const struct gpulint_fact *size =
	    gpulint_fact(pass, "quant.group_size");
	const char *id = gpulint_text(gpulint_fact(pass, "model.id"));
	bool sparse = gpulint_known(gpulint_fact(pass, "model.experts"));
	const char *fact =
	    sparse ? "model.moe_intermediate" : "model.intermediate";
	double columns = gpulint_number(gpulint_fact(pass, fact));
	double ways = gpulint_number(gpulint_fact(pass, "parallel.tensor"));
	double group = gpulint_known(size) ? gpulint_number(size) : GROUP;

	/* Shapes that a name was presumed to have are none to judge by. */
	if (ways < 2 || columns < 1 || group < 1 ||
	    (!gpulint_stated(gpulint_fact(pass, fact)) &&
		*gpulint_catalog(pass, "models", id, fact + 6) == '\0') ||
	    fmod(columns, group * ways) < 1)
		return;
	if (!sparse &&
	    (gpulint_is(method, "awq") || gpulint_is(method, "gptq")))
		report_groups(pass, columns, group,
		    gpulint_known(size) || says_group(id));
	else if (sparse && gpulint_is(method, "fp8") &&
		 !spreads_experts(pass) &&
		 strcmp(gpulint_catalog(pass, "models", id, "id"), id) == 0 &&
		 strcmp(gpulint_catalog(pass, "models", id, "quant"), "fp8") ==
		     0)
		report_groups(pass, columns, group, true);
}

/* "-quantized.w8a16": before 0.8 Marlin alone multiplied these, in pieces of 128
 * rows (utils/marlin_utils.py, MIN_THREAD_K; vllm-project/llm-compressor issue
 * 57).  Nobody pads them. */
static void
check_pieces(struct gpulint_pass *pass)
{
	const char *id = gpulint_text(gpulint_fact(pass, "model.id"));
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));
	double columns =
	    gpulint_number(gpulint_fact(pass, "model.intermediate"));
	double ways = gpulint_number(gpulint_fact(pass, "parallel.tensor"));

	if (strcasestr(id, "quantized.w") != NULL &&
	    strcasestr(id, "a16") != NULL && *version == '0' &&
	    gpulint_version_compare(version, "0.8") < 0 && ways > 1 &&
	    !gpulint_known(gpulint_fact(pass, "model.experts")) &&
	    fmod(columns, GROUP * ways) >= 1)
		report_groups(pass, columns, GROUP, true);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	conflicts_report(pass, "sizes-not-divisible");
	if (gpulint_is(engine, "vllm") || gpulint_is(engine, "sglang"))
		check_groups(pass);
	if (gpulint_is(engine, "vllm"))
		check_pieces(pass);
}

const struct gpulint_check sizes_not_divisible = {
	.id = "sizes-not-divisible",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
