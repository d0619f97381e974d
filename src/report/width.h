/* width: how many columns of a terminal a character takes. */

#ifndef GPULINT_WIDTH_H
#define GPULINT_WIDTH_H

#include <stdint.h>

/* 0 for marks that combine, 2 for East Asian wide characters and pictures,
 * 1 for all else.  Whatever the locale: reports are UTF-8. */
unsigned width_of(uint32_t point);

#endif
