#include "fix/outcome.h"

#include <string.h>

/* Besides all of model.* and quant.*. */
static const enum fact_id decisive[] = {
	F_LOAD_DTYPE,
	F_TRAIN_STAGE,
	F_TRAIN_METHOD,
	F_TRAIN_LORA_RANK,
	F_TRAIN_LORA_ALPHA,
	F_TRAIN_LORA_DROPOUT,
	F_TRAIN_LORA_TARGETS,
	F_TRAIN_LORA_MODULES_TO_SAVE,
	F_TRAIN_TRAINABLE_DTYPE,
	F_TRAIN_PRECISION,
	F_TRAIN_MASTER_WEIGHTS,
	F_TRAIN_GRAD_DTYPE,
	F_TRAIN_OPTIMIZER,
	F_TRAIN_OPTIMIZER_STATE_DTYPE,
	F_TRAIN_GLOBAL_BATCH,
	F_TRAIN_SEQ_LEN,
	F_TRAIN_SEQ_KIND,
	F_TRAIN_DROPOUT,
	F_TRAIN_REFERENCE_MODEL,
	F_TRAIN_EPOCHS,
	F_TRAIN_MAX_STEPS,
	F_TRAIN_TOKENS,
	F_SERVE_MAX_LEN,
	F_SERVE_KV_DTYPE,
};

static bool
is_same(const struct workload *a, const struct workload *b, enum fact_id id)
{
	const struct fact *x = workload_fact(a, id), *y = workload_fact(b, id);
	struct text before, after;
	bool same;

	if (x->state != FACT_KNOWN)
		return true;
	if (y->state != FACT_KNOWN)
		return false;
	text_init(&before);
	text_init(&after);
	fact_print(&before, id, x);
	fact_print(&after, id, y);
	same = strcmp(text_string(&before), text_string(&after)) == 0;
	text_release(&before);
	text_release(&after);
	return same;
}

/* The batch of a step counts; what it is made of only where nobody knows
 * how many GPUs share it. */
static bool
are_batches_same(const struct workload *a, const struct workload *b)
{
	if (fact_known(a, F_TRAIN_GLOBAL_BATCH))
		return true; /* compared above */
	return is_same(a, b, F_TRAIN_MICRO_BATCH) &&
	       is_same(a, b, F_TRAIN_ACCUMULATION);
}

static bool
is_same_job(const struct workload *a, const struct workload *b)
{
	int id;
	size_t i;

	for (id = F_MODEL_ID; id <= F_QUANT_GGUF_TYPE; id++)
		if (!is_same(a, b, (enum fact_id)id))
			return false;
	for (i = 0; i < sizeof(decisive) / sizeof(*decisive); i++)
		if (!is_same(a, b, decisive[i]))
			return false;
	return are_batches_same(a, b);
}

bool
outcome_is_same(const struct workload *before, const struct workload *after)
{
	for (; before != NULL && after != NULL;
	     before = before->next, after = after->next)
		if (!is_same_job(before, after))
			return false;
	return before == NULL && after == NULL;
}
