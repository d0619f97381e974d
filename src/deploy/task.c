#include "deploy/task.h"

#include "base/number.h"
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

void
task_text(struct box *c, enum fact_id id, const struct pair *pair)
{
	struct origin origin;

	if (!pair || !*node_text(pair->value))
		return;
	origin = container_origin(c, pair->key, pair->value);
	workload_set_text(c->w, id, node_text(pair->value), &origin);
}

void
task_gibibytes(struct box *c, enum fact_id id, const struct pair *pair)
{
	const char *text = pair ? node_text(pair->value) : "";
	struct origin origin;
	double size;

	if (!pair)
		return;
	origin = container_origin(c, pair->key, pair->value);
	if (number_parse(text, strlen(text), &size))
		workload_set_number(c->w, id, size * 1024 * 1024 * 1024,
		    &origin);
	else if (number_parse_size(text, strlen(text), &size))
		workload_set_number(c->w, id, size, &origin);
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
	if (!node_is(script, NODE_SEQUENCE)) {
		add_command(c, script, words);
		return;
	}
	for (size_t i = 0; i < node_length(script) && i < COMMANDS_LIMIT; i++)
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
