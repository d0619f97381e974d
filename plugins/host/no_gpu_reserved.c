/* no-gpu-reserved: the service needs a GPU, and nothing here gives it one. */

#include "gpu_image.h"
#include "host.h"
#include "resource_names.h"
#include "words.h"

#include <string.h>

/* Devices by other ways: a runtime class, a claim, a device of the host. */
static bool
pod_may_have_gpu(struct gpulint_pass *pass)
{
	static const char *const ways[] = { "resources.claims",
		"securityContext.privileged", "volumeDevices" };
	const struct gpulint_node *container = gpulint_root(pass);
	const char *value;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (gpulint_path(container, ways[i]) != NULL)
			return true;
	if (variable_find(pass, "NVIDIA_VISIBLE_DEVICES", &value) != NULL ||
	    variable_find(pass, "CUDA_VISIBLE_DEVICES", &value) != NULL)
		return true;
	for (size_t d = 0; d < gpulint_documents(pass); d++) {
		const struct gpulint_node *pod =
		    pod_spec(gpulint_document(pass, d));
		const struct gpulint_node *list =
		    gpulint_get(pod, "containers");

		for (size_t i = 0; i < gpulint_length(list); i++)
			if (gpulint_at(list, i) == container)
				return gpulint_get(pod, "runtimeClassName") !=
					   NULL ||
				       gpulint_get(pod, "resourceClaims") !=
					   NULL;
	}
	return true;
}

static bool
asks_for_device(struct gpulint_pass *pass)
{
	static const char *const parts[] = { "", ".limits", ".requests" };
	const struct gpulint_node *root = gpulint_root(pass);

	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		const struct gpulint_node *part = gpulint_path(root,
		    gpulint_format(pass, "resources%s", parts[p]));

		for (size_t i = 0; i < gpulint_length(part); i++) {
			const char *name = gpulint_scalar(gpulint_key(part, i));

			if (strstr(name, "gpu") != NULL ||
			    strchr(name, '/') != NULL)
				return true;
		}
	}
	/* where Kubernetes reads none: host/misplaced-resources */
	return gpulint_get(root, "limits") != NULL ||
	       gpulint_get(root, "requests") != NULL;
}

/* A pod without a request sees no GPU, unless its node's default runtime gives
 * all of them to everybody (NVIDIA/k8s-device-plugin#195). */
static void
judge_pod(struct gpulint_pass *pass, const struct gpulint_fact *image)
{
	struct gpulint_finding *finding;

	if (asks_for_device(pass) || pod_may_have_gpu(pass))
		return;
	finding = gpulint_report(pass, image,
	    "this image needs a GPU, and the container asks for none");
	gpulint_help(finding, "add nvidia.com/gpu: 1 to resources.limits");
}

/* Variables that are for a host whose every container sees its GPUs. */
static bool
is_for_default_runtime(struct gpulint_pass *pass)
{
	const char *value;

	return variable_find(pass, "NVIDIA_VISIBLE_DEVICES", &value) != NULL ||
	       variable_find(pass, "NVIDIA_DRIVER_CAPABILITIES", &value) !=
		   NULL;
}

static void
judge_service(struct gpulint_pass *pass, const struct gpulint_fact *image,
    const char *message, enum gpulint_severity severity)
{
	const struct gpulint_node *service = gpulint_root(pass);
	struct gpulint_finding *finding;

	if (service_has_gpu(service))
		return;
	finding = gpulint_report(pass, image, "%s", message);
	gpulint_lower(finding,
	    is_for_default_runtime(pass) ? GPULINT_NOTE : severity);
	gpulint_help(finding,
	    "reserve one under deploy.resources.reservations.devices, unless "
	    "another file does");
	gpulint_insert_after(gpulint_fix(finding, true, "reserve all GPUs"),
	    gpulint_key(service, 0), "deploy",
	    "{resources: {reservations: {devices: [{driver: nvidia, count: "
	    "all, capabilities: [gpu]}]}}}");
}

/* With a command of its own a service may do something else with it. */
static bool
starts_by_itself(const struct gpulint_node *service)
{
	return gpulint_get(service, "command") == NULL &&
	       gpulint_get(service, "entrypoint") == NULL &&
	       gpulint_get(service, "build") == NULL;
}

static bool
gives_gpu(const char *word)
{
	static const char *const options[] = { "--gpus", "--runtime",
		"--device", "--privileged", "--env-file" };

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (strncmp(word, options[i], strlen(options[i])) == 0)
			return true;
	return strchr(word, '$') != NULL;
}

/* docker run IMAGE in a script, without --gpus before the image. */
static void
judge_script(struct gpulint_pass *pass, const char *image)
{
	struct words words = words_of(pass);
	bool is_docker = false, is_run = false;

	while (words_next(&words)) {
		struct gpulint_finding *finding;

		if (is_run && strcmp(words.word, image) == 0) {
			finding = gpulint_report_word(pass, words.node, image,
			    "this image needs a GPU, and docker run is given "
			    "none");
			gpulint_help(finding, "write docker run --gpus all");
			return;
		}
		if (is_docker && strcmp(words.word, "run") == 0)
			is_run = true;
		else if (gives_gpu(words.word))
			is_run = false;
		is_docker = strcmp(words.word, "docker") == 0 ||
			    strcmp(words.word, "podman") == 0 ||
			    strcmp(words.word, "nerdctl") == 0;
	}
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const char *name = gpulint_text(image);
	bool is_compose = strcmp(gpulint_dialect(pass), "docker_compose") == 0;

	if (gpulint_node_of(image) == NULL)
		return;
	/* a router or a download out of the same image needs none */
	if (image_needs_gpu(name) && strcmp(gpulint_kind(pass), "serve") == 0) {
		if (strcmp(gpulint_dialect(pass), "kubernetes") == 0)
			judge_pod(pass, image);
		else if (is_compose)
			judge_service(pass, image,
			    "this image needs a GPU, and the service reserves "
			    "none",
			    GPULINT_NOTE);
		else
			judge_script(pass, name);
	} else if (is_compose && image_says_gpu(name) &&
		   starts_by_itself(gpulint_root(pass))) {
		judge_service(pass, image,
		    "this image is the one for GPUs, and the service reserves "
		    "none",
		    GPULINT_WARNING);
	}
}

const struct gpulint_check no_gpu_reserved = {
	.id = "no-gpu-reserved",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
