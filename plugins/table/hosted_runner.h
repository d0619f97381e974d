/* hosted_runner: jobs of CI that run on GitHub's own machines. */

#ifndef GPULINT_HOSTED_RUNNER_H
#define GPULINT_HOSTED_RUNNER_H

#include "plugin.h"

/* The label of the machine of a job of GitHub Actions, "ubuntu-latest", where
 * it is one without a GPU or NVIDIA's driver, or NULL. */
const struct gpulint_node *hosted_label(const struct gpulint_node *job);

#endif
