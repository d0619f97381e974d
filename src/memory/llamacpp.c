/*
 * llamacpp: llama.cpp and what is built on it.
 *
 * ggml-org/llama.cpp src/llama-model.cpp: the input embedding stays in host
 * memory, layers go to the GPU from the last one backwards, the output matrix
 * with the layer after the last.  src/llama-kv-cache.cpp: the cache is made
 * whole at start, for every slot its context, or one for all of them
 * (--kv-unified).  src/llama-kv-cache-iswa.cpp: local layers keep their window
 * and one micro batch, in cells of 256.  Flash attention is used wherever it
 * can be since August 2025 (pull request 15434), and was off before.
 */

#include "base/number.h"
#include "base/word.h"
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
	return p->slots * (bytes + p->sharing * kv->state);
}

/* A build "b9450" or 9450, or a date. */
static bool
is_build_before(const char *version, double build, const char *month)
{
	double number;

	if (*version == 'b')
		version++;
	if (strchr(version, '-') != NULL)
		return strcmp(version, month) < 0;
	return number_parse(version, strlen(version), &number) &&
	       number < build;
}

/*
 * Whether logits of a whole micro batch are reserved, or of one token a
 * sequence: llama-server from June 2026 on (ggml-org/llama.cpp pull request
 * 23861), which Ollama runs from 0.30 on (llm/llama_server.go); Ollama's own
 * engine before that (runner/ollamarunner/runner.go, reserveWorstCaseGraph),
 * for the architectures that it knew (fs/ggml/ggml.go, OllamaEngineRequired).
 */
static bool
reserves_all_logits(const struct job *job)
{
	static const char *const of_ollama[] = { "gemma3", "gemma3_text",
		"gemma3n", "gemma4", "gpt_oss", "llama4", "mistral3",
		"qwen2_5_vl", "qwen3", "qwen3_moe", "qwen3_vl", "qwen3_vl_moe",
		"qwen3_next", "qwen3_5", "qwen3_5_moe", NULL };
	const char *version = serve_version(job);

	if (*version == '\0')
		return false;
	if (!fact_is(job->w, F_SERVE_ENGINE, "ollama"))
		return is_build_before(version, 9450, "2026-06");
	return version_compare(version, "0.30") < 0 &&
	       !word_is_among(fact_text(job->w, F_MODEL_FAMILY), of_ollama);
}

/* Values of one token that are alive at once in the MLP: its input and the
 * residual, gate, up and their product; of experts those that it is sent to,
 * and what each makes of it, twice. */
static double
mlp_width(const struct shape *s)
{
	double parts = s->gated ? 3 : 2;

	if (s->experts <= 0)
		return parts * s->intermediate + 3 * s->hidden;
	return s->experts_per_token *
		   (parts * s->moe_intermediate + 2 * s->hidden) +
	       3 * s->hidden;
}

/*
 * The slots whose cells one graph reaches over: all of them with one cache, as
 * Ollama's runners have it, n_ctx = context x parallel (llm/server.go), before
 * they became llama-server in 0.30.
 */
static double
slots_in_sight(const struct job *job, const struct plan *p)
{
	const char *version = serve_version(job);

	return fact_is(job->w, F_SERVE_ENGINE, "ollama") && *version != '\0' &&
		       version_compare(version, "0.30") < 0
		   ? p->slots
		   : 1;
}

/*
 * The buffer of the largest graph of one micro batch (ggml/src/ggml-alloc.c).
 * With flash attention the mask is cast to 16 bits once and stays; the 32 bits
 * it is made in are there with a layer's queries and are used again after
 * that.  Without, the scores against the whole context.
 */
static double
compute_bytes(const struct job *job, const struct plan *p, bool flash,
    bool all_logits)
{
	const struct shape *s = &job->s;
	double cells = p->ubatch * p->length * slots_in_sight(job, p);
	double rows =
	    all_logits ? p->ubatch : fmin(p->slots * p->sharing, p->ubatch);
	double layer = 4 * p->ubatch * (4 * s->hidden + 3 * s->query);
	double work = fmax(4 * p->ubatch * mlp_width(s),
	    4 * rows * s->vocab + 4 * p->ubatch * s->hidden);

	if (!(p->on > 0))
		return 0;
	if (flash)
		return 2 * cells + fmax(4 * cells + layer, work);
	return fmax(4 * cells * (s->heads + 1) + 16 * p->ubatch * s->hidden,
	    work);
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
	rest = card - held - context_bytes(job) -
	       compute_bytes(job, &p, true, false);
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
		    fact_is(w, F_SERVE_ENGINE, "llama.cpp"),
	     all;
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
	compute = compute_bytes(job, &p, flash, reserves_all_logits(job));
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
		flash = false;
	all = *serve_version(job) == '\0' || reserves_all_logits(job);
	e->high += fmax(0, compute_bytes(job, &p, flash, all) - compute);
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
