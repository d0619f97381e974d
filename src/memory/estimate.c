#include "memory/job.h"

#include "base/number.h"
#include "base/word.h"

#include <math.h>
#include <string.h>

/* Families that transformers wrote attention for by itself then; Falcon had
 * torch's from its first release, and code that comes with a model has too
 * (transformers v4.33 src/transformers/models). */
static bool
was_eager(const struct workload *w)
{
	static const char *const families[] = { "llama", "mistral", "gpt2",
		"gpt_neox", "gptj", "opt", "bloom", "t5", "bert", NULL };

	return word_is_among(fact_text(w, F_MODEL_FAMILY), families);
}

/* A script that is known to bring a kernel of its own leaves the fact unknown;
 * others do where rows are long. */
static bool
has_old_transformers(const struct job *job)
{
	enum { PATCHED_LENGTH = 2048 };
	const struct workload *w = job->w;
	const struct fact *attention = workload_fact(w, F_TRAIN_ATTENTION);
	const struct fact *release = workload_lib(w, "transformers");
	bool open = attention->state == FACT_ABSENT ||
		    (attention->state == FACT_KNOWN &&
			attention->origin.kind == ORIGIN_DEFAULT);

	if (is_framework(job, "transformers") &&
	    job->batch.length > PATCHED_LENGTH)
		return false;
	return is_framework(job, "transformers trl peft llamafactory") &&
	       open && was_eager(w) && release->state == FACT_KNOWN &&
	       version_compare(release->text, "4.36") < 0;
}

/* TransformerEngine's fused kernels, which Megatron-LM has unless told, are for
 * Ampere and newer (NVIDIA/TransformerEngine transformer_engine/pytorch/
 * attention/dot_product_attention/utils.py, get_attention_backend).  The first
 * FlashAttention, which arguments may ask for, had Turing too. */
static bool
has_unfused_engine(const struct job *job)
{
	const struct fact *attention = workload_fact(job->w, F_TRAIN_ATTENTION);
	double compute = compute_capability(job);

	return is_framework(job, "megatron") && compute > 0 && compute < 7.5 &&
	       attention->state == FACT_KNOWN &&
	       attention->origin.kind == ORIGIN_DEFAULT;
}

static enum attention
attention_of(const struct job *job)
{
	const struct workload *w = job->w;

	if (job->s.family->softcap &&
	    !fact_is(w, F_TRAIN_ATTENTION, "flash2") &&
	    !fact_is(w, F_TRAIN_ATTENTION, "flex"))
		return ATTENTION_EAGER;
	if (has_unfused_engine(job))
		return ATTENTION_EAGER;
	/* sdpa became transformers' default in 4.36, December 2023 */
	if (has_old_transformers(job))
		return ATTENTION_EAGER;
	if (fact_known(w, F_TRAIN_ATTENTION))
		return fact_is(w, F_TRAIN_ATTENTION, "eager") ? ATTENTION_EAGER
							      : ATTENTION_FUSED;
	if (is_framework(job, "transformers trl peft llamafactory") &&
	    strncmp(fact_text(w, F_FRAMEWORK_VERSION), "2023", 4) <= 0 &&
	    strncmp(fact_text(w, F_FRAMEWORK_VERSION), "202", 3) == 0)
		return ATTENTION_EAGER;
	return ATTENTION_FUSED;
}

static bool
is_sane(const struct estimate *e)
{
	return isfinite(e->expected) && isfinite(e->low) && isfinite(e->high) &&
	       e->expected > 0 && e->high < NUMBER_MAX;
}

static bool
prepare(struct job *job)
{
	enum fact_id missing = FACT_COUNT;

	if (!shape_read(job->w, job->catalog, &job->s, &missing))
		return job_lacks(job, missing);
	if (!job_is_certain(job))
		return false;
	cut_read(job);
	if (!state_read(job))
		return false;
	if (!batch_read(job))
		return job_unknown(job, F_TRAIN_SEQ_LEN,
		    "%s x %s tokens is more than a GPU can be given",
		    count_text(job, job->batch.rows),
		    count_text(job, job->batch.length));
	job->attention = attention_of(job);
	job->compiled = fact_flag(job->w, F_TRAIN_COMPILE, false);
	job->checkpointing = fact_is(job->w, F_TRAIN_CHECKPOINTING, "full");
	job->selective = fact_is(job->w, F_TRAIN_CHECKPOINTING, "selective");
	local_read(job);
	return job->w->kind != WORKLOAD_TRAIN ||
	       (optimizer_read(job) && companions_read(job));
}

/* Of a pipeline's first and last stage, the fuller one. */
static void
fuller_stage(struct job *job)
{
	struct estimate first = *job->e;
	double sum[TERM_COUNT];

	memcpy(sum, job->sum, sizeof(sum));
	memset(job->e, 0, sizeof(*job->e));
	memset(job->sum, 0, sizeof(job->sum));
	job->e->known = true;
	job->e->missing = first.missing;
	job->cut.first = false;
	job->cut.last = true;
	local_read(job);
	optimizer_read(job);
	train_estimate(job);
	if (first.expected < job->e->expected)
		return;
	*job->e = first;
	memcpy(job->sum, sum, sizeof(sum));
}

/* Nobody says how large a batch or the vocabulary is: what is certain is the
 * least. */
static void
only_the_least(struct job *job)
{
	struct estimate *e = job->e;
	enum fact_id missing = job->s.open_vocab ? F_MODEL_VOCAB : e->missing;
	double card = fact_number(job->w, F_TARGET_VRAM, 0);

	if (card > 0 && e->low > card) {
		e->high = e->expected = e->low;
		e->missing = job->s.open_vocab ? missing : FACT_COUNT;
		return;
	}
	job_lacks(job, missing);
}

/* A DeepSpeed file that is not here, or GPUs that nobody counts: a checkpoint
 * is as large however the job is cut, but for copies in 32 bits. */
static void
estimate_written(struct job *job)
{
	struct estimate written = { 0 }, *e = job->e;

	job->e = &written;
	cut_read(job);
	if (state_read(job)) {
		local_read(job);
		if (optimizer_read(job))
			host_estimate_written(job);
	}
	job->e = e;
	e->weights_total = written.weights_total;
	e->download_bytes = written.download_bytes;
	e->checkpoint_bytes = written.checkpoint_bytes;
}

/* The model is known by the size in its name alone.  Models of one size
 * differ little in weights, more in depth and width, and up to eightfold in
 * vocabulary. */
static void
widen(struct job *job)
{
	const double *sum = job->sum;
	struct estimate *e = job->e;
	double held = sum[TERM_WEIGHTS] + sum[TERM_MASTER_WEIGHTS] +
		      sum[TERM_GRADIENTS] + sum[TERM_OPTIMIZER] +
		      sum[TERM_ADAPTERS];

	e->low -= 0.25 * held + 0.4 * sum[TERM_ACTIVATIONS] +
		  0.65 * sum[TERM_LOGITS] + 0.6 * sum[TERM_KV_CACHE];
	e->low = fmax(0, e->low);
	e->high += 0.25 * held + 0.6 * sum[TERM_ACTIVATIONS] +
		   1.7 * sum[TERM_LOGITS] + 1.5 * sum[TERM_KV_CACHE];
}

void
memory_estimate(const struct workload *w, const struct catalog *catalog,
    struct estimate *estimate)
{
	struct job job = { .w = w, .catalog = catalog, .e = estimate };

	memset(estimate, 0, sizeof(*estimate));
	estimate->missing = FACT_COUNT;
	if (w->kind == WORKLOAD_OTHER) {
		job_unknown(&job, FACT_COUNT, "it neither trains nor serves");
		return;
	}
	if (fact_is(w, F_MODEL_FAMILY, "diffusion")) {
		diffusion_estimate(&job);
		return;
	}
	if (!prepare(&job)) {
		if (job.s.total > 0 && !job.s.open_vocab &&
		    job_writes_certainly(&job))
			estimate_written(&job);
		return;
	}
	estimate->known = true;
	if (w->kind == WORKLOAD_SERVE) {
		serve_estimate(&job);
	} else {
		train_estimate(&job);
		if (job.cut.pipeline > 1 &&
		    !fact_is(w, F_PARALLEL_RANK, "first") &&
		    !fact_is(w, F_PARALLEL_RANK, "last"))
			fuller_stage(&job);
		if (!job.batch.known || job.s.open_vocab)
			only_the_least(&job);
	}
	if (!estimate->known) {
		host_estimate(&job); /* as large whatever the batch */
		return;
	}
	if (!is_sane(estimate)) {
		job_unknown(&job, FACT_COUNT,
		    "the numbers are larger than any machine");
		return;
	}
	if (w->model.presumed)
		widen(&job);
	/* Free segments count for what is expected, and not at the high end. */
	estimate->low = fmin(estimate->low, estimate->expected);
	estimate->high = fmax(estimate->high, estimate->expected);
	host_estimate(&job);
}

enum verdict
memory_verdict(const struct estimate *e, double usable)
{
	if (!e->known || !(usable > 0))
		return VERDICT_UNKNOWN;
	if (e->low > usable)
		return VERDICT_OVERFLOWS;
	return e->high > usable ? VERDICT_TIGHT : VERDICT_FITS;
}
