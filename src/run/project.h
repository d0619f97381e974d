/*
 * project: .gpulint.yaml, what a repository says about its own files.
 *
 * Looked for in the folder of the linted file and upward to its repository
 * (the nearest .git); a file with `root: true` ends the search.  Nearer files
 * stand before farther ones.  A project file may name targets, rules and
 * folders of data that extend what is known, never code.
 */

#ifndef GPULINT_PROJECT_H
#define GPULINT_PROJECT_H

#include "base/glob.h"
#include "base/names.h"
#include "catalog/catalog.h"
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

/* A folder with policies, dialects and tables. */
struct project_folder {
	const char *written;
	const char *path; /* the same from the working directory */
	const char *place; /* "PATH:LINE:COLUMN" */
	struct project_folder *next;
};

/* What files are recognised and judged by. */
struct known {
	struct dialects dialects;
	struct catalog catalog;
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
	struct project_folder *folders;
	struct cards cards; /* of these, the policies */
	struct policies policies; /* the same, read */
	/* With those of farther project files; known has --rules before
	 * them.  NULL until they were read. */
	struct known *own, *known;
};

/* Read a project file. */
struct project *project_read(struct source *source, const char *folder,
    const struct cards *cards, struct arena *arena, struct error *err);

enum { PROJECT_LIMIT = 16 };

/* What holds for all files of a folder. */
struct folder {
	const char *path; /* real path */
	const char *root; /* of the repository, or the folder itself */
	struct project *projects[PROJECT_LIMIT]; /* nearest first */
	size_t count;
	const struct known *known; /* NULL: what the run knows */
	const char *problem; /* why a project file could not be read */
};

struct projects {
	struct names folders; /* looked at so far, by path */
	struct project *named; /* --config */
	struct names read; /* each file once, for all folders below */
	bool isolated;
	struct cards *cards; /* grow by the cards of project files */
	const char **rules; /* the folders of --rules, in their order */
	size_t rules_count;
	struct arena *arena;
};

void projects_init(struct projects *projects, struct cards *cards,
    struct arena *arena);

/* --rules DIR, which stands before what project files bring; named before
 * any of them is looked for. */
void projects_add_rules(struct projects *projects, const char *folder);

/* --config FILE, instead of what would be found. */
bool projects_name(struct projects *projects, const char *path,
    struct error *err);

/* The folder a file lies in, whether or not the file exists.  Never NULL. */
const struct folder *projects_folder(struct projects *projects,
    const char *path);

/* A file's path from the root of its repository; the folder is its own. */
const char *folder_below_root(const struct folder *folder, const char *path,
    struct arena *arena);

/* Look at the folders that a project names, none of them outside the folder
 * root, and let their cards be known. */
bool project_find_cards(struct projects *projects, struct project *project,
    const char *root, struct error *err);

/* Read what the folders of project files hold, the nearest first; *known is
 * NULL where they add nothing. */
bool projects_extend(const struct projects *projects,
    struct project *const *nearest, size_t count, const struct known **known,
    struct error *err);

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
