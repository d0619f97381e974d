/* hf_sections: what of a file stands in which section.  Training code of one's
 * own keeps what libraries take below keys of its own. */

#ifndef GPULINT_HF_SECTIONS_H
#define GPULINT_HF_SECTIONS_H

#include "read/tree.h"

/* A file is read so far: levels of sections, and keys of each. */
enum { SECTIONS_DEPTH = 3, SECTIONS_KEYS = 64 };

/* The one section below the root with arguments of the Trainer's: its schedule,
 * or which checkpoint it keeps.  NULL for none, for several, and for oumi's,
 * which hands on what it makes of them. */
const struct node *sections_arguments(const struct node *root);

/* Whether a mapping has arguments enough to be read as a file of them; not
 * oumi's. */
bool sections_schedule(const struct node *mapping);

/* Training code with names of its own for all but what bitsandbytes is told. */
bool sections_quantization_alone(const struct node *root);

/* A section's name that stands for an adapter. */
bool sections_is_adapter(const char *name);

#endif
