#include "deploy/compose.h"

#include "base/number.h"

#include <string.h>
#include <strings.h>

/*
 * docker_compose: a workload for each service with a GPU or a server of
 * models.  Compose specification: docs.docker.com/reference/compose-file.
 */

enum { ENV_FILES_LIMIT = 16 };

static const struct pair *
service_pair(const struct service *s, const char *key, struct source **source)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct pair *pair = node_pair(s->layers[i], key);

		if (pair) {
			*source = s->sources[i];
			return pair;
		}
	}
	return NULL;
}

/* env_file: a path, or a list of paths and of {path, required}. */
static void
read_env_files(struct box *c, const struct service *s)
{
	for (size_t i = s->count; i > 0; i--) {
		const struct node *list =
		    node_get(s->layers[i - 1], "env_file");
		bool many = node_is(list, NODE_SEQUENCE);
		size_t n = !list ? 0 : many ? node_length(list) : 1;

		for (size_t k = 0; k < n && k < ENV_FILES_LIMIT; k++) {
			const struct node *one = many ? node_at(list, k) : list;
			const struct node *path = node_is(one, NODE_MAPPING)
						      ? node_get(one, "path")
						      : one;
			bool required =
			    strcmp(node_text(node_get(one, "required")),
				"false") != 0;

			if (node_is(path, NODE_SCALAR))
				c->variables = compose_env_file(c->reading,
				    s->sources[i - 1], node_text(path), path,
				    required, c->variables);
		}
	}
}

static void
read_environment(struct box *c, const struct service *s)
{
	read_env_files(c, s);
	for (size_t i = s->count; i > 0; i--) {
		c->shell.source = s->sources[i - 1];
		container_environment(c,
		    node_get(s->layers[i - 1], "environment"));
	}
}

/* A number, or the length of device_ids; "all" does not tell how many. */
static void
read_device(struct box *c, const struct node *device)
{
	const struct pair *count = node_pair(device, "count");
	const struct pair *ids = node_pair(device, "device_ids");
	struct origin origin;

	if (count && strcasecmp(node_text(node_resolve(count->value)), "all")) {
		container_number(c, F_TARGET_GPUS, count);
	} else if (ids && node_is(ids->value, NODE_SEQUENCE)) {
		origin = container_origin(c, ids->key, ids->value);
		workload_set_number(c->w, F_TARGET_GPUS,
		    (double)node_length(node_resolve(ids->value)), &origin);
	} else {
		container_every_gpu(c);
	}
}

static void
read_devices(struct box *c, const struct service *s)
{
	struct source *source;
	const struct pair *pair = service_pair(s, "gpus", &source);
	const struct node *list;

	if (pair) {
		c->shell.source = source;
		list = node_resolve(pair->value);
		if (node_is(list, NODE_SEQUENCE))
			read_device(c, node_at(list, 0));
		else if (strcasecmp(node_text(list), "all"))
			container_number(c, F_TARGET_GPUS, pair);
		else
			container_every_gpu(c);
	}
	for (size_t i = 0; i < s->count; i++) {
		list = node_path(s->layers[i],
		    "deploy.resources.reservations.devices");
		c->shell.source = s->sources[i];
		for (size_t k = 0; k < node_length(list) && k < 64; k++) {
			if (compose_is_gpu_device(node_at(list, k)))
				read_device(c, node_at(list, k));
		}
	}
}

static const struct pair *
limit_pair(struct box *c, const struct service *s, const char *key)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct pair *pair =
		    node_pair(node_path(s->layers[i],
				  "deploy.resources.limits"),
			key);

		if (pair) {
			c->shell.source = s->sources[i];
			return pair;
		}
	}
	return NULL;
}

static const struct pair *
layer_pair(struct box *c, const struct service *s, const char *key)
{
	struct source *source;
	const struct pair *pair = service_pair(s, key, &source);

	if (pair)
		c->shell.source = source;
	return pair;
}

static void
read_ipc(struct box *c, const struct service *s)
{
	const struct pair *pair = layer_pair(c, s, "ipc");
	struct origin origin;
	const char *text;

	if (pair) {
		text = node_text(node_resolve(pair->value));
		origin = container_origin(c, pair->key, pair->value);
		workload_set_text(c->w, F_HOST_IPC, text, &origin);
		if (strcmp(text, "private") != 0 &&
		    strcmp(text, "shareable") != 0) {
			if (strcmp(text, "host") != 0)
				workload_set_unknown(c->w, F_HOST_SHM,
				    "another container's /dev/shm is used",
				    &origin);
			return;
		}
	}
	pair = layer_pair(c, s, "shm_size");
	if (pair) {
		container_size(c, F_HOST_SHM, pair, false);
		return;
	}
	origin = origin_note(ORIGIN_DEFAULT, "docker");
	workload_set_number(c->w, F_HOST_SHM, 64.0 * 1024 * 1024, &origin);
}

static void
read_limits(struct box *c, const struct service *s)
{
	const struct pair *pair = limit_pair(c, s, "memory");

	if (!pair)
		pair = layer_pair(c, s, "mem_limit");
	container_size(c, F_HOST_MEMORY_LIMIT, pair, false);
	pair = limit_pair(c, s, "cpus");
	if (!pair)
		pair = layer_pair(c, s, "cpus");
	container_number(c, F_HOST_CPU_LIMIT, pair);
	container_arch(c, layer_pair(c, s, "platform"));
}

static void
read_command(struct box *c, const struct service *s)
{
	const struct pair *pair = layer_pair(c, s, "entrypoint");
	struct shell_words entry = { 0 }, rest = { 0 };

	c->shell.variables = c->variables;
	if (pair) {
		entry = shell_split(&c->shell, pair->value);
		c->own_command = entry.count > 0;
	}
	pair = layer_pair(c, s, "command");
	if (pair)
		rest = shell_split(&c->shell, pair->value);
	c->words = shell_join(c->shell.arena, &entry, &rest);
}

/* Whether the service is ours by what the file itself says, or its override:
 * what only the base file says is said of the base file. */
static bool
is_ours(const struct compose_files *files, const struct service *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (files->base && s->sources[i] == files->base->source)
			continue;
		if (compose_is_evident(s->layers[i]))
			return true;
	}
	return false;
}

static void
read_service(const struct compose_files *files, const struct dialect *dialect,
    const struct node *root, const struct pair *named, struct pulls *pulls)
{
	struct reading *reading = files->reading;
	const struct node *own = node_resolve(named->value);
	const struct node *services = node_get(root, "services");
	struct service s = { .name = node_text(named->key) };
	struct box c;
	struct workload *w;
	struct source *source;
	const struct pair *pair;

	if (!node_is(own, NODE_MAPPING))
		return;
	compose_layers(files, &s, services, own);
	if (!is_ours(files, &s))
		return;
	w = workload_new(reading->arena, dialect->name, WORKLOAD_OTHER,
	    files->tree, own);
	w->name = s.name;
	container_init(&c, reading, w, SHELL_HOST_COMPOSE);
	c.shell.outer = files->variables;
	read_environment(&c, &s);
	pair = service_pair(&s, "image", &source);
	if (pair) {
		c.shell.source = source;
		container_image(&c, pair->value);
	}
	compose_build(&c, &s);
	read_devices(&c, &s);
	read_limits(&c, &s);
	compose_storage(&c, &s, root);
	read_ipc(&c, &s);
	read_command(&c, &s);
	container_serve(&c);
	compose_note_pull(pulls, &c);
	reading_add(reading, w);
}

static void
compose_read(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *services = node_get(root, "services");
	struct compose_files files = compose_files_of(reading, tree, root);
	struct pairs it = pairs_of(services);
	struct pulls pulls = { .from = reading->last };

	for (int i = 0; i < COMPOSE_SERVICES_LIMIT && pairs_next(&it); i++)
		read_service(&files, dialect, root, it.pair, &pulls);
	compose_tell_pulls(&pulls);
}

const struct dialect_code code_docker_compose = {
	.name = "docker_compose",
	.read = compose_read,
	.recognise = compose_recognise,
};
