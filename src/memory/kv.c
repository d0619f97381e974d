/*
 * kv: the key and value cache.
 *
 * Two tensors of kv_heads x head_dim a layer and token; multi-head latent
 * attention keeps the latent and the rotary part instead, where the engine
 * absorbs the projections (vllm/v1/attention/backends/mla; transformers
 * expands them).  llama.cpp may store values in
 * another type than keys (common/arg.cpp, --cache-type-v).  Local layers keep no more than their window.  q8_0 is 34
 * bytes for 32 values, q4_0 is 18 (ggml/src/ggml-common.h).
 */

#include "memory/serve.h"

#include <math.h>
#include <string.h>

static double
element_bytes(const struct job *job, enum fact_id id)
{
	static const struct {
		const char *name;
		double bytes;
	} rows[] = {
		{ "fp32", 4 },
		{ "fp16", 2 },
		{ "bf16", 2 },
		{ "fp8", 1 },
		{ "int8", 1 },
		{ "fp8_e4m3", 1 },
		{ "fp8_e5m2", 1 },
		{ "q8_0", 34 / 32.0 },
		{ "q5_1", 24 / 32.0 },
		{ "q5_0", 22 / 32.0 },
		{ "q4_1", 20 / 32.0 },
		{ "q4_0", 18 / 32.0 },
		{ "iq4_nl", 18 / 32.0 },
		{ "int4", 0.5 },
	};
	const char *name = fact_text(job->w, id);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(name, rows[i].name) == 0)
			return rows[i].bytes;
	if (fact_is(job->w, F_SERVE_ENGINE, "llama.cpp") ||
	    fact_is(job->w, F_SERVE_ENGINE, "ollama"))
		return 2;
	return job->state.weight > 2 ? job->state.weight : 2;
}

/* Layers with a full cache, where a window is known but not their number. */
static double
full_layers(const struct job *job)
{
	const char *family = fact_text(job->w, F_MODEL_FAMILY);

	if (fact_known(job->w, F_MODEL_ATTENTION_LAYERS))
		return job->s.full_layers;
	if (job->s.window <= 0)
		return job->s.layers;
	if (strcmp(family, "gemma2") == 0 || strcmp(family, "gpt_oss") == 0)
		return ceil(job->s.layers / 2);
	if (strncmp(family, "gemma3", 6) == 0)
		return floor(job->s.layers / 6);
	if (strcmp(family, "cohere2") == 0)
		return floor(job->s.layers / 4);
	if (strcmp(family, "mistral") == 0)
		return 0;
	return job->s.layers;
}

void
kv_read(const struct job *job, struct kv *kv)
{
	const struct shape *s = &job->s;
	bool absorbed =
	    s->latent && !fact_is(job->w, F_SERVE_ENGINE, "transformers");
	double heads = fmin(job->cut.tensor, s->kv_heads), layer;
	double full = full_layers(job), key, value;

	key = value = element_bytes(job, F_SERVE_KV_DTYPE);
	if (fact_known(job->w, F_SERVE_VALUE_DTYPE))
		value = element_bytes(job, F_SERVE_VALUE_DTYPE);
	if (absorbed)
		layer = key * (s->kv_lora_rank + s->rope_head_dim);
	else if (s->latent)
		layer = (key * s->query + value * s->heads * s->value_dim) /
			job->cut.tensor;
	else
		layer = (key + value) * s->kv / heads;
	layer /= job->cut.pipeline;
	kv->token = layer * full;
	kv->windowed = s->window > 0 ? layer * (s->layers - full) : 0;
	kv->window = s->window;
	/* layers that keep no cache at all: linear attention, state spaces */
}

double
kv_bytes(const struct kv *kv, double length)
{
	return kv->token * length + kv->windowed * fmin(length, kv->window);
}
