/* engines-share-gpu: two servers ask for more than all of one GPU. */

#include "engines.h"
#include "vram.h"

#include <math.h>
#include <string.h>

enum { SERVICES_LIMIT = 16 };

static const double same_share = 0.01; /* less apart they are the same */

static void
report(struct gpulint_pass *pass, const struct engine *first,
    const struct engine *second, const char *shared)
{
	double left = 0.95 - first->share;
	struct gpulint_finding *finding;

	finding = gpulint_report_word(pass, second->node,
	    second->word != NULL ? second->word : gpulint_scalar(second->node),
	    "%s takes %.0f%% of GPU %s, where %s takes %.0f%% already",
	    second->name, 100 * second->share, shared, first->name,
	    100 * first->share);
	gpulint_related_at(finding, first->node, "%.0f%%", 100 * first->share);
	gpulint_help(finding,
	    "make the sum of %s less than 1, or give each a GPU of its own",
	    second->flag == first->flag
		? second->flag
		: gpulint_format(pass, "%s and %s", first->flag, second->flag));
	if (second->word != NULL && left >= 0.2)
		gpulint_replace_word(gpulint_fix(finding, false,
					 "leave it %.2f", left),
		    second->node, second->word,
		    gpulint_format(pass, "%.2f", left));
}

/* Each has its context, and before 0.21 its CUDA graphs, beside its share, so
 * that two halves are more than the whole. */
static bool
is_whole_card(double share)
{
	return share > 1 - 1e-6;
}

/* Whichever starts last finds nothing left of its share. */
static void
report_profile(struct gpulint_pass *pass, const struct engine *first,
    const struct engine *second, const char *shared)
{
	struct gpulint_finding *finding;

	finding = gpulint_report_word(pass, second->node,
	    second->word != NULL ? second->word : gpulint_scalar(second->node),
	    "this version of vLLM counts what %s has on GPU %s as its own, "
	    "which leaves no cache of %.0f%%",
	    first->name, shared, 100 * second->share);
	gpulint_related_at(finding, first->node, "%.0f%%", 100 * first->share);
	gpulint_help(finding,
	    "take vLLM 0.9.1 or newer, or give each a GPU of its own");
}

/* What stands first takes its share of the rest, or neither does. */
static bool
is_content(const struct engine *a, const struct engine *b)
{
	return (a->of_rest && engine_waits_for(a, b)) ||
	       (b->of_rest && engine_waits_for(b, a));
}

/* The one of two that starts last where both count what the other holds, and
 * finds nothing left of its share; NULL where that depends on the order. */
static const struct engine *
last_without_room(const struct engine *a, const struct engine *b)
{
	if (!a->counts_others || !b->counts_others)
		return NULL;
	if (fabs(a->share - b->share) < same_share)
		return b;
	if (a->share < b->share)
		return engine_waits_for(a, b) ? a : NULL;
	return engine_waits_for(b, a) ? b : NULL;
}

/* What the servers before it leave of the GPUs that it shares with each. */
static void
compare(struct gpulint_pass *pass, const struct engine *engines, size_t i)
{
	struct engine others = { .name = NULL };
	const struct engine *last = NULL;
	const char *shared = NULL;
	size_t count = 0;

	for (size_t k = 0; k < i; k++) {
		const char *one =
		    devices_shared(&engines[k].devices, &engines[i].devices);

		if (one == NULL || is_content(&engines[k], &engines[i]))
			continue;
		shared = shared != NULL ? shared : one;
		others.name = others.name == NULL
				  ? engines[k].name
				  : gpulint_format(pass, "%s and %s",
					others.name, engines[k].name);
		others.node = engines[k].node;
		others.flag = engines[k].flag;
		others.share += engines[k].copies * engines[k].share;
		if (count++ == 0)
			last = last_without_room(&engines[k], &engines[i]);
	}
	if (shared == NULL || others.share > 1)
		return;
	if (is_whole_card(others.share + engines[i].share))
		report(pass, &others, &engines[i], shared);
	else if (last != NULL && count == 1)
		report_profile(pass,
		    last == &engines[i] ? &others : &engines[i], last, shared);
}

static void
report_copies(struct gpulint_pass *pass, const struct engine *engine)
{
	struct gpulint_finding *finding = gpulint_report_word(pass,
	    engine->node,
	    engine->word != NULL ? engine->word : gpulint_scalar(engine->node),
	    "each of %.0f copies of %s takes %.0f%% of GPU %s", engine->copies,
	    engine->name, 100 * engine->share, engine->devices.at[0]);

	gpulint_help(finding,
	    "give each a GPU of its own, or set %s to %.2f at most",
	    engine->flag, floor(95 / engine->copies) / 100);
}

static void
run(struct gpulint_pass *pass)
{
	struct engine engines[SERVICES_LIMIT];
	const struct gpulint_node *services =
	    gpulint_get(gpulint_document(pass, 0), "services");
	size_t count = 0;

	if (strcmp(gpulint_dialect(pass), "docker_compose") != 0)
		return;
	for (size_t i = 0;
	     i < gpulint_length(services) && count < SERVICES_LIMIT; i++) {
		engines[count].name = gpulint_scalar(gpulint_key(services, i));
		if (engine_read(pass, gpulint_value(services, i),
			&engines[count]))
			count++;
	}
	for (size_t i = 0; i < count; i++) {
		if (engines[i].copies * engines[i].share > 1 &&
		    engines[i].copies > 1)
			report_copies(pass, &engines[i]);
		else
			compare(pass, engines, i);
	}
}

const struct gpulint_check engines_share_gpu = {
	.id = "engines-share-gpu",
	.scope = GPULINT_FILE,
	.run = run,
};
