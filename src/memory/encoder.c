/*
 * encoder: vision and audio towers beside a decoder.
 *
 * Their weights stay in 16 bits where the decoder's are quantised.  vLLM's
 * profile run encodes as many images of the largest size as one step may have
 * tokens of (vllm/v1/core/encoder_cache_manager.py, compute_encoder_budget;
 * an image of Qwen's has up to 16384).  At the widest moment a patch has ten
 * values for each of a block's 1152 to 1280 channels in 16 bits, and its
 * pixels in fp32 and in 16 bits: 32 KiB.  Qwen's merge four patches into a
 * token, Gemma 3's sixteen (transformers' configurations of both).
 *
 * The V0 engine, which alone had Llama 3.2's (to 0.10), encoded an image of four
 * tiles for each sequence at once (vllm/worker/enc_dec_model_runner.py,
 * profile_run; issue 10569: 256 x 4 tiles of 560 x 560, 1601 patches each).
 */

#include "memory/serve.h"

#include <math.h>
#include <string.h>

#define PATCH (32 * 1024.0)

void
add_tower(struct job *job)
{
	double count = fact_number(job->w, F_MODEL_TOWER_PARAMS, 0);
	struct term *t;

	if (!job->cut.first)
		return;
	count /= job->cut.tensor;
	t = job_term(job, TERM_WEIGHTS, count * job->state.weight,
	    "%s in the tower beside the decoder x %.4g bytes",
	    count_text(job, count), job->state.weight);
	BECAUSE(t, F_MODEL_TOWER_PARAMS, F_LOAD_DTYPE);
}

double
tiles_bytes(const struct job *job)
{
	const char *version = serve_version(job);

	if (!fact_is(job->w, F_MODEL_FAMILY, "mllama") || *version == '\0' ||
	    !serve_precedes(version, "0.11", "2025-09"))
		return 0;
	return fact_number(job->w, F_SERVE_MAX_SEQS, 256) * 4 * 1601 * PATCH;
}

double
encoder_bytes(const struct job *job, double tokens)
{
	const char *family = fact_text(job->w, F_MODEL_FAMILY);

	if (!(fact_number(job->w, F_MODEL_TOWER_PARAMS, 0) > 0))
		return 0;
	if (strncmp(family, "qwen", 4) == 0)
		return 4 * fmax(tokens, 16384) * PATCH;
	if (strncmp(family, "gemma3", 6) == 0)
		return 16 * tokens * PATCH;
	return 0;
}
