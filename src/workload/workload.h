/*
 * workload: what a file asks a machine to do, in one vocabulary.
 *
 * One file may hold several (Kubernetes documents, compose services).  The
 * dialect room makes them, complete.h fills what follows from what is
 * written, target.h adds the machine; checks and the memory room only read.
 * All of it lives in the arena of the file being linted.
 */

#ifndef GPULINT_WORKLOAD_H
#define GPULINT_WORKLOAD_H

#include "workload/fact.h"

enum workload_kind {
	WORKLOAD_OTHER, /* neither: a model's config, a launcher, a container */
	WORKLOAD_TRAIN,
	WORKLOAD_SERVE
};

struct catalog;
struct model;

/* env.lib.NAME */
struct lib {
	const char *name; /* as the package index spells it: flash-attn */
	/* VERSION; state KNOWN with text "" where only its presence is known. */
	struct fact version;
	struct lib *next;
};

/* A place that breaks the rules of our own form: the file is refused with
 * it, whatever could be read stays. */
struct workload_problem {
	struct origin place;
	const char *text; /* "train.micro_bacth: no such fact; did you ..." */
	struct workload_problem *next; /* in the order they were met */
};

/* A file that a document builds on, merged into it. */
struct layer {
	const struct node *root;
	struct source *source;
	const char *mount; /* dotted, where its keys were put; "" for the top */
	const struct layer *next;
};

/* What a key of a workload leads to. */
struct workload_link {
	const struct node *value; /* that names the file */
	const char *dialect; /* of the file */
	const struct tree *tree;
	const struct node *root;
	struct workload_link *next;
};

/* What a command of the workload tells the training program it starts. */
struct workload_program {
	const char *dialect; /* of the file that would say the same */
	const struct node *root; /* its arguments and config, or NULL */
	struct source *source; /* of the arguments */
	struct workload_link *links; /* that lead on from there */
};

struct workload {
	const char *name; /* of the service or document, or NULL */
	const char *dialect; /* the dialect's name */
	enum workload_kind kind;
	struct source *source; /* the file it was read from */
	const struct tree *tree;
	const struct node *root; /* the mapping that asks for it */
	/* Root with the files it builds on, made by the loader's own rules;
	 * NULL: root alone. */
	const struct node *merged;
	const struct layer *layers; /* whose nodes merged holds beside root's */
	bool interpolates; /* ${a.b} stands for another key */
	struct fact facts[FACT_COUNT];
	struct lib *libs;
	struct workload_problem *problems;
	struct workload_link *links; /* files that were read for it */
	struct workload_program program;
	const char *command; /* dialect of the command that serves, or NULL */
	struct {
		const struct catalog *catalog;
		const char *id;
		const struct model *row; /* of that id, or NULL */
		bool exact;
		bool presumed; /* a likeness: only the size is known */
	} model; /* the last look into the catalogue */
	double node_gpus; /* of each node, where nobody says how many nodes */
	bool completed[FACT_COUNT]; /* workload_complete may redo it */
	struct arena *arena;
	struct workload *next;
};

struct workload *workload_new(struct arena *arena, const char *dialect,
    enum workload_kind kind, const struct tree *tree, const struct node *root);

/*
 * Setting a fact: a higher origin replaces a lower one, of equal ones the
 * first stays.  A known value wins over an unknown of the same rank.
 */
void workload_set(struct workload *w, enum fact_id id, const struct fact *fact);
void workload_set_number(struct workload *w, enum fact_id id, double number,
    const struct origin *origin);
void workload_set_text(struct workload *w, enum fact_id id, const char *text,
    const struct origin *origin);
void workload_set_list(struct workload *w, enum fact_id id,
    const char *const *list, size_t length, const struct origin *origin);
void workload_set_unknown(struct workload *w, enum fact_id id,
    const char *reason, const struct origin *origin);
void workload_set_lib(struct workload *w, const char *name, const char *version,
    const struct origin *origin);

/* text lives as long as the arena */
void workload_add_problem(struct workload *w, const struct origin *place,
    const char *text);

/* Copy facts of another (a linked file) under the rule of setting. */
void workload_merge(struct workload *w, const struct workload *other);

/* Reading.  Never NULL: an absent fact is a struct in state FACT_ABSENT. */
const struct fact *workload_fact(const struct workload *w, enum fact_id id);
const struct fact *workload_lib(const struct workload *w, const char *name);
bool fact_known(const struct workload *w, enum fact_id id);
/* The number, or otherwise; the text, or "" */
double fact_number(const struct workload *w, enum fact_id id, double otherwise);
const char *fact_text(const struct workload *w, enum fact_id id);
bool fact_is(const struct workload *w, enum fact_id id, const char *text);
bool fact_flag(const struct workload *w, enum fact_id id, bool otherwise);
bool fact_lists(const struct workload *w, enum fact_id id, const char *item);

/* Shorthands for origins. */
struct origin origin_written(struct source *source, const struct node *key,
    const struct node *value);
struct origin origin_note(enum origin_kind kind, const char *note);

#endif
