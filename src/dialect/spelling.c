#include "dialect/spelling.h"

#include <string.h>
#include <strings.h>

struct spelling {
	const char *written, *meant;
};

static const struct spelling dtypes[] = { { "bfloat16", "bf16" },
	{ "torch.bfloat16", "bf16" }, { "float16", "fp16" },
	{ "torch.float16", "fp16" }, { "half", "fp16" }, { "float32", "fp32" },
	{ "torch.float32", "fp32" }, { "float", "fp32" },
	{ "float8_e4m3fn", "fp8" }, { "fp8_e4m3", "fp8" },
	{ "fp8_e5m2", "fp8" }, { "f16", "fp16" }, { "f32", "fp32" },
	{ NULL, NULL } };

/* huggingface/transformers src/transformers/training_args.py
 * OptimizerNames, and what axolotl and LLaMA-Factory add */
static const struct spelling optimizers[] = { { "adamw_torch", "adamw" },
	{ "adamw_torch_fused", "adamw" }, { "adamw_torch_xla", "adamw" },
	{ "adamw_torch_npu_fused", "adamw" }, { "adamw_apex_fused", "adamw" },
	{ "adamw_hf", "adamw" }, { "adam", "adamw" }, { "adam_torch", "adamw" },
	{ "fusedadam", "adamw" }, { "fused_adam", "adamw" },
	{ "transformer_engine.pytorch.optimizers.fused_adam.fusedadam",
	    "adamw" },
	{ "torch_adam", "adamw" }, { "deepspeedcpuadam", "adamw" },
	{ "decoupled_adamw", "adamw" }, { "cpu_adam", "adamw" },
	{ "torch.optim.adamw", "adamw" }, { "torch.optim.adam", "adamw" },
	{ "adamw_bnb_8bit", "adamw-8bit" }, { "adamw_8bit", "adamw-8bit" },
	{ "adamw8bit", "adamw-8bit" }, { "adam8bit", "adamw-8bit" },
	{ "adamw_torch_8bit", "adamw-8bit" },
	{ "adamw_torch_4bit", "adamw-4bit" }, { "ao_adamw_4bit", "adamw-4bit" },
	{ "ao_adamw_8bit", "adamw-8bit" }, { "ao_adamw_fp8", "adamw-8bit" },
	{ "adamw_torch_fp8", "adamw-8bit" },
	{ "paged_adamw", "paged-adamw-32bit" },
	{ "paged_adamw_32bit", "paged-adamw-32bit" },
	{ "pagedadamw", "paged-adamw-32bit" },
	{ "paged_adamw_8bit", "paged-adamw-8bit" },
	{ "pagedadamw8bit", "paged-adamw-8bit" },
	{ "bitsandbytes.optim.pagedadamw8bit", "paged-adamw-8bit" },
	{ "bitsandbytes.optim.pagedadamw", "paged-adamw-32bit" },
	{ "bitsandbytes.optim.adamw8bit", "adamw-8bit" },
	{ "torchao.optim.adamw8bit", "adamw-8bit" },
	{ "torchao.optim.adamw4bit", "adamw-4bit" },
	{ "torchao.prototype.low_bit_optim.adamw8bit", "adamw-8bit" },
	{ "torchao.prototype.low_bit_optim.adamw4bit", "adamw-4bit" },
	{ "adamw_anyprecision", "adamw-32bit" }, { "adopt_adamw", "adamw" },
	{ "stable_adamw", "stable-adamw" }, { "optimi_adamw", "stable-adamw" },
	{ "lion_pytorch", "lion" }, { "lion_32bit", "lion-32bit" },
	{ "paged_lion_32bit", "paged-lion-32bit" },
	{ "lion_8bit", "lion-8bit" }, { "paged_lion_8bit", "paged-lion-8bit" },
	{ "decoupled_lionw", "lion" }, { "lionw", "lion" },
	{ "ademamix_8bit", "ademamix-8bit" },
	{ "paged_ademamix_32bit", "paged-ademamix-32bit" },
	{ "paged_ademamix_8bit", "paged-ademamix-8bit" },
	{ "rmsprop_bnb", "rmsprop-32bit" },
	{ "rmsprop_bnb_32bit", "rmsprop-32bit" },
	{ "rmsprop_bnb_8bit", "rmsprop-8bit" }, { "came_pytorch", "came" },
	{ "torch.optim.sgd", "sgd" }, { "torch.optim.muon", "muon" },
	{ "galore_adamw", "galore" }, { "galore_adamw_layerwise", "galore" },
	{ "galore_adamw_8bit", "galore-8bit" },
	{ "galore_adamw_8bit_layerwise", "galore-8bit" },
	{ "apollo_adamw", "apollo" }, { "apollo_adamw_layerwise", "apollo" },
	{ "schedule_free_adamw", "schedule-free" },
	{ "schedule_free_radam", "schedule-free" },
	{ "schedule_free_sgd", "schedule-free-sgd" }, { NULL, NULL } };

static const struct spelling attentions[] = { { "flash_attention_2", "flash2" },
	{ "flash_attention_3", "flash3" }, { "flash_attn", "flash2" },
	{ "flash_attention", "flash2" }, { "fa2", "flash2" },
	{ "fa3", "flash3" }, { "kernels-community/flash-attn", "flash2" },
	{ "kernels-community/flash-attn2", "flash2" },
	{ "kernels-community/flash-attn3", "flash3" },
	{ "kernels-community/vllm-flash-attn3", "flash3" },
	{ "flex_attention", "flex" }, { "flash", "flash2" },
	{ "torch", "eager" }, { NULL, NULL } };

static const struct spelling targets[] = { { "q_proj", "q" }, { "k_proj", "k" },
	{ "v_proj", "v" }, { "o_proj", "o" }, { "out_proj", "o" },
	{ "output_proj", "o" }, { "gate_proj", "gate" }, { "up_proj", "up" },
	{ "down_proj", "down" }, { "w1", "gate" }, { "w2", "down" },
	{ "w3", "up" }, { "qkv_proj", "qkv" }, { "query_key_value", "qkv" },
	{ "c_attn", "qkv" }, { "Wqkv", "qkv" }, { "W_pack", "qkv" },
	{ "embed_tokens", "embed" }, { "wte", "embed" },
	{ "embed_in", "embed" }, { "query", "q" }, { "key", "k" },
	{ "value", "v" }, { "dense_h_to_4h", "fc1" },
	{ "dense_4h_to_h", "fc2" }, { "c_fc", "fc1" }, { "all", "all-linear" },
	{ "all_linear", "all-linear" }, { NULL, NULL } };

static const struct spelling *
table_of(enum fact_id id)
{
	switch (id) {
	case F_LOAD_DTYPE:
	case F_QUANT_COMPUTE_DTYPE:
	case F_TRAIN_TRAINABLE_DTYPE:
	case F_TRAIN_GRAD_DTYPE:
	case F_TRAIN_OPTIMIZER_STATE_DTYPE:
	case F_SERVE_KV_DTYPE:
		return dtypes;
	case F_TRAIN_OPTIMIZER:
		return optimizers;
	case F_TRAIN_ATTENTION:
		return attentions;
	default:
		return NULL;
	}
}

static const char *
look_up(const struct spelling *table, const char *written)
{
	for (; table && table->written; table++) {
		if (strcasecmp(table->written, written) == 0)
			return table->meant;
	}
	return NULL;
}

const char *
spelling_of(enum fact_id id, const char *written)
{
	return look_up(table_of(id), written);
}

const char *
spelling_written(enum fact_id id, const char *meant)
{
	const struct spelling *table = table_of(id);

	for (; table && table->written; table++) {
		if (strcmp(table->meant, meant) == 0)
			return table->written;
	}
	return meant;
}

size_t
spelling_targets(const char *written, const char *words[4])
{
	const char *dot = strrchr(written, '.');
	const char *word;

	if (dot && dot[1])
		written = dot + 1;
	word = look_up(targets, written);

	if (strcmp(written, "gate_up_proj") == 0) {
		words[0] = "gate";
		words[1] = "up";
		return 2;
	}
	words[0] = word ? word : written;
	return 1;
}
