/* The form programs read: gpulint-report/1. */

#include "report/object.h"
#include "report/report.h"

static void
add_related(struct text *out, const struct related *r)
{
	uint32_t line, column;

	source_place(r->source, r->span.start, &line, &column);
	object_open(out, NULL, '{');
	object_text(out, "path", r->source->path);
	object_number(out, "line", line);
	object_number(out, "column", column);
	object_text(out, "message", r->message);
	object_close(out, '}');
}

static void
add_edit(struct text *out, const struct edit *edit)
{
	object_open(out, NULL, '{');
	object_text(out, "path", edit->source->path);
	object_number(out, "start", edit->span.start);
	object_number(out, "end", edit->span.end);
	object_text(out, "text", edit->text);
	object_close(out, '}');
}

static void
add_fix(struct text *out, const struct fix *fix)
{
	object_open(out, NULL, '{');
	object_text(out, "title", fix->title);
	object_flag(out, "safe", fix->safe);
	object_flag(out, "proven", fix->proven);
	object_open(out, "edits", '[');
	for (const struct edit *e = fix->edits; e != NULL; e = e->next)
		add_edit(out, e);
	object_close(out, ']');
	object_close(out, '}');
}

static void
add_finding(struct text *out, const struct finding *f)
{
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "rule", f->card->name);
	object_text(out, "severity", severity_name(f->severity));
	object_text(out, "path", f->source->path);
	object_number(out, "line", f->line);
	object_number(out, "column", f->column);
	object_number(out, "end_line", f->end_line);
	object_number(out, "end_column", f->end_column);
	object_text(out, "message", f->message);
	if (f->help != NULL)
		object_text(out, "help", f->help);
	object_text(out, "confidence", f->confidence);
	object_open(out, "related", '[');
	for (const struct related *r = f->related; r != NULL; r = r->next) {
		if (r->source != NULL)
			add_related(out, r);
	}
	object_close(out, ']');
	object_open(out, "fixes", '[');
	for (const struct fix *fix = f->fixes; fix != NULL; fix = fix->next)
		add_fix(out, fix);
	object_close(out, ']');
	object_text(out, "fingerprint", f->fingerprint);
	object_close(out, '}');
}

static void
add_unknown(struct text *out, const char *path, const struct card *card,
    const char *reason)
{
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "path", path);
	object_text(out, "rule", card == NULL ? NULL : card->name);
	object_text(out, "reason", reason);
	object_close(out, '}');
}

/* What a file leaves open: not read, not judged, links not followed. */
static void
add_unknowns(struct text *out, const struct file_report *file)
{
	if (!file->read && file->problem != NULL)
		add_unknown(out, file->path, NULL, file->problem);
	for (const struct unjudged *u = file->unjudged; u != NULL; u = u->next)
		add_unknown(out, u->path, u->card, u->reason);
	for (const struct link_note *n = file->notes; n != NULL; n = n->next)
		add_unknown(out,
		    n->place.source == NULL ? file->path
					    : n->place.source->path,
		    NULL, n->text);
}

static void
add_summary(struct text *out, const struct run *run)
{
	object_open(out, "summary", '{');
	object_number(out, "files", (double)run->summary.files);
	object_number(out, "recognised", (double)run->summary.recognised);
	object_number(out, "errors", (double)run->summary.errors);
	object_number(out, "warnings", (double)run->summary.warnings);
	object_number(out, "notes", (double)run->summary.notes);
	object_close(out, '}');
}

static void
write_json(struct text *out, const struct run *run, const struct style *style)
{
	const struct file_report *file;
	const struct finding *f;

	(void)style;
	object_open(out, NULL, '{');
	object_text(out, "schema", "gpulint-report/1");
	object_line(out);
	object_open(out, "findings", '[');
	for (file = run->files; file != NULL; file = file->next) {
		for (f = finding_shown(file->findings); f != NULL;
		     f = finding_shown(f->next))
			add_finding(out, f);
	}
	object_close(out, ']');
	object_line(out);
	object_open(out, "unknown", '[');
	for (file = run->files; file != NULL; file = file->next)
		add_unknowns(out, file);
	object_close(out, ']');
	object_line(out);
	add_summary(out, run);
	text_add(out, "}\n");
}

const struct reporter reporter_json = { "json",
	"for programs: gpulint-report/1", write_json };
