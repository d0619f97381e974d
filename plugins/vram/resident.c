/* resident: what stays on the GPU where nothing is trained for a moment. */

#include "vram.h"

double
vram_resident(struct gpulint_pass *pass)
{
	static const char *const terms[] = { "weights", "master_weights",
		"optimizer", "adapters", "context" };
	double sum = 0;

	for (size_t i = 0; i < sizeof(terms) / sizeof(*terms); i++)
		sum += gpulint_term(pass, terms[i]);
	return sum;
}
