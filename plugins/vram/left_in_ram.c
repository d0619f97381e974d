/* What Ollama does with the layers that no GPU has room for. */

#include "vram.h"

/*
 * It counts what fits, and leaves the others to the CPU (ollama/ollama
 * llm/server.go): it runs, and every token waits for the slowest.
 */
bool
vram_left_in_ram(struct gpulint_pass *pass, double usable)
{
	double weights = gpulint_term(pass, "weights");
	double gpus = gpulint_number(gpulint_fact(pass, "parallel.gpus"));
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "ollama") ||
	    gpulint_known(gpulint_fact(pass, "serve.gpu_layers")) ||
	    weights <= usable)
		return false;
	if (gpus < 1)
		gpus = 1;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "the weights are %s at the least, and %.0f x %s offer %s: Ollama "
	    "leaves the rest to the CPU, many times slower",
	    gpulint_size(pass, gpus * weights), gpus,
	    vram_card(pass),
	    gpulint_size(pass, gpus * usable));
	gpulint_lower(finding, GPULINT_NOTE);
	gpulint_related_terms(finding);
	gpulint_help(finding, "take a smaller model or quantisation, or more "
			      "GPUs");
	return true;
}
