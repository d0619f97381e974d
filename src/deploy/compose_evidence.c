#include "deploy/compose.h"

#include <string.h>

/* Which compose files are ours. */

bool
compose_is_gpu_device(const struct node *device)
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
		if (compose_is_gpu_device(node_at(list, i)))
			return true;
	}
	/* one level too high, where compose refuses it */
	list = node_path(service, "resources.reservations.devices");
	if (compose_is_gpu_device(node_at(list, 0)))
		return true;
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

bool
compose_is_evident(const struct node *service)
{
	const char *runtime = node_text(node_get(service, "runtime"));

	return strcmp(runtime, "nvidia") == 0 ||
	       strcmp(runtime, "habana") == 0 || node_get(service, "gpus") ||
	       has_gpu_devices(service) ||
	       has_evident_image(node_get(service, "image")) ||
	       container_is_evidence_command(node_get(service, "command")) ||
	       container_is_evidence_command(node_get(service, "entrypoint")) ||
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

	for (int i = 0; i < COMPOSE_SERVICES_LIMIT && pairs_next(&it); i++) {
		if (is_evident_name(node_text(it.pair->key)))
			return true;
	}
	return false;
}

bool
compose_recognise(const struct node *root, const char *path)
{
	const struct node *services = node_get(root, "services");
	struct pairs it = pairs_of(services);

	(void)path;
	if (!node_is(services, NODE_MAPPING) || node_get(root, "apiVersion"))
		return false;
	for (int i = 0; i < COMPOSE_SERVICES_LIMIT && pairs_next(&it); i++) {
		const struct node *service = node_resolve(it.pair->value);

		if (!node_is(service, NODE_MAPPING))
			continue;
		if (compose_is_evident(service) ||
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
