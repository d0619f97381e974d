/* card: what findings call the GPU. */

#include "vram.h"

const char *
vram_card(struct gpulint_pass *pass)
{
	const char *name = gpulint_text(gpulint_fact(pass, "target.gpu"));

	return *name != '\0' ? name : "GPU";
}
