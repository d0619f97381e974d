/* engine_caches: what servers keep of prompts in the RAM of their host. */

#ifndef GPULINT_ENGINE_CACHES_H
#define GPULINT_ENGINE_CACHES_H

#include "plugin.h"

/* Report a cache of vLLM's, SGLang's or LMCache's, one a GPU, that is larger
 * than the container's memory, or the machine's. */
void engine_caches_judge(struct gpulint_pass *pass);

#endif
