/* What plugin.h promises about edits. */

#include "fix/edit.h"
#include "rule/host.h"

#include <string.h>

struct gpulint_fix *
gpulint_fix(struct gpulint_finding *finding, bool safe, const char *title, ...)
{
	struct gpulint_fix *fix;
	va_list ap;

	if (finding == NULL || title == NULL)
		return NULL;
	fix = arena_alloc(finding->arena, sizeof(*fix));
	va_start(ap, title);
	fix->fix.title = pass_message(finding->pass, title, ap);
	va_end(ap);
	fix->fix.safe = safe;
	fix->finding = finding;
	*finding->fixes = &fix->fix;
	finding->fixes = &fix->fix.next;
	return fix;
}

/* What one edit of a fix is about. */
struct place {
	struct source *source;
	enum tree_syntax syntax;
	const struct node *mapping; /* of a key, or NULL */
};

static bool
is_argument(const struct node *node)
{
	return node->parent != NULL && node->parent->kind == NODE_SCALAR;
}

/* A word of a command, where neither it nor the new one needs quotes of the
 * shell's or of the file's. */
static bool
replace_argument(struct gpulint_fix *fix, const struct node *node,
    const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
	struct source *source = pass_source_of(fix->finding->pass, node);

	if (source == NULL || node->kind != NODE_SCALAR || *text == '\0' ||
	    text[strspn(text, plain)] != '\0' ||
	    node->span.end - node->span.start != node->length ||
	    memcmp(source->bytes + node->span.start, node->text,
		node->length) != 0)
		return false;
	fix_edit(fix, source, node->span, text);
	return true;
}

/* The linted file is edited, and those that its links led to. */
static bool
find_place(const struct gpulint_fix *fix, const struct node *node,
    struct place *place)
{
	const struct gpulint_pass *pass = fix->finding->pass;
	const struct tree *tree;

	if (node == NULL || (!fix->fix.safe && node_is_shared(node)))
		return false;
	if (is_argument(node))
		return false; /* a shell's quotes are not ours */
	tree = pass_tree_of(pass, pass_source_of(pass, node));
	if (tree == NULL)
		return false;
	place->source = tree->source;
	place->syntax = tree->syntax;
	place->mapping = node->parent;
	return true;
}

/* What follows an edit that could not be made is not made either. */
static void
settle(struct gpulint_fix *fix, bool made)
{
	if (!made)
		fix->refused = true;
	if (fix->refused)
		fix->fix.edits = NULL;
}

void
fix_refuse(struct gpulint_fix *fix)
{
	settle(fix, false);
}

void
fix_edit(struct gpulint_fix *fix, struct source *source, struct span span,
    const char *text)
{
	settle(fix,
	    pass_tree_of(fix->finding->pass, source) != NULL &&
		!source->transcoded &&
		edit_span(&fix->fix, source, span, text, fix->finding->arena));
}

/* Words that are a whole value stay in its quotes. */
struct span
fix_unquoted(const struct source *source, struct span span)
{
	const char *bytes = source->bytes + span.start;
	uint32_t length = span.end - span.start;

	if (length >= 2 && (*bytes == '"' || *bytes == '\'') &&
	    bytes[length - 1] == *bytes) {
		span.start++;
		span.end--;
	}
	return span;
}

void
fix_edit_words(struct gpulint_fix *fix, const struct origin *origin,
    const char *text)
{
	const struct node *node = node_resolve(origin->node);

	if (origin->kind != ORIGIN_WRITTEN ||
	    origin->span.end <= origin->span.start)
		fix_refuse(fix);
	else if (node_is(node, NODE_SCALAR) &&
		 node->span.start == origin->span.start &&
		 node->span.end == origin->span.end)
		gpulint_replace(fix, shown_node(node), text);
	else
		fix_edit(fix, origin->source,
		    fix_unquoted(origin->source, origin->span), text);
}

/* A word of a command is edited where it stands in its text.  False for what
 * is none. */
static bool
replace_if_argument(struct gpulint_fix *fix, const struct gpulint_node *scalar,
    const char *text)
{
	if (text == NULL || scalar == NULL || !is_argument(node_of(scalar)))
		return false;
	settle(fix, replace_argument(fix, node_of(scalar), text));
	return true;
}

void
gpulint_replace(struct gpulint_fix *fix, const struct gpulint_node *scalar,
    const char *text)
{
	struct place place;

	if (fix == NULL || replace_if_argument(fix, scalar, text))
		return;
	settle(fix, text != NULL && find_place(fix, node_of(scalar), &place) &&
			edit_replace(&fix->fix, place.source, place.syntax,
			    node_of(scalar), text, fix->finding->arena));
}

void
gpulint_write(struct gpulint_fix *fix, const struct gpulint_node *scalar,
    const char *text)
{
	struct place place;

	if (fix == NULL || replace_if_argument(fix, scalar, text))
		return;
	settle(fix, text != NULL && find_place(fix, node_of(scalar), &place) &&
			edit_write(&fix->fix, place.source, node_of(scalar),
			    text, fix->finding->arena));
}

void
gpulint_drop(struct gpulint_fix *fix, const struct gpulint_node *key)
{
	struct place place;

	if (fix == NULL)
		return;
	settle(fix, find_place(fix, node_of(key), &place) &&
			edit_drop(&fix->fix, place.source, place.syntax,
			    place.mapping, node_of(key), fix->finding->arena));
}

void
gpulint_insert_after(struct gpulint_fix *fix, const struct gpulint_node *key,
    const char *new_key, const char *value)
{
	struct place place;

	if (fix == NULL)
		return;
	settle(fix, new_key != NULL && value != NULL &&
			find_place(fix, node_of(key), &place) &&
			edit_insert_after(&fix->fix, place.source, place.syntax,
			    place.mapping, node_of(key), new_key, value,
			    fix->finding->arena));
}
