/*
 * launch: a training command inside a container, and the config it names.
 *
 * torchrun, accelerate launch, deepspeed, axolotl train, llamafactory-cli
 * train, litgpt, trl: the launcher says how many processes there are, the
 * program which file says the rest.
 */

#ifndef GPULINT_LAUNCH_H
#define GPULINT_LAUNCH_H

#include "command/shell.h"
#include "dialect/dialect.h"

/* True where words hold a training command; the workload is then its. */
bool launch_read(struct reading *reading, struct workload *w,
    const struct shell *shell, const struct shell_words *words);

#endif
