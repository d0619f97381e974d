#include "fix/rest.h"

#include <string.h>

/* A tree being walked past what edits touch. */
struct walk {
	const struct tree *tree;
	const struct edit *edits;
	bool is_edited; /* offsets are those of the edited file */
	uint32_t document;
	struct nodes nodes; /* of it, once started */
	bool started;
};

/* Where the text of an edit begins in the edited file; the edits before it
 * are those of the list. */
static int64_t
shift_before(const struct edit *edits, const struct edit *edit)
{
	int64_t shift = 0;

	for (; edits != edit; edits = edits->next)
		shift += (int64_t)strlen(edits->text) -
			 (edits->span.end - edits->span.start);
	return shift;
}

/* What an edit takes away, or wrote. */
static void
range_of(const struct walk *walk, const struct edit *edit, int64_t *start,
    int64_t *end)
{
	*start = edit->span.start;
	*end = edit->span.end;
	if (walk->is_edited) {
		*start += shift_before(walk->edits, edit);
		*end = *start + (int64_t)strlen(edit->text);
	}
}

/* A value that nobody wrote is written there. */
static bool
is_filled(const struct walk *walk, const struct edit *edit, struct span span)
{
	return !walk->is_edited && span.start == span.end &&
	       edit->span.start == span.start && edit->span.end == span.end &&
	       strpbrk(edit->text, "\r\n") == NULL;
}

/* True where a span lies in such a range.  An empty one (a value that nobody
 * wrote) stands behind its key. */
static bool
is_touched(const struct walk *walk, struct span span)
{
	const struct edit *edit;
	int64_t start, end;

	for (edit = walk->edits; edit != NULL; edit = edit->next) {
		range_of(walk, edit, &start, &end);
		if (is_filled(walk, edit, span))
			return true;
		if (span.end <= end &&
		    (span.start == span.end ? span.start > start
					    : span.start >= start))
			return true;
	}
	return false;
}

/* True where an edit changes words within a token, or adds some to its end;
 * a line after it is none of its words. */
static bool
is_rewritten(const struct edit *edits, struct span span)
{
	for (; edits != NULL; edits = edits->next)
		if (span.start < edits->span.start &&
		    edits->span.end <= span.end &&
		    (edits->span.start < span.end ||
			strpbrk(edits->text, "\r\n") == NULL))
			return true;
	return false;
}

/* The next node that no edit touches, or NULL. */
static const struct node *
next(struct walk *walk)
{
	while (walk->document < walk->tree->document_count) {
		if (!walk->started)
			walk->nodes =
			    nodes_of(walk->tree->documents[walk->document]);
		walk->started = true;
		while (nodes_next(&walk->nodes))
			if (!is_touched(walk, walk->nodes.node->span))
				return walk->nodes.node;
		walk->started = false;
		walk->document++;
	}
	return NULL;
}

/* Where an offset of the old file is in the edited one. */
static int64_t
moved(const struct edit *edits, struct span span)
{
	int64_t to = span.start;

	for (; edits != NULL && edits->span.end <= span.start;
	     edits = edits->next) {
		/* What is inserted where nothing stands stands after it. */
		if (span.start == span.end && edits->span.start == span.start)
			break;
		to += (int64_t)strlen(edits->text) -
		      (edits->span.end - edits->span.start);
	}
	return to;
}

static bool
is_same_name(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* A mapping starts at its first key, which may be gone. */
static bool
starts_in_edit(const struct edit *edits, const struct node *node)
{
	for (; edits != NULL && node->kind != NODE_SCALAR; edits = edits->next)
		if (edits->span.start <= node->span.start &&
		    node->span.start < edits->span.end)
			return true;
	return false;
}

static bool
is_same_node(const struct edit *edits, const struct node *was,
    const struct node *is)
{
	if (was->kind != is->kind || was->style != is->style ||
	    !is_same_name(was->tag, is->tag) ||
	    !is_same_name(was->anchor, is->anchor))
		return false;
	if (moved(edits, was->span) != (int64_t)is->span.start &&
	    !starts_in_edit(edits, was))
		return false;
	return was->kind != NODE_SCALAR || is_rewritten(edits, was->span) ||
	       (was->length == is->length &&
		   memcmp(was->text, is->text, was->length) == 0);
}

static bool
are_nodes_same(const struct tree *before, const struct edit *edits,
    const struct tree *after)
{
	struct walk was = { .tree = before, .edits = edits };
	struct walk is = { .tree = after, .edits = edits, .is_edited = true };
	const struct node *a, *b;

	if (before->document_count != after->document_count)
		return false;
	do {
		a = next(&was);
		b = next(&is);
		if (a == NULL || b == NULL)
			return a == b;
	} while (was.document == is.document &&
		 was.nodes.depth == is.nodes.depth &&
		 is_same_node(edits, a, b));
	return false;
}

static const struct span *
next_comment(const struct walk *walk, uint32_t *at)
{
	const struct span *comments = walk->tree->comments;

	while (*at < walk->tree->comment_count)
		if (!is_touched(walk, comments[(*at)++]))
			return &comments[*at - 1];
	return NULL;
}

static bool
are_comments_same(const struct tree *before, const struct edit *edits,
    const struct tree *after)
{
	const struct walk was = { .tree = before, .edits = edits };
	const struct walk is = { .tree = after,
		.edits = edits,
		.is_edited = true };
	const struct span *a, *b;
	uint32_t i = 0, j = 0;

	do {
		a = next_comment(&was, &i);
		b = next_comment(&is, &j);
		if (a == NULL || b == NULL)
			return a == b;
	} while (moved(edits, *a) == (int64_t)b->start &&
		 a->end - a->start == b->end - b->start);
	return false;
}

bool
rest_is_same(const struct tree *before, const struct edit *edits,
    const struct tree *after)
{
	return are_nodes_same(before, edits, after) &&
	       are_comments_same(before, edits, after);
}
