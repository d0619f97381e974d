/* unequal-cards: of several GPUs that may come, one is too small. */

#include "vram.h"

#include <stdlib.h>
#include <string.h>

/* What the weights alone take on each GPU of the job. */
static double
weights(struct gpulint_pass *pass)
{
	double tensor = gpulint_number(gpulint_fact(pass, "parallel.tensor"));
	double pipeline =
	    gpulint_number(gpulint_fact(pass, "parallel.pipeline"));

	return gpulint_figure(pass, "weights_total") /
	       ((tensor < 1 ? 1 : tensor) * (pipeline < 1 ? 1 : pipeline));
}

static double
memory_of(struct gpulint_pass *pass, const char *name)
{
	double usable =
	    strtod(gpulint_catalog(pass, "gpus", name, "usable_bytes"), NULL);

	if (usable <= 0)
		usable =
		    strtod(gpulint_catalog(pass, "gpus", name, "total_mib"),
			NULL) *
		    1048576;
	return usable;
}

static void
judge(struct gpulint_pass *pass, const struct gpulint_node *place,
    const char *name, double need, double largest)
{
	double has = memory_of(pass, name);
	struct gpulint_finding *finding;

	if (has <= 0 || has >= need || largest < need)
		return;
	finding = gpulint_report_at(pass, place,
	    "the weights take %s; of the cards that may come, %s has %s",
	    gpulint_size(pass, need), name, gpulint_size(pass, has));
	gpulint_related(finding, gpulint_fact(pass, "model.id"), "%s",
	    gpulint_size(pass, need));
	gpulint_help(finding, "take it from the list");
}

/* Names in a list, or the keys of a mapping: A100: 1. */
static void
judge_list(struct gpulint_pass *pass, const struct gpulint_node *list,
    double need)
{
	double largest = 0;

	for (int turn = 0; turn < 2 && need > 0; turn++)
		for (size_t i = 0; i < gpulint_length(list); i++) {
			const struct gpulint_node *item =
			    gpulint_is_mapping(list) ? gpulint_key(list, i)
						     : gpulint_at(list, i);
			const char *text = gpulint_scalar(item);
			const char *name = gpulint_format(pass, "%.*s",
			    (int)strcspn(text, ":"), text);
			double has = memory_of(pass, name);

			if (turn == 0)
				largest = has > largest ? has : largest;
			else
				judge(pass, item, name, need, largest);
		}
}

/* The values that one of the labels for a GPU may have. */
static void
judge_affinity(struct gpulint_pass *pass, const struct gpulint_node *pod,
    double need)
{
	const struct gpulint_node *list = gpulint_path(pod,
	    "affinity.nodeAffinity."
	    "requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms."
	    "0.matchExpressions");

	for (size_t i = 0; i < gpulint_length(list); i++) {
		const struct gpulint_node *e = gpulint_at(list, i);
		const char *key = gpulint_scalar(gpulint_get(e, "key"));

		if (strcmp(key, "nvidia.com/gpu.product") == 0 ||
		    strcmp(key, "cloud.google.com/gke-accelerator") == 0)
			judge_list(pass, gpulint_get(e, "values"), need);
	}
}

/* Documents that are looked through for the pod of each container. */
enum { DOCUMENTS = 1000 };

static void
run(struct gpulint_pass *pass)
{
	const char *dialect = gpulint_dialect(pass);
	double need = weights(pass);

	if (strcmp(dialect, "skypilot") == 0)
		judge_list(pass,
		    gpulint_path(gpulint_root(pass), "resources.accelerators"),
		    need);
	for (size_t d = 0; strcmp(dialect, "kubernetes") == 0 &&
			   d < gpulint_documents(pass) && d < DOCUMENTS;
	     d++) {
		const struct gpulint_node *document = gpulint_document(pass, d);
		const struct gpulint_node *pod =
		    gpulint_path(document, "spec.template.spec");

		if (pod == NULL)
			pod = gpulint_get(document, "spec");
		if (gpulint_path(pod, "containers.0") == gpulint_root(pass))
			judge_affinity(pass, pod, need);
	}
}

const struct gpulint_check unequal_cards = {
	.id = "unequal-cards",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
