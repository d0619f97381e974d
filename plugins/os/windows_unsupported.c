/* windows-unsupported: what has no native Windows build. */

#include "cluster.h"
#include "conflict.h"
#include "os.h"
#include "pins.h"

#include <string.h>

struct refusal {
	const char *fact, *value; /* value may end in * */
	const char *lib; /* env.lib of this name counts, where its version is */
	const char *since; /* first version that does run; NULL: none */
	const char *what, *instead;
	enum gpulint_severity severity;
};

static const struct refusal refusals[] = {
	{ "serve.engine", "vllm", NULL, NULL, "vLLM has no Windows build",
	    "run it under WSL 2 or in a Linux container", GPULINT_ERROR },
	{ "serve.engine", "sglang", NULL, NULL, "SGLang has no Windows build",
	    "run it under WSL 2 or in a Linux container", GPULINT_ERROR },
	{ "serve.engine", "tgi", NULL, NULL, "TGI has no Windows build",
	    "run it under WSL 2 or in a Linux container", GPULINT_ERROR },
	{ "quant.method", "bnb-*", "env.lib.bitsandbytes", "0.43.0",
	    "bitsandbytes before 0.43.0 has no Windows wheel",
	    "require bitsandbytes>=0.43.0", GPULINT_ERROR },
	{ "train.optimizer", "*8bit", "env.lib.bitsandbytes", "0.43.0",
	    "bitsandbytes before 0.43.0 has no Windows wheel",
	    "require bitsandbytes>=0.43.0", GPULINT_ERROR },
	{ "train.attention", "flash2", NULL, NULL,
	    "flash-attn publishes no Windows wheels",
	    "use sdpa attention, or WSL 2", GPULINT_WARNING },
	{ "train.compile", "yes", NULL, NULL,
	    "torch.compile needs triton, which publishes no Windows wheels",
	    "turn compilation off, or use WSL 2", GPULINT_WARNING },
	{ "parallel.sharding", "zero*", NULL, NULL,
	    "several GPUs need NCCL, which Windows does not have",
	    "use WSL 2, or one GPU", GPULINT_WARNING },
	{ "parallel.sharding", "ddp", NULL, NULL,
	    "several GPUs need NCCL, which Windows does not have",
	    "set ddp_backend to gloo, use WSL 2, or one GPU", GPULINT_WARNING },
	{ "parallel.sharding", "fsdp*", NULL, NULL,
	    "several GPUs need NCCL, which Windows does not have",
	    "use WSL 2, or one GPU", GPULINT_WARNING },
};

static bool
matches(struct gpulint_pass *pass, const struct refusal *refusal)
{
	const struct gpulint_fact *fact = gpulint_fact(pass, refusal->fact);
	const char *text = gpulint_text(fact), *value = refusal->value;
	size_t length = strlen(value);

	if (!gpulint_known(fact))
		return false;
	if (strcmp(value, "yes") == 0)
		return gpulint_number(fact) != 0;
	if (value[0] == '*')
		return strlen(text) >= length - 1 &&
		       strcmp(text + strlen(text) - (length - 1), value + 1) ==
			   0;
	if (value[length - 1] == '*')
		return strncmp(text, value, length - 1) == 0;
	return strcmp(text, value) == 0;
}

/* A row of the table stands on their key, however many GPUs there are. */
static bool
has_row_for_deepspeed(struct gpulint_pass *pass)
{
	static const char dialects[] = "hf_trl|llamafactory|axolotl|ms_swift";

	return is_one_of(gpulint_dialect(pass), dialects,
		   sizeof(dialects) - 1) &&
	       gpulint_get(gpulint_root(pass), "deepspeed") != NULL;
}

/* Under NCCL's rows one GPU is no trouble. */
static bool
is_harmless(struct gpulint_pass *pass, const struct refusal *refusal)
{
	const struct gpulint_node *backend =
	    gpulint_get(gpulint_root(pass), "ddp_backend");
	const struct gpulint_fact *lib;

	/* os/nccl-not-there speaks of these */
	if (strcmp(refusal->value, "ddp") == 0 &&
	    (backend != NULL ||
		gpulint_path(gpulint_root(pass),
		    "trainer.strategy.init_args.process_group_backend") !=
		    NULL ||
		strcmp(gpulint_dialect(pass), "accelerate") == 0))
		return true;
	if (strncmp(refusal->value, "zero", 4) == 0 &&
	    has_row_for_deepspeed(pass))
		return true;
	if (strcmp(refusal->fact, "parallel.sharding") == 0)
		return gpulint_number(gpulint_fact(pass, "parallel.gpus")) < 2;
	if (refusal->lib == NULL)
		return false;
	lib = gpulint_fact(pass, refusal->lib);
	return *gpulint_text(lib) == '\0' ||
	       gpulint_version_compare(gpulint_text(lib), refusal->since) >= 0;
}

/* Packages that PyPI has for Linux alone, by the extra that asks for them:
 * jax-ml/jax docs/installation.md; tensorflow/tensorflow issue 59905;
 * vllm-project/vllm setup.py; the wheels of NVIDIA's NCCL and of Triton in
 * kserve/kserve uv.lock. */
static const struct {
	const char *name, *extra; /* extra "": whatever it is */
	const char *what, *instead;
} linux_wheels[] = {
	{ "jax", "[cuda", "jax has no CUDA for Windows",
	    "use WSL 2, or jax for the CPU" },
	{ "tensorflow", "[and-cuda]", "tensorflow has no CUDA for Windows",
	    "use WSL 2, or tensorflow 2.10 with CUDA of conda" },
	{ "vllm", "", "vLLM does not install on Windows",
	    "use WSL 2 or a Linux container" },
	{ "nvidia-nccl-cu12", "", "NCCL has no Windows wheel", "leave it out" },
	{ "triton", "", "triton has no Windows wheel",
	    "install triton-windows, of the release for this torch" },
};

static void
judge_bitsandbytes(struct gpulint_pass *pass, const struct environment *e)
{
	const struct pin *pin = environment_pin(e, "bitsandbytes");
	struct gpulint_finding *finding;

	if (pin == NULL ||
	    gpulint_known(gpulint_fact(pass, "env.lib.bitsandbytes")) ||
	    gpulint_version_compare(pin->version, "0.43.0") >= 0)
		return;
	finding = gpulint_report_word(pass, pin->node, pin->word,
	    "bitsandbytes %s has no Windows wheel", pin->version);
	gpulint_help(finding, "require bitsandbytes>=0.43.0");
	pin_replace(pass,
	    gpulint_fix(finding, false, "install bitsandbytes 0.43.0"), pin,
	    "0.43.0");
}

/* What a script installs; conda's files state it as a fact. */
static void
judge_install(struct gpulint_pass *pass, const struct environment *e)
{
	if (e->is_conda)
		return;
	judge_bitsandbytes(pass, e);
	for (size_t i = 0; is_pipeline(pass) &&
			   i < sizeof(linux_wheels) / sizeof(*linux_wheels);
	     i++) {
		const struct pin *pin =
		    environment_package(e, linux_wheels[i].name);
		struct gpulint_finding *finding;

		if (pin == NULL || e->has_index ||
		    strstr(pin->word, linux_wheels[i].extra) == NULL ||
		    strchr(pin->word, ';') != NULL)
			continue;
		finding = gpulint_report_word(pass, pin->node, pin->word, "%s",
		    linux_wheels[i].what);
		gpulint_help(finding, "%s", linux_wheels[i].instead);
	}
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");

	/* A container on Windows is Linux, in Docker's own WSL 2. */
	if (!gpulint_is(os, "windows") ||
	    gpulint_known(gpulint_fact(pass, "env.image")) ||
	    runs_on_cluster(pass) || runs_in_wsl(pass))
		return;
	conflicts_report(pass, "windows-unsupported");
	conda_report(pass, true);
	environments_each(pass, judge_install);
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *refusal = &refusals[i];
		const struct gpulint_fact *where =
		    gpulint_fact(pass, refusal->fact);
		struct gpulint_finding *finding;

		if (!matches(pass, refusal) || is_harmless(pass, refusal))
			continue;
		finding = gpulint_report(pass, where, "%s", refusal->what);
		gpulint_lower(finding, refusal->severity);
		gpulint_help(finding, "%s", refusal->instead);
		if (strcmp(refusal->fact, "train.attention") == 0)
			gpulint_set(gpulint_fix(finding, false, "use sdpa"),
			    refusal->fact, "sdpa");
	}
}

const struct gpulint_check windows_unsupported = {
	.id = "windows-unsupported",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
