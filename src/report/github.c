/* GitHub workflow commands: annotations on the lines of a pull request. */

#include "report/report.h"

#include "base/utf8.h"

#include <string.h>

/* What would end a command or its property is written as %XX. */
static void
add_escaped(struct text *out, const char *s, const char *special)
{
	size_t length = strlen(s);

	for (size_t i = 0; i < length;) {
		unsigned char c = (unsigned char)s[i];
		size_t n = utf8_length(s + i, length - i);

		if (strchr(special, c) != NULL)
			text_printf(out, "%%%02X", c);
		else if (n == 0)
			text_add(out, "\xef\xbf\xbd");
		else if (c < 0x20 || c == 0x7f)
			text_add_printable(out, s + i, 1);
		else
			text_add_bytes(out, s + i, n);
		i += n == 0 ? 1 : n;
	}
}

static void
add_message(struct text *out, const char *s)
{
	add_escaped(out, s, "%\r\n");
}

static void
add_property(struct text *out, const char *s)
{
	add_escaped(out, s, "%\r\n:,");
}

static const char *
level_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_ERROR:
		return "error";
	case SEVERITY_WARNING:
		return "warning";
	default:
		return "notice";
	}
}

/* Columns only where the end is on the same line: GitHub drops the whole
 * annotation otherwise. */
static void
add_finding(struct text *out, const struct finding *f)
{
	text_printf(out, "::%s file=", level_of(f->severity));
	add_property(out, path_plain(f->source->path));
	text_printf(out, ",line=%u", (unsigned)f->line);
	if (f->end_line != 0)
		text_printf(out, ",endLine=%u", (unsigned)f->end_line);
	if (f->end_line == f->line)
		text_printf(out, ",col=%u,endColumn=%u", (unsigned)f->column,
		    (unsigned)f->end_column);
	text_add(out, ",title=");
	add_property(out, f->card->name);
	text_add(out, "::");
	add_message(out, f->message);
	if (f->help != NULL) {
		text_add(out, "%0Ahelp: ");
		add_message(out, f->help);
	}
	text_add_char(out, '\n');
}

static void
write_github(struct text *out, const struct run *run, const struct style *style)
{
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		const struct finding *f;

		for (f = finding_shown(file->findings); f != NULL;
		     f = finding_shown(f->next))
			add_finding(out, f);
	}
	if (!style->quiet) {
		add_counts(out, run);
		text_add_char(out, '\n');
	}
}

const struct reporter reporter_github = { "github",
	"annotations of GitHub workflows", write_github };
