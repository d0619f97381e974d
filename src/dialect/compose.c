#include "dialect/container.h"

#include "base/number.h"

#include <string.h>
#include <strings.h>

/*
 * docker_compose: a workload for each service with a GPU or a server of
 * models.  Compose specification: docs.docker.com/reference/compose-file.
 */

enum { EXTENDS_LIMIT = 8, SERVICES_LIMIT = 512, VARIABLES_LIMIT = 512 };

/* A service with those it extends, its own mapping first. */
struct service {
	const struct node *layers[EXTENDS_LIMIT];
	struct source *sources[EXTENDS_LIMIT];
	size_t count;
};

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

static bool
is_gpu_device(const struct node *device)
{
	const struct node *capabilities = node_get(device, "capabilities");
	const char *driver = node_text(node_get(device, "driver"));

	if (strcmp(driver, "nvidia") == 0 || strcmp(driver, "cdi") == 0 ||
	    strcmp(driver, "amd") == 0)
		return true;
	for (size_t i = 0; i < node_length(capabilities) && i < 16; i++) {
		const char *name = node_text(node_at(capabilities, i));

		if (strstr(name, "gpu") || strstr(name, "nvidia"))
			return true;
	}
	return false;
}

static bool
has_gpu_devices(const struct node *service)
{
	const struct node *list =
	    node_path(service, "deploy.resources.reservations.devices");

	for (size_t i = 0; i < node_length(list) && i < 64; i++) {
		if (is_gpu_device(node_at(list, i)))
			return true;
	}
	list = node_get(service, "devices");
	for (size_t i = 0; i < node_length(list) && i < 64; i++) {
		const char *text = node_text(node_at(list, i));

		if (strstr(text, "/dev/kfd") || strstr(text, "/dev/nvidia") ||
		    strstr(text, "nvidia.com/gpu") ||
		    strstr(text, "amd.com/gpu") || strstr(text, "/dev/accel"))
			return true;
	}
	return false;
}

static bool
has_evident_text(const struct node *node)
{
	if (node_is(node, NODE_SCALAR))
		return container_is_evidence_word(node_text(node));
	for (size_t i = 0; i < node_length(node) && i < 256; i++) {
		if (node_is(node, NODE_SEQUENCE) &&
		    container_is_evidence_word(node_text(node_at(node, i))))
			return true;
	}
	return false;
}

static bool
has_evident_variable(const struct node *environment)
{
	if (node_is(environment, NODE_MAPPING)) {
		struct pairs it = pairs_of(environment);

		while (pairs_next(&it)) {
			if (container_is_evidence_variable(
				node_text(it.pair->key)))
				return true;
		}
		return false;
	}
	for (size_t i = 0; i < node_length(environment); i++) {
		if (container_is_evidence_variable(
			node_text(node_at(environment, i))))
			return true;
	}
	return false;
}

static bool
has_evident_image(const struct node *image)
{
	struct arena arena;
	bool evident;

	if (!node_is(image, NODE_SCALAR) || image->length > 512)
		return false;
	arena_init(&arena);
	evident = container_is_evidence_image(node_text(image), &arena);
	arena_release(&arena);
	return evident;
}

static bool
is_evident(const struct node *service)
{
	const char *runtime = node_text(node_get(service, "runtime"));

	return strcmp(runtime, "nvidia") == 0 ||
	       strcmp(runtime, "habana") == 0 || node_get(service, "gpus") ||
	       has_gpu_devices(service) ||
	       has_evident_image(node_get(service, "image")) ||
	       has_evident_text(node_get(service, "command")) ||
	       has_evident_text(node_get(service, "entrypoint")) ||
	       has_evident_variable(node_get(service, "environment"));
}

/* A service's own name tells where only an override is written. */
static bool
is_evident_name(const char *name)
{
	static const char *const words[] = { "ollama", "vllm", "tgi", "sglang",
		"localai", "local-ai", "llamacpp", "llama-cpp", "triton" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcasestr(name, words[i]))
			return true;
	}
	return false;
}

/* A client of an engine beside it: ours to look at, no workload of its own. */
static bool
has_engine_client(const struct node *environment)
{
	struct pairs it = pairs_of(environment);

	while (pairs_next(&it)) {
		if (container_is_client_variable(node_text(it.pair->key)))
			return true;
	}
	for (size_t i = 0; i < node_length(environment) &&
			   node_is(environment, NODE_SEQUENCE);
	     i++) {
		if (container_is_client_variable(
			node_text(node_at(environment, i))))
			return true;
	}
	return false;
}

static bool
has_evident_volume(const struct node *root)
{
	struct pairs it = pairs_of(node_get(root, "volumes"));

	for (int i = 0; i < SERVICES_LIMIT && pairs_next(&it); i++) {
		if (is_evident_name(node_text(it.pair->key)))
			return true;
	}
	return false;
}

static bool
compose_recognise(const struct node *root, const char *path)
{
	const struct node *services = node_get(root, "services");
	struct pairs it = pairs_of(services);

	(void)path;
	if (!node_is(services, NODE_MAPPING) || node_get(root, "apiVersion"))
		return false;
	for (int i = 0; i < SERVICES_LIMIT && pairs_next(&it); i++) {
		const struct node *service = node_resolve(it.pair->value);

		if (!node_is(service, NODE_MAPPING))
			continue;
		if (is_evident(service) ||
		    has_engine_client(node_get(service, "environment")))
			return true;
		if (is_evident_name(node_text(it.pair->key)) &&
		    (node_get(service, "image") ||
			node_get(service, "volumes") ||
			node_get(service, "command")))
			return true;
	}
	return has_evident_volume(root);
}

/* The services of the file that a layer extends, and their source. */
static const struct node *
extended_services(struct reading *reading, struct source **source,
    const struct node *services, const struct pair *pair)
{
	const struct node *file = node_get(pair->value, "file");
	struct origin place = origin_written(*source, pair->key, pair->value);
	const struct tree *tree;

	if (!file)
		return services;
	tree = reading_link(reading, *source, node_text(file), &place);
	if (!tree || !tree->document_count)
		return NULL;
	*source = tree->source;
	return node_get(tree->documents[0], "services");
}

static void
collect_layers(struct reading *reading, struct service *s,
    const struct node *services, const struct node *own, struct source *source)
{
	while (own && s->count < EXTENDS_LIMIT) {
		const struct pair *pair = node_pair(own, "extends");
		const char *name;

		for (size_t i = 0; i < s->count; i++) {
			if (s->layers[i] == own)
				return;
		}
		s->layers[s->count] = own;
		s->sources[s->count++] = source;
		if (!pair)
			return;
		name = node_is(pair->value, NODE_SCALAR)
			   ? node_text(node_resolve(pair->value))
			   : node_text(node_get(pair->value, "service"));
		services = extended_services(reading, &source, services, pair);
		own = node_get(services, name);
	}
}

static void
read_environment(struct box *c, const struct service *s)
{
	for (size_t i = s->count; i > 0; i--) {
		const struct node *list =
		    node_get(s->layers[i - 1], "environment");

		c->shell.source = s->sources[i - 1];
		if (node_is(list, NODE_MAPPING)) {
			struct pairs it = pairs_of(list);

			for (int n = 0; n < VARIABLES_LIMIT && pairs_next(&it);
			     n++)
				container_variable(c, it.pair->key,
				    it.pair->value);
			continue;
		}
		for (size_t k = 0; k < node_length(list) && k < VARIABLES_LIMIT;
		     k++)
			container_assignment(c, node_at(list, k));
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
	}
	for (size_t i = 0; i < s->count; i++) {
		list = node_path(s->layers[i],
		    "deploy.resources.reservations.devices");
		c->shell.source = s->sources[i];
		for (size_t k = 0; k < node_length(list) && k < 64; k++) {
			if (is_gpu_device(node_at(list, k)))
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

/* Where a volume's text puts it: "SOURCE:TARGET[:ro]". */
static void
read_volume(struct box *c, const struct node *volume)
{
	const char *text = node_text(volume), *target = text, *source;
	struct origin origin = container_origin(c, NULL, volume);
	size_t n;

	if (node_is(volume, NODE_MAPPING)) {
		target = node_text(node_get(volume, "target"));
		source = node_text(node_get(volume, "source"));
		n = strlen(source);
	} else {
		/* a : inside ${V:-./data} ends nothing */
		const char *close = strrchr(text, '}');
		const char *colon = strchr(close ? close : text, ':');

		if (!colon)
			return;
		source = text;
		n = (size_t)(colon - text);
		target = colon + 1;
	}
	if (strncmp(target, "/dev/shm", 8) == 0)
		workload_set_unknown(c->w, F_HOST_SHM,
		    "a volume lies over /dev/shm", &origin);
	if ((strstr(target, ".cache/huggingface") ||
		strncmp(target, "/data", 5) == 0 ||
		strstr(target, "/.ollama") ||
		strncmp(target, "/models", 7) == 0) &&
	    n && !memchr(source, '$', n))
		workload_set_text(c->w, F_CACHE_DIR,
		    arena_copy(c->shell.arena, source, n), &origin);
}

static void
read_limits(struct box *c, const struct service *s)
{
	const struct pair *pair = limit_pair(c, s, "memory");
	const struct node *volumes;

	if (!pair)
		pair = layer_pair(c, s, "mem_limit");
	container_size(c, F_HOST_MEMORY_LIMIT, pair, false);
	pair = limit_pair(c, s, "cpus");
	if (!pair)
		pair = layer_pair(c, s, "cpus");
	container_number(c, F_HOST_CPU_LIMIT, pair);
	container_arch(c, layer_pair(c, s, "platform"));
	for (size_t i = 0; i < s->count; i++) {
		volumes = node_get(s->layers[i], "volumes");
		c->shell.source = s->sources[i];
		for (size_t k = 0; k < node_length(volumes) && k < 64; k++)
			read_volume(c, node_at(volumes, k));
	}
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

static void
read_service(struct reading *reading, const struct tree *tree,
    const struct dialect *dialect, const struct node *services,
    const struct pair *named)
{
	const struct node *own = node_resolve(named->value);
	struct service s = { .count = 0 };
	struct box c;
	struct workload *w;
	struct source *source;
	const struct pair *pair;
	bool evident = false;

	if (!node_is(own, NODE_MAPPING))
		return;
	collect_layers(reading, &s, services, own, tree->source);
	for (size_t i = 0; i < s.count && !evident; i++)
		evident = is_evident(s.layers[i]);
	if (!evident)
		return;
	w = workload_new(reading->arena, dialect->name, WORKLOAD_OTHER, tree,
	    own);
	w->name = node_text(named->key);
	container_init(&c, reading, w, SHELL_HOST_COMPOSE);
	read_environment(&c, &s);
	pair = service_pair(&s, "image", &source);
	if (pair) {
		c.shell.source = source;
		container_image(&c, pair->value);
	}
	read_devices(&c, &s);
	read_limits(&c, &s);
	read_ipc(&c, &s);
	read_command(&c, &s);
	container_serve(&c);
	reading_add(reading, w);
}

static void
compose_read(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *services = node_get(root, "services");
	struct pairs it = pairs_of(services);

	for (int i = 0; i < SERVICES_LIMIT && pairs_next(&it); i++)
		read_service(reading, tree, dialect, services, it.pair);
}

const struct dialect_code code_docker_compose = {
	.name = "docker_compose",
	.read = compose_read,
	.recognise = compose_recognise,
};
