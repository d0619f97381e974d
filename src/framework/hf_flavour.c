/* hf_flavour: TRL's own keys, open-instruct's, those of transformers' examples
 * (huggingface/transformers@00349ae examples/pytorch), or the Trainer's
 * alone. */

#include "framework/hf_flavour.h"

#include "dialect/map.h"

const char *const hf_flavour_names[] = { "transformers", "trl",
	"open-instruct" };

/* Arguments of the scripts that come with transformers (examples/pytorch), and
 * of those in the manner of Alpaca: some share dataset_name and the like with
 * TRL's, but not its defaults. */
static bool
is_of_an_example(const struct workload *w)
{
	static const char *const own[] = { "block_size", "dataset_config_name",
		"train_file", "validation_file", "max_train_samples",
		"max_eval_samples", "validation_split_percentage",
		"line_by_line", "mlm_probability", "source_lang", "text_column",
		"summary_column", "max_source_length", "max_target_length",
		"model_max_length", NULL };
	static const char *const trl[] = { "use_peft", "packing", "max_length",
		"num_generations", "reward_funcs", "max_completion_length",
		"assistant_only_loss", "dataset_mixer", "dataset_mixture",
		"dataset_text_field", NULL };

	return map_has_any(w->root, own) && !map_has_any(w->root, trl);
}

enum flavour
hf_flavour(const struct workload *w)
{
	static const char *const open_instruct[] = { "with_tracking",
		"use_slow_tokenizer", "checkpointing_steps", "use_qlora",
		"dataset_mixer_list", NULL };
	static const char *const trl[] = { "dataset_name", "use_peft", "lora_r",
		"max_length", "packing", "dataset_mixer", "dataset_mixture",
		"num_generations", "beta", "reward_funcs", "torch_dtype",
		"dtype", "max_prompt_length", "max_completion_length",
		"use_vllm", "dataset_text_field", "assistant_only_loss",
		"load_in_4bit", "chat_template", "loss_type", "use_liger",
		"attn_implementation", NULL };

	/* a command names its program */
	for (size_t i = 0; i <= FLAVOUR_OPEN_INSTRUCT; i++) {
		if (fact_is(w, F_FRAMEWORK_NAME, hf_flavour_names[i]))
			return (enum flavour)i;
	}
	if (map_has_any(w->root, open_instruct))
		return FLAVOUR_OPEN_INSTRUCT;
	return map_has_any(w->root, trl) && !is_of_an_example(w)
		   ? FLAVOUR_TRL
		   : FLAVOUR_TRANSFORMERS;
}
