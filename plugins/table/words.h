/*
 * words: what the scripts and commands of a job say.
 *
 * For rules about programs that no dialect reads: a driver that a setup
 * script installs, a server that a container starts.
 */

#ifndef GPULINT_WORDS_H
#define GPULINT_WORDS_H

#include "plugin.h"

/* Call visit with each text below a node, at most a few thousand. */
void texts_each(const struct gpulint_node *node, void *data,
    void (*visit)(void *data, const struct gpulint_node *text));

/* True where the line that p is in is a shell's comment, and not so long that
 * nobody would write it: a text of one line costs no more than one of many. */
bool word_is_comment(const char *text, const char *p);

/* True of a word of a script: whole, not a part of another. */
bool text_has_word(const char *text, const char *word);

/* Whether a word is one of those, which a NULL ends. */
bool is_among(const char *word, const char *const *list);

/* Report on a word of a node's text; on the node where it is NULL. */
struct gpulint_finding *word_report(struct gpulint_pass *pass,
    const struct gpulint_node *node, const char *word, const char *message);

/* From p to where a shell's word ends. */
const char *word_at(struct gpulint_pass *pass, const char *p);

/* The node of an environment variable of a container or task, and its value
 * there: KEY: V, - KEY=V, - name: KEY.  NULL and "" where it is not set. */
const struct gpulint_node *variable_find(struct gpulint_pass *pass,
    const char *name, const char **value);

/* The i-th of them; false past the last. */
struct variable {
	const char *name, *value;
	const struct gpulint_node *node; /* NULL where it has no value here */
};

bool variable_at(struct gpulint_pass *pass, size_t i,
    struct variable *variable);

/* The i-th argument that a service builds its own image with, written as
 * variables are; false past the last. */
bool build_argument_at(struct gpulint_pass *pass, size_t i,
    struct variable *argument);

/* The same of a flag of the command, by the first of its names that stands
 * there, which a NULL ends: --name VALUE, --name=VALUE. */
const struct gpulint_node *argument_find(struct gpulint_pass *pass,
    const char *const *names, const char **value);

/* True where the limits of a container name a resource that begins with one of
 * those, which a NULL ends. */
bool limits_name(struct gpulint_pass *pass, const char *const *prefixes);

/* The words of a container's command, however it is written, or of a task's
 * script, without the quotes that they begin with; no comments. */
struct words {
	struct gpulint_pass *pass;
	const struct gpulint_node *node; /* the text that the word is in */
	const char *word;
	size_t key, item; /* private, as what follows */
	const char *rest;
};

struct words words_of(struct gpulint_pass *pass);
bool words_next(struct words *words);

#endif
