/* launch_parts: what launch.c, launcher.c and program.c share, and nobody
 * else. */

#ifndef GPULINT_LAUNCH_PARTS_H
#define GPULINT_LAUNCH_PARTS_H

#include "command/launch.h"

/* One command under way: words[from..to) of it. */
struct launch {
	struct reading *reading;
	struct workload *w;
	const struct shell *shell;
	const struct shell_words *words;
	size_t from, to;
	const char *folder; /* of a `cd` before it, or NULL */
};

/* The file that the command stands in. */
struct source *launch_source(const struct launch *l);

/* A word, without its folders where it may be the program's. */
const char *launch_text(const struct launch *l, size_t i);

/* The value of a flag among words[from..to): behind =, or the next word where
 * that is no flag itself. */
bool launch_value(const struct launch *l, const char *flag, size_t from,
    size_t to, struct shell_word *value);

/* The document of a file that a word names, here or through a mount; NULL
 * where it is elsewhere: what an image holds is not known. */
const struct tree *launch_open(const struct launch *l,
    const struct shell_word *word);

/* hydra's --config-path FOLDER --config-name NAME, as one path. */
bool launch_hydra(const struct launch *l, size_t behind,
    struct shell_word *file);

/* The index of the script that a launcher or python is given, its arguments
 * behind it; 0 for none. */
size_t launch_script(const struct launch *l);

/* torchrun, accelerate launch, deepspeed, mpirun: how many processes there
 * are, up to the script or program at `end`.  False where there is none. */
bool launcher_read(const struct launch *l, size_t end);

/* accelerate's flags in words[from..to), and the file that they name. */
void accelerate_read(const struct launch *l, size_t from, size_t to);

/* What the launcher leaves no doubt about, once the trainer is read. */
void launcher_settle(const struct launch *l);

/* One part of the workload under way: a document, arguments, or both. */
struct telling {
	const struct launch *l;
	const struct dialect *dialect;
	const struct tree *tree; /* the config, or NULL */
	const struct node *arguments; /* or NULL */
	struct workload *part;
};

void telling_start(struct telling *t);
/* A fact that a word says; text NULL: none. */
void telling_say(const struct telling *t, enum fact_id id, const char *text,
    const struct shell_word *word);
/* Merge the part. */
void telling_end(const struct telling *t);

/* How many processes a launcher's flags among words[from..to) start. */
void launcher_counts(const struct launch *l, size_t from, size_t to);

/* The same for swift, which its environment tells. */
void launcher_swift(const struct launch *l);

/* The same for trl, which hands words[from..) on to accelerate
 * (huggingface/trl trl/cli/accelerate_config.py). */
void launcher_trl(const struct launch *l, size_t from);

/* The first of words[from..) that no flag takes, or 0. */
size_t launch_bare(const struct launch *l, size_t from);

/* The training program among the words: what it is told.  False for none. */
bool program_read(const struct launch *l, size_t *at);

/* A script of one's own, with the config or the flags of a known trainer. */
bool script_read(const struct launch *l, size_t script);

/* What a script of note has where it is told nothing.  False for others. */
bool script_known(const struct telling *t, const struct shell_word *script);

/* A script that takes TrainingArguments whatever it is told. */
bool script_is_known(const char *script);

/* Whose trainer a script of TrainingArguments runs. */
const char *script_framework(const char *script);

/* Scripts that replace a model's attention. */
void script_patches(const struct telling *t, const struct shell_word *script);

/* One process with a map over all GPUs has the layers one behind the other on
 * them. */
void script_spread(const struct launch *l);

/* Show checks the flags of a script that script_read() does not know. */
void script_view(const struct launch *l, size_t script);

#endif
