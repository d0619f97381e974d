/*
 * generate: one generation in plain PyTorch.
 *
 * transformers/cache_utils.py: keys and values are concatenated, so the cache
 * of one layer exists twice while a token is added; the prompt passes in one
 * go, its MLP being the widest moment (models/<family>/modeling_<family>.py).
 * Only the last row of logits is made from 4.45 on.
 */

#include "memory/serve.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* Before DynamicCache (4.36, December 2023) the caches of all layers exist
 * twice, as the caller holds the old ones until the pass ends. */
static bool
is_legacy(const struct job *job)
{
	const char *version = fact_text(job->w, F_FRAMEWORK_VERSION);

	if (is_framework(job, "litgpt") || *version == '\0')
		return false;
	if (strncmp(version, "20", 2) == 0)
		return strcmp(version, "2024") < 0;
	return version_compare(version, "4.36") < 0;
}

void
generate_estimate(struct job *job)
{
	const struct workload *w = job->w;
	const struct shape *s = &job->s;
	double rows = fact_number(w, F_SERVE_BATCH, 1);
	double prompt = fact_number(w, F_SERVE_PROMPT_LEN,
	    fact_number(w, F_SERVE_MAX_LEN, 0));
	double length = prompt + fact_number(w, F_SERVE_NEW_TOKENS, 0);
	double c = job->state.weight, cache, pass, logits;
	double width = s->experts > 0
			   ? s->experts_per_token * s->moe_intermediate
			   : s->intermediate;
	struct kv kv;
	struct term *t;

	if (length <= 0) {
		job_unknown(job, F_SERVE_MAX_LEN,
		    "the length of a generation is not said");
		return;
	}
	kv_read(job, &kv);
	serve_weights(job);
	cache = rows * kv_bytes(&kv, length);
	if (is_legacy(job))
		cache *= 2;
	else
		cache += cache / s->layers * job->cut.pipeline;
	t = job_term(job, TERM_KV_CACHE, cache,
	    "%.0f sequences x %.0f tokens x %s, %s twice", rows, length,
	    size_text(job, kv.token), is_legacy(job) ? "all" : "one layer");
	BECAUSE(t, F_SERVE_BATCH, F_SERVE_PROMPT_LEN, F_SERVE_NEW_TOKENS,
	    F_MODEL_KV_HEADS);
	/* the pass happens before the new tokens' cache is there */
	pass = rows * prompt * c *
		   ((s->gated ? 3 : 2) * width + 3 * s->hidden) /
		   job->cut.tensor -
	       rows * kv_bytes(&kv, length - prompt);
	t = job_term(job, TERM_ACTIVATIONS, fmax(0, pass),
	    "%.0f tokens through the widest layer", rows * prompt);
	BECAUSE(t, F_SERVE_PROMPT_LEN, F_SERVE_BATCH, F_MODEL_INTERMEDIATE);
	logits = rows * s->vocab * (c + 4);
	t = job_term(job, TERM_LOGITS, logits,
	    "one row of logits for each sequence");
	BECAUSE(t, F_MODEL_VOCAB, F_SERVE_BATCH);
	/* lightning quantises the head, the first of the file, when the rest
	 * is there: 16 bit from the file, cast to fp16, packed anew
	 * (fabric/plugins/precision/bitsandbytes.py) */
	if (is_framework(job, "litgpt") && job->state.packed > 0) {
		t = job_term(job, TERM_BUFFERS,
		    s->vocab * s->hidden * (2 + 2 + job->state.packed) -
			logits - cache,
		    "the output matrix while it is quantised");
		BECAUSE(t, F_QUANT_METHOD, F_MODEL_VOCAB, F_MODEL_HIDDEN);
		job->e->phase = "load";
	}
	job->e->kv_bytes_per_token = kv.token;
	job->e->kv_tokens = rows * length;
	job->e->phase = pass > 0 ? "prompt" : "generation";
	allocator_finish(job, NULL);
}
