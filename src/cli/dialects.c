/* gpulint dialects: the kinds of files that are recognised. */

#include "base/text.h"
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

static void
add_keys(struct text *out, const char *lead, const char *const *keys,
    const char *joint)
{
	if (!keys || !keys[0])
		return;
	text_add(out, lead);
	for (size_t i = 0; keys[i]; i++)
		text_printf(out, "%s%s", i ? joint : "", keys[i]);
}

/* "base_model and 1 of datasets, adapter, without models" */
static void
add_signature(struct text *out, const struct signature *s)
{
	add_keys(out, "", s->all, ", ");
	if (s->any && s->any[0]) {
		text_printf(out, "%s%u of ", s->all && s->all[0] ? " and " : "",
		    s->least);
		add_keys(out, "", s->any, ", ");
	}
	add_keys(out, ", without ", s->none, ", ");
	add_keys(out, ", in a file named ", s->path, " or ");
}

static void
add_signatures(struct text *out, const struct dialect *d)
{
	for (size_t i = 0; i < d->signature_count; i++) {
		text_add(out, i ? "; or " : "");
		add_signature(out, &d->signatures[i]);
	}
	if (d->signature_count == 0)
		text_add(out, "its structure");
}

static void
print_text(struct text *out, const struct dialect *d)
{
	struct text known;

	text_init(&known);
	add_signatures(&known, d);
	text_printf(out, "%s: %s\n", d->name, d->summary);
	if (d->framework)
		text_printf(out, "    framework: %s%s%s\n", d->framework,
		    d->version ? " " : "", d->version ? d->version : "");
	text_printf(out, "    known by: %s\n", text_string(&known));
	if (d->linted)
		text_printf(out, "    keys: %zu\n", d->key_count);
	else
		text_add(out, "    recognised and left alone\n");
	text_release(&known);
}

static void
print_json(struct text *out, const struct dialect *d)
{
	struct text known;

	text_init(&known);
	add_signatures(&known, d);
	text_add(out, "{\"name\":");
	text_add_json_string(out, d->name);
	text_add(out, ",\"summary\":");
	text_add_json_string(out, d->summary);
	text_add(out, ",\"framework\":");
	text_add_json_string(out, d->framework);
	text_add(out, ",\"version\":");
	text_add_json_string(out, d->version);
	text_add(out, ",\"signature\":");
	text_add_json_string(out, text_string(&known));
	text_printf(out, ",\"linted\":%s,\"keys\":%zu}",
	    d->linted ? "true" : "false", d->key_count);
	text_release(&known);
}

static int
by_name(const void *a, const void *b)
{
	const struct dialect *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static void
print_all(struct text *out, const struct dialects *dialects, bool json,
    struct arena *arena)
{
	const struct dialect **sorted =
	    arena_array(arena, dialects->count + 1, sizeof(*sorted));

	for (size_t i = 0; i < dialects->count; i++)
		sorted[i] = &dialects->all[i];
	qsort(sorted, dialects->count, sizeof(*sorted), by_name);
	if (json)
		text_add(out,
		    "{\"schema\":\"gpulint-dialects/1\",\"dialects\":[");
	for (size_t i = 0; i < dialects->count; i++) {
		if (json)
			text_add(out, i ? "," : "");
		(json ? print_json : print_text)(out, sorted[i]);
	}
	if (json)
		text_add(out, "]}\n");
}

int
command_dialects(int argc, char **argv)
{
	struct text out;
	struct cli cli;
	struct run run;
	int status = cli_read(&cli, argc, argv);
	bool json;

	if (status >= 0)
		return status;
	json = strcmp(cli.format, "json") == 0;
	if (cli_want_format(&cli, NULL) >= 0)
		status = CLI_STOPPED;
	else if (cli.operands.count > 0)
		status = cli_usage("dialects", "%s: takes no operands",
		    cli.operands.word[0]);
	else if (!cli_start_here(&cli, &run))
		status = CLI_STOPPED;
	else {
		text_init(&out);
		print_all(&out, &run.knowledge.dialects, json, &cli.arena);
		status = cli_finish(&cli, &out, CLI_OK);
		text_release(&out);
		run_release(&run);
	}
	cli_release(&cli);
	return status;
}
