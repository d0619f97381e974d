/* right_build: the published build of PyTorch that a job should take. */

#ifndef GPULINT_CUDA_RIGHT_BUILD_H
#define GPULINT_CUDA_RIGHT_BUILD_H

#include "builds.h"

/* Whether a build does: torch is "2.7.1+cu128", or "" where no release is
 * pinned, and then CUDA decides. */
typedef bool build_test(struct gpulint_pass *pass, const char *torch,
    const char *cuda);

/* For the target's card: as machine code. */
build_test build_is_for_card;

/* Whether a build of the catalogue, "2.7.1+cu128", runs on a capability: by
 * machine code, or by PTX. */
bool build_has_card(struct gpulint_pass *pass, const char *torch,
    const char *compute);

/* Where an index is given alone: the newest one that is right for the release
 * of torch, as a fix. */
void build_offer_index(struct gpulint_pass *pass,
    struct gpulint_finding *finding, const struct build *build,
    build_test *is_right);

/* What to take instead, as a sentence has it: another build of the release,
 * "its build for CUDA 12.8 (cu128)", or the nearest release that has one,
 * newer ones first; NULL where the catalogue has none. */
const char *build_instead(struct gpulint_pass *pass, const struct build *build,
    build_test *is_right);

#endif
