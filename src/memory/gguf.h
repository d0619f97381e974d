/* gguf: bytes of a weight in a GGUF file, by where it is.  Only for this
 * room. */

#ifndef GPULINT_MEMORY_GGUF_H
#define GPULINT_MEMORY_GGUF_H

#include "memory/job.h"

struct gguf {
	double block; /* on the average of all matrices in blocks */
	double embedding, head; /* the same where they are one */
};

/* False for a type whose mix is not known here: the catalogue's size of whole
 * files is all there is. */
bool gguf_read(const struct job *job, struct gguf *gguf);

#endif
