/* nccl-not-there: a back end that torch does not have here. */

#include "conflict.h"
#include "os.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	DEPTH_LIMIT = 6,
	PAIRS_LIMIT = 4096 /* looked at; aliases may repeat them without end */
};

/* Who has no NCCL, and what takes its place. */
struct lack {
	const char *who, *instead;
};

/* What a file says that it trains on: torch's devices. */
static const char *
device_of(struct gpulint_pass *pass)
{
	static const char *const keys[] = { "device", "accelerator",
		"trainer.accelerator", "trainer.device", "train.device",
		"training.device", "device_type", "resources.accelerators" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *device =
		    gpulint_scalar(gpulint_path(gpulint_root(pass), keys[i]));

		if (*device != '\0')
			return device;
	}
	return "";
}

/* Of devices by torch's name for them (huggingface/accelerate
 * src/accelerate/state.py, pytorch/pytorch docs/source/distributed.md). */
static struct lack
lack_of_device(const char *device)
{
	static const struct {
		const char *device;
		struct lack lack;
	} lacks[] = {
		{ "npu", { "an NPU has no NCCL", "hccl" } },
		{ "hpu", { "Gaudi has no NCCL", "hccl" } },
		{ "xpu", { "Intel's GPUs have no NCCL", "xccl" } },
		{ "mps", { "Metal has no NCCL", "gloo" } },
		{ "cpu", { "CPUs have no NCCL", "gloo" } },
		{ "xla", { "TPUs have no NCCL", "xla" } },
		{ "tpu", { "TPUs have no NCCL", "xla" } },
	};

	for (size_t i = 0; i < sizeof(lacks) / sizeof(*lacks); i++)
		if (strncmp(device, lacks[i].device, 3) == 0)
			return lacks[i].lack;
	return (struct lack){ NULL, NULL };
}

/* A container is Linux. */
static bool
is_of_system(struct gpulint_pass *pass)
{
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");

	return !gpulint_known(gpulint_fact(pass, "env.image")) &&
	       (gpulint_is(os, "windows") || gpulint_is(os, "macos"));
}

/* torch's name of the device that an image is made for. */
static const char *
device_of_image(const char *image)
{
	static const struct {
		const char *word, *device;
	} words[] = {
		{ "ascend", "npu" },
		{ "/cann:", "npu" },
		{ "-npu", "npu" },
		{ "910b", "npu" },
		{ "habana", "hpu" },
		{ "gaudi", "hpu" },
		{ "-xpu", "xpu" },
		{ "intel/", "xpu" },
		{ "torch_xla", "xla" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(image, words[i].word) != NULL)
			return words[i].device;
	return "";
}

/* The same of the resources that a pod asks for. */
static const char *
device_of_pod(struct gpulint_pass *pass)
{
	static const struct {
		const char *resource, *device;
	} resources[] = {
		{ "habana.ai/gaudi", "hpu" },
		{ "huawei.com/Ascend", "npu" },
		{ "gpu.intel.com/", "xpu" },
		{ "google.com/tpu", "xla" },
	};
	const struct gpulint_node *limits =
	    gpulint_path(gpulint_root(pass), "resources.limits");

	for (size_t i = 0; i < gpulint_length(limits); i++) {
		const char *name = gpulint_scalar(gpulint_key(limits, i));

		for (size_t k = 0; k < sizeof(resources) / sizeof(*resources);
		     k++)
			if (strncmp(name, resources[k].resource,
				strlen(resources[k].resource)) == 0)
				return resources[k].device;
	}
	return "";
}

static struct lack
lack_of_container(struct gpulint_pass *pass)
{
	const char *device = device_of_pod(pass);

	if (*device == '\0')
		device = device_of_image(
		    gpulint_text(gpulint_fact(pass, "env.image")));
	return lack_of_device(*device != '\0' ? device : device_of(pass));
}

static struct lack
lack_of(struct gpulint_pass *pass)
{
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));
	const char *vendor = gpulint_catalog(pass, "gpus", gpu, "vendor");

	if (is_of_system(pass) && gpulint_is(os, "windows"))
		return (struct lack){ "torch has no NCCL on Windows", "gloo" };
	if (is_of_system(pass))
		return (struct lack){ "torch has no NCCL on macOS", "gloo" };
	if (strncmp(gpu, "Gaudi", 5) == 0)
		return lack_of_device("hpu");
	if (strcmp(vendor, "intel") == 0)
		return lack_of_device("xpu");
	if (strcmp(vendor, "apple") == 0)
		return lack_of_device("mps");
	if (strcmp(vendor, "huawei") == 0)
		return lack_of_device("npu");
	return lack_of_container(pass);
}

/* Sections that codes carry along for whoever launches several processes
 * (open-mmlab/mmcv mmcv/runner/dist_utils.py, jik876/hifi-gan train.py); two
 * GPUs say that somebody does (XPixelGroup/BasicSR docs/Config.md, num_gpu). */
static bool
is_carried_along(struct gpulint_pass *pass, const char *section)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const char *launcher = gpulint_scalar(gpulint_get(root, "launcher"));
	const char *own = gpulint_scalar(gpulint_get(root, "num_gpu"));

	return strtol(own, NULL, 10) < 2 &&
	       (strcmp(section, "dist_params") == 0 ||
		   strcmp(section, "dist_cfg") == 0 ||
		   strcmp(section, "dist_config") == 0) &&
	       (*launcher == '\0' || strcmp(launcher, "none") == 0) &&
	       gpulint_number(gpulint_fact(pass, "target.gpus")) < 2;
}

static void
report(struct gpulint_pass *pass, const struct gpulint_node *value,
    const char *section, struct lack lack)
{
	struct gpulint_finding *finding =
	    gpulint_report_at(pass, value, "%s", lack.who);

	if (is_carried_along(pass, section))
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding, "use %s", lack.instead);
	gpulint_replace(gpulint_fix(finding, false, "use %s", lack.instead),
	    value, lack.instead);
}

static bool
names_backend(const char *key)
{
	size_t length = strlen(key);

	return length >= 7 && strcasecmp(key + length - 7, "backend") == 0;
}

/* Each key that ends in backend and says nccl, whatever its section. */
static void
search(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    const char *section, struct lack lack, unsigned depth, unsigned *left)
{
	for (size_t i = 0; i < gpulint_length(mapping) && *left > 0; i++) {
		const char *key = gpulint_scalar(gpulint_key(mapping, i));
		const struct gpulint_node *value = gpulint_value(mapping, i);

		--*left;
		if (gpulint_is_mapping(value) && depth > 1)
			search(pass, value, key, lack, depth - 1, left);
		else if (names_backend(key) && gpulint_is_scalar(value) &&
			 strcasecmp(gpulint_scalar(value), "nccl") == 0)
			report(pass, value, section, lack);
	}
}

/* A flag of a script that names the back end: --dist-backend nccl. */
static bool
is_backend_flag(const char *word)
{
	size_t length = strcspn(word, "=");

	return strncmp(word, "--", 2) == 0 && length >= 9 &&
	       strncmp(word + length - 7, "backend", 7) == 0;
}

/* What starts processes that join a group of torch's. */
static bool
is_launcher(const char *word, const char *before)
{
	return strcmp(word, "torchrun") == 0 ||
	       (strcmp(before, "-m") == 0 &&
		   (strcmp(word, "torch.distributed.run") == 0 ||
		       strcmp(word, "torch.distributed.launch") == 0)) ||
	       (strcmp(before, "deepspeed") == 0 &&
		   (strstr(word, ".py") != NULL ||
		       strncmp(word, "--num_", 6) == 0));
}

/* accelerate, with it the Trainer, forms no group where CUDA is not there
 * (huggingface/accelerate src/accelerate/state.py, _prepare_backend). */
static bool
finds_no_gpu(struct gpulint_pass *pass)
{
	return gpulint_is(gpulint_fact(pass, "target.os"), "macos") &&
	       gpulint_known(gpulint_fact(pass, "framework.name"));
}

/* Commands: the back end that a script is told, or else the one that scripts
 * take by themselves (pytorch/pytorch docs/source/distributed.md, "use the NCCL
 * backend for distributed GPU training"). */
static void
judge_command(struct gpulint_pass *pass, struct lack lack)
{
	struct words words = words_of(pass);
	const struct gpulint_node *launch = NULL;
	const char *before = "", *launcher = "";
	struct gpulint_finding *finding;

	while (words_next(&words)) {
		const char *word = words.word;

		if (is_launcher(word, before)) {
			launch = words.node;
			launcher = word;
		} else if (strcasestr(word, "gloo") != NULL ||
			   strcasecmp(word, "--cpu") == 0) {
			return;
		} else if ((is_backend_flag(before) &&
			       strcasecmp(word, "nccl") == 0) ||
			   (is_backend_flag(word) &&
			       strcasestr(word, "=nccl") != NULL)) {
			finding = gpulint_report_word(pass, words.node, word,
			    "%s", lack.who);
			gpulint_help(finding, "use %s", lack.instead);
			return;
		}
		before = word;
	}
	if (launch == NULL || !is_of_system(pass) || finds_no_gpu(pass))
		return;
	finding = gpulint_report_word(pass, launch, launcher,
	    "the processes that %s starts speak through NCCL unless their "
	    "script says otherwise, and %s",
	    launcher, lack.who);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "have the script take gloo, or start it without %s", launcher);
}

/* DIST_BACKEND=nccl in a list of variables, or {name: ..., value: nccl}. */
static void
search_variables(struct gpulint_pass *pass, struct lack lack)
{
	static const char *const lists[] = { "environment", "env" };

	for (size_t l = 0; l < sizeof(lists) / sizeof(*lists); l++) {
		const struct gpulint_node *list =
		    gpulint_get(gpulint_root(pass), lists[l]);

		for (size_t i = 0;
		     gpulint_is_sequence(list) && i < gpulint_length(list);
		     i++) {
			const struct gpulint_node *item = gpulint_at(list, i);
			const struct gpulint_node *value =
			    gpulint_get(item, "value");
			const char *text = gpulint_scalar(item);
			size_t name = strcspn(text, "=");

			if (gpulint_is_scalar(item) && text[name] == '=' &&
			    names_backend(gpulint_format(pass, "%.*s",
				(int)name, text)) &&
			    strcasecmp(text + name + 1, "nccl") == 0)
				gpulint_help(gpulint_report_at(pass, item, "%s",
						 lack.who),
				    "use %s", lack.instead);
			else if (names_backend(gpulint_scalar(
				     gpulint_get(item, "name"))) &&
				 strcasecmp(gpulint_scalar(value), "nccl") == 0)
				report(pass, value, "", lack);
		}
	}
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	struct lack lack = lack_of(pass);
	unsigned left = PAIRS_LIMIT;

	conflicts_report(pass, "nccl-not-there");
	if (lack.who == NULL || !gpulint_is_mapping(root))
		return;
	search(pass, root, "", lack, DEPTH_LIMIT, &left);
	judge_command(pass, lack);
	search_variables(pass, lack);
}

const struct gpulint_check nccl_not_there = {
	.id = "nccl-not-there",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
