#include "command/arguments.h"

#include <ctype.h>
#include <string.h>

enum { ARGUMENTS_LIMIT = 256, VALUES_LIMIT = 64, DEPTH_LIMIT = 8 };

struct gathering {
	struct arena *arena;
	enum arguments_style style;
	const struct node *place; /* above all nodes: whose they are */
	struct argument *items;
	size_t count;
};

/* What only a running shell knows is left as a reference is. */
static const char *
text_of(struct arena *arena, const struct shell_word *word, const char *text)
{
	if (!word->unresolved || *text == '$' || strstr(text, "${"))
		return text;
	return arena_printf(arena, "${%s}", text);
}

static struct node *
new_node(struct arena *arena, const struct shell_word *word, const char *text)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->kind = NODE_SCALAR;
	node->style = STYLE_PLAIN;
	node->span = word->span;
	node->text = text_of(arena, word, text);
	node->length = (uint32_t)strlen(node->text);
	return node;
}

const struct node *
arguments_said(struct arena *arena, const struct node *like, const char *text)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	*node = *like;
	node->text = text;
	node->length = (uint32_t)strlen(text);
	return node;
}

static const struct node *
scalar(const struct gathering *g, const struct shell_word *word,
    const char *text)
{
	struct node *node = new_node(g->arena, word, text);

	node->parent = g->place;
	return node;
}

static const struct node *
sequence(const struct gathering *g, const struct node **items, size_t count)
{
	struct node *node = arena_alloc(g->arena, sizeof(*node));

	node->kind = NODE_SEQUENCE;
	node->style = STYLE_FLOW;
	node->span = items[0]->span;
	node->parent = g->place;
	node->count = (uint32_t)count;
	node->u.items = items;
	return node;
}

/* ['q_proj', "v_proj"] in one word, as hydra writes a list. */
static const struct node *
listed(const struct gathering *g, const struct shell_word *word,
    const char *text)
{
	const struct node **items =
	    arena_array(g->arena, VALUES_LIMIT, sizeof(struct node *));
	size_t n = 0;

	for (text++; *text && *text != ']' && n < VALUES_LIMIT;) {
		size_t length;

		text += strspn(text, " ,'\"");
		length = strcspn(text, " ,'\"]");
		if (length)
			items[n++] =
			    scalar(g, word, arena_copy(g->arena, text, length));
		text += length;
		text += strspn(text, " ,'\"");
	}
	return n ? sequence(g, items, n) : NULL;
}

/* {"use_reentrant": false} in one word, as argparse is given a mapping: of
 * scalars alone. */
static const struct node *
mapped(const struct gathering *g, const struct shell_word *word,
    const char *text)
{
	static const char between[] = " ,:'\"";
	struct pair *pairs =
	    arena_array(g->arena, VALUES_LIMIT, sizeof(*pairs));
	const struct node *parts[2];
	uint32_t n = 0;

	for (text++; *text && *text != '}' && n < VALUES_LIMIT; n++) {
		for (size_t i = 0; i < 2; i++) {
			size_t length;

			text += strspn(text, between);
			length = strcspn(text, " ,:'\"{}[]");
			if (!length)
				return NULL;
			parts[i] =
			    scalar(g, word, arena_copy(g->arena, text, length));
			text += length;
			text += strspn(text, i ? " '\"" : between);
		}
		pairs[n] = (struct pair){ parts[0], parts[1] };
	}
	return n ? node_of_pairs(g->arena, pairs, n, word->span) : NULL;
}

static const struct node *
value_of(const struct gathering *g, const struct shell_word *word)
{
	const struct node *value = NULL;

	if (word->text[0] == '[')
		value = listed(g, word, word->text);
	else if (word->text[0] == '{')
		value = mapped(g, word, word->text);
	return value ? value : scalar(g, word, word->text);
}

static bool
is_flag(const char *text)
{
	return text[0] == '-' &&
	       (text[1] == '-' || isalpha((unsigned char)text[1]));
}

/* The length of the name in NAME=VALUE, as hydra and OmegaConf take it. */
static size_t
override_name(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) ||
	       (text[n] && strchr("_./@-", text[n])))
		n++;
	return n && text[n] == '=' && isalpha((unsigned char)text[0]) ? n : 0;
}

/* >log, 2>, &>: where the output goes. */
static bool
is_redirection(const char *text)
{
	text += strspn(text, "0123456789&");
	return *text == '>' || *text == '<';
}

static void
add(struct gathering *g, const char *path, const struct shell_word *word,
    const struct node *value)
{
	if (g->count >= ARGUMENTS_LIMIT || !*path)
		return;
	g->items[g->count].path = path;
	g->items[g->count].key = scalar(g, word, path);
	g->items[g->count++].value = value;
}

/* --a-b and --a_b are one flag to argparse's users. */
static const char *
name_of(const struct gathering *g, const char *flag, size_t length)
{
	char *name;

	if (g->style == ARGUMENTS_FLAGS)
		return arena_copy(g->arena, flag, length);
	while (length && *flag == '-') {
		flag++;
		length--;
	}
	name = arena_copy(g->arena, flag, length);
	for (char *p = name; *p; p++)
		*p = *p == '-' ? '_' : *p;
	return name;
}

static void
add_alone(struct gathering *g, const char *name, const struct shell_word *word)
{
	bool no = g->style == ARGUMENTS_NAMES && strncmp(name, "no_", 3) == 0;

	add(g, no ? name + 3 : name, word,
	    scalar(g, word, no ? "false" : "true"));
}

/* The flag at i with its values; the index behind them. */
static size_t
read_flag(struct gathering *g, const struct shell_words *words, size_t i,
    size_t to)
{
	const struct shell_word *word = &words->items[i], *next;
	const char *equals = strchr(word->text, '=');
	const struct node **values;
	struct shell_word rest;
	size_t n = 0;

	if (equals) {
		size_t length = (size_t)(equals - word->text);

		rest = shell_word_after(word, length + 1);
		add(g, name_of(g, word->text, length), word,
		    value_of(g, &rest));
		return i + 1;
	}
	values = arena_array(g->arena, VALUES_LIMIT, sizeof(struct node *));
	for (next = word + 1, i++; i < to && n < VALUES_LIMIT; i++, next++) {
		if (is_flag(next->text) || is_redirection(next->text) ||
		    (n && override_name(next->text)))
			break;
		values[n++] = value_of(g, next);
	}
	if (!n)
		add_alone(g, name_of(g, word->text, word->length), word);
	else
		add(g, name_of(g, word->text, word->length), word,
		    n == 1 ? values[0] : sequence(g, values, n));
	return i;
}

/* a.b=VALUE, +a.b=VALUE, ++a.b=VALUE */
static void
read_override(struct gathering *g, const struct shell_word *word)
{
	size_t plus = strspn(word->text, "+");
	size_t n = override_name(word->text + plus);
	struct shell_word rest;

	if (!n || g->style == ARGUMENTS_FLAGS)
		return;
	rest = shell_word_after(word, plus + n + 1);
	add(g, arena_copy(g->arena, word->text + plus, n), word,
	    value_of(g, &rest));
}

/* Up to the dot that parts a path, or all of it. */
static size_t
head_of(const struct gathering *g, const char *path)
{
	return g->style == ARGUMENTS_FLAGS ? strlen(path) : strcspn(path, ".");
}

static bool
is_below(const char *path, const char *above, size_t length)
{
	return strncmp(path, above, length) == 0;
}

static const struct node *build(const struct gathering *g, const char *above,
    size_t length, unsigned depth);

/* The value of the last argument that has this head, or those below it. */
static const struct node *
value_below(const struct gathering *g, size_t i, size_t length, size_t head,
    unsigned depth)
{
	const char *path = g->items[i].path;
	const struct node *value = NULL;

	for (size_t k = i; k < g->count; k++) {
		const char *other = g->items[k].path;

		if (is_below(other, path, length + head) &&
		    !other[length + head])
			value = g->items[k].value;
	}
	if (!value)
		value = build(g,
		    arena_printf(g->arena, "%.*s.", (int)(length + head), path),
		    length + head + 1, depth + 1);
	return value;
}

static bool
is_built(const struct pair *pairs, uint32_t n, const char *name, size_t length)
{
	for (uint32_t i = 0; i < n; i++) {
		if (pairs[i].key->length == length &&
		    memcmp(pairs[i].key->text, name, length) == 0)
			return true;
	}
	return false;
}

/* The mapping of all whose path starts with above. */
static const struct node *
build(const struct gathering *g, const char *above, size_t length,
    unsigned depth)
{
	struct pair *pairs =
	    arena_array(g->arena, g->count + 1, sizeof(*pairs));
	uint32_t n = 0;

	for (size_t i = 0; i < g->count && depth < DEPTH_LIMIT; i++) {
		const struct argument *a = &g->items[i];
		const char *name = a->path + length;
		size_t head;

		if (!is_below(a->path, above, length))
			continue;
		head = head_of(g, name);
		if (!head || is_built(pairs, n, name, head))
			continue;
		pairs[n].key = arguments_said(g->arena, a->key,
		    arena_copy(g->arena, name, head));
		pairs[n].value = value_below(g, i, length, head, depth);
		n++;
	}
	return node_of_pairs(g->arena, pairs, n, g->place->span);
}

const struct node *
arguments_nested(struct arena *arena, const struct argument *items,
    size_t count)
{
	struct gathering g = { .arena = arena, .count = count };

	g.place = items[0].key->parent;
	g.items = arena_array(arena, count, sizeof(*g.items));
	memcpy(g.items, items, count * sizeof(*items));
	return build(&g, "", 0, 0);
}

const struct node *
arguments_below(struct arena *arena, const char *path,
    const struct node *arguments)
{
	struct argument only = { .path = path,
		.key = arguments->u.pairs[0].key,
		.value = arguments };

	return arguments_nested(arena, &only, 1);
}

const struct node *
arguments_with(struct arena *arena, const struct node *arguments,
    const char *path, const struct shell_word *word)
{
	struct gathering g = { .arena = arena };
	struct pairs it = pairs_of(arguments);

	g.place = arguments ? arguments->u.pairs[0].key->parent
			    : new_node(arena, word, "");
	g.items = arena_array(arena, ARGUMENTS_LIMIT, sizeof(*g.items));
	while (g.count + 1 < ARGUMENTS_LIMIT && pairs_next(&it)) {
		g.items[g.count].path = node_text(it.pair->key);
		g.items[g.count].key = it.pair->key;
		g.items[g.count++].value = it.pair->value;
	}
	add(&g, path, word, value_of(&g, word));
	return build(&g, "", 0, 0);
}

const struct node *
arguments_read(struct arena *arena, const struct shell_words *words,
    size_t from, size_t to, enum arguments_style style)
{
	struct gathering g = { .arena = arena, .style = style };

	if (from >= to)
		return NULL;
	g.place = new_node(arena, &words->items[from], "");
	g.items = arena_array(arena, ARGUMENTS_LIMIT, sizeof(*g.items));
	while (from < to) {
		const struct shell_word *word = &words->items[from];

		if (is_redirection(word->text)) {
			/* the file's name is a word of its own */
			from +=
			    strchr("<>", word->text[word->length - 1]) ? 2 : 1;
		} else if (is_flag(word->text)) {
			from = read_flag(&g, words, from, to);
		} else {
			read_override(&g, word);
			from++;
		}
	}
	return g.count ? build(&g, "", 0, 0) : NULL;
}
