/* pinned-memory-under-wsl: large page-locked buffers, which WSL limits. */

#include "conflict.h"
#include "os.h"

#include <stdlib.h>
#include <string.h>

enum {
	DEPTH_LIMIT = 5,
	PAIRS_LIMIT = 4096 /* looked at; aliases may repeat them without end */
};

/* Where loaders hand out pictures and sounds; batches of tokens are small. */
static bool
is_dense_data(struct gpulint_pass *pass)
{
	static const char *const dialects[] = { "training_code", "hydra",
		"lightning_cli" };

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (strcmp(gpulint_dialect(pass), dialects[i]) == 0)
			return true;
	return false;
}

/* AReaL's files, of no dialect of their own, name the tokenizer at the top. */
static bool
is_text(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);

	for (size_t i = 0; i < gpulint_length(root) && i < PAIRS_LIMIT; i++)
		if (strncmp(gpulint_scalar(gpulint_key(root, i)), "tokenizer",
			9) == 0)
			return true;
	return false;
}

/* Loaders that the same section says it has; one where it does not. */
static long
workers_beside(const struct gpulint_node *mapping)
{
	static const char *const keys[] = { "num_workers", "workers",
		"num_worker_per_gpu", "workers_per_gpu", "n_workers" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct gpulint_node *node = gpulint_get(mapping, keys[i]);

		if (gpulint_is_scalar(node))
			return strtol(gpulint_scalar(node), NULL, 10);
	}
	return 1;
}

static void
report(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    const struct gpulint_node *value)
{
	struct gpulint_finding *finding = gpulint_report_at(pass, value,
	    "loaders fill page-locked buffers, of which WSL 2 gives little "
	    "(WSL, issue 8447)");

	if (workers_beside(mapping) < 1 || is_text(pass))
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding, "set it to false, or give WSL more memory");
	gpulint_write(gpulint_fix(finding, true, "do not pin"), value, "false");
}

static void
search(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    unsigned depth, unsigned *left)
{
	for (size_t i = 0; i < gpulint_length(mapping) && *left > 0; i++) {
		const char *key = gpulint_scalar(gpulint_key(mapping, i));
		const struct gpulint_node *value = gpulint_value(mapping, i);

		--*left;
		if (gpulint_is_mapping(value) && depth > 1)
			search(pass, value, depth - 1, left);
		else if ((strcmp(key, "pin_memory") == 0 ||
			     strcmp(key, "pin_mem") == 0) &&
			 gpulint_truth(pass, value))
			report(pass, mapping, value);
	}
}

/*
 * Where vLLM's second model runner is the default, which keeps what it tells
 * the GPU of each request in page-locked memory.  vLLM takes none under WSL 2
 * and stops then (vllm-project/vllm vllm/config/vllm.py, use_v2_model_runner;
 * issues 43381, 47387; release notes of 0.22 to 0.25; pull 56908, which lets
 * it do without).
 */
static const struct {
	const char *from, *before; /* releases */
	const char *families;
	bool is_for_packed; /* quantised weights too */
} second_runner[] = {
	{ "0.22", "0.24", "qwen3", false },
	{ "0.23", "0.24", "llama|mistral", false },
	{ "0.24", "0.25", "llama|mistral|qwen3", true },
	{ "0.25", "0.29",
	    "llama|mistral|qwen2|qwen3|gemma2|gemma3|phi3|granite|olmo2",
	    true },
};

static bool
has_second_runner(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));
	const char *family = gpulint_text(gpulint_fact(pass, "model.family"));
	bool is_packed = gpulint_number(gpulint_fact(pass, "quant.bits")) > 0;

	if (*version == '\0' || *family == '\0')
		return false;
	for (size_t i = 0; i < sizeof(second_runner) / sizeof(*second_runner);
	     i++)
		if (gpulint_version_compare(version, second_runner[i].from) >=
			0 &&
		    gpulint_version_compare(version, second_runner[i].before) <
			0 &&
		    is_one_of(family, second_runner[i].families,
			strlen(second_runner[i].families)) &&
		    (second_runner[i].is_for_packed || !is_packed))
			return true;
	return false;
}

/* On Windows a container is under WSL 2. */
static bool
is_under_wsl(struct gpulint_pass *pass)
{
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");

	return gpulint_is(os, "wsl2") ||
	       (gpulint_is(os, "windows") &&
		   gpulint_known(gpulint_fact(pass, "env.image")));
}

static void
judge_vllm(struct gpulint_pass *pass)
{
	struct setting first, second;
	struct gpulint_finding *finding;

	if (!is_under_wsl(pass) || !has_second_runner(pass) ||
	    !conditions_hold(pass,
		"@serve.engine=vllm @framework.version "
		"!$VLLM_WSL2_ENABLE_PIN_MEMORY=1 "
		"!$VLLM_USE_V2_MODEL_RUNNER=0 !$enable-lora !$runner=pooling "
		"!$task=embed|embedding|classify|score|reward",
		&first, &second))
		return;
	finding = setting_report(pass, &first,
	    gpulint_format(pass,
		"vLLM %s keeps this model's requests in page-locked memory, "
		"and takes none under WSL 2: it stops",
		gpulint_text(gpulint_fact(pass, "framework.version"))));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "set VLLM_WSL2_ENABLE_PIN_MEMORY to 1, or "
			      "VLLM_USE_V2_MODEL_RUNNER to 0");
}

/*
 * The input of each block waits in page-locked memory: what copies it there
 * without waiting allocates it so (pytorch aten/src/ATen/native/
 * TensorConversions.cpp, pin_out), and TRL's and torchtune's own offloading
 * asks for it.  0.75 to 1 GiB of it was measured under WSL 2
 * (FlashML-org/FreeToken#233), 1 to 2 GB in unslothai/unsloth-zoo#1257.
 */
static const double page_locked_least = 0.75 * 1073741824.0;

static void
judge_activations(struct gpulint_pass *pass)
{
	static const char *const factors[] = { "model.layers", "model.hidden",
		"train.micro_batch", "train.seq_len" };
	const struct gpulint_fact *offload =
	    gpulint_fact(pass, "train.offload.activations");
	double bytes = 2;
	struct gpulint_finding *finding;

	for (size_t i = 0; i < sizeof(factors) / sizeof(*factors); i++)
		bytes *= gpulint_number(gpulint_fact(pass, factors[i]));
	if (!gpulint_is(offload, "cpu") || gpulint_node_of(offload) == NULL ||
	    bytes <= 0)
		return;
	finding = gpulint_report(pass, offload,
	    "%s of activations are offloaded to page-locked memory, of which "
	    "WSL 2 gives little",
	    gpulint_size(pass, bytes));
	if (bytes < page_locked_least)
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding,
	    "checkpoint them without offloading, or take fewer tokens");
}

/* Where trainers name the file of DeepSpeed. */
static const char *const named_files[] = { "deepspeed",
	"deepspeed_config.deepspeed_config_file" };

/* The first of a file's two kinds of offload that is pinned. */
static const struct gpulint_node *
pinned_in(struct gpulint_pass *pass, const struct gpulint_node *file)
{
	static const char *const kinds[] = { "offload_optimizer",
		"offload_param" };
	const struct gpulint_node *zero =
	    gpulint_get(file, "zero_optimization");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const struct gpulint_node *kind = gpulint_get(zero, kinds[i]);
		const struct gpulint_node *pin =
		    gpulint_get(kind, "pin_memory");
		const char *device =
		    gpulint_scalar(gpulint_get(kind, "device"));

		if (gpulint_truth(pass, pin) &&
		    is_one_of(device, "cpu|nvme", 8))
			return pin;
	}
	return NULL;
}

/* A mapping in the place of the name has rows of the table. */
static void
judge_named_file(struct gpulint_pass *pass, const char *path)
{
	const struct gpulint_node *name =
	    gpulint_path(gpulint_root(pass), path);
	const struct gpulint_node *pinned =
	    gpulint_is_scalar(name)
		? pinned_in(pass, gpulint_linked(pass, path))
		: NULL;
	struct gpulint_finding *finding;

	if (pinned == NULL)
		return;
	finding = gpulint_report_at(pass, name,
	    "%s offloads to page-locked memory, of which WSL 2 gives little "
	    "(DeepSpeed, issue 2977)",
	    gpulint_scalar(name));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "set pin_memory to false there");
	gpulint_related_at(finding, pinned, "page-locked");
}

static void
run(struct gpulint_pass *pass)
{
	bool is_wsl = gpulint_is(gpulint_fact(pass, "target.os"), "wsl2");
	unsigned left = PAIRS_LIMIT;

	conflicts_report(pass, "pinned-memory-under-wsl");
	judge_vllm(pass);
	if (!is_wsl)
		return;
	judge_activations(pass);
	for (size_t i = 0; i < sizeof(named_files) / sizeof(*named_files); i++)
		judge_named_file(pass, named_files[i]);
	if (is_dense_data(pass))
		search(pass, gpulint_root(pass), DEPTH_LIMIT, &left);
}

const struct gpulint_check pinned_memory_under_wsl = {
	.id = "pinned-memory-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
