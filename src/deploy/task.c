#include "deploy/task.h"

#include <ctype.h>
#include <string.h>

enum { LINES_LIMIT = 512 };

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

/* NAME=VALUE or export NAME=VALUE on a line of its own; the value's end. */
static const char *
assignment(const char *line, const char *end, const char **name, size_t *length)
{
	size_t n = 0;

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (end - line > 7 && strncmp(line, "export ", 7) == 0)
		line += 7;
	while (line + n < end &&
	       (isalnum((unsigned char)line[n]) || line[n] == '_'))
		n++;
	if (!n || line + n >= end || line[n] != '=' ||
	    isdigit((unsigned char)*line))
		return NULL;
	*name = line;
	*length = n;
	return line + n + 1;
}

static void
assign(struct box *c, const struct node *script, const char *name,
    size_t length, const char *value, size_t size)
{
	struct arena *arena = c->shell.arena;
	const struct node *text =
	    task_node(arena, script, arena_copy(arena, value, size));
	const struct shell_variable *old;
	struct shell_variable *v;
	struct shell_words words;

	c->shell.variables = c->variables;
	words = shell_script(&c->shell, text);
	if (words.count > 1 || words.cut)
		return;
	old = shell_variable(c->variables, name, length);
	v = arena_alloc(arena, sizeof(*v));
	v->name = arena_copy(arena, name, length);
	v->text = words.count ? words.items[0].text : "";
	v->unresolved = words.count ? words.items[0].unresolved : NULL;
	/* the script itself has said otherwise before */
	if (old && old->node == script && strcmp(old->text, v->text) != 0)
		v->unresolved =
		    arena_printf(arena, "%s is set more than once", v->name);
	v->key = v->node = script;
	v->source = c->shell.source;
	v->span = script->span;
	v->next = c->variables;
	c->variables = v;
}

/* What a script sets for the commands behind it. */
static void
add_assignments(struct box *c, const struct node *script)
{
	const char *line = node_text(script);

	script = node_resolve(script);
	for (int i = 0; *line && i < LINES_LIMIT; i++) {
		const char *end = strchr(line, '\n'), *name, *value;
		size_t length;

		end = end ? end : line + strlen(line);
		value = assignment(line, end, &name, &length);
		if (value)
			assign(c, script, name, length, value,
			    (size_t)(end - value));
		line = end + (*end != '\0');
	}
}

/* A list of commands is a script with a line each. */
static void
add_commands(struct box *c, const struct node *script)
{
	static const struct shell_word stop = { .text = "", .ends = true };
	struct shell_words own, end = { .count = 1 };

	if (!node_is(script, NODE_SCALAR))
		return;
	add_assignments(c, script);
	c->shell.variables = c->variables;
	own = shell_script(&c->shell, script);
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
