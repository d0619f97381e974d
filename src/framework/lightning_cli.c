/* lightning_cli, nemo: what the Trainer's arguments say of the machine.  Read
 * at Lightning-AI/pytorch-lightning src/lightning/pytorch/trainer/trainer.py,
 * connectors/accelerator_connector.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"
#include "link/layers.h"

#include "base/number.h"

#include <string.h>

/* devices: a number, a list, "auto", -1.  Where num_nodes is left out it is
 * given with the start as often as it is the default, 1. */
static void
set_world(struct workload *w)
{
	const struct node *devices =
	    node_path(layers_body(w), "trainer.devices");
	const char *text = node_text(devices);
	double nodes = map_number(w, "trainer.num_nodes", 0), number;

	if (node_is(devices, NODE_SEQUENCE))
		number = (double)node_length(devices);
	else if (!number_parse(text, strlen(text), &number) || number < 1) {
		derive_unknown(w, F_PARALLEL_GPUS,
		    "trainer.devices leaves it to the machine");
		return;
	}
	if (nodes > 0)
		derive_number(w, F_PARALLEL_GPUS, number * nodes,
		    "trainer.devices x trainer.num_nodes");
	else
		w->node_gpus = number;
}

static void
set_weights(struct workload *w)
{
	const char *precision = fact_text(w, F_TRAIN_PRECISION);

	if (strcmp(precision, "bf16") == 0 || strcmp(precision, "fp16") == 0)
		derive_text(w, F_LOAD_DTYPE, precision, "trainer.precision");
	else if (*precision)
		derive_text(w, F_LOAD_DTYPE, "fp32", "trainer.precision");
}

/* The last word of "lightning.pytorch.strategies.DeepSpeedStrategy". */
static const char *
class_of(const struct workload *w)
{
	const char *path = map_text(w, "trainer.strategy.class_path");
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

/* strategies/deepspeed.py: a configuration of its own stands for all other
 * arguments. */
static void
set_deepspeed(struct workload *w, const struct origin *origin)
{
	static const char *const stages[] = { "ddp", "zero1", "zero2",
		"zero3" };
	double stage = map_number(w, "trainer.strategy.init_args.stage", 2);

	if (map_pair(layers_body(w), "trainer.strategy.init_args.config"))
		return;
	if (stage == 0 || stage == 1 || stage == 2 || stage == 3)
		map_set(w, F_PARALLEL_SHARDING, stages[(int)stage], origin);
	if (map_flag(w, "trainer.strategy.init_args.offload_optimizer", false))
		map_set(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu", origin);
	if (map_flag(w, "trainer.strategy.init_args.offload_parameters", false))
		map_set(w, F_TRAIN_OFFLOAD_PARAMS, "cpu", origin);
}

/* "auto", which it is unless said, takes DDP for several devices
 * (connectors/accelerator_connector.py, _choose_strategy). */
static void
choose_strategy(struct workload *w)
{
	const struct node *trainer = node_get(layers_body(w), "trainer");
	const struct node *strategy = node_get(trainer, "strategy");
	const char *accelerator = node_text(node_get(trainer, "accelerator"));
	struct origin origin = map_origin(w, "trainer.devices");

	if ((*accelerator && !strstr("auto gpu cuda", accelerator)) ||
	    (strategy && strcmp(node_text(strategy), "auto") != 0))
		return;
	if (w->node_gpus > 1 || fact_number(w, F_PARALLEL_GPUS, 1) > 1)
		map_set(w, F_PARALLEL_SHARDING, "ddp", &origin);
}

/* A strategy by its class. */
static void
set_strategy(struct workload *w)
{
	const char *class = class_of(w);
	struct origin origin = map_origin(w, "trainer.strategy.class_path");
	const char *sharding =
	    map_text(w, "trainer.strategy.init_args.sharding_strategy");

	if (strcmp(class, "DDPStrategy") == 0)
		map_set(w, F_PARALLEL_SHARDING, "ddp", &origin);
	else if (strcmp(class, "FSDPStrategy") == 0)
		map_set(w, F_PARALLEL_SHARDING,
		    strcmp(sharding, "SHARD_GRAD_OP") == 0  ? "fsdp-grad-op"
		    : strcmp(sharding, "HYBRID_SHARD") == 0 ? "hsdp"
		    : strcmp(sharding, "NO_SHARD") == 0     ? "ddp"
							    : "fsdp",
		    &origin);
	else if (strcmp(class, "DeepSpeedStrategy") == 0)
		set_deepspeed(w, &origin);
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	if (!node_get(layers_body(w), "trainer")) {
		w->kind = WORKLOAD_OTHER;
		return;
	}
	set_strategy(w);
	set_world(w);
	set_weights(w);
}

static void
derive_lightning(struct reading *reading, struct workload *w)
{
	derive(reading, w);
	choose_strategy(w);
}

/* megatron_amp_O2: 16-bit weights, fp32 copies in the optimizer. */
static void
set_half_weights(struct workload *w)
{
	const char *precision = fact_text(w, F_TRAIN_PRECISION);
	const char *word = strcmp(precision, "amp-bf16") == 0   ? "bf16"
			   : strcmp(precision, "amp-fp16") == 0 ? "fp16"
								: NULL;
	struct origin origin = map_origin(w, "model.megatron_amp_O2");

	if (!word || !map_flag(w, "model.megatron_amp_O2", false))
		return;
	memset(&w->facts[F_TRAIN_PRECISION], 0, sizeof(struct fact));
	map_set(w, F_TRAIN_PRECISION, word, &origin);
	map_set(w, F_LOAD_DTYPE, word, &origin);
	map_set(w, F_TRAIN_MASTER_WEIGHTS, "yes", &origin);
	map_set(w, F_TRAIN_GRAD_DTYPE, "fp32", &origin);
}

/* "/models/llama2-70b.nemo" holds a model, and bears its name.  Without an
 * optimizer it is asked, not trained. */
static void
set_model(struct reading *reading, struct workload *w)
{
	static const char *const keys[] = { "model.restore_from_path",
		"restore_from_path" };

	if (!*map_text(w, "model.optim.name"))
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *path = map_text(w, keys[i]);
		size_t length = strlen(path);
		struct origin origin = map_origin(w, keys[i]);
		bool exact;

		if (length <= 5 || strcmp(path + length - 5, ".nemo") != 0)
			continue;
		path = arena_copy(w->arena, path, length - 5);
		if (catalog_model(reading->catalog, path, &exact))
			map_set(w, F_MODEL_ID, path, &origin);
	}
}

/* The tokenizer is named: GPT-2's, or that of a model, or the model brings it
 * along.  Megatron pads what it has to a multiple (nemo/collections/nlp/modules/
 * common/megatron/utils.py). */
static void
set_vocab(struct reading *reading, struct workload *w)
{
	const char *type = map_text(w, "model.tokenizer.type");
	double step = map_number(w, "model.make_vocab_size_divisible_by", 128) *
		      fact_number(w, F_PARALLEL_TENSOR, 1);
	const struct model *model = NULL;
	bool exact = false;
	double rows = 0;

	if (strcmp(type, "GPT2BPETokenizer") == 0)
		rows = 50257;
	else if (strchr(type, '/'))
		model = catalog_model(reading->catalog, type, &exact);
	if (!exact)
		model = NULL;
	if (!model && !*type && fact_known(w, F_MODEL_ID))
		model = catalog_model(reading->catalog,
		    fact_text(w, F_MODEL_ID), &exact);
	if (model)
		rows = model->vocab;
	if (rows > 0 && step >= 1)
		derive_number(w, F_MODEL_VOCAB, derive_round_up(rows, step),
		    "model.tokenizer.type, padded");
	else
		derive_unknown(w, F_MODEL_VOCAB,
		    "the tokenizer decides it, and it is not named by size");
}

/* A policy or reward model comes with the degrees it was trained under
 * (NVIDIA/NeMo-Aligner nemo_aligner/utils/utils.py, load_and_override_model_config)
 * unless they are given. */
static void
set_restored(struct workload *w)
{
	if (map_pair(w->root, "pretrained_checkpoint.restore_from_path") ||
	    map_pair(w->root, "model.restore_from_path"))
		derive_unknown(w, F_PARALLEL_TENSOR,
		    "the checkpoint brings it along");
}

static void
derive_nemo(struct reading *reading, struct workload *w)
{
	set_half_weights(w);
	set_model(reading, w);
	set_restored(w);
	if (!fact_known(w, F_TRAIN_GLOBAL_BATCH))
		derive_default(w, F_TRAIN_ACCUMULATION, "1", "NeMo 2.6");
	if (fact_known(w, F_MODEL_ID) || fact_known(w, F_MODEL_LAYERS))
		derive_text(w, F_TRAIN_METHOD, "full", "no peft_scheme");
	if (fact_known(w, F_MODEL_LAYERS)) {
		set_vocab(reading, w);
		if (fact_known(w, F_MODEL_EXPERTS))
			derive_default(w, F_MODEL_EXPERTS_PER_TOKEN, "2",
			    "NeMo 2.6");
		derive_default(w, F_MODEL_GATED_MLP, "no", "NeMo 2.6");
		derive_default(w, F_MODEL_TIED_EMBEDDINGS, "yes", "NeMo 2.6");
	}
	derive(reading, w);
}

const struct dialect_code code_lightning_cli = {
	.name = "lightning_cli",
	.derive = derive_lightning,
};

const struct dialect_code code_nemo = {
	.name = "nemo",
	.derive = derive_nemo,
};
