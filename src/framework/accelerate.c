/* accelerate: how the launcher shares a model out.  Read at
 * huggingface/accelerate@16cb6eb src/accelerate/utils/dataclasses.py. */

#include "dialect/codes.h"
#include "dialect/map.h"

#include <string.h>
#include <strings.h>

static bool
is_one_of(const char *text, const char *name, const char *number)
{
	return strcmp(text, name) == 0 || strcmp(text, number) == 0;
}

/* The launcher always hands a strategy on, FULL_SHARD unless said, and FSDP 1
 * goes by it; FSDP 2 goes by fsdp_reshard_after_forward alone. */
static const char *
fsdp_sharding(const struct workload *w)
{
	bool second = map_number(w, "fsdp_config.fsdp_version", 1) >= 2;
	const char *strategy =
	    second ? "" : map_text(w, "fsdp_config.fsdp_sharding_strategy");

	if (map_number(w,
		"parallelism_config.parallelism_config_dp_replicate_size",
		1) > 1 ||
	    is_one_of(strategy, "HYBRID_SHARD", "4") ||
	    is_one_of(strategy, "HYBRID_SHARD_ZERO2", "5"))
		return "hsdp";
	if (is_one_of(strategy, "SHARD_GRAD_OP", "2"))
		return "fsdp-grad-op";
	if (is_one_of(strategy, "NO_SHARD", "3"))
		return "ddp";
	if (second &&
	    !map_flag(w, "fsdp_config.fsdp_reshard_after_forward", true))
		return "fsdp-grad-op";
	return "fsdp";
}

static void
derive(struct reading *reading, struct workload *w)
{
	const char *type = map_text(w, "distributed_type");
	struct origin origin = map_origin(w, "distributed_type");
	struct origin fallback = map_default(w, "accelerate 1.15");

	(void)reading;
	/* commands/launch.py hands deepspeed_config on for that type alone */
	if (*type != '\0' && strcmp(type, "DEEPSPEED") != 0) {
		memset(&w->facts[F_PARALLEL_SHARDING], 0, sizeof(struct fact));
		memset(&w->facts[F_TRAIN_ACCUMULATION], 0, sizeof(struct fact));
	}
	if (strcmp(type, "FSDP") == 0)
		map_set(w, F_PARALLEL_SHARDING, fsdp_sharding(w), &origin);
	else if (strcmp(type, "MULTI_GPU") == 0)
		map_set(w, F_PARALLEL_SHARDING, "ddp", &origin);
	else if (strcmp(type, "DEEPSPEED") == 0)
		map_set(w, F_PARALLEL_SHARDING, "zero2", &fallback);
	/* unquoted NO is false to PyYAML; both mean one process */
	if (strcasecmp(type, "NO") == 0 || strcmp(type, "false") == 0) {
		map_set(w, F_PARALLEL_SHARDING, "none", &origin);
		map_set(w, F_PARALLEL_GPUS, "1", &fallback);
	}
	if (map_flag(w, "use_cpu", false) || strcmp(type, "MULTI_CPU") == 0 ||
	    strcmp(type, "XLA") == 0 || strcmp(type, "TPU") == 0)
		memset(&w->facts[F_PARALLEL_GPUS], 0, sizeof(struct fact));
	map_set(w, F_TRAIN_PRECISION, "fp32", &fallback);
}

const struct dialect_code code_accelerate = { .name = "accelerate",
	.derive = derive };
