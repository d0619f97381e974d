#include "vram.h"

static const struct gpulint_check *const checks[] = {
	&overflow,
	&kv_cache_too_small,
	&tight,
	&large_logits,
	&share_below_weights,
	&eager_attention,
	&evaluation_overflow,
	&long_job,
	&replicated_base,
	&hidden_states,
	&unified_memory,
	&concurrency_over_cache,
	&engines_share_gpu,
	&engines_in_one_script,
	&replica_over_share,
	&rollout_overflow,
	&unequal_cards,
	&workers_copy_model,
	&shared_replica,
	&save_overflow,
	&load_overflow,
	NULL,
};

GPULINT_PLUGIN("vram", checks);
