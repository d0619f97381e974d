/* llm_foundry: MPT's dimensions, adapters and what is no training.  Read at
 * mosaicml/llm-foundry llmfoundry/models/mpt/configuration_mpt.py,
 * llmfoundry/utils/config_utils.py, llmfoundry/models/hf/hf_causal_lm.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include "base/number.h"

#include <string.h>

static const char framework[] = "LLM Foundry 0.23";

static void
set_mpt(struct workload *w)
{
	const char *attention = map_text(w, "model.attn_config.attn_impl");
	double hidden = fact_number(w, F_MODEL_HIDDEN, 0);
	const char *kind = map_text(w, "model.ffn_config.ffn_type");

	if (strstr(kind, "glu"))
		derive_text(w, F_MODEL_GATED_MLP, "yes", "ffn_type");
	else
		derive_text(w, F_MODEL_GATED_MLP, "no", "ffn_type");
	if (hidden > 0)
		derive_number(w, F_MODEL_INTERMEDIATE,
		    hidden * map_number(w, "model.expansion_ratio", 4),
		    "expansion_ratio x d_model");
	derive_default(w, F_MODEL_VOCAB, "50368", framework);
	derive_default(w, F_MODEL_TIED_EMBEDDINGS, "yes", framework);
	derive_text(w, F_MODEL_FAMILY, "mpt", "model.name");
	derive_text(w, F_TRAIN_ATTENTION,
	    strcmp(attention, "torch") == 0 ? "eager" : "flash2",
	    "attn_impl, flash unless said");
}

static void
set_adapter(struct workload *w)
{
	const struct node *peft = node_path(w->root, "model.peft_config");

	if (!node_is(peft, NODE_MAPPING)) {
		derive_text(w, F_TRAIN_METHOD, "full", "no peft_config");
		return;
	}
	derive_text(w, F_TRAIN_METHOD, "lora", "peft_config");
}

static void
set_rows(struct workload *w)
{
	const char *name = map_text(w, "train_loader.name");

	if (strcmp(name, "finetuning") != 0) {
		derive_text(w, F_TRAIN_SEQ_KIND, "packed",
		    "pretraining rows are filled");
		derive_text(w, F_TRAIN_STAGE, "pretrain", "train_loader.name");
		return;
	}
	derive_text(w, F_TRAIN_STAGE, "sft", "train_loader.name");
	derive_text(w, F_TRAIN_SEQ_KIND,
	    *map_text(w, "train_loader.dataset.packing_ratio") ? "packed"
							       : "cap",
	    "packing_ratio");
}

/* 500ba; epochs are no number of steps. */
static void
set_saving(struct workload *w)
{
	const char *text = map_text(w, "save_interval");
	struct origin origin = map_origin(w, "save_interval");
	double number;
	size_t n = strlen(text);

	if (n > 2 && strcmp(text + n - 2, "ba") == 0 &&
	    number_parse(text, n - 2, &number))
		workload_set_number(w, F_SAVE_EVERY_STEPS, number, &origin);
	else if (n == 0 && *map_text(w, "save_folder"))
		derive_default(w, F_SAVE_EVERY_STEPS, "1000", framework);
}

static void
derive(struct reading *reading, struct workload *w)
{
	(void)reading;
	if (!node_get(w->root, "train_loader")) {
		w->kind = WORKLOAD_OTHER;
		return;
	}
	if (strstr(map_text(w, "model.name"), "mpt"))
		set_mpt(w);
	set_adapter(w);
	set_rows(w);
	derive_duration(w, "max_duration");
	set_saving(w);
	if (strcmp(map_text(w, "device_train_microbatch_size"), "auto") == 0)
		derive_unknown(w, F_TRAIN_MICRO_BATCH,
		    "auto: Composer halves it until it fits");
	derive_default(w, F_TRAIN_PRECISION, "amp-bf16", framework);
	derive_default(w, F_LOAD_DTYPE, "fp32", framework);
	derive_default(w, F_TRAIN_CHECKPOINTING, "none", framework);
	derive_default(w, F_TRAIN_ATTENTION, "sdpa", framework);
	/* MPT's own loss works on the logits in place (loss_fn) */
	if (!strstr(map_text(w, "model.name"), "mpt") ||
	    strcmp(map_text(w, "model.loss_fn"), "torch_crossentropy") == 0)
		derive_default(w, F_TRAIN_LOSS, "plain", framework);
	derive_default(w, F_PARALLEL_SHARDING,
	    node_get(w->root, "fsdp_config") ? "fsdp" : "ddp", framework);
}

const struct dialect_code code_llm_foundry = {
	.name = "llm_foundry",
	.derive = derive,
};
