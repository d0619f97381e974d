#include "base/memory_end.h"

#include <stdio.h>
#include <stdlib.h>

void
memory_end(size_t wanted)
{
	fprintf(stderr, "gpulint: out of memory (%zu bytes wanted)\n", wanted);
	exit(2);
}
