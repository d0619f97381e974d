/* ray_cluster: the machines of a cluster that the launcher makes.  Read at
 * ray-project/ray python/ray/autoscaler/ray-schema.json,
 * python/ray/autoscaler/_private/{autoscaler,command_runner}.py and
 * python/ray/autoscaler/{aws,gcp}/example-*.yaml. */

#include "deploy/kubernetes.h"
#include "dialect/codes.h"

#include <string.h>

enum { TYPES_LIMIT = 64, OPTIONS_LIMIT = 64 };

/* AWS: InstanceType; GCP: machineType and guestAccelerators; Azure: vmSize. */
static void
read_machine(struct box *c, const struct node *config)
{
	static const char *const names[] = { "InstanceType", "machineType",
		"azure_arm_parameters.vmSize", NULL };
	const struct node *gpu =
	    node_at(node_get(config, "guestAccelerators"), 0);
	const char *type = node_text(node_get(gpu, "acceleratorType"));
	const char *slash = strrchr(type, '/');
	struct origin origin;

	for (size_t i = 0; names[i]; i++) {
		const struct node *name = node_path(config, names[i]);

		if (!*node_text(name))
			continue;
		origin = container_origin(c, NULL, name);
		pod_instance(c, node_text(name), &origin);
	}
	if (!*type)
		return;
	origin = container_origin(c, NULL, node_get(gpu, "acceleratorType"));
	workload_set_text(c->w, F_TARGET_GPU, slash ? slash + 1 : type,
	    &origin);
	container_number(c, F_TARGET_GPUS, node_pair(gpu, "acceleratorCount"));
}

static void
read_disk(struct box *c, const struct node *config)
{
	const struct node *size =
	    node_path(config, "BlockDeviceMappings.0.Ebs.VolumeSize");
	struct origin origin;
	double gigabytes;

	if (!size)
		size = node_path(config, "disks.0.initializeParams.diskSizeGb");
	if (!*node_text(size) || !container_parse_size(node_text(size),
				     strlen(node_text(size)), &gigabytes))
		return;
	origin = container_origin(c, NULL, size);
	workload_set_number(c->w, F_HOST_DISK, gigabytes * 1024 * 1024 * 1024,
	    &origin);
}

/* What a node type's docker says is laid over the cluster's, which must be
 * there. */
static const struct node *
docker_of(const struct node *root, const struct node *type, const char *key)
{
	const struct node *docker = node_get(root, "docker");
	const struct node *own = node_get(type, "docker");

	if (!node_is(docker, NODE_MAPPING))
		return NULL;
	own = node_get(own, key);
	return own ? own : node_get(docker, key);
}

/* head_image or worker_image goes before image. */
static const struct node *
image_of(const struct node *root, const char *name, const struct node *type)
{
	const char *head = node_text(node_get(root, "head_node_type"));
	const struct node *image = docker_of(root, type,
	    strcmp(head, name) == 0 ? "head_image" : "worker_image");

	if (!image)
		image = docker_of(root, type, "image");
	return node_is(image, NODE_SCALAR) ? image : NULL;
}

/* Ray sizes /dev/shm by the machine's memory where no option does. */
static void
read_options(struct box *c, const struct node *options)
{
	static const char flag[] = "--shm-size";

	for (size_t i = 0; i < node_length(options) && i < OPTIONS_LIMIT; i++) {
		const struct node *item = node_at(options, i);
		const char *text = node_text(item);
		struct origin origin = container_origin(c, NULL, item);
		double bytes;

		if (strncmp(text, flag, sizeof(flag) - 1) != 0)
			continue;
		text += sizeof(flag) - 1;
		text += strspn(text, "= ");
		if (container_parse_size(text, strlen(text), &bytes))
			workload_set_number(c->w, F_HOST_SHM, bytes, &origin);
	}
}

static void
read_cluster(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pairs it = pairs_of(node_get(root, "available_node_types"));

	for (int i = 0; i < TYPES_LIMIT && pairs_next(&it); i++) {
		const struct node *type = node_resolve(it.pair->value);
		const struct node *config = node_get(type, "node_config");
		const struct node *image;
		struct workload *w;
		struct box c;

		if (!node_is(type, NODE_MAPPING))
			continue;
		w = workload_new(reading->arena, dialect->name, WORKLOAD_OTHER,
		    tree, type);
		w->name = node_text(it.pair->key);
		container_init(&c, reading, w, SHELL_HOST_NONE);
		image = image_of(root, w->name, type);
		if (image)
			container_image(&c, image);
		read_options(&c, docker_of(root, type, "run_options"));
		container_number(&c, F_TARGET_GPUS,
		    node_pair(node_get(type, "resources"), "GPU"));
		read_machine(&c, config);
		read_disk(&c, config);
		reading_add(reading, w);
	}
}

const struct dialect_code code_ray_cluster = {
	.name = "ray_cluster",
	.read = read_cluster,
};
