#include "command/shell_cells.h"

#include <ctype.h>
#include <string.h>

enum { COMMANDS_LIMIT = 1024 };

/* A script being looked through for what it sets. */
struct assigning {
	struct shell shell; /* its variables grow */
	const struct shell_word *script;
};

/* The end of the command at text: a line, ; & or | outside of quotes. */
static const char *
command_end(const char *text, const char *end)
{
	char quote = 0;

	for (; text < end; text++) {
		if (*text == '\\' && quote != '\'' && text + 1 < end)
			text++;
		else if (quote)
			quote = *text == quote ? 0 : quote;
		else if (*text == '\'' || *text == '"' || *text == '`')
			quote = *text;
		else if (strchr("\n;&|", *text))
			break;
	}
	return text;
}

/* The = of NAME=, or NULL. */
static const char *
assignment(const char *name, const char *end)
{
	const char *at = name;

	while (at < end && (isalnum((unsigned char)*at) || *at == '_'))
		at++;
	return at > name && at < end && *at == '=' &&
		       !isdigit((unsigned char)*name)
		   ? at
		   : NULL;
}

/* Part of the script as a shell fills it in and splits it. */
static struct shell_words
words_of(const struct assigning *a, const char *from, const char *to)
{
	struct shell_word part =
	    shell_word_after(a->script, (size_t)(from - a->script->text));
	struct cells cells;

	part.length = (size_t)(to - from);
	cells = cells_of_word(&a->shell, &part);
	return cells_split(&cells, a->script->node, &a->shell);
}

/* The machines of SkyPilot's job are counted by their addresses. */
static const char *
counted_nodes(const struct assigning *a, const char *from, const char *to)
{
	const struct shell_variable *nodes = shell_variable(a->shell.variables,
	    "SKYPILOT_NUM_NODES", strlen("SKYPILOT_NUM_NODES"));
	size_t n = (size_t)(to - from);

	return nodes && !nodes->unresolved &&
		       memmem(from, n, "SKYPILOT_NODE_IPS", 17) &&
		       memmem(from, n, "wc -l", 5)
		   ? nodes->text
		   : NULL;
}

static void
add(struct assigning *a, const char *name, size_t length,
    const struct shell_word *value, const char *text)
{
	const struct node *place = a->script->node;
	const struct shell_variable *old =
	    shell_variable(a->shell.variables, name, length);
	struct shell_variable *v = arena_alloc(a->shell.arena, sizeof(*v));

	v->name = arena_copy(a->shell.arena, name, length);
	v->text = text ? text : value ? value->text : "";
	v->unresolved = !text && value ? value->unresolved : NULL;
	/* the script itself has said otherwise before */
	if (old && old->node == place && strcmp(old->text, v->text) != 0)
		v->unresolved = arena_printf(a->shell.arena,
		    "%s is set more than once", v->name);
	v->key = v->node = place;
	v->source = a->shell.source;
	v->span = place->span;
	v->next = a->shell.variables;
	a->shell.variables = v;
}

/* export A=1 B=2 */
static void
add_all(struct assigning *a, const char *from, const char *to)
{
	struct shell_words words = words_of(a, from, to);

	for (size_t i = 0; i < words.count && !words.cut; i++) {
		const char *name = words.items[i].text;
		const char *equals =
		    assignment(name, name + words.items[i].length);
		struct shell_word value;

		if (!equals)
			continue;
		value = shell_word_after(&words.items[i],
		    (size_t)(equals - name) + 1);
		add(a, name, (size_t)(equals - name), &value, NULL);
	}
}

static void
read_command(struct assigning *a, const char *from, const char *to)
{
	const char *equals, *nodes;
	struct shell_words words;

	while (from < to && isspace((unsigned char)*from))
		from++;
	if (to - from > 7 && strncmp(from, "export ", 7) == 0) {
		add_all(a, from + 7, to);
		return;
	}
	equals = assignment(from, to);
	if (!equals)
		return;
	nodes = counted_nodes(a, equals + 1, to);
	words = words_of(a, equals + 1, to);
	/* NAME=VALUE before a command is for that one alone */
	if (nodes || (words.count <= 1 && !words.cut))
		add(a, from, (size_t)(equals - from),
		    words.count ? words.items : NULL, nodes);
}

/* $(...) hides what would end a command. */
static const char *
past_substitution(const char *from, const char *end, const char *stop)
{
	const char *open = memmem(from, (size_t)(stop - from), "$(", 2);
	const char *close;

	if (!open)
		return stop;
	close = memchr(open, ')', (size_t)(end - open));
	return close && close > stop ? command_end(close, end) : stop;
}

const struct shell_variable *
assignments_of(const struct shell *shell, const struct shell_word *script)
{
	struct assigning a = { .shell = *shell, .script = script };
	const char *text = script->text, *end = text + script->length;

	a.shell.source = script->source;
	for (int i = 0; text < end && i < COMMANDS_LIMIT; i++) {
		const char *stop =
		    past_substitution(text, end, command_end(text, end));

		read_command(&a, text, stop);
		text = stop + (stop < end);
	}
	return a.shell.variables;
}
