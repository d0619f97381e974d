/* gpulint fit: memory, term by term; where it fits; what would make it. */

#include "base/number.h"
#include "cli/cli.h"
#include "report/fit.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
judge(struct fit_target *target, const struct workload *w,
    const struct knowledge *known, bool is_named)
{
	const struct catalog *catalog = &known->catalog;
	const struct gpu *gpu =
	    catalog_gpu(catalog, target->gpu, &target->covers);

	target->card = gpu == NULL ? NULL : gpu->name;
	target->workload = w;
	target->usable = fact_number(w, F_TARGET_VRAM, 0);
	memory_estimate(w, catalog, &target->estimate);
	target->verdict = VERDICT_UNKNOWN;
	if (!target->estimate.known || target->usable <= 0)
		return;
	target->verdict = memory_verdict(&target->estimate, target->usable);
	if (!is_named)
		return;
	memory_limits(w, catalog, target->usable, &target->limits);
	if (target->verdict == VERDICT_FITS)
		return;
	target->plan = arena_alloc(w->arena, sizeof(*target->plan));
	plan_best(target->plan, w, catalog, &known->dialects, target->usable);
}

/* The name in the file where it means the same card, else the catalogue's:
 * a cloud's instance type names no card. */
static const char *
name_as_written(const struct workload *w, const struct catalog *catalog)
{
	const struct fact *fact = workload_fact(w, F_TARGET_GPU);
	const char *written = node_text(fact->origin.node);
	const struct gpu *gpu;
	size_t covers;

	if (written[0] == '\0')
		return fact->text;
	gpu = catalog_gpu(catalog, written, &covers);
	if (gpu != NULL && gpu == catalog_gpu(catalog, fact->text, &covers))
		return written;
	return fact->text;
}

/* The target that the file, the project or --set names, if any. */
static void
add_own(struct fit_row *row, const struct workload *w,
    const struct knowledge *known)
{
	bool has_gpu = fact_known(w, F_TARGET_GPU);
	struct fit_target *target;
	char size[32];

	if (!has_gpu && !fact_known(w, F_TARGET_VRAM))
		return;
	target = arena_alloc(w->arena, sizeof(*target));
	target->gpu =
	    has_gpu ? name_as_written(w, &known->catalog)
		    : arena_string(w->arena,
			  number_size(fact_number(w, F_TARGET_VRAM, 0), size));
	judge(target, w, known, true);
	row->estimate = target->estimate;
	row->targets = target;
	row->target_count = 1;
	row->is_named = true;
}

static bool
add_named(struct fit_row *row, const struct workload *w,
    const struct knowledge *known, const struct cli_words *gpus,
    struct error *err)
{
	row->targets =
	    arena_array(w->arena, gpus->count, sizeof(*row->targets));
	row->is_named = true;
	for (size_t i = 0; i < gpus->count; i++) {
		struct fit_target *target = &row->targets[row->target_count++];
		struct workload *copy = arena_alloc(w->arena, sizeof(*copy));

		target->gpu = gpus->word[i];
		if (!target_move(copy, w, gpus->word[i], w->arena,
			&known->catalog, err))
			return false;
		judge(target, copy, known, true);
	}
	row->workload = row->targets[0].workload;
	row->estimate = row->targets[0].estimate;
	return true;
}

/* The common cards, from small to large. */
static int
by_room(const void *left, const void *right)
{
	const struct fit_target *a = left, *b = right;

	if (a->usable != b->usable)
		return a->usable < b->usable ? -1 : 1;
	return strcmp(a->gpu, b->gpu);
}

static size_t
climb(struct fit_target **ladder, const struct workload *w,
    const struct knowledge *known)
{
	size_t count = 0, room = 0;
	struct error err = { "" };

	for (size_t i = 0; i < known->catalog.gpus_count; i++)
		room += known->catalog.gpus[i].ladder != NULL &&
			strcmp(known->catalog.gpus[i].ladder, "yes") == 0;
	*ladder = arena_array(w->arena, room + 1, sizeof(**ladder));
	for (size_t i = 0; i < known->catalog.gpus_count; i++) {
		const struct gpu *gpu = &known->catalog.gpus[i];
		struct workload copy; /* its facts are not read later */

		if (gpu->ladder == NULL || strcmp(gpu->ladder, "yes") != 0 ||
		    !target_move(&copy, w, gpu->name, w->arena, &known->catalog,
			&err))
			continue;
		(*ladder)[count].gpu = gpu->name;
		judge(&(*ladder)[count], &copy, known, false);
		if ((*ladder)[count].verdict != VERDICT_UNKNOWN)
			count++;
	}
	qsort(*ladder, count, sizeof(**ladder), by_room);
	return count;
}

static bool
fill_row(struct fit_row *row, const struct workload *w,
    const struct knowledge *known, const struct cli *cli, struct error *err)
{
	row->workload = w;
	if (cli->gpus.count > 0) {
		if (!add_named(row, w, known, &cli->gpus, err))
			return false;
	} else {
		add_own(row, w, known);
	}
	if (!row->is_named) {
		memory_estimate(w, &known->catalog, &row->estimate);
		row->target_count = climb(&row->targets, w, known);
	} else if (strcmp(cli->format, "text") == 0) {
		row->ladder_count = climb(&row->ladder, w, known);
	}
	memory_doublings(row->workload, &known->catalog, &row->doublings);
	return true;
}

static bool
overflows(const struct fit_row *row)
{
	if (!row->is_named)
		return false;
	for (size_t i = 0; i < row->target_count; i++) {
		if (row->targets[i].verdict == VERDICT_OVERFLOWS)
			return true;
	}
	return false;
}

/* Bars need a terminal that shows more than ASCII. */
static bool
is_unicode(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < 3; i++) {
		const char *value = getenv(names[i]), *dot;

		if (value == NULL || value[0] == '\0')
			continue;
		dot = strchr(value, '.');
		return dot != NULL && (strncasecmp(dot + 1, "utf-8", 5) == 0 ||
					  strncasecmp(dot + 1, "utf8", 4) == 0);
	}
	return false;
}

static int
write_rows(const struct cli *cli, const struct fit_row *rows, int status)
{
	struct fit_look look = { .style = { .color = cli_wants_color(cli),
				     .width = cli_columns() },
		.is_unicode = is_unicode() };
	struct text out;

	text_init(&out);
	if (strcmp(cli->format, "json") == 0)
		fit_write_json(&out, rows);
	else
		fit_write_text(&out, rows, &look);
	status = cli_finish(cli, &out, status);
	text_release(&out);
	return status;
}

/* Why there is nothing to show: 2 for a file that does not parse. */
static int
say_nothing(const struct file_report *file, struct source *source)
{
	struct error err = { "" };

	if (!cli_input_parses(file, source, &err))
		return cli_stop("%s", err.text);
	if (file->recognised)
		cli_note("%s: a file of %s that trains and serves nothing "
			 "itself",
		    file->path, file->dialect);
	else
		cli_note("%s: no framework that is known reads this file",
		    file->path);
	return CLI_OK;
}

static int
fit_file(const struct cli *cli, struct run *run, const char *path)
{
	struct fit_row *rows = NULL, **last = &rows;
	struct knowledge known = run->knowledge;
	struct error err = { "" };
	struct file_report *file;
	struct source *source;
	int status = CLI_OK;

	source = cli_input(cli, &run->arena, path, &err);
	if (source == NULL)
		return cli_stop("%s", err.text);
	file = run_read(run, source->path, source);
	if (!file->read)
		return cli_stop("%s",
		    file->problem == NULL ? path : file->problem);
	known.dialects = *way_dialects(run, file);
	known.catalog = *way_catalog(run, file);
	for (const struct workload *w = file->workloads; w != NULL;
	     w = w->next) {
		if (w->kind == WORKLOAD_OTHER)
			continue;
		*last = arena_alloc(&file->arena, sizeof(**last));
		if (!fill_row(*last, w, &known, cli, &err))
			return cli_stop("%s", err.text);
		if (overflows(*last))
			status = CLI_FOUND;
		last = &(*last)->next;
	}
	if (rows == NULL)
		status = say_nothing(file, source);
	return write_rows(cli, rows, status);
}

int
command_fit(int argc, char **argv)
{
	struct cli cli;
	struct run run;
	int status = cli_read(&cli, argc, argv);

	if (status >= 0)
		return status;
	if (cli_want_format(&cli, NULL) >= 0)
		status = CLI_STOPPED;
	else if (cli.operands.count != 1)
		status = cli_usage("fit", "one CONFIG is wanted");
	else if (!cli_start(&cli, &run)) {
		status = CLI_STOPPED;
	} else {
		status = fit_file(&cli, &run, cli.operands.word[0]);
		run_release(&run);
	}
	cli_release(&cli);
	return status;
}
