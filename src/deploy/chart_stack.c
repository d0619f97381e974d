/* A model of vllm-project/production-stack: helm/values.yaml, and
 * helm/templates/deployment-vllm-multi.yaml. */

#include "deploy/chart.h"
#include "deploy/kubernetes.h"
#include "dialect/derive.h"

#include <string.h>

enum { FLAGS_LIMIT = 16 };

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

struct shell_words
chart_words(struct box *c, const struct node *config)
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
		const struct pair *pair = chart_pair(c, config, flags[i].key);
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
	const struct pair *pair = chart_pair(c, config, "enableChunkedPrefill");
	const char *text = pair ? node_text(node_resolve(pair->value)) : "";
	bool on = strcmp(text, "true") == 0;

	if (on || strcmp(text, "false") == 0)
		words->items[words->count++] = word_at(c, pair->key,
		    on ? "--enable-chunked-prefill"
		       : "--no-enable-chunked-prefill");
}

/* The chart mounts /dev/shm for tensor parallelism alone. */
static void
read_stack_shm(struct box *c, const struct node *spec)
{
	const struct pair *size = chart_pair(c, spec, "shmSize");

	if (!chart_pair(c, spec, "vllmConfig.tensorParallelSize"))
		derive_default(c->w, F_HOST_SHM, "64MiB", "Kubernetes");
	else if ((size = chart_pair(c, spec, "shmSize")))
		container_size(c, F_HOST_SHM, size, true);
	else
		derive_default(c->w, F_HOST_SHM, "20GiB", "production-stack");
}

void
chart_stack_model(const struct chart *chart, const struct node *spec)
{
	const struct node *config = node_get(spec, "vllmConfig");
	const struct node *terms = node_get(spec, "nodeSelectorTerms");
	struct shell_words words;
	struct box c;

	chart_workload(chart, &c, spec, node_text(node_get(spec, "name")));
	chart_image(&c, spec, "repository", "tag");
	chart_env(&c, node_get(spec, "env"));
	container_number(&c, F_TARGET_GPUS, chart_pair(&c, spec, "requestGPU"));
	container_size(&c, F_HOST_MEMORY_LIMIT,
	    chart_pair(&c, spec, "limitMemory"), true);
	container_size(&c, F_HOST_DISK, chart_pair(&c, spec, "pvcStorage"),
	    true);
	read_stack_shm(&c, spec);
	if (node_length(terms) == 1)
		pod_affinity(&c, node_at(terms, 0));
	words = chart_words(&c, config);
	add_chunked_prefill(&c, config, &words);
	chart_model(&c, spec, "modelURL");
	chart_serve(&c, "vllm", &words, chart_pair(&c, config, "extraArgs"));
	reading_add(chart->reading, c.w);
}
