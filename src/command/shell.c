#include "command/shell.h"

#include "command/shell_cells.h"
#include "link/layers.h"

#include <string.h>

const struct shell_variable *
shell_variable(const struct shell_variable *variables, const char *name,
    size_t length)
{
	for (; variables; variables = variables->next) {
		if (strlen(variables->name) == length &&
		    memcmp(variables->name, name, length) == 0)
			return variables;
	}
	return NULL;
}

struct source *
shell_source(const struct shell *shell, const struct node *node)
{
	return shell->layered && shell->layered->layers
		   ? layers_source(shell->layered, node)
		   : shell->source;
}

struct shell_word
shell_word_after(const struct shell_word *word, size_t skip)
{
	struct shell_word part = *word;

	part.text += skip;
	part.length -= skip;
	part.cells = word->cells ? word->cells + skip : NULL;
	if (part.exact)
		part.span.start += (uint32_t)skip;
	else
		cells_place(&part);
	return part;
}

struct shell_word
shell_scalar(const struct shell *shell, const struct node *node)
{
	struct cells cells;
	struct shell_word word;
	size_t *kept;

	node = node_resolve(node);
	if (!node_is(node, NODE_SCALAR)) {
		memset(&word, 0, sizeof(word));
		word.text = "";
		return word;
	}
	cells = cells_of(shell, node);
	kept = arena_array(shell->arena, cells.count + 1, sizeof(*kept));
	for (size_t i = 0; i < cells.count; i++)
		kept[i] = i;
	word = cells_word(&cells, kept, cells.count, node, shell);
	if (cells.cut)
		word.unresolved = cells.cut;
	return word;
}

/* A chart's own way to write a flag and its value (predibase/lorax charts/lorax
 * values.yaml, deployment.args). */
static bool
is_flag_and_value(const struct node *item)
{
	const char *name = node_text(node_get(item, "name"));

	return node_is(item, NODE_MAPPING) && name[0] == '-' &&
	       node_is(node_get(item, "value"), NODE_SCALAR);
}

static struct shell_words
split_sequence(const struct shell *shell, const struct node *node)
{
	struct shell_words words = { 0 };
	size_t room = 0, length = node_length(node);

	for (size_t i = 0; i < length && !words.cut; i++) {
		const struct node *item = node_at(node, i);

		if (node_is(item, NODE_SCALAR))
			shell_words_add(&words, &room,
			    shell_scalar(shell, item), shell->arena);
		if (!is_flag_and_value(item))
			continue;
		shell_words_add(&words, &room,
		    shell_scalar(shell, node_get(item, "name")), shell->arena);
		shell_words_add(&words, &room,
		    shell_scalar(shell, node_get(item, "value")), shell->arena);
	}
	return words;
}

struct shell_words
shell_join(struct arena *arena, const struct shell_words *a,
    const struct shell_words *b)
{
	struct shell_words words = { .cut = a->cut ? a->cut : b->cut };
	size_t room = 0;

	for (size_t i = 0; i < a->count; i++)
		shell_words_add(&words, &room, a->items[i], arena);
	for (size_t i = 0; i < b->count; i++)
		shell_words_add(&words, &room, b->items[i], arena);
	return words;
}

static bool
is_shell(const char *text)
{
	const char *slash = strrchr(text, '/');

	text = slash ? slash + 1 : text;
	return strcmp(text, "sh") == 0 || strcmp(text, "bash") == 0 ||
	       strcmp(text, "dash") == 0 || strcmp(text, "zsh") == 0 ||
	       strcmp(text, "ash") == 0;
}

/* The word that holds a shell's script where one starts at i, or 0. */
static size_t
script_at(const struct shell_words *words, size_t i)
{
	size_t j = i + 1;
	bool asked = false;

	if (!is_shell(words->items[i].text))
		return 0;
	for (; j < words->count && words->items[j].text[0] == '-' &&
	       !words->items[j].ends;
	     j++) {
		const char *text = words->items[j].text;

		if (text[1] != '-' && strchr(text, 'c'))
			asked = true;
		if (strcmp(text, "-o") == 0)
			j++;
	}
	return asked && j < words->count && !words->items[j].ends ? j : 0;
}

static struct shell_words follow(const struct shell *shell,
    const struct shell_words *words, unsigned depth);

static struct shell_words
script_words(const struct shell *shell, const struct shell_word *word,
    unsigned depth)
{
	struct shell own = *shell;
	struct shell_words words;
	struct cells cells;

	own.source = word->source;
	own.host = SHELL_HOST_NONE;
	own.variables = assignments_of(&own, word);
	cells = cells_of_word(&own, word);
	words = cells_split(&cells, word->node, &own);
	return follow(&own, &words, depth + 1);
}

static struct shell_words
follow(const struct shell *shell, const struct shell_words *words,
    unsigned depth)
{
	struct shell_words out = { .cut = words->cut };
	size_t room = 0;

	for (size_t i = 0; i < words->count; i++) {
		size_t script =
		    depth < SHELL_DEPTH_LIMIT && !words->items[i].ends
			? script_at(words, i)
			: 0;
		struct shell_words inner;

		if (!script) {
			shell_words_add(&out, &room, words->items[i],
			    shell->arena);
			continue;
		}
		inner = script_words(shell, &words->items[script], depth);
		for (size_t k = 0; k < inner.count; k++)
			shell_words_add(&out, &room, inner.items[k],
			    shell->arena);
		if (inner.cut)
			out.cut = inner.cut;
		/* what follows the script are its $0, $1 ... */
		while (script < words->count && !words->items[script].ends)
			script++;
		i = script - 1;
	}
	return out;
}

struct shell_words
shell_follow(const struct shell *shell, const struct shell_words *words)
{
	return follow(shell, words, 0);
}

/* A script as the word that it is, unsplit. */
static struct shell_word
script_word(const struct shell *shell, const struct node *node)
{
	struct shell own = *shell;

	own.host = SHELL_HOST_NONE;
	return shell_scalar(&own, node);
}

const struct shell_variable *
shell_assignments(const struct shell *shell, const struct node *script)
{
	struct shell own = *shell;
	struct shell_word word = script_word(shell, script);

	own.host = SHELL_HOST_NONE;
	return word.node ? assignments_of(&own, &word) : shell->variables;
}

struct shell_words
shell_script(const struct shell *shell, const struct node *node)
{
	struct shell own = *shell;
	struct shell_word word = script_word(shell, node);

	own.host = SHELL_HOST_NONE;
	if (!word.node) {
		struct shell_words none = { 0 };

		return none;
	}
	return script_words(&own, &word, 0);
}

struct shell_words
shell_split(const struct shell *shell, const struct node *node)
{
	struct shell_words none = { 0 };

	node = node_resolve(node);
	if (node_is(node, NODE_SEQUENCE))
		return split_sequence(shell, node);
	if (node_is(node, NODE_SCALAR)) {
		struct cells cells = cells_of(shell, node);

		return cells_split(&cells, node, shell);
	}
	return none;
}

struct origin
shell_word_origin(const struct shell_word *word)
{
	struct origin origin =
	    origin_written(word->source, NULL, word->exact ? word->node : NULL);

	origin.span = word->span;
	return origin;
}
