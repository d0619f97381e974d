#include "base/word.h"
#include "command/launch_parts.h"
#include "dialect/map.h"

#include <string.h>
#include <strings.h>

/*
 * Scripts of note that take TrainingArguments and flags of their own: what
 * they have where they are told nothing.  Read at artidoro/qlora@7f4e95a
 * qlora.py, lm-sys/FastChat@02d4581 fastchat/train/train_lora.py and
 * unslothai/unsloth@066c227 unsloth-cli.py.
 */

enum { DEFAULTS_LIMIT = 8 };

struct known {
	const char *ends[2]; /* of its path, or as a module */
	const char *framework; /* or NULL */
	const char *targets; /* of its adapter */
	bool spreads; /* one process with a device_map */
	struct {
		const char *flag;
		enum fact_id id;
		const char *text;
	} defaults[DEFAULTS_LIMIT];
};

static const struct known scripts[] = {
	{ { "qlora.py", NULL }, NULL, "all-linear", true,
	    { { "lora_r", F_TRAIN_LORA_RANK, "64" },
		{ "bits", F_QUANT_METHOD, "bnb-nf4" },
		{ "gradient_checkpointing", F_TRAIN_CHECKPOINTING, "full" },
		{ "per_device_train_batch_size", F_TRAIN_MICRO_BATCH, "1" },
		{ "optim", F_TRAIN_OPTIMIZER, "paged-adamw-32bit" } } },
	{ { "fastchat/train/train_lora.py", "fastchat.train.train_lora" }, NULL,
	    "q, v", false,
	    { { "lora_r", F_TRAIN_LORA_RANK, "8" },
		{ "model_max_length", F_TRAIN_SEQ_LEN, "512" },
		{ "optim", F_TRAIN_OPTIMIZER, "adamw" } } },
	/* the precision is what the card has, of one size */
	{ { "unsloth-cli.py", NULL }, "unsloth", "all-linear", false,
	    { { "r", F_TRAIN_LORA_RANK, "16" },
		{ "max_seq_length", F_TRAIN_SEQ_LEN, "2048" },
		{ "per_device_train_batch_size", F_TRAIN_MICRO_BATCH, "2" },
		{ "gradient_accumulation_steps", F_TRAIN_ACCUMULATION, "4" },
		{ "optim", F_TRAIN_OPTIMIZER, "adamw-8bit" },
		{ "fp16", F_TRAIN_PRECISION, "amp-fp16" } } },
};

/* finetune_qlora.py is somebody else's. */
static bool
is_path(const char *script, const char *ends)
{
	size_t n = strlen(script) - strlen(ends);

	return word_ends(script, ends) && (n == 0 || script[n - 1] == '/');
}

static const struct known *
known_of(const char *script)
{
	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
		const struct known *known = &scripts[i];

		if (is_path(script, known->ends[0]) ||
		    (known->ends[1] && strcmp(script, known->ends[1]) == 0))
			return known;
	}
	return NULL;
}

bool
script_is_known(const char *script)
{
	return known_of(script) != NULL;
}

const char *
script_framework(const char *script)
{
	const struct known *known = known_of(script);

	return known && known->framework ? known->framework : "transformers";
}

static bool
is_on(const struct telling *t, const char *flag)
{
	const struct pair *pair = map_pair(t->arguments, flag);

	return pair && (strcasecmp(node_text(pair->value), "true") == 0 ||
			   strcmp(node_text(pair->value), "1") == 0);
}

void
script_spread(const struct launch *l)
{
	struct origin origin = origin_note(ORIGIN_DERIVED,
	    "device_map, and no launcher: one process");

	if (fact_known(l->w, F_PARALLEL_GPUS)) /* a launcher's */
		return;
	workload_set_number(l->w, F_PARALLEL_DATA, 1, &origin);
	if (fact_number(l->w, F_TARGET_GPUS, 1) > 1)
		workload_set_number(l->w, F_PARALLEL_PIPELINE,
		    fact_number(l->w, F_TARGET_GPUS, 1), &origin);
}

/* qlora.py's lengths are two. */
static void
say_lengths(const struct telling *t, const struct origin *origin)
{
	workload_set_number(t->part, F_TRAIN_SEQ_LEN,
	    map_number(t->part, "source_max_len", 1024) +
		map_number(t->part, "target_max_len", 256),
	    origin);
}

/* train_mem.py and train_xformers.py of FastChat and LLaVA. */
void
script_patches(const struct telling *t, const struct shell_word *script)
{
	struct origin origin = shell_word_origin(script);

	if (is_path(script->text, "train_mem.py") ||
	    is_path(script->text, "train_xformers.py"))
		workload_set_unknown(t->part, F_TRAIN_ATTENTION,
		    "the script puts a kernel of its own in its place",
		    &origin);
}

bool
script_known(const struct telling *t, const struct shell_word *script)
{
	const struct known *known = known_of(script->text);
	struct origin origin = shell_word_origin(script);

	if (!known)
		return false;
	if (is_on(t, "full_finetune")) {
		telling_say(t, F_TRAIN_METHOD, "full", script);
		return true;
	}
	if (known->spreads)
		script_spread(t->l);
	telling_say(t, F_TRAIN_METHOD, "lora", script);
	if (!map_pair(t->arguments, "lora_target_modules"))
		telling_say(t, F_TRAIN_LORA_TARGETS, known->targets, script);
	for (size_t i = 0; i < DEFAULTS_LIMIT && known->defaults[i].flag; i++)
		if (!map_pair(t->arguments, known->defaults[i].flag))
			map_set(t->part, known->defaults[i].id,
			    known->defaults[i].text, &origin);
	if (is_on(t, "q_lora"))
		telling_say(t, F_QUANT_METHOD, "bnb-nf4", script);
	if (is_on(t, "flash_attn"))
		workload_set_unknown(t->part, F_TRAIN_ATTENTION,
		    "flash_attn puts a kernel of its own in its place",
		    &origin);
	if (known->spreads)
		say_lengths(t, &origin);
	return true;
}
