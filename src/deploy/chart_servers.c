/* Model servers of other charts: opea-project/GenAIInfra
 * helm-charts/common/{vllm,tgi}, llm-d-incubation/llm-d-modelservice
 * charts/llm-d-modelservice, and vllm-project/vllm
 * examples/online_serving/chart-helm. */

#include "deploy/chart.h"
#include "dialect/derive.h"

#include <string.h>

/* A chart's device that is none of the GPUs that are judged. */
static void
set_device(struct box *c, const struct node *spec)
{
	const struct node *device = node_get(spec, "accelDevice");
	const char *name = node_text(device);
	struct origin origin;

	if (!*name || strcmp(name, "nvidia") == 0)
		return;
	origin = container_origin(c, NULL, device);
	memset(&c->w->facts[F_SERVE_MEMORY_FRACTION], 0, sizeof(struct fact));
	workload_set_unknown(c->w, F_SERVE_MEMORY_FRACTION,
	    arena_printf(c->shell.arena,
		"it runs on %.40s, and no GPU is judged by it", name),
	    &origin);
}

/* One that says neither device nor image is a chart's own, on processors; one
 * that names no model so is of another chart. */
static bool
is_subchart(const struct node *spec)
{
	return strcmp(node_text(node_get(spec, "enabled")), "false") != 0 &&
	       node_get(spec, "LLM_MODEL_ID") &&
	       (node_path(spec, "image.repository") ||
		   node_get(spec, "accelDevice") ||
		   node_get(node_path(spec, "resources.limits"),
		       "nvidia.com/gpu"));
}

/* vllm: and tgi: of charts that bring them as subcharts. */
void
chart_subchart(const struct chart *chart, const struct node *root,
    const char *key)
{
	const struct node *spec = node_get(root, key);
	struct shell_words none = { 0 };
	const struct pair *pair;
	struct box c;

	if (!is_subchart(spec))
		return;
	chart_workload(chart, &c, spec, key);
	chart_image(&c, node_get(spec, "image"), "repository", "tag");
	container_number(&c, F_TARGET_GPUS,
	    node_pair(node_path(spec, "resources.limits"), "nvidia.com/gpu"));
	container_size(&c, F_HOST_SHM, chart_pair(&c, spec, "shmSize"), true);
	for (const char *const *name =
		 (const char *const[]){ "MAX_INPUT_LENGTH", "MAX_TOTAL_TOKENS",
		     "NUM_SHARD", NULL };
	     *name; name++) {
		pair = chart_pair(&c, spec, *name);
		if (pair)
			container_variable(&c, pair->key, pair->value);
	}
	chart_model(&c, spec, "LLM_MODEL_ID");
	chart_serve(&c, key, &none, chart_pair(&c, spec, "extraCmdArgs"));
	set_device(&c, spec);
	reading_add(chart->reading, c.w);
}

/* llm-d-modelservice: a volume of that size holds what is fetched from the
 * hub, and a pod that decodes has a GPU for each of its tensor ranks. */
void
chart_modelservice(const struct chart *chart, const struct node *root)
{
	const struct node *artifacts = node_get(root, "modelArtifacts");
	const struct node *decode = node_get(root, "decode");
	const struct node *container =
	    node_at(node_get(decode, "containers"), 0);
	const char *uri = node_text(node_get(artifacts, "uri"));
	struct shell_words none = { 0 };
	struct origin origin;
	struct box c;

	if (strncmp(uri, "hf://", 5) != 0 || strstr(uri, "{{"))
		return;
	chart_workload(chart, &c, artifacts, "modelArtifacts");
	origin = container_origin(&c, NULL, node_get(artifacts, "uri"));
	workload_set_text(c.w, F_MODEL_ID, uri + 5, &origin);
	container_size(&c, F_HOST_DISK, chart_pair(&c, artifacts, "size"),
	    true);
	container_number(&c, F_PARALLEL_TENSOR,
	    chart_pair(&c, decode, "parallelism.tensor"));
	container_number(&c, F_TARGET_GPUS,
	    chart_pair(&c, decode, "parallelism.tensor"));
	chart_serve(&c, "vllm", &none, chart_pair(&c, container, "args"));
	reading_add(chart->reading, c.w);
}

/* vLLM's own chart, whose pod has one volume, for the weights. */
void
chart_vllm(const struct chart *chart, const struct node *root)
{
	const struct node *image = node_get(root, "image");
	const struct node *limits = node_path(root, "resources.limits");
	const struct pair *command;
	struct box c;

	if (!node_get(root, "gpuModels") || !node_get(image, "command"))
		return;
	chart_workload(chart, &c, root, "");
	chart_image(&c, image, "repository", "tag");
	chart_env(&c, node_get(image, "env"));
	chart_limits(&c, limits);
	derive_default(c.w, F_HOST_SHM, "64MiB", "Kubernetes");
	command = chart_pair(&c, image, "command");
	c.shell.variables = c.variables;
	c.words = shell_split(&c.shell, command->value);
	c.own_command = true;
	container_serve(&c);
	reading_add(chart->reading, c.w);
}
