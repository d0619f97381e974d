#include "deploy/task.h"

#include <string.h>

const struct node *
task_node(struct arena *arena, const struct node *place, const char *text)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	*node = *node_resolve(place);
	node->kind = NODE_SCALAR;
	node->style = STYLE_PLAIN;
	node->tag = NULL;
	node->text = text;
	node->length = (uint32_t)strlen(text);
	return node;
}

void
task_variable(struct box *c, const char *name, const struct node *place,
    const char *value)
{
	container_variable(c, task_node(c->shell.arena, place, name),
	    task_node(c->shell.arena, place, value));
}

/* A list of commands is a script with a line each. */
static void
add_commands(struct box *c, const struct node *script)
{
	static const struct shell_word stop = { .text = "", .ends = true };
	struct shell_words own, end = { .count = 1 };

	if (!node_is(script, NODE_SCALAR))
		return;
	c->shell.variables = c->variables;
	own = shell_script(&c->shell, script);
	c->variables = shell_assignments(&c->shell, script);
	end.items = arena_alloc(c->shell.arena, sizeof(*end.items));
	*end.items = stop;
	own = shell_join(c->shell.arena, &own, &end);
	c->words = shell_join(c->shell.arena, &c->words, &own);
}

void
task_script(struct box *c, const struct node *script)
{
	if (!script)
		return;
	c->own_command = true;
	c->shell.variables = c->variables;
	if (c->shell.host != SHELL_HOST_NONE)
		c->words = shell_split(&c->shell, script);
	else if (node_is(script, NODE_SEQUENCE))
		for (size_t i = 0; i < node_length(script) && i < 256; i++)
			add_commands(c, node_at(script, i));
	else
		add_commands(c, script);
	container_serve(c);
}
