/* reentrant-checkpointing: DDP looks for unused parameters at the same time. */

#include "conflict.h"
#include "launch.h"

/*
 * torch/nn/parallel/distributed.py: reentrant checkpoints and
 * find_unused_parameters do not go together ("Expected to mark a variable
 * ready only once").  Under FSDP, DeepSpeed or on one GPU there is no DDP;
 * without use_reentrant the default depends on the release.
 */
static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "reentrant-checkpointing");
}

const struct gpulint_check reentrant_checkpointing = {
	.id = "reentrant-checkpointing",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
