/* both-fp16-and-bf16: two mixed precisions are switched on at once. */

#include "conflict.h"
#include "launch.h"

#include <string.h>

/* `fp16: true`, or DeepSpeed's `fp16: {enabled: true}`. */
static const struct gpulint_node *
switched_on(struct gpulint_pass *pass, const struct gpulint_node *root,
    const char *key)
{
	const struct gpulint_node *value = gpulint_get(root, key);

	if (gpulint_is_mapping(value))
		value = gpulint_get(value, "enabled");
	if (strcmp(gpulint_scalar_type(pass, value), "bool") != 0)
		return NULL;
	return gpulint_truth(pass, value) ? value : NULL;
}

/* Which of them, once the GPU is known: bf16 came with 8.0. */
static void
keep_what_runs(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct gpulint_node *fp16, const struct gpulint_node *bf16)
{
	const char *compute = gpulint_catalog(pass, "gpus",
	    gpulint_text(gpulint_fact(pass, "target.gpu")), "compute");
	bool has_bf16;

	if (*compute == '\0')
		return;
	has_bf16 = gpulint_version_compare(compute, "8.0") >= 0;
	gpulint_replace(gpulint_fix(finding, false, "turn %s off",
			    has_bf16 ? "fp16" : "bf16"),
	    has_bf16 ? fp16 : bf16, "false");
}

/* A model's own file has no such switches but Qwen's, of which it takes one:
 * QWenLMHeadModel.__init__ of Qwen/Qwen-7B modeling_qwen.py. */
static bool
is_of_qwen(struct gpulint_pass *pass)
{
	return strcmp(gpulint_dialect(pass), "hf_config") == 0 &&
	       gpulint_is(gpulint_fact(pass, "model.family"), "qwen");
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *fp16, *bf16;
	struct gpulint_finding *finding;

	conflicts_report(pass, "both-fp16-and-bf16");
	if (strcmp(gpulint_kind(pass), "train") != 0 &&
	    strcmp(gpulint_dialect(pass), "deepspeed") != 0 &&
	    !is_of_qwen(pass))
		return;
	fp16 = switched_on(pass, root, "fp16");
	bf16 = switched_on(pass, root, "bf16");
	if (fp16 == NULL || bf16 == NULL)
		return;
	finding = gpulint_report_at(pass, fp16,
	    "fp16 and bf16 are both on; only one can be");
	gpulint_related_at(finding, bf16, "bf16 is on here");
	gpulint_help(finding,
	    "keep bf16 on Ampere and newer GPUs, fp16 on older ones");
	keep_what_runs(pass, finding, fp16, bf16);
}

const struct gpulint_check both_fp16_and_bf16 = {
	.id = "both-fp16-and-bf16",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
