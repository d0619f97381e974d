/* A target over a workload: names become cards, cards their memory. */

#include "workload/target.h"

#include "base/word.h"
#include "workload/complete.h"

#include <math.h>
#include <string.h>

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

/* Clusters and machines that a cloud lends run Linux: a project's system is the
 * one that jobs are sent to them from. */
static bool
is_of_sender(const struct workload *w, const struct fact *fact, unsigned id)
{
	static const char *const elsewhere[] = { "kubernetes", "kubeflow",
		"kserve", "kuberay", "helm_values", "skypilot", "dstack",
		"mosaicml_mcli", NULL };

	return (id == F_TARGET_OS || id == F_TARGET_OS_VERSION) &&
	       fact->origin.kind == ORIGIN_PROJECT &&
	       word_is_among(w->dialect, elsewhere);
}

bool
target_apply(const struct target *target, struct workload *w,
    const struct catalog *catalog, struct error *err)
{
	bool good;

	for (unsigned i = 0; target != NULL && i < FACT_COUNT; i++) {
		const struct fact *fact = &target->facts[i];

		if (target->given[i] && !is_of_sender(w, fact, i) &&
		    (i != F_TARGET_GPUS || !is_rationed(w, fact)))
			workload_set(w, (enum fact_id)i, fact);
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
