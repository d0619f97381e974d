/* dialect_case: from a file's text to its workload, for tests of dialects. */

#ifndef GPULINT_TESTS_DIALECT_CASE_H
#define GPULINT_TESTS_DIALECT_CASE_H

#include "dialect/dialect.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;
static struct dialects dialects;

static int
start(void **state)
{
	const char *top = getenv("top_srcdir");
	struct error err = { "" };

	(void)state;
	arena_init(&arena);
	if (!dialects_extend(&dialects, NULL,
		arena_printf(&arena, "%s/rules/dialects", top ? top : "."),
		&arena, &err))
		fail_msg("%s", err.text);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct tree *
tree_of(const char *path, const char *text)
{
	struct tree_problem problem;
	struct error err = { "" };
	struct source *source =
	    source_from_bytes(&arena, path, text, strlen(text), &err);
	struct tree *tree = tree_read(source, &problem);

	if (!tree)
		fail_msg("%s", problem.text);
	return tree;
}

/* The name of the dialect of a text, "" for nobody's. */
static inline const char *
dialect_name(const char *path, const char *text)
{
	struct tree *tree = tree_of(path, text);
	const struct dialect *dialect =
	    dialect_recognise(&dialects, tree->documents[0], path);

	assert_true(
	    !dialect || dialects_may_hold(&dialects, text, strlen(text)));
	return dialect ? dialect->name : "";
}

/* The workload of a text that must be of that dialect. */
static inline struct workload *
workload_of(const char *dialect, const char *path, const char *text)
{
	struct tree *tree = tree_of(path, text);
	struct reading reading;

	assert_string_equal(dialect_name(path, text), dialect);
	reading_init(&reading, &dialects, &catalog_builtin, NULL, &arena);
	reading_document(&reading, tree, tree->documents[0],
	    dialect_by_name(&dialects, dialect));
	assert_non_null(reading.first);
	return reading.first;
}

static inline void
says(const struct workload *w, enum fact_id id, const char *value)
{
	struct text text;

	text_init(&text);
	if (fact_known(w, id))
		fact_print(&text, id, workload_fact(w, id));
	else if (workload_fact(w, id)->state == FACT_UNKNOWN)
		text_add(&text, "unknown");
	if (strcmp(text_string(&text), value) != 0)
		fail_msg("%s is \"%s\", not \"%s\"", fact_rows[id].name,
		    text_string(&text), value);
	text_release(&text);
}

#endif
