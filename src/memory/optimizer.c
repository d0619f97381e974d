/*
 * optimizer: what is kept for each parameter that is trained, and what a step
 * takes beside it.
 *
 * Where a state's type is not fixed it is the parameter's (zeros_like), and
 * steps over lists of tensors copy one state (torch/optim/adamw.py,
 * _foreach_sqrt).  Read, with version or commit:
 * bitsandbytes 0.46 bitsandbytes/optim/optimizer.py (a byte and a fp32 scale
 * for each block of 256, or fp32; AdEMAMix has two first moments: ademamix.py);
 * jiaweizzhao/GaLore@1317b5f galore_torch/{adamw,galore_projector}.py and
 * zhuhanqing/APOLLO@76b3472 apollo_torch/{apollo,random_projector}.py: two
 * states of rank x the longer side, a projection of rank x the shorter;
 * Ledzy/BAdam@163329d src/badam/block_optim.py: one block is trained at a time,
 * in fp32; zyushun/Adam-mini@11ee305 adam_mini/adam_mini.py: fp32, the second
 * moment for embedding and head alone; OpenLMLab/LOMO@2b826c5 lomo_optim/{lomo,
 * adalomo}.py and EleutherAI/gpt-neox megatron/optimizers.py (SM3 without
 * momentum): no more than rows and columns; facebookresearch/schedule_free@0083572
 * schedulefree/adamw_schedulefree.py: z and the second moment; yangluo7/CAME
 * came_pytorch/CAME.py: the first; optimi (torch-optimi) optimi/stableadamw.py:
 * a sum's lost bits beside 16 bit weights; Muon (hiyouga/LLaMA-Factory@ff6d4d1
 * src/llamafactory/third_party/muon/muon.py, NVIDIA/Megatron-LM@d98e8a64dd
 * megatron/core/optimizer/emerging_optimizers.py): a momentum for matrices,
 * Adam's two for embedding, head and vectors; nikhilvyas/SOAP@01df676 soap.py:
 * Adam's two in fp32, and for each side of a matrix up to 10000 a square and its
 * basis.
 */

#include "memory/job.h"

#include <math.h>
#include <string.h>

/* What the numbers of a row hold for. */
enum reach {
	ALL,
	MATRICES, /* of blocks; the rest has Adam's two */
	LOW_RANK, /* of matrices that are named; the rest has the numbers */
	ENDS, /* all, and fp32 once more for embedding and head */
	SQUARES /* all, and squares of both sides of a matrix */
};

struct optimizer {
	const char *name;
	double states; /* of the trained copy's type; else bytes */
	double bytes; /* where the type is fixed */
	bool foreach_sqrt; /* the step makes a copy of one state */
	enum reach reach;
	double largest; /* bytes the step takes for one of the largest tensor */
};

#define PACKED (1 + 4 / 256.0)

static const struct optimizer optimizers[] = {
	{ "adamw", 2, 0, true, ALL, 0 },
	{ "adam", 2, 0, true, ALL, 0 },
	{ "adamw-fused", 2, 0, false, ALL, 0 },
	{ "adamw-8bit", 0, 2 * PACKED, false, ALL, 0 },
	{ "paged-adamw-8bit", 0, 2 * PACKED, false, ALL, 0 },
	{ "adamw-32bit", 0, 8, false, ALL, 0 },
	{ "paged-adamw-32bit", 0, 8, false, ALL, 0 },
	{ "paged-adamw", 0, 8, false, ALL, 0 },
	{ "adamw-4bit", 0, 2 * (0.5 + 4 / 128.0), false, ALL, 0 },
	{ "lion", 1, 0, false, ALL, 0 },
	{ "lion-32bit", 0, 4, false, ALL, 0 },
	{ "paged-lion-32bit", 0, 4, false, ALL, 0 },
	{ "lion-8bit", 0, PACKED, false, ALL, 0 },
	{ "paged-lion-8bit", 0, PACKED, false, ALL, 0 },
	{ "ademamix", 0, 12, false, ALL, 0 },
	{ "paged-ademamix-32bit", 0, 12, false, ALL, 0 },
	{ "ademamix-8bit", 0, 3 * PACKED, false, ALL, 0 },
	{ "paged-ademamix-8bit", 0, 3 * PACKED, false, ALL, 0 },
	{ "sgd", 0, 0, false, ALL, 0 },
	{ "sgd-momentum", 1, 0, false, ALL, 0 },
	{ "rmsprop", 1, 0, true, ALL, 0 },
	{ "rmsprop-32bit", 0, 4, false, ALL, 0 },
	{ "rmsprop-8bit", 0, PACKED, false, ALL, 0 },
	{ "adagrad", 1, 0, true, ALL, 0 },
	{ "schedule-free", 2, 0, true, ALL, 0 },
	{ "schedule-free-sgd", 1, 0, false, ALL, 0 },
	{ "stable-adamw", 2, 0, true, ALL, 0 },
	{ "came", 1, 0, false, ALL, 8 },
	{ "adafactor", 0, 0, false, ALL, 0 },
	{ "lomo", 0, 0, false, ALL, 8 },
	{ "adalomo", 0, 0, false, ALL, 12 },
	{ "sm3", 0, 0, false, ALL, 4 },
	{ "badam", 0, 8, true, ALL, 0 },
	{ "adam-mini", 0, 4, false, ENDS, 12 },
	{ "muon", 1, 0, false, MATRICES, 6 },
	{ "galore", 2, 0, false, LOW_RANK, 0 },
	{ "galore-8bit", 0, 2 * PACKED, false, LOW_RANK, 0 },
	{ "apollo", 2, 0, false, LOW_RANK, 0 },
	{ "soap", 0, 8, false, SQUARES, 0 },
};

static const struct optimizer *
row_of(const char *name)
{
	for (size_t i = 0; i < sizeof(optimizers) / sizeof(*optimizers); i++)
		if (strcmp(name, optimizers[i].name) == 0)
			return &optimizers[i];
	return NULL;
}

bool
optimizer_is_known(const char *name)
{
	return row_of(name) != NULL;
}

/* Where no list of tensors is made of one state: frameworks that ask torch for
 * the fused kernel unless told otherwise, and torch before 2.0, which stepped
 * one parameter at a time (torch/optim/adamw.py, _default_to_fused_or_foreach).
 */
static bool
is_fused(const struct job *job)
{
	if (job->state.megatron || is_before(job, "2023-03"))
		return true; /* Apex's or TransformerEngine's */
	/* DeepSpeed's ops/adam/fused_adam.py, unless it is given Trainer's */
	if (job->state.deepspeed && !(is_flat(job) && job->state.huggingface))
		return true;
	if (is_framework(job, "litgpt"))
		return fact_is(job->w, F_TRAIN_STAGE, "pretrain");
	/* torchtune's configurations since September 2024 (its #1575) */
	if (is_framework(job, "torchtune"))
		return strcmp(fact_text(job->w, F_FRAMEWORK_VERSION),
			   "2024-09") >= 0 ||
		       *fact_text(job->w, F_FRAMEWORK_VERSION) == '\0';
	return is_framework(job, "torchtitan megatron nemo deepspeed unsloth");
}

/*
 * Trainer asks bitsandbytes for 32 bit states of embeddings where the others
 * have 8 (transformers/trainer.py, create_optimizer, GlobalOptimManager; of
 * every 8 bit optimizer since its pull request 37331 of May 2025).
 */
static bool
keeps_wide_embeddings(const struct job *job, const struct optimizer *row)
{
	return strcmp(row->name, "adamw-8bit") == 0 && !job->state.frozen &&
	       is_framework(job,
		   "transformers trl axolotl llamafactory ms-swift unsloth") &&
	       !is_before(job, "2025-05");
}

/* Sums over matrices. */
struct sums {
	double kept; /* bytes of their states */
	double reached; /* how many parameters those are of */
	double largest, shorter; /* of the largest one, its shorter side */
};

static bool
is_attention(const struct linear *linear)
{
	static const char *const names[] = { "q", "k", "v", "o", "q_a", "kv_a",
		"kv_b" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(linear->name, names[i]) == 0)
			return true;
	return false;
}

/* A list has parts of modules' names: "attn", "mlp", "q_proj". */
static bool
is_projected(const struct job *job, const struct linear *linear)
{
	const struct fact *fact =
	    workload_fact(job->w, F_TRAIN_OPTIMIZER_TARGETS);
	bool attention = is_attention(linear);

	if (fact->state != FACT_KNOWN)
		return true;
	for (size_t i = 0; i < fact->list_length; i++) {
		const char *item = fact->list[i];

		if (strncmp(item, "all", 3) == 0 ||
		    strcmp(item, linear->name) == 0 ||
		    strstr(item, attention ? "attn" : "mlp") ||
		    (attention && strstr(item, "attention")))
			return true;
	}
	return false;
}

static void
add_projected(const struct job *job, double in, double out, double count,
    double each, struct sums *sums)
{
	double shorter = fmin(in, out);
	double rank =
	    fmin(shorter, fact_number(job->w, F_TRAIN_OPTIMIZER_RANK, 128));

	sums->kept += count * rank *
		      (each * fmax(in, out) + job->state.trained * shorter);
	sums->reached += count * in * out;
	if (in * out > sums->largest) {
		sums->largest = in * out;
		sums->shorter = shorter;
	}
}

static void
add_squares(double in, double out, double count, struct sums *sums)
{
	const double limit = 10000; /* max_precond_dim */
	double sides =
	    (in <= limit ? in * in : 0) + (out <= limit ? out * out : 0);

	sums->kept += count * 2 * 4 * sides;
}

/* Trainer's all-linear has the head among them where it is one of its own;
 * LLaMA-Factory's and ms-swift's do not (find_all_linear_modules,
 * find_all_linears). */
static bool
projects_head(const struct job *job)
{
	return fact_lists(job->w, F_TRAIN_OPTIMIZER_TARGETS, "all-linear") &&
	       !is_framework(job, "llamafactory ms-swift");
}

static struct sums
sums_of(const struct job *job, const struct optimizer *row, double each)
{
	const struct shape *s = &job->s;
	const struct block *blocks[] = { &s->dense, &s->moe };
	double share = job->local.layers / s->layers;
	struct sums sums = { 0, 0, 0, 0 };

	for (size_t b = 0; b < 2; b++)
		for (size_t i = 0; i < blocks[b]->count; i++) {
			const struct linear *l = &blocks[b]->linears[i];
			double n = l->copies * blocks[b]->layers * share;

			if (row->reach == SQUARES)
				add_squares(l->in, l->out, n, &sums);
			else if (n > 0 && is_projected(job, l))
				add_projected(job, l->in, l->out, n, each,
				    &sums);
		}
	if (row->reach == SQUARES) {
		add_squares(s->hidden, s->vocab, job->local.embedding > 0,
		    &sums);
		add_squares(s->hidden, s->vocab, job->local.head > 0, &sums);
	} else if (job->local.head > 0 && projects_head(job))
		add_projected(job, s->hidden, s->vocab, 1, each, &sums);
	return sums;
}

static double
largest_matrix(const struct job *job)
{
	return fmax(block_largest(&job->s.dense), block_largest(&job->s.moe)) /
	       job->cut.tensor;
}

/*
 * GaLore decomposes a gradient in fp32, of which U and V are made, every so
 * many steps; APOLLO scales a copy of it and another; both take two temporaries
 * of a parameter that they do not project.
 */
static double
low_rank_step(const struct job *job, const struct sums *sums, double state)
{
	double square = sums->shorter * sums->shorter;
	double rest = fmax(job->local.embedding, job->local.head);
	double step = strncmp(job->state.optimizer_name, "galore", 6) == 0
			  ? 4 * (2 * sums->largest + square)
			  : 2 * state * sums->largest;

	return fmax(step, 2 * state * rest);
}

/* Bytes of all states here, and of what a step takes. */
static double
states_here(struct job *job, const struct optimizer *row, double state,
    double *step)
{
	const struct local *l = &job->local;
	double each = row->bytes > 0 ? row->bytes : row->states * state;
	double total = local_total(job), ends = l->embedding + l->head;
	struct sums sums;

	if (strcmp(row->name, "stable-adamw") == 0 && job->state.trained < 4)
		each += state; /* kahan_comp */
	*step = row->foreach_sqrt && !is_fused(job) && !job->state.in_backward
		    ? state * total
		    : 0;
	*step = fmax(*step,
	    row->largest *
		fmax(largest_matrix(job),
		    row->reach == MATRICES ? 0 : fmax(l->embedding, l->head)));
	switch (row->reach) {
	case ALL:
		return each * total;
	case MATRICES:
		return each * (l->matrices + l->experts) +
		       2 * state * (total - l->matrices - l->experts);
	case ENDS:
		return each * total + 4 * ends;
	case LOW_RANK:
		sums = sums_of(job, row, each);
		*step = low_rank_step(job, &sums, state);
		return sums.kept + each * (total - sums.reached);
	case SQUARES:
		/* gradients in fp32, projected, and the update */
		*step = job->state.in_backward ? 0 : 12 * total;
		return sums_of(job, row, each).kept + each * total;
	}
	return each * total;
}

bool
optimizer_read(struct job *job)
{
	struct state *s = &job->state;
	const char *name = fact_text(job->w, F_TRAIN_OPTIMIZER);
	const struct optimizer *row = row_of(*name ? name : "adamw");
	double state =
	    dtype_bytes(fact_text(job->w, F_TRAIN_OPTIMIZER_STATE_DTYPE),
		s->master > 0 ? 4 : s->trained);
	double total = fmax(local_total(job), 1), step;

	if (!row)
		row = &optimizers[0]; /* of an adapter, which is small */
	s->optimizer_name = *name ? name : "adamw";
	s->paged = strncmp(name, "paged-", 6) == 0 ||
		   (s->packed > 0 && is_framework(job, "litgpt"));
	s->in_backward =
	    fact_flag(job->w, F_TRAIN_OPTIMIZER_IN_BACKWARD, false) ||
	    strcmp(name, "lomo") == 0 || strcmp(name, "adalomo") == 0;
	s->wide = keeps_wide_embeddings(job, row) ? 8 - row->bytes : 0;
	if (row->reach == LOW_RANK && !s->frozen &&
	    workload_fact(job->w, F_TRAIN_OPTIMIZER_RANK)->state ==
		FACT_UNKNOWN)
		return job_lacks(job, F_TRAIN_OPTIMIZER_RANK);
	if (row->reach == LOW_RANK && job->s.experts > 0 && !s->frozen)
		return job_unknown(job, F_TRAIN_OPTIMIZER,
		    "whether %s projects a layer's experts is not known",
		    row->name);
	s->optimizer = states_here(job, row, state, &step) / total;
	s->step = step / total;
	if (s->frozen) { /* as Adam where it tells parameters apart */
		s->optimizer =
		    row->bytes > 0 ? row->bytes : row->states * state;
		s->step = row->foreach_sqrt && s->step > 0 ? state : 0;
	}
	if (s->one_block) /* a gradient in fp32 beside the 16 bit one */
		s->step = s->in_backward ? 4 : 8;
	if (strcmp(name, "adafactor") == 0)
		s->step = s->in_backward ? 0 : 4;
	return true;
}
