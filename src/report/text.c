/* The form people read: one line a finding, its frame, what to do. */

#include "report/frame.h"

#include <string.h>

static void
write_heading(struct text *out, const struct finding *f,
    const struct style *style)
{
	paint_on(out, style, PAINT_STRONG);
	text_add_shown(out, f->source->path);
	text_printf(out, ":%u:%u:", (unsigned)f->line, (unsigned)f->column);
	paint_off(out, style);
	text_add_char(out, ' ');
	paint_on(out, style, paint_of(f->severity));
	text_printf(out, "%s:", severity_name(f->severity));
	paint_off(out, style);
	text_add_char(out, ' ');
	text_add_shown(out, f->message);
	text_add(out, " [");
	paint_rule(out, style, f->card);
	text_add(out, "]\n");
}

static void
write_frame(struct text *out, const struct finding *f,
    const struct style *style)
{
	struct arena arena;
	struct label *labels;
	size_t count = 1;

	for (const struct related *r = f->related; r != NULL; r = r->next)
		count++;
	arena_init(&arena);
	labels = arena_array(&arena, count, sizeof(*labels));
	labels[0] = (struct label){ .source = f->source,
		.span = f->span,
		.is_primary = true };
	count = 1;
	for (const struct related *r = f->related; r != NULL; r = r->next) {
		if (r->source != NULL)
			labels[count++] = (struct label){ .source = r->source,
				.span = r->span,
				.message = r->message };
	}
	frame_write(out, labels, count, paint_of(f->severity), style);
	arena_release(&arena);
}

static void
write_advice(struct text *out, const struct finding *f,
    const struct style *style)
{
	if (f->help != NULL) {
		paint_add(out, style, PAINT_HELP, "help:");
		text_add_char(out, ' ');
		text_add_shown(out, f->help);
		text_add_char(out, '\n');
	}
	for (const struct fix *fix = f->fixes; fix != NULL; fix = fix->next) {
		if (!fix->proven)
			continue;
		paint_add(out, style, PAINT_HELP, "fix:");
		text_add_char(out, ' ');
		text_add_shown(out, fix->title);
		text_add(out, fix->safe ? " (--fix)\n" : " (--unsafe-fixes)\n");
	}
}

static void
write_unknown(struct text *out, const char *path, const char *reason,
    const struct card *card, const struct style *style)
{
	paint_on(out, style, PAINT_STRONG);
	text_add_shown(out, path);
	text_add_char(out, ':');
	paint_off(out, style);
	text_add_char(out, ' ');
	paint_add(out, style, PAINT_FAINT, "unknown:");
	text_add_char(out, ' ');
	text_add_shown(out, reason);
	if (card != NULL) {
		text_add(out, " [");
		paint_rule(out, style, card);
		text_add_char(out, ']');
	}
	text_add_char(out, '\n');
}

static void
write_unknowns(struct text *out, const struct file_report *file,
    const struct style *style)
{
	struct text path;

	for (const struct unjudged *u = file->unjudged; u != NULL; u = u->next)
		write_unknown(out, u->path, u->reason, u->card, style);
	text_init(&path);
	for (const struct link_note *n = file->notes; n != NULL; n = n->next) {
		uint32_t line, column;

		text_clear(&path);
		if (n->place.source != NULL) {
			source_place(n->place.source, n->place.span.start,
			    &line, &column);
			text_printf(&path, "%s:%u:%u", n->place.source->path,
			    (unsigned)line, (unsigned)column);
		} else {
			text_add(&path, file->path);
		}
		write_unknown(out, text_string(&path), n->text, NULL, style);
	}
	text_release(&path);
}

/* True where a fix would be applied by --fix. */
static bool
is_fixable(const struct finding *f)
{
	for (const struct fix *fix = f->fixes; fix != NULL; fix = fix->next) {
		if (fix->proven && fix->safe)
			return true;
	}
	return false;
}

/* True where jobs were understood and no file says on what they run, so that
 * most rules had nothing to hold them against. */
static bool
lacks_target(const struct run *run)
{
	bool has_job = false;

	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		for (const struct workload *w = file->workloads; w != NULL;
		     w = w->next) {
			if (fact_known(w, F_TARGET_GPU) ||
			    fact_known(w, F_TARGET_VRAM))
				return false;
			has_job |= w->kind != WORKLOAD_OTHER;
		}
	}
	return has_job;
}

static void
write_summary(struct text *out, const struct run *run, size_t fixable)
{
	bool is_clean = run->summary.errors == 0 &&
			run->summary.warnings == 0 && run->summary.notes == 0;

	if (run->summary.files == 0 && run->problems == NULL) {
		text_add(out, "No files: a folder gives its *.yaml, *.yml and "
			      "*.json, less what git ignores\n");
		return;
	}
	add_counts(out, run);
	text_add(out, " in ");
	add_plural(out, run->summary.files, "file");
	if (run->summary.recognised == 0)
		text_add(out, " (none recognised)");
	else
		text_printf(out, " (%zu recognised)", run->summary.recognised);
	if (fixable > 0)
		text_printf(out, "; %zu fixable with --fix", fixable);
	if (is_clean && lacks_target(run))
		text_add(out, "; no GPU is named: --gpu NAME checks more");
	text_add_char(out, '\n');
}

static void
write_text(struct text *out, const struct run *run, const struct style *style)
{
	size_t fixable = 0;

	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		const struct finding *f;

		for (f = finding_shown(file->findings); f != NULL;
		     f = finding_shown(f->next)) {
			write_heading(out, f, style);
			write_frame(out, f, style);
			write_advice(out, f, style);
			text_add_char(out, '\n');
			fixable += is_fixable(f);
		}
		if (style->show_unknown)
			write_unknowns(out, file, style);
	}
	if (!style->quiet)
		write_summary(out, run, fixable);
}

const struct reporter reporter_text = { "text",
	"for people: a line a finding, the place in its file, what to do",
	write_text };
