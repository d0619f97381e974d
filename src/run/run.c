/* One use of gpulint, from options to findings. */

#include "run/run.h"
#include "link/folders.h"
#include "read/walk.h"
#include "rule/plugins.h"
#include "run/jobs.h"
#include "run/project.h"
#include "run/told.h"
#include "run/way.h"

#include <string.h>

void
run_init(struct run *run)
{
	memset(run, 0, sizeof(*run));
	arena_init(&run->arena);
	run->last = &run->files;
	run->last_problem = &run->problems;
	run->options.fail_on = SEVERITY_ERROR;
	target_init(&run->options.target);
	run->knowledge.cards = cards_builtin;
	run->knowledge.dialects = dialects_builtin;
	run->knowledge.catalog = catalog_builtin;
	run->plugins = arena_alloc(&run->arena, sizeof(*run->plugins));
	plugins_init(run->plugins, &run->arena);
	run->projects = arena_alloc(&run->arena, sizeof(*run->projects));
	projects_init(run->projects, &run->knowledge.cards, &run->arena);
	run->folders = folders_new();
}

void
run_release(struct run *run)
{
	struct file_report *file;

	plugins_release(run->plugins);
	folders_free(run->folders);
	for (file = run->files; file != NULL; file = file->next)
		arena_release(&file->arena);
	for (file = run->tries; file != NULL; file = file->next)
		arena_release(&file->arena);
	arena_release(&run->arena);
}

void
run_complain(struct run *run, const char *text)
{
	struct run_problem *problem;

	if (run->newest_problem != NULL &&
	    strcmp(run->newest_problem, text) == 0)
		return;
	problem = arena_alloc(&run->arena, sizeof(*problem));
	problem->text = arena_string(&run->arena, text);
	run->newest_problem = problem->text;
	*run->last_problem = problem;
	run->last_problem = &problem->next;
}

bool
run_add_rules(struct run *run, const char *folder, struct error *err)
{
	struct knowledge *k = &run->knowledge, base = *k;

	projects_add_rules(run->projects, folder);
	return cards_extend(&k->cards, &base.cards, folder, &run->arena, err) &&
	       dialects_extend(&k->dialects, &base.dialects,
		   arena_printf(&run->arena, "%s/dialects", folder),
		   &run->arena, err) &&
	       catalog_extend(&k->catalog, &base.catalog,
		   arena_printf(&run->arena, "%s/catalog", folder), &run->arena,
		   err) &&
	       policies_read(&k->policies, &k->cards, &k->dialects, &run->arena,
		   err);
}

bool
run_load_plugins(struct run *run, struct error *err)
{
	return plugins_add_own(run->plugins, &run->knowledge.cards, err);
}

bool
run_add_plugin(struct run *run, const char *path, struct error *err)
{
	return plugins_add(run->plugins, path, &run->knowledge.cards, err);
}

struct file_report *
run_read(struct run *run, const char *path, struct source *source)
{
	struct file_report *file = way_start(run, path);

	way_read(run, file, source);
	return file;
}

void
run_check(struct run *run, struct file_report *file)
{
	way_check(run, file);
	way_end(run, file);
}

struct file_report *
run_bytes(struct run *run, const char *path, const char *bytes, size_t size)
{
	struct file_report *file = way_start(run, path);
	struct error err = { "" };
	struct source *source;

	source = source_from_bytes(&file->arena, file->path, bytes, size, &err);
	if (source == NULL) {
		file->problem = arena_string(&file->arena, err.text);
		way_end(run, file);
		return file;
	}
	way_read(run, file, source);
	run_check(run, file);
	return file;
}

struct file_report *
run_try(struct run *run, const struct file_report *like, const char *bytes,
    size_t size, const struct stand_in *stand_ins)
{
	struct file_report *file = arena_alloc(&run->arena, sizeof(*file));
	struct source *source = NULL;

	arena_init(&file->arena);
	file->path = like->path;
	file->folder = like->folder;
	file->stand_ins = stand_ins;
	file->next = run->tries;
	run->tries = file;
	if (bytes != NULL)
		source = source_from_bytes(&file->arena, file->path, bytes,
		    size, NULL);
	if (bytes != NULL && source == NULL) {
		file->problem = "cannot be read";
		return file;
	}
	way_read(run, file, source);
	file->stand_ins = NULL;
	way_check(run, file);
	return file;
}

void
run_forget(struct run *run, struct file_report *tried)
{
	struct file_report **at = &run->tries;

	while (*at != tried)
		at = &(*at)->next;
	*at = tried->next;
	arena_release(&tried->arena);
}

static void
count_findings(struct run *run, const struct file_report *file)
{
	const struct finding *f;

	for (f = file->findings; f != NULL; f = f->next) {
		if (f->suppressed != NULL || f->is_told)
			continue;
		if (f->severity == SEVERITY_ERROR)
			run->summary.errors++;
		else if (f->severity == SEVERITY_WARNING)
			run->summary.warnings++;
		else
			run->summary.notes++;
	}
}

void
run_settle(struct file_report *file, const struct file_report *tried)
{
	struct arena arena = file->arena;
	struct file_report *next = file->next;

	*file = *tried;
	file->arena = arena;
	file->next = next;
}

void
run_again(struct run *run, struct file_report *file)
{
	run_settle(file, run_try(run, file, NULL, 0, run->stand_ins));
}

void
run_recount(struct run *run)
{
	run->summary.errors = run->summary.warnings = run->summary.notes = 0;
	told_mark(run);
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next)
		count_findings(run, file);
}

void
way_end(struct run *run, struct file_report *file)
{
	run->summary.files++;
	if (file->recognised)
		run->summary.recognised++;
	if (file->problem != NULL)
		run_complain(run, file->problem);
	count_findings(run, file);
}

enum severity
run_fail_on(const struct run *run)
{
	const struct folder *folder;
	size_t i;

	if (run->options.has_fail_on || run->files == NULL)
		return run->options.fail_on;
	folder = run->files->folder;
	for (i = 0; i < folder->count; i++)
		if (folder->projects[i]->has_fail_on)
			return folder->projects[i]->fail_on;
	return run->options.fail_on;
}

bool
run_found(const struct run *run)
{
	switch (run_fail_on(run)) {
	case SEVERITY_OFF:
		return false;
	case SEVERITY_NOTE:
		if (run->summary.notes > 0)
			return true;
		/* fall through */
	case SEVERITY_WARNING:
		if (run->summary.warnings > 0)
			return true;
		/* fall through */
	case SEVERITY_ERROR:
		break;
	}
	return run->summary.errors > 0;
}

bool
run_paths(struct run *run, const char *const *paths, size_t count,
    struct error *err)
{
	struct walk walk = walk_paths(&run->arena, paths, count);
	struct file_report **files, *file;
	size_t i, n = 0;

	for (i = 0; i < walk.problem_count; i++)
		run_complain(run, walk.problems[i]);
	files = arena_array(&run->arena, walk.count + 1, sizeof(file));
	for (i = 0; i < walk.count; i++)
		if (!project_ignores(projects_folder(run->projects,
					 walk.paths[i]),
			walk.paths[i]))
			files[n++] = way_start(run, walk.paths[i]);
	jobs_run(run, files, n);
	for (i = 0; i < n; i++)
		way_end(run, files[i]);
	if (run->problems == NULL)
		return true;
	return error_set(err, "%s", run->problems->text);
}
