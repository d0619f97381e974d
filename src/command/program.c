#include "command/launch_parts.h"

#include "base/word.h"
#include "command/arguments.h"
#include "link/link.h"

#include <string.h>
#include <strings.h>

/*
 * Training programs and what they are told on the command line.  Read at
 * axolotl-ai-cloud/axolotl src/axolotl/cli/main.py,
 * hiyouga/LLaMA-Factory@ff6d4d1 src/llamafactory/hparams/parser.py,
 * Lightning-AI/litgpt@2685705 litgpt/__main__.py, huggingface/trl@f2cd577
 * trl/cli.py, pytorch/torchtune torchtune/_cli/run.py, modelscope/ms-swift
 * swift/cli/main.py, volcengine/verl verl/trainer/main_ppo.py,
 * hiyouga/EasyR1@b44b311 verl/trainer/main.py,
 * NVIDIA/Megatron-LM megatron/training/arguments.py,
 * OpenRLHF/OpenRLHF@3c3be62 openrlhf/cli,
 * meta-llama/llama-cookbook@0e00335 src/llama_cookbook, allenai/open-instruct@00f6b60
 * open_instruct.
 */

enum { CONFIGS_LIMIT = 16 };

/* A training program: the words that start it, in this order, and the
 * dialect of what it is told.  In positional stands what the first bare word
 * is: a config, or the value of a key. */
struct program {
	const char *words[2];
	const char *dialect, *framework;
	const char *flag; /* that names the config, or NULL */
	const char *positional; /* "" for a config, a key, or NULL */
	const char *stage, *method; /* what the program's name says */
};

static const char config[] = "";
static const char hydra[] = "--config-path"; /* and --config-name */
static const char own[] = "program"; /* what is told is the program itself */

static const struct program programs[] = {
	{ { "axolotl", "train" }, "axolotl", "axolotl", NULL, config, NULL,
	    NULL },
	{ { "axolotl.cli.train", NULL }, "axolotl", "axolotl", NULL, config,
	    NULL, NULL },
	{ { "llamafactory-cli", "train" }, "llamafactory", "llamafactory", NULL,
	    config, NULL, NULL },
	{ { "litgpt", "finetune_lora" }, "litgpt", "litgpt", "--config",
	    "checkpoint_dir", "sft", "lora" },
	{ { "litgpt", "finetune_full" }, "litgpt", "litgpt", "--config",
	    "checkpoint_dir", "sft", "full" },
	{ { "litgpt", "finetune" }, "litgpt", "litgpt", "--config",
	    "checkpoint_dir", "sft", "lora" },
	{ { "litgpt", "pretrain" }, "litgpt", "litgpt", "--config",
	    "model_name", "pretrain", NULL },
	{ { "trl", "sft" }, "hf_trl", "trl", "--config", NULL, "sft", NULL },
	{ { "trl", "dpo" }, "hf_trl", "trl", "--config", NULL, "dpo", NULL },
	{ { "trl", "kto" }, "hf_trl", "trl", "--config", NULL, "kto", NULL },
	{ { "trl", "reward" }, "hf_trl", "trl", "--config", NULL, "rm", NULL },
	{ { "trl", "grpo" }, "hf_trl", "trl", "--config", NULL, "grpo", NULL },
	{ { "tune", "run" }, "torchtune", "torchtune", "--config", NULL, NULL,
	    NULL },
	{ { "swift", "sft" }, "ms_swift", "ms-swift", "--config", config, "sft",
	    NULL },
	{ { "swift", "pt" }, "ms_swift", "ms-swift", "--config", config,
	    "pretrain", NULL },
	{ { "swift", "rlhf" }, "ms_swift", "ms-swift", "--config", config, NULL,
	    NULL },
	{ { "megatron", "sft" }, "ms_swift", "ms-swift", "--config", config,
	    "sft", NULL },
	{ { "verl.trainer.main_ppo", NULL }, "verl", "verl", hydra, NULL, NULL,
	    NULL },
	{ { "verl.trainer.fsdp_sft_trainer", NULL }, "verl", "verl", hydra,
	    NULL, "sft", NULL },
	{ { "verl.trainer.sft_trainer", NULL }, "verl", "verl", hydra, NULL,
	    "sft", NULL },
	{ { "verl.trainer.main", NULL }, "verl", "verl", "config", NULL, NULL,
	    NULL },
	{ { "composer", "train.py" }, "llm_foundry", "llm-foundry", NULL,
	    config, NULL, NULL },
	{ { "openrlhf.cli.train_sft", NULL }, "openrlhf", "openrlhf", NULL, own,
	    NULL, NULL },
	{ { "openrlhf.cli.train_dpo", NULL }, "openrlhf", "openrlhf", NULL, own,
	    NULL, NULL },
	{ { "openrlhf.cli.train_rm", NULL }, "openrlhf", "openrlhf", NULL, own,
	    NULL, NULL },
	{ { "openrlhf.cli.train_ppo_ray", NULL }, "openrlhf", "openrlhf", NULL,
	    own, NULL, NULL },
	{ { "llama_recipes.finetuning", NULL }, "llama_recipes",
	    "llama-recipes", NULL, NULL, NULL, NULL },
	{ { "llama_cookbook.finetuning", NULL }, "llama_recipes",
	    "llama-recipes", NULL, NULL, NULL, NULL },
	{ { "open_instruct/finetune.py", NULL }, "hf_trl", "open-instruct",
	    NULL, config, "sft", NULL },
	{ { "open_instruct/dpo_tune_cache.py", NULL }, "hf_trl",
	    "open-instruct", NULL, config, "dpo", NULL },
	/* in examples/ before release 0.3.6 */
	{ { "train_ppo_ray.py", NULL }, "openrlhf", "openrlhf", NULL, NULL,
	    "ppo", NULL },
	{ { "deepy.py", NULL }, "gpt_neox", "gpt-neox", NULL, NULL, NULL,
	    NULL },
};

static const struct program *
program_of(const struct launch *l, size_t *behind)
{
	for (size_t i = l->from; i < l->to; i++) {
		for (size_t k = 0; k < sizeof(programs) / sizeof(*programs);
		     k++) {
			const struct program *p = &programs[k];

			if (strcmp(launch_text(l, i), p->words[0]) != 0 ||
			    (p->words[1] && strcmp(launch_text(l, i + 1),
						p->words[1]) != 0))
				continue;
			*behind = i + (p->words[1] ? 2 : 1);
			return p;
		}
	}
	return NULL;
}

/* deepy.py train.py [-d FOLDER] a.yml b.yml: all of them are one config. */
static void
follow_all(const struct launch *l, size_t behind)
{
	const struct tree *trees[CONFIGS_LIMIT];
	struct shell_word folder = { .text = "" };
	size_t n = 0;

	if (!launch_value(l, "-d", behind, l->to, &folder))
		launch_value(l, "--conf_dir", behind, l->to, &folder);
	for (size_t i = behind; i < l->to && n < CONFIGS_LIMIT; i++) {
		struct shell_word word = l->words->items[i];
		const char *dot = strrchr(word.text, '.');

		if (!dot ||
		    (strcmp(dot, ".yml") != 0 && strcmp(dot, ".yaml") != 0))
			continue;
		word.text = arena_printf(l->w->arena, "%s%s%s", folder.text,
		    *folder.text ? "/" : "", word.text);
		trees[n] = launch_open(l, &word);
		n += trees[n] != NULL;
	}
	link_follow_files(l->reading, l->w, "gpt_neox", trees, n);
}

static void
read_program(const struct launch *l, const struct program *p, size_t behind)
{
	struct telling t = { .l = l };
	struct shell_word file;
	size_t bare = launch_bare(l, behind);

	t.dialect = dialect_by_name(l->reading->dialects, p->dialect);
	if (!t.dialect)
		return;
	if (p->flag == hydra
		? launch_hydra(l, behind, &file)
		: p->flag && launch_value(l, p->flag, behind, l->to, &file))
		t.tree = launch_open(l, &file);
	t.arguments = arguments_read(l->w->arena, l->words, behind, l->to,
	    ARGUMENTS_NAMES);
	if (bare && p->positional == config)
		t.tree = launch_open(l, &l->words->items[bare]);
	else if (p->positional == own)
		t.arguments = arguments_with(l->w->arena, t.arguments, own,
		    &l->words->items[behind - 1]);
	else if (bare && p->positional)
		t.arguments = arguments_with(l->w->arena, t.arguments,
		    p->positional, &l->words->items[bare]);
	if (!t.tree && !t.arguments)
		return;
	telling_start(&t);
	telling_say(&t, F_FRAMEWORK_NAME, p->framework,
	    &l->words->items[behind - 1]);
	telling_say(&t, F_TRAIN_STAGE, p->stage, &l->words->items[behind - 1]);
	telling_say(&t, F_TRAIN_METHOD, p->method,
	    &l->words->items[behind - 1]);
	telling_end(&t);
}

bool
program_read(const struct launch *l, size_t *at)
{
	size_t behind = 0;
	const struct program *p = program_of(l, &behind);
	struct origin origin;

	if (!p)
		return false;
	*at = behind;
	if (strcmp(p->words[0], "tune") == 0)
		launcher_counts(l, behind, l->to);
	if (strcmp(p->words[0], "trl") == 0)
		launcher_trl(l, behind);
	if (strcmp(p->dialect, "ms_swift") == 0)
		launcher_swift(l);
	l->w->kind = WORKLOAD_TRAIN;
	origin = shell_word_origin(&l->words->items[behind - 1]);
	workload_set_text(l->w, F_FRAMEWORK_NAME, p->framework, &origin);
	if (strcmp(p->dialect, "gpt_neox") == 0)
		follow_all(l, behind);
	else
		read_program(l, p, behind);
	return true;
}
