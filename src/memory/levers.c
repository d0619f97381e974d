/*
 * Training, cheapest first: checkpointing (a third more computation), an
 * attention kernel and a loss that keep less, a smaller micro batch with as
 * much more accumulation, sharding over the GPUs of the job, offload to RAM.
 * An 8-bit optimizer and 4-bit frozen weights change the result.  Flash
 * attention 2 needs compute capability 8.0 and 16 bit (Dao-AILab/
 * flash-attention README.md).
 *
 * Serving: a larger share of the GPU, more GPUs for each layer; a shorter
 * context, fewer sequences and a narrower KV cache change what is served.
 */

#include "memory/levers.h"

#include <math.h>
#include <string.h>

static const double most_rows = 65536; /* that a micro batch is cut from */

struct listing {
	struct levers *levers;
	const struct workload *w;
	const struct catalog *catalog;
	bool safe;
	struct lever spare; /* where there are more levers than room */
};

static struct fact
text_value(const char *text)
{
	return (struct fact){ .state = FACT_KNOWN,
		.text = text,
		.origin = { .kind = ORIGIN_OPTION, .note = "to make it fit" } };
}

static struct fact
number_value(double number)
{
	struct fact fact = text_value(NULL);

	fact.number = number;
	return fact;
}

static struct lever *
lever(struct listing *l)
{
	struct levers *levers = l->levers;

	if (levers->count == LEVER_LIMIT)
		return memset(&l->spare, 0, sizeof(l->spare));
	return &levers->rows[levers->count++];
}

static struct step *
step(struct lever *lever)
{
	return lever->count < STEP_LIMIT ? &lever->steps[lever->count++] : NULL;
}

static void
change(const struct listing *l, struct step *step, enum fact_id id,
    struct fact value, const char *why)
{
	if (step == NULL || step->count == STEP_CHANGES)
		return;
	step->changes[step->count] = (struct change){ .fact = id,
		.value = value,
		.why = why,
		.safe = l->safe,
		.is_with = step->count > 0 };
	step->count++;
}

/* A lever of one step of one change. */
static void
offer(struct listing *l, enum fact_id id, const char *text, const char *why)
{
	change(l, step(lever(l)), id, text_value(text), why);
}

static bool
is_stated(const struct workload *w, enum fact_id id)
{
	return fact_known(w, id) &&
	       workload_fact(w, id)->origin.kind >= ORIGIN_PROJECT;
}

/* KTO's estimate of the divergence compares the sequences of a micro batch
 * (huggingface/trl trl/trainer/kto_trainer.py refuses one alone). */
static double
least_rows(const struct workload *w)
{
	return fact_is(w, F_TRAIN_STAGE, "kto") ? 2 : 1;
}

/* The micro batch cut in 2, 3, 4 ... as far as it comes out even, and to 1.
 * The global batch stays: by itself where it is written, else by as much more
 * accumulation. */
static void
offer_batches(struct listing *l)
{
	double rows = fact_number(l->w, F_TRAIN_MICRO_BATCH, 1);
	double times = fact_number(l->w, F_TRAIN_ACCUMULATION, 1);
	bool follows = is_stated(l->w, F_TRAIN_GLOBAL_BATCH) &&
		       !is_stated(l->w, F_TRAIN_ACCUMULATION);
	struct lever *batches;

	if (!(rows >= 2 && rows <= most_rows))
		return;
	batches = lever(l);
	for (double parts = 2; rows / parts >= least_rows(l->w); parts++) {
		struct step *at;

		if (fmod(rows, parts) != 0 ||
		    (parts < rows && batches->count == STEP_LIMIT - 1))
			continue;
		at = step(batches);
		change(l, at, F_TRAIN_MICRO_BATCH, number_value(rows / parts),
		    "fewer sequences at once");
		if (!follows)
			change(l, at, F_TRAIN_ACCUMULATION,
			    number_value(times * parts),
			    "as many sequences for each optimizer step as "
			    "before");
	}
	if (batches->count == 0)
		l->levers->count--;
}

static bool
is_adapter(const struct workload *w)
{
	return fact_is(w, F_TRAIN_METHOD, "lora") ||
	       fact_is(w, F_TRAIN_METHOD, "dora");
}

static bool
has_flash2(const struct listing *l)
{
	const char *name = fact_text(l->w, F_TARGET_GPU);
	const struct gpu *gpu;

	if (*name == '\0' || l->catalog == NULL ||
	    fact_is(l->w, F_TRAIN_PRECISION, "fp32"))
		return false;
	gpu = catalog_gpu(l->catalog, name, NULL);
	return gpu != NULL && gpu->compute != NULL && gpu->vendor != NULL &&
	       strcmp(gpu->vendor, "nvidia") == 0 &&
	       (gpu->compute[0] >= '8' || gpu->compute[1] != '.');
}

static void
offer_attention(struct listing *l)
{
	struct lever *kernels;

	if (!fact_is(l->w, F_TRAIN_ATTENTION, "eager"))
		return;
	kernels = lever(l);
	change(l, step(kernels), F_TRAIN_ATTENTION, text_value("sdpa"),
	    "never stores the score matrix");
	if (has_flash2(l))
		change(l, step(kernels), F_TRAIN_ATTENTION,
		    text_value("flash2"), "never stores the score matrix");
}

/* The gradient of chunked logits is still whole in places. */
static void
offer_loss(struct listing *l)
{
	struct lever *losses;

	if (fact_is(l->w, F_TRAIN_LOSS, "fused"))
		return;
	losses = lever(l);
	if (!fact_is(l->w, F_TRAIN_LOSS, "chunked"))
		change(l, step(losses), F_TRAIN_LOSS, text_value("chunked"),
		    "stores the logits of a part of the batch at a time");
	change(l, step(losses), F_TRAIN_LOSS, text_value("fused"),
	    "never stores the logits of the whole batch");
}

static bool
runs_deepspeed(const struct workload *w)
{
	static const char *const frameworks[] = { "transformers", "trl",
		"axolotl", "llamafactory", "deepspeed", "gpt-neox", "ms-swift",
		"open-instruct" };

	for (size_t i = 0; i < sizeof(frameworks) / sizeof(*frameworks); i++)
		if (fact_is(w, F_FRAMEWORK_NAME, frameworks[i]))
			return true;
	return false;
}

static void
offer_sharding(struct listing *l)
{
	static const char why[] =
	    "weights, gradients and optimizer states are shared out";
	const char *now = fact_text(l->w, F_PARALLEL_SHARDING);
	bool zero = strncmp(now, "zero", 4) == 0;
	struct lever *kinds;

	if (fact_number(l->w, F_PARALLEL_GPUS, 1) < 2 ||
	    strcmp(now, "zero3") == 0 || strcmp(now, "fsdp") == 0 ||
	    strcmp(now, "distopt") == 0)
		return;
	kinds = lever(l);
	if (fact_is(l->w, F_FRAMEWORK_NAME, "megatron")) {
		change(l, step(kinds), F_PARALLEL_SHARDING,
		    text_value("distopt"), "optimizer states are shared out");
	} else if (zero ||
		   (runs_deepspeed(l->w) && strncmp(now, "fsdp", 4) != 0 &&
		       strcmp(now, "hsdp") != 0)) {
		if (strcmp(now, "zero2") != 0)
			change(l, step(kinds), F_PARALLEL_SHARDING,
			    text_value("zero2"),
			    "gradients and optimizer states are shared out");
		change(l, step(kinds), F_PARALLEL_SHARDING, text_value("zero3"),
		    why);
	} else {
		change(l, step(kinds), F_PARALLEL_SHARDING, text_value("fsdp"),
		    why);
	}
}

static bool
is_offloaded(const struct workload *w, enum fact_id id)
{
	return fact_is(w, id, "cpu") || fact_is(w, id, "nvme");
}

/* Parameters can only live elsewhere where they are gathered for use. */
static void
offer_offload(struct listing *l)
{
	const struct workload *w = l->w;
	bool shards = fact_is(w, F_PARALLEL_SHARDING, "zero3") ||
		      fact_is(w, F_PARALLEL_SHARDING, "fsdp");

	if (!is_adapter(w) && !is_offloaded(w, F_TRAIN_OFFLOAD_OPTIMIZER))
		offer(l, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu",
		    "optimizer states live in host memory");
	if (shards && !is_offloaded(w, F_TRAIN_OFFLOAD_PARAMS))
		offer(l, F_TRAIN_OFFLOAD_PARAMS, "cpu",
		    "weights live in host memory between uses");
}

static void
offer_optimizers(struct listing *l)
{
	const char *now = fact_text(l->w, F_TRAIN_OPTIMIZER);
	struct lever *kinds;

	if (is_adapter(l->w) || (*now != '\0' && strcmp(now, "adamw") != 0))
		return;
	kinds = lever(l);
	change(l, step(kinds), F_TRAIN_OPTIMIZER, text_value("adamw-8bit"),
	    "optimizer states of a byte");
	change(l, step(kinds), F_TRAIN_OPTIMIZER,
	    text_value("paged-adamw-8bit"),
	    "optimizer states of a byte that can leave the GPU");
}

static void
list_training(struct listing *l)
{
	const struct workload *w = l->w;

	if (!fact_is(w, F_TRAIN_CHECKPOINTING, "full"))
		offer(l, F_TRAIN_CHECKPOINTING, "full",
		    "keeps the blocks' inputs and recomputes the rest");
	offer_attention(l);
	offer_loss(l);
	offer_batches(l);
	offer_sharding(l);
	offer_offload(l);
	l->levers->safe = l->levers->count;
	l->safe = false;
	offer_optimizers(l);
	if (is_adapter(w) && (*fact_text(w, F_QUANT_METHOD) == '\0' ||
				 fact_is(w, F_QUANT_METHOD, "none")))
		offer(l, F_QUANT_METHOD, "bnb-nf4",
		    "the frozen weights take 4 bits");
}

static void
offer_share(struct listing *l)
{
	double now = fact_number(l->w, F_SERVE_MEMORY_FRACTION, 0.9);

	if (now < 0.95 && fact_is(l->w, F_SERVE_ENGINE, "vllm"))
		change(l, step(lever(l)), F_SERVE_MEMORY_FRACTION,
		    number_value(0.95), "a larger share of the GPU");
}

/* Every part gets as many heads. */
static void
offer_tensor(struct listing *l)
{
	const struct workload *w = l->w;
	double now = fact_number(w, F_PARALLEL_TENSOR, 1);
	double world = fact_number(w, F_PARALLEL_GPUS, 1);
	double gpus = fact_number(w, F_TARGET_GPUS, 1);
	double heads = fact_number(w, F_MODEL_HEADS, 0);
	struct lever *degrees;

	if (!(now >= 1) || 2 * now > gpus ||
	    fact_is(w, F_SERVE_ENGINE, "transformers"))
		return;
	degrees = lever(l);
	for (double t = 2 * now; t <= gpus && t <= 64; t *= 2) {
		struct step *at;

		if (heads > 0 && fmod(heads, t) != 0)
			break;
		at = step(degrees);
		change(l, at, F_PARALLEL_TENSOR, number_value(t),
		    "each GPU holds a part of every layer");
		if (world < t && is_stated(w, F_PARALLEL_GPUS))
			change(l, at, F_PARALLEL_GPUS, number_value(t),
			    "as many GPUs as parts");
	}
	if (degrees->count == 0)
		l->levers->count--;
}

/* Half, a quarter ... but not below least. */
static void
offer_halves(struct listing *l, enum fact_id id, double now, double least,
    const char *why)
{
	struct lever *halves;

	if (!(now / 2 >= least))
		return;
	halves = lever(l);
	for (double part = floor(now / 2);
	     part >= least && halves->count < STEP_LIMIT;
	     part = floor(part / 2))
		change(l, step(halves), id, number_value(part), why);
}

static void
list_serving(struct listing *l)
{
	const struct workload *w = l->w;
	bool ggml = fact_is(w, F_SERVE_ENGINE, "llama.cpp") ||
		    fact_is(w, F_SERVE_ENGINE, "ollama");

	offer_share(l);
	offer_tensor(l);
	l->levers->safe = l->levers->count;
	l->safe = false;
	/* llama-server shares out one context, however many slots there are */
	if (!fact_is(w, F_SERVE_ENGINE, "llama.cpp"))
		offer_halves(l, F_SERVE_MAX_SEQS,
		    fact_number(w, F_SERVE_MAX_SEQS, 0), 1,
		    "fewer sequences at once");
	offer_halves(l, F_SERVE_BATCH, fact_number(w, F_SERVE_BATCH, 0), 1,
	    "fewer sequences at once");
	offer_halves(l, F_SERVE_MAX_LEN, fact_number(w, F_SERVE_MAX_LEN, 0),
	    1024, "room for shorter sequences");
	if (ggml && !fact_is(w, F_SERVE_KV_DTYPE, "q8_0"))
		offer(l, F_SERVE_KV_DTYPE, "q8_0",
		    "keys and values of about a byte");
	else if (!ggml && !fact_is(w, F_SERVE_KV_DTYPE, "fp8") &&
		 !fact_is(w, F_SERVE_ENGINE, "transformers"))
		offer(l, F_SERVE_KV_DTYPE, "fp8", "keys and values of a byte");
}

void
levers_list(struct levers *levers, const struct workload *w,
    const struct catalog *catalog)
{
	struct listing l = { .levers = levers,
		.w = w,
		.catalog = catalog,
		.safe = true };

	memset(levers, 0, sizeof(*levers));
	if (w->kind == WORKLOAD_SERVE)
		list_serving(&l);
	else if (w->kind == WORKLOAD_TRAIN)
		list_training(&l);
}

static bool
allows(const struct step *at,
    bool (*may)(const void *context, enum fact_id id, const struct fact *value),
    const void *context)
{
	for (size_t i = 0; i < at->count; i++)
		if (!may(context, at->changes[i].fact, &at->changes[i].value))
			return false;
	return true;
}

void
levers_keep(struct levers *levers,
    bool (*may)(const void *context, enum fact_id id, const struct fact *value),
    const void *context)
{
	size_t kept = 0, safe = 0;

	for (size_t i = 0; may != NULL && i < levers->count; i++) {
		struct lever left = { .count = 0 };
		const struct lever *row = &levers->rows[i];

		for (size_t j = 0; j < row->count; j++)
			if (allows(&row->steps[j], may, context))
				left.steps[left.count++] = row->steps[j];
		if (left.count == 0)
			continue;
		safe += i < levers->safe;
		levers->rows[kept++] = left;
	}
	if (may == NULL)
		return;
	levers->count = kept;
	levers->safe = safe;
}
