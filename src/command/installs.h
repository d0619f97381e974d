/* installs: what a script installs with pip at one release.  Only packages
 * whose release decides what a trainer takes are kept. */

#ifndef GPULINT_INSTALLS_H
#define GPULINT_INSTALLS_H

#include "command/shell.h"

/* The releases as env.lib.NAME; TRL's where the words that are run start one
 * of its own programs: a script of one's own may know other arguments.  Of
 * several of a name the first counts. */
void installs_read(struct workload *w, const struct shell_words *words,
    const struct shell_words *run);

/* The release of a server that words install, as framework.version, where
 * nothing else names it. */
void installs_engine(struct workload *w, const struct shell_words *words,
    const char *package);

#endif
