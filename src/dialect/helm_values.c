/* helm_values: a chart's values matter where they speak of GPUs, of model
 * servers or of what moves tensors between them. */

#include "dialect/codes.h"
#include "dialect/evidence.h"

static bool
recognise(const struct node *root, const char *path)
{
	static const char *const words[] = { "gpu", "nvidia", "vllm", "tgi",
		"huggingface", "triton", "jetstream", "natsio", "cuda", "gaudi",
		"deepspeed", "ray_", NULL };

	(void)path;
	return node_get(root, "servingEngineSpec") != NULL ||
	       evidence_in(root, words, EVIDENCE_VALUES | EVIDENCE_KEYS);
}

const struct dialect_code code_helm_values = {
	.name = "helm_values",
	.recognise = recognise,
};
