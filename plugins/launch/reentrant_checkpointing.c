/* reentrant-checkpointing: DDP looks for unused parameters at the same time. */

#include "conflict.h"
#include "launch.h"

/*
 * torch/nn/parallel/distributed.py: reentrant checkpoints and
 * find_unused_parameters do not go together ("Expected to mark a variable
 * ready only once").  Under FSDP, DeepSpeed or on one GPU there is no DDP;
 * without use_reentrant the default depends on the release.
 */
static const struct conflict rows[] = {
	{ "hf_trl|axolotl",
	    "ddp_find_unused_parameters gradient_checkpointing "
	    "gradient_checkpointing_kwargs.use_reentrant !deepspeed !fsdp "
	    "!fsdp_config",
	    "reentrant checkpointing, and DDP looks for unused parameters",
	    "set ddp_find_unused_parameters: false", GPULINT_WARNING,
	    "ddp_find_unused_parameters=false", true },
	{ "hf_trl|axolotl",
	    "ddp_find_unused_parameters gradient_checkpointing "
	    "!gradient_checkpointing_kwargs !deepspeed !fsdp !fsdp_config",
	    "DDP looks for unused parameters, and checkpointing may be "
	    "reentrant",
	    "set ddp_find_unused_parameters: false, or use_reentrant: false "
	    "in gradient_checkpointing_kwargs",
	    GPULINT_NOTE, "ddp_find_unused_parameters=false", true },
	{ "llamafactory",
	    "ddp_find_unused_parameters do_train "
	    "!disable_gradient_checkpointing use_reentrant_gc!=false "
	    "!deepspeed !fsdp",
	    "DDP looks for unused parameters, and checkpointing is reentrant",
	    "set ddp_find_unused_parameters: false", GPULINT_NOTE,
	    "ddp_find_unused_parameters=false", true },
};

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, rows, sizeof(rows) / sizeof(*rows));
}

const struct gpulint_check reentrant_checkpointing = {
	.id = "reentrant-checkpointing",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
