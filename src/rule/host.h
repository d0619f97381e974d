/* host: between the opaque structs of plugin.h and the engine's own. */

#ifndef GPULINT_HOST_H
#define GPULINT_HOST_H

#include "rule/pass.h"

static inline const struct fact *
fact_of(const struct gpulint_fact *fact)
{
	return (const void *)fact;
}

static inline const struct gpulint_fact *
shown_fact(const struct fact *fact)
{
	return (const void *)fact;
}

static inline const struct node *
node_of(const struct gpulint_node *node)
{
	return (const void *)node;
}

static inline const struct gpulint_node *
shown_node(const struct node *node)
{
	return (const void *)node;
}

/* Add an edit to a fix: bytes of the linted file, or the words that state a
 * fact.  One that cannot be made takes the whole fix away, as half of it is
 * not what was meant. */
void fix_edit(struct gpulint_fix *fix, struct source *source, struct span span,
    const char *text);
/* A span without the quotes that it starts and ends with, if any. */
struct span fix_unquoted(const struct source *source, struct span span);
void fix_edit_words(struct gpulint_fix *fix, const struct origin *origin,
    const char *text);
void fix_refuse(struct gpulint_fix *fix);

#endif
