/* GitLab code quality: an array that a merge request shows. */

#include "report/object.h"
#include "report/report.h"

#include <inttypes.h>
#include <stdio.h>

static const char *
level_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_ERROR:
		return "critical";
	case SEVERITY_WARNING:
		return "major";
	default:
		return "info";
	}
}

/* FNV-1a: no secret hangs on it. */
static uint64_t
hash(uint64_t sum, const char *s)
{
	for (; s != NULL && *s != '\0'; s++)
		sum = (sum ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return (sum ^ 0xff) * UINT64_C(0x100000001b3);
}

/* GitLab drops what has the fingerprint of another, so the path, which a
 * finding's own fingerprint leaves out, is in it. */
static void
add_fingerprint(struct text *out, const struct finding *f)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	char place[32], digits[32];

	snprintf(place, sizeof(place), "%u:%u", (unsigned)f->line,
	    (unsigned)f->column);
	sum = hash(sum, path_plain(f->source->path));
	sum = hash(sum, f->card->name);
	sum = hash(sum, f->fingerprint != NULL ? f->fingerprint : place);
	snprintf(digits, sizeof(digits), "%016" PRIx64, sum);
	object_text(out, "fingerprint", digits);
}

static void
add_location(struct text *out, const struct finding *f)
{
	object_open(out, "location", '{');
	object_text(out, "path", path_plain(f->source->path));
	object_open(out, "lines", '{');
	object_number(out, "begin", f->line);
	object_number(out, "end",
	    f->end_line < f->line ? f->line : f->end_line);
	object_close(out, '}');
	object_close(out, '}');
}

/* The merge request shows the description alone: the rule is in it. */
static void
add_finding(struct text *out, const struct finding *f)
{
	struct text words;

	text_init(&words);
	text_printf(&words, "%s: %s", f->card->name, f->message);
	if (f->help != NULL)
		text_printf(&words, " (%s)", f->help);
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "description", text_string(&words));
	object_text(out, "check_name", f->card->name);
	add_fingerprint(out, f);
	object_text(out, "severity", level_of(f->severity));
	add_location(out, f);
	object_close(out, '}');
	text_release(&words);
}

static void
write_gitlab(struct text *out, const struct run *run, const struct style *style)
{
	(void)style;
	object_open(out, NULL, '[');
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		const struct finding *f;

		for (f = finding_shown(file->findings); f != NULL;
		     f = finding_shown(f->next))
			add_finding(out, f);
	}
	text_add(out, "\n]\n");
}

const struct reporter reporter_gitlab = { "gitlab",
	"GitLab's code quality report", write_gitlab };
