/* loader_words: what a training command says of its processes. */

#ifndef GPULINT_LOADER_WORDS_H
#define GPULINT_LOADER_WORDS_H

#include "plugin.h"

struct loader_words {
	double workers; /* of its data loader; below 0: not said */
	double ranks; /* processes that it starts, one a GPU; 0: not said */
	bool takes_all; /* as many processes as it finds GPUs */
	bool trains;
	bool serves; /* a model, with as many ranks */
	const struct gpulint_node *docker; /* the text of its `docker run` */
};

/* Of a container's command, or of `docker run` in a script. */
struct loader_words loader_words_of(struct gpulint_pass *pass);

#endif
