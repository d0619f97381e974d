/* memory-store-over-limit: NATS keeps more in memory than its container has. */

#include "host.h"
#include "jetstream.h"

/* nats-io/k8s helm/charts/nats/values.yaml: "ensure that container has a
 * sufficient memory limit greater than maxSize"; 1Gi where it is not set. */
static void
judge_chart(struct gpulint_pass *pass, const struct gpulint_node *chart)
{
	const struct gpulint_node *store =
	    gpulint_path(chart, "config.jetstream.memoryStore");
	const struct gpulint_node *size = gpulint_get(store, "maxSize");
	const struct gpulint_node *limit =
	    gpulint_path(chart, "container.merge.resources.limits.memory");
	double most = gpulint_quantity(gpulint_scalar(limit));
	const char *text = size == NULL ? "1Gi" : gpulint_scalar(size);
	struct gpulint_finding *finding;
	struct gpulint_fix *fix;

	if (!gpulint_truth(pass, gpulint_get(store, "enabled")) ||
	    !gpulint_truth(pass,
		gpulint_path(chart, "config.jetstream.enabled")) ||
	    most <= 0 || gpulint_quantity(text) < most)
		return;
	finding = gpulint_report_at(pass,
	    size != NULL ? size : gpulint_get(store, "enabled"),
	    "JetStream's memory store may hold %s%s; the container's memory is "
	    "%s",
	    text, size == NULL ? ", the chart's default" : "",
	    gpulint_scalar(limit));
	gpulint_related_at(finding, limit, "the limit");
	gpulint_help(finding, "set maxSize well below the limit, or raise it");
	fix = gpulint_fix(finding, true, "make it half the limit");
	text = gpulint_format(pass, "%.0fMi", most / 2 / 1048576);
	if (size != NULL)
		gpulint_replace(fix, size, text);
	else
		gpulint_insert_after(fix, gpulint_key(store, 0), "maxSize",
		    text);
}

/* A server outside of a chart: the limit of its container, else the RAM. */
static void
judge_server(struct gpulint_pass *pass)
{
	const struct gpulint_fact *store =
	    gpulint_fact(pass, "stream.memory_store");
	const struct gpulint_fact *limit =
	    gpulint_fact(pass, "host.memory_limit");
	const char *what = "the container's memory is";
	struct gpulint_finding *finding;

	if (!gpulint_known(limit)) {
		limit = gpulint_fact(pass, "target.ram");
		what = "the machine's RAM is";
	}
	if (!gpulint_known(store) || !gpulint_known(limit) ||
	    gpulint_number(store) < gpulint_number(limit))
		return;
	finding = gpulint_report(pass, store,
	    "JetStream's memory store may hold %s; %s %s",
	    gpulint_size(pass, gpulint_number(store)), what,
	    gpulint_size(pass, gpulint_number(limit)));
	gpulint_related(finding, limit, "the limit");
	gpulint_help(finding,
	    "set the store well below the limit, or raise it");
}

static void
run(struct gpulint_pass *pass)
{
	jetstream_each(pass, judge_chart, judge_server);
}

const struct gpulint_check memory_store_over_limit = {
	.id = "memory-store-over-limit",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
