/*
 * quantised: bytes that one weight of a quantised matrix takes.
 *
 * bitsandbytes 4 bit: half a byte and an fp32 absmax for each block of 64
 * (bitsandbytes functional.py quantize_4bit); with double quantisation the
 * absmax is one byte and an fp32 for each 256 of them, which axolotl (loaders/
 * model.py), LLaMA-Factory (hparams/model_args.py), ms-swift (arguments/
 * base_args/quant_args.py) and Unsloth (models/llama.py) do unless told.  int8: a byte, and an
 * fp32 scale a row.  GPTQ and AWQ: bits, and for each group an fp16 scale
 * and a zero point of the same bits (AutoGPTQ qlinear_cuda.py).  torchao NF4:
 * blocks of 64 with an int8 scaler, fp32 for each 256 (torchao dtypes/nf4tensor.py).
 * MLC: words of 32 bits hold 8 weights of 4 bits or 10 of 3, and each group of
 * 32 or 40 a scale in the type of the rest (mlc-ai/mlc-llm python/mlc_llm/
 * quantization/group_quantization.py), embedding and head as well.
 * MXFP4: 32 weights share a byte.  GGUF: gguf.c, and for mixes that it does not
 * know the catalogue's size of whole files.
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

static double
grouped(const struct job *job, double bits)
{
	double group = fact_number(job->w, F_QUANT_GROUP_SIZE, 128);

	if (group < 1)
		return bits / 8; /* one scale a row */
	return bits / 8 + (2 + bits / 8) / group;
}

static double
mlc(const struct job *job, double bits)
{
	double scale = fact_is(job->w, F_QUANT_COMPUTE_DTYPE, "fp32") ? 4 : 2;
	double each = bits > 0 ? floor(32 / bits) : 8; /* in a word */

	return 4 / each + scale / (4 * each);
}

static double
gguf(const struct job *job)
{
	const char *type = fact_text(job->w, F_QUANT_GGUF_TYPE);
	const struct quant *q = NULL;
	double bits = fact_number(job->w, F_QUANT_BITS, 0);

	if (*type != '\0')
		q = catalog_quant(job->catalog, type);
	if (q != NULL && q->bits_effective > 0)
		return q->bits_effective / 8;
	if (q != NULL && q->bits_per_weight > 0)
		return q->bits_per_weight / 8;
	/* only the bits are said: the legacy blocks of 32 with an fp16 scale */
	return bits > 0 ? (bits + 0.5) / 8 : -1;
}

double
quant_bytes(const struct job *job)
{
	const char *m = fact_text(job->w, F_QUANT_METHOD);
	bool twice = fact_flag(job->w, F_QUANT_DOUBLE,
	    is_framework(job, "axolotl llamafactory ms-swift unsloth xtuner"));
	double bits = fact_number(job->w, F_QUANT_BITS, 4);

	if (*m == '\0' || strcmp(m, "none") == 0)
		return 0;
	if (strcmp(m, "bnb-nf4") == 0 || strcmp(m, "bnb-fp4") == 0)
		return twice ? 0.5 + 1 / 64.0 + 4 / (64.0 * 256)
			     : 0.5 + 4 / 64.0;
	if (strcmp(m, "torchao-nf4") == 0)
		return 0.5 + 1 / 64.0 + 4 / (64.0 * 256);
	if (strcmp(m, "bnb-int8") == 0 || strcmp(m, "int8") == 0 ||
	    strcmp(m, "eetq") == 0)
		return 1;
	if (strcmp(m, "fp8") == 0)
		return 1 + 4 / (128.0 * 128);
	if (strcmp(m, "gptq") == 0 || strcmp(m, "awq") == 0)
		return grouped(job, bits);
	if (strcmp(m, "hqq") == 0)
		return bits / 8 +
		       4 / fact_number(job->w, F_QUANT_GROUP_SIZE, 64);
	if (strcmp(m, "int4") == 0 || strcmp(m, "torchao-int4") == 0)
		return 0.5 + 4 / fact_number(job->w, F_QUANT_GROUP_SIZE, 128);
	if (strcmp(m, "mlc") == 0)
		return mlc(job, bits);
	if (strcmp(m, "mxfp4") == 0)
		return 17 / 32.0;
	if (strcmp(m, "nvfp4") == 0)
		return 9 / 16.0;
	if (strcmp(m, "aqlm") == 0)
		return 2.07 / 8;
	if (strcmp(m, "gguf") == 0)
		return gguf(job);
	return -1;
}

/* vLLM lays rows of MXFP4 out in multiples of 256 (triton_kernels, the
 * swizzled layout of Hopper). */
static double
padding(const struct job *job)
{
	double in = job->s.hidden;

	if (!fact_is(job->w, F_QUANT_METHOD, "mxfp4") ||
	    !fact_is(job->w, F_SERVE_ENGINE, "vllm"))
		return 1;
	return ceil(in / 256) * 256 / in;
}

/* Meta's own FP8 copies keep all attention, and the first and the last block,
 * in 16 bits (config.json, modules_to_not_convert): the share of them. */
static double
kept_share(const struct job *job)
{
	const char *id = fact_text(job->w, F_MODEL_ID);
	const struct shape *s = &job->s;
	double attention = s->hidden * (2 * s->query + 2 * s->kv);
	double mlp = (s->gated ? 3 : 2) * s->hidden * s->intermediate;

	if (!fact_is(job->w, F_QUANT_METHOD, "fp8") || s->layers <= 2 ||
	    strncmp(id, "meta-llama/", 11) != 0 ||
	    strstr(id, "Llama-3.1-405B") == NULL)
		return 0;
	return (attention + mlp * 2 / s->layers) / (attention + mlp);
}

double
matrix_bytes(const struct job *job)
{
	const struct state *st = &job->state;
	const struct local *l = &job->local;

	if (st->packed <= 0)
		return (l->matrices + l->experts) * st->weight;
	if (st->packed_experts)
		return l->matrices * st->weight +
		       l->experts * st->packed * padding(job);
	return (l->matrices + l->experts) *
	       (st->packed + kept_share(job) * (st->weight - st->packed));
}
