/* llama_build: releases of llama.cpp, which counts its builds. */

#ifndef GPULINT_LLAMA_BUILD_H
#define GPULINT_LLAMA_BUILD_H

#include "plugin.h"

/* 4589 where its release is known as b4589; 0 where it is not, or where what
 * serves is no llama.cpp. */
long llama_build(struct gpulint_pass *pass);

#endif
