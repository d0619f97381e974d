/* The columns of every table, as catalog.h has them. */

#include "catalog/table.h"

#include <string.h>

#define TEXT(type, member)                                                     \
	{                                                                      \
		.name = #member, .kind = COLUMN_TEXT,                          \
		.offset = offsetof(struct type, member)                        \
	}
#define NUMBER(type, member)                                                   \
	{                                                                      \
		.name = #member, .kind = COLUMN_NUMBER,                        \
		.offset = offsetof(struct type, member)                        \
	}

#define FLAG(type, member)                                                     \
	{                                                                      \
		.name = #member, .kind = COLUMN_FLAG,                          \
		.offset = offsetof(struct type, member)                        \
	}

static const struct column gpu_columns[] = {
	TEXT(gpu, name),
	TEXT(gpu, aliases),
	TEXT(gpu, smi_name),
	TEXT(gpu, k8s_label),
	TEXT(gpu, sky_name),
	TEXT(gpu, vendor),
	TEXT(gpu, class),
	NUMBER(gpu, vram_gb),
	NUMBER(gpu, total_mib),
	NUMBER(gpu, usable_bytes),
	TEXT(gpu, compute),
	TEXT(gpu, gfx),
	NUMBER(gpu, bandwidth_gbs),
	NUMBER(gpu, bf16_tflops),
	TEXT(gpu, bf16),
	TEXT(gpu, fp8),
	TEXT(gpu, fp4),
	TEXT(gpu, unified),
	TEXT(gpu, ladder),
	TEXT(gpu, source),
	TEXT(gpu, unsourced),
	TEXT(gpu, notes),
};

static const struct column model_columns[] = {
	TEXT(model, id),
	TEXT(model, aliases),
	TEXT(model, family),
	NUMBER(model, params),
	NUMBER(model, active_params),
	NUMBER(model, layers),
	NUMBER(model, encoder_layers),
	NUMBER(model, decoder_layers),
	NUMBER(model, hidden),
	NUMBER(model, intermediate),
	NUMBER(model, heads),
	NUMBER(model, kv_heads),
	NUMBER(model, head_dim),
	NUMBER(model, vocab),
	NUMBER(model, max_positions),
	NUMBER(model, sliding_window),
	NUMBER(model, attention_layers),
	NUMBER(model, experts),
	NUMBER(model, experts_per_token),
	NUMBER(model, shared_experts),
	NUMBER(model, moe_intermediate),
	NUMBER(model, dense_layers),
	NUMBER(model, kv_lora_rank),
	NUMBER(model, q_lora_rank),
	NUMBER(model, rope_head_dim),
	NUMBER(model, nope_head_dim),
	NUMBER(model, value_head_dim),
	NUMBER(model, cached_layers),
	NUMBER(model, global_kv_heads),
	NUMBER(model, global_head_dim),
	NUMBER(model, state_size),
	NUMBER(model, conv_size),
	NUMBER(model, tower_params),
	TEXT(model, tied_embeddings),
	TEXT(model, gated_mlp),
	TEXT(model, dtype),
	TEXT(model, quant),
	TEXT(model, source),
	TEXT(model, unsourced),
	TEXT(model, notes),
};

static const struct column family_columns[] = {
	TEXT(family, name),
	TEXT(family, aliases),
	NUMBER(family, norms),
	FLAG(family, layer_norm),
	FLAG(family, norm_bias),
	FLAG(family, qk_norm),
	FLAG(family, whole_qk_norm),
	FLAG(family, embedding_norm),
	FLAG(family, final_norm),
	FLAG(family, gated),
	FLAG(family, qkv_bias),
	FLAG(family, out_bias),
	FLAG(family, mlp_bias),
	FLAG(family, head_bias),
	FLAG(family, fused_qkv),
	FLAG(family, fused_gate_up),
	FLAG(family, rotary_fused),
	FLAG(family, parallel),
	FLAG(family, python_gelu),
	FLAG(family, softmax_as_is),
	FLAG(family, softcap),
	FLAG(family, learned_positions),
	NUMBER(family, extra_positions),
	NUMBER(family, dropout),
	FLAG(family, tied),
	FLAG(family, encoder),
	FLAG(family, encoder_decoder),
	TEXT(family, source),
	TEXT(family, unsourced),
	TEXT(family, notes),
};

static const struct column cuda_columns[] = {
	TEXT(cuda, version),
	TEXT(cuda, driver_linux),
	TEXT(cuda, driver_windows),
	TEXT(cuda, minimum_linux),
	TEXT(cuda, minimum_windows),
	TEXT(cuda, compute_min),
	TEXT(cuda, compute_max),
	TEXT(cuda, image_branches),
	TEXT(cuda, source),
	TEXT(cuda, unsourced),
	TEXT(cuda, notes),
};

static const struct column torch_columns[] = {
	TEXT(torch, version),
	TEXT(torch, variant),
	TEXT(torch, cuda),
	TEXT(torch, is_default),
	TEXT(torch, archs),
	TEXT(torch, ptx),
	TEXT(torch, driver_min),
	TEXT(torch, driver_ga),
	TEXT(torch, python_min),
	TEXT(torch, python_max),
	TEXT(torch, torchvision),
	TEXT(torch, torchaudio),
	TEXT(torch, triton),
	TEXT(torch, cudnn),
	TEXT(torch, platforms),
	TEXT(torch, source),
	TEXT(torch, unsourced),
	TEXT(torch, notes),
};

static const struct column container_columns[] = {
	TEXT(container, image),
	TEXT(container, tag),
	TEXT(container, cuda),
	TEXT(container, driver_min),
	TEXT(container, driver_ga),
	TEXT(container, torch),
	TEXT(container, python),
	TEXT(container, os),
	NUMBER(container, size_gb),
	TEXT(container, includes),
	TEXT(container, compute_min),
	TEXT(container, compute_max),
	TEXT(container, source),
	TEXT(container, unsourced),
	TEXT(container, notes),
};

static const struct column instance_columns[] = {
	TEXT(instance, provider),
	TEXT(instance, name),
	TEXT(instance, gpu),
	NUMBER(instance, gpus),
	NUMBER(instance, vcpus),
	NUMBER(instance, ram_bytes),
	NUMBER(instance, disk_bytes),
	NUMBER(instance, price_usd_hour),
	NUMBER(instance, allocatable_bytes),
	TEXT(instance, source),
	TEXT(instance, unsourced),
	TEXT(instance, notes),
};

static const struct column quant_columns[] = {
	TEXT(quant, name),
	TEXT(quant, kind),
	NUMBER(quant, block_weights),
	NUMBER(quant, block_bytes),
	NUMBER(quant, bits_per_weight),
	NUMBER(quant, bits_effective),
	TEXT(quant, kept),
	TEXT(quant, compute_min),
	TEXT(quant, source),
	TEXT(quant, unsourced),
	TEXT(quant, notes),
};

static const struct column framework_columns[] = {
	TEXT(framework, name),
	TEXT(framework, version),
	TEXT(framework, topic),
	TEXT(framework, torch),
	TEXT(framework, cuda),
	TEXT(framework, compute_min),
	TEXT(framework, compute_set),
	TEXT(framework, python),
	{ "linux", COLUMN_TEXT, offsetof(struct framework, linux_) },
	TEXT(framework, windows),
	TEXT(framework, macos),
	TEXT(framework, wsl2),
	TEXT(framework, rocm),
	TEXT(framework, glibc),
	TEXT(framework, fact),
	TEXT(framework, source),
	TEXT(framework, unsourced),
};

static const struct column storage_columns[] = {
	TEXT(storage, topic),
	TEXT(storage, item),
	TEXT(storage, value),
	TEXT(storage, formula),
	TEXT(storage, applies),
	TEXT(storage, source),
	TEXT(storage, unsourced),
	TEXT(storage, notes),
};

static const struct column caveat_columns[] = {
	TEXT(caveat, id),
	TEXT(caveat, platform),
	TEXT(caveat, trigger),
	TEXT(caveat, effect),
	TEXT(caveat, advice),
	TEXT(caveat, severity),
	TEXT(caveat, source),
	TEXT(caveat, notes),
};

#define TABLE(type, many, file)                                                \
	{                                                                      \
		file, #type, sizeof(struct type),                              \
		    offsetof(struct catalog, many),                            \
		    offsetof(struct catalog, many##_count), type##_columns,    \
		    sizeof(type##_columns) / sizeof(type##_columns[0])         \
	}

const struct table catalog_tables[CATALOG_TABLE_COUNT] = {
	TABLE(gpu, gpus, "gpus"),
	TABLE(model, models, "models"),
	TABLE(family, families, "families"),
	TABLE(cuda, cudas, "cuda"),
	TABLE(torch, torches, "torch"),
	TABLE(container, containers, "containers"),
	TABLE(instance, instances, "instances"),
	TABLE(quant, quants, "quants"),
	TABLE(framework, frameworks, "frameworks"),
	TABLE(storage, storages, "storage"),
	TABLE(caveat, caveats, "caveats"),
};

const struct table *
table_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < CATALOG_TABLE_COUNT; i++)
		if (strcmp(catalog_tables[i].name, name) == 0)
			return &catalog_tables[i];
	return NULL;
}

const struct column *
table_column(const struct table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return &table->columns[i];
	return NULL;
}
