/* capability: which cards code runs on, and the sentence of what a card is too
 * old for. */

#include "cuda.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

struct capability {
	long major, minor;
};

static struct capability
capability_of(const char *text)
{
	struct capability c = { 0, 0 };
	char *end;

	c.major = strtol(text, &end, 10);
	if (*end == '.')
		c.minor = strtol(end + 1, NULL, 10);
	return c;
}

bool
capability_among(const char *archs, const char *compute)
{
	struct capability gpu = capability_of(compute);

	for (const char *p = archs; p != NULL && *p != '\0';) {
		struct capability arch = capability_of(p);

		if (arch.major == gpu.major && arch.minor <= gpu.minor)
			return true;
		p = strpbrk(p, "; ,");
		if (p != NULL)
			p++;
	}
	return false;
}

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
