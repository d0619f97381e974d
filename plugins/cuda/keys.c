/* keys: what frameworks ask of a GPU by keys beside the precision. */

#include "cuda.h"

#include <string.h>
#include <strings.h>

/* Keys beside the precision: what turns fp8 on, TransformerEngine's in
 * Megatron-LM and NeMo, torchao's in torchtune; the dtype that verl gives the
 * engine of its rollouts. */
void
keys_judge(struct gpulint_pass *pass, const char *compute)
{
	static const struct {
		const char *dialect, *path;
		const char *value; /* NULL: any but false */
		const char *what, *minimum, *instead;
	} keys[] = {
		{ "megatron_args", "MODEL_ARGS.--fp8-format", NULL,
		    "fp8 training", "8.9", "use bf16" },
		{ "nemo", "model.fp8", NULL, "fp8 training", "8.9",
		    "use bf16" },
		{ "torchtune", "enable_fp8_training", NULL, "fp8 training",
		    "8.9", "use bf16" },
		{ "verl", "actor_rollout_ref.rollout.dtype", "bfloat16",
		    "bf16 in vLLM", "8.0", "set it to float16" },
		{ "verl",
		    "actor_rollout_ref.model.override_config."
		    "attn_implementation",
		    "flash_attention_2", "FlashAttention 2", "8.0",
		    "use sdpa" },
		{ "llm_foundry", "model.attn_config.attn_impl", "flash",
		    "FlashAttention 2", "8.0", "use torch" },
		{ "llamafactory", "flash_attn", "fa2", "FlashAttention 2",
		    "8.0", "use sdpa" },
		{ "llamafactory", "use_unsloth", "true", "Unsloth", "7.0",
		    "leave it out" },
	};
	const struct gpulint_node *said =
	    gpulint_node_of(gpulint_fact(pass, "train.attention"));

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct gpulint_node *node =
		    gpulint_path(gpulint_root(pass), keys[i].path);
		struct gpulint_finding *finding;

		if (strcmp(gpulint_dialect(pass), keys[i].dialect) != 0 ||
		    !gpulint_is_scalar(node) ||
		    (node == said &&
			strcmp(gpulint_kind(pass), "train") == 0) ||
		    gpulint_version_compare(compute, keys[i].minimum) >= 0 ||
		    (keys[i].value != NULL &&
			strcmp(gpulint_scalar(node), keys[i].value) != 0) ||
		    strcasecmp(gpulint_scalar(node), "false") == 0 ||
		    strcmp(gpulint_scalar_type(pass, node), "null") == 0)
			continue;
		finding = capability_report(pass, node, NULL, keys[i].what,
		    keys[i].minimum);
		gpulint_help(finding, "%s, or take a newer GPU",
		    keys[i].instead);
	}
}
