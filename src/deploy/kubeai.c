#include "command/engine.h"
#include "deploy/kubernetes.h"
#include "deploy/task.h"

#include "base/number.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/*
 * Models of KubeAI and graphs of Dynamo.  Read at substratusai/kubeai
 * api/k8s/v1/model_types.go, internal/modelcontroller/engine_vllm.go,
 * charts/kubeai/values.yaml; ai-dynamo/dynamo
 * deploy/operator/api/v1alpha1/dynamocomponentdeployment_types.go;
 * opea-project/GenAIInfra microservices-connector/config/manifests, whose
 * connectors give a step's server its variables.
 */

enum { SERVICES_LIMIT = 64, NAME_LIMIT = 64 };

/* "nvidia-gpu-a100-80gb:2": two of the profile's GPU. */
static void
set_profile(struct box *c, const struct pair *pair)
{
	const char *text = pair ? node_text(node_resolve(pair->value)) : "";
	const char *colon = strrchr(text, ':'), *name = text;
	struct origin origin;
	char gpu[NAME_LIMIT];
	double count = 1;
	size_t n = colon ? (size_t)(colon - text) : strlen(text);

	if (strncmp(text, "nvidia-gpu-", 11) == 0 ||
	    strncmp(text, "amd-gpu-", 8) == 0)
		name = strstr(text, "-gpu-") + 5;
	if (name == text || n >= sizeof(gpu))
		return;
	n -= (size_t)(name - text);
	for (size_t i = 0; i < n; i++)
		gpu[i] = name[i] == '-' ? ' '
					: (char)toupper((unsigned char)name[i]);
	gpu[n] = '\0';
	origin = container_origin(c, pair->key, pair->value);
	workload_set_text(c->w, F_TARGET_GPU, arena_string(c->shell.arena, gpu),
	    &origin);
	if (!colon || number_parse(colon + 1, strlen(colon + 1), &count))
		workload_set_number(c->w, F_TARGET_GPUS, count, &origin);
}

/* hf://ORG/NAME?..., ollama://NAME, pvc://..., s3://... */
static void
set_model(struct box *c, const struct pair *pair)
{
	struct origin origin = container_origin(c, pair->key, pair->value);
	const char *text = node_text(node_resolve(pair->value));
	const char *name = strstr(text, "://");

	if (!name)
		return;
	name += 3;
	if (strncmp(text, "hf://", 5) == 0 ||
	    strncmp(text, "ollama://", 9) == 0)
		workload_set_text(c->w, F_MODEL_ID,
		    arena_copy(c->shell.arena, name, strcspn(name, "?@")),
		    &origin);
	else
		workload_set_unknown(c->w, F_MODEL_ID,
		    arena_printf(c->shell.arena,
			"%.60s does not say which model it holds", text),
		    &origin);
}

static const struct engine *
engine_of(const struct node *spec)
{
	const char *name = node_text(node_get(spec, "engine"));

	if (strcasecmp(name, "VLLM") == 0)
		return engine_by_name("vllm");
	return strcasecmp(name, "OLlama") == 0 ? engine_by_name("ollama")
					       : NULL;
}

void
kubeai_model(struct reading *reading, const struct tree *tree,
    const struct node *spec, const char *name, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(spec));
	const struct engine *engine = engine_of(spec);
	const char *profile = node_text(node_get(spec, "resourceProfile"));
	struct box c;

	w->name = name;
	container_init(&c, reading, w, SHELL_HOST_KUBERNETES);
	container_environment(&c, node_get(spec, "env"));
	if (node_get(spec, "image"))
		container_image(&c, node_get(spec, "image"));
	set_profile(&c, node_pair(spec, "resourceProfile"));
	if (engine && strncmp(profile, "cpu", 3) != 0 &&
	    !strstr(profile, "tpu") && node_pair(spec, "url")) {
		set_model(&c, node_pair(spec, "url"));
		c.shell.variables = c.variables;
		c.words = shell_split(&c.shell, node_get(spec, "args"));
		container_serve_with(&c, engine, 0, c.words.count);
	}
	reading_add(reading, w);
}

/* A service of a graph: its container is in a place of its own. */
static void
read_component(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct node *service,
    const struct dialect *dialect)
{
	struct pod pod = { .reading = reading,
		.tree = tree,
		.root = node_resolve(root),
		.spec = node_get(service, "extraPodSpec"),
		.dialect = dialect };
	const struct node *container = node_get(pod.spec, "mainContainer");
	const struct pair *gpus =
	    node_pair(node_path(service, "resources.limits"), "gpu");
	struct workload **added = reading->last;
	struct box c;

	if (!node_is(container, NODE_MAPPING))
		return;
	pod_container(&pod, container);
	if (!*added || !gpus)
		return;
	container_init(&c, reading, *added, SHELL_HOST_KUBERNETES);
	container_number(&c, F_TARGET_GPUS, gpus);
}

static void
read_graph(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pairs it = pairs_of(node_path(root, "spec.services"));

	for (int i = 0; i < SERVICES_LIMIT && pairs_next(&it); i++)
		read_component(reading, tree, root, it.pair->value, dialect);
}

/* A step of a GMConnector: TGI with that environment. */
static void
read_step(struct reading *reading, const struct tree *tree,
    const struct node *step, const struct dialect *dialect)
{
	const struct node *config = node_path(step, "internalService.config");
	const char *name = node_text(node_get(step, "name"));
	struct origin origin;
	struct workload *w;
	struct box c;

	if (strncasecmp(name, "Tgi", 3) != 0 || !config)
		return;
	w = workload_new(reading->arena, dialect->name, WORKLOAD_OTHER, tree,
	    node_resolve(config));
	w->name = name;
	container_init(&c, reading, w, SHELL_HOST_KUBERNETES);
	container_environment(&c, config);
	container_serve_with(&c, engine_by_name("tgi"), 0, 0);
	if (strcasecmp(name + 3, "Gaudi") == 0) {
		origin = container_origin(&c, NULL, node_get(step, "name"));
		memset(&w->facts[F_SERVE_MEMORY_FRACTION], 0,
		    sizeof(struct fact));
		workload_set_unknown(w, F_SERVE_MEMORY_FRACTION,
		    "it runs on Gaudi, and no GPU is judged by it", &origin);
	}
	reading_add(reading, w);
}

static void
read_connector(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pairs it = pairs_of(node_path(root, "spec.nodes"));

	for (int i = 0; i < SERVICES_LIMIT && pairs_next(&it); i++) {
		const struct node *steps = node_get(it.pair->value, "steps");

		for (size_t k = 0; k < node_length(steps) && k < SERVICES_LIMIT;
		     k++)
			read_step(reading, tree, node_at(steps, k), dialect);
	}
}

bool
kubernetes_custom(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	const char *version = node_text(node_get(root, "apiVersion"));
	const char *kind = node_text(node_get(root, "kind"));

	if (strncmp(version, "kubeai.org/", 11) == 0 &&
	    strcmp(kind, "Model") == 0) {
		if (node_is(node_get(root, "spec"), NODE_MAPPING))
			kubeai_model(reading, tree, node_get(root, "spec"),
			    node_text(node_path(root, "metadata.name")),
			    dialect);
		return true;
	}
	if (strncmp(version, "nvidia.com/", 11) == 0 &&
	    strcmp(kind, "DynamoGraphDeployment") == 0) {
		read_graph(reading, tree, root, dialect);
		return true;
	}
	if (strncmp(version, "gmc.opea.io/", 12) == 0 &&
	    strcmp(kind, "GMConnector") == 0) {
		read_connector(reading, tree, root, dialect);
		return true;
	}
	return false;
}
