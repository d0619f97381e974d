/*
 * llamacpp: llama.cpp and what is built on it.
 *
 * ggml-org/llama.cpp src/llama-model.cpp: the input embedding stays in host
 * memory, layers go to the GPU from the last one backwards, the output matrix
 * with the layer after the last.  src/llama-kv-cache.cpp: the cache is made
 * whole at start, for the context of all sequences together.  The compute
 * buffer is that of the largest graph, one micro batch: the logits in fp32,
 * and without flash attention the scores against the whole context.
 */

#include "memory/serve.h"

#include <math.h>
#include <string.h>

void
llamacpp_estimate(struct job *job)
{
	const struct workload *w = job->w;
	const struct shape *s = &job->s;
	const struct state *st = &job->state;
	struct local *l = &job->local;
	double gpus = fmax(1, job->cut.pipeline * job->cut.tensor);
	double devices = job->cut.pipeline > 1 || job->cut.tensor > 1
			     ? gpus
			     : fmax(1, job->cut.gpus);
	double length = fact_number(w, F_SERVE_MAX_LEN, 4096);
	double wanted = fact_number(w, F_SERVE_GPU_LAYERS, 1e9);
	double on = fmin(wanted, s->layers) / s->layers;
	double ubatch = fmin(fact_number(w, F_SERVE_UBATCH, 512), length);
	bool flash = fact_flag(w, F_SERVE_FLASH_ATTENTION, false);
	double each = st->packed > 0 ? st->packed : st->weight;
	double head = wanted > s->layers ? s->embedding : 0, compute;
	double matrices = (l->matrices + l->experts) * gpus / devices;
	double cut = job->cut.pipeline > 1 || job->cut.tensor > 1 ? 1 : devices;
	struct kv kv;
	struct term *t;

	kv_read(job, &kv);
	t = job_term(job, TERM_WEIGHTS,
	    on * (matrices * each + l->vectors * 4 / devices) +
		head * each / devices,
	    "%.0f of %.0f layers, %s weights x %.4g bytes", on * s->layers,
	    s->layers, count_text(job, matrices), each);
	BECAUSE(t, F_QUANT_GGUF_TYPE, F_QUANT_BITS, F_SERVE_GPU_LAYERS,
	    F_MODEL_ID);
	t = job_term(job, TERM_KV_CACHE, on * kv_bytes(&kv, length) / cut,
	    "%.0f tokens x %s", length, size_text(job, kv.token));
	BECAUSE(t, F_SERVE_MAX_LEN, F_SERVE_KV_DTYPE, F_SERVE_GPU_LAYERS);
	compute = ubatch * 4 * (s->vocab + s->hidden);
	if (!flash)
		compute = fmax(compute,
		    ubatch * 4 *
			(s->heads * length + s->query + 2 * s->hidden));
	t = job_term(job, TERM_BUFFERS, on > 0 ? compute : 0,
	    "compute buffer of %.0f tokens", ubatch);
	BECAUSE(t, F_SERVE_UBATCH, F_MODEL_VOCAB, F_SERVE_FLASH_ATTENTION);
	job->e->kv_bytes_per_token = kv.token;
	job->e->kv_tokens = length;
	job->e->phase = "serving";
	job->e->allocated = job->e->reserved = job_sum(job);
	t = job_term(job, TERM_CONTEXT, context_bytes(job),
	    "CUDA context and kernels");
	BECAUSE(t, F_TARGET_GPU);
	job->e->expected = job_sum(job);
	job->e->low = job->e->expected - 0.5 * job->sum[TERM_CONTEXT] -
		      0.03 * job->e->allocated;
	job->e->high = job->e->expected + 0.5 * job->sum[TERM_CONTEXT] +
		       0.05 * job->e->allocated;
}
