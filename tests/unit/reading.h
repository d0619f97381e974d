/* A document read into workloads, as the serving dialects' tests want it. */

#ifndef GPULINT_TESTS_READING_H
#define GPULINT_TESTS_READING_H

#include "dialect/dialect.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct read_file {
	struct arena arena;
	struct dialects dialects;
	struct reading reading;
	struct tree *tree;
	const struct dialect *dialect; /* of the first document that has one */
};

/* The data files of the source tree, so that a test sees what is edited. */
static inline void
read_dialects(struct dialects *dialects, struct arena *arena)
{
	static const struct dialects none = { NULL, 0, NULL };
	const char *top = getenv("top_srcdir");
	struct error err = { "" };

	if (!dialects_extend(dialects, &none,
		arena_printf(arena, "%s/rules/dialects", top ? top : "."),
		arena, &err))
		fail_msg("%s", err.text);
}

static inline void
read_bytes(struct read_file *f, const char *bytes, size_t size)
{
	struct tree_problem problem = { .text = "" };
	struct error err = { "" };
	struct source *source;

	memset(f, 0, sizeof(*f));
	arena_init(&f->arena);
	read_dialects(&f->dialects, &f->arena);
	source = source_from_bytes(&f->arena, "file.yaml", bytes, size, &err);
	assert_non_null(source);
	f->tree = tree_read(source, &problem);
	if (!f->tree)
		fail_msg("%s", problem.text);
	reading_init(&f->reading, &f->dialects, &catalog_builtin, ".",
	    &f->arena);
	for (uint32_t i = 0; i < f->tree->document_count; i++) {
		const struct node *root = f->tree->documents[i];
		const struct dialect *d =
		    dialect_recognise(&f->dialects, root, "file.yaml");

		if (!d)
			continue;
		if (!f->dialect)
			f->dialect = d;
		reading_document(&f->reading, f->tree, root, d);
	}
}

static inline struct workload *
read_text(struct read_file *f, const char *yaml)
{
	read_bytes(f, yaml, strlen(yaml));
	return f->reading.first;
}

static inline void
read_end(struct read_file *f)
{
	arena_release(&f->arena);
}

/* The bytes of the file that a fact stands on are these. */
static inline void
stands_on(const struct workload *w, enum fact_id id, const char *text)
{
	const struct origin *o = &w->facts[id].origin;

	assert_non_null(o->source);
	assert_int_equal(o->span.end - o->span.start, strlen(text));
	assert_memory_equal(o->source->bytes + o->span.start, text,
	    strlen(text));
}

#endif
