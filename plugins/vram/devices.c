#include "devices.h"

#include <stdlib.h>
#include <string.h>

const char *
devices_variable(const struct gpulint_node *service, const char *name)
{
	const struct gpulint_node *set = gpulint_get(service, "environment");
	const struct gpulint_node *one = gpulint_get(set, name);
	size_t length = strlen(name);

	if (one != NULL)
		return *gpulint_scalar(one) != '\0' ? gpulint_scalar(one) : "$";
	for (size_t i = 0; gpulint_is_sequence(set) && i < gpulint_length(set);
	     i++) {
		const char *text = gpulint_scalar(gpulint_at(set, i));

		if (strncmp(text, name, length) != 0 ||
		    (text[length] != '=' && text[length] != '\0'))
			continue;
		return text[length] == '=' ? text + length + 1 : "$";
	}
	return gpulint_get(service, "env_file") != NULL ? "$" : NULL;
}

static void
add(struct devices *devices, const char *name)
{
	if (devices->count < DEVICES_LIMIT)
		devices->at[devices->count++] = name;
}

/* Docker hands out the first of them. */
static void
add_first(struct gpulint_pass *pass, struct devices *devices, size_t count)
{
	for (size_t i = 0; i < count && i < DEVICES_LIMIT; i++)
		add(devices, gpulint_format(pass, "%zu", i));
}

/* "0,1", "all" */
static bool
add_list(struct gpulint_pass *pass, struct devices *devices, const char *text)
{
	if (strchr(text, '$') != NULL)
		return false;
	if (strcmp(text, "all") == 0)
		add_first(pass, devices, DEVICES_LIMIT);
	else
		for (size_t n; *text != '\0'; text += n + (text[n] == ',')) {
			n = strcspn(text, ",");
			add(devices,
			    gpulint_format(pass, "%.*s", (int)n, text));
		}
	return devices->count > 0;
}

static bool
add_reserved(struct gpulint_pass *pass, struct devices *devices,
    const struct gpulint_node *device)
{
	const struct gpulint_node *ids = gpulint_get(device, "device_ids");
	const char *count = gpulint_scalar(gpulint_get(device, "count"));

	for (size_t i = 0; i < gpulint_length(ids); i++)
		add(devices, gpulint_scalar(gpulint_at(ids, i)));
	if (ids == NULL && (*count == '\0' || strcmp(count, "all") == 0))
		add_first(pass, devices, DEVICES_LIMIT);
	else if (ids == NULL)
		add_first(pass, devices, (size_t)strtoul(count, NULL, 10));
	return devices->count > 0;
}

/* CUDA_VISIBLE_DEVICES counts among those that the container has. */
static bool
pick(struct gpulint_pass *pass, const char *text, struct devices *devices)
{
	struct devices all = *devices, asked = { .count = 0 };

	if (!add_list(pass, &asked, text))
		return false;
	devices->count = 0;
	for (size_t i = 0; i < asked.count; i++) {
		char *end;
		unsigned long at = strtoul(asked.at[i], &end, 10);

		if (*end != '\0')
			add(devices, asked.at[i]);
		else if (at < all.count)
			add(devices, all.at[at]);
	}
	return devices->count > 0;
}

bool
devices_of(struct gpulint_pass *pass, const struct gpulint_node *service,
    struct devices *devices)
{
	const struct gpulint_node *reserved =
	    gpulint_at(gpulint_path(service,
			   "deploy.resources.reservations.devices"),
		0);
	const char *seen = devices_variable(service, "NVIDIA_VISIBLE_DEVICES");
	const char *used = devices_variable(service, "CUDA_VISIBLE_DEVICES");

	devices->count = 0;
	if (reserved != NULL) {
		if (!add_reserved(pass, devices, reserved))
			return false;
	} else if (strcmp(gpulint_scalar(gpulint_get(service, "gpus")),
		       "all") == 0) {
		add_first(pass, devices, DEVICES_LIMIT);
	} else if (strcmp(gpulint_scalar(gpulint_get(service, "runtime")),
		       "nvidia") != 0 ||
		   !add_list(pass, devices, seen != NULL ? seen : "all")) {
		return false;
	}
	/* whatever a file of variables says, one GPU is that one */
	return used == NULL ||
	       (strcmp(used, "$") == 0 && devices->count == 1) ||
	       pick(pass, used, devices);
}

const char *
devices_shared(const struct devices *one, const struct devices *other)
{
	for (size_t i = 0; i < one->count; i++)
		for (size_t k = 0; k < other->count; k++)
			if (strcmp(one->at[i], other->at[k]) == 0)
				return one->at[i];
	return NULL;
}
