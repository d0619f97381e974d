/* device-reservation: Docker refuses such a reservation. */

#include "host.h"
#include "words.h"

#include <string.h>

/* Docker looks for a driver that has all of the capabilities (moby/moby
 * daemon/devices_nvidia_linux.go, daemon/devices.go). */
static void
judge_driver(struct gpulint_pass *pass, const struct gpulint_node *device)
{
	static const char *const drivers[] = { "", "nvidia", "nvidia.cdi",
		"nvidia.runtime-hook", "cdi", "amd", "amd.cdi", NULL };
	static const char *const known[] = { "gpu", "nvidia", "compute",
		"compat32", "graphics", "utility", "video", "display", NULL };
	const struct gpulint_node *driver = gpulint_get(device, "driver");
	const struct gpulint_node *list = gpulint_get(device, "capabilities");
	const char *name = gpulint_scalar(driver);
	bool gpu = false;

	for (size_t i = 0; i < gpulint_length(list); i++) {
		const struct gpulint_node *item = gpulint_at(list, i);
		const char *word = gpulint_scalar(item);
		struct gpulint_finding *finding;

		gpu = gpu || strcmp(word, "gpu") == 0;
		if (strcmp(name, "nvidia") != 0 || *word == '\0' ||
		    strchr(word, '$') != NULL || is_among(word, known))
			continue;
		finding = gpulint_report_at(pass, item,
		    "no device driver has the capability %s", word);
		gpulint_help(finding, "write gpu");
		gpulint_replace(gpulint_fix(finding, true, "write gpu"), item,
		    "gpu");
	}
	if (gpu && strchr(name, '$') == NULL && !is_among(name, drivers)) {
		struct gpulint_finding *finding = gpulint_report_at(pass,
		    driver, "Docker has no device driver %s", name);

		gpulint_help(finding, "write nvidia");
		gpulint_replace(gpulint_fix(finding, false, "write nvidia"),
		    driver, "nvidia");
	}
}

/* compose-spec schema/compose-spec.json, list_of_strings: 0 is a number to it,
 * and "must be a string". */
static void
judge_ids(struct gpulint_pass *pass, const struct gpulint_node *ids)
{
	struct gpulint_finding *finding;

	if (gpulint_is_scalar(ids) &&
	    strchr(gpulint_scalar(ids), '$') == NULL) {
		finding = gpulint_report_at(pass, ids, "device_ids are a list");
		gpulint_help(finding, "write [\"%s\"], or count: all",
		    gpulint_scalar(ids));
	}
	for (size_t i = 0; i < gpulint_length(ids); i++) {
		const struct gpulint_node *id = gpulint_at(ids, i);

		if (strcmp(gpulint_scalar_type(pass, id), "int") != 0)
			continue;
		finding = gpulint_report_at(pass, id,
		    "device_ids are texts: compose refuses the number %s",
		    gpulint_scalar(id));
		gpulint_help(finding, "put it in quotes");
		gpulint_write(gpulint_fix(finding, true, "put it in quotes"),
		    id, gpulint_format(pass, "\"%s\"", gpulint_scalar(id)));
		return;
	}
}

/* compose-spec deploy.md and schema/compose-spec.json: capabilities are a
 * list and must be there; count and device_ids exclude each other. */
static void
judge(struct gpulint_pass *pass, const struct gpulint_node *device)
{
	const struct gpulint_node *capabilities =
	    gpulint_get(device, "capabilities");
	const struct gpulint_node *count = gpulint_get(device, "count");
	const struct gpulint_node *ids = gpulint_get(device, "device_ids");
	struct gpulint_finding *finding;

	if (gpulint_is_sequence(gpulint_at(capabilities, 0))) {
		finding = gpulint_report_at(pass, gpulint_at(capabilities, 0),
		    "capabilities are a list of words, not of lists");
		gpulint_help(finding, "write [gpu]");
	} else if (gpulint_is_mapping(device) && capabilities == NULL) {
		finding = gpulint_report_at(pass, gpulint_key(device, 0),
		    "a device is reserved without capabilities");
		gpulint_help(finding, "add capabilities: [gpu]");
		gpulint_insert_after(gpulint_fix(finding, true,
					 "add capabilities: [gpu]"),
		    gpulint_key(device, gpulint_length(device) - 1),
		    "capabilities", "[gpu]");
	} else if (gpulint_is_scalar(capabilities) &&
		   strstr(gpulint_scalar(capabilities), "$") == NULL) {
		finding = gpulint_report_at(pass, capabilities,
		    "capabilities are a list");
		gpulint_help(finding, "write [gpu]");
		gpulint_write(gpulint_fix(finding, true, "write a list"),
		    capabilities,
		    gpulint_format(pass, "[%s]", gpulint_scalar(capabilities)));
	}
	judge_driver(pass, device);
	judge_ids(pass, ids);
	if (count != NULL && ids != NULL) {
		finding = gpulint_report_at(pass, count,
		    "count and device_ids exclude each other");
		gpulint_related_at(finding, ids, "the devices by name");
		gpulint_help(finding, "keep device_ids");
		gpulint_drop(gpulint_fix(finding, false, "keep device_ids"),
		    gpulint_key_named(device, "count"));
	}
}

/* compose-spec schema/compose-spec.json: where a reservation is often put,
 * and compose refuses the file. */
static void
judge_places(struct gpulint_pass *pass)
{
	static const struct {
		const char *parent, *key, *what;
	} places[] = {
		{ "", "resources", "a service" },
		{ "", "reservations", "a service" },
		{ "", "device_requests", "a service" },
		{ "deploy", "runtime", "deploy" },
		{ "deploy", "reservations", "deploy" },
		{ "deploy", "devices", "deploy" },
		{ "deploy.resources", "devices", "resources" },
		{ "deploy.resources.limits", "devices", "limits" },
	};
	const struct gpulint_node *service = gpulint_root(pass), *gpus;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const struct gpulint_node *parent =
		    *places[i].parent == '\0'
			? service
			: gpulint_path(service, places[i].parent);
		const struct gpulint_node *key =
		    gpulint_key_named(parent, places[i].key);

		if (key != NULL)
			gpulint_help(gpulint_report_at(pass, key,
					 "%s is no field of %s", places[i].key,
					 places[i].what),
			    "reserve GPUs under "
			    "deploy.resources.reservations.devices");
	}
	gpus = gpulint_get(service, "gpus");
	if (gpulint_is_scalar(gpus) &&
	    strcmp(gpulint_scalar(gpus), "all") != 0 &&
	    strchr(gpulint_scalar(gpus), '$') == NULL)
		gpulint_help(gpulint_report_at(pass, gpus,
				 "gpus is all or a list of devices, not %s",
				 gpulint_scalar(gpus)),
		    "write - count: %s below it", gpulint_scalar(gpus));
}

/* Each item of runArgs is one word to docker: microsoft/vscode-remote-release
 * issue 6989, "unknown flag: --gpus all". */
static void
judge_arguments(struct gpulint_pass *pass)
{
	const struct gpulint_node *arguments =
	    gpulint_get(gpulint_root(pass), "runArgs");

	for (size_t i = 0; i < gpulint_length(arguments); i++) {
		const struct gpulint_node *item = gpulint_at(arguments, i);
		const char *text = gpulint_scalar(item);
		struct gpulint_finding *finding;

		if (strncmp(text, "--gpus ", 7) != 0 &&
		    strncmp(text, "--runtime ", 10) != 0 &&
		    strncmp(text, "--shm-size ", 11) != 0 &&
		    strncmp(text, "--ipc ", 6) != 0)
			continue;
		finding = gpulint_report_at(pass, item,
		    "docker is given \"%s\" as one word, which is no flag",
		    text);
		gpulint_help(finding, "write %.*s=%s, or two items",
		    (int)strcspn(text, " "), text,
		    text + strcspn(text, " ") + 1);
		gpulint_replace(gpulint_fix(finding, true, "write an ="), item,
		    gpulint_format(pass, "%.*s=%s", (int)strcspn(text, " "),
			text, text + strcspn(text, " ") + 1));
	}
}

/* docker/compose takes a device by its path or by its CDI name,
 * vendor.com/class=name: n8n-io/self-hosted-ai-starter-kit pull 16. */
static void
judge_files(struct gpulint_pass *pass)
{
	const struct gpulint_node *devices =
	    gpulint_get(gpulint_root(pass), "devices");

	for (size_t i = 0; i < gpulint_length(devices); i++) {
		const struct gpulint_node *item = gpulint_at(devices, i);
		const char *text = gpulint_scalar(item);
		struct gpulint_finding *finding;

		if (gpulint_get(item, "capabilities") != NULL)
			gpulint_help(gpulint_report_at(pass,
					 gpulint_key(item, 0),
					 "a reservation is no device of a "
					 "service"),
			    "reserve GPUs under "
			    "deploy.resources.reservations.devices");
		if (strncmp(text, "dev/", 4) != 0)
			continue;
		finding = gpulint_report_at(pass, item,
		    "%s is no path of a device, which begins with a /", text);
		gpulint_help(finding, "write /%s", text);
		gpulint_replace(gpulint_fix(finding, true, "write /%s", text),
		    item, gpulint_format(pass, "/%s", text));
	}
}

/* What the toolkit calls its runtime (NVIDIA/nvidia-container-toolkit
 * pkg/config/engine), and what it is taken for: packages and programs. */
static void
judge_runtime(struct gpulint_pass *pass)
{
	static const char *const packages[] = { "nvidia-docker",
		"nvidia-docker2", "nvidia-container-toolkit",
		"nvidia-container-runtime", "NVIDIA", "Nvidia", "cuda", "gpu",
		NULL };
	const struct gpulint_node *runtime =
	    gpulint_get(gpulint_root(pass), "runtime");
	struct gpulint_finding *finding;

	if (!is_among(gpulint_scalar(runtime), packages))
		return;
	finding = gpulint_report_at(pass, runtime,
	    "the toolkit gives Docker no runtime of the name %s",
	    gpulint_scalar(runtime));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "write nvidia, or reserve the GPU");
	gpulint_replace(gpulint_fix(finding, false, "write nvidia"), runtime,
	    "nvidia");
}

/* An image for AMD's GPUs, or for none. */
static void
judge_image(struct gpulint_pass *pass, const struct gpulint_node *devices)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const struct gpulint_node *driver =
	    gpulint_get(gpulint_at(devices, 0), "driver");
	const char *tag = strrchr(gpulint_text(image), ':');
	struct gpulint_finding *finding;

	if (tag == NULL || strstr(tag, "rocm") == NULL ||
	    strstr(tag, "cu1") != NULL ||
	    strcmp(gpulint_scalar(driver), "nvidia") != 0)
		return;
	finding = gpulint_report_at(pass, driver,
	    "this reserves GPUs of NVIDIA for an image that is built for ROCm");
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "take the image for CUDA, or pass /dev/kfd and /dev/dri on");
	gpulint_related(finding, image, "%s", gpulint_text(image));
}

/* The driver nvidia and the runtime nvidia find cards of NVIDIA's alone. */
static void
judge_vendor(struct gpulint_pass *pass, const struct gpulint_node *devices)
{
	const struct gpulint_fact *gpu = gpulint_fact(pass, "target.gpu");
	const char *vendor =
	    gpulint_catalog(pass, "gpus", gpulint_text(gpu), "vendor");
	const struct gpulint_node *names[] = {
		gpulint_get(gpulint_at(devices, 0), "driver"),
		gpulint_get(gpulint_root(pass), "runtime"),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct gpulint_finding *finding;

		if (*vendor == '\0' || strcmp(vendor, "nvidia") == 0 ||
		    strcmp(gpulint_scalar(names[i]), "nvidia") != 0)
			continue;
		finding = gpulint_report_at(pass, names[i],
		    "Docker finds no card of NVIDIA's: the target has %s",
		    gpulint_text(gpu));
		gpulint_lower(finding, GPULINT_WARNING);
		gpulint_help(finding,
		    "pass the card's own devices on: /dev/kfd and /dev/dri of "
		    "AMD's, /dev/dri of Intel's");
		return;
	}
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *devices = gpulint_path(gpulint_root(pass),
	    "deploy.resources.reservations.devices");

	if (strcmp(gpulint_dialect(pass), "devcontainer") == 0)
		judge_arguments(pass);
	if (strcmp(gpulint_dialect(pass), "docker_compose") != 0)
		return;
	judge_files(pass);
	judge_places(pass);
	judge_runtime(pass);
	judge_image(pass, devices);
	judge_vendor(pass, devices);
	if (gpulint_is_mapping(devices))
		gpulint_help(gpulint_report_at(pass, gpulint_key(devices, 0),
				 "devices are a list"),
		    "begin the device with a -");
	for (size_t i = 0; i < gpulint_length(devices); i++)
		judge(pass, gpulint_at(devices, i));
}

const struct gpulint_check device_reservation = {
	.id = "device-reservation",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
