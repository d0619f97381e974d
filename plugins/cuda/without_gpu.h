/* without_gpu: jobs that are given no GPU, whatever cards the target has. */

#ifndef GPULINT_CUDA_WITHOUT_GPU_H
#define GPULINT_CUDA_WITHOUT_GPU_H

#include "plugin.h"

/* True where the job meets no driver: it runs on a machine of GitHub's, or is
 * of a server that goes on without a GPU and asks for none. */
bool runs_without_gpu(struct gpulint_pass *pass);

#endif
