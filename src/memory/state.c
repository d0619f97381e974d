/*
 * state: in which type a framework really holds weights, gradients and
 * optimizer states, and which of them a GPU keeps.
 *
 * Torch's AdamW makes its states in the type of the parameter (torch/optim/
 * adamw.py, zeros_like); without `fused` its step makes one more copy of the
 * second moments (_foreach_sqrt).  HF `bf16: true` is autocast over weights
 * in their loaded type (transformers/trainer.py); PEFT casts adapters to fp32
 * (peft/mapping.py, autocast_adapter_dtype) and, for quantised models, norms,
 * embedding and head too (peft/utils/other.py, prepare_model_for_kbit_training);
 * axolotl casts those back for flash attention (axolotl/loaders/model.py);
 * LLaMA-Factory casts what is trained to fp32 unless pure_bf16
 * (llamafactory/model/adapter.py).  DeepSpeed and Megatron keep an fp32 copy
 * beside 16 bit weights (deepspeed/runtime/zero/stage_1_and_2.py;
 * Megatron-LM core/optimizer/optimizer.py), Megatron sums gradients in fp32.
 * bitsandbytes' 8 bit states are a byte and an fp32 scale for each block of
 * 256 (bitsandbytes/optim/optimizer.py); its paged states live in managed
 * memory, which the caching allocator does not count.
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

double
dtype_bytes(const char *dtype, double otherwise)
{
	if (strcmp(dtype, "fp32") == 0)
		return 4;
	if (strcmp(dtype, "bf16") == 0 || strcmp(dtype, "fp16") == 0)
		return 2;
	if (strcmp(dtype, "fp8") == 0 || strcmp(dtype, "int8") == 0)
		return 1;
	return otherwise;
}

const char *
dtype_name(double bytes)
{
	return bytes >= 4 ? "fp32" : bytes >= 2 ? "16 bit" : "8 bit";
}

bool
is_framework(const struct job *job, const char *names)
{
	const char *name = fact_text(job->w, F_FRAMEWORK_NAME);
	const char *at = names;
	size_t length = strlen(name);

	while (length > 0 && (at = strstr(at, name)) != NULL) {
		if ((at == names || at[-1] == ' ') &&
		    (at[length] == ' ' || at[length] == '\0'))
			return true;
		at += length;
	}
	return false;
}

static double
at_least_one(const struct workload *w, enum fact_id id)
{
	double n = fact_number(w, id, 1);

	return n >= 1 && n < 1e7 ? n : 1;
}

static enum sharding
sharding_of(const struct workload *w)
{
	static const struct {
		const char *name;
		enum sharding sharding;
	} rows[] = {
		{ "zero1", SHARD_ZERO1 },
		{ "zero2", SHARD_ZERO2 },
		{ "zero3", SHARD_ZERO3 },
		{ "fsdp", SHARD_FSDP },
		{ "hsdp", SHARD_FSDP },
		{ "fsdp-grad-op", SHARD_FSDP_GRAD_OP },
		{ "distopt", SHARD_DISTOPT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (fact_is(w, F_PARALLEL_SHARDING, rows[i].name))
			return rows[i].sharding;
	return SHARD_NONE;
}

void
cut_read(struct job *job)
{
	const struct workload *w = job->w;
	struct cut *c = &job->cut;
	double rest;

	c->gpus = at_least_one(w, F_PARALLEL_GPUS);
	c->tensor = at_least_one(w, F_PARALLEL_TENSOR);
	c->pipeline = at_least_one(w, F_PARALLEL_PIPELINE);
	c->context = at_least_one(w, F_PARALLEL_CONTEXT);
	c->expert = at_least_one(w, F_PARALLEL_EXPERT);
	if (c->expert > job->s.experts && job->s.experts > 0)
		c->expert = job->s.experts;
	c->virtual_stages = at_least_one(w, F_PARALLEL_VIRTUAL_PIPELINE);
	/* torchtitan cuts norms along the sequence wherever it has tensor
	 * parallelism (torchtitan/models/llama3/parallelize.py) */
	c->sequence = fact_flag(w, F_PARALLEL_SEQUENCE,
	    c->tensor > 1 && is_framework(job, "torchtitan"));
	/* Megatron-LM's default is the tensor degree, ms-swift's is 1 */
	c->expert_tensor = fact_number(w, F_PARALLEL_EXPERT_TENSOR,
	    is_framework(job, "ms-swift") ? 1 : c->tensor);
	if (c->expert_tensor < 1 ||
	    c->expert_tensor * c->expert * c->pipeline > c->gpus)
		c->expert_tensor = 1;
	if (c->pipeline > job->s.layers)
		c->pipeline = job->s.layers;
	rest = floor(c->gpus / (c->tensor * c->pipeline * c->context));
	c->data = fact_known(w, F_PARALLEL_DATA)
		      ? at_least_one(w, F_PARALLEL_DATA)
		      : fmax(rest, 1);
	c->sharding = sharding_of(w);
	c->shards = c->sharding == SHARD_NONE ? 1 : c->data * c->context;
	if (fact_is(w, F_PARALLEL_SHARDING, "hsdp"))
		c->shards = fmax(1,
		    floor(c->shards / at_least_one(w, F_PARALLEL_NODES)));
	c->first = c->last = true;
	if (c->pipeline > 1) {
		c->last = fact_is(w, F_PARALLEL_RANK, "last");
		c->first = !c->last;
	}
}

struct optimizer {
	const char *name;
	double states; /* of the trained copy's type; else bytes */
	double bytes; /* where the type is fixed */
	bool foreach_sqrt; /* the step makes a copy of one state */
};

static const struct optimizer optimizers[] = {
	{ "adamw", 2, 0, true },
	{ "adam", 2, 0, true },
	{ "adamw-fused", 2, 0, false },
	{ "adamw-8bit", 0, 2 * (1 + 4 / 256.0), false },
	{ "paged-adamw-8bit", 0, 2 * (1 + 4 / 256.0), false },
	{ "paged-adamw-32bit", 0, 8, false },
	{ "paged-adamw", 0, 8, false },
	{ "adamw-4bit", 0, 2 * (0.5 + 4 / 128.0), false },
	{ "lion", 1, 0, false },
	{ "lion-8bit", 0, 1 + 4 / 256.0, false },
	{ "paged-lion-8bit", 0, 1 + 4 / 256.0, false },
	{ "sgd", 0, 0, false },
	{ "sgd-momentum", 1, 0, false },
	{ "adafactor", 0, 0, false },
	{ "muon", 1, 0, false },
	{ "rmsprop", 1, 0, true },
	{ "adagrad", 1, 0, true },
	{ "ademamix", 3, 0, false },
	{ "schedule-free", 2, 0, true },
};

static bool
starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Frameworks that ask torch for the fused kernel unless told otherwise. */
static bool
is_fused(const struct job *job)
{
	if (job->state.megatron)
		return true; /* Apex's or TransformerEngine's */
	if (is_framework(job, "litgpt"))
		return fact_is(job->w, F_TRAIN_STAGE, "pretrain");
	return is_framework(job, "torchtune torchtitan megatron nemo deepspeed "
				 "unsloth ");
}

bool
optimizer_is_known(const char *name)
{
	for (size_t i = 0; i < sizeof(optimizers) / sizeof(*optimizers); i++)
		if (strcmp(name, optimizers[i].name) == 0)
			return true;
	return false;
}

static void
read_optimizer(struct job *job)
{
	struct state *s = &job->state;
	const char *name = fact_text(job->w, F_TRAIN_OPTIMIZER);
	const struct optimizer *row = &optimizers[0];
	double state =
	    dtype_bytes(fact_text(job->w, F_TRAIN_OPTIMIZER_STATE_DTYPE),
		s->master > 0 ? 4 : s->trained);

	for (size_t i = 0; i < sizeof(optimizers) / sizeof(*optimizers); i++)
		if (strcmp(name, optimizers[i].name) == 0)
			row = &optimizers[i];
	s->optimizer_name = *name != '\0' ? name : "adamw";
	s->optimizer = row->bytes > 0 ? row->bytes : row->states * state;
	s->paged = starts(name, "paged-") ||
		   (s->packed > 0 && is_framework(job, "litgpt"));
	s->in_backward =
	    fact_flag(job->w, F_TRAIN_OPTIMIZER_IN_BACKWARD, false);
	s->step = row->foreach_sqrt && !is_fused(job) && !s->deepspeed &&
			  !s->in_backward
		      ? state
		      : 0;
	if (strcmp(name, "adafactor") == 0)
		s->step = s->in_backward ? 0 : 4;
}

static bool
is_adapter_method(const struct workload *w)
{
	return fact_is(w, F_TRAIN_METHOD, "lora") ||
	       fact_is(w, F_TRAIN_METHOD, "dora") ||
	       fact_is(w, F_TRAIN_METHOD, "adapter") ||
	       fact_is(w, F_TRAIN_METHOD, "prefix") ||
	       fact_is(w, F_TRAIN_METHOD, "ia3");
}

static bool
is_amp(const struct workload *w)
{
	return starts(fact_text(w, F_TRAIN_PRECISION), "amp-");
}

/* What the file does not say of the weights' type. */
static double
loaded_bytes(const struct job *job)
{
	const char *precision = fact_text(job->w, F_TRAIN_PRECISION);
	double low = dtype_bytes(precision, 0);

	if (fact_known(job->w, F_LOAD_DTYPE))
		return dtype_bytes(fact_text(job->w, F_LOAD_DTYPE), 2);
	if (low > 0)
		return low;
	if (job->w->kind == WORKLOAD_SERVE)
		return 2;
	if (is_framework(job,
		"axolotl llamafactory unsloth ms-swift torchtune litgpt "
		"megatron xtuner") ||
	    fact_known(job->w, F_QUANT_METHOD))
		return 2;
	return 4;
}

/* Embedding, head and norms of a quantised model that is being trained. */
static double
unpacked_bytes(const struct job *job)
{
	const struct state *s = &job->state;

	if (s->packed <= 0 || job->w->kind == WORKLOAD_SERVE)
		return s->weight;
	if (starts(fact_text(job->w, F_QUANT_METHOD), "bnb") &&
	    is_framework(job, "trl peft transformers"))
		return 4;
	return s->weight;
}

static void
read_weights(struct job *job)
{
	struct state *s = &job->state;
	const char *precision = fact_text(job->w, F_TRAIN_PRECISION);

	s->weight = loaded_bytes(job);
	s->packed = quant_bytes(job);
	s->packed_head = is_framework(job, "litgpt") ||
			 fact_is(job->w, F_QUANT_METHOD, "gguf");
	s->packed_experts =
	    fact_is(job->w, F_QUANT_METHOD, "mxfp4") && job->s.experts > 0;
	s->packed_embedding = fact_is(job->w, F_QUANT_METHOD, "gguf");
	s->autocast = is_amp(job->w);
	if (s->deepspeed && s->autocast && job->w->kind == WORKLOAD_TRAIN) {
		/* DeepSpeed casts the model itself */
		s->autocast = false;
		s->weight = 2;
	} else if (!s->autocast && dtype_bytes(precision, 0) > 0 &&
		   s->packed <= 0 && !is_framework(job, "torchtitan"))
		s->weight = dtype_bytes(precision, s->weight);
	s->ends = unpacked_bytes(job);
}

static void
read_trained(struct job *job)
{
	const struct workload *w = job->w;
	struct state *s = &job->state;
	bool adapter = is_adapter_method(w);
	bool nanotron = is_framework(job, "nanotron");
	double trained = s->weight;

	if (adapter && s->huggingface && s->weight < 4)
		trained = 4;
	if (!adapter && is_framework(job, "llamafactory") && s->autocast)
		trained = 4;
	if (is_framework(job, "torchtitan"))
		trained = 4;
	/* accelerate/accelerator.py casts what FSDP trains to fp32 under mixed
	 * precision */
	if (s->huggingface && s->autocast && job->cut.sharding == SHARD_FSDP)
		trained = 4;
	if (adapter && s->deepspeed)
		trained = 2;
	s->trained =
	    dtype_bytes(fact_text(w, F_TRAIN_TRAINABLE_DTYPE), trained);
	s->adapter = s->trained;
	if (!adapter)
		s->weight = fmax(s->weight, s->trained);
	/* nanotron's fp32 copy and sum: optim/gradient_accumulator.py */
	s->master =
	    (s->deepspeed || s->megatron || nanotron) && s->trained < 4 ? 4 : 0;
	if (fact_known(w, F_TRAIN_MASTER_WEIGHTS))
		s->master = fact_flag(w, F_TRAIN_MASTER_WEIGHTS, false) &&
				    s->trained < 4
				? 4
				: 0;
	s->grad = dtype_bytes(fact_text(w, F_TRAIN_GRAD_DTYPE),
	    s->megatron || nanotron ? 4 : s->trained);
}

bool
state_read(struct job *job)
{
	const struct workload *w = job->w;
	struct state *s = &job->state;
	enum sharding sharding = job->cut.sharding;
	double low;

	s->huggingface = is_framework(job,
	    "transformers trl peft axolotl llamafactory ms-swift unsloth "
	    "open-instruct xtuner verl");
	s->megatron =
	    is_framework(job, "megatron nemo") ||
	    (sharding == SHARD_DISTOPT && !fact_known(w, F_FRAMEWORK_NAME)) ||
	    (is_framework(job, "ms-swift") && sharding == SHARD_DISTOPT);
	s->deepspeed = is_framework(job, "deepspeed gpt-neox") ||
		       (sharding >= SHARD_ZERO1 && sharding <= SHARD_ZERO3);
	s->frozen = is_adapter_method(w);
	read_weights(job);
	if (s->packed < 0)
		return job_unknown(job, F_QUANT_METHOD,
		    "how large weights of %s are is not known",
		    fact_text(w, F_QUANT_METHOD));
	read_trained(job);
	read_optimizer(job);
	low = fact_is(w, F_TRAIN_PRECISION, "fp32") ? 4 : 2;
	if (!fact_known(w, F_TRAIN_PRECISION))
		low = s->weight;
	s->compute = low;
	/* FSDP's mixed precision casts the embedding too */
	s->residual = s->autocast && job->cut.sharding != SHARD_FSDP
			  ? s->weight
			  : s->compute;
	if (s->autocast && s->packed > 0)
		s->residual = s->ends;
	if (is_framework(job, "torchtitan"))
		s->residual = 2;
	if (s->frozen && s->huggingface && !s->autocast)
		s->residual = s->compute = s->ends;
	/* Megatron-LM's arguments default to 0.1 for both of its dropouts */
	s->dropout = fact_number(w, F_TRAIN_DROPOUT,
	    is_framework(job, "megatron") ? 0.1
	    : is_framework(job, "litgpt nanotron torchtitan")
		? 0
		: job->s.family->dropout);
	s->adapter_dropout = fact_number(w, F_TRAIN_LORA_DROPOUT,
	    is_framework(job, "litgpt axolotl") ? 0.05 : 0);
	return true;
}

/* Documented defaults for what a file leaves open. */
static double
default_rows(const struct job *job)
{
	if (is_framework(job, "transformers trl peft llamafactory"))
		return 8;
	if (is_framework(job, "axolotl litgpt ms-swift xtuner torchtune"))
		return 1;
	return 0;
}

static double
default_length(const struct job *job)
{
	if (is_framework(job, "trl"))
		return 1024;
	if (is_framework(job, "llamafactory axolotl unsloth ms-swift xtuner"))
		return 2048;
	return 0;
}

bool
batch_read(struct job *job)
{
	const struct workload *w = job->w;
	struct batch *b = &job->batch;

	b->rows = fact_number(w, F_TRAIN_MICRO_BATCH, default_rows(job));
	b->length = fact_number(w, F_TRAIN_SEQ_LEN, default_length(job));
	b->known = b->rows >= 1 && b->length >= 1;
	if (!b->known) {
		job->e->missing =
		    b->rows >= 1 ? F_TRAIN_SEQ_LEN : F_TRAIN_MICRO_BATCH;
		b->rows = b->length = 0;
	}
	b->length /= job->cut.context;
	b->tokens = b->rows * b->length;
	/* how much longer than the longest row met a cap may be; litgpt puts
	 * its longest row first */
	b->slack =
	    fact_is(w, F_TRAIN_SEQ_KIND, "cap") && !is_framework(job, "litgpt")
		? 0.5
		: 0.25;
	return b->tokens < 1e12;
}
