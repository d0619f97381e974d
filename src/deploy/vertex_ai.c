/*
 * vertex_ai: worker pools of a custom job of Google's Vertex AI.
 *
 * A pool is so many machines of one type, each with a container.  Read at
 * googleapis/googleapis google/cloud/aiplatform/v1/custom_job.proto and
 * machine_resources.proto.
 */

#include "command/installs.h"
#include "deploy/task.h"
#include "dialect/codes.h"
#include "dialect/derive.h"

#include "base/number.h"

#include <string.h>

enum { POOL_LIMIT = 8 };

static void
read_machine(struct box *c, const struct node *pool)
{
	const struct node *machine = node_get(pool, "machineSpec");
	const struct pair *gpu = node_pair(machine, "acceleratorType");
	const char *name = gpu ? node_text(gpu->value) : "";

	task_text(c, F_TARGET_INSTANCE, node_pair(machine, "machineType"));
	if (strncmp(name, "NVIDIA_", 7) == 0) {
		task_text(c, F_TARGET_GPU, gpu);
		container_number(c, F_TARGET_GPUS,
		    node_pair(machine, "acceleratorCount"));
	}
}

/* Compute Engine's GB are of 2^30 bytes. */
static void
read_disk(struct box *c, const struct node *pool)
{
	const struct pair *pair =
	    node_pair(node_get(pool, "diskSpec"), "bootDiskSizeGb");

	if (pair)
		task_gibibytes(c, F_HOST_DISK, pair);
	else
		derive_default(c->w, F_HOST_DISK, "100GiB", "Vertex AI");
}

/* Machines of all pools take part in the job. */
static void
read_nodes(struct box *c, const struct node *pools)
{
	struct origin origin = container_origin(c, NULL, pools);
	double nodes = 0, number;

	for (size_t i = 0; i < node_length(pools) && i < POOL_LIMIT; i++) {
		const struct node *count =
		    node_get(node_at(pools, i), "replicaCount");
		const char *text = count ? node_text(count) : "1";

		if (!number_parse_count(text, strlen(text), &number))
			return;
		nodes += number;
	}
	workload_set_number(c->w, F_TARGET_NODES, nodes, &origin);
}

static void
read_pool(struct reading *reading, const struct tree *tree,
    const struct dialect *dialect, const struct node *pools, size_t at)
{
	const struct node *pool = node_at(pools, at);
	const struct node *container = node_get(pool, "containerSpec");
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(container));
	struct shell_words first, rest;
	struct box c;

	container_init(&c, reading, w, SHELL_HOST_KUBERNETES);
	container_environment(&c, node_get(container, "env"));
	read_machine(&c, pool);
	read_disk(&c, pool);
	read_nodes(&c, pools);
	if (node_get(container, "imageUri"))
		container_image(&c, node_get(container, "imageUri"));
	c.shell.variables = c.variables;
	first = shell_split(&c.shell, node_get(container, "command"));
	rest = shell_split(&c.shell, node_get(container, "args"));
	c.own_command = first.count > 0;
	c.words = shell_join(c.shell.arena, &first, &rest);
	container_serve(&c);
	installs_read(w, &c.words, &c.words);
	reading_add(reading, w);
}

static void
read_job(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	static const char *const places[] = { "workerPoolSpecs",
		"jobSpec.workerPoolSpecs", "trialJobSpec.workerPoolSpecs" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const struct node *pools = node_path(root, places[i]);

		for (size_t k = 0; k < node_length(pools) && k < POOL_LIMIT;
		     k++)
			if (node_is(node_get(node_at(pools, k),
					"containerSpec"),
				NODE_MAPPING))
				read_pool(reading, tree, dialect, pools, k);
	}
}

const struct dialect_code code_vertex_ai = {
	.name = "vertex_ai",
	.read = read_job,
};
