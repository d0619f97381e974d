#include "framework/hf_sections.h"

#include "base/word.h"
#include "dialect/map.h"

#include <string.h>

/* oumi hands on what it makes of them: oumi-ai/oumi
 * src/oumi/core/configs/params/training_params.py, to_hf. */
static bool
is_translated(const struct node *arguments)
{
	return node_pair(arguments, "trainer_type") != NULL;
}

/* Which checkpoint is kept, in the Trainer's words, whatever the schedule's
 * are. */
static bool
holds_saving(const struct node *mapping)
{
	static const char *const strategies[] = { "save_strategy",
		"eval_strategy", "evaluation_strategy", NULL };

	return !is_translated(mapping) &&
	       node_pair(mapping, "load_best_model_at_end") != NULL &&
	       map_has_any(mapping, strategies);
}

bool
sections_schedule(const struct node *mapping)
{
	static const char *const sure[] = { "per_device_train_batch_size",
		"per_device_eval_batch_size", NULL };
	static const char *const names[] = { "output_dir", "num_train_epochs",
		"learning_rate", "gradient_accumulation_steps", "save_steps",
		"save_strategy", "eval_strategy", "evaluation_strategy",
		"warmup_ratio", "lr_scheduler_type", "logging_steps",
		"load_best_model_at_end", NULL };
	size_t n = 0;

	if (is_translated(mapping))
		return false;
	if (map_has_any(mapping, sure))
		return true;
	for (size_t i = 0; names[i]; i++)
		n += node_pair(mapping, names[i]) != NULL;
	return n >= 5;
}

/* What BitsAndBytesConfig takes, in words of nobody else. */
static bool
holds_quantization(const struct node *mapping)
{
	static const char *const names[] = { "bnb_4bit_compute_dtype",
		"bnb_4bit_quant_type", "bnb_4bit_use_double_quant", NULL };

	return map_has_any(mapping, names);
}

/* The same, which a program that only answers may be told too. */
static bool
holds_load(const struct node *mapping)
{
	static const char *const names[] = { "load_in_4bit", "load_in_8bit",
		NULL };

	return map_has_any(mapping, names);
}

static bool
holds_arguments(const struct node *mapping)
{
	return sections_schedule(mapping) || holds_saving(mapping);
}

bool
sections_is_adapter(const char *section)
{
	static const char *const names[] = { "lora", "peft", "lora_config",
		"peft_config", "lora_args", "peft_args", NULL };

	return word_is_among(section, names);
}

/* The sections below a mapping that hold what is asked for. */
static size_t
find_sections(const struct node *mapping, unsigned depth,
    bool (*holds)(const struct node *mapping), const struct node **found)
{
	struct pairs it = pairs_of(mapping);
	size_t n = 0;

	for (int i = 0; i < SECTIONS_KEYS && pairs_next(&it); i++) {
		const struct node *child = node_resolve(it.pair->value);

		if (!node_is(child, NODE_MAPPING))
			continue;
		if (holds(child)) {
			*found = child;
			n++;
		} else if (depth < SECTIONS_DEPTH) {
			n += find_sections(child, depth + 1, holds, found);
		}
	}
	return n;
}

/* A section for an adapter: what has one trains it. */
static bool
has_adapter(const struct node *root)
{
	struct pairs it = pairs_of(root);

	for (int i = 0; i < SECTIONS_KEYS && pairs_next(&it); i++)
		if (sections_is_adapter(node_text(it.pair->key)) &&
		    node_is(it.pair->value, NODE_MAPPING))
			return true;
	return false;
}

/* Training code with names of its own for all but the quantisation. */
bool
sections_quantization_alone(const struct node *root)
{
	static const char *const others[] = { "quantization_config",
		"bnb_config_kwargs", "model_name_or_path", NULL };
	const struct node *found = NULL;

	return !map_has_any(root, others) &&
	       find_sections(root, 1, holds_arguments, &found) == 0 &&
	       find_sections(root, 1, is_translated, &found) == 0 &&
	       (holds_quantization(root) ||
		   find_sections(root, 1, holds_quantization, &found) == 1 ||
		   (has_adapter(root) &&
		       (holds_load(root) ||
			   find_sections(root, 1, holds_load, &found) == 1)));
}

const struct node *
sections_arguments(const struct node *root)
{
	const struct node *found = NULL;

	return find_sections(root, 1, holds_arguments, &found) == 1 ? found
								    : NULL;
}
