/* gpu_image: images that are for GPUs alone, and services that get one. */

#ifndef GPULINT_GPU_IMAGE_H
#define GPULINT_GPU_IMAGE_H

#include "plugin.h"

/* False where the name or the tag speaks of another build than CUDA's. */
bool image_is_for_cuda(const char *image);

/* True of an image of an engine that has nothing but CUDA's build. */
bool image_needs_gpu(const char *image);

/* True where the name or the tag of an image that starts a server by itself
 * says that this is the build for NVIDIA's cards: "whisper:latest-gpu". */
bool image_says_gpu(const char *image);

/* What gives a service of Compose a GPU: devices by deploy or gpus, the old
 * runtime, a device file, another file that it extends. */
bool service_has_gpu(const struct gpulint_node *service);

/* A service of Compose, or a container of a pod, that nothing here gives a GPU:
 * no device of any name, no claim, and none of the host's. */
bool is_without_gpu(struct gpulint_pass *pass);

#endif
