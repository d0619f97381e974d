/* file-store-over-volume: NATS keeps more on disk than its volume holds. */

#include "disk.h"
#include "jetstream.h"

#include <string.h>

/* nats-io/k8s helm/charts/nats/values.yaml: a claim of 10Gi unless said, and
 * maxSize that of the claim. */
static void
judge_chart(struct gpulint_pass *pass, const struct gpulint_node *chart)
{
	const struct gpulint_node *jetstream =
	    gpulint_path(chart, "config.jetstream");
	const struct gpulint_node *store = gpulint_get(jetstream, "fileStore");
	const struct gpulint_node *most = gpulint_get(store, "maxSize");
	const struct gpulint_node *claim = gpulint_path(store, "pvc.size");
	const char *room = claim == NULL ? "10Gi" : gpulint_scalar(claim);
	struct gpulint_finding *finding;
	struct gpulint_fix *fix;

	if (!gpulint_truth(pass, gpulint_get(jetstream, "enabled")) ||
	    strcmp(gpulint_scalar(gpulint_path(store, "pvc.enabled")),
		"false") == 0 ||
	    gpulint_quantity(room) <= 0 ||
	    gpulint_quantity(gpulint_scalar(most)) <= gpulint_quantity(room))
		return;
	finding = gpulint_report_at(pass, most,
	    "JetStream's file store may hold %s; its volume is %s%s",
	    gpulint_scalar(most), room,
	    claim == NULL ? ", the chart's default" : "");
	gpulint_related_at(finding, claim, "the volume");
	gpulint_help(finding,
	    "make the volume larger, or leave maxSize out: it is the volume's");
	fix = gpulint_fix(finding, true, "make them the same");
	if (claim != NULL)
		gpulint_replace(fix, claim, gpulint_scalar(most));
	else
		gpulint_replace(fix, most, room);
}

/* A server outside of a chart: the volume that its folder is on, else what
 * the machine has free. */
static void
judge_server(struct gpulint_pass *pass)
{
	const struct gpulint_fact *store =
	    gpulint_fact(pass, "stream.file_store");
	const struct gpulint_fact *room = gpulint_fact(pass, "host.disk");
	const char *what = "its volume is ", *end = "";
	struct gpulint_finding *finding;

	if (!gpulint_known(room)) {
		room = gpulint_fact(pass, "target.disk_free");
		what = "", end = " are free";
	}
	if (!gpulint_known(store) || !gpulint_known(room) ||
	    gpulint_number(store) <= gpulint_number(room))
		return;
	finding = gpulint_report(pass, store,
	    "JetStream's file store may hold %s; %s%s%s",
	    gpulint_size(pass, gpulint_number(store)), what,
	    gpulint_size(pass, gpulint_number(room)), end);
	gpulint_related(finding, room, "the volume");
	gpulint_help(finding, "make the volume larger, or the store smaller");
}

static void
run(struct gpulint_pass *pass)
{
	jetstream_each(pass, judge_chart, judge_server);
}

const struct gpulint_check file_store_over_volume = {
	.id = "file-store-over-volume",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
