#include "workload/complete.h"

#include "base/word.h"
#include "workload/frameworks.h"
#include "workload/model.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static double
value(const struct workload *w, enum fact_id id)
{
	return fact_number(w, id, 0);
}

/* True where a fact is open and may be derived: nobody says anything. */
static bool
is_open(const struct workload *w, enum fact_id id)
{
	return workload_fact(w, id)->state == FACT_ABSENT;
}

/* Set a derived count; format tells the formula with its numbers. */
__attribute__((format(printf, 4, 5))) static void
derive(struct workload *w, enum fact_id id, double number, const char *format,
    ...)
{
	struct origin origin = { .kind = ORIGIN_DERIVED };
	va_list ap;

	va_start(ap, format);
	origin.note = arena_vprintf(w->arena, format, ap);
	va_end(ap);
	workload_set_number(w, id, number, &origin);
}

/* A fact that cannot be derived for want of one other. */
static void
lack(struct workload *w, enum fact_id id, enum fact_id missing)
{
	struct origin origin = origin_note(ORIGIN_DERIVED, NULL);

	workload_set_unknown(w, id,
	    arena_printf(w->arena, "%s is not known", fact_rows[missing].name),
	    &origin);
}

/* What one stream of data takes: tensor x pipeline x context; 0 where that is
 * not known. */
static double
model_degree(const struct workload *w)
{
	if (workload_fact(w, F_PARALLEL_TENSOR)->state == FACT_UNKNOWN ||
	    workload_fact(w, F_PARALLEL_PIPELINE)->state == FACT_UNKNOWN ||
	    workload_fact(w, F_PARALLEL_CONTEXT)->state == FACT_UNKNOWN)
		return 0;
	return fact_number(w, F_PARALLEL_TENSOR, 1) *
	       fact_number(w, F_PARALLEL_PIPELINE, 1) *
	       fact_number(w, F_PARALLEL_CONTEXT, 1);
}

/* Families whose configuration means as many key heads as query heads where
 * it does not speak of them. */
static bool
has_equal_heads(const struct workload *w)
{
	static const char *const families[] = { "llama", "gpt2", "gpt_neox",
		"opt", "bloom", "bert", "t5", "mpt", "phi", "phi3", "qwen",
		NULL };

	return word_is_among(fact_text(w, F_MODEL_FAMILY), families);
}

static void
complete_dimensions(struct workload *w)
{
	double hidden = value(w, F_MODEL_HIDDEN),
	       heads = value(w, F_MODEL_HEADS);

	if (heads <= 0)
		return;
	if (is_open(w, F_MODEL_KV_HEADS) && has_equal_heads(w))
		derive(w, F_MODEL_KV_HEADS, heads,
		    "heads %.15g, as %s has it where kv_heads is not said",
		    heads, fact_text(w, F_MODEL_FAMILY));
	if (!is_open(w, F_MODEL_HEAD_DIM))
		return;
	if (hidden <= 0)
		lack(w, F_MODEL_HEAD_DIM, F_MODEL_HIDDEN);
	else if (fmod(hidden, heads) == 0)
		derive(w, F_MODEL_HEAD_DIM, hidden / heads,
		    "hidden %.15g / heads %.15g", hidden, heads);
}

/* Bits that a method has by its definition. */
static void
complete_quant(struct workload *w)
{
	static const char *const four[] = { "bnb-nf4", "bnb-fp4", "awq",
		"mxfp4", "nvfp4", "int4", "mlc", "torchao-int4", "torchao-nf4",
		NULL };
	static const char *const eight[] = { "bnb-int8", "fp8", "int8", "eetq",
		NULL };
	const char *method = fact_text(w, F_QUANT_METHOD);

	if (!is_open(w, F_QUANT_BITS))
		return;
	if (word_is_among(method, four))
		derive(w, F_QUANT_BITS, 4, "quant.method %s", method);
	else if (word_is_among(method, eight))
		derive(w, F_QUANT_BITS, 8, "quant.method %s", method);
}

static void
complete_method(struct workload *w)
{
	struct origin origin = origin_note(ORIGIN_DERIVED, "train.lora.rank");

	if (is_open(w, F_TRAIN_METHOD) && value(w, F_TRAIN_LORA_RANK) > 0)
		workload_set_text(w, F_TRAIN_METHOD, "lora", &origin);
}

/* The release of a trainer that is its package's, too. */
static void
complete_package(struct workload *w)
{
	static const char *const packages[] = { "transformers", "trl", NULL };
	const struct fact *version = &w->facts[F_FRAMEWORK_VERSION];
	const char *name = fact_text(w, F_FRAMEWORK_NAME);

	if (w->kind == WORKLOAD_TRAIN && word_is_among(name, packages) &&
	    version->state == FACT_KNOWN &&
	    workload_lib(w, name)->state == FACT_ABSENT)
		workload_set_lib(w, name, version->text, &version->origin);
}

/* The release of an engine that is told as that of its package. */
static void
complete_release(struct workload *w)
{
	const char *engine = fact_text(w, F_SERVE_ENGINE),
		   *name = fact_text(w, F_FRAMEWORK_NAME);
	const struct fact *lib = workload_lib(w, engine);

	if (w->kind == WORKLOAD_SERVE && is_open(w, F_FRAMEWORK_VERSION) &&
	    (*name == '\0' || strcmp(name, engine) == 0) &&
	    lib->state == FACT_KNOWN && *lib->text != '\0')
		workload_set_text(w, F_FRAMEWORK_VERSION, lib->text,
		    &lib->origin);
}

/* Servers that use the GPUs their degrees ask for and no more. */
static bool
is_served_by_degrees(const struct workload *w)
{
	static const char *const engines[] = { "vllm", "sglang", "tgi",
		"tensorrt-llm", "lmdeploy", "lightllm", "mlc", "aphrodite",
		NULL };

	return w->kind == WORKLOAD_SERVE &&
	       word_is_among(fact_text(w, F_SERVE_ENGINE), engines);
}

/* LLaMA-Factory starts its engine over every GPU of the machine, and
 * text-generation-launcher over all that it sees (launcher/src/main.rs,
 * find_num_shards): in a pod, those that it asks for. */
static bool
takes_every_gpu(const struct workload *w)
{
	static const char *const pods[] = { "kubernetes", "kubeflow", "kserve",
		NULL };
	bool in_pod = word_is_among(w->dialect, pods);

	if (fact_is(w, F_FRAMEWORK_NAME, "llamafactory"))
		return true;
	return fact_is(w, F_SERVE_ENGINE, "tgi") &&
	       workload_fact(w, F_PARALLEL_GPUS)->state != FACT_UNKNOWN &&
	       (!in_pod || workload_fact(w, F_TARGET_GPUS)->origin.kind ==
			       ORIGIN_WRITTEN);
}

static void
complete_served_world(struct workload *w)
{
	double world = value(w, F_PARALLEL_GPUS),
	       data = fact_number(w, F_PARALLEL_DATA, 1),
	       pipeline = fact_number(w, F_PARALLEL_PIPELINE, 1),
	       gpus = value(w, F_TARGET_GPUS);

	if (takes_every_gpu(w) && is_open(w, F_PARALLEL_TENSOR) && gpus > 0)
		derive(w, F_PARALLEL_TENSOR, gpus, "target.gpus %.15g", gpus);
	if (is_open(w, F_PARALLEL_TENSOR) && world > 0 && data > 0 &&
	    pipeline > 0 && fmod(world, data * pipeline) == 0)
		derive(w, F_PARALLEL_TENSOR, world / (data * pipeline),
		    "gpus %.15g / (data %.15g x pipeline %.15g)", world, data,
		    pipeline);
	else if (is_open(w, F_PARALLEL_GPUS) &&
		 workload_fact(w, F_PARALLEL_TENSOR)->state != FACT_UNKNOWN &&
		 workload_fact(w, F_PARALLEL_DATA)->state != FACT_UNKNOWN &&
		 workload_fact(w, F_PARALLEL_PIPELINE)->state != FACT_UNKNOWN)
		derive(w, F_PARALLEL_GPUS,
		    fact_number(w, F_PARALLEL_TENSOR, 1) * pipeline * data,
		    "tensor %.15g x pipeline %.15g x data %.15g",
		    fact_number(w, F_PARALLEL_TENSOR, 1), pipeline, data);
}

static void
complete_nodes(struct workload *w)
{
	double nodes = value(w, F_TARGET_NODES);

	if (is_open(w, F_PARALLEL_NODES) && nodes > 0)
		derive(w, F_PARALLEL_NODES, nodes, "target.nodes %.15g", nodes);
}

/* A file that says what one node takes: on so many nodes as the machine has, or
 * else on one.  A model that one node does not hold is started on more. */
static void
complete_node(struct workload *w)
{
	double nodes = fact_number(w, F_PARALLEL_NODES, 0),
	       model = model_degree(w);
	struct origin origin = origin_note(ORIGIN_DERIVED, NULL);

	if (w->node_gpus <= 0 || !is_open(w, F_PARALLEL_GPUS))
		return;
	if (nodes > 0 || model <= w->node_gpus)
		derive(w, F_PARALLEL_GPUS, w->node_gpus * fmax(nodes, 1),
		    "devices %.15g x nodes %.15g", w->node_gpus,
		    fmax(nodes, 1));
	else
		workload_set_unknown(w, F_PARALLEL_GPUS,
		    arena_printf(w->arena,
			"tensor x pipeline x context are %.15g GPUs, a node "
			"has %.15g, and nobody says how many nodes",
			model, w->node_gpus),
		    &origin);
}

static void
complete_world(struct workload *w)
{
	double gpus = value(w, F_TARGET_GPUS),
	       nodes = fact_number(w, F_PARALLEL_NODES,
		   fact_number(w, F_TARGET_NODES, 1));
	double model = model_degree(w), data = value(w, F_PARALLEL_DATA), world;

	/* what a file leaves to the launcher or the machine */
	if (gpus > 0 &&
	    workload_fact(w, F_PARALLEL_GPUS)->state == FACT_UNKNOWN)
		memset(&w->facts[F_PARALLEL_GPUS], 0, sizeof(struct fact));
	if (is_open(w, F_PARALLEL_GPUS) && gpus > 0)
		derive(w, F_PARALLEL_GPUS, gpus * nodes,
		    "target.gpus %.15g x nodes %.15g", gpus, nodes);
	if (is_open(w, F_PARALLEL_GPUS) && data > 0 && model > 0)
		derive(w, F_PARALLEL_GPUS, data * model,
		    "data %.15g x (tensor x pipeline x context) %.15g", data,
		    model);
	world = value(w, F_PARALLEL_GPUS);
	if (w->kind == WORKLOAD_TRAIN && is_open(w, F_PARALLEL_DATA) &&
	    world > 0 && model > 0 && fmod(world, model) == 0)
		derive(w, F_PARALLEL_DATA, world / model,
		    "gpus %.15g / (tensor x pipeline x context) %.15g", world,
		    model);
}

static void
complete_batch(struct workload *w)
{
	double micro = value(w, F_TRAIN_MICRO_BATCH),
	       steps = value(w, F_TRAIN_ACCUMULATION),
	       global = value(w, F_TRAIN_GLOBAL_BATCH),
	       data = value(w, F_PARALLEL_DATA);

	if (is_open(w, F_TRAIN_ACCUMULATION) && micro > 0 && global > 0) {
		if (data <= 0)
			lack(w, F_TRAIN_ACCUMULATION, F_PARALLEL_DATA);
		else if (fmod(global, micro * data) == 0)
			derive(w, F_TRAIN_ACCUMULATION, global / (micro * data),
			    "global_batch %.15g / (micro_batch %.15g x data "
			    "%.15g)",
			    global, micro, data);
	} else if (is_open(w, F_TRAIN_GLOBAL_BATCH) && micro > 0 && steps > 0) {
		if (data <= 0)
			lack(w, F_TRAIN_GLOBAL_BATCH, F_PARALLEL_DATA);
		else
			derive(w, F_TRAIN_GLOBAL_BATCH, micro * steps * data,
			    "micro_batch %.15g x accumulation %.15g x data "
			    "%.15g",
			    micro, steps, data);
	}
}

/* Take back what an earlier call filled in: its premises may be others now. */
static void
forget(struct workload *w, bool open[FACT_COUNT])
{
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		struct fact *fact = &w->facts[i];

		if (w->completed[i] && fact->origin.kind <= ORIGIN_CATALOG)
			memset(fact, 0, sizeof(*fact));
		open[i] = fact->state == FACT_ABSENT;
	}
}

void
workload_complete(struct workload *w, const struct catalog *catalog)
{
	bool open[FACT_COUNT];

	forget(w, open);
	model_complete(w, catalog);
	complete_dimensions(w);
	complete_method(w);
	complete_release(w);
	complete_package(w);
	frameworks_complete(w);
	complete_quant(w);
	complete_nodes(w);
	if (is_served_by_degrees(w))
		complete_served_world(w);
	else {
		complete_node(w);
		complete_world(w);
	}
	complete_batch(w);
	for (unsigned i = 0; i < FACT_COUNT; i++)
		w->completed[i] = open[i] && w->facts[i].state != FACT_ABSENT;
}
