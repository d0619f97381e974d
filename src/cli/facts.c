/* facts: the workloads of a file as they were understood; the vocabulary. */

#include "cli/cli.h"
#include "workload/listing.h"

#include <string.h>

static unsigned
line_of(const struct workload *w)
{
	uint32_t line = 1, column = 1;

	if (w->root != NULL && w->source != NULL)
		source_place(w->source, w->root->span.start, &line, &column);
	return line;
}

static const char *
path_of(const struct workload *w, const struct file_report *file)
{
	return w->source == NULL ? file->path : w->source->path;
}

static void
workload_json(struct text *out, const struct workload *w,
    const struct file_report *file)
{
	text_add(out, "{\"path\":");
	text_add_json_string(out, path_of(w, file));
	text_printf(out, ",\"line\":%u,\"dialect\":", line_of(w));
	text_add_json_string(out, w->dialect);
	if (w->name != NULL) {
		text_add(out, ",\"name\":");
		text_add_json_string(out, w->name);
	}
	text_printf(out,
	    ",\"kind\":\"%s\",\"facts\":", workload_kind_name(w->kind));
	listing_facts_json(out, w);
	text_add_char(out, '}');
}

static void
files_json(struct text *out, const struct file_report *const *files,
    size_t count)
{
	const char *comma = "";

	text_add(out, "{\"schema\":\"gpulint-facts/1\",\"files\":[");
	for (size_t i = 0; i < count; i++) {
		text_add(out, i == 0 ? "{\"path\":" : ",{\"path\":");
		text_add_json_string(out, files[i]->path);
		text_add(out, ",\"dialect\":");
		text_add_json_string(out, files[i]->dialect);
		text_add_char(out, '}');
	}
	text_add(out, "],\"workloads\":[");
	for (size_t i = 0; i < count; i++) {
		for (const struct workload *w = files[i]->workloads; w != NULL;
		     w = w->next) {
			text_add(out, comma);
			workload_json(out, w, files[i]);
			comma = ",";
		}
	}
	text_add(out, "]}\n");
}

static void
file_text(struct text *out, const struct file_report *file)
{
	if (file->read && file->dialect == NULL) {
		text_add_shown(out, file->path);
		text_add(out, ": a file of no dialect that is known\n");
	}
	if (file->dialect != NULL && file->workloads == NULL) {
		text_add_shown(out, file->path);
		text_printf(out, ": %s, no workload\n", file->dialect);
	}
	for (const struct workload *w = file->workloads; w != NULL;
	     w = w->next) {
		const char *path = path_of(w, file);

		text_add_shown(out, path);
		text_printf(out, ":%u: %s, %s", line_of(w), w->dialect,
		    workload_kind_name(w->kind));
		if (w->name != NULL) {
			text_add(out, " ");
			text_add_shown(out, w->name);
		}
		text_add_char(out, '\n');
		listing_facts_text(out, w);
	}
}

/* True where something of the file could not be read or understood. */
static bool
note_problems(const struct file_report *file)
{
	size_t count = 0;

	for (const struct workload *w = file->workloads; w != NULL;
	     w = w->next) {
		for (const struct workload_problem *p = w->problems; p != NULL;
		     p = p->next, count++) {
			struct text place;

			text_init(&place);
			origin_print(&place, &p->place);
			cli_note("%s: %s", text_string(&place), p->text);
			text_release(&place);
		}
	}
	/* The first of these is the file's own problem too. */
	if (file->problem != NULL && count == 0)
		cli_note("%s", file->problem);
	return file->problem != NULL || count > 0;
}

/* A file that is one of ours and does not parse could not be understood; of
 * a foreign one that is worth a word, of a template it is to be expected. */
static bool
note_syntax(const struct file_report *file, struct source *source)
{
	struct error err = { "" };

	if ((file->dialect != NULL && !file->recognised) ||
	    cli_input_parses(file, source, &err))
		return false;
	cli_note("%s", err.text);
	return file->dialect != NULL;
}

static const struct file_report *
list_file(const struct cli *cli, struct run *run, const char *path, int *status)
{
	struct error err = { "" };
	const struct file_report *file;
	struct source *source = cli_input(cli, &run->arena, path, &err);

	if (source == NULL) {
		*status = cli_stop("%s", err.text);
		return NULL;
	}
	file = run_read(run, source->path, source);
	if (note_problems(file) || note_syntax(file, source))
		*status = CLI_STOPPED;
	return file;
}

static int
list_files(const struct cli *cli, struct run *run, struct text *out)
{
	const struct file_report **files =
	    arena_array(&run->arena, cli->operands.count, sizeof(*files));
	size_t count = 0;
	int status = CLI_OK;

	for (size_t i = 0; i < cli->operands.count; i++) {
		files[count] =
		    list_file(cli, run, cli->operands.word[i], &status);
		count += files[count] != NULL;
	}
	if (strcmp(cli->format, "json") == 0) {
		files_json(out, files, count);
		return status;
	}
	for (size_t i = 0; i < count; i++)
		file_text(out, files[i]);
	return status;
}

static void
list_vocabulary(const struct cli *cli, struct text *out)
{
	if (strcmp(cli->format, "json") == 0)
		listing_vocabulary_json(out);
	else
		listing_vocabulary_text(out);
}

int
command_facts(int argc, char **argv)
{
	struct text out;
	struct cli cli;
	struct run run;
	int status = cli_read(&cli, argc, argv);

	if (status >= 0)
		return status;
	if (cli_want_format(&cli, NULL) >= 0) {
		cli_release(&cli);
		return CLI_STOPPED;
	}
	text_init(&out);
	if (cli.operands.count == 0) {
		list_vocabulary(&cli, &out);
		status = cli_finish(&cli, &out, CLI_OK);
	} else if (cli_start(&cli, &run)) {
		status = list_files(&cli, &run, &out);
		status = cli_finish(&cli, &out, status);
		run_release(&run);
	} else {
		status = CLI_STOPPED;
	}
	text_release(&out);
	cli_release(&cli);
	return status;
}
