/*
 * logits: the vocabulary-wide tensors at the end of the forward pass.
 *
 * Plain loss in transformers (loss/loss_utils.py): logits, an fp32 copy, the
 * log-softmax; in backward the log-softmax, its gradient and that of the fp32
 * logits at once.  Megatron-LM works in place on one fp32 copy
 * (core/tensor_parallel/cross_entropy.py), unless it is fused.  litgpt and
 * torchtune chunk the loss (litgpt utils.py chunked_cross_entropy; torchtune
 * modules/loss): all chunks of logits and their log-softmax are kept, gradients
 * are those of one chunk.  Liger's fused loss and cut cross entropy keep one.
 */

#include "base/word.h"
#include "memory/job.h"

#include <math.h>
#include <string.h>

/* Of a framework that names its versions by date. */
static bool
is_later(const struct job *job, const char *date)
{
	return strcmp(fact_text(job->w, F_FRAMEWORK_VERSION), date) > 0;
}

/*
 * Megatron-LM works in place on one fp32 copy.  With cross_entropy_loss_fusion
 * each of its steps is compiled on its own and returns a tensor of its own
 * (core/fusions/fused_cross_entropy.py), so the exponentials stand beside the
 * copy.  ms-swift's examples all set it (examples/megatron).
 */
static double
megatron_logits(const struct job *job, double each, const char **how)
{
	double c = job->state.compute;

	if (fact_is(job->w, F_TRAIN_LOSS, "fused") ||
	    (is_framework(job, "ms-swift") &&
		!fact_known(job->w, F_TRAIN_LOSS))) {
		*how = "logits, an fp32 copy and its exponentials";
		return each * (c + 4 + 4);
	}
	*how = "logits, and an fp32 copy that becomes softmax and gradient in "
	       "place";
	return each * (c + 4);
}

/* Unsloth takes the head and the loss in one, chunk by chunk, where it is
 * free to (unsloth/models/llama.py, unsloth_fused_ce_loss; cut cross entropy
 * before, since December 2024). */
bool
is_loss_fused(const struct job *job)
{
	if (fact_known(job->w, F_TRAIN_LOSS))
		return fact_is(job->w, F_TRAIN_LOSS, "fused");
	return is_framework(job, "unsloth") && !is_before(job, "2024-12");
}

/* transformers 4.46 to 4.49 shift the fp32 copy, and copy it so, while the
 * model still holds its logits (loss/loss_utils.py, ForCausalLMLoss; later the
 * labels are padded). */
static bool
shifts_a_copy(const struct job *job)
{
	static const char *const families[] = { "llama", "mistral", "mixtral",
		"qwen2", "gemma", "gemma2", "phi3", NULL };

	return word_is_among(fact_text(job->w, F_MODEL_FAMILY), families) &&
	       !is_before(job, "2024-11") && is_before(job, "2025-03");
}

/* Models that took the loss of their logits' own type until they shared that
 * function (models/gpt_bigcode/modeling_gpt_bigcode.py and its kin). */
static bool
keeps_logits_as_they_are(const struct job *job)
{
	static const char *const families[] = { "gpt2", "gpt_bigcode", "bloom",
		"opt", "falcon", NULL };

	return !job->state.autocast && is_before(job, "2025-03") &&
	       word_is_among(fact_text(job->w, F_MODEL_FAMILY), families);
}

/* What a model returned was fp32 until transformers 4.46, November 2024. */
static bool
holds_wide_logits(const struct job *job)
{
	return is_before(job, "2024-11");
}

/*
 * Plain loss in transformers: beside the 12 bytes of a logit that are alive at
 * the peak are the segments of the 16 bit logits and of the shifted fp32 copy,
 * which hold no whole fp32 tensor any more (models/<family>/modeling_
 * <family>.py until 4.45, loss/loss_utils.py since); Qwen's first models shift
 * in 16 bit.  A loop that holds the fp32 logits itself has the 16 bit ones'.
 */
double
logits_segments(const struct job *job)
{
	if (is_framework(job, "unsloth") || is_loss_fused(job) ||
	    fact_is(job->w, F_TRAIN_LOSS, "chunked"))
		return 1;
	if (!job->state.huggingface)
		return holds_wide_logits(job) ? 18 / 16.0 : 1;
	return strcmp(fact_text(job->w, F_MODEL_FAMILY), "qwen") == 0
		   ? 16 / 12.0
		   : 18 / 12.0;
}

/* LLaMA-Factory holds the policy's logits in fp32 and their log-softmax while
 * it makes the reference's (hiyouga/LLaMA-Factory src/llamafactory/train/dpo/
 * trainer.py, get_batch_loss_metrics). */
static bool
holds_both_logits(const struct job *job)
{
	return is_framework(job, "llamafactory") &&
	       fact_is(job->w, F_TRAIN_STAGE, "dpo") &&
	       fact_known(job->w, F_TRAIN_REFERENCE_MODEL) &&
	       !fact_is(job->w, F_TRAIN_REFERENCE_MODEL, "none");
}

/* Liger takes so many chunks that rows x V of one are rows x H of all. */
static double
fused_logits(const struct job *job, double each, const char **how)
{
	const struct shape *s = &job->s;
	double c = job->state.compute;
	double chunks = fmax(1, ceil(s->vocab / s->hidden));
	double grad = job->state.frozen ? 0 : s->vocab * s->hidden * c;

	*how = "one chunk in fp32 and its gradient";
	return each / chunks * (c + 4 + 4) + grad;
}

/* Every chunk's gradient of the head is added to the last ones'. */
static double
head_gradients(const struct job *job)
{
	if (job->state.frozen)
		return 0;
	return 2 * job->s.vocab / job->cut.tensor * job->s.hidden *
	       job->state.grad;
}

static double
torchtune_logits(const struct job *job, double each, const char **how)
{
	double c = job->state.compute;

	if (fact_is(job->w, F_TRAIN_LOSS, "chunked")) {
		*how = "chunks of logits and their log-softmax in fp32";
		return each * (c + 4) + head_gradients(job);
	}
	/* logits were shifted, and so copied, until July 2024 */
	*how = "logits and their log-softmax in fp32, gradients";
	return each * (is_later(job, "2024-07") ? 12 + c : 16);
}

static double
torchtitan_logits(const struct job *job, double each, const char **how)
{
	if (job->compiled && is_later(job, "2025-03")) {
		*how = "logits and their gradient, the loss being compiled";
		return each * 2 * job->state.compute;
	}
	/* torch/distributed/tensor/parallel/loss.py works on four */
	*how = "log-softmax, its gradient and that of the logits in fp32";
	return each * (job->cut.tensor > 1 ? 16 : 12);
}

/* Fabric casts outputs to fp32 (plugins/precision/half.py). */
static double
litgpt_logits(const struct job *job, double each, const char **how)
{
	const struct shape *s = &job->s;
	bool is_chunked = fact_is(job->w, F_TRAIN_LOSS, "chunked");
	double unpacked;

	if (is_chunked && job->state.frozen) {
		/* bitsandbytes unpacks the head to fp16, then casts */
		unpacked = job->state.packed > 0 ? 4 * s->vocab * s->hidden : 0;
		*how = "chunks of logits in fp32 and their log-softmax";
		return each *
			   (8 + (s->family->softcap ? job->state.compute : 0)) +
		       unpacked;
	}
	*how = "logits in fp32, log-softmax, both gradients";
	return each * (is_chunked ? 12 : 16);
}

/* transformers' Trainer and its kin, and loops of one's own. */
static double
trainer_logits(const struct job *job, double each, const char **how)
{
	double c = job->state.compute;

	if (fact_flag(job->w, F_TRAIN_DISTILLATION, false)) {
		/* both logits and log-softmaxes in fp32, the two stacked, their
		 * mixture and two divergences (huggingface/trl@f2cd577 trl/
		 * experimental/gkd/gkd_trainer.py, generalized_jsd_loss) */
		*how = "logits and log-softmax of both, their mixture and two "
		       "divergences in fp32";
		return each * 4 * (2 + 2 + 2 + 1 + 2);
	}
	if (job->state.huggingface && shifts_a_copy(job)) {
		*how = "logits, an fp32 copy, the same shifted, log-softmax";
		return each * (12 + c);
	}
	if (job->state.huggingface && keeps_logits_as_they_are(job)) {
		*how = "logits, shifted, log-softmax and its gradient";
		return each * 4 * c;
	}
	if (holds_both_logits(job)) {
		*how = "logits and log-softmax of the policy and of the "
		       "reference in fp32";
		return each * 4 * 4;
	}
	*how = "log-softmax, its gradient and that of the logits in fp32";
	if (job->state.huggingface)
		return each * 12;
	/* the caller still holds the logits */
	return each * (12 + (holds_wide_logits(job) ? 4 : c));
}

double
logits_peak(struct job *job, const char **how)
{
	const struct state *st = &job->state;
	double each = job->batch.answers * job->s.vocab / job->cut.tensor;
	double c = st->compute;

	*how = "";
	if (!job->s.head || !job->cut.last)
		return 0;
	if (st->megatron)
		return megatron_logits(job, each, how);
	if (is_loss_fused(job))
		return fused_logits(job, each, how);
	if (job->compiled && fact_is(job->w, F_TRAIN_LOSS, "chunked")) {
		*how = "chunks of logits, the gradient of one of eight";
		return each * (c + c / 8) + head_gradients(job);
	}
	if (is_framework(job, "torchtune"))
		return torchtune_logits(job, each, how);
	if (st->low_norms && !fact_known(job->w, F_TRAIN_LOSS)) {
		/* llmfoundry/models/mpt/modeling_mpt.py, loss_fn */
		*how = "logits and their gradient, the loss being fused";
		return each * 2 * c;
	}
	if (is_framework(job, "unsloth")) {
		/* unsloth/kernels/cross_entropy_loss.py works in place; what
		 * the model returns is copied to fp32 (accelerate/utils/
		 * operations.py, ConvertOutputsToFp32) */
		*how = "logits, their gradient in the same place, an fp32 copy";
		return each * (c + (st->autocast ? 4 : 0));
	}
	if (is_framework(job, "torchtitan"))
		return torchtitan_logits(job, each, how);
	if (is_framework(job, "litgpt"))
		return litgpt_logits(job, each, how);
	return trainer_logits(job, each, how);
}
