/* cpu_server: what a server that no GPU takes weights from keeps in RAM. */

#ifndef GPULINT_CPU_SERVER_H
#define GPULINT_CPU_SERVER_H

#include "plugin.h"

struct cpu_server {
	const char *engine; /* "llama.cpp", "Ollama", "vLLM" ... */
	double weights, cache; /* bytes, at least */
};

/* False where it has a GPU, or where the model's size is not known. */
bool cpu_server_read(struct gpulint_pass *pass, struct cpu_server *server);

#endif
