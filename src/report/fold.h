/* fold: long lines broken at spaces, for people. */

#ifndef GPULINT_FOLD_H
#define GPULINT_FOLD_H

#include "base/text.h"

/*
 * Where in a line its continuation is to begin is said by this byte, which
 * is not printed; a line without one continues below its first word, two
 * columns further in.  text_add_printable() writes no such byte.
 */
#define FOLD_HERE '\v'

/* Add lines to out, none wider than width where its words allow that.
 * Colours (ESC [ ... m) take no room. */
void fold_lines(struct text *out, const char *lines, size_t length,
    unsigned width);

#endif
