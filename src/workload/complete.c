#include "workload/complete.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static double
value(const struct workload *w, enum fact_id id)
{
	return fact_number(w, id, 0);
}

/* True where a fact is open and may be derived: nobody says anything. */
static bool
is_open(const struct workload *w, enum fact_id id)
{
	return workload_fact(w, id)->state == FACT_ABSENT;
}

/* Set a derived count; format tells the formula with its numbers. */
__attribute__((format(printf, 4, 5))) static void
derive(struct workload *w, enum fact_id id, double number, const char *format,
    ...)
{
	struct origin origin = { .kind = ORIGIN_DERIVED };
	va_list ap;

	va_start(ap, format);
	origin.note = arena_vprintf(w->arena, format, ap);
	va_end(ap);
	workload_set_number(w, id, number, &origin);
}

/* What one stream of data takes: tensor x pipeline x context. */
static double
model_degree(const struct workload *w)
{
	return fact_number(w, F_PARALLEL_TENSOR, 1) *
	       fact_number(w, F_PARALLEL_PIPELINE, 1) *
	       fact_number(w, F_PARALLEL_CONTEXT, 1);
}

static void
complete_dimensions(struct workload *w)
{
	double hidden = value(w, F_MODEL_HIDDEN),
	       heads = value(w, F_MODEL_HEADS);

	if (is_open(w, F_MODEL_HEAD_DIM) && heads > 0 && hidden > 0 &&
	    fmod(hidden, heads) == 0)
		derive(w, F_MODEL_HEAD_DIM, hidden / heads,
		    "hidden %.15g / heads %.15g", hidden, heads);
}

static void
complete_world(struct workload *w)
{
	double gpus = value(w, F_TARGET_GPUS),
	       nodes = fact_number(w, F_TARGET_NODES, 1);
	double model = model_degree(w), world, data;

	if (is_open(w, F_PARALLEL_GPUS) && gpus > 0)
		derive(w, F_PARALLEL_GPUS, gpus * nodes,
		    "target.gpus %.15g x target.nodes %.15g", gpus, nodes);
	data = value(w, F_PARALLEL_DATA);
	if (is_open(w, F_PARALLEL_GPUS) && data > 0)
		derive(w, F_PARALLEL_GPUS, data * model,
		    "data %.15g x tensor x pipeline x context %.15g", data,
		    model);
	world = value(w, F_PARALLEL_GPUS);
	if (is_open(w, F_PARALLEL_DATA) && world > 0 && model > 0 &&
	    fmod(world, model) == 0)
		derive(w, F_PARALLEL_DATA, world / model,
		    "gpus %.15g / (tensor x pipeline x context %.15g)", world,
		    model);
}

static void
complete_batch(struct workload *w)
{
	double micro = value(w, F_TRAIN_MICRO_BATCH),
	       steps = value(w, F_TRAIN_ACCUMULATION),
	       global = value(w, F_TRAIN_GLOBAL_BATCH),
	       data = value(w, F_PARALLEL_DATA);

	if (data <= 0)
		return;
	if (is_open(w, F_TRAIN_ACCUMULATION) && micro > 0 && global > 0 &&
	    fmod(global, micro * data) == 0)
		derive(w, F_TRAIN_ACCUMULATION, global / (micro * data),
		    "global_batch %.15g / (micro_batch %.15g x data %.15g)",
		    global, micro, data);
	else if (is_open(w, F_TRAIN_GLOBAL_BATCH) && micro > 0 && steps > 0)
		derive(w, F_TRAIN_GLOBAL_BATCH, micro * steps * data,
		    "micro_batch %.15g x accumulation %.15g x data %.15g",
		    micro, steps, data);
}

void
workload_complete(struct workload *w, const struct catalog *catalog)
{
	(void)catalog;
	complete_dimensions(w);
	complete_world(w);
	complete_batch(w);
}
