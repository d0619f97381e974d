#include "dialect/load.h"

#include "base/number.h"
#include "base/suggest.h"

#include <string.h>

static const char *const fact_names[] = {
#define FACT(ID, name, type, values, meaning) name,
#include "workload/facts.def"
#undef FACT
};

bool
load_refuse(struct loading *l, const struct node *node, const char *what,
    const char *word)
{
	uint32_t line = 1, column = 1;

	if (node)
		source_place(l->source, node->span.start, &line, &column);
	return error_set(l->err, "%s:%u:%u: %s%s%s", l->source->path, line,
	    column, what, *word ? " " : "", word);
}

/* "unknown key foo, did you mean bar" */
static bool
refuse_name(struct loading *l, const struct node *node, const char *what,
    const char *near)
{
	const char *name = node_text(node);

	if (near)
		name =
		    arena_printf(l->arena, "%s, did you mean %s", name, near);
	return load_refuse(l, node, what, name);
}

bool
load_fact(struct loading *l, const struct node *node, const char *name)
{
	struct suggest suggest;

	if (strncmp(name, "env.lib.", 8) == 0 && name[8])
		return true;
	suggest_init(&suggest, name);
	for (size_t i = 0; i < sizeof(fact_names) / sizeof(*fact_names); i++) {
		if (strcmp(fact_names[i], name) == 0)
			return true;
		suggest_offer(&suggest, fact_names[i]);
	}
	return refuse_name(l, node, "unknown fact", suggest.best);
}

/* The place of a word in a list that ends with NULL, or -1 and an error. */
int
load_word(struct loading *l, const struct node *node, const char *what,
    const char *const *words)
{
	struct suggest suggest;

	suggest_init(&suggest, node_text(node));
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], node_text(node)) == 0)
			return i;
		suggest_offer(&suggest, words[i]);
	}
	refuse_name(l, node, what, suggest.best);
	return -1;
}

bool
load_text(struct loading *l, const struct node *node, const char **out)
{
	node = node_resolve(node);
	if (!node_is(node, NODE_SCALAR))
		return load_refuse(l, node, "a text belongs here", "");
	if (node->length != strlen(node->text))
		return load_refuse(l, node, "a NUL in a text", "");
	*out = arena_string(l->arena, node->text);
	return true;
}

/* A list of texts, NULL-ended. */
bool
load_texts(struct loading *l, const struct node *node, const char *const **out)
{
	const char **texts;
	size_t n = node_length(node);

	if (!node_is(node, NODE_SEQUENCE) || n > KEYS_LIMIT)
		return load_refuse(l, node, "a list of texts belongs here", "");
	texts = arena_array(l->arena, n + 1, sizeof(*texts));
	for (size_t i = 0; i < n; i++) {
		if (!load_text(l, node_at(node, i), &texts[i]))
			return false;
	}
	*out = texts;
	return true;
}

bool
load_number(struct loading *l, const struct node *node, double most,
    double *out)
{
	const char *text = node_text(node);

	if (!number_parse(text, strlen(text), out) || *out < 0 || *out > most ||
	    *out != (double)(int)*out)
		return load_refuse(l, node,
		    "a small whole number belongs here, not", text);
	return true;
}
