/* What Ollama does with the layers that no GPU has room for. */

#include "vram.h"

/* The setting that makes the cache so large; NULL where nobody set one. */
static const struct gpulint_fact *
cache_culprit(struct gpulint_pass *pass)
{
	const struct gpulint_fact *slots = gpulint_fact(pass, "serve.max_seqs");
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");

	if (gpulint_node_of(slots) != NULL && gpulint_number(slots) > 1)
		return slots;
	return gpulint_node_of(length) != NULL ? length : NULL;
}

static bool
report_cache(struct gpulint_pass *pass, double usable)
{
	double weights = gpulint_term(pass, "weights");
	double cache = gpulint_term(pass, "kv_cache");
	double rest =
	    gpulint_term(pass, "buffers") + gpulint_term(pass, "context");
	const struct gpulint_fact *culprit = cache_culprit(pass);
	struct gpulint_finding *finding;

	if (culprit == NULL || weights + cache + rest <= usable)
		return false;
	finding = gpulint_report(pass, culprit,
	    "a cache of %s and buffers of %s stand beside weights of %s at the "
	    "least; one %s offers %s: Ollama leaves layers to the CPU, many "
	    "times slower",
	    gpulint_size(pass, cache), gpulint_size(pass, rest),
	    gpulint_size(pass, weights), vram_card(pass),
	    gpulint_size(pass, usable));
	gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding, "take a shorter context, fewer parallel requests "
			      "or OLLAMA_KV_CACHE_TYPE=q8_0 with flash "
			      "attention");
	return true;
}

/* Of the machine, or what of it the container may have. */
static const struct gpulint_fact *
ram_of(struct gpulint_pass *pass)
{
	const struct gpulint_fact *limit =
	    gpulint_fact(pass, "host.memory_limit");

	return gpulint_known(limit) ? limit : gpulint_fact(pass, "target.ram");
}

/* A model that is larger than the cards and the RAM is refused ("model requires
 * more system memory", llm/server.go), but for swap. */
static bool
report_over_ram(struct gpulint_pass *pass, double all, double cards)
{
	const struct gpulint_fact *ram = ram_of(pass);
	double have = gpulint_number(ram);
	struct gpulint_finding *finding;

	if (!gpulint_known(ram) || all - cards <= have)
		return false;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "the weights are %s at the least; the GPUs offer %s and the RAM "
	    "%s, and Ollama refuses what neither has room for",
	    gpulint_size(pass, all), gpulint_size(pass, cards),
	    gpulint_size(pass, have));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_terms(finding);
	gpulint_related(finding, ram, "%s", gpulint_size(pass, have));
	gpulint_help(finding, "take a smaller model or quantisation, or a "
			      "machine with more RAM");
	return true;
}

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
	    gpulint_known(gpulint_fact(pass, "serve.gpu_layers")))
		return false;
	if (weights <= usable)
		return report_cache(pass, usable);
	if (gpus < 1)
		gpus = 1;
	if (report_over_ram(pass, gpus * weights, gpus * usable))
		return true;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "the weights are %s at the least, and %.0f x %s offer %s: Ollama "
	    "leaves the rest to the CPU, many times slower",
	    gpulint_size(pass, gpus * weights), gpus, vram_card(pass),
	    gpulint_size(pass, gpus * usable));
	gpulint_lower(finding, GPULINT_NOTE);
	gpulint_related_terms(finding);
	gpulint_help(finding, "take a smaller model or quantisation, or more "
			      "GPUs");
	return true;
}
