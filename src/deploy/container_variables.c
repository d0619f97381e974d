/* container_variables: what a container's environment says. */

#include "deploy/container.h"

#include <string.h>

enum { ENVIRONMENT_LIMIT = 512 };

static struct shell_variable *
add_variable(struct box *c, const char *name, const struct shell_word *value)
{
	struct shell_variable *v = arena_alloc(c->shell.arena, sizeof(*v));

	v->name = name;
	v->text = value->text;
	v->unresolved = value->unresolved;
	v->node = value->node;
	v->source = value->source;
	v->span = value->span;
	v->exact = value->exact;
	v->next = c->variables;
	c->variables = v;
	return v;
}

void
container_variable(struct box *c, const struct node *key,
    const struct node *value)
{
	struct shell_word word;

	value = node_resolve(value);
	key = node_resolve(key);
	if (!node_is(key, NODE_SCALAR))
		return;
	c->shell.variables = c->variables;
	if (node_is(value, NODE_SCALAR) &&
	    (value->length || value->style != STYLE_PLAIN)) {
		word = shell_scalar(&c->shell, value);
	} else {
		memset(&word, 0, sizeof(word));
		word.text = "";
		word.node = key;
		word.source = shell_source(&c->shell, key);
		word.span = key->span;
		word.unresolved = arena_printf(c->shell.arena,
		    "%.60s is set where the container is started",
		    node_text(key));
	}
	add_variable(c, node_text(key), &word)->key = key;
}

/* NAME=VALUE in one scalar, or NAME alone. */
static void
add_assignment(struct box *c, const struct node *item)
{
	const char *equals = strchr(node_text(item), '=');
	struct shell_word word, value;
	size_t n;

	if (!equals) {
		container_variable(c, item, NULL);
		return;
	}
	c->shell.variables = c->variables;
	word = shell_scalar(&c->shell, item);
	equals = strchr(word.text, '=');
	if (!equals)
		return;
	n = (size_t)(equals - word.text);
	value = shell_word_after(&word, n + 1);
	add_variable(c, arena_copy(c->shell.arena, word.text, n), &value)->key =
	    node_resolve(item);
}

void
container_environment(struct box *c, const struct node *environment)
{
	const struct node *node = node_resolve(environment);
	struct pairs it = pairs_of(node);

	for (int i = 0; i < ENVIRONMENT_LIMIT && pairs_next(&it); i++)
		container_variable(c, it.pair->key, it.pair->value);
	if (!node_is(node, NODE_SEQUENCE))
		return;
	for (size_t i = 0; i < node_length(node) && i < ENVIRONMENT_LIMIT;
	     i++) {
		const struct node *item = node_at(node, i);

		if (node_get(item, "name"))
			container_variable(c, node_get(item, "name"),
			    node_get(item, "value"));
		else
			add_assignment(c, item);
	}
}
