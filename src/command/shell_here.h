/* shell_here: the text that a command reads from the script itself, between
 * <<EOF and the line EOF.  For shell_split.c alone. */

#ifndef GPULINT_SHELL_HERE_H
#define GPULINT_SHELL_HERE_H

#include "command/shell_cells.h"

struct here {
	const char *end; /* the line that ends it, or NULL for none begun */
	bool tabs; /* <<-: tabs in front of a line do not count */
	size_t word; /* where the words have <<EOF */
};

/* Whether << and what ends the text stand at cells->items[i]; the index of
 * the operator's last cell goes to *last. */
bool here_begins(const struct cells *cells, size_t i, struct here *here,
    size_t *last, struct arena *arena);

/* The text of the lines behind the line break at i, as a scalar; the line
 * break, or the last cell, of the line that ends it goes to *last. */
const struct node *here_text(const struct cells *cells, size_t i,
    const struct here *here, size_t *last, struct arena *arena);

#endif
