/* wsl-memory-limit: WSL 2 gives Linux half of the Windows host's RAM. */

#include "cpu_server.h"
#include "merge.h"
#include "os.h"

#include <string.h>

/* The setting that makes the job use so much RAM. */
static const struct gpulint_fact *
culprit(struct gpulint_pass *pass)
{
	static const char *const facts[] = { "train.offload.params",
		"train.offload.optimizer", "train.offload.activations",
		"serve.gpu_layers" };

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		const struct gpulint_fact *fact = gpulint_fact(pass, facts[i]);

		if (gpulint_node_of(fact) != NULL && !gpulint_is(fact, "none"))
			return fact;
	}
	return gpulint_fact(pass, "model.id");
}

/* Servers stream or map their weights. */
static bool
loads_a_copy(struct gpulint_pass *pass)
{
	return strcmp(gpulint_kind(pass), "train") == 0 ||
	       gpulint_is(gpulint_fact(pass, "serve.engine"), "transformers");
}

/* Layers that llama.cpp leaves on the CPU: their weights are mapped, and read
 * again at each token; of a mixture of experts only some are. */
static double
left_on_cpu(struct gpulint_pass *pass)
{
	double layers = gpulint_number(gpulint_fact(pass, "model.layers"));
	const struct gpulint_fact *on_gpu =
	    gpulint_fact(pass, "serve.gpu_layers");

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "llama.cpp") ||
	    gpulint_node_of(on_gpu) == NULL || layers < 1 ||
	    gpulint_known(gpulint_fact(pass, "model.experts")) ||
	    gpulint_number(on_gpu) < 0 || gpulint_number(on_gpu) >= layers)
		return 0;
	return gpulint_figure(pass, "weights_total") *
	       (1 - gpulint_number(on_gpu) / layers);
}

static void
judge_mapped(struct gpulint_pass *pass, double mapped, double share)
{
	struct gpulint_finding *finding =
	    gpulint_report(pass, gpulint_fact(pass, "serve.gpu_layers"),
		"%s of weights stay on the CPU; WSL 2 gives Linux %s, half of "
		"the host's RAM, and reads them from disk at each token",
		gpulint_size(pass, mapped), gpulint_size(pass, share));

	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "take a smaller model, or set memory= under [wsl2] in "
	    "%%UserProfile%%\\.wslconfig");
}

/* Swap on the Windows drive is a quarter of the host's RAM by default, which is
 * half as much as the share (wsl-config.md); weights that are mapped while they
 * load need no RAM of their own. */
static void
weigh(struct gpulint_finding *finding, double low, double built, double share)
{
	if (low <= share)
		gpulint_lower(finding,
		    built > share ? GPULINT_WARNING : GPULINT_NOTE);
	else if (low <= share * 1.5)
		gpulint_lower(finding, GPULINT_WARNING);
}

static bool
judge_cpu(struct gpulint_pass *pass, double share)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	struct cpu_server server;
	struct gpulint_finding *finding;

	if (!cpu_server_read(pass, &server) || gpulint_node_of(model) == NULL ||
	    gpulint_known(gpulint_fact(pass, "host.memory_limit")) ||
	    server.weights + server.cache <= share)
		return false;
	finding = gpulint_report(pass, model,
	    "%s without a GPU holds %s in RAM; WSL 2 gives Linux %s, half of "
	    "the host's",
	    server.engine, gpulint_size(pass, server.weights + server.cache),
	    gpulint_size(pass, share));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "take a smaller model, or set memory= under [wsl2] in "
	    "%%UserProfile%%\\.wslconfig");
	return true;
}

/* Of what is mapped and then changed nothing can be dropped. */
static void
judge_merge(struct gpulint_pass *pass, double share)
{
	double bytes = merge_bytes(pass);
	struct gpulint_finding *finding;

	if (bytes <= share)
		return;
	finding = gpulint_report(pass, gpulint_fact(pass, "model.id"),
	    "merging holds %s of weights in RAM; WSL 2 gives Linux %s, half "
	    "of the host's",
	    gpulint_size(pass, bytes), gpulint_size(pass, share));
	gpulint_lower(finding,
	    bytes > share * 1.5 ? GPULINT_WARNING : GPULINT_NOTE);
	gpulint_help(finding,
	    "set export_device to auto, or memory= under [wsl2] in "
	    "%%UserProfile%%\\.wslconfig");
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *ram = gpulint_fact(pass, "target.ram");
	double host = gpulint_number(ram), share = host / 2;
	double need = gpulint_figure(pass, "host_ram_bytes");
	double low = gpulint_figure(pass, "host_ram_low");
	double mapped = left_on_cpu(pass);
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "target.os"), "wsl2") ||
	    !gpulint_known(ram))
		return;
	judge_merge(pass, share);
	if (judge_cpu(pass, share) || need <= share)
		return;
	if (low <= share && mapped > share)
		judge_mapped(pass, mapped, share);
	if (low <= share && !loads_a_copy(pass))
		return;
	finding = gpulint_report(pass, culprit(pass),
	    "%s %s of RAM; WSL 2 gives Linux %s, half of the host's %s",
	    low <= share ? "may take" : "needs", gpulint_size(pass, need),
	    gpulint_size(pass, share), gpulint_size(pass, host));
	weigh(finding, low, gpulint_figure(pass, "host_ram_built"), share);
	if (need <= host * 0.9)
		gpulint_help(finding,
		    "set memory=%s under [wsl2] in %%UserProfile%%\\.wslconfig "
		    "and run wsl --shutdown",
		    gpulint_format(pass, "%.0fGB", host * 0.9 / 1073741824));
	else
		gpulint_help(finding,
		    "the host itself has too little RAM: offload less, or use "
		    "a smaller model");
	gpulint_related(finding, ram, "%s in the Windows host",
	    gpulint_size(pass, host));
}

const struct gpulint_check wsl_memory_limit = {
	.id = "wsl-memory-limit",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
