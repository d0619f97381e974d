/*
 * azureml: command jobs of Azure Machine Learning, alone, as steps of a
 * pipeline, or as what a sweep tries.
 *
 * Read at Microsoft's CLI (v2) command job YAML schema
 * (learn.microsoft.com/azure/machine-learning/reference-yaml-job-command).
 */

#include "command/installs.h"
#include "deploy/task.h"
#include "dialect/codes.h"
#include "dialect/derive.h"

#include "base/number.h"

#include <string.h>

enum { JOB_LIMIT = 64 };

static void
read_resources(struct box *c, const struct node *resources)
{
	const struct pair *count = node_pair(resources, "instance_count");
	const struct pair *shm = node_pair(resources, "shm_size");

	task_text(c, F_TARGET_INSTANCE, node_pair(resources, "instance_type"));
	if (count)
		container_number(c, F_TARGET_NODES, count);
	else
		derive_default(c->w, F_TARGET_NODES, "1", "Azure ML");
	if (shm)
		container_size(c, F_HOST_SHM, shm, false);
	else
		derive_default(c->w, F_HOST_SHM, "2GiB", "Azure ML");
}

/* It starts the command itself, so many times on each node. */
static void
read_distribution(struct box *c, const struct node *job)
{
	const struct pair *pair = node_pair(node_get(job, "distribution"),
	    "process_count_per_instance");
	const char *text = pair ? node_text(pair->value) : "";
	struct origin origin;
	double number;

	if (!pair || !number_parse_count(text, strlen(text), &number) ||
	    !fact_known(c->w, F_TARGET_NODES))
		return;
	origin = container_origin(c, pair->key, pair->value);
	workload_set_number(c->w, F_PARALLEL_GPUS,
	    number * fact_number(c->w, F_TARGET_NODES, 1), &origin);
}

/* resources: of a step's own, or of all of a pipeline's. */
static void
read_command(struct reading *reading, const struct tree *tree,
    const struct dialect *dialect, const struct node *job,
    const struct node *resources)
{
	const struct node *environment = node_get(job, "environment");
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(job));
	struct box c;

	container_init(&c, reading, w, SHELL_HOST_NONE);
	container_environment(&c, node_get(job, "environment_variables"));
	if (node_is(node_get(environment, "image"), NODE_SCALAR))
		container_image(&c, node_get(environment, "image"));
	read_resources(&c, resources);
	read_distribution(&c, job);
	if (node_is(node_get(job, "code"), NODE_SCALAR))
		container_mount(&c, ".", node_get(job, "code"));
	task_script(&c, node_get(job, "command"));
	installs_read(w, &c.words, &c.words);
	reading_add(reading, w);
}

static void
read_job(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *trial = node_get(root, "trial");
	const struct node *own = node_get(root, "resources");
	struct pairs it = pairs_of(node_get(root, "jobs"));

	if (node_is(node_get(root, "command"), NODE_SCALAR))
		read_command(reading, tree, dialect, root, own);
	if (node_is(node_get(trial, "command"), NODE_SCALAR))
		read_command(reading, tree, dialect, trial,
		    node_get(trial, "resources") ? node_get(trial, "resources")
						 : own);
	for (int i = 0; i < JOB_LIMIT && pairs_next(&it); i++) {
		const struct node *job = node_resolve(it.pair->value);

		if (node_is(node_get(job, "command"), NODE_SCALAR))
			read_command(reading, tree, dialect, job,
			    node_get(job, "resources"));
	}
}

const struct dialect_code code_azureml = {
	.name = "azureml",
	.read = read_job,
};
