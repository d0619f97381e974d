/* helm_values: a chart's values matter where they speak of GPUs, of model
 * servers or of what moves tensors between them.  Charts read:
 * vllm-project/production-stack helm/values.yaml and
 * helm/templates/deployment-vllm-multi.yaml, substratusai/kubeai
 * charts/models, opea-project/GenAIInfra helm-charts/common/{vllm,tgi},
 * llm-d-incubation/llm-d-modelservice charts/llm-d-modelservice,
 * vllm-project/vllm examples/online_serving/chart-helm,
 * nats-io/k8s helm/charts/nats/values.yaml. */

#include "command/engine.h"
#include "deploy/evidence.h"
#include "deploy/kubernetes.h"
#include "deploy/task.h"
#include "dialect/codes.h"
#include "dialect/derive.h"
#include "link/layers.h"

#include <string.h>

enum {
	MODELS_LIMIT = 128,
	LIST_LIMIT = 64,
	FLAGS_LIMIT = 16,
	RESOURCES_DEPTH = 3
};

static bool
recognise(const struct node *root, const char *path)
{
	static const char *const words[] = { "gpu", "nvidia", "vllm", "tgi",
		"huggingface", "triton", "jetstream", "natsio", "cuda", "gaudi",
		"deepspeed", "ray_", NULL };

	(void)path;
	return node_get(root, "servingEngineSpec") != NULL ||
	       evidence_in(root, words, EVIDENCE_VALUES | EVIDENCE_KEYS);
}

/* What is read: the values over those of the chart, and who says what. */
struct chart {
	struct reading *reading;
	const struct tree *tree;
	const struct dialect *dialect;
	struct workload *values; /* keeps the layers; no job of its own */
};

/* values-gpu.yaml beside a Chart.yaml lies over values.yaml. */
static struct chart
chart_of(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct chart chart = { .reading = reading,
		.tree = tree,
		.dialect = dialect };
	const char *slash = strrchr(tree->source->path, '/');
	const char *name = slash ? slash + 1 : tree->source->path;
	const struct tree *base = NULL;

	chart.values = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	if (!reading->root || strcmp(name, "values.yaml") == 0)
		return chart;
	if (reading_beside(reading, tree->source, "Chart.yaml", NULL))
		base =
		    reading_beside(reading, tree->source, "values.yaml", NULL);
	if (base && base->document_count &&
	    node_is(base->documents[0], NODE_MAPPING))
		layers_under(chart.values, base);
	return chart;
}

static struct workload *
new_workload(const struct chart *chart, struct box *c, const struct node *spec,
    const char *name)
{
	struct workload *w =
	    workload_new(chart->reading->arena, chart->dialect->name,
		WORKLOAD_OTHER, chart->tree, node_resolve(spec));

	w->name = *name ? name : NULL;
	w->layers = chart->values->layers;
	container_init(c, chart->reading, w, SHELL_HOST_KUBERNETES);
	return w;
}

/* The pair of a key, whose file is then the one that is read. */
static const struct pair *
pair_of(struct box *c, const struct node *mapping, const char *path)
{
	const char *dot = strrchr(path, '.');
	const struct pair *pair =
	    node_pair(dot ? node_path(mapping, arena_copy(c->shell.arena, path,
						   (size_t)(dot - path)))
			  : mapping,
		dot ? dot + 1 : path);

	if (pair)
		c->shell.source = layers_source(c->w, pair->key);
	return pair;
}

static void
read_image(struct box *c, const struct node *mapping, const char *repository,
    const char *tag)
{
	const struct pair *version = pair_of(c, mapping, tag);
	const struct pair *name = pair_of(c, mapping, repository);
	const char *text =
	    version ? node_text(node_resolve(version->value)) : "";

	if (!name || !*node_text(node_resolve(name->value)))
		return;
	container_image(c, task_node(c->shell.arena, name->value,
			       arena_printf(c->shell.arena, "%s%s%s",
				   node_text(node_resolve(name->value)),
				   *text ? ":" : "", text)));
}

static void
read_env(struct box *c, const struct node *list)
{
	for (size_t i = 0; i < node_length(list) && i < LIST_LIMIT; i++) {
		const struct node *one = node_at(list, i);

		c->shell.source = layers_source(c->w, one);
		container_variable(c, node_get(one, "name"),
		    node_get(one, "value"));
	}
}

static struct shell_word
word_at(const struct box *c, const struct node *node, const char *text)
{
	struct shell_word word = { .text = text,
		.length = strlen(text),
		.node = node,
		.source = c->shell.source,
		.span = node->span,
		.exact = node->style == STYLE_PLAIN };

	return word;
}

/* vllmConfig's keys as the flags that the chart's template makes of them. */
static struct shell_words
config_words(struct box *c, const struct node *config)
{
	static const struct {
		const char *key, *flag;
	} flags[] = {
		{ "maxModelLen", "--max-model-len" },
		{ "dtype", "--dtype" },
		{ "tensorParallelSize", "--tensor-parallel-size" },
		{ "maxNumSeqs", "--max-num-seqs" },
		{ "gpuMemoryUtilization", "--gpu-memory-utilization" },
	};
	struct shell_words words = { 0 };

	words.items = arena_array(c->shell.arena, 2 * (size_t)FLAGS_LIMIT,
	    sizeof(*words.items));
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		const struct pair *pair = pair_of(c, config, flags[i].key);
		const struct node *value =
		    pair ? node_resolve(pair->value) : NULL;

		if (!node_is(value, NODE_SCALAR) || !*node_text(value))
			continue;
		words.items[words.count++] =
		    word_at(c, pair->key, flags[i].flag);
		words.items[words.count++] =
		    word_at(c, value, node_text(value));
	}
	return words;
}

/* --enable-chunked-prefill, or the contrary. */
static void
add_chunked_prefill(struct box *c, const struct node *config,
    struct shell_words *words)
{
	const struct pair *pair = pair_of(c, config, "enableChunkedPrefill");
	const char *text = pair ? node_text(node_resolve(pair->value)) : "";
	bool on = strcmp(text, "true") == 0;

	if (on || strcmp(text, "false") == 0)
		words->items[words->count++] = word_at(c, pair->key,
		    on ? "--enable-chunked-prefill"
		       : "--no-enable-chunked-prefill");
}

static void
serve(struct box *c, const char *engine, const struct shell_words *flags,
    const struct pair *extra)
{
	struct shell_words more = { 0 };

	c->shell.variables = c->variables;
	if (extra)
		more = shell_split(&c->shell, extra->value);
	c->words = shell_join(c->shell.arena, flags, &more);
	container_serve_with(c, engine_by_name(engine), 0, c->words.count);
}

/* The chart mounts /dev/shm for tensor parallelism alone. */
static void
read_stack_shm(struct box *c, const struct node *spec)
{
	const struct pair *size = pair_of(c, spec, "shmSize");

	if (!pair_of(c, spec, "vllmConfig.tensorParallelSize"))
		derive_default(c->w, F_HOST_SHM, "64MiB", "Kubernetes");
	else if ((size = pair_of(c, spec, "shmSize")))
		container_size(c, F_HOST_SHM, size, true);
	else
		derive_default(c->w, F_HOST_SHM, "20GiB", "production-stack");
}

static void
read_stack_model(const struct chart *chart, const struct node *spec)
{
	const struct node *config = node_get(spec, "vllmConfig");
	const struct node *terms = node_get(spec, "nodeSelectorTerms");
	struct shell_words words;
	const struct pair *pair;
	struct origin origin;
	struct box c;

	new_workload(chart, &c, spec, node_text(node_get(spec, "name")));
	read_image(&c, spec, "repository", "tag");
	read_env(&c, node_get(spec, "env"));
	container_number(&c, F_TARGET_GPUS, pair_of(&c, spec, "requestGPU"));
	container_size(&c, F_HOST_MEMORY_LIMIT,
	    pair_of(&c, spec, "limitMemory"), true);
	container_size(&c, F_HOST_DISK, pair_of(&c, spec, "pvcStorage"), true);
	read_stack_shm(&c, spec);
	if (node_length(terms) == 1)
		pod_affinity(&c, node_at(terms, 0));
	words = config_words(&c, config);
	add_chunked_prefill(&c, config, &words);
	pair = pair_of(&c, spec, "modelURL");
	if (pair && *node_text(node_resolve(pair->value))) {
		origin = container_origin(&c, pair->key, pair->value);
		workload_set_text(c.w, F_MODEL_ID,
		    node_text(node_resolve(pair->value)), &origin);
	}
	serve(&c, "vllm", &words, pair_of(&c, config, "extraArgs"));
	reading_add(chart->reading, c.w);
}

static bool
is_true(const struct node *mapping, const char *key)
{
	return strcmp(node_text(node_get(mapping, key)), "true") == 0;
}

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

/* One that says neither device nor image is a chart's own, on processors. */
static bool
is_subchart(const struct node *spec)
{
	return strcmp(node_text(node_get(spec, "enabled")), "false") != 0 &&
	       (node_path(spec, "image.repository") ||
		   (node_get(spec, "LLM_MODEL_ID") &&
		       (node_get(spec, "accelDevice") ||
			   node_get(node_path(spec, "resources.limits"),
			       "nvidia.com/gpu"))));
}

/* vllm: and tgi: of charts that bring them as subcharts. */
static void
read_subchart(const struct chart *chart, const struct node *root,
    const char *key)
{
	const struct node *spec = node_get(root, key);
	struct shell_words none = { 0 };
	const struct pair *pair;
	struct origin origin;
	struct box c;

	if (!is_subchart(spec))
		return;
	new_workload(chart, &c, spec, key);
	read_image(&c, node_get(spec, "image"), "repository", "tag");
	container_number(&c, F_TARGET_GPUS,
	    node_pair(node_path(spec, "resources.limits"), "nvidia.com/gpu"));
	container_size(&c, F_HOST_SHM, pair_of(&c, spec, "shmSize"), true);
	for (const char *const *name =
		 (const char *const[]){ "MAX_INPUT_LENGTH", "MAX_TOTAL_TOKENS",
		     "NUM_SHARD", NULL };
	     *name; name++) {
		pair = pair_of(&c, spec, *name);
		if (pair)
			container_variable(&c, pair->key, pair->value);
	}
	pair = pair_of(&c, spec, "LLM_MODEL_ID");
	if (pair && *node_text(node_resolve(pair->value))) {
		origin = container_origin(&c, pair->key, pair->value);
		workload_set_text(c.w, F_MODEL_ID,
		    node_text(node_resolve(pair->value)), &origin);
	}
	serve(&c, key, &none, pair_of(&c, spec, "extraCmdArgs"));
	set_device(&c, spec);
	reading_add(chart->reading, c.w);
}

/* The catalogue of KubeAI's models chart: what is enabled. */
static void
read_catalogue(const struct chart *chart, const struct node *root)
{
	struct pairs it = pairs_of(node_get(root, "catalog"));
	bool all = is_true(node_get(root, "all"), "enabled");

	for (int i = 0; i < MODELS_LIMIT && pairs_next(&it); i++) {
		const struct node *spec = node_resolve(it.pair->value);

		if (node_get(spec, "resourceProfile") &&
		    (all || is_true(spec, "enabled")))
			kubeai_model(chart->reading, chart->tree, spec,
			    node_text(it.pair->key), chart->dialect);
	}
}

/* llm-d-modelservice: a volume of that size holds what is fetched from the
 * hub, and a pod that decodes has a GPU for each of its tensor ranks. */
static void
read_modelservice(const struct chart *chart, const struct node *root)
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
	new_workload(chart, &c, artifacts, "modelArtifacts");
	origin = container_origin(&c, NULL, node_get(artifacts, "uri"));
	workload_set_text(c.w, F_MODEL_ID, uri + 5, &origin);
	container_size(&c, F_HOST_DISK, pair_of(&c, artifacts, "size"), true);
	container_number(&c, F_PARALLEL_TENSOR,
	    pair_of(&c, decode, "parallelism.tensor"));
	container_number(&c, F_TARGET_GPUS,
	    pair_of(&c, decode, "parallelism.tensor"));
	serve(&c, "vllm", &none, pair_of(&c, container, "args"));
	reading_add(chart->reading, c.w);
}

/* vLLM's own chart, whose pod has one volume, for the weights. */
static void
read_vllm_chart(const struct chart *chart, const struct node *root)
{
	const struct node *image = node_get(root, "image");
	const struct node *limits = node_path(root, "resources.limits");
	const struct pair *command;
	struct box c;

	if (!node_get(root, "gpuModels") || !node_get(image, "command"))
		return;
	new_workload(chart, &c, root, "");
	read_image(&c, image, "repository", "tag");
	read_env(&c, node_get(image, "env"));
	container_number(&c, F_TARGET_GPUS,
	    node_pair(limits, "nvidia.com/gpu"));
	container_size(&c, F_HOST_MEMORY_LIMIT, node_pair(limits, "memory"),
	    true);
	derive_default(c.w, F_HOST_SHM, "64MiB", "Kubernetes");
	command = pair_of(&c, image, "command");
	c.shell.variables = c.variables;
	c.words = shell_split(&c.shell, command->value);
	c.own_command = true;
	container_serve(&c);
	reading_add(chart->reading, c.w);
}

/* What `helm create` begins a chart with: one image, its resources, and
 * arguments as its template passes them on. */
static bool
read_created_chart(const struct chart *chart, const struct node *root)
{
	static const char *const words[] = { "args", "extraArgs" };
	const struct node *image = node_get(root, "image");
	const struct node *limits = node_path(root, "resources.limits");
	const struct pair *args = NULL;
	struct box c;

	if (node_get(root, "gpuModels") ||
	    !node_is(node_get(image, "repository"), NODE_SCALAR) ||
	    !container_is_evidence_image(node_text(
					     node_get(image, "repository")),
		chart->reading->arena))
		return false;
	new_workload(chart, &c, root, "");
	read_image(&c, image, "repository", "tag");
	read_env(&c, node_get(root, "env"));
	container_number(&c, F_TARGET_GPUS,
	    node_pair(limits, "nvidia.com/gpu"));
	container_size(&c, F_HOST_MEMORY_LIMIT, node_pair(limits, "memory"),
	    true);
	for (size_t i = 0; i < 2 && !args; i++)
		args = pair_of(&c, root, words[i]);
	c.shell.variables = c.variables;
	if (args)
		c.words = shell_split(&c.shell, args->value);
	container_serve(&c);
	reading_add(chart->reading, c.w);
	return true;
}

/* NATS: what JetStream keeps, on disk and in memory.  Without a maxSize the
 * file store may fill its claim. */
static void
read_nats(const struct chart *chart, const struct node *root)
{
	const struct node *stream = node_path(root, "config.jetstream");
	const struct node *store = node_get(stream, "fileStore");
	struct box c;

	if (!is_true(stream, "enabled"))
		return;
	new_workload(chart, &c, stream, "jetstream");
	derive_text(c.w, F_FRAMEWORK_NAME, "nats", "config.jetstream");
	if (strcmp(node_text(node_path(store, "pvc.enabled")), "false") != 0) {
		container_size(&c, F_HOST_DISK,
		    pair_of(&c, stream, "fileStore.pvc.size"), true);
		derive_default(c.w, F_HOST_DISK, "10GiB", "nats-io/k8s");
	}
	container_size(&c, F_STREAM_FILE_STORE,
	    pair_of(&c, stream, "fileStore.maxSize"), true);
	if (is_true(node_get(stream, "memoryStore"), "enabled")) {
		container_size(&c, F_STREAM_MEMORY_STORE,
		    pair_of(&c, stream, "memoryStore.maxSize"), true);
		derive_default(c.w, F_STREAM_MEMORY_STORE, "1GiB",
		    "nats-io/k8s");
	}
	container_size(&c, F_HOST_MEMORY_LIMIT,
	    pair_of(&c, root, "container.merge.resources.limits.memory"), true);
	reading_add(chart->reading, c.w);
}

static bool
asks_for_device(const struct node *resources)
{
	static const char *const parts[] = { "limits", "requests" };

	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		struct pairs it = pairs_of(node_get(resources, parts[p]));

		for (int i = 0; i < LIST_LIMIT && pairs_next(&it); i++)
			if (strchr(node_text(it.pair->key), '/'))
				return true;
	}
	return false;
}

/* Resources that name a device are handed on to a container as they are. */
static void
read_resources(const struct chart *chart, const struct node *mapping, int depth)
{
	struct pairs it = pairs_of(mapping);
	bool is_created = depth == 0 && read_created_chart(chart, mapping);
	struct box c;

	if (!is_created && asks_for_device(node_get(mapping, "resources")) &&
	    !node_get(mapping, "gpuModels")) {
		new_workload(chart, &c, mapping, "resources");
		container_number(&c, F_TARGET_GPUS,
		    node_pair(node_path(mapping, "resources.limits"),
			"nvidia.com/gpu"));
		reading_add(chart->reading, c.w);
	}
	for (int i = 0;
	     depth < RESOURCES_DEPTH && i < MODELS_LIMIT && pairs_next(&it);
	     i++)
		if (node_is(it.pair->value, NODE_MAPPING))
			read_resources(chart, node_resolve(it.pair->value),
			    depth + 1);
}

static void
read_values(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct chart chart = chart_of(reading, tree, root, dialect);
	const struct node *body = layers_body(chart.values);
	const struct node *list =
	    node_path(body, "servingEngineSpec.modelSpec");

	for (size_t i = 0; i < node_length(list) && i < MODELS_LIMIT; i++) {
		if (node_is(node_at(list, i), NODE_MAPPING))
			read_stack_model(&chart, node_at(list, i));
	}
	read_subchart(&chart, body, "vllm");
	read_subchart(&chart, body, "tgi");
	read_modelservice(&chart, body);
	read_vllm_chart(&chart, body);
	read_nats(&chart, body);
	read_nats(&chart, node_get(body, "nats"));
	read_resources(&chart, body, 0);
	if (!chart.values->layers)
		read_catalogue(&chart, body);
}

const struct dialect_code code_helm_values = {
	.name = "helm_values",
	.read = read_values,
	.recognise = recognise,
};
