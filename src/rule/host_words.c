/* What plugin.h promises about words: parts of a value, such as a pinned
 * version in a script, or an argument in a command. */

#include "fix/lines.h"
#include "rule/host.h"

#include <stdlib.h>
#include <string.h>

const struct gpulint_node *
gpulint_key_of(const struct gpulint_fact *fact)
{
	const struct origin *origin;

	if (fact == NULL)
		return NULL;
	origin = &fact_of(fact)->origin;
	return origin->kind == ORIGIN_WRITTEN ? shown_node(origin->key) : NULL;
}

const char *
gpulint_written(struct gpulint_pass *pass, const struct gpulint_fact *fact)
{
	const struct origin *origin;

	if (pass == NULL || fact == NULL)
		return "";
	origin = &fact_of(fact)->origin;
	if (origin->kind != ORIGIN_WRITTEN || origin->source == NULL)
		return "";
	return arena_copy(pass->subject->arena,
	    origin->source->bytes + origin->span.start,
	    origin->span.end - origin->span.start);
}

/* The bytes of a word within those of its node; false where it is not there
 * once as it is spelt. */
static bool
find_word(const struct source *source, const struct node *node,
    const char *word, struct span *span)
{
	size_t length = strlen(word), count = 0;
	const char *at, *end;

	if (source == NULL || source->transcoded || length == 0)
		return false;
	at = source->bytes + node->span.start;
	end = source->bytes + node->span.end;
	while ((at = memmem(at, (size_t)(end - at), word, length)) != NULL) {
		if (count++ == 0) {
			span->start = (uint32_t)(at - source->bytes);
			span->end = span->start + (uint32_t)length;
		}
		at += length;
	}
	return count == 1;
}

struct gpulint_finding *
gpulint_report_word(struct gpulint_pass *pass, const struct gpulint_node *where,
    const char *word, const char *format, ...)
{
	struct gpulint_finding *finding;
	const struct node *node = node_of(where);
	struct source *source;
	struct span span;
	va_list ap;

	if (pass == NULL || node == NULL || word == NULL || format == NULL)
		return NULL;
	source = pass_source_of(pass, node);
	if (source == NULL)
		return NULL;
	if (!find_word(source, node, word, &span))
		span = node->span;
	va_start(ap, format);
	finding = pass_report(pass, source, span, node, format, ap);
	va_end(ap);
	return finding;
}

void
gpulint_replace_word(struct gpulint_fix *fix, const struct gpulint_node *where,
    const char *word, const char *text)
{
	const struct node *node = node_of(where);
	struct source *source;
	struct span span;

	if (fix == NULL || node == NULL || word == NULL || text == NULL)
		return;
	source = pass_source_of(fix->finding->pass, node);
	if (source != NULL && find_word(source, node, word, &span))
		fix_edit(fix, source, span, text);
	else
		fix_refuse(fix);
}

void
gpulint_rewrite(struct gpulint_fix *fix, const struct gpulint_fact *fact,
    const char *text)
{
	if (fix != NULL && fact != NULL && text != NULL)
		fix_edit_words(fix, &fact_of(fact)->origin, text);
}

/* The item of a sequence that a node is, by its style; NULL for others. */
static const struct node *
sequence_of(const struct node *node)
{
	const struct node *parent = node->parent;

	return parent != NULL && parent->kind == NODE_SEQUENCE ? parent : NULL;
}

/* "- --max-model-len=8192" on a line of its own after the item's. */
static void
add_item(struct gpulint_fix *fix, struct source *source,
    const struct node *item, const char *argument)
{
	struct arena *arena = fix->finding->arena;
	uint32_t start = line_start(source, item->span.start);
	uint32_t at = line_next(source, item->span.end);
	const char *end = line_ending(source, item->span.end);
	bool ends = line_ends_before(source, at);
	size_t indent = strspn(source->bytes + start, " ");

	if (source->bytes[start + indent] != '-') {
		fix_refuse(fix);
		return;
	}
	fix_edit(fix, source, (struct span){ at, at },
	    arena_printf(arena, "%s%*s- %s%s", ends ? "" : end, (int)indent, "",
		argument, ends ? end : ""));
}

void
gpulint_add_argument(struct gpulint_fix *fix, const struct gpulint_fact *after,
    const char *argument)
{
	const struct origin *origin;
	const struct node *node, *sequence;
	struct span at;

	if (fix == NULL || after == NULL || argument == NULL)
		return;
	origin = &fact_of(after)->origin;
	node = origin->node;
	if (origin->kind != ORIGIN_WRITTEN || origin->source == NULL ||
	    node == NULL || node->kind != NODE_SCALAR) {
		fix_refuse(fix);
		return;
	}
	sequence = sequence_of(node);
	at.start = at.end = node->span.end;
	if (sequence == NULL) {
		at.start = at.end = origin->span.end;
		fix_edit(fix, origin->source, at,
		    arena_printf(fix->finding->arena, " %s", argument));
	} else if (sequence->style == STYLE_FLOW) {
		fix_edit(fix, origin->source, at,
		    arena_printf(fix->finding->arena, ", \"%s\"", argument));
	} else if (node->style != STYLE_LITERAL &&
		   node->style != STYLE_FOLDED) {
		add_item(fix, origin->source, node, argument);
	} else {
		at.start = at.end = origin->span.end;
		fix_edit(fix, origin->source, at,
		    arena_printf(fix->finding->arena, " %s", argument));
	}
}
