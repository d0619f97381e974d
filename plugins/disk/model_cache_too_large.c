/* model-cache-too-large: the model's files do not fit the disk. */

#include "disk.h"
#include "ollama_pulls.h"

#include <math.h>
#include <string.h>

static bool
is_local(const char *id)
{
	return *id == '/' || *id == '.' || *id == '~' ||
	       strncmp(id, "file:", 5) == 0;
}

/* "...-NVFP4": its files are smaller than the model's, by how much at most the
 * name says: 1 for all of it, 0 where even that is not known. */
static double
least_share(struct gpulint_pass *pass, const char *id)
{
	static const struct {
		const char *word;
		double share; /* of 16 bits a weight */
	} packings[] = { { "gguf", 0 }, { "fp8", 0.5 }, { "int8", 0.5 },
		{ "8bit", 0.5 }, { "w8a8", 0.5 }, { "nvfp4", 0.25 },
		{ "mxfp4", 0.25 }, { "awq", 0.25 }, { "int4", 0.25 },
		{ "4bit", 0.25 }, { "w4a16", 0.25 }, { "gptq", 0 },
		{ "bnb", 0.25 } };

	if (gpulint_known(gpulint_fact(pass, "quant.method")) &&
	    !gpulint_is(gpulint_fact(pass, "quant.method"), "none"))
		return 1;
	for (size_t i = 0; i < sizeof(packings) / sizeof(*packings); i++)
		if (strcasestr(id, packings[i].word) != NULL)
			return packings[i].share;
	return 1;
}

/* The room is the container's memory, as of a volume that lies in it. */
static bool
is_memory(struct gpulint_pass *pass, const struct gpulint_fact *disk)
{
	const struct gpulint_node *limits =
	    gpulint_path(gpulint_root(pass), "resources.limits");

	return gpulint_node_of(disk) != NULL &&
	       gpulint_get(limits, "memory") == gpulint_node_of(disk);
}

/* Not every provisioner holds a claim to its size, as the kubelet does a
 * container's own storage. */
static bool
is_claim(struct gpulint_pass *pass, const struct gpulint_fact *disk)
{
	static const char *const paths[] = { "resources.limits",
		"resources.requests" };
	const char *dialect = gpulint_dialect(pass);
	const struct gpulint_node *node = gpulint_node_of(disk);

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (node != NULL &&
		    gpulint_get(gpulint_path(gpulint_root(pass), paths[i]),
			"ephemeral-storage") == node)
			return false;
	return node != NULL && (strcmp(dialect, "kubernetes") == 0 ||
				   strcmp(dialect, "helm_values") == 0 ||
				   strcmp(dialect, "kserve") == 0);
}

/* A claim of the file itself is made larger, with a tenth to spare. */
static void
offer(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct gpulint_fact *disk, double bytes)
{
	double gib = ceil(bytes * 1.1 / 1073741824.0 / 10) * 10;

	if (strcmp(gpulint_dialect(pass), "kubernetes") != 0 ||
	    gpulint_node_of(disk) == NULL)
		return;
	gpulint_rewrite(gpulint_fix(finding, true, "ask for %.0f GiB", gib),
	    disk, gpulint_format(pass, "%.0fGi", gib));
}

/* All that Ollama pulls lies on one volume. */
static void
judge_ollama(struct gpulint_pass *pass, const struct gpulint_fact *disk)
{
	struct ollama_pulls pulls = ollama_pulls_of(pass);
	const struct gpulint_node *model =
	    gpulint_node_of(gpulint_fact(pass, "model.id"));
	struct gpulint_finding *finding;

	/* once for all models of a chart, on the last of them */
	if (pulls.count == 0 || pulls.bytes <= gpulint_number(disk) ||
	    (model != NULL &&
		strcmp(gpulint_dialect(pass), "helm_values") == 0 &&
		model != pulls.node))
		return;
	finding = gpulint_report_word(pass, pulls.node, pulls.name,
	    "%s at the least for %zu model%s that Ollama pulls; %s are free",
	    gpulint_size(pass, pulls.bytes), pulls.count,
	    pulls.count > 1 ? "s" : "",
	    gpulint_size(pass, gpulint_number(disk)));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, disk, "%s",
	    gpulint_size(pass, gpulint_number(disk)));
	gpulint_help(finding, "pull fewer, or ask for %s",
	    gpulint_size(pass, pulls.bytes * 1.25));
	offer(pass, finding, disk, pulls.bytes * 1.25);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const struct gpulint_fact *disk = disk_free(pass);
	double bytes = gpulint_figure(pass, "download_bytes"),
	       room = gpulint_number(disk);
	static const char *const cells[] = { "params", "quant" };
	double share = least_share(pass, gpulint_text(model));
	struct gpulint_finding *finding;

	if (gpulint_known(disk) &&
	    gpulint_is(gpulint_fact(pass, "serve.engine"), "ollama")) {
		judge_ollama(pass, disk);
		return;
	}
	if (!gpulint_known(model) || is_local(gpulint_text(model)) ||
	    !gpulint_known(disk) || bytes <= room)
		return;
	bytes *= share;
	if (bytes <= room) {
		gpulint_unknown(pass, "how %s is quantised is not known",
		    gpulint_text(model));
		return;
	}
	finding =
	    gpulint_report(pass, model, "the files of %s are %s%s; %s are free",
		gpulint_text(model), share < 1 ? "at least " : "",
		gpulint_size(pass, bytes), gpulint_size(pass, room));
	if (share < 1)
		gpulint_lower(finding, GPULINT_WARNING);
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		if (!gpulint_sourced(pass, "models", gpulint_text(model),
			cells[i]))
			gpulint_lower(finding, GPULINT_WARNING);
	if (is_claim(pass, disk))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, disk, "%s", gpulint_size(pass, room));
	if (is_memory(pass, disk)) {
		gpulint_help(finding,
		    "take medium: Memory off the volume that they go to: what "
		    "is in it counts against this limit");
		return;
	}
	gpulint_help(finding,
	    "point HF_HOME at a disk with more than %s free, or take a "
	    "quantised version of the model",
	    gpulint_size(pass, bytes));
	offer(pass, finding, disk, bytes);
}

const struct gpulint_check model_cache_too_large = {
	.id = "model-cache-too-large",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
