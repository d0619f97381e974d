/* kubernetes: what kubernetes*.c share, and nobody else. */

#ifndef GPULINT_KUBERNETES_H
#define GPULINT_KUBERNETES_H

#include "deploy/container.h"

struct rendered;
struct layer;

struct pods {
	const struct node *items[64]; /* pod specs */
	size_t count;
};

struct pod {
	struct reading *reading;
	const struct tree *tree; /* siblings: claims */
	const struct node *root; /* the document */
	const struct node *spec;
	const struct dialect *dialect;
	const struct rendered *rendered; /* instead of siblings, or NULL */
	const struct layer *layers; /* whose nodes rendered ones are */
};

/* The i-th document beside a pod's, or NULL behind the last. */
const struct node *pod_beside(const struct pod *pod, size_t i);

/* The workloads of a resource's pods; like says what all of them have. */
void kubernetes_pods(const struct pod *like, const struct node *root);

/* A node label that must have that value. */
void pod_label(struct box *c, const struct node *key, const struct node *value);
/* matchExpressions: one with one value asks for it; of several, none is
 * known. */
void pod_affinity(struct box *c, const struct node *term);
/* The machine of a cloud by its name in the catalogue; another is ignored. */
void pod_instance(struct box *c, const char *name, const struct origin *origin);

/* KubeAI's models, and what else brings no pod of its own. */
bool kubernetes_custom(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect);
/* One model as KubeAI has it, in a resource or a chart's catalogue. */
void kubeai_model(struct reading *reading, const struct tree *tree,
    const struct node *spec, const char *name, const struct dialect *dialect);

/* The volume of a pod by its name, its own or the workflow's that it is a
 * template of; or NULL. */
const struct node *pod_volume(const struct pod *pod, const char *name);
/* Shared memory, and the disk of what is downloaded. */
void pod_volumes(struct box *c, const struct pod *pod,
    const struct node *container);
/* The disk of what the command writes, which has been read. */
void pod_written_volumes(struct box *c, const struct pod *pod,
    const struct node *container);

/* A limit, or where there is none the request. */
const struct pair *pod_resource(const struct node *container, const char *name);

/* Files that config maps of the same file put into a container. */
void pod_mounts(struct box *c, const struct pod *pod,
    const struct node *container);

/* Models fetched before a container starts, and when it has. */
void pod_fetches(struct box *c, const struct pod *pod,
    const struct node *container);

/* Variables that config maps of the same file give a container. */
void pod_env_from(struct box *c, const struct pod *pod,
    const struct node *container);

/* The value of a key of a config map of the same file, or NULL. */
const struct node *pod_config_value(const struct pod *pod, const char *map,
    const char *key);

/* Add the workload of one container of a pod. */
void pod_container(const struct pod *pod, const struct node *container);

#endif
