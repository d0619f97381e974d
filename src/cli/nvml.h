/*
 * nvml: what the NVIDIA driver says of this machine.
 *
 * The driver's library is looked for at run time, so the program needs
 * neither it nor its header; nothing on a GPU is started or changed.
 */

#ifndef GPULINT_NVML_H
#define GPULINT_NVML_H

#include "base/error.h"

#include <stddef.h>

enum { NVML_GPUS = 64 };

struct nvml_gpu {
	char name[96]; /* as nvidia-smi shows it */
	double bytes; /* of memory, as nvidia-smi shows it */
};

struct nvml {
	struct nvml_gpu gpus[NVML_GPUS];
	size_t count;
	char driver[80]; /* "535.104.05", "" unknown */
	char cuda[16]; /* the newest the driver runs: "12.2", "" unknown */
};

/* False and the reason where there is no driver or it does not answer. */
bool nvml_read(struct nvml *nvml, struct error *err);

#endif
