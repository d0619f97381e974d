/*
 * state: in which type a framework really holds weights, gradients and
 * optimizer states, and which of them a GPU keeps.
 *
 * HF `bf16: true` is autocast over weights
 * in their loaded type (transformers/trainer.py); PEFT casts adapters to fp32
 * (peft/mapping.py, autocast_adapter_dtype) and, for quantised models, norms,
 * embedding and head too (peft/utils/other.py, prepare_model_for_kbit_training);
 * axolotl casts those back for flash attention (axolotl/loaders/model.py);
 * LLaMA-Factory casts what is trained to fp32 unless pure_bf16
 * (llamafactory/model/adapter.py).  DeepSpeed and Megatron keep an fp32 copy
 * beside 16 bit weights (deepspeed/runtime/zero/stage_1_and_2.py;
 * Megatron-LM core/optimizer/optimizer.py), Megatron sums gradients in fp32.
 */

#include "memory/gguf.h"
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

bool
is_before(const struct job *job, const char *date)
{
	const char *version = fact_text(job->w, F_FRAMEWORK_VERSION);

	return strncmp(version, "20", 2) == 0 &&
	       (version[4] == '-' || version[4] == '\0') &&
	       strcmp(version, date) < 0;
}

static bool
starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
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

/* LLaMA-Factory and ms-swift freeze the tower unless told (llamafactory/hparams/
 * finetuning_args.py, freeze_vision_tower; swift/arguments/tuner_args.py,
 * freeze_vit); these have every parameter of the model in the optimizer, which
 * of Qwen3.5 is the decoder alone (transformers/models/auto/modeling_auto.py,
 * MODEL_FOR_CAUSAL_LM_MAPPING_NAMES). */
static bool
trains_tower(const struct job *job)
{
	return fact_flag(job->w, F_TRAIN_TOWER,
	    is_framework(job, "transformers trl axolotl verl") &&
		!starts(fact_text(job->w, F_MODEL_FAMILY), "qwen3_5"));
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

/* PEFT's preparation casts what is not quantised to fp32. */
static bool
is_prepared(const struct job *job)
{
	return job->state.packed > 0 && job->w->kind == WORKLOAD_TRAIN &&
	       starts(fact_text(job->w, F_QUANT_METHOD), "bnb") &&
	       is_framework(job, "trl peft transformers");
}

/*
 * Embedding, head and norms of a quantised model that is being trained.
 * Sharded, all but the norms stay as they were loaded: TRL leaves the
 * preparation out where the packed weights are not on the GPU yet (trl/trainer/
 * sft_trainer.py, is_sharded_qlora).
 */
static double
unpacked_bytes(const struct job *job)
{
	return is_prepared(job) && shards_of(job, SHARD_ZERO3) == 1
		   ? 4
		   : job->state.weight;
}

static void
read_packed_ends(struct job *job)
{
	struct state *s = &job->state;
	struct gguf gguf;

	s->embedding_packed = s->head_packed = s->packed;
	if (fact_is(job->w, F_QUANT_METHOD, "mlc") || !gguf_read(job, &gguf))
		return;
	s->packed = gguf.block;
	s->embedding_packed = gguf.embedding;
	s->head_packed = gguf.head;
}

/* The Trainer without autocast computes in the type that was loaded. */
static bool
is_left_as_loaded(const struct job *job)
{
	return job->state.huggingface &&
	       fact_is(job->w, F_TRAIN_PRECISION, "fp32") &&
	       fact_known(job->w, F_LOAD_DTYPE);
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
	s->packed_embedding = fact_is(job->w, F_QUANT_METHOD, "gguf") ||
			      fact_is(job->w, F_QUANT_METHOD, "mlc");
	if (s->packed_embedding)
		read_packed_ends(job);
	s->autocast = is_amp(job->w);
	if (s->deepspeed && s->autocast && job->w->kind == WORKLOAD_TRAIN) {
		/* DeepSpeed casts the model itself */
		s->autocast = false;
		s->weight = 2;
	} else if (!s->autocast && dtype_bytes(precision, 0) > 0 &&
		   s->packed <= 0 && !is_framework(job, "torchtitan") &&
		   !is_left_as_loaded(job))
		s->weight = dtype_bytes(precision, s->weight);
	s->ends = unpacked_bytes(job);
	s->loaded = s->weight;
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
	 * precision; verl has a wrapper of its own (verl/workers/
	 * fsdp_workers.py) */
	if (s->huggingface && s->autocast && job->cut.sharding == SHARD_FSDP &&
	    !is_framework(job, "verl"))
		trained = 4;
	if (adapter && s->deepspeed)
		trained = 2;
	s->trained =
	    dtype_bytes(fact_text(w, F_TRAIN_TRAINABLE_DTYPE), trained);
	s->adapter = s->trained;
	if (!adapter) {
		s->weight = fmax(s->weight, s->trained);
		s->ends = fmax(s->ends, s->trained);
	}
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
	s->one_block = !adapter && fact_is(w, F_TRAIN_OPTIMIZER, "badam");
	if (s->one_block)
		s->master = 4; /* also of fp32 weights */
	if (s->master > 0)
		s->master =
		    dtype_bytes(fact_text(w, F_TRAIN_MASTER_DTYPE), s->master);
	/* not where TransformerEngine's Adam reads 16 bit gradients as it
	 * reads 16 bit master weights */
	if (s->deepspeed || (s->megatron && s->master >= 4 && s->grad < 4))
		s->main_grad = 4;
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
	s->tower = !s->frozen && trains_tower(job);
	read_weights(job);
	if (s->packed < 0)
		return job_unknown(job, F_QUANT_METHOD,
		    "how large weights of %s are is not known",
		    fact_text(w, F_QUANT_METHOD));
	read_trained(job);
	low = fact_is(w, F_TRAIN_PRECISION, "fp32") ? 4 : 2;
	if (!fact_known(w, F_TRAIN_PRECISION) || is_left_as_loaded(job))
		low = s->weight;
	s->compute = low;
	/* FSDP's mixed precision casts the embedding too */
	s->residual = s->autocast && job->cut.sharding != SHARD_FSDP
			  ? s->weight
			  : s->compute;
	/* what fp32 norms return is fp32, and so is what 4 bit matrices make of
	 * it (bitsandbytes/nn/modules.py, Linear4bit.forward) */
	if (is_prepared(job))
		s->residual = 4;
	else if (s->autocast && s->packed > 0)
		s->residual = s->ends;
	if (is_framework(job, "torchtitan"))
		s->residual = 2;
	/* llmfoundry/models/mpt/configuration_mpt.py, norm_type */
	s->low_norms = is_framework(job, "llm-foundry") && s->compute < 4 &&
		       strcmp(fact_text(w, F_MODEL_FAMILY), "mpt") == 0;
	if (s->frozen && s->huggingface && !s->autocast)
		s->residual = s->compute = s->ends;
	/* Megatron-LM's arguments default to 0.1 for both of its dropouts */
	s->dropout = fact_number(w, F_TRAIN_DROPOUT,
	    is_framework(job, "megatron") ? 0.1
	    : is_framework(job, "litgpt nanotron torchtitan")
		? 0
		: job->s.family->dropout);
	s->adapter_dropout = fact_number(w, F_TRAIN_LORA_DROPOUT,
	    is_framework(job, "litgpt") ? 0.05 : 0);
	return true;
}
