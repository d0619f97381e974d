/* deepspeed: stages, precision and the batch of a DeepSpeed configuration.
 * Read at deepspeedai/DeepSpeed@edaa722: deepspeed/runtime/constants.py,
 * zero/config.py, zero/offload_config.py, precision_config.py. */

#include "framework/deepspeed.h"

#include "dialect/codes.h"
#include "dialect/map.h"

#include <string.h>

static void
set_precision(struct workload *w, const char *key, const char *precision)
{
	const char *enabled = arena_printf(w->arena, "%s.enabled", key);
	struct origin origin = map_origin(w, enabled);
	bool plain;

	if (strcmp(map_text(w, enabled), "auto") == 0) {
		workload_set_unknown(w, F_TRAIN_PRECISION, map_auto, &origin);
		return;
	}
	if (!map_flag(w, enabled, false))
		return;
	plain =
	    map_flag(w,
		arena_printf(w->arena, "%s.bf16_master_weights_and_grads", key),
		false) ||
	    map_flag(w,
		arena_printf(w->arena, "%s.fp16_master_weights_and_grads", key),
		false);
	map_set(w, F_TRAIN_PRECISION, precision, &origin);
	map_set(w, F_TRAIN_MASTER_WEIGHTS, plain ? "no" : "yes", &origin);
	map_set(w, F_TRAIN_GRAD_DTYPE, precision, &origin);
}

static void
set_offload(struct workload *w, const char *key, enum fact_id id)
{
	const char *old = arena_printf(w->arena, "zero_optimization.%s", key);
	struct origin origin = map_origin(w, old);

	if (map_flag(w, old, false))
		map_set(w, id, "cpu", &origin);
}

static void
derive(struct reading *reading, struct workload *w)
{
	struct origin origin;

	(void)reading;
	set_precision(w, "bf16", "bf16");
	set_precision(w, "bfloat16", "bf16");
	set_precision(w, "fp16", "fp16");
	set_offload(w, "cpu_offload", F_TRAIN_OFFLOAD_OPTIMIZER);
	set_offload(w, "cpu_offload_params", F_TRAIN_OFFLOAD_PARAMS);
	if (node_is(node_get(w->root, "zero_optimization"), NODE_SCALAR) &&
	    map_flag(w, "zero_optimization", false)) {
		origin = map_origin(w, "zero_optimization");
		map_set(w, F_PARALLEL_SHARDING, "zero1", &origin);
	}
	origin = map_default(w, "deepspeed 0.19");
	if (!*map_text(w, "bf16.enabled") && !*map_text(w, "fp16.enabled") &&
	    !*map_text(w, "bfloat16.enabled") && !map_pair(w->root, "amp"))
		map_set(w, F_TRAIN_PRECISION, "fp32", &origin);
}

void
deepspeed_shipped(struct workload *w, const struct shipped *rows)
{
	const char *path = map_text(w, "deepspeed");
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct origin origin = map_origin(w, "deepspeed");

	if (workload_fact(w, F_TRAIN_OFFLOAD_PARAMS)->state != FACT_UNKNOWN)
		return;
	for (; rows->name; rows++) {
		if (strcmp(name, rows->name) != 0)
			continue;
		map_set(w, F_PARALLEL_SHARDING, rows->sharding, &origin);
		map_set(w, F_TRAIN_OFFLOAD_PARAMS,
		    rows->params ? "cpu" : "none", &origin);
		map_set(w, F_TRAIN_OFFLOAD_OPTIMIZER,
		    rows->optimizer ? "cpu" : "none", &origin);
	}
}

void
deepspeed_settle(struct workload *w)
{
	struct fact *precision = &w->facts[F_TRAIN_PRECISION];
	struct origin origin = map_derived(
	    "DeepSpeed keeps fp32 master weights beside 16-bit ones");

	if (!map_has_deepspeed(w) || !fact_known(w, F_TRAIN_PRECISION))
		return;
	if (strcmp(precision->text, "amp-bf16") == 0)
		precision->text = "bf16";
	else if (strcmp(precision->text, "amp-fp16") == 0)
		precision->text = "fp16";
	else
		return;
	map_set(w, F_TRAIN_MASTER_WEIGHTS, "yes", &origin);
	map_set(w, F_TRAIN_GRAD_DTYPE, precision->text, &origin);
}

const struct dialect_code code_deepspeed = { .name = "deepspeed",
	.derive = derive };
