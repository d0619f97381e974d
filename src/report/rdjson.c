/* reviewdog's diagnostics.  Columns count bytes of UTF-8 from 1. */

#include "report/object.h"
#include "report/report.h"

static const char *
level_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_ERROR:
		return "ERROR";
	case SEVERITY_WARNING:
		return "WARNING";
	default:
		return "INFO";
	}
}

static void
add_position(struct text *out, const char *key, struct source *source,
    uint32_t offset)
{
	uint32_t line, column;

	source_place(source, offset, &line, &column);
	object_open(out, key, '{');
	object_number(out, "line", line);
	object_number(out, "column",
	    (double)offset - source_line(source, line).start + 1);
	object_close(out, '}');
}

static void
add_range(struct text *out, struct source *source, struct span span)
{
	object_open(out, "range", '{');
	add_position(out, "start", source, span.start);
	add_position(out, "end", source, span.end);
	object_close(out, '}');
}

static void
add_location(struct text *out, struct source *source, struct span span)
{
	object_open(out, "location", '{');
	object_text(out, "path", path_plain(source->path));
	add_range(out, source, span);
	object_close(out, '}');
}

static void
add_related(struct text *out, const struct finding *f)
{
	object_open(out, "related_locations", '[');
	for (const struct related *r = f->related; r != NULL; r = r->next) {
		if (r->source == NULL)
			continue;
		object_open(out, NULL, '{');
		object_text(out, "message", r->message);
		add_location(out, r->source, r->span);
		object_close(out, '}');
	}
	object_close(out, ']');
}

/* Each suggestion stands for itself, so only a fix of one edit is one. */
static void
add_suggestions(struct text *out, const struct finding *f)
{
	object_open(out, "suggestions", '[');
	for (const struct fix *fix = f->fixes; fix != NULL; fix = fix->next) {
		const struct edit *edit = fix->edits;

		if (!fix->proven || edit == NULL || edit->next != NULL ||
		    edit->source != f->source)
			continue;
		object_open(out, NULL, '{');
		add_range(out, edit->source, edit->span);
		object_text(out, "text", edit->text);
		object_close(out, '}');
	}
	object_close(out, ']');
}

static void
add_finding(struct text *out, const struct finding *f)
{
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "message", f->message);
	add_location(out, f->source, f->span);
	object_text(out, "severity", level_of(f->severity));
	object_open(out, "code", '{');
	object_text(out, "value", f->card->name);
	object_close(out, '}');
	if (f->fixes != NULL)
		add_suggestions(out, f);
	if (f->related != NULL)
		add_related(out, f);
	object_close(out, '}');
}

static void
write_rdjson(struct text *out, const struct run *run, const struct style *style)
{
	(void)style;
	object_open(out, NULL, '{');
	object_open(out, "source", '{');
	object_text(out, "name", "gpulint");
	object_text(out, "url", PACKAGE_URL);
	object_close(out, '}');
	object_line(out);
	object_open(out, "diagnostics", '[');
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		const struct finding *f;

		for (f = finding_shown(file->findings); f != NULL;
		     f = finding_shown(f->next))
			add_finding(out, f);
	}
	text_add(out, "]}\n");
}

const struct reporter reporter_rdjson = { "rdjson",
	"reviewdog's diagnostic format", write_rdjson };
