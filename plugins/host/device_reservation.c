/* device-reservation: Docker refuses such a reservation. */

#include "host.h"

#include <string.h>

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

	if (gpulint_is_mapping(device) && capabilities == NULL) {
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
	if (count != NULL && ids != NULL) {
		finding = gpulint_report_at(pass, count,
		    "count and device_ids exclude each other");
		gpulint_related_at(finding, ids, "the devices by name");
		gpulint_help(finding, "keep device_ids");
		gpulint_drop(gpulint_fix(finding, false, "keep device_ids"),
		    gpulint_key_named(device, "count"));
	}
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

		if (strncmp(text, "dev/", 4) != 0)
			continue;
		finding = gpulint_report_at(pass, item,
		    "%s is no path of a device, which begins with a /", text);
		gpulint_help(finding, "write /%s", text);
		gpulint_replace(gpulint_fix(finding, true, "write /%s", text),
		    item, gpulint_format(pass, "/%s", text));
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
	for (size_t i = 0; i < gpulint_length(devices); i++)
		judge(pass, gpulint_at(devices, i));
}

const struct gpulint_check device_reservation = {
	.id = "device-reservation",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
