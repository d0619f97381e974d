/* From the bytes of a file to its workloads. */

#include "run/project.h"
#include "run/way.h"

#include <string.h>

struct file_report *
way_start(struct run *run, const char *path)
{
	struct file_report *file = arena_alloc(&run->arena, sizeof(*file));

	arena_init(&file->arena);
	file->path = arena_string(&run->arena, path);
	file->folder = projects_folder(run->projects, path);
	file->problem = file->folder->problem;
	*run->last = file;
	run->last = &file->next;
	return file;
}

const struct dialects *
way_dialects(const struct run *run, const struct file_report *file)
{
	return file->folder->known != NULL ? &file->folder->known->dialects
					   : &run->knowledge.dialects;
}

const struct catalog *
way_catalog(const struct run *run, const struct file_report *file)
{
	return file->folder->known != NULL ? &file->folder->known->catalog
					   : &run->knowledge.catalog;
}

static void
complain(struct file_report *file, const char *problem)
{
	if (file->problem == NULL)
		file->problem = arena_string(&file->arena, problem);
}

/* A workload file with a key that is no fact: the first is said. */
static void
complain_of_form(struct file_report *file)
{
	const struct workload_problem *problem = NULL;
	struct text text;

	for (const struct workload *w = file->workloads;
	     w != NULL && problem == NULL; w = w->next)
		problem = w->problems;
	if (problem == NULL)
		return;
	text_init(&text);
	origin_print(&text, &problem->place);
	text_printf(&text, ": %s", problem->text);
	complain(file, text_string(&text));
	text_release(&text);
}

/* The machine: project files, then the config itself, then the options. */
static void
apply_target(const struct run *run, struct file_report *file)
{
	struct target *target = arena_alloc(&file->arena, sizeof(*target));
	struct error err = { "" };
	struct workload *w;

	target_init(target);
	project_target(file->folder, file->path, target);
	project_lay(target, &run->options.target);
	for (w = file->workloads; w != NULL; w = w->next)
		if (!target_apply(target, w, way_catalog(run, file), &err))
			complain(file, err.text);
}

static void
recognise(const struct run *run, struct file_report *file,
    const struct tree *tree)
{
	const struct dialects *dialects = way_dialects(run, file);
	const struct dialect **documents, *dialect;
	struct reading reading;
	uint32_t i;

	documents = arena_array(&file->arena,
	    tree->document_count == 0 ? 1 : tree->document_count,
	    sizeof(*documents));
	reading_init(&reading, dialects, way_catalog(run, file),
	    file->folder->root, &file->arena);
	reading.stand_ins = file->stand_ins;
	reading.folders = run->folders;
	for (i = 0; i < tree->document_count; i++) {
		dialect =
		    dialect_recognise(dialects, tree->documents[i], file->path);
		if (dialect == NULL)
			continue;
		if (file->dialect == NULL)
			file->dialect = dialect->name;
		if (!dialect->linted)
			continue;
		documents[i] = dialect;
		file->recognised = true;
		reading_document(&reading, tree, tree->documents[i], dialect);
	}
	file->documents = documents;
	file->workloads = reading.first;
	file->notes = reading.notes;
	file->linked = reading_trees(&reading, &file->linked_count);
}

void
way_read(const struct run *run, struct file_report *file, struct source *source)
{
	const struct dialects *dialects = way_dialects(run, file);
	struct tree_problem problem;
	struct error err = { "" };
	struct tree *tree;

	if (source == NULL)
		source = source_open_edited(&file->arena, file->path,
		    file->stand_ins, &err);
	if (source == NULL) {
		complain(file, err.text);
		return;
	}
	file->read = true;
	if (!dialects_may_hold(dialects, source->bytes, source->size))
		return;
	memset(&problem, 0, sizeof(problem));
	tree = tree_read(source, &problem);
	if (tree == NULL) {
		way_syntax(run, file, source, &problem);
		return;
	}
	file->tree = tree;
	recognise(run, file, tree);
	complain_of_form(file);
	if (file->recognised)
		apply_target(run, file);
}
