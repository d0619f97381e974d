#include "dialect/value.h"

#include "base/number.h"
#include "dialect/map.h"
#include "dialect/spelling.h"

#include <string.h>
#include <strings.h>

enum { LIST_LIMIT = 1024 };

const char *
value_mystery(struct arena *arena, const char *text)
{
	if (strcmp(text, "auto") == 0)
		return map_auto;
	if (strcmp(text, "???") == 0)
		return "??? is to be given on the command line";
	if (strstr(text, "${") || strstr(text, "{{") || text[0] == '$')
		return arena_printf(arena, "%.60s is not filled in here", text);
	return NULL;
}

/* The word of a list that text is but for its case, or NULL. */
static const char *
word_among(const char *words, const char *text, struct arena *arena)
{
	size_t n = strlen(text);

	while (*words) {
		size_t length = strcspn(words, " ");

		if (length == n && strncasecmp(words, text, n) == 0)
			return arena_copy(arena, words, n);
		words += length + (words[length] == ' ');
	}
	return NULL;
}

static bool
is_closed(const char *values)
{
	size_t n = strlen(values);

	return n > 0 && (n < 3 || strcmp(values + n - 3, "...") != 0);
}

const char *
value_trouble(struct arena *arena, const char *text, const char *what)
{
	return arena_printf(arena, "%.60s is %s", *text ? text : "\"\"", what);
}

static const char *
read_number(struct arena *arena, struct fact *fact, enum fact_id id,
    const struct scalar *scalar, const char *text)
{
	enum fact_type type = fact_rows[id].type;
	double number = scalar->number;

	if (scalar->type == SCALAR_STRING) {
		bool good = type == FACT_TYPE_BYTES
				? number_parse_size(text, strlen(text), &number)
				: number_parse(text, strlen(text), &number);

		if (!good)
			return value_trouble(arena, text, "no number");
	} else if (scalar->type != SCALAR_INT && scalar->type != SCALAR_FLOAT) {
		return value_trouble(arena, text, "no number");
	}
	if (!(number >= -NUMBER_MAX && number <= NUMBER_MAX))
		return value_trouble(arena, text, "out of range");
	if (type != FACT_TYPE_NUMBER && number < 0)
		return value_trouble(arena, text, "less than nothing");
	if (type == FACT_TYPE_COUNT && number != (double)(long long)number)
		return value_trouble(arena, text, "no whole number");
	if (fact_is_share(id) && (number < 0 || number > 1))
		return value_trouble(arena, text, "not from 0 to 1");
	fact->number = number == 0 ? 0 : number; /* and not -0 */
	return NULL;
}

static const char *
read_flag(struct arena *arena, struct fact *fact, const struct scalar *scalar,
    const char *text)
{
	static const char *const yes[] = { "true", "yes", "on", "1", "y", "t" };
	static const char *const no[] = { "false", "no", "off", "0", "n", "f" };

	if (scalar->type == SCALAR_BOOL) {
		fact->number = scalar->number != 0;
		return NULL;
	}
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		if (strcasecmp(text, yes[i]) == 0) {
			fact->number = 1;
			return NULL;
		}
		if (strcasecmp(text, no[i]) == 0) {
			fact->number = 0;
			return NULL;
		}
	}
	return value_trouble(arena, text, "neither true nor false");
}

static const char *
read_text(struct arena *arena, struct fact *fact, enum fact_id id,
    const char *text)
{
	const char *own = spelling_of(id, text);
	const char *values = fact_rows[id].values;

	if (!own)
		own = word_among(values, text, arena);
	if (!own && is_closed(values))
		return value_trouble(arena, text,
		    "none of the values known here");
	fact->text = arena_string(arena, own ? own : text);
	return NULL;
}

/* Add the words of one written item. */
static void
add_items(struct arena *arena, struct fact *fact, const char **list,
    enum fact_id id, const char *text, size_t length)
{
	const char *words[4] = { arena_copy(arena, text, length) };
	size_t n = 1;

	if (id == F_TRAIN_LORA_TARGETS || id == F_TRAIN_OPTIMIZER_TARGETS)
		n = spelling_targets(words[0], words);
	for (size_t i = 0; i < n && fact->list_length < LIST_LIMIT; i++)
		list[fact->list_length++] = words[i];
}

/* A sequence, or one text with commas between the items. */
static const char *
read_list(struct arena *arena, struct fact *fact, enum fact_id id,
    const struct node *node)
{
	const char **list = arena_array(arena, LIST_LIMIT, sizeof(*list));
	const char *text = node_text(node);

	fact->list = list;
	if (node_is(node, NODE_SEQUENCE)) {
		for (size_t i = 0; i < node_length(node); i++) {
			const char *item = node_text(node_at(node, i));

			if (*item)
				add_items(arena, fact, list, id, item,
				    strlen(item));
		}
		return NULL;
	}
	if (strpbrk(text, "*^$()|\\"))
		return value_trouble(arena, text, "a pattern");
	while (*text) {
		size_t n;

		text += strspn(text, ", ");
		n = strcspn(text, ", ");
		if (n)
			add_items(arena, fact, list, id, text, n);
		text += n;
	}
	return NULL;
}

const char *
value_read(struct arena *arena, struct fact *fact, enum fact_id id,
    const struct node *node, const struct scalar *scalar)
{
	enum fact_type type = fact_rows[id].type;
	const char *text = node_text(node);

	if (type == FACT_TYPE_LIST)
		return read_list(arena, fact, id, node);
	switch (type) {
	case FACT_TYPE_FLAG:
		return read_flag(arena, fact, scalar, text);
	case FACT_TYPE_TEXT:
	case FACT_TYPE_VERSION:
		return read_text(arena, fact, id, text);
	default:
		return read_number(arena, fact, id, scalar, text);
	}
}
