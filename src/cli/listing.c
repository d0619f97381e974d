#include "cli/listing.h"

#include "cli/cli.h"

#include <string.h>

/* A run of one listing command. */
struct pass {
	const struct listing *listing;
	const struct table *table;
	const struct cli *cli;
	const struct catalog *catalog;
	struct arena *arena;
	struct text *out;
};

static int
refuse_name(const struct pass *p, const char *name)
{
	const char *near = p->listing->suggest(p->catalog, name);

	if (near != NULL)
		return cli_stop("%s: no %s of that name; did you mean \"%s\"?",
		    name, p->listing->what, near);
	return cli_stop("%s: no %s of that name", name, p->listing->what);
}

static void
print_rows(const struct pass *p, const void *const *rows, size_t count)
{
	size_t i;

	if (strcmp(p->cli->format, "json") == 0) {
		list_json(p->out, p->table, rows, count);
		return;
	}
	if (p->cli->operands.count == 0) {
		p->listing->print(p->out, rows, count);
		return;
	}
	for (i = 0; i < count; i++) {
		if (i > 0)
			text_add_char(p->out, '\n');
		list_details(p->out, p->table, rows[i]);
	}
}

static int
list_all(const struct pass *p)
{
	size_t count, i;
	const char *row = table_rows(p->table, p->catalog, &count);
	const void **rows = arena_array(p->arena, count + 1, sizeof(*rows));

	for (i = 0; i < count; i++, row += p->table->row_size)
		rows[i] = row;
	print_rows(p, rows, count);
	return CLI_OK;
}

static int
list_named(const struct pass *p)
{
	size_t count = p->cli->operands.count, i;
	const void **rows = arena_array(p->arena, count, sizeof(*rows));

	for (i = 0; i < count; i++) {
		const char *name = p->cli->operands.word[i], *note = NULL;

		rows[i] = p->listing->find(p->catalog, name, &note);
		if (rows[i] == NULL)
			return refuse_name(p, name);
		if (note != NULL)
			cli_note("%s: %s", name, note);
	}
	print_rows(p, rows, count);
	return CLI_OK;
}

static int
run_listing(const struct listing *listing, const struct cli *cli,
    struct run *run)
{
	struct text out;
	const struct pass pass = { listing, table_by_name(listing->table), cli,
		&run->knowledge.catalog, &run->arena, &out };
	int status;

	text_init(&out);
	status = cli->operands.count == 0 ? list_all(&pass) : list_named(&pass);
	if (status == CLI_OK)
		status = cli_finish(cli, &out, CLI_OK);
	text_release(&out);
	return status;
}

int
listing_command(const struct listing *listing, int argc, char **argv)
{
	struct cli cli;
	struct run run;
	int status = cli_read(&cli, argc, argv);

	if (status >= 0)
		return status;
	if (cli_want_format(&cli, NULL) >= 0) {
		status = CLI_STOPPED;
	} else if (cli_start_here(&cli, &run)) {
		status = run_listing(listing, &cli, &run);
		run_release(&run);
	} else {
		status = CLI_STOPPED;
	}
	cli_release(&cli);
	return status;
}
