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
#include "policy/policy.h"
#include "rule/finding.h"
#include "workload/target.h"

struct plugins;
struct projects;
struct folder;

struct options {
	struct target target; /* --gpu, --gpus, ..., --set, --target */
	const char *const *select, *const *ignore; /* NULL-ended, or NULL */
	enum severity fail_on; /* SEVERITY_OFF: never */
	bool has_fail_on; /* it was asked for */
	bool isolated; /* no .gpulint.yaml, no user configuration */
	bool show_unknown;
	unsigned jobs;
	const char *config; /* --config FILE, or NULL */
	const struct baseline *baseline; /* --baseline FILE, or NULL */
};

struct knowledge {
	struct cards cards; /* with those of project files that were read */
	struct policies policies; /* of --rules, for all files */
	struct dialects dialects;
	struct catalog catalog;
};

/* What could not be done (the exit status is then 2), or was odd. */
struct run_problem {
	const char *text; /* "PATH: Permission denied" */
	struct run_problem *next;
};

/* What was learnt of one file. */
struct file_report {
	const char *path;
	const char *dialect; /* of its first recognised document, or NULL */
	bool read; /* false: problem says why */
	/* Why it was not read, or not understood in full. */
	const char *problem;
	bool recognised;
	struct finding *findings; /* by line, column, rule */
	struct unjudged *unjudged;
	struct workload *workloads;
	struct link_note *notes;
	struct run_problem *remarks; /* comments of ours that say nothing */
	const struct tree *tree; /* NULL where it was not parsed */
	const struct dialect *const *documents; /* of each document, or NULL */
	const struct tree **linked; /* the files that its links led to */
	size_t linked_count;
	const struct folder *folder; /* its repository and project files */
	const struct stand_in *stand_ins; /* while it is read */
	bool stale; /* a file that it was read from has changed since */
	struct arena arena; /* owns all of the above */
	struct file_report *next;
};

struct run {
	struct options options;
	struct knowledge knowledge;
	struct plugins *plugins;
	struct projects *projects;
	struct arena arena;
	struct file_report *files, **last; /* in the order of the arguments */
	struct file_report *tries; /* of run_try() */
	struct readers *readers; /* made when first asked for; private */
	struct folders *folders; /* what lies in them; private */
	const struct stand_in *stand_ins; /* edits that are not written */
	struct run_problem *problems, **last_problem;
	const char *newest_problem; /* the text of the last, or NULL */
	struct {
		/* Called between files by the thread that called run_paths;
		 * NULL: nobody asks. */
		void (*tell)(void *data, size_t done, size_t count);
		void *data;
	} progress;
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

/* Note what could not be done; the same of file after file is said once. */
void run_complain(struct run *run, const char *text);

/* What a file is recognised and judged by: the run's knowledge with that of
 * its project files. */
const struct dialects *way_dialects(const struct run *run,
    const struct file_report *file);
const struct catalog *way_catalog(const struct run *run,
    const struct file_report *file);

/* Read one file, recognise it, make its workloads; no checks yet.  source is
 * NULL for a file that is still to be read. */
struct file_report *run_read(struct run *run, const char *path,
    struct source *source);

/* Run the checks over it, suppress, sort. */
void run_check(struct run *run, struct file_report *file);

/* Read and check the bytes of a file that is nowhere (standard input). */
struct file_report *run_bytes(struct run *run, const char *path,
    const char *bytes, size_t size);

/* Read and check a file with other bytes (NULL: those that it has) in its
 * place and in that of files that it is linked to, to see what would be
 * found; the report is no part of the run's. */
struct file_report *run_try(struct run *run, const struct file_report *like,
    const char *bytes, size_t size, const struct stand_in *stand_ins);

/* Let go of what a try holds. */
void run_forget(struct run *run, struct file_report *tried);

/* Let a file's report be that of a try of it, or of a new reading. */
void run_settle(struct file_report *file, const struct file_report *tried);
void run_again(struct run *run, struct file_report *file);

/* Count the findings anew, those of several files once. */
void run_recount(struct run *run);

/* The files of the run that were read from a file, given by its real path:
 * that file itself and those that are linked to it; NULL-ended. */
struct file_report *const *run_readers(struct run *run, const char *real);

/* The severity from which findings fail: --fail-on, or what the project file
 * of the first linted path says, or error. */
enum severity run_fail_on(const struct run *run);

/* True where a finding that no comment silenced is at or above it. */
bool run_found(const struct run *run);

/* All files below the paths, in stable order for any number of jobs.
 * False where something could not be read or done: run->problems says what,
 * *err the first. */
bool run_paths(struct run *run, const char *const *paths, size_t count,
    struct error *err);

#endif
