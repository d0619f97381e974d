/* TAP 13: one test a file, its findings as YAML below it. */

#include "report/report.h"

#include <string.h>

/* A description ends at #, which starts a directive. */
static void
add_description(struct text *out, const char *s)
{
	for (; *s != '\0'; s++) {
		size_t plain = strcspn(s, "#\\");

		text_add_printable(out, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		text_add_char(out, '\\');
		text_add_char(out, *s);
	}
}

static void
add_member(struct text *out, const char *indent, const char *key,
    const char *value)
{
	text_printf(out, "%s%s: ", indent, key);
	text_add_json_string(out, value);
	text_add_char(out, '\n');
}

static void
add_findings(struct text *out, const struct finding *f)
{
	text_add(out, "  ---\n  findings:\n");
	for (; f != NULL; f = finding_shown(f->next)) {
		add_member(out, "    - ", "rule", f->card->name);
		text_printf(out,
		    "      severity: %s\n      line: %u\n      column: %u\n",
		    severity_name(f->severity), (unsigned)f->line,
		    (unsigned)f->column);
		add_member(out, "      ", "message", f->message);
		if (f->help != NULL)
			add_member(out, "      ", "help", f->help);
	}
	text_add(out, "  ...\n");
}

static bool
has_failure(const struct run *run, const struct finding *f)
{
	for (; f != NULL; f = finding_shown(f->next)) {
		if (is_failure(run, f))
			return true;
	}
	return false;
}

static void
add_file(struct text *out, const struct run *run,
    const struct file_report *file, size_t number)
{
	const struct finding *first = finding_shown(file->findings);
	bool is_unread = !file->read && file->problem != NULL;

	text_printf(out, "%s %zu - ",
	    is_unread || has_failure(run, first) ? "not ok" : "ok", number);
	add_description(out, file->path);
	if (!is_unread && first == NULL && !file->recognised)
		text_add(out, " # SKIP not recognised");
	text_add_char(out, '\n');
	if (is_unread) {
		text_add(out, "  ---\n");
		add_member(out, "  ", "message", file->problem);
		text_add(out, "  ...\n");
	} else if (first != NULL) {
		add_findings(out, first);
	}
}

static void
write_tap(struct text *out, const struct run *run, const struct style *style)
{
	size_t count = 0;

	(void)style;
	text_add(out, "TAP version 13\n");
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next)
		add_file(out, run, file, ++count);
	text_printf(out, "1..%zu\n", count);
}

const struct reporter reporter_tap = { "tap",
	"Test Anything Protocol: a test for each file", write_tap };
