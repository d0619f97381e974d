/* ram-too-small: loading, offload and processes need more RAM than there is. */

#include "cluster.h"
#include "cpu_server.h"
#include "gpu_image.h"
#include "host.h"
#include "merge.h"

#include <math.h>
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

/* A server on the CPU: its weights are read for each token. */
static void
judge_cpu(struct gpulint_pass *pass, const struct cpu_server *server)
{
	const struct gpulint_fact *ram = ram_of(pass);
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	double have = gpulint_number(ram);
	double need = server->weights + server->cache;
	struct gpulint_finding *finding;

	if (!gpulint_known(ram) || need <= have ||
	    (gpulint_node_of(model) == NULL && !is_limit(pass, ram)))
		return;
	finding = gpulint_report(pass, is_limit(pass, ram) ? ram : model,
	    "%s without a GPU holds %s of weights%s in RAM; there are %s",
	    server->engine, gpulint_size(pass, server->weights),
	    server->cache > 0 ? gpulint_format(pass, " and %s of cache",
				    gpulint_size(pass, server->cache))
			      : "",
	    gpulint_size(pass, have));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, ram, "%s", gpulint_size(pass, have));
	gpulint_help(finding,
	    "take a smaller model or context, or give it %s or more, or a GPU",
	    gpulint_size(pass, 1.1 * need));
	offer(pass, finding, ram, 1.1 * need);
}

/* Servers in Python, a process for each GPU. */
static bool
serves_in_python(struct gpulint_pass *pass)
{
	static const char *const engines[] = { "vllm", "sglang", "tgi",
		"aphrodite", "lmdeploy" };
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	for (size_t i = 0; i < sizeof(engines) / sizeof(*engines); i++)
		if (gpulint_is(engine, engines[i]))
			return true;
	return false;
}

/* Weights that are mapped need none of it; what each process holds of its
 * libraries does, and is more as a rule than at the least. */
static void
judge_processes(struct gpulint_pass *pass, const struct gpulint_fact *ram)
{
	double need = gpulint_figure(pass, "host_ram_resident");
	struct gpulint_finding *finding;

	if (!serves_in_python(pass) || need <= gpulint_number(ram))
		return;
	finding = gpulint_report(pass, place_of(pass, ram),
	    "the server's processes, one a GPU, hold some %s of RAM; there are "
	    "%s",
	    gpulint_size(pass, need), gpulint_size(pass, gpulint_number(ram)));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "parallel.tensor"),
	    "the processes");
	gpulint_help(finding,
	    "give it %s or more, and room for the pages of "
	    "the weights",
	    gpulint_size(pass, 1.5 * need));
	offer(pass, finding, ram, 1.5 * need);
}

/* Of a model that nobody knows: what the libraries of each process take at the
 * least is known all the same. */
static void
judge_libraries(struct gpulint_pass *pass, const struct gpulint_fact *ram)
{
	double gpus = gpulint_number(gpulint_fact(pass, "target.gpus"));
	double tensor = gpulint_number(gpulint_fact(pass, "parallel.tensor"));
	double need = 2 * 1073741824.0, ranks = fmax(1, fmin(tensor, gpus));
	struct gpulint_finding *finding;

	if (!is_limit(pass, ram) || !serves_in_python(pass) ||
	    is_without_gpu(pass) || !(ranks < 1024) ||
	    ranks * need <= gpulint_number(ram))
		return;
	finding = gpulint_report(pass, ram,
	    "the server's processes, one a GPU, hold %s of RAM at the least; "
	    "there are %s",
	    gpulint_size(pass, ranks * need),
	    gpulint_size(pass, gpulint_number(ram)));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "give it %s or more",
	    gpulint_size(pass, 2 * ranks * need));
	offer(pass, finding, ram, 2 * ranks * need);
}

/* Of what is mapped and then changed nothing can be dropped. */
static void
judge_merge(struct gpulint_pass *pass)
{
	const struct gpulint_fact *ram = ram_of(pass);
	double have = gpulint_number(ram), bytes = merge_bytes(pass);
	struct gpulint_finding *finding;

	if (!gpulint_known(ram) || bytes <= have)
		return;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "merging holds %s of weights in RAM; there are %s",
	    gpulint_size(pass, bytes), gpulint_size(pass, have));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, ram, "%s", gpulint_size(pass, have));
	gpulint_help(finding,
	    "set export_device to auto, which takes the GPU too, or give it "
	    "%s or more",
	    gpulint_size(pass, 1.1 * bytes));
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
	struct cpu_server server;

	judge_merge(pass);
	if (cpu_server_read(pass, &server)) {
		judge_cpu(pass, &server);
		return;
	}
	if (gpulint_is(gpulint_fact(pass, "serve.engine"), "ollama"))
		return;
	if (gpulint_known(ram) && expected <= 0)
		judge_libraries(pass, ram);
	/* what is certain is so whatever the batch, which nobody may say */
	if (!gpulint_known(ram) || expected <= have ||
	    (!gpulint_estimated(pass) && low <= have))
		return;
	if (low <= have && !loads_a_copy(pass)) {
		judge_processes(pass, ram);
		return;
	}
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
