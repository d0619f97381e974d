/*
 * How long an estimate and a search take.  Not part of the tests: times are
 * no facts about the code.
 *
 *	make bench
 */

#include "memory/memory.h"
#include "workload/complete.h"
#include "workload/target.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ESTIMATES = 20000, SEARCHES = 300, ROUNDS = 5 };

struct job {
	const char *name;
	enum workload_kind kind;
	double usable; /* that the search has to fit */
	const char *facts[40]; /* name, value; NULL-ended */
};

static const struct job jobs[] = {
	{ "LoRA on one card", WORKLOAD_TRAIN, 24e9,
	    { "model.id", "meta-llama/Llama-3.1-8B", "train.method", "lora",
		"train.lora.rank", "16", "train.lora.targets", "all-linear",
		"train.micro_batch", "16", "train.seq_len", "4096",
		"train.precision", "amp-bf16", "load.dtype", "bf16", NULL } },
	{ "all training levers", WORKLOAD_TRAIN, 30e9,
	    { "model.id", "meta-llama/Llama-3.1-8B", "train.method", "full",
		"train.micro_batch", "240", "train.seq_len", "4096",
		"train.precision", "amp-bf16", "load.dtype", "fp32",
		"train.attention", "eager", "train.loss", "plain",
		"train.checkpointing", "none", "framework.name", "axolotl",
		"parallel.sharding", "ddp", "parallel.gpus", "8", "target.gpus",
		"8", "target.gpu", "RTX 5090", NULL } },
	{ "mixture of experts, nothing fits", WORKLOAD_TRAIN, 1e9,
	    { "model.id", "mistralai/Mixtral-8x7B-v0.1", "train.method", "full",
		"train.micro_batch", "60", "train.seq_len", "8192",
		"train.precision", "amp-bf16", "train.attention", "eager",
		"parallel.gpus", "64", "framework.name", "transformers",
		NULL } },
	{ "vLLM, a context too long", WORKLOAD_SERVE, 0,
	    { "model.id", "meta-llama/Llama-3.1-8B", "serve.engine", "vllm",
		"load.dtype", "bf16", "serve.max_len", "131072", "target.gpu",
		"RTX 4090", "target.gpus", "4", NULL } },
	{ "llama.cpp", WORKLOAD_SERVE, 12e9,
	    { "model.id", "meta-llama/Llama-3.1-8B", "serve.engine",
		"llama.cpp", "quant.method", "gguf", "quant.gguf_type",
		"Q4_K_M", "serve.max_len", "131072", "serve.max_seqs", "16",
		NULL } },
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct workload *
workload_of(const struct job *job, struct arena *arena)
{
	struct workload *w =
	    workload_new(arena, "native", job->kind, NULL, NULL);
	struct target target;
	struct error err = { "" };

	for (size_t i = 0; job->facts[i] != NULL; i += 2) {
		struct fact fact = { .state = FACT_ABSENT };
		enum fact_id id = fact_by_name(job->facts[i]);

		if (id == FACT_COUNT ||
		    !fact_from_text(&fact, id, job->facts[i + 1], arena, &err))
			fprintf(stderr, "%s: %s\n", job->facts[i], err.text);
		fact.state = FACT_KNOWN;
		fact.origin = origin_note(ORIGIN_OPTION, "bench");
		workload_set(w, id, &fact);
	}
	target_init(&target);
	if (!target_apply(&target, w, &catalog_builtin, &err))
		fprintf(stderr, "%s\n", err.text);
	workload_complete(w, &catalog_builtin);
	return w;
}

/* What is measured, once. */
struct work {
	struct workload *w;
	double usable;
	struct estimate estimate;
	struct remedy remedy;
	struct limits limits;
	struct doublings doublings;
};

static void
do_estimate(struct work *work)
{
	memory_estimate(work->w, &catalog_builtin, &work->estimate);
}

static void
do_search(struct work *work)
{
	memory_remedy(work->w, &catalog_builtin, work->usable, &work->remedy);
}

static void
do_limits(struct work *work)
{
	memory_limits(work->w, &catalog_builtin, work->usable, &work->limits);
	memory_doublings(work->w, &catalog_builtin, &work->doublings);
}

/* Microseconds of one call: the best of some rounds, as other programs only
 * ever make it slower. */
static double
measure(void (*call)(struct work *), const struct job *job, int times)
{
	double best = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct work work = { .usable = job->usable };
		struct arena arena;
		double from, each;

		arena_init(&arena);
		work.w = workload_of(job, &arena);
		if (!(work.usable > 0))
			work.usable = fact_number(work.w, F_TARGET_VRAM, 0);
		from = now();
		for (int j = 0; j < times; j++)
			call(&work);
		each = (now() - from) / times * 1e6;
		if (i == 0 || each < best)
			best = each;
		arena_release(&arena);
	}
	return best;
}

static void
show(const struct job *job)
{
	struct work work = { .usable = job->usable };
	struct arena arena;

	arena_init(&arena);
	work.w = workload_of(job, &arena);
	if (!(work.usable > 0))
		work.usable = fact_number(work.w, F_TARGET_VRAM, 0);
	do_estimate(&work);
	do_search(&work);
	printf("%-34s %8.1f us %9.3f ms %9.3f ms   %.1f GiB of %.1f, %zu "
	       "changes\n",
	    job->name, measure(do_estimate, job, ESTIMATES),
	    measure(do_search, job, SEARCHES) / 1e3,
	    measure(do_limits, job, SEARCHES) / 1e3,
	    work.estimate.expected / 1073741824, work.usable / 1073741824,
	    work.remedy.count);
	if (!work.estimate.known)
		printf("    unknown: %s\n", work.estimate.reason);
	arena_release(&arena);
}

int
main(void)
{
	printf("%-34s %11s %12s %12s\n", "", "an estimate", "a search",
	    "its limits");
	for (size_t i = 0; i < sizeof(jobs) / sizeof(*jobs); i++)
		show(&jobs[i]);
	return 0;
}
