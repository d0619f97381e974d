/*
 * Training, cheapest first: checkpointing (a third more computation), an
 * attention kernel and a loss that keep less, a smaller micro batch with as
 * much more accumulation, sharding over the GPUs of the job, offload to RAM.
 * An 8-bit optimizer and 4-bit frozen weights change the result.  Flash
 * attention 2 needs compute capability 8.0 and 16 bit (Dao-AILab/
 * flash-attention README.md).
 */

#include "memory/lever.h"

#include <math.h>
#include <string.h>

static const double most_rows = 65536; /* that a micro batch is cut from */

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
	bool follows = lever_is_stated(l->w, F_TRAIN_GLOBAL_BATCH) &&
		       !lever_is_stated(l->w, F_TRAIN_ACCUMULATION);
	struct lever *batches;

	if (!(rows >= 2 && rows <= most_rows))
		return;
	batches = lever_add(l);
	for (double parts = 2; rows / parts >= least_rows(l->w); parts++) {
		struct step *at;

		if (fmod(rows, parts) != 0 ||
		    (parts < rows && batches->count == STEP_LIMIT - 1))
			continue;
		at = lever_step(batches);
		lever_change(l, at, F_TRAIN_MICRO_BATCH,
		    lever_number(rows / parts), "fewer sequences at once");
		if (!follows)
			lever_change(l, at, F_TRAIN_ACCUMULATION,
			    lever_number(times * parts),
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
	kernels = lever_add(l);
	lever_change(l, lever_step(kernels), F_TRAIN_ATTENTION,
	    lever_text("sdpa"), "never stores the score matrix");
	if (has_flash2(l))
		lever_change(l, lever_step(kernels), F_TRAIN_ATTENTION,
		    lever_text("flash2"), "never stores the score matrix");
}

/* The gradient of chunked logits is still whole in places. */
static void
offer_loss(struct listing *l)
{
	struct lever *losses;

	if (fact_is(l->w, F_TRAIN_LOSS, "fused"))
		return;
	losses = lever_add(l);
	if (!fact_is(l->w, F_TRAIN_LOSS, "chunked"))
		lever_change(l, lever_step(losses), F_TRAIN_LOSS,
		    lever_text("chunked"),
		    "stores the logits of a part of the batch at a time");
	lever_change(l, lever_step(losses), F_TRAIN_LOSS, lever_text("fused"),
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
	kinds = lever_add(l);
	if (fact_is(l->w, F_FRAMEWORK_NAME, "megatron")) {
		lever_change(l, lever_step(kinds), F_PARALLEL_SHARDING,
		    lever_text("distopt"), "optimizer states are shared out");
	} else if (zero ||
		   (runs_deepspeed(l->w) && strncmp(now, "fsdp", 4) != 0 &&
		       strcmp(now, "hsdp") != 0)) {
		if (strcmp(now, "zero2") != 0)
			lever_change(l, lever_step(kinds), F_PARALLEL_SHARDING,
			    lever_text("zero2"),
			    "gradients and optimizer states are shared out");
		lever_change(l, lever_step(kinds), F_PARALLEL_SHARDING,
		    lever_text("zero3"), why);
	} else {
		lever_change(l, lever_step(kinds), F_PARALLEL_SHARDING,
		    lever_text("fsdp"), why);
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
		lever_offer(l, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu",
		    "optimizer states live in host memory");
	if (shards && !is_offloaded(w, F_TRAIN_OFFLOAD_PARAMS))
		lever_offer(l, F_TRAIN_OFFLOAD_PARAMS, "cpu",
		    "weights live in host memory between uses");
}

static void
offer_optimizers(struct listing *l)
{
	const char *now = fact_text(l->w, F_TRAIN_OPTIMIZER);
	struct lever *kinds;

	if (is_adapter(l->w) || (*now != '\0' && strcmp(now, "adamw") != 0))
		return;
	kinds = lever_add(l);
	lever_change(l, lever_step(kinds), F_TRAIN_OPTIMIZER,
	    lever_text("adamw-8bit"), "optimizer states of a byte");
	lever_change(l, lever_step(kinds), F_TRAIN_OPTIMIZER,
	    lever_text("paged-adamw-8bit"),
	    "optimizer states of a byte that can leave the GPU");
}

void
levers_train(struct listing *l)
{
	const struct workload *w = l->w;

	if (!fact_is(w, F_TRAIN_CHECKPOINTING, "full"))
		lever_offer(l, F_TRAIN_CHECKPOINTING, "full",
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
		lever_offer(l, F_QUANT_METHOD, "bnb-nf4",
		    "the frozen weights take 4 bits");
}
