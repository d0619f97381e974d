/*
 * diffusion: models that make pictures of noise.
 *
 * What a step of theirs keeps is not modelled; what is certain is the least.
 * model.params counts text encoders and decoder too, model.active_params what
 * denoises.  A pipeline has all of it on the GPU, and so have diffusers'
 * examples under an adapter before the first step, in the type of the products
 * (huggingface/diffusers@58eb52c examples/dreambooth/
 * train_dreambooth_lora_flux.py); without one they delete the rest first, and
 * train fp32 weights (examples/text_to_image/train_text_to_image_sdxl.py).
 */

#include "memory/job.h"

#include <string.h>

/* Bytes of a weight that is not trained; 0 where that is not known. */
static double
frozen_bytes(const struct job *job)
{
	const char *precision = fact_text(job->w, F_TRAIN_PRECISION);
	double packed = quant_bytes(job);

	if (packed != 0)
		return packed > 0 ? packed : 0;
	if (job->w->kind == WORKLOAD_SERVE)
		return dtype_bytes(fact_text(job->w, F_LOAD_DTYPE), 2);
	if (strncmp(precision, "amp-", 4) == 0)
		precision += 4;
	return dtype_bytes(precision, 0);
}

static void
add_frozen(struct job *job)
{
	double count = fact_number(job->w, F_MODEL_PARAMS, 0);
	double each = frozen_bytes(job);
	struct term *t = job_term(job, TERM_WEIGHTS, count * each,
	    "%s weights of all parts x %.4g bytes", count_text(job, count),
	    each);

	BECAUSE(t, F_MODEL_ID, F_LOAD_DTYPE, F_TRAIN_PRECISION, F_QUANT_METHOD);
}

/* A pipeline that has the GPU for one part at a time. */
static void
add_largest(struct job *job)
{
	double count = fact_number(job->w, F_MODEL_ACTIVE_PARAMS, 0);
	double each = frozen_bytes(job);
	struct term *t = job_term(job, TERM_WEIGHTS, count * each,
	    "%s weights of what denoises x %.4g bytes", count_text(job, count),
	    each);

	BECAUSE(t, F_MODEL_ID, F_LOAD_DTYPE);
}

static void
add_trained(struct job *job)
{
	const struct workload *w = job->w;
	double count = fact_number(w, F_MODEL_ACTIVE_PARAMS, 0);
	double states = fact_is(w, F_TRAIN_OPTIMIZER, "adamw")        ? 8
			: fact_is(w, F_TRAIN_OPTIMIZER, "adamw-8bit") ? 2
								      : 0;
	struct term *t;

	t = job_term(job, TERM_WEIGHTS, 4 * count,
	    "%s trained weights x 4 bytes", count_text(job, count));
	BECAUSE(t, F_MODEL_ID);
	t = job_term(job, TERM_GRADIENTS, 4 * count,
	    "%s trained weights x 4 bytes", count_text(job, count));
	BECAUSE(t, F_TRAIN_METHOD);
	t = job_term(job, TERM_OPTIMIZER, states * count,
	    "%s trained weights x %.0f bytes", count_text(job, count), states);
	BECAUSE(t, F_TRAIN_OPTIMIZER);
	if (!fact_known(w, F_TRAIN_OTHER_MODELS))
		return;
	t = job_term(job, TERM_WEIGHTS, 4 * count,
	    "an averaged copy of %s weights x 4 bytes", count_text(job, count));
	BECAUSE(t, F_TRAIN_OTHER_MODELS);
}

static bool
is_told(const struct workload *w)
{
	const char *sharding = fact_text(w, F_PARALLEL_SHARDING);

	if (w->kind == WORKLOAD_SERVE)
		return true;
	return fact_is(w, F_FRAMEWORK_NAME, "diffusers") &&
	       (*sharding == '\0' || strcmp(sharding, "ddp") == 0) &&
	       workload_fact(w, F_PARALLEL_SHARDING)->state != FACT_UNKNOWN;
}

void
diffusion_estimate(struct job *job)
{
	const struct workload *w = job->w;
	struct estimate *e = job->e;
	double card = fact_number(w, F_TARGET_VRAM, 0);

	if (!is_told(w))
		card = 0;
	else if (fact_is(w, F_TRAIN_METHOD, "full"))
		add_trained(job);
	else if (fact_number(w, F_SERVE_CPU_OFFLOAD, 0) > 0)
		add_largest(job);
	else
		add_frozen(job);
	e->phase = "load";
	e->low = e->expected = e->high = job_sum(job);
	e->allocated = e->reserved = e->low;
	e->known = card > 0 && e->low > card;
	if (!e->known)
		job_unknown(job, F_MODEL_LAYERS,
		    "what a step of this model keeps is not modelled");
}
