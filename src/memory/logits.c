/*
 * logits: the vocabulary-wide tensors at the end of the forward pass.
 *
 * Plain loss in transformers (loss/loss_utils.py): logits in the compute
 * type, an fp32 copy, the log-softmax; in backward the gradient of the
 * log-softmax and of the logits.  litgpt and torchtune chunk the loss
 * (litgpt utils.py chunked_cross_entropy; torchtune modules/loss): all chunks
 * of logits and their log-softmax are kept, gradients are those of one
 * chunk.  Liger's fused loss and cut cross entropy keep one chunk.
 */

#include "memory/job.h"

#include <math.h>

double
logits_peak(struct job *job, const char **how)
{
	const struct workload *w = job->w;
	const struct shape *s = &job->s;
	const struct state *st = &job->state;
	double each = job->batch.tokens * s->vocab / job->cut.tensor;
	double c = st->compute;

	*how = "";
	if (!s->head || !job->cut.last)
		return 0;
	if (fact_is(w, F_TRAIN_LOSS, "fused")) {
		double chunks =
		    fmax(1, ceil(s->vocab /
				 s->hidden)); /* liger: rows x V = rows x H */
		double grad = st->frozen ? 0 : s->vocab * s->hidden * c;

		*how = "one chunk in fp32 and its gradient";
		return each / chunks * (c + 4 + 4) + grad;
	}
	if (fact_is(w, F_TRAIN_LOSS, "chunked")) {
		if (is_framework(job, "torchtune")) {
			bool compiled = fact_flag(w, F_TRAIN_COMPILE, false);

			*how = "chunks of logits, their log-softmax in fp32";
			return each * (c + (compiled ? c : 4));
		}
		*how = "chunks of logits and their log-softmax";
		return each * 2 * c;
	}
	if (st->megatron) {
		*how = "logits, fp32 copy, softmax kept in place";
		return each * (c + 4 + 4);
	}
	*how = "log-softmax, its gradient, the gradient of the logits, logits";
	return each * (4 + 4 + 4 + c);
}
