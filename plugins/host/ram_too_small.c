/* ram-too-small: loading, offload and processes need more RAM than there is. */

#include "gpu_image.h"
#include "host.h"
#include "resource_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* WSL gets a part of its host's RAM: os/wsl-memory-limit speaks of that. */
static const struct gpulint_fact *
ram_of(struct gpulint_pass *pass)
{
	const struct gpulint_fact *limit =
	    gpulint_fact(pass, "host.memory_limit");

	if (gpulint_known(limit))
		return limit;
	return gpulint_is(gpulint_fact(pass, "target.os"), "wsl2")
		   ? limit
		   : gpulint_fact(pass, "target.ram");
}

/* A container's limit can be raised where it is written. */
static bool
is_limit(struct gpulint_pass *pass, const struct gpulint_fact *ram)
{
	return ram == gpulint_fact(pass, "host.memory_limit") &&
	       gpulint_node_of(ram) != NULL;
}

static const struct gpulint_fact *
place_of(struct gpulint_pass *pass, const struct gpulint_fact *ram)
{
	static const char *const facts[] = { "train.offload.optimizer",
		"train.offload.params", "model.id" };

	if (is_limit(pass, ram))
		return ram;
	for (size_t i = 0; i < 3; i++) {
		const struct gpulint_fact *fact = gpulint_fact(pass, facts[i]);

		if (gpulint_node_of(fact) != NULL && !gpulint_is(fact, "none"))
			return fact;
	}
	return gpulint_fact(pass, "model.id");
}

/* A limit in whole GiB above what is expected, in the words of the file. */
static void
offer(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct gpulint_fact *ram, double expected)
{
	double gib = ceil(expected / 1073741824.0 / 8) * 8;

	if (!is_limit(pass, ram))
		return;
	gpulint_rewrite(gpulint_fix(finding, true, "give it %.0f GiB", gib),
	    ram,
	    gpulint_format(pass, is_in_pod(pass) ? "%.0fGi" : "%.0fg", gib));
}

/* Servers stream or map their weights. */
static bool
loads_a_copy(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	return strcmp(gpulint_kind(pass), "train") == 0 ||
	       gpulint_is(engine, "transformers");
}

/* A container that is given no GPU. */
static bool
has_no_gpu(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *limits =
	    gpulint_path(root, "resources.limits");

	if (strcmp(gpulint_dialect(pass), "docker_compose") == 0)
		return !service_has_gpu(root);
	if (!is_in_pod(pass))
		return false;
	for (size_t i = 0; i < gpulint_length(limits); i++)
		if (is_extended_resource(
			gpulint_scalar(gpulint_key(limits, i))))
			return false;
	return true;
}

/*
 * Without a GPU Ollama loads the whole model, not by mapping it, and refuses
 * one that is larger than the memory (ollama/ollama llm/server.go, "model
 * requires more system memory").  What its library makes of a model has 4 bits
 * a weight or more.
 */
static void
judge_ollama(struct gpulint_pass *pass)
{
	const struct gpulint_fact *ram = ram_of(pass);
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	double params = gpulint_number(gpulint_fact(pass, "model.params"));
	double bits = gpulint_number(gpulint_fact(pass, "quant.bits"));
	double weights = params * (bits > 4 ? bits : 4) / 8;
	struct gpulint_finding *finding;

	if (!gpulint_known(ram) || gpulint_node_of(model) == NULL ||
	    weights <= gpulint_number(ram) || !has_no_gpu(pass))
		return;
	finding = gpulint_report(pass, is_limit(pass, ram) ? ram : model,
	    "%s is %s at the least, which Ollama loads into RAM without a GPU; "
	    "there are %s",
	    gpulint_text(model), gpulint_size(pass, weights),
	    gpulint_size(pass, gpulint_number(ram)));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, ram, "%s",
	    gpulint_size(pass, gpulint_number(ram)));
	gpulint_help(finding,
	    "take a smaller model, or give it %s or more, or a GPU",
	    gpulint_size(pass, 1.25 * weights));
	offer(pass, finding, ram, 1.25 * weights);
}

/* No layer on a GPU: told so, or an image and a container without one. */
static bool
is_on_cpu(struct gpulint_pass *pass)
{
	const struct gpulint_fact *layers =
	    gpulint_fact(pass, "serve.gpu_layers");
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *tag = strrchr(image, ':');

	if (gpulint_known(layers))
		return gpulint_number(layers) == 0;
	return tag != NULL && strncmp(tag, ":server", 7) == 0 &&
	       (tag[7] == '\0' || strncmp(tag + 7, "-b", 2) == 0) &&
	       has_no_gpu(pass);
}

/* Keys and values in 16 bits of all slots; 0 for caches of another kind. */
static double
cache_bytes(struct gpulint_pass *pass)
{
	static const char *const others[] = { "serve.kv_dtype",
		"model.sliding_window", "model.kv_lora_rank",
		"model.attention_layers" };
	static const char *const factors[] = { "model.layers", "model.kv_heads",
		"model.head_dim", "serve.max_len" };
	double bytes = 4;
	double slots = gpulint_number(gpulint_fact(pass, "serve.max_seqs"));

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (gpulint_known(gpulint_fact(pass, others[i])))
			return 0;
	for (size_t i = 0; i < sizeof(factors) / sizeof(*factors); i++)
		bytes *= gpulint_number(gpulint_fact(pass, factors[i]));
	return bytes * (slots > 1 ? slots : 1);
}

/*
 * llama.cpp on a CPU reads all weights for each token: where they and the
 * cache do not fit the memory together, it is killed, or reads the file anew
 * from the disk (ggml-org/llama.cpp tools/server/README.md, --mlock and
 * --no-mmap).
 */
static void
judge_llama_cpp(struct gpulint_pass *pass)
{
	const struct gpulint_fact *ram = ram_of(pass);
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const char *type = gpulint_text(gpulint_fact(pass, "quant.gguf_type"));
	double bits =
	    strtod(gpulint_catalog(pass, "quants", type, "bits_effective"),
		NULL);
	double weights =
	    gpulint_number(gpulint_fact(pass, "model.params")) * bits / 8;
	double need = weights + cache_bytes(pass);
	struct gpulint_finding *finding;

	if (!gpulint_known(ram) || gpulint_node_of(model) == NULL ||
	    !(weights > 0) || need <= gpulint_number(ram))
		return;
	finding = gpulint_report(pass, is_limit(pass, ram) ? ram : model,
	    "llama.cpp without a GPU holds %s of weights%s in RAM; there are "
	    "%s",
	    gpulint_size(pass, weights),
	    need > weights ? gpulint_format(pass, " and %s of cache",
				 gpulint_size(pass, need - weights))
			   : "",
	    gpulint_size(pass, gpulint_number(ram)));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, ram, "%s",
	    gpulint_size(pass, gpulint_number(ram)));
	gpulint_help(finding,
	    "take a smaller model or context, or give it %s or more",
	    gpulint_size(pass, 1.1 * need));
	offer(pass, finding, ram, 1.1 * need);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *ram = ram_of(pass);
	double have = gpulint_number(ram);
	double low = gpulint_figure(pass, "host_ram_low");
	double built = gpulint_figure(pass, "host_ram_built");
	double expected = gpulint_figure(pass, "host_ram_bytes");
	double offload = gpulint_figure(pass, "offload_bytes");
	struct gpulint_finding *finding;

	if (gpulint_is(gpulint_fact(pass, "serve.engine"), "ollama")) {
		judge_ollama(pass);
		return;
	}
	if (gpulint_is(gpulint_fact(pass, "serve.engine"), "llama.cpp") &&
	    is_on_cpu(pass)) {
		judge_llama_cpp(pass);
		return;
	}
	if (!gpulint_known(ram) || !gpulint_estimated(pass) ||
	    expected <= have || (low <= have && !loads_a_copy(pass)))
		return;
	finding = gpulint_report(pass, place_of(pass, ram),
	    "%s %s of RAM%s; there are %s", low <= have ? "may take" : "needs",
	    gpulint_size(pass, expected),
	    offload > 0 ? gpulint_format(pass,
			      ", %s of it for what is "
			      "offloaded",
			      gpulint_size(pass, offload))
			: "",
	    gpulint_size(pass, have));
	/* weights that are mapped need no RAM of their own, only time; a
	 * script may have its loader map them */
	if (low <= have)
		gpulint_lower(finding,
		    built > have ? GPULINT_WARNING : GPULINT_NOTE);
	gpulint_related(finding, ram, "%s", gpulint_size(pass, have));
	gpulint_related(finding, gpulint_fact(pass, "model.id"), "%s",
	    gpulint_text(gpulint_fact(pass, "model.id")));
	if (offload > 0)
		gpulint_help(finding,
		    "offload less, or to NVMe, or spread the job over more "
		    "machines");
	else
		gpulint_help(finding, "give it %s or more",
		    gpulint_size(pass, expected));
	offer(pass, finding, ram, expected);
}

const struct gpulint_check ram_too_small = {
	.id = "ram-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
