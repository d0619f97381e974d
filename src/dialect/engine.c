#include "dialect/engine.h"

#include "base/number.h"
#include "dialect/map.h"

#include <string.h>
#include <strings.h>

static const struct engine *const engines[] = { &engine_vllm, &engine_tgi,
	&engine_sglang, &engine_llama_cpp, &engine_ollama, NULL };

const struct engine *
engine_by_name(const char *name)
{
	for (size_t i = 0; name && engines[i]; i++) {
		if (strcmp(engines[i]->name, name) == 0)
			return engines[i];
	}
	return NULL;
}

/* Past assignments and the programs that only start another. */
static size_t
skip_prefix(const struct shell_words *words, size_t from, size_t to)
{
	static const char *const starters[] = { "exec", "env", "sudo", "nohup",
		"time", "tini", "--", "uv", "run", "dumb-init",
		"/usr/bin/env" };

	for (; from < to; from++) {
		const char *text = words->items[from].text;
		const char *equals = strchr(text, '=');
		bool known = equals && equals != text && *text != '-';

		for (size_t i = 0;
		     i < sizeof(starters) / sizeof(*starters) && !known; i++)
			known = strcmp(text, starters[i]) == 0;
		if (!known)
			break;
	}
	return from;
}

const struct engine *
engine_of_words(const struct shell_words *words, size_t *first, size_t *end)
{
	for (size_t from = 0, to; from < words->count; from = to + 1) {
		size_t start;

		for (to = from; to < words->count && !words->items[to].ends;)
			to++;
		start = skip_prefix(words, from, to);
		for (size_t i = 0; engines[i] && start < to; i++) {
			size_t at = engines[i]->starts(words, start, to);

			if (!at)
				continue;
			*first = at;
			*end = to;
			return engines[i];
		}
	}
	return NULL;
}

struct engine_flag *
engine_flag(struct engine_run *run, const char *key)
{
	for (size_t i = run->flag_count; i > 0; i--) {
		if (strcmp(run->flags[i - 1].key, key) == 0)
			return &run->flags[i - 1];
	}
	return NULL;
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

/* The data file's key of a flag: an alias, or the long name with hyphens. */
static const char *
key_of(struct engine_run *run, const char *flag)
{
	const char *alias = alias_of(run->engine->aliases, flag);
	char *key;

	if (alias)
		return alias;
	key = arena_string(run->w->arena, flag + strspn(flag, "-"));
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

static bool
is_truth(const char *text)
{
	return strcasecmp(text, "true") == 0 ||
	       strcasecmp(text, "false") == 0 || strcasecmp(text, "on") == 0 ||
	       strcasecmp(text, "off") == 0;
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

/* One flag at words[i]; the index of the next word. */
static size_t
read_flag(struct engine_run *run, const struct shell_words *words, size_t i,
    size_t end)
{
	const struct shell_word *word = &words->items[i];
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

static void
read_words(struct engine_run *run, const struct shell_words *words,
    size_t first, size_t end)
{
	for (size_t i = first; i < end;) {
		const struct shell_word *word = &words->items[i];

		if (is_flag(word->text)) {
			i = read_flag(run, words, i, end);
			continue;
		}
		if (run->engine->positional &&
		    !engine_flag(run, run->engine->positional))
			engine_flag_add(run, run->engine->positional, word,
			    word);
		i++;
	}
}

/* Variables stand behind flags: the command line wins. */
static void
read_variables(struct engine_run *run)
{
	const struct engine_alias *e = run->engine->environment;

	for (; e && e->written; e++) {
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
		value.span = v->span;
		value.exact = v->exact;
		name = value;
		name.node = v->key;
		name.span = v->key->span;
		engine_flag_add(run, e->key, &name, &value);
	}
}

/* A flag as the pair it would be in a file of settings. */
struct written_flag {
	struct node key, value;
	struct pair pair;
};

static void
make_node(struct node *node, const struct shell_word *word, const char *text)
{
	node->kind = NODE_SCALAR;
	node->style = STYLE_PLAIN;
	node->span = word->span;
	node->text = text;
	node->length = (uint32_t)strlen(text);
}

static const struct pair *
make_pair(struct engine_run *run, const struct engine_flag *flag)
{
	struct written_flag *f = arena_alloc(run->w->arena, sizeof(*f));

	make_node(&f->key, &flag->name, flag->key);
	make_node(&f->value, &flag->value, flag->value.text);
	f->pair.key = &f->key;
	f->pair.value = &f->value;
	return &f->pair;
}

/* No edit may touch a value that is not spelt in one piece in the file. */
static void
forget_node(struct workload *w, const struct node *node)
{
	for (size_t i = 0; i < FACT_COUNT; i++) {
		if (w->facts[i].origin.node == node)
			w->facts[i].origin.node = NULL;
	}
}

static void
map_flags(struct engine_run *run, const struct dialect *dialect)
{
	for (size_t i = 0; i < run->flag_count; i++) {
		const struct engine_flag *flag = &run->flags[i];
		const struct key_map *key = dialect_key(dialect, flag->key);
		const struct pair *pair;

		if (!key || flag->value.unresolved ||
		    engine_flag(run, flag->key) != flag)
			continue;
		pair = make_pair(run, flag);
		map_value(run->w, dialect, key, pair);
		if (!flag->value.exact)
			forget_node(run->w, pair->value);
	}
}

static void
set_unresolved(struct engine_run *run, const struct dialect *dialect)
{
	for (size_t i = 0; i < run->flag_count; i++) {
		const struct engine_flag *flag = &run->flags[i];
		const struct key_map *key = dialect_key(dialect, flag->key);
		enum fact_id id;
		struct origin origin;

		if (!flag->value.unresolved || !key || !key->fact)
			continue;
		id = fact_by_name(key->fact);
		if (id == FACT_COUNT || engine_flag(run, flag->key) != flag)
			continue;
		origin = origin_written(run->w->source, NULL, flag->value.node);
		origin.span = flag->value.span;
		workload_set_unknown(run->w, id, flag->value.unresolved,
		    &origin);
	}
}

static bool
holds_for(const struct engine_default *d, const char *version)
{
	if (!d->from && !d->to)
		return true;
	if (!version)
		return false;
	return (!d->from || version_compare(version, d->from) >= 0) &&
	       (!d->to || version_compare(version, d->to) < 0);
}

static void
set_defaults(struct engine_run *run)
{
	const struct engine_default *d = run->engine->defaults;
	struct origin origin = { .kind = ORIGIN_DEFAULT };

	for (; d && d->note; d++) {
		struct fact fact = { .state = FACT_KNOWN };
		struct error err = { "" };

		if (run->w->facts[d->fact].state != FACT_ABSENT ||
		    !holds_for(d, run->version))
			continue;
		if (!fact_from_text(&fact, d->fact, d->value, run->w->arena,
			&err))
			continue;
		fact.state = FACT_KNOWN;
		origin.note = d->note;
		fact.origin = origin;
		workload_set(run->w, d->fact, &fact);
	}
	for (d = run->engine->defaults; d && d->note; d++) {
		if (run->w->facts[d->fact].state != FACT_ABSENT)
			continue;
		origin.note = d->note;
		workload_set_unknown(run->w, d->fact,
		    arena_printf(run->w->arena,
			"the default depends on the version of %s, which the "
			"image does not name",
			run->engine->name),
		    &origin);
	}
}

static void
set_names(struct engine_run *run, const struct shell_word *place)
{
	struct origin origin =
	    origin_written(run->w->source, NULL, place ? place->node : NULL);

	if (place)
		origin.span = place->span;
	else
		origin = origin_note(ORIGIN_DERIVED, "env.image");
	workload_set_text(run->w, F_SERVE_ENGINE, run->engine->name, &origin);
	workload_set_text(run->w, F_FRAMEWORK_NAME, run->engine->name, &origin);
}

void
engine_facts(struct reading *reading, struct workload *w,
    const struct engine *engine, const struct shell *shell,
    const struct shell_words *words, size_t first, size_t end,
    const char *version)
{
	const struct dialect *dialect =
	    dialect_by_name(reading->dialects, engine->dialect);
	struct engine_run run = { .engine = engine,
		.reading = reading,
		.w = w,
		.shell = shell,
		.version = version };

	w->kind = WORKLOAD_SERVE;
	run.flags =
	    arena_array(w->arena, ENGINE_FLAG_LIMIT, sizeof(*run.flags));
	read_words(&run, words, first, end);
	read_variables(&run);
	set_names(&run, first > 0 ? &words->items[first - 1] : NULL);
	if (engine->prepare)
		engine->prepare(&run);
	if (!dialect)
		return;
	map_flags(&run, dialect);
	set_unresolved(&run, dialect);
	if (engine->derive)
		engine->derive(&run);
	if (w->facts[F_MODEL_ID].state == FACT_ABSENT) {
		struct origin origin = origin_written(w->source, NULL, w->root);

		workload_set_unknown(w, F_MODEL_ID,
		    words->cut ? words->cut : "the command names no model",
		    &origin);
	}
	set_defaults(&run);
	dialect_defaults(w, dialect);
}

bool
engine_count(const char *text, double *count)
{
	static const char letters[] = "kmgt";
	size_t length = strlen(text);
	double unit = 1, number;
	const char *letter;
	char last;

	if (!length)
		return false;
	last = text[length - 1];
	letter = strchr(letters, last | 0x20);
	if (letter && last) {
		double step = (last & 0x20) ? 1000 : 1024;

		for (const char *p = letters; p <= letter; p++)
			unit *= step;
		length--;
	}
	if (!number_parse(text, length, &number) || number < 0 ||
	    number * unit > NUMBER_MAX)
		return false;
	*count = number * unit;
	return true;
}

const char *
engine_gguf_type(const char *name, struct arena *arena)
{
	static const char *const types[] = { "F32", "F16", "BF16", "Q8_0",
		"Q6_K", "Q5_K_M", "Q5_K_S", "Q5_K_L", "Q5_0", "Q5_1", "Q4_K_M",
		"Q4_K_S", "Q4_K_L", "Q4_0", "Q4_1", "Q3_K_L", "Q3_K_M",
		"Q3_K_S", "Q3_K_XL", "Q2_K", "Q2_K_S", "Q2_K_L", "IQ4_XS",
		"IQ4_NL", "IQ3_M", "IQ3_S", "IQ3_XS", "IQ3_XXS", "IQ2_M",
		"IQ2_S", "IQ2_XS", "IQ2_XXS", "IQ1_M", "IQ1_S", "MXFP4",
		"TQ1_0", "TQ2_0" };
	const char *best = NULL;

	/* parts of a file's name end at - . / and what is longer wins */
	for (const char *p = name; *p;) {
		size_t n = strcspn(p, "-./:");

		for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
			if (strlen(types[i]) == n &&
			    strncasecmp(types[i], p, n) == 0)
				best = types[i];
		}
		p += n + (p[n] != '\0');
	}
	return best ? arena_string(arena, best) : NULL;
}
