/* builds: which CUDA and PyTorch a job brings, and where it says so. */

#ifndef GPULINT_CUDA_BUILDS_H
#define GPULINT_CUDA_BUILDS_H

#include "pins.h"

enum { BUILDS_LIMIT = ENVIRONMENTS_LIMIT + 1 };

struct build {
	const char *torch; /* "2.5.1+cu124"; "" where only CUDA is known */
	const char *cuda; /* "12.4"; "" where it is not known */
	const struct gpulint_fact *fact; /* where that is said, or */
	struct pin pin; /* the word of a script */
	bool assumed; /* CUDA is the default of that PyTorch */
	bool is_foreign; /* of another project's wheels, whatever they hold */
};

/* Of the image or the conda file, and of each pip install command. */
size_t builds_read(struct gpulint_pass *pass,
    struct build builds[BUILDS_LIMIT]);

struct gpulint_finding *build_report(struct gpulint_pass *pass,
    const struct build *build, const char *message);

/* The least driver that runs a CUDA on the target's system at all, and the
 * one that it came with; "" where that is not known. */
struct drivers {
	const char *least, *shipped;
	bool sourced; /* the least one is */
};

struct drivers drivers_of(struct gpulint_pass *pass, const char *cuda);

/* "data center", "geforce" ... of the target, "" unknown. */
const char *target_class(struct gpulint_pass *pass);

#endif
