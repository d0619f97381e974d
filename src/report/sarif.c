/* SARIF 2.1.0, as code scanning services read it. */

#include "report/linehash.h"
#include "report/object.h"
#include "report/sarif_rules.h"

#include <ctype.h>
#include <string.h>

static void
add_uri(struct text *out, const char *key, const char *path)
{
	struct text uri;

	path = path_plain(path);
	text_init(&uri);
	if (path[0] == '/')
		text_add(&uri, "file://");
	for (const char *s = path; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x80 && (isalnum(c) || strchr("-._~/", c) != NULL))
			text_add_char(&uri, *s);
		else
			text_printf(&uri, "%%%02X", c);
	}
	object_open(out, key, '{');
	object_text(out, "uri", text_string(&uri));
	if (path[0] != '/')
		object_text(out, "uriBaseId", "SRCROOT");
	object_close(out, '}');
	text_release(&uri);
}

static void
add_region(struct text *out, const char *key, struct source *source,
    struct span span)
{
	uint32_t line, column;

	object_open(out, key, '{');
	source_place(source, span.start, &line, &column);
	object_number(out, "startLine", line);
	object_number(out, "startColumn", column);
	source_place(source, span.end, &line, &column);
	object_number(out, "endLine", line);
	object_number(out, "endColumn", column);
	object_close(out, '}');
}

static void
add_place(struct text *out, struct source *source, struct span span)
{
	object_open(out, "physicalLocation", '{');
	add_uri(out, "artifactLocation", source->path);
	add_region(out, "region", source, span);
	object_close(out, '}');
}

static void
add_message(struct text *out, const char *key, const char *words)
{
	object_open(out, key, '{');
	object_text(out, "text", words == NULL ? "" : words);
	object_close(out, '}');
}

static void
add_related(struct text *out, const struct finding *f)
{
	unsigned id = 0;

	object_open(out, "relatedLocations", '[');
	for (const struct related *r = f->related; r != NULL; r = r->next) {
		if (r->source == NULL)
			continue;
		object_open(out, NULL, '{');
		object_number(out, "id", ++id);
		add_place(out, r->source, r->span);
		add_message(out, "message", r->message);
		object_close(out, '}');
	}
	object_close(out, ']');
}

/* Edits of one file in a row make one change of that artifact. */
static void
add_fix(struct text *out, const struct fix *fix)
{
	const struct edit *e = fix->edits;

	object_open(out, NULL, '{');
	add_message(out, "description", fix->title);
	object_open(out, "artifactChanges", '[');
	while (e != NULL) {
		const struct source *source = e->source;

		object_open(out, NULL, '{');
		add_uri(out, "artifactLocation", source->path);
		object_open(out, "replacements", '[');
		for (; e != NULL && e->source == source; e = e->next) {
			object_open(out, NULL, '{');
			add_region(out, "deletedRegion", e->source, e->span);
			add_message(out, "insertedContent", e->text);
			object_close(out, '}');
		}
		object_close(out, ']');
		object_close(out, '}');
	}
	object_close(out, ']');
	object_close(out, '}');
}

static void
add_fixes(struct text *out, const struct finding *f)
{
	object_open(out, "fixes", '[');
	for (const struct fix *fix = f->fixes; fix != NULL; fix = fix->next) {
		if (fix->proven && fix->edits != NULL)
			add_fix(out, fix);
	}
	object_close(out, ']');
}

static void
add_suppression(struct text *out, const struct finding *f)
{
	object_open(out, "suppressions", '[');
	object_open(out, NULL, '{');
	object_text(out, "kind", f->is_known ? "external" : "inSource");
	object_text(out, "status", "accepted");
	if (f->suppressed[0] != '\0')
		object_text(out, "justification", f->suppressed);
	object_close(out, '}');
	object_close(out, ']');
}

static double
rank_of(const char *confidence)
{
	if (confidence != NULL && strcmp(confidence, "low") == 0)
		return 25;
	if (confidence != NULL && strcmp(confidence, "medium") == 0)
		return 60;
	return 95;
}

static void
add_fingerprints(struct text *out, const struct finding *f,
    const struct linehashes *hashes)
{
	struct text hash;

	text_init(&hash);
	linehash_add(&hash, hashes, f->line);
	object_open(out, "partialFingerprints", '{');
	if (f->fingerprint != NULL)
		object_text(out, "gpulint/v1", f->fingerprint);
	if (hash.length > 0)
		object_text(out, "primaryLocationLineHash", text_string(&hash));
	object_close(out, '}');
	text_release(&hash);
}

static void
add_words(struct text *out, const struct finding *f)
{
	struct text words;

	text_init(&words);
	text_add(&words, f->message);
	if (f->help != NULL)
		text_printf(&words, "\nhelp: %s", f->help);
	add_message(out, "message", text_string(&words));
	text_release(&words);
}

static void
add_result(struct text *out, const struct sarif_rules *rules,
    const struct finding *f, const struct linehashes *hashes)
{
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "ruleId", f->card->name);
	object_number(out, "ruleIndex",
	    (double)sarif_rules_index(rules, f->card));
	object_text(out, "kind", "fail");
	object_text(out, "level", severity_name(f->severity));
	object_number(out, "rank", rank_of(f->confidence));
	add_words(out, f);
	object_open(out, "locations", '[');
	object_open(out, NULL, '{');
	add_place(out, f->source, f->span);
	object_close(out, '}');
	object_close(out, ']');
	if (f->related != NULL)
		add_related(out, f);
	add_fingerprints(out, f, hashes);
	if (f->fixes != NULL)
		add_fixes(out, f);
	if (f->suppressed != NULL)
		add_suppression(out, f);
	object_close(out, '}');
}

/* What a rule could not judge: open, for somebody to look at. */
static void
add_open(struct text *out, const struct sarif_rules *rules,
    const struct unjudged *u)
{
	if (u->card == NULL)
		return;
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "ruleId", u->card->name);
	object_number(out, "ruleIndex",
	    (double)sarif_rules_index(rules, u->card));
	object_text(out, "kind", "open");
	object_text(out, "level", "none");
	add_message(out, "message", u->reason);
	object_open(out, "locations", '[');
	object_open(out, NULL, '{');
	object_open(out, "physicalLocation", '{');
	add_uri(out, "artifactLocation", u->path);
	object_close(out, '}');
	object_close(out, '}');
	object_close(out, ']');
	object_close(out, '}');
}

static void
add_results(struct text *out, const struct run *run,
    const struct sarif_rules *rules, const struct style *style)
{
	object_open(out, "results", '[');
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		const struct source *hashed = NULL;
		struct linehashes hashes = { NULL, 0 };
		struct arena arena;

		arena_init(&arena);
		for (const struct finding *f = file->findings; f != NULL;
		     f = f->next) {
			if (f->is_told)
				continue;
			if (f->source != hashed)
				linehashes_make(&hashes, f->source, &arena);
			hashed = f->source;
			add_result(out, rules, f, &hashes);
		}
		arena_release(&arena);
		if (!style->show_unknown)
			continue;
		for (const struct unjudged *u = file->unjudged; u != NULL;
		     u = u->next)
			add_open(out, rules, u);
	}
	object_close(out, ']');
}

static void
add_notification(struct text *out, const struct file_report *file)
{
	object_open(out, NULL, '{');
	object_text(out, "level", "error");
	add_message(out, "message", file->problem);
	object_open(out, "locations", '[');
	object_open(out, NULL, '{');
	object_open(out, "physicalLocation", '{');
	add_uri(out, "artifactLocation", file->path);
	object_close(out, '}');
	object_close(out, '}');
	object_close(out, ']');
	object_close(out, '}');
}

static void
add_invocation(struct text *out, const struct run *run)
{
	const struct file_report *file;
	bool is_whole = true;

	for (file = run->files; file != NULL; file = file->next)
		is_whole = is_whole && (file->read || file->problem == NULL);
	object_open(out, "invocations", '[');
	object_open(out, NULL, '{');
	object_flag(out, "executionSuccessful", is_whole);
	object_open(out, "toolExecutionNotifications", '[');
	for (file = run->files; file != NULL; file = file->next) {
		if (!file->read && file->problem != NULL)
			add_notification(out, file);
	}
	object_close(out, ']');
	object_close(out, '}');
	object_close(out, ']');
}

static void
write_sarif(struct text *out, const struct run *run, const struct style *style)
{
	struct sarif_rules rules;

	sarif_rules_collect(&rules, run);
	object_open(out, NULL, '{');
	object_text(out, "$schema",
	    "https://json.schemastore.org/sarif-2.1.0.json");
	object_text(out, "version", "2.1.0");
	object_line(out);
	object_open(out, "runs", '[');
	object_open(out, NULL, '{');
	sarif_rules_write(out, &rules);
	object_line(out);
	object_text(out, "columnKind", "unicodeCodePoints");
	object_open(out, "originalUriBaseIds", '{');
	object_open(out, "SRCROOT", '{');
	add_message(out, "description", "the folder that gpulint ran in");
	object_close(out, '}');
	object_close(out, '}');
	add_invocation(out, run);
	object_line(out);
	add_results(out, run, &rules, style);
	text_add(out, "}]}\n");
	sarif_rules_release(&rules);
}

const struct reporter reporter_sarif = { "sarif",
	"SARIF 2.1.0, for code scanning services", write_sarif };
