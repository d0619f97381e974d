#include "command/shell.h"

#include "command/shell_cells.h"

#include <string.h>

const struct shell_variable *
shell_variable(const struct shell_variable *variables, const char *name,
    size_t length)
{
	for (; variables; variables = variables->next) {
		if (strlen(variables->name) == length &&
		    memcmp(variables->name, name, length) == 0)
			return variables;
	}
	return NULL;
}

/* One word made of the cells between from and to that were kept. */
static struct shell_word
word_of(const struct cells *cells, const size_t *kept, size_t count,
    const struct node *node, const struct shell *shell)
{
	struct arena *arena = shell->arena;
	struct shell_word word = { .node = node,
		.source = shell->source,
		.span = node->span };
	char *text = arena_alloc(arena, count + 1);
	struct cell *own = arena_array(arena, count + 1, sizeof(*own));
	bool exact = count > 0;

	for (size_t i = 0; i < count; i++) {
		const struct cell *cell = &cells->items[kept[i]];

		own[i] = *cell;
		text[i] = cell->c;
		if (cell->why && !word.unresolved)
			word.unresolved = cell->why;
		if (cell->at == CELL_NOWHERE ||
		    cell->at != cells->items[kept[0]].at + i)
			exact = false;
	}
	word.text = text;
	word.cells = own;
	word.length = count;
	if (exact) {
		word.exact = true;
		word.span.start = cells->items[kept[0]].at;
		word.span.end = word.span.start + (uint32_t)count;
	}
	return word;
}

struct shell_word
shell_word_after(const struct shell_word *word, size_t skip)
{
	struct shell_word part = *word;

	part.text += skip;
	part.length -= skip;
	part.cells = word->cells ? word->cells + skip : NULL;
	if (part.exact)
		part.span.start += (uint32_t)skip;
	return part;
}

struct shell_word
shell_scalar(const struct shell *shell, const struct node *node)
{
	struct cells cells;
	struct shell_word word;
	size_t *kept;

	node = node_resolve(node);
	if (!node_is(node, NODE_SCALAR)) {
		memset(&word, 0, sizeof(word));
		word.text = "";
		return word;
	}
	cells = cells_of(shell, node);
	kept = arena_array(shell->arena, cells.count + 1, sizeof(*kept));
	for (size_t i = 0; i < cells.count; i++)
		kept[i] = i;
	word = word_of(&cells, kept, cells.count, node, shell);
	if (cells.cut)
		word.unresolved = cells.cut;
	return word;
}

static void
words_add(struct shell_words *words, size_t *room, struct shell_word word,
    struct arena *arena)
{
	if (words->count >= SHELL_WORD_LIMIT) {
		words->cut = "the command has more words than are read";
		return;
	}
	if (words->count == *room) {
		size_t more = *room ? 2 * *room : 32;

		words->items = arena_grow(arena, words->items, words->count,
		    more, sizeof(*words->items));
		*room = more;
	}
	words->items[words->count++] = word;
}

/* What the splitter keeps between cells. */
struct splitting {
	const struct cells *cells;
	const struct node *node;
	const struct shell *shell;
	struct arena *arena;
	struct shell_words words;
	size_t room;
	size_t *kept, count; /* of the word being read */
	bool open; /* a word was begun, maybe an empty one */
};

static void
split_end_word(struct splitting *s)
{
	if (!s->open)
		return;
	words_add(&s->words, &s->room,
	    word_of(s->cells, s->kept, s->count, s->node, s->shell), s->arena);
	s->count = 0;
	s->open = false;
}

static void
split_end_command(struct splitting *s)
{
	struct shell_word word = { .text = "",
		.node = s->node,
		.source = s->shell->source,
		.span = s->node->span,
		.ends = true };

	split_end_word(s);
	if (s->words.count && !s->words.items[s->words.count - 1].ends)
		words_add(&s->words, &s->room, word, s->arena);
}

static void
split_keep(struct splitting *s, size_t i)
{
	s->kept[s->count++] = i;
	s->open = true;
}

/* A quoted part from the opening quote at i; the index of the closing one,
 * or of the last cell where it is missing. */
static size_t
split_quoted(struct splitting *s, size_t i)
{
	const struct cells *cells = s->cells;
	char quote = cells->items[i].c;

	s->open = true;
	for (i++; i < cells->count; i++) {
		char c = cells->items[i].c;
		char next = i + 1 < cells->count ? cells->items[i + 1].c : 0;

		if (cells->items[i].fixed) {
			split_keep(s, i);
			continue;
		}
		if (c == quote)
			return i;
		if (quote == '"' && c == '\\' && next &&
		    strchr("\"\\$`\n", next)) {
			i++;
			if (next != '\n')
				split_keep(s, i);
			continue;
		}
		split_keep(s, i);
	}
	s->words.cut = "a quote of the command does not end";
	return cells->count - 1;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct shell_words
split_cells(const struct cells *cells, const struct node *node,
    const struct shell *shell)
{
	struct arena *arena = shell->arena;
	struct splitting s = { .cells = cells,
		.node = node,
		.shell = shell,
		.arena = arena };

	/* to compose a line break is a blank: no shell is at work */
	bool folds = shell->host == SHELL_HOST_COMPOSE;

	s.kept = arena_array(arena, cells->count + 1, sizeof(*s.kept));
	for (size_t i = 0; i < cells->count; i++) {
		char c = cells->items[i].c;

		if (cells->items[i].fixed) {
			/* an unquoted value is split at its blanks alone */
			if (cells->items[i].why || !is_blank(c))
				split_keep(&s, i);
			else
				split_end_word(&s);
		} else if (c == '\\') {
			if (i + 1 >= cells->count)
				break;
			if (cells->items[++i].c != '\n')
				split_keep(&s, i);
		} else if (c == '\'' || c == '"') {
			i = split_quoted(&s, i);
		} else if (c == '\n' && folds) {
			split_end_word(&s);
		} else if (c == '\n' || c == ';' || c == '|' || c == '&') {
			split_end_command(&s);
		} else if (c == ' ' || c == '\t' || c == '\r') {
			split_end_word(&s);
		} else if (c == '#' && !s.open) {
			while (i + 1 < cells->count &&
			       cells->items[i + 1].c != '\n')
				i++;
		} else {
			split_keep(&s, i);
		}
	}
	split_end_word(&s);
	if (cells->cut)
		s.words.cut = cells->cut;
	return s.words;
}

static struct shell_words
split_sequence(const struct shell *shell, const struct node *node)
{
	struct shell_words words = { 0 };
	size_t room = 0, length = node_length(node);

	for (size_t i = 0; i < length && !words.cut; i++) {
		const struct node *item = node_at(node, i);

		if (node_is(item, NODE_SCALAR))
			words_add(&words, &room, shell_scalar(shell, item),
			    shell->arena);
	}
	return words;
}

struct shell_words
shell_join(struct arena *arena, const struct shell_words *a,
    const struct shell_words *b)
{
	struct shell_words words = { .cut = a->cut ? a->cut : b->cut };
	size_t room = 0;

	for (size_t i = 0; i < a->count; i++)
		words_add(&words, &room, a->items[i], arena);
	for (size_t i = 0; i < b->count; i++)
		words_add(&words, &room, b->items[i], arena);
	return words;
}

static bool
is_shell(const char *text)
{
	const char *slash = strrchr(text, '/');

	text = slash ? slash + 1 : text;
	return strcmp(text, "sh") == 0 || strcmp(text, "bash") == 0 ||
	       strcmp(text, "dash") == 0 || strcmp(text, "zsh") == 0 ||
	       strcmp(text, "ash") == 0;
}

/* The word that holds a shell's script where one starts at i, or 0. */
static size_t
script_at(const struct shell_words *words, size_t i)
{
	size_t j = i + 1;
	bool asked = false;

	if (!is_shell(words->items[i].text))
		return 0;
	for (; j < words->count && words->items[j].text[0] == '-' &&
	       !words->items[j].ends;
	     j++) {
		const char *text = words->items[j].text;

		if (text[1] != '-' && strchr(text, 'c'))
			asked = true;
		if (strcmp(text, "-o") == 0)
			j++;
	}
	return asked && j < words->count && !words->items[j].ends ? j : 0;
}

static struct shell_words follow(const struct shell *shell,
    const struct shell_words *words, unsigned depth);

static struct shell_words
script_words(const struct shell *shell, const struct shell_word *word,
    unsigned depth)
{
	struct cells cells = cells_of_word(shell, word);
	struct shell own = *shell;
	struct shell_words words;

	own.source = word->source;
	own.host = SHELL_HOST_NONE;
	words = split_cells(&cells, word->node, &own);
	return follow(shell, &words, depth + 1);
}

static struct shell_words
follow(const struct shell *shell, const struct shell_words *words,
    unsigned depth)
{
	struct shell_words out = { .cut = words->cut };
	size_t room = 0;

	for (size_t i = 0; i < words->count; i++) {
		size_t script =
		    depth < SHELL_DEPTH_LIMIT && !words->items[i].ends
			? script_at(words, i)
			: 0;
		struct shell_words inner;

		if (!script) {
			words_add(&out, &room, words->items[i], shell->arena);
			continue;
		}
		inner = script_words(shell, &words->items[script], depth);
		for (size_t k = 0; k < inner.count; k++)
			words_add(&out, &room, inner.items[k], shell->arena);
		if (inner.cut)
			out.cut = inner.cut;
		/* what follows the script are its $0, $1 ... */
		while (script < words->count && !words->items[script].ends)
			script++;
		i = script - 1;
	}
	return out;
}

struct shell_words
shell_follow(const struct shell *shell, const struct shell_words *words)
{
	return follow(shell, words, 0);
}

struct shell_words
shell_script(const struct shell *shell, const struct node *node)
{
	struct shell own = *shell;
	struct shell_word word;

	own.host = SHELL_HOST_NONE;
	word = shell_scalar(&own, node);
	if (!word.node) {
		struct shell_words none = { 0 };

		return none;
	}
	return script_words(&own, &word, 0);
}

struct shell_words
shell_split(const struct shell *shell, const struct node *node)
{
	struct shell_words none = { 0 };

	node = node_resolve(node);
	if (node_is(node, NODE_SEQUENCE))
		return split_sequence(shell, node);
	if (node_is(node, NODE_SCALAR)) {
		struct cells cells = cells_of(shell, node);

		return split_cells(&cells, node, shell);
	}
	return none;
}

struct origin
shell_word_origin(const struct shell_word *word)
{
	struct origin origin =
	    origin_written(word->source, NULL, word->exact ? word->node : NULL);

	origin.span = word->span;
	return origin;
}
