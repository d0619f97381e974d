/* ollama_pulls: what a script, or the values of its chart, have Ollama fetch. */

#ifndef GPULINT_OLLAMA_PULLS_H
#define GPULINT_OLLAMA_PULLS_H

#include "plugin.h"

struct ollama_pulls {
	double bytes; /* at the least, of those that are known */
	size_t count;
	const struct gpulint_node *node; /* the text of the last one */
	const char *name;
};

/* Of each model once: ollama pull NAME, or run, which pulls; and what the chart
 * of otwld/ollama-helm has under models. */
struct ollama_pulls ollama_pulls_of(struct gpulint_pass *pass);

#endif
