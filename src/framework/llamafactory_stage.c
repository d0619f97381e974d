/* LLaMA-Factory's stages: models beside the policy, and the loss. */

#include "dialect/derive.h"
#include "framework/llamafactory.h"

#include <string.h>

static void
set_reference(struct workload *w)
{
	const char *stage = fact_text(w, F_TRAIN_STAGE);
	const char *loss = map_text(w, "pref_loss");
	struct origin origin = map_derived("the stage and its loss");
	bool free = strcmp(loss, "orpo") == 0 || strcmp(loss, "simpo") == 0;

	if (strcmp(stage, "dpo") != 0 && strcmp(stage, "kto") != 0 &&
	    strcmp(stage, "ppo") != 0)
		return;
	map_set(w, F_TRAIN_REFERENCE_MODEL,
	    free                                 ? "none"
	    : fact_is(w, F_TRAIN_METHOD, "lora") ? "adapter-base"
						 : "full",
	    &origin);
}

/* train/trainer_utils.py, create_reward_model: an adapter of the same base, a
 * server, or a model that is quantised on its own. */
static void
set_reward_model(struct workload *w)
{
	const char *model = map_text(w, "reward_model");
	double bits = map_number(w, "reward_model_quantization_bit", 0);

	if (!*model || !fact_is(w, F_TRAIN_STAGE, "ppo") ||
	    strcmp(map_text(w, "reward_model_type"), "full") != 0)
		return;
	if (bits == fact_number(w, F_QUANT_BITS, 0))
		derive_text(w, F_TRAIN_OTHER_MODELS, model, "reward_model");
	else if (bits == 0)
		derive_text(w, F_TRAIN_OTHER_MODELS,
		    arena_printf(w->arena, "%s@2", model), "reward_model");
	else
		derive_unknown(w, F_TRAIN_OTHER_MODELS,
		    "the reward model is quantised otherwise than the policy");
}

/* Liger's fused loss makes no logits, which every stage but pre-training and
 * fine-tuning needs: the rest of its kernels is taken (hiyouga/LLaMA-Factory
 * src/llamafactory/model/model_utils/liger_kernel.py, require_logits, since
 * September 2024). */
static void
set_loss(struct workload *w)
{
	if (!fact_is(w, F_TRAIN_LOSS, "fused") ||
	    fact_is(w, F_TRAIN_STAGE, "sft") ||
	    fact_is(w, F_TRAIN_STAGE, "pretrain"))
		return;
	memset(&w->facts[F_TRAIN_LOSS], 0, sizeof(struct fact));
	derive_text(w, F_TRAIN_LOSS, "plain", "the stage needs logits");
}

void
llamafactory_set_stage(struct workload *w)
{
	set_reference(w);
	set_reward_model(w);
	set_loss(w);
}
