/* model-cache-too-large: the model's files do not fit the disk. */

#include "disk.h"

#include <string.h>

static bool
is_local(const char *id)
{
	return *id == '/' || *id == '.' || *id == '~' ||
	       strncmp(id, "file:", 5) == 0;
}

/* Quantised while loading: what is downloaded is the unquantised model. */
static bool
is_quantised_on_load(struct gpulint_pass *pass)
{
	const struct gpulint_fact *method = gpulint_fact(pass, "quant.method");

	return strncmp(gpulint_text(method), "bnb-", 4) == 0 ||
	       gpulint_is(method, "hqq") || gpulint_is(method, "eetq") ||
	       gpulint_is(method, "torchao-int4");
}

/* Bytes of the files on the hub, or 0 where not known. */
static double
download_bytes(struct gpulint_pass *pass)
{
	double params = gpulint_number(gpulint_fact(pass, "model.params"));
	const char *dtype = gpulint_catalog(pass, "models",
	    gpulint_text(gpulint_fact(pass, "model.id")), "dtype");

	if (!is_quantised_on_load(pass))
		return gpulint_figure(pass, "weights_total");
	if (strcmp(dtype, "fp32") == 0)
		return params * 4;
	return strcmp(dtype, "bf16") == 0 || strcmp(dtype, "fp16") == 0
		   ? params * 2
		   : 0;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const struct gpulint_fact *target =
	    gpulint_fact(pass, "target.disk_free");
	const struct gpulint_fact *disk =
	    gpulint_known(target) ? target : gpulint_fact(pass, "host.disk");
	double bytes = download_bytes(pass), room = gpulint_number(disk);
	struct gpulint_finding *finding;

	if (!gpulint_known(model) || is_local(gpulint_text(model)) ||
	    !gpulint_known(disk) || bytes <= room)
		return;
	finding = gpulint_report(pass, model,
	    "the files of %s are %s; %s are free", gpulint_text(model),
	    gpulint_size(pass, bytes), gpulint_size(pass, room));
	gpulint_related(finding, disk, "%s", gpulint_size(pass, room));
	gpulint_help(finding,
	    "point HF_HOME at a disk with more than %s free, or take a "
	    "quantised version of the model",
	    gpulint_size(pass, bytes));
}

const struct gpulint_check model_cache_too_large = {
	.id = "model-cache-too-large",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
