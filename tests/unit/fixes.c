/*
 * Every fix of every rule, over what the cards and fixtures show, written in
 * many ways: the edits touch tokens or whole lines, keep the file's style,
 * remove their finding and bring none, and safe ones leave the job alone.
 */

#include "fix/edit.h"
#include "fix/prove.h"
#include "rule/plugins.h"
#include "run/project.h"
#include "run/run.h"
#include "built_plugins.h"
#include "respell.h"
#include "tap.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One way to write a file, and how many fixes were found in it. */
static const struct way {
	const char *name;
	void (*write)(struct text *out, const char *bytes, size_t size);
	/* As many fixes are offered as in the file as it was. */
	bool keeps_fixes;
} ways[] = {
	{ "as it is", respell_same, true },
	{ "CRLF", respell_crlf, true },
	{ "no final line end", respell_no_end, true },
	{ "CRLF, no final line end", respell_crlf_no_end, true },
	{ "byte order mark", respell_mark, true },
	{ "comments", respell_comments, true },
	{ "tabs", respell_tabs, true },
	{ "empty lines", respell_empty_lines, true },
	{ "double quotes", respell_double, false },
	{ "single quotes", respell_single, false },
	{ "anchors", respell_anchors, false },
	{ "document marks", respell_documents, true },
	{ "flow", respell_flow, false },
	{ "JSON, one member a line", respell_members, false },
};

enum { WAYS = sizeof(ways) / sizeof(*ways), OPTIONS_LIMIT = 32 };

static size_t fixes_found[WAYS], linked_fixes;
static struct run the_run;

/* Into how many other ways a file is written: all, or under valgrind, which
 * is some thirty times slower, two that change from file to file. */
static size_t turns = WAYS - 1;

/* What is being tried, for a failure's message. */
static struct {
	const char *name;
	const char *way;
	const struct finding *finding;
} at;

static void
must(bool holds, const char *what)
{
	if (!holds)
		fail_msg("%s (%s): %s: %s: %s", at.name, at.way,
		    at.finding == NULL ? "" : at.finding->card->name,
		    at.finding == NULL ? "" : at.finding->message, what);
}

static struct file_report *
lint(const char *path, const char *bytes, size_t size)
{
	return run_bytes(&the_run, path, bytes, size);
}

/* Lines and tokens. */

static bool
starts_line(const struct source *source, uint32_t offset)
{
	return offset == source_mark_size(source) || offset == source->size ||
	       source->bytes[offset - 1] == '\n' ||
	       strchr("\r\n", source->bytes[offset]) != NULL;
}

static bool
is_in_token(const struct tree *tree, struct span span)
{
	uint32_t i;

	for (i = 0; i < tree->document_count; i++) {
		struct nodes it = nodes_of(tree->documents[i]);

		while (nodes_next(&it))
			if (it.node->kind == NODE_SCALAR &&
			    it.node->span.start <= span.start &&
			    span.end <= it.node->span.end)
				return true;
	}
	return false;
}

static void
check_place(const struct tree *tree, const struct edit *edit)
{
	const struct source *source = tree->source;

	must(edit->source == source, "an edit of another file");
	must(edit->span.start <= edit->span.end &&
		 edit->span.end <= source->size,
	    "an edit outside the file");
	must(edit->span.start >= source_mark_size(source),
	    "an edit of the byte order mark");
	if (is_in_token(tree, edit->span)) {
		must(*edit->text != ',', "a pair or an item beside a token");
		return;
	}
	if (edit->span.end == edit->span.start + 1 &&
	    source->bytes[edit->span.start] == ',')
		return; /* between braces */
	if (edit->span.end == edit->span.start && *edit->text == ' ' &&
	    source->bytes[edit->span.start - 1] == ':')
		return; /* the value of a key that had none */
	must(starts_line(source, edit->span.start) &&
		 starts_line(source, edit->span.end),
	    "neither a token nor whole lines");
}

/* The tree of the file that a fix edits: the linted one or a linked one. */
static const struct tree *
edited_tree(const struct file_report *file, const struct fix *fix)
{
	size_t i;

	for (i = 0; i < file->linked_count; i++)
		if (file->linked[i]->source == fix->edits->source)
			return file->linked[i];
	return file->tree;
}

static size_t
count_char(const char *s, size_t size, char wanted)
{
	size_t n = 0, i;

	for (i = 0; i < size; i++)
		n += s[i] == wanted;
	return n;
}

static void
check_style(const char *old, size_t old_size, const char *new, size_t new_size)
{
	size_t old_lf = count_char(old, old_size, '\n');
	size_t old_cr = count_char(old, old_size, '\r');

	if (old_cr == 0 || old_cr == old_lf)
		must(count_char(new, new_size, '\r') ==
			 (old_cr == 0 ? 0 : count_char(new, new_size, '\n')),
		    "line ends of another kind");
	must((old[old_size - 1] == '\n') == (new[new_size - 1] == '\n'),
	    "the final line end came or went");
	must((strncmp(old, "\xef\xbb\xbf", 3) == 0) ==
		 (strncmp(new, "\xef\xbb\xbf", 3) == 0),
	    "the byte order mark came or went");
}

static size_t
count_rule(const struct file_report *file, const struct card *card)
{
	const struct finding *f;
	size_t n = 0;

	for (f = file->findings; f != NULL; f = f->next)
		n += f->card == card && f->suppressed == NULL;
	return n;
}

static void
check_findings(const struct file_report *before, const struct finding *fixed,
    const struct file_report *after)
{
	const struct finding *f;

	must(after->problem == NULL && after->recognised, "it cannot be read");
	must(count_rule(after, fixed->card) < count_rule(before, fixed->card),
	    "the finding stays");
	for (f = after->findings; f != NULL; f = f->next)
		must(count_rule(after, f->card) <= count_rule(before, f->card),
		    "a finding came");
}

/* What decides what is trained: told apart by the first words of a fact's
 * name, from what decides how. */
static bool
is_outcome(const char *name)
{
	static const char *const how[] = { "train.attention",
		"train.checkpointing", "train.loss", "train.liger",
		"train.rollout_share", "train.compile",
		"train.offload", "train.optimizer_in_backward",
		"train.micro_batch", "train.accumulation", "train.workers" };
	size_t i;

	for (i = 0; i < sizeof(how) / sizeof(*how); i++)
		if (strncmp(name, how[i], strlen(how[i])) == 0)
			return false;
	return strncmp(name, "model.", 6) == 0 ||
	       strncmp(name, "quant.", 6) == 0 ||
	       strncmp(name, "load.", 5) == 0 ||
	       strncmp(name, "train.", 6) == 0;
}

/* Every fact of the outcome that was known keeps its value. */
static void
check_outcome(const struct file_report *before, const struct file_report *after)
{
	const struct workload *a = before->workloads, *b = after->workloads;
	struct text old, new;
	int id;

	text_init(&old);
	text_init(&new);
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		for (id = 0; id < FACT_COUNT; id++) {
			if (!fact_known(a, (enum fact_id)id) ||
			    !is_outcome(fact_rows[id].name))
				continue;
			text_clear(&old);
			text_clear(&new);
			fact_print(&old, (enum fact_id)id,
			    workload_fact(a, (enum fact_id)id));
			fact_print(&new, (enum fact_id)id,
			    workload_fact(b, (enum fact_id)id));
			must(strcmp(text_string(&old), text_string(&new)) == 0,
			    fact_rows[id].name);
		}
	text_release(&old);
	text_release(&new);
	must(a == NULL && b == NULL, "another number of workloads");
}

static void
check_fix(const struct file_report *file, const struct finding *f,
    const struct fix *fix)
{
	const struct source *own = file->tree->source, *source;
	const struct file_report *after;
	const struct tree *tree;
	const struct edit *edit;
	struct stand_in in = { .next = NULL };
	struct text bytes;
	char real[PATH_MAX];

	at.finding = f;
	must(fix->proven && fix->edits != NULL, "offered without a proof");
	tree = edited_tree(file, fix);
	source = tree->source;
	for (edit = fix->edits; edit != NULL; edit = edit->next)
		check_place(tree, edit);
	text_init(&bytes);
	must(edits_apply(source, fix->edits, &bytes), "edits that meet");
	check_style(source->bytes, source->size, bytes.s, bytes.length);
	if (source == own) {
		after = lint(file->path, bytes.s, bytes.length);
	} else {
		in.real = realpath(source->path, real);
		in.bytes = bytes.s;
		in.size = bytes.length;
		after = run_try(&the_run, file, own->bytes, own->size, &in);
		linked_fixes++;
	}
	check_findings(file, f, after);
	if (fix->safe)
		check_outcome(file, after);
	text_release(&bytes);
	at.finding = NULL;
}

/* All fixes together leave a file in which nothing is left to fix. */
static void
check_all_fixes(struct file_report *file)
{
	const struct source *source = file->tree->source;
	struct file_report *after, *again, *last;
	const struct fixed *fixed = fix_apply(&the_run, file, true, &after);

	if (fixed != NULL && fixed->source == source) {
		check_style(source->bytes, source->size, fixed->bytes,
		    fixed->size);
		again = lint(file->path, fixed->bytes, fixed->size);
		for (fixed = fix_apply(&the_run, again, true, &last);
		     fixed != NULL; fixed = fixed->next)
			must(fixed->source != again->tree->source,
			    "a fix is left after all were made");
	}
}

static void
try_way(size_t w, const char *path, const char *bytes, size_t size)
{
	struct file_report *file;
	struct text written;
	struct finding *f;
	struct fix *fix;

	text_init(&written);
	ways[w].write(&written, bytes, size);
	at.way = ways[w].name;
	at.finding = NULL;
	file = lint(path, text_string(&written), written.length);
	text_release(&written);
	if (file->tree == NULL)
		return;
	fix_prove(&the_run, file);
	for (f = file->findings; f != NULL; f = f->next)
		for (fix = f->fixes; fix != NULL; fix = fix->next) {
			check_fix(file, f, fix);
			fixes_found[w]++;
		}
	check_all_fixes(file);
}

static void
try_ways(const char *path, const char *bytes, size_t size)
{
	static size_t next;
	size_t before = fixes_found[0], found, i;

	try_way(0, path, bytes, size);
	found = fixes_found[0] - before;
	if (found == 0 || strstr(path, ".json") != NULL)
		return; /* the other ways are YAML's */
	for (i = 0; i < turns; i++) {
		size_t w = 1 + next++ % (WAYS - 1), start = fixes_found[w];

		try_way(w, path, bytes, size);
		if (ways[w].keeps_fixes && fixes_found[w] - start != found)
			fail_msg("%s (%s): %zu fixes are offered, not %zu",
			    path, ways[w].name, fixes_found[w] - start, found);
	}
}

/* Set up the run: options as the command line takes them. */

static void
start_run(const char *const *options)
{
	struct error err = { "" };
	struct origin origin = origin_note(ORIGIN_OPTION, "--test");
	size_t i;

	run_init(&the_run);
	the_run.projects->isolated = true;
	for (i = 0; options[i] != NULL && options[i + 1] != NULL; i++) {
		const char *name = options[i], *value = options[i + 1];

		if (strcmp(name, "--set") == 0 || strncmp(name, "--", 2) != 0 ||
		    strncmp(value, "--", 2) == 0)
			continue;
		name =
		    strcmp(name, "--disk-free") == 0 ? "disk_free" : name + 2;
		if (!target_set(&the_run.options.target, name, value, &origin,
			&the_run.arena, &err))
			fail_msg("%s: %s", name, err.text);
	}
}

static void
fixes_what_cards_show(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < cards_builtin.count; i++) {
		const struct card *card = &cards_builtin.all[i];

		start_run(card->options);
		load_plugins(&the_run);
		at.name = card->name;
		try_ways(card->file == NULL ? "config.yaml" : card->file,
		    card->bad, strlen(card->bad));
		run_release(&the_run);
	}
}

/* The options beside a fixture, one a line. */
static void
read_options(const char *path, const char **options, char buffer[4096])
{
	char name[4096], *p;
	FILE *file;
	size_t n = 0;

	snprintf(name, sizeof(name), "%.*s.options",
	    (int)(strrchr(path, '.') - path), path);
	options[0] = NULL;
	file = fopen(name, "r");
	if (file == NULL)
		return;
	buffer[fread(buffer, 1, 4095, file)] = '\0';
	fclose(file);
	for (p = buffer; *p != '\0' && n < OPTIONS_LIMIT;) {
		options[n++] = p;
		p += strcspn(p, "\n");
		if (*p != '\0')
			*p++ = '\0';
	}
	options[n] = NULL;
}

static void
fixes_fixtures(void **state)
{
	const char *top = getenv("top_srcdir");
	const char *options[OPTIONS_LIMIT + 2];
	char pattern[4096], buffer[4096];
	struct error err = { "" };
	glob_t found;
	size_t i;

	(void)state;
	snprintf(pattern, sizeof(pattern), "%s/fixtures/*/*/*.[yj]*[ln]",
	    top == NULL ? "." : top);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (i = 0; i < found.gl_pathc; i++) {
		struct source *source;

		read_options(found.gl_pathv[i], options, buffer);
		start_run(options);
		load_plugins(&the_run);
		source = source_open(&the_run.arena, found.gl_pathv[i], &err);
		assert_non_null(source);
		at.name = source->path;
		try_ways(source->path, source->bytes, source->size);
		run_release(&the_run);
	}
	globfree(&found);
}

static void
found_fixes_in_every_way(void **state)
{
	size_t enough = 2 + 2 * turns, w;

	(void)state;
	for (w = 0; w < WAYS; w++)
		if (fixes_found[w] < enough)
			fail_msg("%s: only %zu fixes", ways[w].name,
			    fixes_found[w]);
	assert_true(linked_fixes > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixes_what_cards_show),
		cmocka_unit_test(fixes_fixtures),
		cmocka_unit_test(found_fixes_in_every_way),
	};
	const char *valgrind = getenv("VALGRIND");

	if (valgrind != NULL && *valgrind != '\0')
		turns = 2;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
