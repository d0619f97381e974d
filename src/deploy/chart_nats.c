/* The chart of NATS: nats-io/k8s helm/charts/nats/values.yaml. */

#include "deploy/chart.h"
#include "dialect/derive.h"

#include <string.h>

/* NATS: what JetStream keeps, on disk and in memory.  Without a maxSize the
 * file store may fill its claim. */
void
chart_nats(const struct chart *chart, const struct node *root)
{
	const struct node *stream = node_path(root, "config.jetstream");
	const struct node *store = node_get(stream, "fileStore");
	struct box c;

	if (!chart_says(stream, "enabled"))
		return;
	chart_workload(chart, &c, stream, "jetstream");
	derive_text(c.w, F_FRAMEWORK_NAME, "nats", "config.jetstream");
	if (strcmp(node_text(node_path(store, "pvc.enabled")), "false") != 0) {
		container_size(&c, F_HOST_DISK,
		    chart_pair(&c, stream, "fileStore.pvc.size"), true);
		derive_default(c.w, F_HOST_DISK, "10GiB", "nats-io/k8s");
	}
	container_size(&c, F_STREAM_FILE_STORE,
	    chart_pair(&c, stream, "fileStore.maxSize"), true);
	if (chart_says(node_get(stream, "memoryStore"), "enabled")) {
		container_size(&c, F_STREAM_MEMORY_STORE,
		    chart_pair(&c, stream, "memoryStore.maxSize"), true);
		derive_default(c.w, F_STREAM_MEMORY_STORE, "1GiB",
		    "nats-io/k8s");
	}
	container_size(&c, F_HOST_MEMORY_LIMIT,
	    chart_pair(&c, root, "container.merge.resources.limits.memory"),
	    true);
	reading_add(chart->reading, c.w);
}
