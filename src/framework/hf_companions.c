/* hf_companions: models that stay beside the one that TRL trains.  Read at
 * huggingface/trl@f2cd577. */

#include "dialect/derive.h"
#include "framework/hf_flavour.h"

#include <string.h>

/*
 * PPO's policy is sft_model_path, which model_name_or_path names the tokenizer
 * of; a value model of the reward model's kind is trained whole beside it, in
 * the weights' type with its gradients and AdamW's states
 * (examples/scripts/ppo/ppo.py, trl/experimental/ppo/ppo_trainer.py,
 * PolicyAndValueWrapper).
 */
static void
set_ppo(struct workload *w)
{
	const char *reward = map_text(w, "reward_model_path");
	const char *policy = map_text(w, "sft_model_path");
	bool adapter = fact_is(w, F_TRAIN_METHOD, "lora") ||
		       fact_is(w, F_TRAIN_METHOD, "dora");
	bool half = fact_is(w, F_LOAD_DTYPE, "bf16") ||
		    fact_is(w, F_LOAD_DTYPE, "fp16");
	struct origin origin = map_origin(w, "reward_model_path");
	const char *list[2];

	if (!*reward || strcmp(policy, fact_text(w, F_MODEL_ID)) != 0 ||
	    (fact_known(w, F_TRAIN_OPTIMIZER) &&
		!fact_is(w, F_TRAIN_OPTIMIZER, "adamw"))) {
		derive_unknown(w, F_TRAIN_OTHER_MODELS,
		    "the value model is trained beside the policy");
		return;
	}
	list[0] = arena_printf(w->arena, "%s@%d", reward, half ? 8 : 16);
	list[1] = arena_printf(w->arena, "%s@%d", reward, half ? 2 : 4);
	workload_set_list(w, F_TRAIN_OTHER_MODELS, list, 2, &origin);
	derive_text(w, F_TRAIN_REFERENCE_MODEL,
	    adapter ? "adapter-base" : "full", "sft_model_path");
}

/*
 * A teacher is loaded as the student is (examples/scripts/gkd.py), a reward
 * model with its arguments too (trl/trainer/grpo_trainer.py).
 */
void
hf_companions(struct workload *w)
{
	static const char *const ppo[] = { "num_ppo_epochs", "vf_coef",
		"cliprange_value", NULL };
	static const char *const rewards[] = { "reward_model_name_or_path",
		"reward_model_path", NULL };
	static const char *const servers[] = { "teacher_model_server_url",
		"use_teacher_server", NULL };
	const char *teacher = map_text(w, "teacher_model_name_or_path");

	if (*teacher && !map_has_any(w->root, servers)) {
		derive_text(w, F_TRAIN_OTHER_MODELS, teacher,
		    "teacher_model_name_or_path");
		derive_text(w, F_TRAIN_DISTILLATION, "yes",
		    "teacher_model_name_or_path");
		return;
	}
	if (map_has_any(w->root, ppo) || fact_is(w, F_TRAIN_STAGE, "ppo")) {
		set_ppo(w);
		return;
	}
	for (size_t i = 0; rewards[i]; i++)
		if (*map_text(w, rewards[i]) &&
		    !fact_is(w, F_TRAIN_STAGE, "rm"))
			derive_text(w, F_TRAIN_OTHER_MODELS,
			    map_text(w, rewards[i]), rewards[i]);
}
