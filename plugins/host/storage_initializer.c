/* storage-initializer: KServe fetches the model in a small container. */

#include "host.h"

#include <string.h>

/* kserve/kserve config/configmap/inferenceservice.yaml, storageInitializer:
 * 1Gi of memory.  Issues 5326 and 5162: the hub's client is killed in it from
 * models of some 8 GB on. */
static const double least = 8e9;

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	double bytes = gpulint_figure(pass, "download_bytes");
	struct gpulint_finding *finding;

	if (strcmp(gpulint_dialect(pass), "kserve") != 0 || bytes <= least ||
	    strncmp(gpulint_scalar(gpulint_node_of(model)), "hf://", 5) != 0)
		return;
	finding = gpulint_report(pass, model,
	    "%s of %s are fetched by a container that has 1 GiB of memory by "
	    "default",
	    gpulint_size(pass, bytes), gpulint_text(model));
	gpulint_help(finding,
	    "raise memoryLimit under storageInitializer in the ConfigMap "
	    "inferenceservice-config, or put the model on a volume (pvc://)");
}

const struct gpulint_check storage_initializer = {
	.id = "storage-initializer",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
