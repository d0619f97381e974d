#include "command/engine.h"

#include "base/number.h"
#include "dialect/map.h"

#include <string.h>

static const struct engine *const engines[] = { &engine_vllm, &engine_tgi,
	&engine_sglang, &engine_llama_cpp, &engine_ollama, &engine_lmdeploy,
	&engine_lightllm, &engine_trtllm, &engine_mlc, &engine_aphrodite,
	&engine_xinference, &engine_llama_cpp_python, &engine_swift,
	&engine_koboldcpp, &engine_ramalama, &engine_textgen, NULL };

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
apply_flag(struct engine_run *run, const struct dialect *dialect,
    const struct key_map *key, const struct engine_flag *flag)
{
	const struct pair *pair = make_pair(run, flag);
	struct source *own = run->w->source;

	if (flag->value.source)
		run->w->source = flag->value.source;
	map_value(run->w, dialect, key, pair);
	run->w->source = own;
	if (!flag->value.exact)
		forget_node(run->w, pair->value);
}

static void
map_flags(struct engine_run *run, const struct dialect *dialect)
{
	for (size_t i = 0; i < run->flag_count; i++) {
		const struct engine_flag *flag = &run->flags[i];
		const struct key_map *key = dialect_key(dialect, flag->key);

		if (!key || flag->value.unresolved ||
		    engine_flag(run, flag->key) != flag)
			continue;
		apply_flag(run, dialect, key, flag);
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
		origin = engine_flag_origin(flag);
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

/* True where this version, or the newest, has no default of its own. */
static bool
has_none(const struct engine_run *run, enum fact_id fact)
{
	const struct engine_default *d = run->engine->defaults;

	for (; d->note; d++) {
		if (d->fact == fact && !d->value && holds_for(d, run->version))
			return true;
	}
	return false;
}

static void
set_defaults(struct engine_run *run)
{
	const struct engine_default *d = run->engine->defaults;
	struct origin origin = { .kind = ORIGIN_DEFAULT };

	for (; d && d->note; d++) {
		struct fact fact = { .state = FACT_KNOWN };
		struct error err = { "" };

		if (run->w->facts[d->fact].state != FACT_ABSENT || !d->value ||
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
		if (run->w->facts[d->fact].state != FACT_ABSENT ||
		    has_none(run, d->fact))
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
	struct origin origin = origin_written(place ? place->source : NULL,
	    NULL, place ? place->node : NULL);

	if (place)
		origin.span = place->span;
	else
		origin = origin_note(ORIGIN_DERIVED,
		    fact_known(run->w, F_ENV_IMAGE) ? "env.image"
						    : "what the file is");
	workload_set_text(run->w, F_SERVE_ENGINE, run->engine->name, &origin);
	workload_set_text(run->w, F_FRAMEWORK_NAME, run->engine->name, &origin);
}

static void
set_model_missing(struct engine_run *run, const char *why)
{
	struct origin origin =
	    origin_written(run->w->source, NULL, run->w->root);

	if (run->w->facts[F_MODEL_ID].state == FACT_ABSENT)
		workload_set_unknown(run->w, F_MODEL_ID, why, &origin);
}

/* A length that is not there is the engine's own only where nothing else can
 * bring one. */
static void
doubt_length(struct engine_run *run)
{
	struct origin origin =
	    origin_written(run->w->source, NULL, run->w->root);

	if (run->more && run->w->facts[F_SERVE_MAX_LEN].state == FACT_ABSENT)
		workload_set_unknown(run->w, F_SERVE_MAX_LEN, run->more,
		    &origin);
}

/* From flags to facts. */
static void
finish(struct engine_run *run, const char *why)
{
	const struct dialect *dialect =
	    dialect_by_name(run->reading->dialects, run->engine->dialect);

	if (run->engine->prepare)
		run->engine->prepare(run);
	if (!dialect)
		return;
	map_flags(run, dialect);
	set_unresolved(run, dialect);
	doubt_length(run);
	if (run->engine->derive)
		run->engine->derive(run);
	set_model_missing(run, why);
	set_defaults(run);
	dialect_defaults(run->w, dialect);
}

void
engine_facts(struct reading *reading, struct workload *w,
    const struct engine *engine, const struct shell *shell,
    const struct shell_words *words, size_t first, size_t end,
    const char *version)
{
	struct engine_run run = { .engine = engine,
		.reading = reading,
		.w = w,
		.shell = shell,
		.version = version,
		.program = first > 0 ? words->items[first - 1].text : NULL };

	w->kind = WORKLOAD_SERVE;
	w->command = engine->dialect;
	run.flags =
	    arena_array(w->arena, ENGINE_FLAG_LIMIT, sizeof(*run.flags));
	engine_read_words(&run, words, first, end);
	engine_read_variables(&run, engine->environment);
	set_names(&run, first > 0 ? &words->items[first - 1] : NULL);
	finish(&run, words->cut ? words->cut : "the command names no model");
}

void
engine_settings(struct reading *reading, struct workload *w,
    const struct engine *engine, const struct node *mapping)
{
	struct engine_run run = { .engine = engine,
		.reading = reading,
		.w = w };
	struct origin origin =
	    origin_note(ORIGIN_DERIVED, "the file holds its settings");

	w->kind = WORKLOAD_SERVE;
	run.flags =
	    arena_array(w->arena, ENGINE_FLAG_LIMIT, sizeof(*run.flags));
	engine_flags_of(&run, w->source, mapping, ENGINE_UNDER_FLAGS);
	workload_set_text(w, F_SERVE_ENGINE, engine->name, &origin);
	workload_set_text(w, F_FRAMEWORK_NAME, engine->name, &origin);
	finish(&run, "the file names no model");
}
