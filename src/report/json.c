/* The form programs read: gpulint-report/1. */

#include "report/report.h"

static void
add_key_string(struct text *out, const char *key, const char *value)
{
	text_printf(out, "\"%s\":", key);
	text_add_json_string(out, value);
}

static void
add_related(struct text *out, const struct related *r)
{
	uint32_t line, column;

	source_place(r->source, r->span.start, &line, &column);
	text_add_char(out, '{');
	add_key_string(out, "path", r->source->path);
	text_printf(out, ",\"line\":%u,\"column\":%u,", (unsigned)line,
	    (unsigned)column);
	add_key_string(out, "message", r->message);
	text_add_char(out, '}');
}

static void
add_edit(struct text *out, const struct edit *edit)
{
	text_add_char(out, '{');
	add_key_string(out, "path", edit->source->path);
	text_printf(out, ",\"start\":%u,\"end\":%u,",
	    (unsigned)edit->span.start, (unsigned)edit->span.end);
	add_key_string(out, "text", edit->text);
	text_add_char(out, '}');
}

static void
add_fix(struct text *out, const struct fix *fix)
{
	text_add_char(out, '{');
	add_key_string(out, "title", fix->title);
	text_printf(out, ",\"safe\":%s,\"proven\":%s,\"edits\":[",
	    fix->safe ? "true" : "false", fix->proven ? "true" : "false");
	for (const struct edit *e = fix->edits; e != NULL; e = e->next) {
		add_edit(out, e);
		if (e->next != NULL)
			text_add_char(out, ',');
	}
	text_add(out, "]}");
}

static void
add_finding(struct text *out, const struct finding *f)
{
	bool is_first = true;

	text_add_char(out, '{');
	add_key_string(out, "rule", f->card->name);
	text_add_char(out, ',');
	add_key_string(out, "severity", severity_name(f->severity));
	text_add_char(out, ',');
	add_key_string(out, "path", f->source->path);
	text_printf(out,
	    ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u,",
	    (unsigned)f->line, (unsigned)f->column, (unsigned)f->end_line,
	    (unsigned)f->end_column);
	add_key_string(out, "message", f->message);
	if (f->help != NULL) {
		text_add_char(out, ',');
		add_key_string(out, "help", f->help);
	}
	text_add_char(out, ',');
	add_key_string(out, "confidence", f->confidence);
	text_add(out, ",\"related\":[");
	for (const struct related *r = f->related; r != NULL; r = r->next) {
		if (r->source == NULL)
			continue;
		if (!is_first)
			text_add_char(out, ',');
		is_first = false;
		add_related(out, r);
	}
	text_add(out, "],\"fixes\":[");
	for (const struct fix *fix = f->fixes; fix != NULL; fix = fix->next) {
		add_fix(out, fix);
		if (fix->next != NULL)
			text_add_char(out, ',');
	}
	text_add(out, "],");
	add_key_string(out, "fingerprint", f->fingerprint);
	text_add_char(out, '}');
}

static void
add_unknown(struct text *out, bool *is_first, const char *path,
    const struct card *card, const char *reason)
{
	text_add(out, *is_first ? "\n{" : ",\n{");
	*is_first = false;
	add_key_string(out, "path", path);
	text_add_char(out, ',');
	add_key_string(out, "rule", card == NULL ? NULL : card->name);
	text_add_char(out, ',');
	add_key_string(out, "reason", reason);
	text_add_char(out, '}');
}

static void
add_unknowns(struct text *out, const struct run *run)
{
	bool is_first = true;

	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		if (!file->read && file->problem != NULL)
			add_unknown(out, &is_first, file->path, NULL,
			    file->problem);
		for (const struct unjudged *u = file->unjudged; u != NULL;
		     u = u->next)
			add_unknown(out, &is_first, u->path, u->card,
			    u->reason);
		for (const struct link_note *n = file->notes; n != NULL;
		     n = n->next)
			add_unknown(out, &is_first,
			    n->place.source == NULL ? file->path
						    : n->place.source->path,
			    NULL, n->text);
	}
}

static void
write_json(struct text *out, const struct run *run, const struct style *style)
{
	const char *comma = "";

	(void)style;
	text_add(out, "{\"schema\":\"gpulint-report/1\",\n\"findings\":[");
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		const struct finding *f;

		for (f = finding_shown(file->findings); f != NULL;
		     f = finding_shown(f->next)) {
			text_printf(out, "%s\n", comma);
			add_finding(out, f);
			comma = ",";
		}
	}
	text_add(out, "],\n\"unknown\":[");
	add_unknowns(out, run);
	text_printf(out,
	    "],\n\"summary\":{\"files\":%zu,\"recognised\":%zu,"
	    "\"errors\":%zu,\"warnings\":%zu,\"notes\":%zu}}\n",
	    run->summary.files, run->summary.recognised, run->summary.errors,
	    run->summary.warnings, run->summary.notes);
}

const struct reporter reporter_json = { "json",
	"for programs: gpulint-report/1", write_json };
