/* serve: which engine's rules apply, and the weights they share. */

#include "base/number.h"
#include "memory/serve.h"

#include <math.h>
#include <string.h>

double
serve_weights(struct job *job)
{
	const struct state *st = &job->state;
	const struct local *l = &job->local;
	double matrices = l->matrices + l->experts;
	double ends = l->embedding + l->head;
	double bytes, each, away;
	bool ended = st->packed > 0 && st->packed_embedding;
	double end = ended ? (l->embedding * st->embedding_packed +
				 l->head * st->head_packed) /
				 fmax(ends, 1)
			   : st->weight;
	struct term *t;

	if (st->packed > 0 && st->packed_head && !st->packed_embedding) {
		matrices += l->head;
		ends -= l->head;
	}
	bytes = matrix_bytes(job);
	if (st->packed > 0 && st->packed_head && !st->packed_embedding)
		bytes += l->head * st->packed;
	each = bytes / fmax(matrices, 1);
	away = fmin(fact_number(job->w, F_SERVE_CPU_OFFLOAD, 0), bytes);
	t = job_term(job, TERM_WEIGHTS, bytes - away,
	    "%s weights of matrices x %.4g bytes%s%s",
	    count_text(job, matrices), each,
	    away > 0 ? ", in host memory " : "",
	    away > 0 ? size_text(job, away) : "");
	BECAUSE(t, F_MODEL_ID, F_LOAD_DTYPE, F_QUANT_METHOD, F_QUANT_BITS,
	    F_PARALLEL_TENSOR, F_SERVE_CPU_OFFLOAD);
	t = job_term(job, TERM_WEIGHTS, ends * end + l->vectors * st->weight,
	    "%s in embedding, head and norms x %.4g bytes",
	    count_text(job, ends + l->vectors), end);
	BECAUSE(t, F_MODEL_VOCAB, F_LOAD_DTYPE);
	add_tower(job);
	return job->sum[TERM_WEIGHTS];
}

const char *
serve_version(const struct job *job)
{
	const char *name = fact_text(job->w, F_FRAMEWORK_NAME);

	return *name == '\0' || fact_is(job->w, F_SERVE_ENGINE, name)
		   ? fact_text(job->w, F_FRAMEWORK_VERSION)
		   : "";
}

bool
serve_precedes(const char *version, const char *release, const char *month)
{
	if (*version == '\0')
		return false;
	if (strncmp(version, "20", 2) == 0)
		return strcmp(version, month) < 0;
	return version_compare(version, release) < 0;
}

void
serve_estimate(struct job *job)
{
	const char *engine = fact_text(job->w, F_SERVE_ENGINE);

	if (*engine == '\0')
		engine = fact_text(job->w, F_FRAMEWORK_NAME);
	if (strcmp(engine, "sglang") == 0)
		sglang_estimate(job);
	else if (strcmp(engine, "vllm") == 0 || strcmp(engine, "tgi") == 0 ||
		 strcmp(engine, "tensorrt-llm") == 0 ||
		 strcmp(engine, "lmdeploy") == 0 ||
		 strcmp(engine, "lightllm") == 0 ||
		 strcmp(engine, "mlc") == 0 || strcmp(engine, "aphrodite") == 0)
		vllm_estimate(job);
	else if (strcmp(engine, "llama.cpp") == 0 ||
		 strcmp(engine, "ollama") == 0)
		llamacpp_estimate(job);
	else
		generate_estimate(job);
}
