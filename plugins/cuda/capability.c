/* capability: the sentence of what a card is too old for. */

#include "cuda.h"
#include "words.h"

struct gpulint_finding *
capability_report(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *word, const char *what, const char *least)
{
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	const char *name = gpulint_text(gpu);
	const char *sentence = gpulint_format(pass,
	    "%s needs compute capability %s or newer; %s has %s", what, least,
	    name, gpulint_catalog(pass, "gpus", name, "compute"));
	struct gpulint_finding *finding =
	    word_report(pass, node, word, sentence);

	gpulint_related(finding, gpu, "%s", name);
	return finding;
}
