/* model-cache-too-large: the model's files do not fit the disk. */

#include "disk.h"

#include <math.h>
#include <string.h>

static bool
is_local(const char *id)
{
	return *id == '/' || *id == '.' || *id == '~' ||
	       strncmp(id, "file:", 5) == 0;
}

/* "...-NVFP4": its files are smaller than the model's, nobody says by how
 * much, unless the method is known. */
static bool
is_packed_by_name(struct gpulint_pass *pass, const char *id)
{
	static const char *const words[] = { "nvfp4", "mxfp4", "fp8", "awq",
		"gptq", "int4", "int8", "4bit", "8bit", "gguf", "w4a16", "w8a8",
		"bnb" };

	if (gpulint_known(gpulint_fact(pass, "quant.method")) &&
	    !gpulint_is(gpulint_fact(pass, "quant.method"), "none"))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(id, words[i]) != NULL)
			return true;
	return false;
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

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const struct gpulint_fact *disk = disk_free(pass);
	double bytes = gpulint_figure(pass, "download_bytes"),
	       room = gpulint_number(disk);
	static const char *const cells[] = { "params", "quant" };
	struct gpulint_finding *finding;

	if (!gpulint_known(model) || is_local(gpulint_text(model)) ||
	    !gpulint_known(disk) || bytes <= room)
		return;
	if (is_packed_by_name(pass, gpulint_text(model))) {
		gpulint_unknown(pass, "how %s is quantised is not known",
		    gpulint_text(model));
		return;
	}
	finding = gpulint_report(pass, model,
	    "the files of %s are %s; %s are free", gpulint_text(model),
	    gpulint_size(pass, bytes), gpulint_size(pass, room));
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		if (!gpulint_sourced(pass, "models", gpulint_text(model),
			cells[i]))
			gpulint_lower(finding, GPULINT_WARNING);
	if (is_claim(pass, disk))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, disk, "%s", gpulint_size(pass, room));
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
