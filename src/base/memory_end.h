/* memory_end: the one way the engine ends the program: no memory is left. */

#ifndef GPULINT_MEMORY_END_H
#define GPULINT_MEMORY_END_H

#include <stddef.h>

_Noreturn void memory_end(size_t wanted);

#endif
