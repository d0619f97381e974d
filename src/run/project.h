/*
 * project: .gpulint.yaml, what a repository says about its own files.
 *
 * Looked for in the folder of the linted file and upward to its repository
 * (the nearest .git); a file with `root: true` ends the search.  Nearer files
 * stand before farther ones.  A project file may name targets, rules and
 * folders of policies, never code.
 */

#ifndef GPULINT_PROJECT_H
#define GPULINT_PROJECT_H

#include "base/glob.h"
#include "policy/policy.h"
#include "workload/target.h"

struct project_rule {
	const char *name; /* "vram/overflow", "vram" */
	enum severity severity;
	const char *place; /* of a policy that is still to be found, or NULL */
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

/* A folder of policies, as it is written. */
struct project_folder {
	const char *path;
	const char *place; /* "PATH:LINE:COLUMN" */
	struct project_folder *next;
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
	struct project_folder *policy_folders;
	struct policies policies; /* of these, read */
	struct project *next; /* of those read so far */
};

/* Read a project file. */
struct project *project_read(struct source *source, const char *folder,
    const struct cards *cards, struct arena *arena, struct error *err);

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
	struct project *read; /* each file once, for all folders below */
	bool isolated;
	struct cards *cards; /* grow by the cards of project files */
	const struct dialects *dialects;
	struct arena *arena;
};

void projects_init(struct projects *projects, struct cards *cards,
    const struct dialects *dialects, struct arena *arena);

/* --config FILE, instead of what would be found. */
bool projects_name(struct projects *projects, const char *path,
    struct error *err);

/* The folder a file lies in, whether or not the file exists.  Never NULL. */
const struct folder *projects_folder(struct projects *projects,
    const char *path);

/* A file's path from the root of its repository; the folder is its own. */
const char *folder_below_root(const struct folder *folder, const char *path,
    struct arena *arena);

/* Read the policies that a project names, none from outside the folder root,
 * and let their cards be known. */
bool project_read_policies(struct projects *projects, struct project *project,
    const char *root, struct error *err);

/* False with the place of the first rule policy/NAME that no project file of
 * the folder and no --rules brought. */
bool projects_know_rules(const struct projects *projects,
    const struct project *project, struct error *err);

/* What the project files say for one file. */
bool project_ignores(const struct folder *folder, const char *path);
bool project_severity(const struct folder *folder, const char *path,
    const struct card *card, enum severity *severity);
void project_target(const struct folder *folder, const char *path,
    struct target *target);

/* Put what one target says over another. */
void project_lay(struct target *target, const struct target *over);

#endif
