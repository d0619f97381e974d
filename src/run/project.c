/* Which project files hold for a file, and what they say of it. */

#include "run/project.h"
#include "rule/suppress.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
projects_init(struct projects *projects, struct cards *cards,
    struct arena *arena)
{
	memset(projects, 0, sizeof(*projects));
	projects->cards = cards;
	projects->arena = arena;
}

void
projects_add_rules(struct projects *projects, const char *folder)
{
	projects->rules =
	    arena_grow(projects->arena, projects->rules, projects->rules_count,
		projects->rules_count + 1, sizeof(*projects->rules));
	projects->rules[projects->rules_count++] =
	    arena_string(projects->arena, folder);
}

/* The folder of a path as the file system knows it; "." for one that is
 * nowhere. */
static const char *
real_folder(const char *path, struct arena *arena)
{
	char real[PATH_MAX];
	const char *slash = strrchr(path, '/');
	char *folder;

	if (slash == NULL)
		folder = arena_string(arena, ".");
	else if (slash == path)
		folder = arena_string(arena, "/");
	else
		folder = arena_copy(arena, path, (size_t)(slash - path));
	if (realpath(folder, real) == NULL && realpath(".", real) == NULL)
		return folder;
	return arena_string(arena, real);
}

static bool
has_entry(const char *folder, const char *name, struct arena *arena)
{
	return access(arena_printf(arena, "%s/%s",
			  strcmp(folder, "/") == 0 ? "" : folder, name),
		   F_OK) == 0;
}

/* The folder above, or NULL at the top. */
static const char *
above(const char *folder, struct arena *arena)
{
	const char *slash = strrchr(folder, '/');

	if (slash == NULL || strcmp(folder, "/") == 0)
		return NULL;
	if (slash == folder)
		return "/";
	return arena_copy(arena, folder, (size_t)(slash - folder));
}

static bool
is_within(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	if (strcmp(folder, "/") == 0)
		return true;
	return strncmp(path, folder, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

/* The nearest folder with a .git; without one the working directory where
 * the file lies below it, and else its own folder. */
static const char *
find_root(const char *folder, struct arena *arena)
{
	char here[PATH_MAX];
	const char *at;

	for (at = folder; at != NULL; at = above(at, arena))
		if (has_entry(at, ".git", arena))
			return at;
	if (getcwd(here, sizeof(here)) != NULL && is_within(folder, here))
		return arena_string(arena, here);
	return folder;
}

/* The project file of a folder, spelt from the working directory where it
 * lies below that: reports should not depend on where a clone stands. */
static const char *
project_path(const char *folder, struct arena *arena)
{
	char here[PATH_MAX];
	size_t length;

	if (strcmp(folder, "/") == 0)
		return "/.gpulint.yaml";
	if (getcwd(here, sizeof(here)) != NULL && is_within(folder, here)) {
		length = strcmp(here, "/") == 0 ? 0 : strlen(here);
		folder += length;
		folder += *folder == '/';
	}
	return arena_printf(arena, "%s%s.gpulint.yaml", folder,
	    *folder == '\0' ? "" : "/");
}

static struct project *
open_project(struct projects *projects, const char *path, const char *folder,
    const char *root, struct error *err)
{
	struct project *project = names_get(&projects->read, path);
	struct source *source;

	if (project != NULL && strcmp(project->folder, folder) == 0)
		return project;
	source = source_open(projects->arena, path, err);
	if (source == NULL)
		return NULL;
	project =
	    project_read(source, folder, projects->cards, projects->arena, err);
	if (project == NULL ||
	    !project_find_cards(projects, project, root, err))
		return NULL;
	names_put(&projects->read, projects->arena, project->path, project);
	return project;
}

bool
projects_name(struct projects *projects, const char *path, struct error *err)
{
	const char *folder = real_folder(path, projects->arena);
	const struct known *known;
	struct project *project;

	project = open_project(projects, path, folder,
	    find_root(folder, projects->arena), err);
	if (project == NULL || !projects_know_rules(projects, project, err) ||
	    !projects_extend(projects, &project, 1, &known, err))
		return false;
	projects->named = project;
	return true;
}

/* The user's own file, which stands behind those of all repositories. */
static const char *
user_path(struct arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	/* A relative path is to be ignored, says the XDG specification. */
	if (config != NULL && config[0] == '/')
		return arena_printf(arena, "%s/gpulint/gpulint.yaml", config);
	if (home != NULL && home[0] == '/')
		return arena_printf(arena, "%s/.config/gpulint/gpulint.yaml",
		    home);
	return NULL;
}

static bool
add_user(struct projects *projects, struct folder *folder, struct error *err)
{
	const char *path = user_path(projects->arena), *own;
	struct project *project;

	if (path == NULL || access(path, F_OK) != 0 ||
	    folder->count == PROJECT_LIMIT)
		return true;
	own = real_folder(path, projects->arena);
	project = open_project(projects, path, own, own, err);
	if (project == NULL)
		return false;
	folder->projects[folder->count++] = project;
	return true;
}

/* The project files from the folder of a file up to its repository, and the
 * user's. */
static bool
add_projects(struct projects *projects, struct folder *folder,
    struct error *err)
{
	struct arena *arena = projects->arena;
	struct project *project;
	const char *at;

	for (at = folder->path; at != NULL && folder->count < PROJECT_LIMIT;
	     at = above(at, arena)) {
		if (has_entry(at, ".gpulint.yaml", arena)) {
			project = open_project(projects,
			    project_path(at, arena), at, folder->root, err);
			if (project == NULL)
				return false;
			folder->projects[folder->count++] = project;
			if (project->root)
				return true;
		}
		if (strcmp(at, folder->root) == 0)
			break;
	}
	return add_user(projects, folder, err);
}

static void
find_projects(struct projects *projects, struct folder *folder)
{
	struct error err = { "" };
	bool ok;
	size_t i;

	if (projects->isolated)
		return;
	if (projects->named != NULL)
		folder->projects[folder->count++] = projects->named;
	ok = projects->named != NULL || add_projects(projects, folder, &err);
	/* A rule may be a policy that a farther file names. */
	for (i = 0; ok && i < folder->count; i++)
		ok = projects_know_rules(projects, folder->projects[i], &err);
	ok = ok && projects_extend(projects, folder->projects, folder->count,
		       &folder->known, &err);
	if (!ok)
		folder->problem = arena_string(projects->arena, err.text);
}

const struct folder *
projects_folder(struct projects *projects, const char *path)
{
	struct arena *arena = projects->arena;
	const char *real = real_folder(path, arena);
	struct folder *folder = names_get(&projects->folders, real);

	if (folder != NULL)
		return folder;
	folder = arena_alloc(arena, sizeof(*folder));
	folder->path = real;
	folder->root = find_root(real, arena);
	find_projects(projects, folder);
	names_put(&projects->folders, arena, folder->path, folder);
	return folder;
}

/* The file's path relative to the folder of a project file, or NULL. */
static const char *
relative_to(const struct project *project, const struct folder *folder,
    const char *path, char buffer[PATH_MAX])
{
	const char *name = strrchr(path, '/');
	size_t length = strlen(project->folder), n;

	name = name == NULL ? path : name + 1;
	if (!is_within(folder->path, project->folder))
		return NULL;
	if (strcmp(project->folder, "/") == 0)
		length = 0;
	n = (size_t)snprintf(buffer, PATH_MAX, "%s/%s", folder->path + length,
	    name);
	if (n >= PATH_MAX)
		return NULL;
	while (*buffer == '/')
		buffer++;
	return buffer;
}

static bool
is_any(const char *const *globs, size_t count, const char *path)
{
	size_t i;

	for (i = 0; path != NULL && i < count; i++)
		if (path_is_meant(globs[i], path))
			return true;
	return false;
}

static bool
speaks_of(const struct project_part *part, const char *path)
{
	return part->paths == NULL ||
	       is_any(part->paths, part->path_count, path);
}

const char *
folder_below_root(const struct folder *folder, const char *path,
    struct arena *arena)
{
	size_t length =
	    strcmp(folder->root, "/") == 0 ? 0 : strlen(folder->root);
	const char *name = strrchr(path, '/'), *below;

	name = name == NULL ? path : name + 1;
	if (!is_within(folder->path, folder->root))
		return name;
	below = arena_printf(arena, "%s/%s", folder->path + length, name);
	return below + strspn(below, "/");
}

bool
project_ignores(const struct folder *folder, const char *path)
{
	char buffer[PATH_MAX];
	size_t i;

	for (i = 0; i < folder->count; i++) {
		const struct project *project = folder->projects[i];

		if (is_any(project->ignore, project->ignore_count,
			relative_to(project, folder, path, buffer)))
			return true;
	}
	return false;
}

bool
project_severity(const struct folder *folder, const char *path,
    const struct card *card, enum severity *severity)
{
	const struct project_part *part;
	const struct project_rule *rule;
	char buffer[PATH_MAX];
	bool found = false;
	size_t i;

	for (i = 0; i < folder->count && !found; i++) {
		const struct project *project = folder->projects[i];
		const char *relative =
		    relative_to(project, folder, path, buffer);

		for (part = project->parts; part != NULL; part = part->next)
			for (rule = part->rules;
			     rule != NULL && speaks_of(part, relative);
			     rule = rule->next)
				if (rule_is_meant(card, rule->name,
					strlen(rule->name))) {
					*severity = rule->severity;
					found = true;
				}
	}
	return found;
}

void
project_lay(struct target *target, const struct target *over)
{
	size_t i;

	for (i = 0; i < FACT_COUNT; i++)
		if (over->given[i]) {
			target->facts[i] = over->facts[i];
			target->given[i] = true;
		}
	if (over->libs != NULL)
		target->libs = over->libs;
}

void
project_target(const struct folder *folder, const char *path,
    struct target *target)
{
	const struct project_part *part;
	char buffer[PATH_MAX];
	size_t i;

	for (i = folder->count; i-- > 0;) {
		const struct project *project = folder->projects[i];
		const char *relative =
		    relative_to(project, folder, path, buffer);

		for (part = project->parts; part != NULL; part = part->next)
			if (part->has_target && speaks_of(part, relative))
				project_lay(target, &part->target);
	}
}
