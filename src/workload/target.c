#include "workload/target.h"

#include "base/suggest.h"
#include "base/word.h"
#include "workload/complete.h"

#include <math.h>
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

/* A row of the catalogue speaks for what has a lower origin than the fact
 * that named the row. */
static bool
may_fill(const struct workload *w, enum fact_id id, enum origin_kind named)
{
	const struct fact *fact = workload_fact(w, id);

	return fact->state == FACT_ABSENT || fact->origin.kind < named;
}

static void
fill_number(struct workload *w, enum fact_id id, double number,
    enum origin_kind named, const char *note)
{
	struct origin origin = origin_note(ORIGIN_CATALOG, note);

	if (number <= 0 || !may_fill(w, id, named))
		return;
	memset(&w->facts[id], 0, sizeof(w->facts[id]));
	workload_set_number(w, id, number, &origin);
}

static void
apply_instance(struct workload *w, const struct catalog *catalog)
{
	const struct fact *fact = workload_fact(w, F_TARGET_INSTANCE);
	enum origin_kind named = fact->origin.kind;
	const struct instance *row;
	struct origin origin;

	if (fact->state != FACT_KNOWN)
		return;
	row = catalog_instance(catalog, fact->text);
	if (row == NULL)
		return;
	origin = origin_note(ORIGIN_CATALOG,
	    arena_printf(w->arena, "%s; %s", row->name,
		row->source == NULL ? "" : row->source));
	if (row->gpu != NULL && *row->gpu != '\0' &&
	    may_fill(w, F_TARGET_GPU, named)) {
		memset(&w->facts[F_TARGET_GPU], 0, sizeof(struct fact));
		workload_set_text(w, F_TARGET_GPU, row->gpu, &origin);
	}
	fill_number(w, F_TARGET_GPUS, row->gpus, named, origin.note);
	fill_number(w, F_TARGET_RAM, row->ram_bytes, named, origin.note);
	fill_number(w, F_TARGET_CPUS, row->vcpus, named, origin.note);
	fill_number(w, F_TARGET_DISK_FREE, row->disk_bytes, named, origin.note);
}

/* "A100 covers 4 cards; the smallest has 40 GB; SOURCE" */
static const char *
card_note(struct workload *w, const struct gpu *gpu, const char *asked,
    size_t covers, const char *what)
{
	const char *source = gpu->source == NULL ? "" : gpu->source;

	if (covers > 1)
		return arena_printf(w->arena,
		    "%s covers %zu cards, the smallest is %s; %s; %s", asked,
		    covers, gpu->name, what, source);
	return arena_printf(w->arena, "%s; %s; %s", gpu->name, what, source);
}

static const char *
usable_from(const struct gpu *gpu)
{
	if (gpu->usable_bytes > 0)
		return "what torch sees";
	return gpu->total_mib > 0 ? "from what nvidia-smi shows"
				  : "from the nominal size";
}

static void
fill_vram(struct workload *w, const struct gpu *gpu, const char *asked,
    size_t covers, enum origin_kind named)
{
	struct origin origin = origin_note(ORIGIN_CATALOG, NULL);
	double usable = catalog_usable(gpu);

	if (usable > 0) {
		fill_number(w, F_TARGET_VRAM, floor(usable), named,
		    card_note(w, gpu, asked, covers, usable_from(gpu)));
	} else if (may_fill(w, F_TARGET_VRAM, named)) {
		memset(&w->facts[F_TARGET_VRAM], 0, sizeof(struct fact));
		workload_set_unknown(w, F_TARGET_VRAM,
		    arena_printf(w->arena,
			"the usable memory of %s is not known", gpu->name),
		    &origin);
	}
}

/* Metal is macOS's, and PyTorch reaches Apple's GPUs by nothing else. */
static void
fill_system(struct workload *w, const struct gpu *gpu)
{
	struct origin origin = origin_note(ORIGIN_CATALOG, gpu->name);

	if (gpu->vendor != NULL && strcmp(gpu->vendor, "apple") == 0 &&
	    w->facts[F_TARGET_OS].state == FACT_ABSENT)
		workload_set_text(w, F_TARGET_OS, "macos", &origin);
}

static bool
refuse_gpu(struct workload *w, const struct catalog *catalog, struct error *err)
{
	struct fact *fact = &w->facts[F_TARGET_GPU];
	const char *near = catalog_suggest_gpu(catalog, fact->text);
	const char *reason =
	    near == NULL
		? arena_printf(w->arena, "%s: no GPU of that name is known",
		      fact->text)
		: arena_printf(w->arena,
		      "%s: no GPU of that name is known; did you mean %s?",
		      fact->text, near);

	if (fact->origin.kind == ORIGIN_OPTION ||
	    fact->origin.kind == ORIGIN_PROJECT)
		return error_set(err, "%s", reason);
	fact->state = FACT_UNKNOWN;
	fact->reason = reason;
	return true;
}

static bool
apply_gpu(struct workload *w, const struct catalog *catalog, struct error *err)
{
	struct fact *fact = &w->facts[F_TARGET_GPU];
	const struct fact *vram = &w->facts[F_TARGET_VRAM];
	const struct gpu *gpu;
	const char *asked = fact->text;
	size_t covers = 1;

	if (fact->state != FACT_KNOWN)
		return true;
	gpu = catalog_gpu(catalog, fact->text, &covers);
	if (gpu == NULL) {
		/* A card that only its owner knows, with its memory said. */
		if (vram->state == FACT_KNOWN &&
		    vram->origin.kind >= fact->origin.kind)
			return true;
		return refuse_gpu(w, catalog, err);
	}
	fact->text = arena_string(w->arena, gpu->name);
	fill_vram(w, gpu, asked, covers, fact->origin.kind);
	fill_system(w, gpu);
	return true;
}

/* A file of accelerate's that lies beside is no launcher of this job where it
 * starts more processes than the target has GPUs: what it says goes. */
static void
drop_other_jobs_launcher(const struct target *target, struct workload *w)
{
	const struct fact *gpus = &w->facts[F_PARALLEL_GPUS];
	double most = fact_number(w, F_TARGET_GPUS, 0) *
		      fact_number(w, F_TARGET_NODES, 1);

	if (target == NULL || !target->given[F_TARGET_GPUS] ||
	    gpus->origin.neighbour != NEIGHBOUR_BESIDE || gpus->number <= most)
		return;
	for (unsigned i = 0; i < FACT_COUNT; i++)
		if (w->facts[i].origin.neighbour == NEIGHBOUR_BESIDE)
			memset(&w->facts[i], 0, sizeof(struct fact));
}

/* A machine has more GPUs than a container on it is given. */
static bool
is_rationed(const struct workload *w, const struct fact *machine)
{
	static const char *const containers[] = { "kubernetes", "kubeflow",
		"kserve", "kuberay", "docker_compose", "helm_values", NULL };
	const struct fact *given = &w->facts[F_TARGET_GPUS];

	return given->state == FACT_KNOWN && given->number >= 1 &&
	       given->origin.kind == ORIGIN_WRITTEN &&
	       given->number < machine->number &&
	       word_is_among(w->dialect, containers);
}

bool
target_apply(const struct target *target, struct workload *w,
    const struct catalog *catalog, struct error *err)
{
	bool good;

	for (unsigned i = 0; target != NULL && i < FACT_COUNT; i++) {
		if (target->given[i] &&
		    (i != F_TARGET_GPUS || !is_rationed(w, &target->facts[i])))
			workload_set(w, (enum fact_id)i, &target->facts[i]);
	}
	drop_other_jobs_launcher(target, w);
	for (const struct lib *lib = target == NULL ? NULL : target->libs;
	     lib != NULL; lib = lib->next)
		workload_set_lib(w, lib->name, lib->version.text,
		    &lib->version.origin);
	apply_instance(w, catalog);
	good = apply_gpu(w, catalog, err);
	workload_complete(w, catalog);
	return good;
}

bool
target_move(struct workload *copy, const struct workload *w, const char *gpu,
    struct arena *arena, const struct catalog *catalog, struct error *err)
{
	struct origin origin =
	    origin_note(ORIGIN_OPTION, arena_printf(arena, "--gpu %s", gpu));
	struct target target;

	*copy = *w;
	copy->arena = arena;
	copy->facts[F_TARGET_GPU] = (struct fact){ .state = FACT_ABSENT };
	copy->facts[F_TARGET_VRAM] = (struct fact){ .state = FACT_ABSENT };
	target_init(&target);
	return target_set(&target, "gpu", gpu, &origin, arena, err) &&
	       target_apply(&target, copy, catalog, err);
}
