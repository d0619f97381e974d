/* ci: what ci*.c share, and nobody else. */

#ifndef GPULINT_CI_H
#define GPULINT_CI_H

#include "deploy/container.h"

enum { CI_INSTALLS = 8 };

/* A script that installs what later steps run, and the file it stands in. */
struct ci_install {
	const struct node *run;
	struct source *source;
};

/* One job under way. */
struct ci_job {
	struct reading *reading;
	const struct tree *tree;
	const struct dialect *dialect;
	const struct node *root, *own;
	const char *name;
	const struct layer *layers; /* files that are included */
	const struct node *with; /* inputs of a workflow that is called */
	struct ci_install installs[CI_INSTALLS]; /* steps before this one */
	size_t installs_count;
	size_t added;
};

/* What "${{ matrix.x }}" or "${{ inputs.x }}" stands for, where that is one
 * value; the node itself otherwise. */
const struct node *ci_value(const struct ci_job *job, const struct node *node);

/* The jobs of a workflow of this repository that a job calls, where its
 * inputs say what the workflow alone does not. */
void ci_called(struct ci_job *job, void (*read)(struct ci_job *));

/* The action of this repository that a step uses, or NULL. */
const struct tree *ci_action(const struct ci_job *job, const struct node *step,
    struct source *source);

/* Lay root over the files of this repository that it includes. */
void ci_include(struct reading *reading, struct workload *all,
    struct source *source, const struct node *root, int depth);

/* The machine that a runner's label tells of: "linux.g5.12xlarge.nvidia.gpu",
 * "l40s-4gpu", "linux-mi300-gpu-1". */
void ci_runner(struct box *c, const struct node *label);

/* True where a runner's labels say that it has a GPU: [self-hosted, gpu]. */
bool ci_asks_gpu(const struct node *labels);

void ci_read_github(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect);
void ci_read_gitlab(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect);

#endif
