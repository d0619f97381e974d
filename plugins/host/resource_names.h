/* resource_names: where the resources of Kubernetes' containers stand. */

#ifndef GPULINT_RESOURCE_NAMES_H
#define GPULINT_RESOURCE_NAMES_H

#include "plugin.h"

/* A domain before a slash that is not Kubernetes' own: "nvidia.com/gpu"
 * (kubernetes/kubernetes pkg/apis/core/v1/helper/helpers.go,
 * IsExtendedResourceName). */
bool is_extended_resource(const char *name);

/* cpu, memory, hugepages-2Mi ...: what a container may ask for by a name
 * without a domain (kubernetes/kubernetes pkg/apis/core/v1/helper/helpers.go,
 * IsStandardContainerResourceName). */
bool is_standard_resource(const char *name);

/* Written by a template: nobody's to judge. */
bool is_templated(const char *text);

/* That, or words in capitals or angles, for somebody to fill in. */
bool is_placeholder(const char *text);

/* The pod of a document that is one, or a controller of Kubernetes' own;
 * NULL for anything else. */
const struct gpulint_node *pod_spec(const struct gpulint_node *document);

/* Call judge with each pair of a container's limits, then of its requests; not
 * at all outside of a pod. */
void each_resource(struct gpulint_pass *pass,
    void (*judge)(struct gpulint_pass *pass, const struct gpulint_node *key,
	const struct gpulint_node *value));

#endif
