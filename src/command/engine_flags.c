#include "command/engine.h"

#include "dialect/scalar.h"

#include <string.h>
#include <strings.h>

struct engine_flag *
engine_flag(struct engine_run *run, const char *key)
{
	for (size_t i = run->flag_count; i > 0; i--) {
		if (strcmp(run->flags[i - 1].key, key) == 0)
			return &run->flags[i - 1];
	}
	return NULL;
}

struct origin
engine_flag_origin(const struct engine_flag *flag)
{
	struct origin origin =
	    origin_written(flag->value.source, NULL, flag->value.node);

	origin.span = flag->value.span;
	return origin;
}

void
engine_flag_add(struct engine_run *run, const char *key,
    const struct shell_word *name, const struct shell_word *value)
{
	struct engine_flag *flag;

	if (run->flag_count >= ENGINE_FLAG_LIMIT)
		return;
	flag = &run->flags[run->flag_count++];
	flag->key = key;
	flag->name = *name;
	flag->value = *value;
}

static const char *
alias_of(const struct engine_alias *aliases, const char *written)
{
	for (; aliases && aliases->written; aliases++) {
		if (strcmp(aliases->written, written) == 0)
			return aliases->key;
	}
	return NULL;
}

/* The data file's key of a flag: an alias, or the long name with hyphens.
 * --hf-overrides.rope_scaling.factor says a part of --hf-overrides. */
static const char *
key_of(struct engine_run *run, const char *flag)
{
	const char *alias = alias_of(run->engine->aliases, flag);
	const char *name = flag + strspn(flag, "-");
	char *key;

	if (alias)
		return alias;
	key = arena_copy(run->w->arena, name, strcspn(name, "."));
	for (char *p = key; *p; p++) {
		if (*p == '_')
			*p = '-';
	}
	alias = alias_of(run->engine->aliases,
	    arena_printf(run->w->arena, "--%s", key));
	return alias ? alias : key;
}

static bool
is_switch(const struct engine *engine, const char *key)
{
	for (size_t i = 0; engine->switches && engine->switches[i]; i++) {
		if (strcmp(engine->switches[i], key) == 0)
			return true;
	}
	return strncmp(key, "no-", 3) == 0 || strncmp(key, "enable-", 7) == 0 ||
	       strncmp(key, "disable-", 8) == 0;
}

/* What a switch may be told after all: --flash-attn auto, -fa 0. */
static bool
is_truth(const char *text)
{
	static const char *const words[] = { "true", "false", "on", "off",
		"enabled", "disabled", "auto", "1", "0" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

static bool
is_flag(const char *text)
{
	return text[0] == '-' && text[1] &&
	       !(text[1] >= '0' && text[1] <= '9') && text[1] != '.';
}

static struct shell_word
word_said(const struct shell_word *word, const char *text)
{
	struct shell_word said = *word;

	said.text = text;
	said.length = strlen(text);
	said.exact = false;
	return said;
}

/* One flag, words[i]; the index of the next word. */
static size_t
read_flag(struct engine_run *run, const struct shell_words *words,
    const struct shell_word *word, size_t i, size_t end)
{
	const char *equals = strchr(word->text, '=');
	struct shell_word value;
	const char *key;

	if (equals) {
		size_t n = (size_t)(equals - word->text);

		key = key_of(run, arena_copy(run->w->arena, word->text, n));
		value = shell_word_after(word, n + 1);
		engine_flag_add(run, key, word, &value);
		return i + 1;
	}
	key = key_of(run, word->text);
	if (i + 1 < end && !is_flag(words->items[i + 1].text) &&
	    (!is_switch(run->engine, key) ||
		is_truth(words->items[i + 1].text))) {
		engine_flag_add(run, key, word, &words->items[i + 1]);
		return i + 2;
	}
	value = word_said(word, "true");
	engine_flag_add(run, key, word, &value);
	return i + 1;
}

/* A backslash that folding has put before a space, not before the end of a
 * line, leaves the space to the flag behind it. */
static struct shell_word
without_space(const struct shell_word *word)
{
	struct shell_word bare = *word;

	while (*bare.text == ' ') {
		bare.text++;
		bare.length--;
		bare.exact = false;
	}
	return is_flag(bare.text) ? bare : *word;
}

void
engine_read_words(struct engine_run *run, const struct shell_words *words,
    size_t first, size_t end)
{
	run->more = words->cut;
	for (size_t i = first; i < end;) {
		const struct shell_word *word = &words->items[i];
		struct shell_word bare = without_space(word);

		if (is_flag(bare.text)) {
			i = read_flag(run, words, &bare, i, end);
			continue;
		}
		if (run->engine->positional &&
		    !engine_flag(run, run->engine->positional))
			engine_flag_add(run, run->engine->positional, word,
			    word);
		else if (word->unresolved)
			run->more = word->unresolved;
		i++;
	}
}

void
engine_read_variables(struct engine_run *run, const struct engine_alias *e)
{
	for (; run->shell && e && e->written; e++) {
		const struct shell_variable *v =
		    shell_variable(run->shell->variables, e->written,
			strlen(e->written));
		struct shell_word name, value;

		if (!v || engine_flag(run, e->key))
			continue;
		memset(&value, 0, sizeof(value));
		value.text = v->text;
		value.length = strlen(v->text);
		value.unresolved = v->unresolved;
		value.node = v->node;
		value.source = v->source;
		value.span = v->span;
		value.exact = v->exact;
		name = value;
		name.node = v->key;
		name.span = v->key->span;
		engine_flag_add(run, e->key, &name, &value);
	}
}

static bool
is_null(const struct node *node)
{
	return node->kind == NODE_SCALAR &&
	       (!node->length ||
		   scalar_of(node, LOADER_YAML_1_2).type == SCALAR_NULL);
}

/* A mapping is the JSON that a command line would have; its node says what is
 * in it. */
void
engine_flags_of(struct engine_run *run, struct source *source,
    const struct node *mapping, enum engine_rank rank)
{
	struct pairs it = pairs_of(mapping);

	for (int i = 0; i < ENGINE_FLAG_LIMIT && pairs_next(&it); i++) {
		const struct node *key = node_resolve(it.pair->key);
		const struct node *value = node_resolve(it.pair->value);
		struct shell_word name = { .ends = false }, said;
		const char *flag = key_of(run, node_text(key));

		if (!node_is(key, NODE_SCALAR) || !value ||
		    value->kind == NODE_SEQUENCE || is_null(value) ||
		    (rank == ENGINE_UNDER_FLAGS && engine_flag(run, flag)))
			continue;
		name.node = key;
		name.source = source;
		name.span = key->span;
		name.text = flag;
		said = name;
		said.node = value;
		said.span = value->span;
		said.text = value->kind == NODE_SCALAR ? value->text : "{}";
		said.length = strlen(said.text);
		said.exact = value->style == STYLE_PLAIN;
		engine_flag_add(run, flag, &name, &said);
	}
}

void
engine_say_gibibytes(struct engine_run *run, const char *key)
{
	struct engine_flag *flag = engine_flag(run, key);

	if (flag && !flag->value.unresolved && !strstr(flag->value.text, "GiB"))
		flag->value.text =
		    arena_printf(run->w->arena, "%sGiB", flag->value.text);
}
