/* dstack: resources of tasks, services and development environments.  Read at
 * dstackai/dstack src/dstack/_internal/core/models/resources.py. */

#include "deploy/evidence.h"
#include "deploy/task.h"
#include "dialect/codes.h"
#include "dialect/derive.h"

#include "base/number.h"

#include <ctype.h>
#include <string.h>

static const char framework[] = "dstack 0.20";

/* One token of "nvidia:A100:80GB:2": a name, a memory, a number. */
static void
read_token(struct box *c, const char *token, const struct origin *origin)
{
	double number;
	size_t n = strlen(token);

	const char *gpu = fact_text(c->w, F_TARGET_GPU);

	if (!*token)
		return;
	if (strstr(token, "..") || strchr(token, ',')) {
		enum fact_id id =
		    isalpha((unsigned char)*token) || strpbrk(token, "GMTgmt")
			? F_TARGET_GPU
			: F_TARGET_GPUS;

		if (id == F_TARGET_GPUS || !*gpu)
			workload_set_unknown(c->w, id,
			    "one of several: dstack takes what it finds",
			    origin);
	} else if (isalpha((unsigned char)*token)) {
		if (strcmp(token, "nvidia") != 0 && strcmp(token, "amd") != 0)
			workload_set_text(c->w, F_TARGET_GPU, token, origin);
	} else if (number_parse(token, n, &number)) {
		workload_set_number(c->w, F_TARGET_GPUS, number, origin);
	} else if (*gpu && number_parse_size(token, n, &number)) {
		/* of the cards of that name, the one with this memory */
		c->w->facts[F_TARGET_GPU].text =
		    arena_printf(c->shell.arena, "%s %s", gpu, token);
	} else if (number_parse_size(token, n, &number)) {
		workload_set_unknown(c->w, F_TARGET_GPU,
		    arena_printf(c->shell.arena, "any GPU with %s", token),
		    origin);
		/* cards are sold by the GiB */
		workload_set_number(c->w, F_TARGET_VRAM,
		    number / 1e9 * 1024 * 1024 * 1024, origin);
	}
}

/* {name: H100, memory: 80GB, count: 8}; a list of names leaves a choice. */
static void
read_gpu_mapping(struct box *c, const struct node *gpu,
    const struct origin *origin)
{
	if (node_is(node_get(gpu, "name"), NODE_SEQUENCE))
		read_token(c, "one,another", origin);
	else
		read_token(c, node_text(node_get(gpu, "name")), origin);
	read_token(c, node_text(node_get(gpu, "memory")), origin);
	read_token(c, node_text(node_get(gpu, "count")), origin);
}

/* What dstack tells the commands of the GPUs it found. */
static void
tell_gpus(struct box *c, const struct node *resources)
{
	const struct pair *gpu = node_pair(resources, "gpu");
	const char *count;

	if (gpu)
		derive_default(c->w, F_TARGET_GPUS, "1", framework);
	if (!gpu || !fact_known(c->w, F_TARGET_GPUS))
		return;
	count = arena_printf(c->shell.arena, "%.0f",
	    fact_number(c->w, F_TARGET_GPUS, 1));
	task_variable(c, "DSTACK_GPUS_PER_NODE", gpu->value, count);
	task_variable(c, "DSTACK_GPUS_NUM", gpu->value,
	    arena_printf(c->shell.arena, "%.0f",
		fact_number(c->w, F_TARGET_GPUS, 1) *
		    fact_number(c->w, F_TARGET_NODES, 1)));
}

static void
read_gpu(struct box *c, const struct node *resources)
{
	const struct pair *pair = node_pair(resources, "gpu");
	const struct node *node = pair ? node_resolve(pair->value) : NULL;
	struct origin origin;
	char *text;

	if (!pair)
		return;
	origin = container_origin(c, pair->key, pair->value);
	if (node_is(node, NODE_MAPPING)) {
		read_gpu_mapping(c, node, &origin);
		return;
	}
	text = arena_string(c->shell.arena, node_text(node));
	while (*text) {
		size_t n = strcspn(text, ":");
		char *next = text + n + (text[n] == ':');

		text[n] = '\0';
		read_token(c, text, &origin);
		text = next;
	}
}

static void
read_size(struct box *c, enum fact_id id, const struct pair *pair)
{
	const char *text = pair ? node_text(node_resolve(pair->value)) : "";
	size_t n = strcspn(text, ".");
	struct origin origin;
	double size;

	/* "100GB..": at least */
	if (text[n] && strncmp(text + n, "..", 2) != 0)
		n = strlen(text);
	if (!n || !number_parse_size(text, n, &size))
		return;
	origin = container_origin(c, pair->key, pair->value);
	workload_set_number(c->w, id, size, &origin);
}

/* files: "path", "local:remote" or {local_path, path}. */
static void
read_files(struct box *c, const struct node *list)
{
	struct arena *arena = c->shell.arena;

	for (size_t i = 0; i < node_length(list) && i < 64; i++) {
		const struct node *one = node_at(list, i);
		const char *text = node_text(one);
		const char *colon = strchr(text, ':');

		if (node_is(one, NODE_MAPPING))
			container_mount(c, node_text(node_get(one, "path")),
			    node_get(one, "local_path"));
		else if (colon)
			container_mount(c, colon + 1,
			    task_node(arena, one,
				arena_copy(arena, text,
				    (size_t)(colon - text))));
	}
}

/* Its agent leaves the size to Docker (runner/internal/shim/models.go,
 * ShmSize); clouds that rent out containers have sizes of their own. */
static void
suppose_shm(struct workload *w, const struct node *backends)
{
	static const char *const containers[] = { "runpod", "vastai",
		"kubernetes", NULL };
	struct origin origin = origin_note(ORIGIN_DEFAULT, "docker");

	if (w->facts[F_HOST_SHM].state == FACT_ABSENT &&
	    !evidence_in(backends, containers, EVIDENCE_VALUES))
		workload_set_number(w, F_HOST_SHM, 64.0 * 1024 * 1024, &origin);
}

static void
read_task(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	const struct node *resources = node_get(root, "resources");
	const struct node *nodes = node_get(root, "nodes");
	struct origin origin;
	struct box c;
	double number;

	container_init(&c, reading, w, SHELL_HOST_NONE);
	container_environment(&c, node_get(root, "env"));
	read_gpu(&c, resources);
	read_size(&c, F_HOST_SHM, node_pair(resources, "shm_size"));
	suppose_shm(w, node_get(root, "backends"));
	read_size(&c, F_HOST_DISK, node_pair(resources, "disk"));
	derive_default(w, F_HOST_DISK, "100GB", framework);
	if (number_parse(node_text(nodes), strlen(node_text(nodes)), &number)) {
		origin = container_origin(&c, NULL, nodes);
		workload_set_number(w, F_TARGET_NODES, number, &origin);
	}
	if (node_is(node_get(root, "image"), NODE_SCALAR))
		container_image(&c, node_get(root, "image"));
	tell_gpus(&c, resources);
	read_files(&c, node_get(root, "files"));
	task_script(&c, node_get(root, "commands"));
	reading_add(reading, w);
}

const struct dialect_code code_dstack = {
	.name = "dstack",
	.read = read_task,
};
