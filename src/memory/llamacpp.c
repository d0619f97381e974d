/*
 * llamacpp: llama.cpp and what is built on it.
 *
 * ggml-org/llama.cpp src/llama-model.cpp: the input embedding stays in host
 * memory, layers go to the GPU from the last one backwards, the output matrix
 * with the layer after the last.  src/llama-kv-cache.cpp: the cache is made
 * whole at start, for every slot its context, or one for all of them
 * (--kv-unified).  src/llama-kv-cache-iswa.cpp: local layers keep their window
 * and one micro batch, in cells of 256.  The compute buffer is that of the
 * largest graph, one micro batch: the logits in fp32, or attention, which is
 * the mask in 32 and 16 bits with flash attention and the scores against the
 * whole context without.  Flash attention is used wherever it can be since
 * August 2025 (pull request 15434), and was off before.
 */

#include "memory/serve.h"

#include <math.h>
#include <string.h>

/* What a context that nobody gives was until the end of 2025, and what it is
 * cut down to now where the model's own does not fit (common/fit.cpp), which
 * leaves MARGIN of every GPU. */
#define LEAST 4096.0
#define MARGIN (1024 * MIB)

struct plan {
	double length; /* of one slot */
	double slots; /* that have a cache of their own */
	double sharing; /* slots in each cache */
	double on; /* share of the layers on GPUs */
	double ubatch;
};

static void
read_plan(const struct job *job, struct plan *p)
{
	const struct workload *w = job->w;
	double wanted = fact_number(w, F_SERVE_GPU_LAYERS, 1e9);
	double seqs = fmax(1, fact_number(w, F_SERVE_MAX_SEQS, 1));
	bool unified = fact_flag(w, F_SERVE_KV_UNIFIED, false);

	p->length = fact_number(w, F_SERVE_MAX_LEN, LEAST);
	p->slots = unified ? 1 : seqs;
	p->sharing = unified ? seqs : 1;
	p->on = fmin(wanted, job->s.layers) / job->s.layers;
	p->ubatch = fmin(fact_number(w, F_SERVE_UBATCH, 512), p->length);
}

/* Bytes of the whole cache. */
static double
cache_bytes(const struct job *job, const struct plan *p, struct kv *kv)
{
	double cells = p->length, bytes;

	kv_read(job, kv);
	if (kv->windowed > 0 && !fact_flag(job->w, F_SERVE_SWA_FULL, false))
		cells = fmin(cells,
		    256 * ceil((kv->window * p->sharing + p->ubatch) / 256));
	bytes = kv->token * p->length + kv->windowed * cells;
	return p->slots * bytes;
}

static double
compute_bytes(const struct job *job, const struct plan *p, bool flash)
{
	const struct shape *s = &job->s;
	double row = s->vocab + s->hidden, attention;

	attention =
	    (flash ? 1.5 : s->heads) * p->length + s->query + 2 * s->hidden;
	return p->on > 0 ? p->ubatch * 4 * fmax(row, attention) : 0;
}

/* The layers there are on the GPU, and the output matrix with them. */
static double
add_weights(struct job *job, const struct plan *p, double devices)
{
	const struct shape *s = &job->s;
	const struct state *st = &job->state;
	const struct local *l = &job->local;
	double gpus = fmax(1, job->cut.pipeline * job->cut.tensor);
	double each = st->packed > 0 ? st->packed : st->weight;
	double head = fact_number(job->w, F_SERVE_GPU_LAYERS, 1e9) > s->layers
			  ? s->embedding
			  : 0;
	double matrices = (l->matrices + l->experts) * gpus / devices;
	double bytes =
	    p->on * (matrices * each + l->vectors * 4 / devices) +
	    head * (st->packed > 0 ? st->head_packed : each) / devices;
	struct term *t = job_term(job, TERM_WEIGHTS, bytes,
	    "%.0f of %.0f layers, %s weights x %.4g bytes", p->on * s->layers,
	    s->layers, count_text(job, matrices), each);

	BECAUSE(t, F_QUANT_GGUF_TYPE, F_QUANT_BITS, F_SERVE_GPU_LAYERS,
	    F_MODEL_ID);
	return bytes;
}

/* The longest context up to the model's own that leaves its margin. */
static double
fitting_length(const struct job *job, struct plan p, double held, double cut)
{
	double card = fact_number(job->w, F_TARGET_VRAM, 0) - MARGIN;
	double longest = fact_number(job->w, F_MODEL_MAX_POSITIONS, LEAST);
	double floor = fmin(LEAST, longest), rest, taken;
	struct kv kv;

	if (card <= 0)
		return longest;
	p.length = longest;
	rest = card - held - context_bytes(job) - compute_bytes(job, &p, true);
	taken = p.on * cache_bytes(job, &p, &kv) / cut;
	if (taken <= rest)
		return longest;
	return fmax(floor, longest * rest / taken);
}

static void
add_cache(struct job *job, const struct plan *p, double cut)
{
	struct kv kv;
	double bytes = cache_bytes(job, p, &kv);
	struct term *t;

	if (p->slots > 1)
		t = job_term(job, TERM_KV_CACHE, p->on * bytes / cut,
		    "%.0f slots x %.0f tokens x %s", p->slots, p->length,
		    size_text(job, kv.token + kv.windowed));
	else
		t = job_term(job, TERM_KV_CACHE, p->on * bytes / cut,
		    "%.0f tokens x %s", p->length,
		    size_text(job, kv.token + kv.windowed));
	BECAUSE(t, F_SERVE_MAX_LEN, F_SERVE_MAX_SEQS, F_SERVE_KV_DTYPE,
	    F_SERVE_GPU_LAYERS);
	job->e->kv_bytes_per_token = kv.token + kv.windowed;
	job->e->kv_tokens = p->slots * p->length;
}

void
llamacpp_estimate(struct job *job)
{
	const struct workload *w = job->w;
	struct estimate *e = job->e;
	bool split = job->cut.pipeline > 1 || job->cut.tensor > 1;
	double devices = split ? fmax(1, job->cut.pipeline * job->cut.tensor)
			       : fmax(1, job->cut.gpus);
	double cut = split ? 1 : devices, held, shorter = 0, compute;
	double card = fact_number(w, F_TARGET_VRAM, 0);
	bool flash = fact_flag(w, F_SERVE_FLASH_ATTENTION, true);
	bool open = !fact_known(w, F_SERVE_MAX_LEN) &&
		    fact_is(w, F_SERVE_ENGINE, "llama.cpp");
	struct plan p;
	struct kv kv;
	struct term *t;

	read_plan(job, &p);
	held = add_weights(job, &p, devices);
	if (open) {
		shorter = p.on * cache_bytes(job, &p, &kv) / cut;
		p.length = fitting_length(job, p, held, cut);
	}
	add_cache(job, &p, cut);
	compute = compute_bytes(job, &p, flash);
	t = job_term(job, TERM_BUFFERS, compute,
	    "compute buffer of %.0f tokens", p.ubatch);
	BECAUSE(t, F_SERVE_UBATCH, F_MODEL_VOCAB, F_SERVE_FLASH_ATTENTION);
	e->phase = "serving";
	e->allocated = e->reserved = job_sum(job);
	t = job_term(job, TERM_CONTEXT, context_bytes(job),
	    "CUDA context and kernels");
	BECAUSE(t, F_TARGET_GPU);
	e->expected = job_sum(job);
	e->low =
	    e->expected - 0.5 * job->sum[TERM_CONTEXT] - 0.03 * e->allocated;
	if (open)
		e->low -= fmax(0, job->sum[TERM_KV_CACHE] - shorter);
	e->high =
	    e->expected + 0.5 * job->sum[TERM_CONTEXT] + 0.05 * e->allocated;
	/* Ollama leaves it off for some models */
	if (!fact_known(w, F_SERVE_FLASH_ATTENTION) &&
	    fact_is(w, F_SERVE_ENGINE, "ollama"))
		e->high += compute_bytes(job, &p, false) - compute;
	/* and puts as many layers on the GPUs as fit (llm/server.go) */
	if (fact_is(w, F_SERVE_ENGINE, "ollama") && card > 0 &&
	    !fact_known(w, F_SERVE_GPU_LAYERS)) {
		e->expected = fmin(e->expected, card);
		e->low = fmin(e->low, card);
		e->high = fmin(e->high, card);
	}
	if (open && card > 0)
		e->high = fmax(e->expected, fmin(e->high, card));
}
