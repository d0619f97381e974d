/*
 * shell: a command line in a file, split as a POSIX shell would split it.
 *
 * For the serving dialects.  Nothing is run: what only a running shell or
 * the machine's own environment could tell leaves the word unresolved, with
 * the reason.  Every word keeps its bytes in the file, so that a finding can
 * stand on `--max-model-len` itself, also inside a block scalar.
 */

#ifndef GPULINT_SHELL_H
#define GPULINT_SHELL_H

#include "base/arena.h"
#include "read/tree.h"
#include "workload/workload.h"

enum {
	SHELL_TEXT_LIMIT = 64 * 1024, /* bytes of one command, expanded */
	SHELL_WORD_LIMIT = 4096,
	SHELL_DEPTH_LIMIT = 4 /* sh -c inside sh -c; ${a:-${b:-...}} */
};

struct cell;
struct mount;
struct workload;

struct shell_word {
	const char *text;
	size_t length;
	const char *unresolved; /* why text is not what will be run, or NULL */
	const struct node *node; /* the scalar it stands in */
	struct source *source; /* the file of the scalar */
	struct span span; /* its bytes, or the node's where it has none */
	bool exact; /* span is the word and nothing else */
	const struct node *here; /* of <<EOF: the text, or NULL */
	bool ends; /* no word: the end of one command (; && | newline) */
	const struct cell *cells; /* length of them; private */
};

struct shell_words {
	struct shell_word *items;
	size_t count;
	const char *cut; /* why words are missing, or NULL */
};

/* A variable of the environment that the file itself sets. */
struct shell_variable {
	const char *name;
	const char *text;
	const char *unresolved; /* why the value is not known, or NULL */
	const struct node *key, *node;
	struct source *source;
	struct span span; /* of the value */
	bool exact; /* span is the value and nothing else */
	const struct shell_variable *next;
};

/* Who substitutes before any shell does. */
enum shell_host {
	SHELL_HOST_NONE,
	SHELL_HOST_COMPOSE, /* $V and ${V:-d} from compose's environment, $$ */
	SHELL_HOST_KUBERNETES /* $(V) from the container's env, $$(V) */
};

struct shell {
	enum shell_host host;
	const struct shell_variable *variables;
	const struct shell_variable *outer; /* compose's own: of .env */
	const struct mount *mounts; /* files by the paths the command knows */
	struct source *source;
	/* Says whose a node is, before source. */
	const struct workload *layered;
	struct arena *arena;
};

/* The file that a node of a command stands in. */
struct source *shell_source(const struct shell *shell, const struct node *node);

/* The variable last set by that name, or NULL. */
const struct shell_variable *
shell_variable(const struct shell_variable *variables, const char *name,
    size_t length);

/* A scalar as the host substitutes it, unsplit: image names, env values. */
struct shell_word shell_scalar(const struct shell *shell,
    const struct node *node);

/* The part of a word behind its first bytes. */
struct shell_word shell_word_after(const struct shell_word *word, size_t skip);

/* Where a word is written, as the origin of a fact. */
struct origin shell_word_origin(const struct shell_word *word);

/* The words of a command: a scalar is split, a sequence holds a word an
 * item.  A `sh -c TEXT` is followed: its text's words stand in its place. */
struct shell_words shell_split(const struct shell *shell,
    const struct node *node);

/* The words of a scalar that a shell itself reads: its variables are filled
 * in, and `sh -c TEXT` is followed. */
struct shell_words shell_script(const struct shell *shell,
    const struct node *node);

/* The variables with those in front that a script sets for the commands
 * behind it: NAME=VALUE as a command of its own, or behind export.  One that
 * is set twice to different texts is unresolved. */
const struct shell_variable *shell_assignments(const struct shell *shell,
    const struct node *script);

/* Two commands one behind the other, as entrypoint and arguments are. */
struct shell_words shell_join(struct arena *arena, const struct shell_words *a,
    const struct shell_words *b);

/* Follow `sh -c TEXT` in words that are complete. */
struct shell_words shell_follow(const struct shell *shell,
    const struct shell_words *words);

#endif
