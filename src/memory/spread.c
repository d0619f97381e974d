/*
 * spread: what sharing the model out leaves on every GPU.
 *
 * A launcher's file or a DeepSpeed file that is not here may share out
 * weights, gradients and states between all GPUs and keep them in host memory.
 * What one GPU makes of its own rows stays with it.  A script may turn
 * checkpointing on that its arguments do not speak of.
 */

#include "memory/trial.h"

enum { MANY_GPUS = 1024 };

static void
text(struct trial *trial, enum fact_id id, const char *value)
{
	struct fact fact = { .state = FACT_KNOWN,
		.text = value,
		.origin = { .kind = ORIGIN_OPTION, .note = "tried" } };

	trial_set(trial, id, &fact);
}

/* Whether a file that is not here may share out more than is known: it says
 * of offload what only it knows. */
static bool
is_left_to_a_file(const struct workload *w)
{
	const struct fact *sharding = workload_fact(w, F_PARALLEL_SHARDING);
	const struct fact *offload = workload_fact(w, F_TRAIN_OFFLOAD_PARAMS);

	if (offload->state != FACT_UNKNOWN)
		return !fact_known(w, F_PARALLEL_SHARDING);
	return sharding->origin.source == offload->origin.source &&
	       sharding->origin.span.start == offload->origin.span.start;
}

double
memory_spread(const struct workload *w, const struct catalog *catalog)
{
	struct trial trial;
	double expected = 0;

	if (w->kind != WORKLOAD_TRAIN || !is_left_to_a_file(w))
		return 0;
	trial_start(&trial, w, catalog);
	if (!fact_known(w, F_PARALLEL_GPUS))
		trial_number(&trial, F_PARALLEL_GPUS, MANY_GPUS);
	text(&trial, F_PARALLEL_SHARDING, "zero3");
	text(&trial, F_TRAIN_OFFLOAD_PARAMS, "cpu");
	text(&trial, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu");
	if (workload_fact(w, F_TRAIN_CHECKPOINTING)->origin.kind <=
	    ORIGIN_CATALOG)
		text(&trial, F_TRAIN_CHECKPOINTING, "full");
	if (trial_run(&trial))
		expected = trial.estimate.expected;
	trial_end(&trial);
	return expected;
}
