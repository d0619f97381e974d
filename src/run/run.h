/*
 * run: one use of gpulint, from options to findings.
 *
 * The room where the others meet: knowledge (cards, dialects, catalogue),
 * plugins, the project file, and the way of one file through read,
 * recognise, link, complete, check, suppress.  For cli/ and for the public
 * functions of gpulint.h.
 */

#ifndef GPULINT_RUN_H
#define GPULINT_RUN_H

#include "catalog/catalog.h"
#include "dialect/dialect.h"
#include "memory/memory.h"
#include "rule/finding.h"
#include "workload/target.h"

struct plugins;
struct project;

struct options {
	struct target target; /* --gpu, --gpus, ..., --set, --target */
	const char *const *select, *const *ignore; /* NULL-ended, or NULL */
	enum severity fail_on; /* SEVERITY_OFF: never */
	bool isolated; /* no .gpulint.yaml, no user configuration */
	bool show_unknown;
	unsigned jobs;
	const char *config; /* --config FILE, or NULL */
};

struct knowledge {
	struct cards cards;
	struct dialects dialects;
	struct catalog catalog;
};

/* What was learnt of one file. */
struct file_report {
	const char *path;
	const char *dialect; /* of its first recognised document, or NULL */
	bool read; /* false: problem says why */
	const char *problem;
	bool recognised;
	struct finding *findings; /* by line, column, rule */
	struct unjudged *unjudged;
	struct workload *workloads;
	struct link_note *notes;
	struct arena arena; /* owns all of the above */
	struct file_report *next;
};

struct run {
	struct options options;
	struct knowledge knowledge;
	struct plugins *plugins;
	struct arena arena;
	struct file_report *files, **last; /* in the order of the arguments */
	struct {
		size_t files, recognised, errors, warnings, notes;
	} summary;
};

void run_init(struct run *run);
void run_release(struct run *run);

/* --rules DIR: cards, dialects and catalogue rows over the built-in ones. */
bool run_add_rules(struct run *run, const char *folder, struct error *err);

/* Load the installed (or just built) plugins, then --plugin PATH ones. */
bool run_load_plugins(struct run *run, struct error *err);
bool run_add_plugin(struct run *run, const char *path, struct error *err);

/* Read one file, recognise it, make its workloads; no checks yet. */
struct file_report *run_read(struct run *run, const char *path,
    struct source *source);

/* Run the checks over it, suppress, sort. */
void run_check(struct run *run, struct file_report *file);

/* All files below the paths, in stable order for any number of jobs.
 * False where something could not be read or done: *err says the first. */
bool run_paths(struct run *run, const char *const *paths, size_t count,
    struct error *err);

#endif
