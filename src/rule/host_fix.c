/* What plugin.h promises about edits. */

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

/* Keep the edits by rising start; one that overlaps another is dropped with
 * it, since neither can then be meant. */
void
fix_edit(struct gpulint_fix *fix, struct source *source, struct span span,
    const char *text)
{
	struct arena *arena = fix->finding->arena;
	struct edit **at, *edit;

	if (source == NULL || source->transcoded)
		return;
	for (at = &fix->fix.edits; *at != NULL; at = &(*at)->next)
		if ((*at)->source == source && (*at)->span.start >= span.start)
			break;
	if (*at != NULL && (*at)->span.start < span.end)
		return;
	edit = arena_alloc(arena, sizeof(*edit));
	edit->source = source;
	edit->span = span;
	edit->text = arena_string(arena, text);
	edit->next = *at;
	*at = edit;
}

void
gpulint_replace(struct gpulint_fix *fix, const struct gpulint_node *scalar,
    const char *text)
{
	if (fix == NULL || scalar == NULL || text == NULL ||
	    node_of(scalar)->kind != NODE_SCALAR)
		return;
	fix_edit(fix, pass_source_of(fix->finding->pass, node_of(scalar)),
	    node_of(scalar)->span, text);
}

/* The pair of a block mapping whose key this is. */
static const struct pair *
block_pair(const struct node *key)
{
	const struct node *mapping = key->parent;
	uint32_t i;

	if (mapping == NULL || mapping->kind != NODE_MAPPING ||
	    mapping->style != STYLE_BLOCK)
		return NULL;
	for (i = 0; i < mapping->count; i++)
		if (mapping->u.pairs[i].key == key)
			return &mapping->u.pairs[i];
	return NULL;
}

/* From the line of the key to the end of the value's last line. */
static struct span
lines_of(struct source *source, const struct pair *pair)
{
	uint32_t first, last, column, end = pair->value->span.end;
	struct span span;

	if (end > pair->key->span.start && source->bytes[end - 1] == '\n')
		end--;
	if (end < pair->key->span.end)
		end = pair->key->span.end;
	source_place(source, pair->key->span.start, &first, &column);
	source_place(source, end, &last, &column);
	span.start = source_line(source, first).start;
	span.end = source_line(source, last).end;
	if (span.end < source->size && source->bytes[span.end] == '\r')
		span.end++;
	if (span.end < source->size && source->bytes[span.end] == '\n')
		span.end++;
	return span;
}

static bool
is_blank(const struct source *source, uint32_t start, uint32_t end)
{
	for (; start < end; start++)
		if (source->bytes[start] != ' ')
			return false;
	return true;
}

void
gpulint_drop(struct gpulint_fix *fix, const struct gpulint_node *key)
{
	const struct pair *pair;
	struct source *source;
	struct span span;

	if (fix == NULL || key == NULL)
		return;
	pair = block_pair(node_of(key));
	source = pass_source_of(fix->finding->pass, node_of(key));
	if (pair == NULL || source == NULL)
		return;
	span = lines_of(source, pair);
	/* "- key: value" has more on its line than the pair. */
	if (is_blank(source, span.start, pair->key->span.start))
		fix_edit(fix, source, span, "");
}

void
gpulint_insert_after(struct gpulint_fix *fix, const struct gpulint_node *key,
    const char *new_key, const char *value)
{
	const struct pair *pair;
	struct source *source;
	struct span span, at;
	uint32_t line, column;
	const char *end;

	if (fix == NULL || key == NULL || new_key == NULL || value == NULL)
		return;
	pair = block_pair(node_of(key));
	source = pass_source_of(fix->finding->pass, node_of(key));
	if (pair == NULL || source == NULL)
		return;
	span = lines_of(source, pair);
	source_place(source, pair->key->span.start, &line, &column);
	at.start = at.end = span.end;
	end = span.end > 0 && source->bytes[span.end - 1] == '\n' ? "\n" : "";
	fix_edit(fix, source, at,
	    arena_printf(fix->finding->arena, "%s%*s%s: %s%s",
		end[0] == '\0' ? "\n" : "", (int)(column - 1), "", new_key,
		value, end));
}
