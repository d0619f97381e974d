#include "workload/target.h"

#include "base/suggest.h"

#include <string.h>

enum { LEAST_BYTES = 1024 * 1024 };

/* What a mapping of a target may say, in the order the probe writes it. */
static const enum fact_id target_facts[] = { F_TARGET_GPU, F_TARGET_GPUS,
	F_TARGET_NODES, F_TARGET_INSTANCE, F_TARGET_VRAM, F_TARGET_DRIVER,
	F_TARGET_CUDA, F_TARGET_OS, F_TARGET_OS_VERSION, F_TARGET_ARCH,
	F_TARGET_RAM, F_TARGET_CPUS, F_TARGET_SHM, F_TARGET_DISK_FREE,
	F_TARGET_MOUNT };

enum { TARGET_FACTS = sizeof(target_facts) / sizeof(*target_facts) };

void
target_init(struct target *target)
{
	memset(target, 0, sizeof(*target));
}

static const char *
bare_name(enum fact_id id)
{
	return fact_rows[id].name + strlen("target.");
}

static enum fact_id
fact_of_key(const char *key)
{
	for (size_t i = 0; i < TARGET_FACTS; i++) {
		if (strcmp(bare_name(target_facts[i]), key) == 0)
			return target_facts[i];
	}
	return FACT_COUNT;
}

static void
give(struct target *target, enum fact_id id, const struct fact *fact)
{
	if (target->given[id] &&
	    target->facts[id].origin.kind > fact->origin.kind)
		return;
	target->facts[id] = *fact;
	target->given[id] = true;
}

static bool
set_os(struct target *target, const char *text, const struct origin *origin,
    struct arena *arena, struct error *err)
{
	struct fact fact = { .state = FACT_KNOWN, .origin = *origin };
	const char *version = NULL;

	/* What no one knows is refused with the list of the row's values. */
	if (!os_parse(text, &fact.text, &version, arena) &&
	    !fact_from_text(&fact, F_TARGET_OS, text, arena, err))
		return false;
	give(target, F_TARGET_OS, &fact);
	if (version == NULL)
		return true;
	fact.text = version;
	give(target, F_TARGET_OS_VERSION, &fact);
	return true;
}

static bool
set_lib(struct target *target, const char *name, const char *text,
    const struct origin *origin, struct arena *arena)
{
	struct lib *lib = arena_alloc(arena, sizeof(*lib));

	lib->name = arena_string(arena, name);
	lib->version.state = FACT_KNOWN;
	lib->version.text = arena_string(arena, text);
	lib->version.origin = *origin;
	lib->next = target->libs; /* the later stands first */
	target->libs = lib;
	return true;
}

static bool
refuse_key(const char *key, struct error *err)
{
	struct suggest suggest;

	suggest_init(&suggest, key);
	for (size_t i = 0; i < TARGET_FACTS; i++)
		suggest_offer(&suggest, bare_name(target_facts[i]));
	if (suggest.best != NULL)
		return error_set(err,
		    "%s: no such key of a target; did you mean %s?", key,
		    suggest.best);
	return error_set(err, "%s: no such key of a target", key);
}

static bool
refuse_fact(const char *name, struct error *err)
{
	const char *near = fact_suggest(name);

	if (near != NULL)
		return error_set(err, "%s: no such fact; did you mean %s?",
		    name, near);
	return error_set(err, "%s: no such fact", name);
}

/* No machine has so little: "64" stands for 64GiB. */
static bool
is_too_little(enum fact_id id, double number)
{
	return fact_rows[id].type == FACT_TYPE_BYTES &&
	       strncmp(fact_rows[id].name, "target.", 7) == 0 && number > 0 &&
	       number < LEAST_BYTES;
}

bool
target_set(struct target *target, const char *name, const char *text,
    const struct origin *origin, struct arena *arena, struct error *err)
{
	struct fact fact = { .origin = *origin };
	enum fact_id id = fact_by_name(name);

	if (fact_lib(name) != NULL)
		return set_lib(target, fact_lib(name), text, origin, arena);
	if (id == FACT_COUNT)
		id = fact_of_key(name);
	if (id == FACT_COUNT)
		return strchr(name, '.') == NULL ? refuse_key(name, err)
						 : refuse_fact(name, err);
	if (id == F_TARGET_OS)
		return set_os(target, text, origin, arena, err);
	if (!fact_from_text(&fact, id, text, arena, err))
		return false;
	if (is_too_little(id, fact.number))
		return error_set(err,
		    "%s: %s is too few bytes (24GiB, 80GB, 512M are read)",
		    fact_rows[id].name, text);
	give(target, id, &fact);
	return true;
}

static bool
at_line(struct source *source, const struct node *node, const struct error *why,
    struct error *err)
{
	uint32_t line, column;

	source_place(source, node->span.start, &line, &column);
	return error_set(err, "%s:%u: %s", source->path, (unsigned)line,
	    why->text);
}

static bool
read_pair(struct target *target, struct source *source, const struct pair *pair,
    enum origin_kind kind, struct arena *arena, struct error *err)
{
	const char *key = node_text(pair->key);
	const struct node *value = node_resolve(pair->value);
	struct origin origin = origin_written(source, pair->key, value);

	origin.kind = kind;
	if (fact_of_key(key) == FACT_COUNT)
		return refuse_key(key, err);
	if (!node_is(value, NODE_SCALAR))
		return error_set(err, "%s: one value is wanted here", key);
	if (value->style == STYLE_PLAIN &&
	    (value->length == 0 || strcmp(value->text, "~") == 0 ||
		strcmp(value->text, "null") == 0))
		return true;
	return target_set(target, key, node_text(value), &origin, arena, err);
}

bool
target_read(struct target *target, struct source *source,
    const struct node *mapping, enum origin_kind kind, struct arena *arena,
    struct error *err)
{
	struct pairs it = pairs_of(mapping);
	struct error why = { "" };

	if (!node_is(mapping, NODE_MAPPING))
		return error_set(err,
		    "%s: a target is a mapping: gpu, gpus, ...", source->path);
	while (pairs_next(&it)) {
		if (!read_pair(target, source, it.pair, kind, arena, &why))
			return at_line(source, it.pair->key, &why, err);
	}
	return true;
}
