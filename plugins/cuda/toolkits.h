/* toolkits: the releases of CUDA's compiler that scripts of a job ask for. */

#ifndef GPULINT_CUDA_TOOLKITS_H
#define GPULINT_CUDA_TOOLKITS_H

#include "plugin.h"

struct toolkit {
	const char *cuda; /* "12.9" */
	const struct gpulint_node *node; /* that says so, */
	const char *word; /* in this word of its text; NULL: all of it */
};

/* Call judge with each: NVIDIA's packages of apt; and where the job compiles
 * something that is not PyTorch's, conda's packages, modules, folders of a
 * toolkit and the action that installs one. */
void toolkits_each(struct gpulint_pass *pass, void *data,
    void (*judge)(void *data, const struct toolkit *toolkit));

#endif
