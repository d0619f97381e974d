#include "command/shell_here.h"

#include <string.h>

/* One word made of the cells between from and to that were kept. */
struct shell_word
cells_word(const struct cells *cells, const size_t *kept, size_t count,
    const struct node *node, const struct shell *shell)
{
	struct arena *arena = shell->arena;
	struct shell_word word = { .node = node,
		.source = shell_source(shell, node),
		.span = node->span };
	char *text = arena_alloc(arena, count + 1);
	struct cell *own = arena_array(arena, count + 1, sizeof(*own));

	for (size_t i = 0; i < count; i++) {
		const struct cell *cell = &cells->items[kept[i]];

		own[i] = *cell;
		text[i] = cell->c;
		if (cell->why && !word.unresolved)
			word.unresolved = cell->why;
	}
	word.text = text;
	word.cells = own;
	word.length = count;
	cells_place(&word);
	return word;
}

void
shell_words_add(struct shell_words *words, size_t *room, struct shell_word word,
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
	struct here here; /* the text that this line announces */
};

static void
split_end_word(struct splitting *s)
{
	if (!s->open)
		return;
	shell_words_add(&s->words, &s->room,
	    cells_word(s->cells, s->kept, s->count, s->node, s->shell),
	    s->arena);
	s->count = 0;
	s->open = false;
}

static void
split_end_command(struct splitting *s)
{
	struct shell_word word = { .text = "",
		.node = s->node,
		.source = shell_source(s->shell, s->node),
		.span = s->node->span,
		.ends = true };

	split_end_word(s);
	if (s->words.count && !s->words.items[s->words.count - 1].ends)
		shell_words_add(&s->words, &s->room, word, s->arena);
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

/* The word <<EOF, whose text follows this line; the index of its last cell,
 * or i where there is none. */
static size_t
split_here(struct splitting *s, size_t i)
{
	size_t last = i;

	if (s->here.end || !here_begins(s->cells, i, &s->here, &last, s->arena))
		return i;
	split_end_word(s);
	for (; i <= last; i++)
		split_keep(s, i);
	split_end_word(s);
	s->here.word = s->words.count - 1;
	return last;
}

/* The end of a line, and of the text that it announced; the index of the
 * line break that ends both. */
static size_t
split_line(struct splitting *s, size_t i)
{
	size_t last = i;

	split_end_word(s);
	if (s->here.end && s->words.count > s->here.word)
		s->words.items[s->here.word].here =
		    here_text(s->cells, i, &s->here, &last, s->arena);
	s->here.end = NULL;
	split_end_command(s);
	return last;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct shell_words
cells_split(const struct cells *cells, const struct node *node,
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
		size_t here;

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
		} else if (c == '<' && (here = split_here(&s, i)) > i) {
			i = here;
		} else if (c == '\n') {
			i = split_line(&s, i);
		} else if (c == ';' || c == '|' || c == '&') {
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
