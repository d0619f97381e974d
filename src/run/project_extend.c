/*
 * The folders that a project file extends what is known by: policies,
 * dialects, tables of the catalogue.
 *
 * They are data and name no code; even so none is read from outside the
 * repository, nor what everybody may write.
 */

#include "base/suggest.h"
#include "rule/suppress.h"
#include "run/project.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_LIMIT = 1000 }; /* of one folder */

/* What is looked at before it is read. */
struct guard {
	const char *place; /* in the project file */
	const char *root; /* real path */
	uid_t owner; /* of the project file */
	size_t files;
	struct arena *arena;
	struct error *err;
};

static bool
is_within(const char *path, const char *folder)
{
	size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

	return strncmp(path, folder, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

/* A link may lead anywhere, and what everybody may write says nothing about
 * what its repository wants. */
static bool
may_read(const struct guard *guard, const char *path)
{
	char real[PATH_MAX];
	struct stat st;

	if (realpath(path, real) == NULL || stat(real, &st) != 0)
		return error_set(guard->err, "%s: extend: %s: %s", guard->place,
		    path, strerror(errno));
	if (!is_within(real, guard->root))
		return error_set(guard->err,
		    "%s: extend: %s lies outside the repository", guard->place,
		    path);
	if (st.st_uid != 0 && st.st_uid != geteuid() &&
	    st.st_uid != guard->owner)
		return error_set(guard->err,
		    "%s: extend: %s belongs to user %lu, who is neither root "
		    "nor you nor the owner of this file",
		    guard->place, path, (unsigned long)st.st_uid);
	if ((st.st_mode & S_IWOTH) != 0 &&
	    !(S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX) != 0))
		return error_set(guard->err,
		    "%s: extend: everybody may write %s; chmod o-w",
		    guard->place, path);
	return true;
}

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	return name[0] != '.' && length > tail &&
	       strcmp(name + length - tail, suffix) == 0;
}

/* The files of folder/kind, which need not be there. */
static bool
may_read_kind(struct guard *guard, const char *folder, const char *kind,
    const char *suffix)
{
	const char *path = arena_printf(guard->arena, "%s/%s", folder, kind);
	struct dirent *entry;
	DIR *dir = opendir(path);
	bool ok;

	if (dir == NULL)
		return errno == ENOENT ||
		       error_set(guard->err, "%s: extend: %s: %s", guard->place,
			   path, strerror(errno));
	ok = may_read(guard, path);
	while (ok && (entry = readdir(dir)) != NULL) {
		if (!has_suffix(entry->d_name, suffix))
			continue;
		ok = may_read(guard,
		    arena_printf(guard->arena, "%s/%s", path, entry->d_name));
		if (ok && ++guard->files > FILES_LIMIT)
			ok = error_set(guard->err,
			    "%s: extend: more than %d files in %s",
			    guard->place, FILES_LIMIT, folder);
	}
	closedir(dir);
	return ok;
}

static bool
may_read_folder(const struct projects *projects, const struct project *project,
    const struct project_folder *folder, const char *root, struct error *err)
{
	struct guard guard = { .place = folder->place,
		.root = root,
		.arena = projects->arena,
		.err = err };
	struct stat st;

	if (stat(project->path, &st) != 0)
		return error_set(err, "%s: %s", project->path, strerror(errno));
	guard.owner = st.st_uid;
	if (!may_read(&guard, folder->path) ||
	    !may_read_kind(&guard, folder->path, "policy", ".yaml") ||
	    !may_read_kind(&guard, folder->path, "dialects", ".yaml") ||
	    !may_read_kind(&guard, folder->path, "catalog", ".tsv"))
		return false;
	return guard.files > 0 ||
	       error_set(err,
		   "%s: extend: no policy/RULE.yaml, dialects/NAME.yaml or "
		   "catalog/TABLE.tsv in %s",
		   folder->place, folder->written);
}

/* Spelt as the project file is, for messages. */
static bool
find_folder(const struct projects *projects, const struct project *project,
    struct project_folder *folder, struct error *err)
{
	const char *slash = strrchr(project->path, '/');
	struct stat st;

	if (folder->written[0] == '/' || folder->written[0] == '\0')
		return error_set(err,
		    "%s: extend: want a folder relative to this file",
		    folder->place);
	folder->path = arena_printf(projects->arena, "%.*s%s",
	    slash == NULL ? 0 : (int)(slash - project->path + 1), project->path,
	    folder->written);
	if (stat(folder->path, &st) != 0 || !S_ISDIR(st.st_mode))
		return error_set(err, "%s: extend: no folder %s", folder->place,
		    folder->written);
	return true;
}

static void
append(struct cards *cards, const struct cards *more, struct arena *arena)
{
	struct card *all;

	all = arena_grow(arena, cards->all, cards->count,
	    cards->count + more->count, sizeof(*all));
	if (more->count > 0)
		memcpy(all + cards->count, more->all,
		    more->count * sizeof(*all));
	cards->all = all;
	cards->count += more->count;
}

static bool
is_twice(const struct cards *cards, const struct cards *more,
    const struct project_folder *folder, struct error *err)
{
	size_t i;

	for (i = 0; i < more->count; i++)
		if (card_by_name(cards, more->all[i].name) != NULL)
			return !error_set(err,
			    "%s: extend: an earlier folder has %s already",
			    folder->place, more->all[i].name);
	return false;
}

bool
project_find_cards(struct projects *projects, struct project *project,
    const char *root, struct error *err)
{
	struct project_folder *folder = project->folders;
	struct cards more;

	for (; folder != NULL; folder = folder->next) {
		if (!find_folder(projects, project, folder, err) ||
		    !may_read_folder(projects, project, folder, root, err) ||
		    !cards_of_plugin(&more, folder->path, "policy", root,
			projects->arena, err) ||
		    is_twice(&project->cards, &more, folder, err))
			return false;
		append(&project->cards, &more, projects->arena);
	}
	append(projects->cards, &project->cards, projects->arena);
	return true;
}

/* What a folder holds before what was known. */
static bool
extend(struct known *known, const char *folder, struct arena *arena,
    struct error *err)
{
	struct known base = *known;

	return dialects_extend(&known->dialects, &base.dialects,
		   arena_printf(arena, "%s/dialects", folder), arena, err) &&
	       catalog_extend(&known->catalog, &base.catalog,
		   arena_printf(arena, "%s/catalog", folder), arena, err);
}

/* One project file over those that are farther, and --rules over it. */
static bool
extend_project(const struct projects *projects, struct project *project,
    const struct project *farther, struct error *err)
{
	const struct project_folder *folder;
	struct arena *arena = projects->arena;
	size_t i;

	if (project->known != NULL)
		return true;
	project->own = arena_alloc(arena, sizeof(*project->own));
	if (farther != NULL) {
		*project->own = *farther->own;
	} else {
		project->own->dialects = dialects_builtin;
		project->own->catalog = catalog_builtin;
	}
	for (folder = project->folders; folder != NULL; folder = folder->next)
		if (!extend(project->own, folder->path, arena, err))
			return false;
	project->known = arena_alloc(arena, sizeof(*project->known));
	*project->known = *project->own;
	for (i = 0; i < projects->rules_count; i++)
		if (!extend(project->known, projects->rules[i], arena, err))
			return false;
	return policies_read(&project->policies, &project->cards,
	    &project->known->dialects, arena, err);
}

bool
projects_extend(const struct projects *projects, struct project *const *nearest,
    size_t count, const struct known **known, struct error *err)
{
	const struct project *farther = NULL;
	size_t i;

	*known = NULL;
	for (i = count; i-- > 0;) {
		/* Most have nothing to add: all stays with the run. */
		if (farther == NULL && nearest[i]->folders == NULL)
			continue;
		if (!extend_project(projects, nearest[i], farther, err))
			return false;
		farther = nearest[i];
		*known = nearest[i]->known;
	}
	return true;
}

bool
projects_know_rules(const struct projects *projects,
    const struct project *project, struct error *err)
{
	const struct project_part *part;
	const struct project_rule *rule;
	const char *near;

	for (part = project->parts; part != NULL; part = part->next)
		for (rule = part->rules; rule != NULL; rule = rule->next) {
			if (rule->place == NULL ||
			    strcmp(rule->name, "policy") == 0 ||
			    rule_is_known(projects->cards, rule->name,
				strlen(rule->name)))
				continue;
			near = card_suggest(projects->cards, rule->name);
			if (near == NULL)
				return error_set(err, "%s: no rule '%s'",
				    rule->place, rule->name);
			return error_set(err,
			    "%s: no rule '%s'; did you mean '%s'?", rule->place,
			    rule->name, near);
		}
	return true;
}
