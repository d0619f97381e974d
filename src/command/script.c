#include "command/launch_parts.h"

#include "base/word.h"
#include "command/arguments.h"
#include "dialect/map.h"
#include "link/link.h"

#include <string.h>
#include <strings.h>

/*
 * Scripts of one's own: what they read is told by the config they are given,
 * or by flags that are a known trainer's.
 */

/* A config that is some trainer's: its dialect, or NULL. */
static const struct dialect *
dialect_of(const struct launch *l, const struct tree *tree)
{
	const struct dialect *dialect = dialect_recognise(l->reading->dialects,
	    tree->documents[0], tree->source->path);

	return dialect && dialect->linted && dialect->kind == WORKLOAD_TRAIN
		   ? dialect
		   : NULL;
}

static bool
is_config_name(const char *text)
{
	return word_ends(text, ".yaml") || word_ends(text, ".yml") ||
	       word_ends(text, ".json");
}

bool
launch_hydra(const struct launch *l, size_t behind, struct shell_word *file)
{
	struct shell_word folder;

	if (!launch_value(l, "--config-name", behind, l->to, file) ||
	    !launch_value(l, "--config-path", behind, l->to, &folder) ||
	    folder.unresolved || file->unresolved)
		return false;
	file->text = arena_printf(l->w->arena, "%s/%s%s", folder.text,
	    file->text, word_ends(file->text, ".yaml") ? "" : ".yaml");
	return true;
}

static const struct tree *
config_of(const struct launch *l, size_t behind)
{
	static const char *const flags[] = { "--config", "--config_file",
		"--config-file", "--cfg", "--conf", NULL };
	struct shell_word file;
	size_t bare;

	for (size_t i = 0; flags[i]; i++) {
		if (launch_value(l, flags[i], behind, l->to, &file))
			return launch_open(l, &file);
	}
	if (launch_hydra(l, behind, &file))
		return launch_open(l, &file);
	bare = launch_bare(l, behind);
	return bare && is_config_name(l->words->items[bare].text)
		   ? launch_open(l, &l->words->items[bare])
		   : NULL;
}

static bool
holds(const struct launch *l, const struct dialect *dialect,
    const struct node *arguments)
{
	struct dialects one = { .all = dialect, .count = 1 };

	return dialect && node_is(arguments, NODE_MAPPING) &&
	       dialect_recognise(&one, arguments, l->w->source->path);
}

/* TRL's own scripts, and those of the recipes around it. */
static const char *
trl_stage(const char *script)
{
	static const struct {
		const char *name, *stage;
	} scripts[] = { { "sft.py", "sft" }, { "run_sft.py", "sft" },
		{ "dpo.py", "dpo" }, { "run_dpo.py", "dpo" },
		{ "kto.py", "kto" }, { "grpo.py", "grpo" },
		{ "orpo.py", "orpo" }, { "run_orpo.py", "orpo" },
		{ "ppo.py", "ppo" }, { "ppo_tldr.py", "ppo" },
		{ "reward_modeling.py", "rm" } };
	const char *slash = strrchr(script, '/');

	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
		if (strcmp(slash ? slash + 1 : script, scripts[i].name) == 0)
			return scripts[i].stage;
	}
	return NULL;
}

static bool
is_on(const struct node *value)
{
	const char *text = node_text(value);

	return strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0;
}

/* Flags of the script itself about adapters: on and off are words that
 * anybody understands, the rest is the script's to know. */
static void
say_method(const struct telling *t)
{
	struct pairs it = pairs_of(t->arguments);

	while (pairs_next(&it)) {
		const char *name = node_text(it.pair->key);
		struct origin origin = origin_written(launch_source(t->l),
		    it.pair->key, it.pair->value);

		if (strcmp(name, "use_lora") == 0 ||
		    strcmp(name, "lora_enable") == 0 ||
		    strcmp(name, "enable_lora") == 0 ||
		    strcmp(name, "use_peft") == 0) {
			if (is_on(it.pair->value))
				workload_set_text(t->part, F_TRAIN_METHOD,
				    "lora", &origin);
		} else if (strcasestr(name, "lora") ||
			   strcasestr(name, "peft") ||
			   strcasestr(name, "freeze") ||
			   strcasestr(name, "tune_")) {
			workload_set_unknown(t->part, F_TRAIN_METHOD,
			    arena_printf(t->l->w->arena,
				"--%.60s means what the script makes of it",
				name),
			    &origin);
		}
	}
}

/* train_lora.py, run_clm_sft_with_peft.py: an adapter needs no flag there. */
static void
say_name(const struct telling *t, const struct shell_word *script)
{
	struct origin origin = shell_word_origin(script);
	const char *slash = strrchr(script->text, '/');
	const char *name = slash ? slash + 1 : script->text;

	if (strcasestr(name, "lora") || strcasestr(name, "peft"))
		workload_set_unknown(t->part, F_TRAIN_METHOD,
		    "the name of the script speaks of an adapter", &origin);
}

static void
say_spread(const struct launch *l, const struct node *arguments)
{
	static const char *const maps[] = { "auto", "balanced",
		"balanced_low_0", "sequential", NULL };
	const struct pair *pair = map_pair(arguments, "device_map");

	if (pair && word_is_among(node_text(pair->value), maps))
		script_spread(l);
}

/* Flags of a known script's, or of TrainingArguments that a script adds its
 * own to. */
static bool
read_trainer(const struct launch *l, size_t script)
{
	static const char *const trainers[] = { "llamafactory",
		"deepspeed_chat", "llama_recipes", "alpaca_lora", "hf_trl" };
	struct telling t = { .l = l };
	const struct shell_word *word = &l->words->items[script];
	const char *stage = trl_stage(word->text);

	t.arguments = arguments_read(l->w->arena, l->words, script + 1, l->to,
	    ARGUMENTS_NAMES);
	for (size_t i = 0; i < sizeof(trainers) / sizeof(*trainers); i++) {
		t.dialect = dialect_by_name(l->reading->dialects, trainers[i]);
		if (holds(l, t.dialect, t.arguments))
			break;
		t.dialect = NULL;
	}
	if (!t.dialect && t.arguments && script_is_known(word->text))
		t.dialect = dialect_by_name(l->reading->dialects, "hf_trl");
	if (!t.dialect)
		return false;
	telling_start(&t);
	if (strcmp(t.dialect->name, "hf_trl") != 0) {
		telling_say(&t, F_FRAMEWORK_NAME, t.dialect->framework, word);
	} else {
		telling_say(&t, F_TRAIN_STAGE, stage, word);
		telling_say(&t, F_FRAMEWORK_NAME,
		    stage ? "trl" : script_framework(word->text), word);
		if (!stage && !script_known(&t, word)) {
			say_name(&t, word);
			say_method(&t);
		}
		script_patches(&t, word);
		say_spread(l, t.arguments);
	}
	telling_end(&t);
	return true;
}

/* AdamW unless said; NULL: one of which nothing is known here. */
static const char *
diffusers_optimizer(const struct node *arguments)
{
	const struct node *optimizer = node_get(arguments, "optimizer");

	if (optimizer && strcasecmp(node_text(optimizer), "adamw") != 0)
		return NULL;
	return node_get(arguments, "use_8bit_adam") ? "adamw-8bit" : "adamw";
}

/* An averaged copy in 32 bits on the same GPU, unless it waits in RAM (examples/
 * text_to_image/train_text_to_image_sdxl.py, EMAModel). */
static void
say_average(const struct telling *t, const char *id)
{
	const struct pair *pair = map_pair(t->arguments, "use_ema");
	const char *copy = arena_printf(t->part->arena, "%s@4", id);
	struct origin origin;

	if (!pair || map_pair(t->arguments, "offload_ema"))
		return;
	origin = origin_written(launch_source(t->l), pair->key, pair->value);
	workload_set_list(t->part, F_TRAIN_OTHER_MODELS, &copy, 1, &origin);
}

/* The arguments of diffusers' examples say which model it is; what of it they
 * train is in the name (huggingface/diffusers@58eb52c examples). */
static bool
read_diffusers(const struct launch *l, size_t script)
{
	static const char *const trainers[] = { "train_text_to_image",
		"train_dreambooth" };
	struct telling t = { .l = l };
	const struct shell_word *word = &l->words->items[script];
	const char *slash = strrchr(word->text, '/');
	const char *name = slash ? slash + 1 : word->text;
	bool adapter = strstr(name, "_lora") != NULL;
	const struct pair *model;
	struct origin origin;

	t.dialect = dialect_by_name(l->reading->dialects, "kohya");
	t.arguments = arguments_read(l->w->arena, l->words, script + 1, l->to,
	    ARGUMENTS_NAMES);
	if ((strncmp(name, trainers[0], strlen(trainers[0])) != 0 &&
		strncmp(name, trainers[1], strlen(trainers[1])) != 0) ||
	    !t.dialect || !node_is(t.arguments, NODE_MAPPING))
		return false;
	model = map_pair(t.arguments, "pretrained_model_name_or_path");
	if (!model || map_pair(t.arguments, "bnb_quantization_config_path"))
		return false;
	telling_start(&t);
	telling_say(&t, F_FRAMEWORK_NAME, "diffusers", word);
	telling_say(&t, F_TRAIN_METHOD, adapter ? "lora" : "full", word);
	telling_say(&t, F_TRAIN_OPTIMIZER, diffusers_optimizer(t.arguments),
	    word);
	origin = origin_written(launch_source(l), model->key, model->value);
	workload_set_text(t.part, F_MODEL_ID, node_text(model->value), &origin);
	if (!adapter)
		say_average(&t, node_text(model->value));
	telling_end(&t);
	return true;
}

/* pretrain_gpt.py --num-layers 32 ...: what a recipe keeps in MODEL_ARGS. */
static bool
read_megatron(const struct launch *l, size_t script)
{
	struct telling t = { .l = l };

	t.dialect = dialect_by_name(l->reading->dialects, "megatron_args");
	t.arguments = arguments_read(l->w->arena, l->words, script + 1, l->to,
	    ARGUMENTS_FLAGS);
	if (!t.dialect || !node_get(t.arguments, "--num-layers") ||
	    !node_get(t.arguments, "--hidden-size"))
		return false;
	t.arguments = arguments_below(l->w->arena, "MODEL_ARGS", t.arguments);
	telling_start(&t);
	telling_say(&t, F_FRAMEWORK_NAME, "megatron", &l->words->items[script]);
	telling_end(&t);
	return true;
}

static bool
is_evaluation(const char *script)
{
	return strcmp(script, "lm_eval") == 0 || strstr(script, "eval.py") ||
	       strstr(script, "inference.py") || strstr(script, "generate.py");
}

static void
say_quantised(const struct telling *t)
{
	static const char *const flags[][2] = { { "load_in_8bit", "bnb-int8" },
		{ "load_in_4bit", "bnb-nf4" } };

	for (size_t i = 0; i < 2; i++) {
		const struct pair *pair = map_pair(t->arguments, flags[i][0]);
		struct origin origin;

		if (!pair || !is_on(pair->value))
			continue;
		origin =
		    origin_written(launch_source(t->l), pair->key, pair->value);
		workload_set_text(t->part, F_QUANT_METHOD, flags[i][1],
		    &origin);
	}
}

/* A launched script whose other flags are nobody's: what it is told in the
 * Trainer's words can be judged, and says nothing of memory. */
void
script_view(const struct launch *l, size_t script)
{
	static const char *const names[] = { "model_name_or_path",
		"load_in_4bit", "load_in_8bit", "device_map",
		"gradient_checkpointing", "per_device_train_batch_size", NULL };
	const struct node *arguments = arguments_read(l->w->arena, l->words,
	    script + 1, l->to, ARGUMENTS_NAMES);
	struct telling t = { .l = l, .arguments = arguments, .part = l->w };

	if (!map_has_any(arguments, names) ||
	    is_evaluation(l->words->items[script].text))
		return;
	say_method(&t);
	say_quantised(&t);
	l->w->program.dialect = "hf_trl";
	l->w->program.root = arguments;
	l->w->program.source = launch_source(l);
}

bool
script_read(const struct launch *l, size_t script)
{
	struct telling t = { .l = l };

	if (is_evaluation(l->words->items[script].text))
		return false;
	t.tree = config_of(l, script + 1);
	t.dialect = t.tree ? dialect_of(l, t.tree) : NULL;
	if (!t.dialect)
		return read_megatron(l, script) || read_diffusers(l, script) ||
		       read_trainer(l, script);
	t.arguments = arguments_read(l->w->arena, l->words, script + 1, l->to,
	    ARGUMENTS_NAMES);
	telling_start(&t);
	if (!fact_known(t.part, F_FRAMEWORK_NAME))
		telling_say(&t, F_FRAMEWORK_NAME, t.dialect->framework,
		    &l->words->items[script]);
	telling_end(&t);
	return true;
}
