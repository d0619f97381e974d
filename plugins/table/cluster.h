/* cluster: containers of Kubernetes. */

#ifndef GPULINT_CLUSTER_H
#define GPULINT_CLUSTER_H

#include "plugin.h"

/* The workload is a container of a pod, or a model of KServe's in its stead. */
bool is_in_pod(struct gpulint_pass *pass);

/* That, or a template of one: on Windows they are Linux too, and they meet each
 * other within the cluster. */
bool runs_on_cluster(struct gpulint_pass *pass);

#endif
