/* image_drivers: which older drivers an image of CUDA lets itself start on. */

#ifndef GPULINT_CUDA_IMAGE_DRIVERS_H
#define GPULINT_CUDA_IMAGE_DRIVERS_H

#include "builds.h"

enum image_start {
	IMAGE_MAY_START, /* or nothing is known */
	IMAGE_REFUSES_DRIVER, /* whatever the card */
	IMAGE_REFUSES_CARD /* with that driver */
};

/* Of the image that the workload runs in; driver is one older than the build's
 * CUDA came with. */
enum image_start image_start(struct gpulint_pass *pass,
    const struct build *build, const char *driver);

/* True where the image is built from NVIDIA's of CUDA, which bring libraries
 * for compatibility forward that the container's runtime lays before an older
 * driver's (NVIDIA Container Toolkit, cuda-compat-mode), and data-center cards
 * take them. */
bool image_runs_forward(struct gpulint_pass *pass, const struct build *build);

#endif
