#include "dialect/task.h"

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
static const struct node *
joined(struct arena *arena, const struct node *list)
{
	struct text text;
	const struct node *node;

	text_init(&text);
	for (size_t i = 0; i < node_length(list) && i < 256; i++) {
		text_add(&text, node_text(node_at(list, i)));
		text_add_char(&text, '\n');
	}
	node = task_node(arena, list, arena_string(arena, text_string(&text)));
	text_release(&text);
	return node;
}

void
task_script(struct box *c, const struct node *script)
{
	if (!script)
		return;
	if (node_is(script, NODE_SEQUENCE))
		script = joined(c->shell.arena, script);
	c->own_command = true;
	c->shell.variables = c->variables;
	c->words = shell_split(&c->shell, script);
	container_serve(c);
}
