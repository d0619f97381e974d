#include "framework/trainer.h"

#include "dialect/derive.h"
#include "dialect/map.h"

#include <math.h>
#include <string.h>

void
trainer_model(struct workload *w)
{
	static const char *const keys[] = { "model_name", "model_id",
		"model_path" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *name = map_text(w, keys[i]);
		struct origin origin = map_origin(w, keys[i]);

		if (*name && !fact_known(w, F_MODEL_ID))
			map_set(w, F_MODEL_ID, name, &origin);
	}
}

bool
trainer_precision(struct workload *w)
{
	struct origin origin;

	if (map_flag(w, "bf16", false)) {
		origin = map_origin(w, "bf16");
		map_set(w, F_TRAIN_PRECISION, "amp-bf16", &origin);
		return true;
	}
	if (map_flag(w, "fp16", false)) {
		origin = map_origin(w, "fp16");
		map_set(w, F_TRAIN_PRECISION, "amp-fp16", &origin);
		return true;
	}
	return false;
}

/* fsdp is one text of words, or a list of them. */
static bool
has_option(const struct workload *w, const char *word)
{
	const struct node *node = node_get(w->root, "fsdp");

	for (size_t i = 0; i < node_length(node); i++) {
		if (strcmp(node_text(node_at(node, i)), word) == 0)
			return true;
	}
	return node_is(node, NODE_SCALAR) && strstr(node_text(node), word);
}

static bool
line_has(const char *line, const char *end, const char *word)
{
	return memmem(line, (size_t)(end - line), word, strlen(word));
}

/* "# accelerate launch --config_file fsdp.yaml train.py this.yaml", as examples
 * say it at their head. */
static bool
comments_name_a_launcher_file(const struct source *source)
{
	const char *line = source->bytes, *last = line + source->size;
	bool launched = false, configured = false;

	while (line < last && *line == '#') {
		const char *end = memchr(line, '\n', (size_t)(last - line));

		end = end ? end : last;
		launched |= line_has(line, end, "accelerate launch");
		configured |= line_has(line, end, "--config_file");
		line = end + 1;
	}
	return launched && configured;
}

void
trainer_sharding(struct workload *w)
{
	struct origin origin = map_origin(w, "fsdp");
	const char *sharding = "fsdp";

	/* Nothing here says nothing: accelerate's own file may still shard. */
	if (!*map_text(w, "fsdp") &&
	    node_length(node_get(w->root, "fsdp")) == 0) {
		if (w->facts[F_PARALLEL_SHARDING].state == FACT_ABSENT &&
		    comments_name_a_launcher_file(w->source))
			derive_unknown(w, F_PARALLEL_SHARDING,
			    "the file that accelerate is started with");
		return;
	}
	if (has_option(w, "hybrid_shard"))
		sharding = "hsdp";
	else if (has_option(w, "shard_grad_op"))
		sharding = "fsdp-grad-op";
	map_set(w, F_PARALLEL_SHARDING, sharding, &origin);
	if (has_option(w, "offload")) {
		map_set(w, F_TRAIN_OFFLOAD_PARAMS, "cpu", &origin);
		map_set(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu", &origin);
	}
	if (map_flag(w, "fsdp_config.activation_checkpointing", false)) {
		origin = map_origin(w, "fsdp_config.activation_checkpointing");
		map_set(w, F_TRAIN_CHECKPOINTING, "full", &origin);
	}
}

void
trainer_saving(struct workload *w, const char *framework)
{
	const char *strategy = map_text(w, "save_strategy");
	struct origin origin = map_default(w, framework);
	double epochs = fact_number(w, F_TRAIN_EPOCHS, 0);

	if (*strategy && strcmp(strategy, "steps") != 0) {
		memset(&w->facts[F_SAVE_EVERY_STEPS], 0, sizeof(struct fact));
		origin = map_origin(w, "save_strategy");
		if (strcmp(strategy, "epoch") == 0 && epochs > 0 &&
		    fact_number(w, F_TRAIN_MAX_STEPS, 0) <= 0)
			workload_set_number(w, F_SAVE_TOTAL, ceil(epochs),
			    &origin);
		return;
	}
	map_set(w, F_SAVE_EVERY_STEPS, "500", &origin);
}

/* The path of a key of BitsAndBytesConfig below a part of the file, or its
 * top. */
static const char *
below(const struct workload *w, const char *part, const char *key)
{
	return *part ? arena_printf(w->arena, "%s.%s", part, key) : key;
}

static void
set_bitsandbytes(struct workload *w, const char *part, const char *type)
{
	const char *written =
	    map_text(w, below(w, part, "bnb_4bit_quant_type"));
	const char *four = below(w, part, "load_in_4bit");
	const char *eight = below(w, part, "load_in_8bit");
	const char *twice = below(w, part, "bnb_4bit_use_double_quant");
	struct origin origin;
	bool is_double;

	if (*written)
		type = written;
	if (map_flag(w, four, false)) {
		origin = map_origin(w, four);
		map_set(w, F_QUANT_METHOD,
		    strcmp(type, "fp4") == 0 ? "bnb-fp4" : "bnb-nf4", &origin);
		map_set(w, F_QUANT_BITS, "4", &origin);
		is_double = map_flag(w, twice, false);
		if (!is_double)
			origin = map_derived("bitsandbytes");
		map_set(w, F_QUANT_DOUBLE, is_double ? "yes" : "no", &origin);
	} else if (map_flag(w, eight, false)) {
		origin = map_origin(w, eight);
		map_set(w, F_QUANT_METHOD, "bnb-int8", &origin);
		map_set(w, F_QUANT_BITS, "8", &origin);
	}
}

void
trainer_bitsandbytes(struct workload *w, const char *type)
{
	/* a script hands such a part on to BitsAndBytesConfig as it stands,
	 * whose own default is fp4 */
	static const char *const parts[] = { "quantization_config",
		"bnb_config", "model_init_kwargs.quantization_config" };

	set_bitsandbytes(w, "", type);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (!fact_known(w, F_QUANT_METHOD))
			set_bitsandbytes(w, parts[i], "fp4");
}

bool
trainer_only_evaluates(const struct workload *w)
{
	static const char *const schedule[] = { "do_train",
		"per_device_train_batch_size", "gradient_accumulation_steps",
		"learning_rate", "num_train_epochs", "max_steps", "optim",
		NULL };

	return (map_flag(w, "do_eval", false) ||
		   map_flag(w, "do_predict", false)) &&
	       (!map_flag(w, "do_train", true) ||
		   !map_has_any(w->root, schedule));
}
