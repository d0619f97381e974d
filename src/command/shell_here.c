#include "command/shell_here.h"

#include <string.h>

static char
char_at(const struct cells *cells, size_t i)
{
	return i < cells->count ? cells->items[i].c : 0;
}

bool
here_begins(const struct cells *cells, size_t i, struct here *here,
    size_t *last, struct arena *arena)
{
	size_t from, to;
	char quote, *end;

	if (char_at(cells, i) != '<' || char_at(cells, i + 1) != '<' ||
	    char_at(cells, i + 2) == '<' || (i && char_at(cells, i - 1) == '<'))
		return false;
	i += 2;
	here->tabs = char_at(cells, i) == '-';
	i += here->tabs;
	while (char_at(cells, i) == ' ')
		i++;
	quote = char_at(cells, i);
	if (quote != '\'' && quote != '"')
		quote = 0;
	from = to = i + (quote != 0);
	while (to < cells->count &&
	       (quote ? char_at(cells, to) != quote
		      : !strchr(" \t\r\n;&|<>", char_at(cells, to))))
		to++;
	if (to == from || to >= cells->count)
		return false;
	here->end = end = arena_alloc(arena, to - from + 1);
	for (size_t k = from; k < to; k++)
		end[k - from] = char_at(cells, k);
	*last = quote ? to : to - 1;
	return true;
}

static size_t
line_end(const struct cells *cells, size_t i)
{
	while (i < cells->count && cells->items[i].c != '\n')
		i++;
	return i;
}

static bool
is_end(const struct cells *cells, size_t from, size_t to,
    const struct here *here)
{
	size_t n = strlen(here->end);

	while (here->tabs && from < to && cells->items[from].c == '\t')
		from++;
	if (to > from && cells->items[to - 1].c == '\r')
		to--;
	if (to - from != n)
		return false;
	for (size_t k = 0; k < n; k++)
		if (cells->items[from + k].c != here->end[k])
			return false;
	return true;
}

/* From the line break at `line` on; a literal scalar where the file has its
 * lines as they are. */
static const struct node *
text_node(const struct cells *cells, size_t line, size_t to,
    struct arena *arena)
{
	struct node *node = arena_alloc(arena, sizeof(*node));
	size_t length = to - line - 1;
	char *text = arena_alloc(arena, length + 1);
	uint32_t start = cells->items[line].at;
	uint32_t end = length ? cells->items[to - 1].at : CELL_NOWHERE;

	for (size_t i = 0; i < length; i++)
		text[i] = cells->items[line + 1 + i].c;
	node->kind = NODE_SCALAR;
	node->style = STYLE_PLAIN;
	node->text = text;
	node->length = (uint32_t)length;
	if (start != CELL_NOWHERE && end != CELL_NOWHERE && start < end) {
		node->style = STYLE_LITERAL;
		node->span.start = start;
		node->span.end = end + 1;
	}
	return node;
}

const struct node *
here_text(const struct cells *cells, size_t i, const struct here *here,
    size_t *last, struct arena *arena)
{
	size_t line = i;

	for (;;) {
		size_t to = line_end(cells, line + 1);

		if (line + 1 > cells->count || to > cells->count)
			break;
		if (is_end(cells, line + 1, to, here)) {
			*last = to < cells->count ? to : to - 1;
			return text_node(cells, i, line + 1, arena);
		}
		if (to >= cells->count)
			break;
		line = to;
	}
	*last = cells->count ? cells->count - 1 : 0;
	return NULL;
}
