/* The policies that a project file names.  They are data, and even so none
 * is read from outside the repository. */

#include "base/suggest.h"
#include "rule/suppress.h"
#include "run/project.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { POLICIES_LIMIT = 1000 }; /* of one project file */

static bool
is_within(const char *path, const char *folder)
{
	size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

	return strncmp(path, folder, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

/* The folder as the file system knows it. */
static const char *
find_folder(struct projects *projects, const struct project *project,
    const struct project_folder *folder, const char *root, struct error *err)
{
	const char *slash = strrchr(project->path, '/'), *path;
	char real[PATH_MAX];

	/* Spelt as the project file is. */
	path = arena_printf(projects->arena, "%.*s%s",
	    slash == NULL ? 0 : (int)(slash - project->path + 1), project->path,
	    folder->path);

	if (folder->path[0] == '/' || folder->path[0] == '\0') {
		error_set(err,
		    "%s: policies: want a folder relative to this "
		    "file",
		    folder->place);
		return NULL;
	}
	if (realpath(path, real) == NULL) {
		error_set(err, "%s: policies: no folder %s", folder->place,
		    folder->path);
		return NULL;
	}
	if (!is_within(real, root)) {
		error_set(err, "%s: policies: %s lies outside the repository",
		    folder->place, folder->path);
		return NULL;
	}
	return path;
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
			    "%s: policies: an earlier folder has %s already",
			    folder->place, more->all[i].name);
	return false;
}

bool
project_read_policies(struct projects *projects, struct project *project,
    const char *root, struct error *err)
{
	const struct project_folder *folder = project->policy_folders;
	struct cards cards = { NULL, 0 }, more;

	for (; folder != NULL; folder = folder->next) {
		const char *path =
		    find_folder(projects, project, folder, root, err);

		if (path == NULL || !cards_of_plugin(&more, path, "policy",
					root, projects->arena, err))
			return false;
		if (more.count == 0)
			return error_set(err,
			    "%s: policies: no card %s/policy/RULE.yaml",
			    folder->place, folder->path);
		if (is_twice(&cards, &more, folder, err))
			return false;
		append(&cards, &more, projects->arena);
		if (cards.count > POLICIES_LIMIT)
			return error_set(err,
			    "%s: policies: more than %d of them", folder->place,
			    POLICIES_LIMIT);
	}
	if (!policies_read(&project->policies, &cards, projects->dialects,
		projects->arena, err))
		return false;
	append(projects->cards, &cards, projects->arena);
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
