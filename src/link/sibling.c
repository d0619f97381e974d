#include "link/sibling.h"

#include "base/word.h"
#include "link/folders.h"
#include "link/link.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Who may start another file, and what they say of the world. */
static const char *const starters[] = { "skypilot", "dstack", "kubernetes",
	"kubeflow", "kuberay", "kustomize", "docker_compose", "github_actions",
	"gitlab_ci", NULL };

struct asking {
	struct reading *reading;
	struct workload *w;
	char real[PATH_MAX]; /* of the file that is asked for */
	const char *base; /* its name */
	struct arena scratch; /* of files that turn out to be others' */
	const struct workload *found;
	enum neighbour how;
	bool several; /* that do not agree */
};

/* All that is known of the world: nothing is to be asked. */
static bool
is_settled(const struct workload *w)
{
	return (fact_known(w, F_PARALLEL_GPUS) ||
		   fact_known(w, F_TARGET_GPUS)) &&
	       fact_known(w, F_TARGET_GPU);
}

static bool
says(const struct source *source, const char *word)
{
	return memmem(source->bytes, source->size, word, strlen(word)) != NULL;
}

/* A file that is worth reading: it names ours, or is accelerate's. */
static bool
is_promising(const struct asking *ask, const struct source *source, bool beside)
{
	return source->size <= FOLDERS_SIZE_LIMIT &&
	       (says(source, ask->base) ||
		   (beside && says(source, "distributed_type")));
}

static void
find(struct asking *ask, const struct workload *w, enum neighbour how)
{
	if (!fact_known(w, F_PARALLEL_GPUS) && !fact_known(w, F_TARGET_GPU) &&
	    !fact_known(w, F_TARGET_GPUS))
		return;
	if (ask->found)
		ask->several = true;
	ask->found = w;
	ask->how = how;
}

/* A neighbour's document, read as if it had none itself. */
static void
read_alone(struct asking *ask, struct reading *sub, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	reading_init(sub, ask->reading->dialects, ask->reading->catalog,
	    ask->reading->root, ask->reading->arena);
	sub->alone = true;
	sub->stand_ins = ask->reading->stand_ins;
	sub->folders = ask->reading->folders;
	reading_document(sub, tree, root, dialect);
}

/* The workloads of a launcher that led to our file. */
static void
ask_starter(struct asking *ask, const struct reading *sub)
{
	if (!reading_led_to(sub, ask->real))
		return;
	for (const struct workload *w = sub->first; w; w = w->next) {
		if (w->kind == ask->w->kind)
			find(ask, w, NEIGHBOUR_LAUNCHER);
	}
}

static void
ask_accelerate(struct asking *ask, const struct reading *sub)
{
	if (sub->first && fact_known(sub->first, F_PARALLEL_GPUS))
		find(ask, sub->first, NEIGHBOUR_BESIDE);
}

static bool
is_launched_by_accelerate(const struct workload *w)
{
	return strcmp(w->dialect, "hf_trl") == 0 ||
	       strcmp(w->dialect, "axolotl") == 0;
}

static void
ask_source(struct asking *ask, struct source *source, bool accelerate)
{
	struct tree_problem problem;
	const struct tree *tree = tree_read(source, &problem);
	struct reading sub;

	for (uint32_t i = 0; tree && i < tree->document_count && i < 16; i++) {
		const struct node *root = tree->documents[i];
		const struct dialect *dialect =
		    dialect_recognise(ask->reading->dialects, root,
			source->path);

		if (!dialect ||
		    !(accelerate ? strcmp(dialect->name, "accelerate") == 0
				 : word_is_among(dialect->name, starters)))
			continue;
		read_alone(ask, &sub, tree, root, dialect);
		if (accelerate)
			ask_accelerate(ask, &sub);
		else
			ask_starter(ask, &sub);
	}
}

/* Most neighbours have nothing to say: what is read of them goes. */
static void
ask_file(struct asking *ask, const char *path, bool accelerate)
{
	struct error err = { "" };
	struct arena own;
	struct source *source;

	arena_init(&own);
	source = source_open_edited(&own, path, ask->reading->stand_ins, &err);
	if (source && is_promising(ask, source, accelerate)) {
		arena_adopt(ask->reading->arena, &own);
		source->arena = ask->reading->arena;
		ask_source(ask, source, accelerate);
	}
	arena_release(&own);
}

/* The real path of a neighbour that is ours to read, or NULL; only a link has
 * to be looked up by itself. */
static const char *
real_of(struct asking *ask, const char *folder, const struct folder_entry *one)
{
	const char *path =
	    arena_printf(&ask->scratch, "%s/%s", folder, one->name);
	char real[PATH_MAX];

	if (one->plain)
		return path;
	return realpath(path, real) && link_is_below(real, ask->reading->root)
		   ? arena_string(&ask->scratch, real)
		   : NULL;
}

/* The files of a folder, given by its real path; false where it is not ours
 * to look into. */
static bool
ask_folder(struct asking *ask, const char *folder, bool accelerate)
{
	bool could_be_named = folders_is_config(ask->base);
	const struct listing *all;

	if (!link_is_below(folder, ask->reading->root))
		return false;
	all = folders_list(ask->reading->folders, &ask->scratch, folder);
	for (size_t i = 0; i < all->count; i++) {
		const struct folder_entry *one = &all->files[i];
		const char *real;

		if (one->mute && could_be_named)
			continue;
		real = real_of(ask, folder, one);
		if (real && strcmp(real, ask->real) != 0)
			ask_file(ask, link_spelt(&ask->scratch, real),
			    accelerate);
	}
	return true;
}

/* The file's own folder, those above it, and the root's pipelines. */
static void
ask_starters(struct asking *ask, const char *own)
{
	const char *folder = own;
	char real[PATH_MAX];

	for (int up = 0; up < 3 && !ask->found; up++) {
		const char *slash = strrchr(folder, '/');

		if (!ask_folder(ask, folder, false) || slash == folder)
			break;
		folder =
		    arena_copy(&ask->scratch, folder, (size_t)(slash - folder));
	}
	if (!ask->found &&
	    realpath(arena_printf(&ask->scratch, "%s/.github/workflows",
			 ask->reading->root),
		real))
		ask_folder(ask, real, false);
}

static const char *
relation(enum neighbour how)
{
	return how == NEIGHBOUR_LAUNCHER ? "which launches it"
					 : "accelerate's file beside it";
}

static void
copy_fact(struct asking *ask, enum fact_id id)
{
	struct fact fact = *workload_fact(ask->found, id);
	struct fact *own = &ask->w->facts[id];
	struct text where;

	if (fact.state != FACT_KNOWN || own->origin.kind > ORIGIN_DERIVED)
		return;
	text_init(&where);
	if (fact.origin.kind == ORIGIN_WRITTEN)
		origin_print(&where, &fact.origin);
	else
		text_add(&where, ask->found->source->path);
	fact.origin.note = arena_printf(ask->w->arena, "%s, %s",
	    text_string(&where), relation(ask->how));
	text_release(&where);
	fact.origin.kind = ORIGIN_DERIVED;
	fact.origin.neighbour = ask->how;
	*own = fact;
}

static void
copy_world(struct asking *ask, bool accelerate)
{
	static const struct {
		enum fact_id first, last;
	} ranges[] = {
		{ F_PARALLEL_GPUS, F_PARALLEL_NODES },
		{ F_HOST_SHM, F_HOST_DISK },
		{ F_TARGET_GPU, F_TARGET_MOUNT },
	}, sharing[] = {
		{ F_PARALLEL_GPUS, F_PARALLEL_NODES },
		{ F_PARALLEL_SHARDING, F_PARALLEL_SHARDING },
		{ F_TRAIN_OFFLOAD_OPTIMIZER, F_TRAIN_OFFLOAD_PARAMS },
	};

	for (size_t i = 0; i < 3; i++) {
		unsigned first =
		    accelerate ? sharing[i].first : ranges[i].first;
		unsigned last = accelerate ? sharing[i].last : ranges[i].last;

		for (unsigned id = first; id <= last; id++)
			copy_fact(ask, (enum fact_id)id);
	}
}

/* What the launcher installs. */
static void
copy_libs(struct asking *ask)
{
	for (const struct lib *lib = ask->found->libs; lib; lib = lib->next)
		if (workload_lib(ask->w, lib->name)->state == FACT_ABSENT)
			workload_set_lib(ask->w, lib->name, lib->version.text,
			    &lib->version.origin);
}

/* The real path of the folder of a file, or NULL. */
static const char *
folder_of(struct asking *ask, const char *path)
{
	const char *slash = strrchr(path, '/');
	char real[PATH_MAX];

	if (!realpath(!slash ? "."
			     : arena_copy(&ask->scratch, path,
				   (size_t)(slash - path) + 1),
		real))
		return NULL;
	return arena_string(&ask->scratch, real);
}

void
sibling_facts(struct reading *reading, struct workload *w)
{
	struct asking ask = { .reading = reading, .w = w };
	const char *folder;

	if (reading->alone || !reading->root || w->kind != WORKLOAD_TRAIN ||
	    word_is_among(w->dialect, starters) || is_settled(w) ||
	    !w->source || strcmp(w->dialect, "workload") == 0 ||
	    !realpath(w->source->path, ask.real))
		return;
	ask.base = strrchr(ask.real, '/') + 1;
	arena_init(&ask.scratch);
	folder = folder_of(&ask, w->source->path);
	if (folder)
		ask_starters(&ask, folder);
	if (ask.found && !ask.several) {
		copy_world(&ask, false);
		copy_libs(&ask);
	} else if (!ask.found && folder && is_launched_by_accelerate(w) &&
		   !fact_known(w, F_PARALLEL_GPUS)) {
		ask_folder(&ask, folder, true);
		if (ask.found && !ask.several)
			copy_world(&ask, true);
	}
	arena_release(&ask.scratch);
}
