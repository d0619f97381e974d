/*
 * catalog: what is known of GPUs, models, CUDA, PyTorch, images, clouds.
 *
 * Read-only rows, compiled in from rules/catalog/<table>.tsv; a folder given
 * at run time adds rows that stand before the built-in ones (catalog_extend),
 * or in the place of a GPU or model of that name.
 * Every row has a source; row.unsourced lists the columns that have none (* is
 * all of them), and a finding that rests on one of those is never an error.
 * Numbers that are not known are 0, texts NULL.
 */

#ifndef GPULINT_CATALOG_H
#define GPULINT_CATALOG_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Lists inside a cell are separated by ';' and kept as one text. */

struct gpu {
	const char *name; /* our name, unique: "RTX 4090", "A100 SXM4 80GB" */
	const char *aliases; /* "A100;nvidia-tesla-a100;A100-80GB-SXM" */
	const char *smi_name, *k8s_label, *sky_name;
	const char *vendor; /* nvidia amd apple intel google ... */
	const char *class; /* data center, desktop, laptop, workstation, soc */
	double vram_gb; /* nominal, per device, the smallest of several */
	double total_mib; /* what nvidia-smi shows, 0 unknown */
	double usable_bytes; /* what torch sees as total, 0 unknown */
	const char *compute; /* "8.9" */
	const char *gfx; /* AMD */
	double bandwidth_gbs, bf16_tflops;
	const char *bf16, *fp8, *fp4; /* yes, no, software */
	const char *unified; /* "yes": memory shared with the CPU */
	const char *ladder; /* "yes": among the common ones fit shows */
	const char *source, *unsourced, *notes;
};

struct model {
	const char *id, *aliases;
	const char *family; /* values of model.family */
	double params, active_params, layers, encoder_layers, decoder_layers,
	    hidden, intermediate, heads, kv_heads, head_dim, vocab,
	    max_positions, sliding_window, attention_layers, experts,
	    experts_per_token, shared_experts, moe_intermediate, dense_layers,
	    kv_lora_rank, q_lora_rank, rope_head_dim, nope_head_dim,
	    value_head_dim;
	double cached_layers, global_kv_heads, global_head_dim, state_size,
	    conv_size, tower_params;
	const char *tied_embeddings, *gated_mlp; /* yes, no, NULL */
	const char *dtype; /* of the published weights */
	const char *quant; /* quant.method of the published weights, or NULL */
	const char *source, *unsourced, *notes;
};

/* What the code of a family fixes and no dimension says; the table tells what
 * each column is.  Counts are of whole norms or rows. */
struct family {
	const char *name, *aliases; /* values of model.family */
	double norms, extra_positions, dropout;
	bool layer_norm, norm_bias, qk_norm, whole_qk_norm, embedding_norm,
	    final_norm;
	bool gated, qkv_bias, out_bias, mlp_bias, head_bias;
	bool fused_qkv, fused_gate_up, rotary_fused, parallel;
	bool python_gelu, softmax_as_is, softcap;
	bool learned_positions, tied, encoder, encoder_decoder;
	const char *source, *unsourced, *notes;
};

struct cuda {
	const char *version; /* "12.4" */
	const char *driver_linux, *driver_windows; /* shipped with it (GA) */
	/* Minor-version compatibility. */
	const char *minimum_linux, *minimum_windows;
	const char *compute_min, *compute_max;
	const char *image_branches; /* "470 525 450t": older drivers that start
				       NVIDIA's images of it */
	const char *source, *unsourced, *notes;
};

struct torch {
	const char *version, *variant; /* "2.5", "cu124" */
	const char *cuda;
	const char *is_default; /* yes: what pip installs on Linux x86 */
	const char *archs; /* "5.0;6.0;7.0;7.5;8.0;8.6;9.0" */
	const char *ptx; /* yes: newer GPUs can be compiled for */
	const char *driver_min, *driver_ga;
	const char *python_min, *python_max, *torchvision, *torchaudio, *triton;
	const char *cudnn; /* that the wheel of PyPI asks for */
	const char *platforms; /* "Linux x86;Windows" */
	const char *source, *unsourced, *notes;
};

struct container {
	const char *image, *tag; /* tag may be a glob: "v0.6.*" */
	const char *cuda, *driver_min, *driver_ga, *torch, *python, *os;
	double size_gb;
	const char *includes;
	const char *compute_min, *compute_max; /* of its own kernels */
	const char *source, *unsourced, *notes;
};

struct instance {
	const char *provider, *name, *gpu; /* gpu by struct gpu's name */
	double gpus, vcpus, ram_bytes, disk_bytes, price_usd_hour;
	double allocatable_bytes; /* Kubernetes memory, 0 unknown */
	const char *source, *unsourced, *notes;
};

struct quant {
	const char *name; /* Q4_K_M, Q8_0, gptq, awq, bnb-nf4 ... */
	/* ggml type, gguf file type, weight quant, kv cache. */
	const char *kind;
	double block_weights, block_bytes, bits_per_weight; /* exact */
	double bits_effective; /* of a whole file, as measured */
	const char *kept; /* what stays in higher precision */
	const char *compute_min;
	const char *source, *unsourced, *notes;
};

/* One row a framework version, platform or requirement. */
struct framework {
	const char *name, *version, *topic;
	const char *torch, *cuda, *compute_min, *compute_set, *python;
	const char *linux_, *windows, *macos, *wsl2, *rocm; /* yes, no ... */
	const char *glibc, *fact;
	const char *source, *unsourced;
};

struct storage {
	const char *topic, *item, *value, *formula, *applies;
	const char *source, *unsourced, *notes;
};

struct caveat {
	const char *id, *platform, *trigger, *effect, *advice, *severity;
	const char *source, *notes;
};

#define CATALOG_TABLES(T)                                                      \
	T(gpu, gpus)                                                           \
	T(model, models)                                                       \
	T(family, families)                                                    \
	T(cuda, cudas)                                                         \
	T(torch, torches)                                                      \
	T(container, containers)                                               \
	T(instance, instances)                                                 \
	T(quant, quants)                                                       \
	T(framework, frameworks)                                               \
	T(storage, storages)                                                   \
	T(caveat, caveats)

/* A row's name as look-ups compare it; see catalog/index.h. */
struct catalog_name {
	uint32_t at, length; /* in the text of all names */
	uint32_t row, kind;
};

/* Sorted; one text, so that they need no work when the program starts. */
struct catalog_names {
	const char *text;
	const struct catalog_name *all;
	size_t count;
};

struct catalog {
#define T(type, many)                                                          \
	const struct type *many;                                               \
	size_t many##_count;
	CATALOG_TABLES(T)
#undef T
	char read_on[8]; /* "2026-08": when its newest table was read, or "" */
	struct catalog_names gpu_names, model_ids, model_stems, instance_names,
	    quant_names;
};

extern const struct catalog catalog_builtin;

/* A catalogue with the rows of folder/<table>.tsv before base's.  Tables
 * that the folder lacks are base's.  "PATH:LINE: what" on an error. */
bool catalog_extend(struct catalog *catalog, const struct catalog *base,
    const char *folder, struct arena *arena, struct error *err);

/*
 * A GPU by any of its names, without regard to case, spaces, - and _, with
 * or without the vendor: "4090", "NVIDIA-A100-SXM4-80GB", "T4 16GB".  A name
 * that covers cards of several sizes gives the one with the least memory, and
 * covers says how many sizes there are.  NULL for a name nobody knows.
 */
const struct gpu *catalog_gpu(const struct catalog *catalog, const char *name,
    size_t *covers);

/*
 * The bytes of its memory that a program can have: what torch reports where
 * that is published, else 99.62 % of what nvidia-smi shows (no reading on
 * Linux is above that share), else the nominal size in full; of unified
 * memory what Metal grants (67 % below 32 GB, 75 % below 128 GB, 84 % from
 * there) or, away from Apple, all.  Never less than the card really offers.
 */
double catalog_usable(const struct gpu *gpu);
const char *catalog_suggest_gpu(const struct catalog *catalog,
    const char *name);

/*
 * A model by hub id, alias, local folder name, or id with one of the usual
 * suffixes (-Instruct, -AWQ, -GPTQ-Int4, -GGUF, -bnb-4bit ...).  exact is
 * false where a suffix was set aside.
 */
const struct model *catalog_model(const struct catalog *catalog, const char *id,
    bool *exact);
/*
 * For an id in no row.  The base is the row that the name carries: "-Tulu-",
 * "OpenHermes-2.5-" and what else tuners add leave the shape.  The size is
 * the parameters that the name says, 0 where it says none or those of a
 * sparse model; the row of that size is a decoder of the common shape, no
 * more than a likeness, at most so many times larger or smaller.  NULL
 * where there is none.
 */
const struct model *catalog_model_base(const struct catalog *catalog,
    const char *id);
double catalog_size_in_name(const char *id);
const struct model *catalog_model_sized(const struct catalog *catalog,
    double params, double times);
const char *catalog_suggest_model(const struct catalog *catalog,
    const char *id);

/* By name or alias; NULL for a family nobody described. */
const struct family *catalog_family(const struct catalog *catalog,
    const char *name);

const struct cuda *catalog_cuda(const struct catalog *catalog,
    const char *version); /* the row of major.minor */
/* "2.5.1+cu124", "2.5.1" (the default variant), NULL variant: default. */
const struct torch *catalog_torch(const struct catalog *catalog,
    const char *version, const char *variant);
/* "vllm/vllm-openai:v0.6.3": registry prefix docker.io/ ignored. */
const struct container *catalog_container(const struct catalog *catalog,
    const char *image);
const struct instance *catalog_instance(const struct catalog *catalog,
    const char *name);
const struct quant *catalog_quant(const struct catalog *catalog,
    const char *name);

/* True where the column is among those a row has no source for ("*": all). */
bool catalog_is_unsourced(const char *unsourced, const char *column);

/* True where item is one of a cell's ';' separated texts, case ignored. */
bool catalog_cell_has(const char *cell, const char *item);

#endif
