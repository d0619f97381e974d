/* skypilot: tasks, their GPUs and what they run.  Read at
 * skypilot-org/skypilot sky/resources.py, sky/utils/accelerator_registry.py,
 * sky/utils/schemas.py. */

#include "deploy/task.h"
#include "dialect/codes.h"
#include "dialect/derive.h"

#include "base/number.h"

#include <string.h>

static const char framework[] = "SkyPilot 0.11";

static bool
is_text_or_absent(const struct node *node)
{
	return !node || node_is(node, NODE_SCALAR);
}

static bool
recognise(const struct node *root, const char *path)
{
	const struct node *resources = node_get(root, "resources");

	(void)path;
	return is_text_or_absent(node_get(root, "run")) &&
	       is_text_or_absent(node_get(root, "setup")) &&
	       (!resources || node_is(resources, NODE_MAPPING));
}

/* "A100:8": the name up to the last colon; alone it is one GPU. */
static void
set_accelerator(struct box *c, const char *text, const char *count,
    const struct pair *pair)
{
	struct origin origin = container_origin(c, pair->key, pair->value);
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : strlen(text);
	double number = 1;

	if (strncmp(text, "tpu", 3) == 0)
		return;
	if (!*count && colon)
		count = colon + 1;
	if (*count &&
	    (!number_parse(count, strlen(count), &number) || number <= 0))
		return;
	workload_set_text(c->w, F_TARGET_GPU,
	    arena_copy(c->shell.arena, text, n), &origin);
	workload_set_number(c->w, F_TARGET_GPUS, number, &origin);
	task_variable(c, "SKYPILOT_NUM_GPUS_PER_NODE", pair->value,
	    arena_printf(c->shell.arena, "%.0f", number));
}

/* One of several will be found: which, nobody knows yet. */
static void
set_choice(struct box *c, const struct pair *pair)
{
	struct origin origin = container_origin(c, pair->key, pair->value);

	workload_set_unknown(c->w, F_TARGET_GPU,
	    "SkyPilot takes whichever of several it finds", &origin);
	workload_set_unknown(c->w, F_TARGET_GPUS,
	    "SkyPilot takes whichever of several it finds", &origin);
}

static void
read_accelerators(struct box *c, const struct node *resources)
{
	const struct pair *pair = node_pair(resources, "accelerators");
	const struct node *node = pair ? node_resolve(pair->value) : NULL;
	struct pairs it = pairs_of(node);

	if (node_is(node, NODE_SCALAR) && *node_text(node)) {
		set_accelerator(c, node_text(node), "", pair);
	} else if (node_length(node) > 1) {
		set_choice(c, pair);
	} else if (node_is(node, NODE_SEQUENCE) && node_length(node) == 1) {
		set_accelerator(c, node_text(node_at(node, 0)), "", pair);
	} else if (pairs_next(&it)) {
		set_accelerator(c, node_text(it.pair->key),
		    node_text(it.pair->value), pair);
	}
}

static void
read_disk(struct box *c, const struct node *resources)
{
	const struct pair *pair = node_pair(resources, "disk_size");

	if (pair && *node_text(pair->value))
		task_gibibytes(c, F_HOST_DISK, pair);
	else
		derive_default(c->w, F_HOST_DISK, "256GiB", framework);
}

/* memory: 64, or "64GB"; "64+" is only the least. */
static void
read_memory(struct box *c, const struct node *resources)
{
	const struct pair *pair = node_pair(resources, "memory");

	if (pair && !strpbrk(node_text(pair->value), "+x"))
		task_gibibytes(c, F_TARGET_RAM, pair);
}

static void
read_image(struct box *c, const struct node *resources)
{
	const struct node *image = node_get(resources, "image_id");
	const char *text = node_text(image);

	if (strncmp(text, "docker:", 7) == 0)
		container_image(c, task_node(c->shell.arena, image, text + 7));
}

static void
read_nodes(struct box *c, const struct node *root)
{
	const struct pair *pair = node_pair(root, "num_nodes");
	const struct node *node = pair ? node_resolve(pair->value) : NULL;
	const char *text = node_text(node);
	struct origin origin;
	double nodes;

	if (!number_parse(text, strlen(text), &nodes) || nodes < 1) {
		derive_default(c->w, F_TARGET_NODES, "1", framework);
		if (!pair)
			task_variable(c, "SKYPILOT_NUM_NODES",
			    node_resolve(root), "1");
		return;
	}
	origin = container_origin(c, pair->key, pair->value);
	workload_set_number(c->w, F_TARGET_NODES, nodes, &origin);
	task_variable(c, "SKYPILOT_NUM_NODES", node, text);
}

/* workdir is where commands start; file_mounts puts local files at paths of
 * the machine.  Buckets are given as mappings or addresses. */
static void
read_mounts(struct box *c, const struct node *root)
{
	const struct node *workdir = node_get(root, "workdir");
	struct pairs it = pairs_of(node_get(root, "file_mounts"));

	if (node_is(workdir, NODE_SCALAR) && *node_text(workdir)) {
		container_mount(c, ".", workdir);
		container_mount(c, "~/sky_workdir", workdir);
	}
	for (int i = 0; i < 64 && pairs_next(&it); i++) {
		if (node_is(it.pair->value, NODE_SCALAR))
			container_mount(c, node_text(it.pair->key),
			    node_resolve(it.pair->value));
	}
}

static void
read_task(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	const struct node *resources = node_get(root, "resources");
	struct box c;

	container_init(&c, reading, w, SHELL_HOST_NONE);
	w->name = node_text(node_get(root, "name"));
	if (!*w->name)
		w->name = NULL;
	container_environment(&c, node_get(root, "envs"));
	read_accelerators(&c, resources);
	read_disk(&c, resources);
	read_memory(&c, resources);
	read_image(&c, resources);
	read_nodes(&c, root);
	task_text(&c, F_TARGET_INSTANCE, node_pair(resources, "instance_type"));
	read_mounts(&c, root);
	task_setup(&c, node_get(root, "setup"));
	task_script(&c, node_get(root, "run"));
	reading_add(reading, w);
}

const struct dialect_code code_skypilot = {
	.name = "skypilot",
	.read = read_task,
	.recognise = recognise,
};
