/*
 * JUnit's XML: one test for each rule that found something in a file, and a
 * passing one for each recognised file without findings.  A test fails where
 * the exit status is 1 for it; other findings are its output.
 */

#include "report/report.h"
#include "report/xml.h"

#include <stdlib.h>
#include <string.h>

struct suite {
	struct text cases;
	size_t tests, failures, errors;
};

static int
by_rule(const void *left, const void *right)
{
	const struct finding *a = *(const struct finding *const *)left;
	const struct finding *b = *(const struct finding *const *)right;
	int order = strcmp(a->card->name, b->card->name);

	if (order == 0)
		order = (a->line > b->line) - (a->line < b->line);
	if (order == 0)
		order = (a->column > b->column) - (a->column < b->column);
	return order;
}

static void
open_case(struct suite *suite, const char *path, const char *name)
{
	text_add(&suite->cases, "<testcase");
	xml_attribute(&suite->cases, "classname", path_plain(path));
	xml_attribute(&suite->cases, "name", name);
	suite->tests++;
}

static void
add_lines(struct text *out, const struct finding *const *findings, size_t count)
{
	struct text line;

	text_init(&line);
	for (size_t i = 0; i < count; i++) {
		const struct finding *f = findings[i];

		text_clear(&line);
		text_printf(&line, "%s:%u:%u: %s: %s", f->source->path,
		    (unsigned)f->line, (unsigned)f->column,
		    severity_name(f->severity), f->message);
		if (f->help != NULL)
			text_printf(&line, " (%s)", f->help);
		xml_add(out, text_string(&line));
		text_add_char(out, '\n');
	}
	text_release(&line);
}

/* One rule's findings in one file. */
static void
add_case(struct suite *suite, const struct run *run,
    const struct finding *const *findings, size_t count)
{
	const struct finding *worst = NULL;

	for (size_t i = 0; i < count; i++) {
		if (is_failure(run, findings[i]) &&
		    (worst == NULL || findings[i]->severity > worst->severity))
			worst = findings[i];
	}
	open_case(suite, findings[0]->source->path, findings[0]->card->name);
	if (worst == NULL) {
		text_add(&suite->cases, "><system-out>");
		add_lines(&suite->cases, findings, count);
		text_add(&suite->cases, "</system-out></testcase>\n");
		return;
	}
	suite->failures++;
	text_add(&suite->cases, "><failure");
	xml_attribute(&suite->cases, "message", worst->message);
	xml_attribute(&suite->cases, "type", severity_name(worst->severity));
	text_add_char(&suite->cases, '>');
	add_lines(&suite->cases, findings, count);
	text_add(&suite->cases, "</failure></testcase>\n");
}

static void
add_findings(struct suite *suite, const struct run *run,
    const struct finding *first)
{
	const struct finding **findings, *f;
	struct arena arena;
	size_t count = 0, i = 0;

	for (f = first; f != NULL; f = finding_shown(f->next))
		count++;
	arena_init(&arena);
	findings = arena_array(&arena, count, sizeof(*findings));
	for (f = first; f != NULL; f = finding_shown(f->next))
		findings[i++] = f;
	qsort(findings, count, sizeof(*findings), by_rule);
	for (i = 0; i < count;) {
		size_t n = 1;

		while (
		    i + n < count && findings[i + n]->card == findings[i]->card)
			n++;
		add_case(suite, run, findings + i, n);
		i += n;
	}
	arena_release(&arena);
}

static void
add_file(struct suite *suite, const struct run *run,
    const struct file_report *file)
{
	const struct finding *first = finding_shown(file->findings);

	if (!file->read && file->problem != NULL) {
		open_case(suite, file->path, "read");
		suite->errors++;
		text_add(&suite->cases, "><error");
		xml_attribute(&suite->cases, "message", file->problem);
		text_add(&suite->cases, "/></testcase>\n");
	} else if (first != NULL) {
		add_findings(suite, run, first);
	} else if (file->recognised) {
		open_case(suite, file->path, "check");
		text_add(&suite->cases, "/>\n");
	}
}

static void
open_suite(struct text *out, const char *element, const struct suite *suite)
{
	text_printf(out, "<%s name=\"gpulint\"", element);
	xml_attribute_number(out, "tests", suite->tests);
	xml_attribute_number(out, "failures", suite->failures);
	xml_attribute_number(out, "errors", suite->errors);
	text_add(out, ">\n");
}

static void
write_junit(struct text *out, const struct run *run, const struct style *style)
{
	struct suite suite = { .tests = 0 };

	(void)style;
	text_init(&suite.cases);
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next)
		add_file(&suite, run, file);
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	open_suite(out, "testsuites", &suite);
	open_suite(out, "testsuite", &suite);
	text_add_bytes(out, text_string(&suite.cases), suite.cases.length);
	text_add(out, "</testsuite>\n</testsuites>\n");
	text_release(&suite.cases);
}

const struct reporter reporter_junit = { "junit",
	"JUnit's XML: a test for each file and rule", write_junit };
