#include "command/shell_cells.h"

#include <string.h>

void
cells_add(struct cells *cells, struct cell cell, struct arena *arena)
{
	if (cells->count >= SHELL_TEXT_LIMIT) {
		cells->cut = "the command is longer than is read";
		return;
	}
	if (cells->count == cells->room) {
		size_t more = cells->room ? 2 * cells->room : 128;

		cells->items = arena_grow(arena, cells->items, cells->count,
		    more, sizeof(*cells->items));
		cells->room = more;
	}
	cells->items[cells->count++] = cell;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/*
 * The offset of each byte of a scalar's value: loaders change nothing but
 * white space in a value without escapes, so the two are walked in step.
 * False where they part.
 */
static bool
align(const struct node *node, const struct source *source, uint32_t *at)
{
	uint32_t raw = node->span.start, end = node->span.end;

	if (end > source->size || raw >= end)
		return false;
	if (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED) {
		while (raw < end && source->bytes[raw] != '\n')
			raw++;
	} else if (node->style != STYLE_PLAIN) {
		raw++;
	}
	for (uint32_t i = 0; i < node->length; i++) {
		at[i] = CELL_NOWHERE;
		if (is_space(node->text[i])) {
			if (raw < end && source->bytes[raw] == node->text[i])
				at[i] = raw++;
			continue;
		}
		while (raw < end && is_space(source->bytes[raw]))
			raw++;
		if (raw >= end || source->bytes[raw] != node->text[i])
			return false;
		at[i] = raw++;
	}
	return true;
}

static struct cells
cells_raw(const struct shell *shell, const struct node *node)
{
	const struct source *source = shell_source(shell, node);
	struct cells cells = { 0 };
	uint32_t *at;

	if (node->length > SHELL_TEXT_LIMIT) {
		cells.cut = "the command is longer than is read";
		return cells;
	}
	at = arena_array(shell->arena, node->length + 1, sizeof(*at));
	if (!source || source->transcoded || !align(node, source, at)) {
		for (uint32_t i = 0; i < node->length; i++)
			at[i] = CELL_NOWHERE;
	}
	cells.items =
	    arena_array(shell->arena, node->length + 1, sizeof(*cells.items));
	cells.room = node->length + 1;
	for (uint32_t i = 0; i < node->length; i++) {
		struct cell cell = { .c = node->text[i], .at = at[i] };

		cells_add(&cells, cell, shell->arena);
	}
	return cells;
}

struct cells
cells_of(const struct shell *shell, const struct node *node)
{
	struct cells raw = cells_raw(shell, node);

	if (shell->host == SHELL_HOST_NONE)
		return raw;
	return cells_substitute(shell, &raw, shell->host);
}

struct cells
cells_of_word(const struct shell *shell, const struct shell_word *word)
{
	struct cells raw = { 0 };

	for (size_t i = 0; i < word->length; i++) {
		struct cell cell = word->cells[i];

		cell.fixed = cell.why != NULL;
		cells_add(&raw, cell, shell->arena);
	}
	return cells_substitute(shell, &raw, SHELL_HOST_NONE);
}

/* One substitution under way. */
struct substituting {
	const struct shell *shell;
	enum shell_host host;
	struct cells out;
	unsigned depth;
};

static void substitute(struct substituting *s, const struct cell *items,
    size_t count);

static bool
is_name(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

static size_t
name_length(const struct cell *items, size_t count)
{
	size_t n = 0;

	while (n < count && is_name(items[n].c, n == 0))
		n++;
	return n;
}

static char *
cells_text(struct arena *arena, const struct cell *items, size_t count)
{
	char *text = arena_alloc(arena, count + 1);

	for (size_t i = 0; i < count; i++)
		text[i] = items[i].c;
	return text;
}

/* Keep what is written, marked with why it is not what will be run. */
static void
keep_unresolved(struct substituting *s, const struct cell *items, size_t count,
    const char *why)
{
	for (size_t i = 0; i < count; i++) {
		struct cell cell = items[i];

		cell.why = why;
		cell.fixed = true;
		cells_add(&s->out, cell, s->shell->arena);
	}
}

static void
keep_not_set(struct substituting *s, const struct cell *items, size_t count)
{
	struct arena *arena = s->shell->arena;
	size_t shown = count > 60 ? 60 : count;

	keep_unresolved(s, items, count,
	    arena_printf(arena, "%s is not set here",
		cells_text(arena, items, shown)));
}

static void
add_value(struct substituting *s, const struct shell_variable *variable)
{
	for (const char *t = variable->text; *t; t++) {
		struct cell cell = { .c = *t,
			.at = CELL_NOWHERE,
			.why = variable->unresolved };

		/* a shell splits before it fills in, the others after */
		cell.fixed = s->host == SHELL_HOST_NONE || variable->unresolved;
		cells_add(&s->out, cell, s->shell->arena);
	}
}

/* compose fills in from its own environment, of which .env is a part; a
 * shell and Kubernetes from that of the container. */
static const struct shell_variable *
variable_of(const struct substituting *s, const struct cell *items,
    size_t count)
{
	const struct shell_variable *variables = s->host == SHELL_HOST_COMPOSE
						     ? s->shell->outer
						     : s->shell->variables;

	return shell_variable(variables,
	    cells_text(s->shell->arena, items, count), count);
}

/* ${...}: items from the $ to the } */
static void
substitute_braced(struct substituting *s, const struct cell *items,
    size_t count)
{
	size_t n = name_length(items + 2, count - 3), at = 2 + n;
	const struct shell_variable *v =
	    n ? variable_of(s, items + 2, n) : NULL;
	bool colon = items[at].c == ':';
	char op = items[at + colon].c;

	if (v && op == '}' && !colon) {
		add_value(s, v);
	} else if (v && (op == '-' || op == '?' || op == '=') && *v->text) {
		add_value(s, v);
	} else if (n && (op == '-' || op == '=') && at + colon + 1 < count &&
		   s->depth < SHELL_DEPTH_LIMIT) {
		s->depth++;
		substitute(s, items + at + colon + 1,
		    count - (at + colon + 1) - 1);
		s->depth--;
	} else {
		keep_not_set(s, items, count);
	}
}

/* The cells up to the one that closes what items[1] opens, or 0. */
static size_t
closed_length(const struct cell *items, size_t count, char open, char close)
{
	size_t depth = 0;

	for (size_t i = 1; i < count; i++) {
		if (items[i].c == open)
			depth++;
		else if (items[i].c == close && --depth == 0)
			return i + 1;
	}
	return 0;
}

static size_t
substitute_enclosed(struct substituting *s, const struct cell *items,
    size_t count)
{
	char open = items[1].c;
	size_t n = closed_length(items, count, open, open == '{' ? '}' : ')');
	const struct shell_variable *v;

	if (!n) {
		s->out.cut = open == '{' ? "a ${ of the command does not end"
					 : "a $( of the command does not end";
		return count;
	}
	if (open == '{') {
		substitute_braced(s, items, n);
	} else if (s->host == SHELL_HOST_KUBERNETES) {
		v = variable_of(s, items + 2, n - 3);
		if (v)
			add_value(s, v);
		else
			for (size_t i = 0; i < n; i++)
				cells_add(&s->out, items[i], s->shell->arena);
	} else {
		keep_unresolved(s, items, n,
		    "$(...) is known only when it runs");
	}
	return n;
}

/* The cells used up of a reference at items[0], a $; at least 1. */
static size_t
substitute_one(struct substituting *s, const struct cell *items, size_t count)
{
	char next = count > 1 ? items[1].c : 0;
	bool kubernetes = s->host == SHELL_HOST_KUBERNETES;
	const struct shell_variable *v;
	size_t n;

	if (s->host != SHELL_HOST_NONE && next == '$') {
		struct cell cell = items[1];

		cells_add(&s->out, cell, s->shell->arena);
		/* $$(V) stays $(V); compose's $$V is the shell's $V */
		if (!kubernetes || count < 3 || items[2].c != '(')
			return 2;
		cells_add(&s->out, items[2], s->shell->arena);
		return 3;
	}
	if ((next == '{' && !kubernetes) ||
	    (next == '(' && s->host != SHELL_HOST_COMPOSE))
		return substitute_enclosed(s, items, count);
	n = kubernetes ? 0 : name_length(items + 1, count - 1);
	if (n) {
		v = variable_of(s, items + 1, n);
		if (v)
			add_value(s, v);
		else
			keep_not_set(s, items, n + 1);
		return n + 1;
	}
	if (s->host == SHELL_HOST_NONE && next &&
	    strchr("@*#?$!0123456789", next)) {
		keep_unresolved(s, items, 2, "arguments of a script");
		return 2;
	}
	cells_add(&s->out, items[0], s->shell->arena);
	return 1;
}

static size_t
substitute_backquoted(struct substituting *s, const struct cell *items,
    size_t count)
{
	size_t n = 1;

	while (n < count && items[n].c != '`')
		n++;
	n += n < count;
	keep_unresolved(s, items, n, "`...` is known only when it runs");
	return n;
}

static void
substitute(struct substituting *s, const struct cell *items, size_t count)
{
	bool shell = s->host == SHELL_HOST_NONE, single = false, dual = false;

	for (size_t i = 0; i < count && !s->out.cut;) {
		char c = items[i].c;

		if (shell && c == '\\' && !single && i + 1 < count) {
			cells_add(&s->out, items[i++], s->shell->arena);
			cells_add(&s->out, items[i++], s->shell->arena);
			continue;
		}
		if (shell && c == '\'' && !items[i].fixed && !dual)
			single = !single;
		if (shell && c == '"' && !items[i].fixed && !single)
			dual = !dual;
		if (items[i].fixed || single) {
			cells_add(&s->out, items[i++], s->shell->arena);
		} else if (c == '$') {
			i += substitute_one(s, items + i, count - i);
		} else if (shell && c == '`') {
			i += substitute_backquoted(s, items + i, count - i);
		} else {
			cells_add(&s->out, items[i++], s->shell->arena);
		}
	}
}

struct cells
cells_substitute(const struct shell *shell, const struct cells *in,
    enum shell_host host)
{
	struct substituting s = { .shell = shell, .host = host };

	s.out.cut = in->cut;
	if (!in->cut)
		substitute(&s, in->items, in->count);
	return s.out;
}

void
cells_place(struct shell_word *word)
{
	enum { QUOTES = 2 };
	const struct cell *cells = word->cells;
	bool exact = true;

	if (cells == NULL || word->length == 0)
		return;
	for (size_t i = 0; i < word->length; i++) {
		uint32_t before = i > 0 ? cells[i - 1].at : cells[i].at - 1;

		if (cells[i].c != word->text[i] ||
		    cells[i].at == CELL_NOWHERE || cells[i].at <= before ||
		    cells[i].at > before + 1 + QUOTES)
			return;
		exact = exact && cells[i].at == before + 1;
	}
	word->exact = exact;
	word->span.start = cells[0].at;
	word->span.end = cells[word->length - 1].at + 1;
}
