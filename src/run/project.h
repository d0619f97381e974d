/*
 * project: .gpulint.yaml, what a repository says about its own files.
 *
 * Looked for in the folder of the linted file and upward to its repository
 * (the nearest .git); a file with `root: true` ends the search.  Nearer files
 * stand before farther ones.  A project file may name targets and rules,
 * never code.
 */

#ifndef GPULINT_PROJECT_H
#define GPULINT_PROJECT_H

#include "rule/card.h"
#include "workload/target.h"

struct project_rule {
	const char *name; /* "vram/overflow", "vram" */
	enum severity severity;
	struct project_rule *next;
};

/* The top of the file has no paths; an override has. */
struct project_part {
	const char *const *paths; /* NULL: all files below */
	size_t path_count;
	bool has_target;
	struct target target;
	struct project_rule *rules;
	struct project_part *next;
};

struct project {
	const char *path;
	const char *folder; /* real path, no slash at the end */
	bool root;
	bool has_fail_on;
	enum severity fail_on;
	const char *const *ignore;
	size_t ignore_count;
	struct project_part *parts; /* the top first; later ones win */
};

/* Read a project file. */
struct project *project_read(struct source *source, const char *folder,
    const struct cards *cards, struct arena *arena, struct error *err);

/* True where the path, relative to the project's folder, is meant: a glob
 * where * also spans folders; one without / is held against each part. */
bool path_is_meant(const char *glob, const char *path);

enum { PROJECT_LIMIT = 16 };

/* What holds for all files of a folder. */
struct folder {
	const char *path; /* real path */
	const char *root; /* of the repository, or the folder itself */
	const struct project *projects[PROJECT_LIMIT]; /* nearest first */
	size_t count;
	const char *problem; /* why a project file could not be read */
	struct folder *next;
};

struct projects {
	struct folder *folders; /* looked at so far */
	struct project *named; /* --config */
	bool isolated;
	const struct cards *cards;
	struct arena *arena;
};

void projects_init(struct projects *projects, const struct cards *cards,
    struct arena *arena);

/* --config FILE, instead of what would be found. */
bool projects_name(struct projects *projects, const char *path,
    struct error *err);

/* The folder a file lies in, whether or not the file exists.  Never NULL. */
const struct folder *projects_folder(struct projects *projects,
    const char *path);

/* What the project files say for one file. */
bool project_ignores(const struct folder *folder, const char *path);
bool project_severity(const struct folder *folder, const char *path,
    const struct card *card, enum severity *severity);
void project_target(const struct folder *folder, const char *path,
    struct target *target);

/* Put what one target says over another. */
void project_lay(struct target *target, const struct target *over);

#endif
