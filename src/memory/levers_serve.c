/*
 * Serving: a larger share of the GPU, more GPUs for each layer; a shorter
 * context, fewer sequences and a narrower KV cache change what is served.
 */

#include "memory/job.h"
#include "memory/lever.h"

#include <math.h>
#include <string.h>

/* Beside the share lie the context and CUDA graphs, which for 70 layers are
 * 0.3 and 0.8 GiB (vllm.c): little of a large card.  In SGLang a pass does,
 * too. */
static void
offer_share(struct listing *l)
{
	double now = fact_number(l->w, F_SERVE_MEMORY_FRACTION, 0.9);
	double card = fact_number(l->w, F_TARGET_VRAM, INFINITY);
	bool sglang = fact_is(l->w, F_SERVE_ENGINE, "sglang");
	double most = fmin(sglang ? 0.9 : 0.95,
	    floor(100 * (1 - 1.1 * GIB / card)) / 100);

	if (now < most && (sglang || fact_is(l->w, F_SERVE_ENGINE, "vllm")))
		lever_change(l, lever_step(lever_add(l)),
		    F_SERVE_MEMORY_FRACTION, lever_number(most),
		    "a larger share of the GPU");
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
	degrees = lever_add(l);
	for (double t = 2 * now; t <= gpus && t <= 64; t *= 2) {
		struct step *at;

		if (heads > 0 && fmod(heads, t) != 0)
			break;
		at = lever_step(degrees);
		lever_change(l, at, F_PARALLEL_TENSOR, lever_number(t),
		    "each GPU holds a part of every layer");
		if (world < t && lever_is_stated(w, F_PARALLEL_GPUS))
			lever_change(l, at, F_PARALLEL_GPUS, lever_number(t),
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
	halves = lever_add(l);
	for (double part = floor(now / 2);
	     part >= least && halves->count < STEP_LIMIT;
	     part = floor(part / 2))
		lever_change(l, lever_step(halves), id, lever_number(part),
		    why);
}

/* vLLM lets in so many unless told, or more (share.c). */
static double
sequences_of(const struct workload *w)
{
	return fact_number(w, F_SERVE_MAX_SEQS,
	    fact_is(w, F_SERVE_ENGINE, "vllm") ? 256 : 0);
}

void
levers_serve(struct listing *l)
{
	const struct workload *w = l->w;
	bool ggml = fact_is(w, F_SERVE_ENGINE, "llama.cpp") ||
		    fact_is(w, F_SERVE_ENGINE, "ollama");

	offer_share(l);
	offer_tensor(l);
	/* of other engines it must not be less than the context, at times */
	if (fact_is(w, F_SERVE_ENGINE, "mlc"))
		offer_halves(l, F_SERVE_MAX_BATCHED_TOKENS,
		    fact_number(w, F_SERVE_MAX_BATCHED_TOKENS, 0), 512,
		    "smaller chunks of a prompt");
	l->levers->safe = l->levers->count;
	l->safe = false;
	/* llama-server shares out one context, however many slots there are */
	if (!fact_is(w, F_SERVE_ENGINE, "llama.cpp"))
		offer_halves(l, F_SERVE_MAX_SEQS, sequences_of(w), 1,
		    "fewer sequences at once");
	offer_halves(l, F_SERVE_BATCH, fact_number(w, F_SERVE_BATCH, 0), 1,
	    "fewer sequences at once");
	offer_halves(l, F_SERVE_MAX_LEN, fact_number(w, F_SERVE_MAX_LEN, 0),
	    1024, "room for shorter sequences");
	if (ggml && !fact_is(w, F_SERVE_KV_DTYPE, "q8_0"))
		lever_offer(l, F_SERVE_KV_DTYPE, "q8_0",
		    "keys and values of about a byte");
	else if (!ggml && !fact_is(w, F_SERVE_KV_DTYPE, "fp8") &&
		 !fact_is(w, F_SERVE_ENGINE, "transformers"))
		lever_offer(l, F_SERVE_KV_DTYPE, "fp8",
		    "keys and values of a byte");
}
