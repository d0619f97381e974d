/*
 * kv: the key and value cache.
 *
 * Two tensors of kv_heads x head_dim a layer and token; multi-head latent
 * attention keeps the latent and the rotary part instead, where the engine
 * absorbs the projections (vllm/v1/attention/backends/mla; transformers
 * expands them).  llama.cpp may store values in another type than keys
 * (common/arg.cpp, --cache-type-v).  Local layers keep no more than their
 * window.  q8_0 is 34 bytes for 32 values, q4_0 is 18 (ggml/src/
 * ggml-common.h); turbo3 of forks is 14 (block_turbo3_0 there).  A scale for
 * each token and head (vllm/v1/kv_cache_interface.py) is 4 bytes for 128.
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
		{ "int8_per_token_head", 1 + 4 / 128.0 },
		{ "fp8_per_token_head", 1 + 4 / 128.0 },
		{ "int4_per_token_head", 0.5 + 4 / 128.0 },
		{ "nvfp4", 9 / 16.0 },
		{ "turbo4", 68 / 128.0 },
		{ "turbo3", 14 / 32.0 },
		{ "turbo2", 10 / 32.0 },
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

/* Over how many GPUs heads are cut; one that is not is on each. */
static double
split_heads(const struct job *job, double heads)
{
	return fmin(job->cut.tensor, heads);
}

/* Of one token, where heads of layers without a window are others. */
static double
of_global_layer(const struct job *job, double pair)
{
	const struct shape *s = &job->s;
	double heads =
	    fact_number(job->w, F_MODEL_GLOBAL_KV_HEADS, s->kv_heads);
	double width =
	    fact_number(job->w, F_MODEL_GLOBAL_HEAD_DIM, s->head_dim);

	return pair * heads * width / split_heads(job, heads);
}

/*
 * llama.cpp keeps both states in fp32 (src/llama-memory-recurrent.cpp), vLLM
 * and SGLang the recurrent one (vllm/model_executor/layers/mamba/
 * mamba_utils.py; python/sglang/srt/configs/mamba_utils.py), the last tokens
 * of the convolution in 16 bits.
 */
static double
state_bytes(const struct job *job)
{
	double state = fact_number(job->w, F_MODEL_STATE_SIZE, 0);
	double conv = fact_number(job->w, F_MODEL_CONV_SIZE, 0);
	bool ggml = fact_is(job->w, F_SERVE_ENGINE, "llama.cpp") ||
		    fact_is(job->w, F_SERVE_ENGINE, "ollama");

	return (4 * state + (ggml ? 4 : 2) * conv) /
	       (job->cut.tensor * job->cut.pipeline);
}

/* vLLM before 0.7.1 (pull request 12528): keys and values of all heads, as wide
 * as the wider of them, and 256 before 0.7 (pull request 12067). */
static double
unabsorbed_width(const struct job *job)
{
	const struct workload *w = job->w;
	const char *version = serve_version(job);

	if (!fact_is(w, F_SERVE_ENGINE, "vllm") ||
	    !serve_precedes(version, "0.7.1", "2025-02"))
		return 0;
	if (serve_precedes(version, "0.7", "2025-01"))
		return 256;
	return job->s.query / job->s.heads;
}

/* Ollama's library has DeepSeek V2 as it was converted before llama.cpp could
 * keep the latent alone (ggml-org/llama.cpp pull request 12801). */
static bool
is_absorbed(const struct workload *w)
{
	if (fact_is(w, F_SERVE_ENGINE, "ollama"))
		return !fact_is(w, F_MODEL_FAMILY, "deepseek_v2");
	return !fact_is(w, F_SERVE_ENGINE, "transformers");
}

void
kv_read(const struct job *job, struct kv *kv)
{
	const struct workload *w = job->w;
	const struct shape *s = &job->s;
	double wide = s->latent ? unabsorbed_width(job) : 0;
	bool absorbed = s->latent && is_absorbed(w);
	double full = full_layers(job), key, value, local, global;
	double layers = fact_number(w, F_MODEL_CACHED_LAYERS, s->layers);

	key = value = element_bytes(job, F_SERVE_KV_DTYPE);
	if (fact_known(job->w, F_SERVE_VALUE_DTYPE))
		value = element_bytes(job, F_SERVE_VALUE_DTYPE);
	local = global = (key + value) * s->kv / split_heads(job, s->kv_heads);
	if (wide > 0)
		global = (key + value) * s->heads * wide / job->cut.tensor;
	else if (absorbed)
		global = key * (s->kv_lora_rank + s->rope_head_dim);
	else if (s->latent)
		global = (key * s->query + value * s->heads * s->value_dim) /
			 job->cut.tensor;
	else if (s->window > 0)
		global = of_global_layer(job, key + value);
	kv->token = global * full / job->cut.pipeline;
	kv->windowed = 0;
	if (s->window > 0)
		kv->windowed = local * (layers - full) / job->cut.pipeline;
	kv->window = s->window;
	/* layers that keep no cache at all: linear attention, state spaces */
	kv->state = state_bytes(job);
}

double
kv_bytes(const struct kv *kv, double length)
{
	return kv->state + kv->token * length +
	       kv->windowed * fmin(length, kv->window);
}
