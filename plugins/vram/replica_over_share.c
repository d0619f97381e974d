/* replica-over-share: replicas of a server share a GPU by halves, and each
 * takes more than its part. */

#include "vram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The part of a GPU that Ray counts for a replica: 1 where it says none. */
static const struct gpulint_node *
part_of(const struct gpulint_node *config, double *part)
{
	const struct gpulint_node *bundles =
	    gpulint_path(config, "placement_group_config.bundles");
	const struct gpulint_node *node =
	    gpulint_get(gpulint_at(bundles, 0), "GPU");

	if (node == NULL)
		node = gpulint_path(config, "resources_per_bundle.GPU");
	*part = strtod(gpulint_scalar(node), NULL);
	return node;
}

static double
replicas_of(const struct gpulint_node *config)
{
	static const char *const paths[] = { "deployment_config.num_replicas",
		"deployment_config.autoscaling_config.min_replicas",
		"deployment_config.autoscaling_config.initial_replicas" };
	double most = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		most = fmax(most,
		    strtod(gpulint_scalar(gpulint_path(config, paths[i])),
			NULL));
	return most;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *config = gpulint_root(pass);
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	double taken = gpulint_number(share), part, copies;
	const struct gpulint_node *node;
	struct gpulint_finding *finding;

	if (gpulint_get(config, "model_loading_config") == NULL ||
	    !gpulint_known(share))
		return;
	node = part_of(config, &part);
	copies = floor(1 / part + 1e-9);
	if (!(part > 0) || copies < 2 || replicas_of(config) < 2 ||
	    taken * fmin(copies, replicas_of(config)) <= 1)
		return;
	finding = gpulint_node_of(share) != NULL
		      ? gpulint_report(pass, share,
			    "each replica takes %.0f%% of a GPU of which Ray "
			    "gives it %.0f%%",
			    100 * taken, 100 * part)
		      : gpulint_report_at(pass, node,
			    "each replica takes %.0f%% of a GPU, by default, "
			    "of which Ray gives it %.0f%%",
			    100 * taken, 100 * part);
	gpulint_related_at(finding, node, "%.0f to a GPU", copies);
	gpulint_help(finding,
	    "set gpu_memory_utilization to %.2f at most, or give each replica "
	    "a GPU",
	    floor(95 / copies) / 100);
	if (gpulint_node_of(share) != NULL)
		gpulint_rewrite(gpulint_fix(finding, false,
				    "leave room for %.0f", copies),
		    share,
		    gpulint_format(pass, "%.2f", floor(95 / copies) / 100));
}

const struct gpulint_check replica_over_share = {
	.id = "replica-over-share",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
