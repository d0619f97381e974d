#include "deploy/task.h"

#include "command/installs.h"

#include <string.h>

enum { COMMANDS_LIMIT = 256 };

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
add_command(struct box *c, const struct node *script, struct shell_words *words)
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
	*words = shell_join(c->shell.arena, words, &own);
}

static void
add_commands(struct box *c, const struct node *script,
    struct shell_words *words)
{
	if (!node_is(script, NODE_SEQUENCE))
		add_command(c, script, words);
	for (size_t i = 0; i < node_length(script) && i < COMMANDS_LIMIT &&
			   node_is(script, NODE_SEQUENCE);
	     i++)
		add_command(c, node_at(script, i), words);
}

void
task_setup(struct box *c, const struct node *script)
{
	const struct shell_variable *own = c->variables;

	add_commands(c, script, &c->setup);
	c->variables = own; /* it is a shell of its own */
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
	else
		add_commands(c, script, &c->words);
	container_serve(c);
	if (c->setup.count)
		installs_read(c->w, &c->setup, &c->words);
}
