/* kserve: predictors whose container the runtime brings.  Read at
 * kserve/kserve pkg/apis/serving/v1beta1/predictor.go,
 * pkg/apis/serving/v1alpha1/llm_inference_service_types.go,
 * python/huggingfaceserver. */

#include "command/engine.h"
#include "deploy/kubernetes.h"
#include "deploy/task.h"
#include "dialect/codes.h"

#include "base/number.h"

#include <string.h>
#include <strings.h>

/* hf://ORG/NAME[:REVISION] */
static void
set_model(struct workload *w, const struct node *uri)
{
	const char *text = node_text(uri);
	struct origin origin = origin_written(w->source, NULL, uri);

	if (strncmp(text, "hf://", 5) != 0) {
		if (strstr(text, "://"))
			workload_set_unknown(w, F_MODEL_ID,
			    arena_printf(w->arena,
				"%.60s does not say which model it holds",
				text),
			    &origin);
		return;
	}
	if (strstr(text, "{{"))
		return;
	text += 5;
	workload_set_text(w, F_MODEL_ID,
	    arena_copy(w->arena, text, strcspn(text, ":@")), &origin);
}

/* --backend=huggingface: transformers, and none of vLLM's memory
 * (python/huggingfaceserver/huggingfaceserver/__main__.py). */
static bool
serves_by_itself(struct workload *w, const struct shell_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct shell_word *word = &words->items[i];
		const char *text = word->text;
		bool is_next =
		    strcmp(text, "--backend") == 0 && i + 1 < words->count;
		struct origin origin;

		if (!is_next && strncmp(text, "--backend=", 10) != 0)
			continue;
		text = is_next ? words->items[i + 1].text : text + 10;
		if (strcmp(text, "huggingface") != 0)
			continue;
		origin = origin_written(w->source, NULL, word->node);
		w->kind = WORKLOAD_SERVE;
		workload_set_text(w, F_SERVE_ENGINE, "transformers", &origin);
		return true;
	}
	return false;
}

/* The Hugging Face server takes vLLM's flags and --model_id. */
static void
serve_with_vllm(struct reading *reading, struct workload *w,
    const struct node *args)
{
	struct shell shell = { .host = SHELL_HOST_KUBERNETES,
		.source = w->source,
		.arena = w->arena };
	struct shell_words words = shell_split(&shell, args);

	for (size_t i = 0; i < words.count; i++) {
		const char *text = words.items[i].text;
		struct origin origin =
		    origin_written(w->source, NULL, words.items[i].node);

		if (strncmp(text, "--model_id=", 11) == 0 &&
		    !words.items[i].unresolved)
			workload_set_text(w, F_MODEL_ID, text + 11, &origin);
	}
	if (serves_by_itself(w, &words))
		return;
	engine_facts(reading, w, engine_by_name("vllm"), &shell, &words, 0,
	    words.count, NULL);
}

static bool
is_for_vllm(const struct node *model)
{
	const char *format = node_text(node_path(model, "modelFormat.name"));

	return strcasecmp(format, "huggingface") == 0 ||
	       strcasecmp(format, "vllm") == 0;
}

/* A container that the file does not have may be given a memory volume at
 * /dev/shm where it is written. */
static void
forget_shm(struct workload *w, const char *reason, const char *from)
{
	struct origin origin = origin_note(ORIGIN_DERIVED, from);

	if (w->facts[F_HOST_SHM].origin.kind == ORIGIN_WRITTEN)
		return;
	memset(&w->facts[F_HOST_SHM], 0, sizeof(struct fact));
	workload_set_unknown(w, F_HOST_SHM, reason, &origin);
}

/* The runtime for Hugging Face models mounts one (config/runtimes/
 * kserve-huggingfaceserver.yaml, devshm). */
static void
read_predictor(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pod pod = { .reading = reading,
		.tree = tree,
		.root = node_resolve(root),
		.spec = node_path(root, "spec.predictor"),
		.dialect = dialect };
	const struct node *model = node_get(pod.spec, "model");
	struct workload **added = reading->last;

	if (!node_is(model, NODE_MAPPING))
		return;
	pod_container(&pod, model);
	if (!*added)
		return;
	forget_shm(*added, "the container of the runtime is not in the file",
	    "ClusterServingRuntime");
	if (!is_for_vllm(model))
		return;
	set_model(*added, node_get(model, "storageUri"));
	serve_with_vllm(reading, *added, node_get(model, "args"));
}

/* A service whose GPUs are claimed by annotations and whose container is the
 * cluster's (pkg/apis/serving/v1alpha2, exp-dra-device-class and -count). */
static void
read_claimed(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const struct node *annotations =
	    node_path(root, "metadata.annotations");
	const struct pair *class =
	    node_pair(annotations, "serving.kserve.io/exp-dra-device-class");
	const char *count = node_text(
	    node_get(annotations, "serving.kserve.io/exp-dra-device-count"));
	double gpus;
	struct workload *w;
	struct origin origin;

	if (!class || strcmp(node_text(node_resolve(class->value)),
			  "gpu.nvidia.com") != 0)
		return;
	w = workload_new(reading->arena, dialect->name, WORKLOAD_OTHER, tree,
	    node_resolve(root));
	w->name = node_text(node_path(root, "metadata.name"));
	origin = origin_written(w->source, class->key, class->value);
	if (!number_parse(count, strlen(count), &gpus) || gpus < 1)
		gpus = 1;
	workload_set_number(w, F_TARGET_GPUS, gpus, &origin);
	reading_add(reading, w);
}

/* tensor, pipeline and data of pkg/apis/serving/v1alpha1, ParallelismSpec. */
static void
set_degrees(struct workload *w, const struct node *parallelism)
{
	static const struct {
		const char *key;
		enum fact_id fact;
	} degrees[] = { { "tensor", F_PARALLEL_TENSOR },
		{ "pipeline", F_PARALLEL_PIPELINE },
		{ "data", F_PARALLEL_DATA } };

	for (size_t i = 0; i < sizeof(degrees) / sizeof(*degrees); i++) {
		const struct pair *pair =
		    node_pair(parallelism, degrees[i].key);
		const char *text =
		    pair ? node_text(node_resolve(pair->value)) : "";
		struct origin origin;
		double degree;

		if (!number_parse(text, strlen(text), &degree) || degree < 1)
			continue;
		origin = origin_written(w->source, pair->key, pair->value);
		workload_set_number(w, degrees[i].fact, degree, &origin);
	}
}

static void
read_resource(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const char *kind = node_text(node_get(root, "kind"));
	struct workload **added = reading->last;

	code_kubernetes.read(reading, tree, root, dialect);
	if (strcmp(kind, "InferenceService") == 0)
		read_predictor(reading, tree, root, dialect);
	if (strcmp(kind, "LLMInferenceService") != 0)
		return;
	if (!*added)
		read_claimed(reading, tree, root, dialect);
	for (struct workload *w = *added; w; w = w->next) {
		set_model(w, node_path(root, "spec.model.uri"));
		/* config/llmisvcconfig, dshm, of a size of its own */
		forget_shm(w, "the preset of the service mounts /dev/shm",
		    "LLMInferenceServiceConfig");
		set_degrees(w, node_path(root, "spec.parallelism"));
		if (w->kind == WORKLOAD_OTHER)
			serve_with_vllm(reading, w, NULL);
	}
}

const struct dialect_code code_kserve = {
	.name = "kserve",
	.read = read_resource,
};
