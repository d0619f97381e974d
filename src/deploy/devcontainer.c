/* devcontainer: the container that an editor runs.  Read at devcontainers/spec
 * docs/specs/devcontainerjson-reference.md and schemas. */

#include "deploy/container.h"
#include "dialect/codes.h"
#include "dialect/map.h"

#include <string.h>

enum { ARGUMENTS_LIMIT = 256 };

static bool
asks_for_gpu(const struct node *root)
{
	const struct node *arguments = node_get(root, "runArgs");
	const struct node *gpu = node_path(root, "hostRequirements.gpu");

	for (size_t i = 0; i < node_length(arguments) && i < ARGUMENTS_LIMIT;
	     i++) {
		const char *text = node_text(node_at(arguments, i));

		if (strncmp(text, "--gpus", 6) == 0 ||
		    strcmp(text, "--runtime=nvidia") == 0)
			return true;
	}
	return gpu != NULL && strcmp(node_text(gpu), "false") != 0;
}

/* What no other file has beside arguments of docker run. */
static bool
has_its_words(const struct node *root)
{
	static const char *const words[] = { "postCreateCommand",
		"postStartCommand", "customizations", "features", "remoteUser",
		"containerEnv", "workspaceFolder", "forwardPorts" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (node_get(root, words[i]))
			return node_is(node_get(root, "runArgs"),
			    NODE_SEQUENCE);
	return false;
}

static bool
recognise(const struct node *root, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return (strcmp(name, "devcontainer.json") == 0 ||
		   strcmp(name, ".devcontainer.json") == 0 ||
		   has_its_words(root)) &&
	       asks_for_gpu(root);
}

/* "--shm-size=8g", or "--shm-size" and "8g": one item each. */
static void
read_arguments(struct box *c, const struct node *arguments)
{
	for (size_t i = 0; i < node_length(arguments) && i < ARGUMENTS_LIMIT;
	     i++) {
		const struct node *item = node_at(arguments, i);
		const char *text = node_text(item);
		const char *value = strchr(text, '=');
		struct origin origin;

		if (!value && i + 1 < node_length(arguments))
			item = node_at(arguments, i + 1);
		value = value ? value + 1 : node_text(item);
		origin = origin_written(c->w->source, NULL, item);
		container_option(c, text, value, &origin);
	}
}

/* devcontainers/features src/nvidia-cuda: the libraries, and nvcc if asked. */
static void
read_features(struct box *c, const struct node *features)
{
	struct pairs it = pairs_of(features);

	for (int i = 0; i < ARGUMENTS_LIMIT && pairs_next(&it); i++) {
		const struct pair *version =
		    node_pair(node_resolve(it.pair->value), "cudaVersion");
		struct origin origin;

		if (!version ||
		    !strstr(node_text(it.pair->key), "/nvidia-cuda"))
			continue;
		origin = container_origin(c, version->key, version->value);
		workload_set_text(c->w, F_ENV_CUDA,
		    node_text(node_resolve(version->value)), &origin);
	}
}

static void
read_container(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	struct box c;

	container_init(&c, reading, w, SHELL_HOST_NONE);
	if (node_is(node_get(root, "image"), NODE_SCALAR))
		container_image(&c, node_get(root, "image"));
	read_features(&c, node_get(root, "features"));
	read_arguments(&c, node_get(root, "runArgs"));
	if (w->facts[F_HOST_SHM].state == FACT_ABSENT) {
		struct origin origin = origin_note(ORIGIN_DEFAULT, "docker");

		workload_set_number(w, F_HOST_SHM, 64.0 * 1024 * 1024, &origin);
	}
	reading_add(reading, w);
}

const struct dialect_code code_devcontainer = {
	.name = "devcontainer",
	.read = read_container,
	.recognise = recognise,
};
