#include "resource_names.h"

#include "cluster.h"

#include <ctype.h>
#include <string.h>

bool
is_templated(const char *text)
{
	return strstr(text, "{{") != NULL || strchr(text, '$') != NULL;
}

bool
is_placeholder(const char *text)
{
	if (is_templated(text) || strchr(text, '<') != NULL)
		return true;
	for (const char *p = text; *p != '\0'; p++)
		if (islower((unsigned char)*p))
			return false;
	return *text != '\0' && !isdigit((unsigned char)*text);
}

bool
is_extended_resource(const char *name)
{
	return strchr(name, '/') != NULL &&
	       strstr(name, "kubernetes.io/") == NULL &&
	       strncmp(name, "requests.", 9) != 0 && !is_templated(name);
}

bool
is_standard_resource(const char *name)
{
	return strcmp(name, "cpu") == 0 || strcmp(name, "memory") == 0 ||
	       strcmp(name, "ephemeral-storage") == 0 ||
	       strncmp(name, "hugepages-", 10) == 0;
}

static bool
is_of(const struct gpulint_node *document, const char *group, const char *kind)
{
	return strcmp(gpulint_scalar(gpulint_get(document, "apiVersion")),
		   group) == 0 &&
	       strcmp(gpulint_scalar(gpulint_get(document, "kind")), kind) == 0;
}

const struct gpulint_node *
pod_spec(const struct gpulint_node *document)
{
	static const struct {
		const char *group, *kind, *path;
	} places[] = {
		{ "v1", "Pod", "spec" },
		{ "v1", "PodTemplate", "template.spec" },
		{ "v1", "ReplicationController", "spec.template.spec" },
		{ "apps/v1", "Deployment", "spec.template.spec" },
		{ "apps/v1", "StatefulSet", "spec.template.spec" },
		{ "apps/v1", "DaemonSet", "spec.template.spec" },
		{ "apps/v1", "ReplicaSet", "spec.template.spec" },
		{ "batch/v1", "Job", "spec.template.spec" },
		{ "batch/v1", "CronJob",
		    "spec.jobTemplate.spec.template.spec" },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (is_of(document, places[i].group, places[i].kind))
			return gpulint_path(document, places[i].path);
	return NULL;
}

void
each_resource(struct gpulint_pass *pass,
    void (*judge)(struct gpulint_pass *pass, const struct gpulint_node *key,
	const struct gpulint_node *value))
{
	static const char *const parts[] = { "resources.limits",
		"resources.requests" };

	if (!is_in_pod(pass))
		return;
	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		const struct gpulint_node *resources =
		    gpulint_path(gpulint_root(pass), parts[p]);

		for (size_t i = 0; i < gpulint_length(resources); i++)
			judge(pass, gpulint_key(resources, i),
			    gpulint_value(resources, i));
	}
}
