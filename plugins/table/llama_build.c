#include "llama_build.h"

#include <stdlib.h>

long
llama_build(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return gpulint_is(gpulint_fact(pass, "serve.engine"), "llama.cpp") &&
		       *version == 'b'
		   ? strtol(version + 1, NULL, 10)
		   : 0;
}
