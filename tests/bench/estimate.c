/*
 * How long an estimate and a search take.  Not part of the tests: times are
 * no facts about the code.
 *
 *	make tests/bench/estimate && tests/bench/estimate
 */

#include "memory/memory.h"
#include "workload/complete.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
set(struct workload *w, const char *name, const char *value)
{
	struct fact fact = { .state = FACT_ABSENT };
	enum fact_id id = fact_by_name(name);
	struct error err = { "" };

	if (id == FACT_COUNT ||
	    !fact_from_text(&fact, id, value, w->arena, &err))
		return;
	fact.origin = origin_note(ORIGIN_OPTION, "bench");
	workload_set(w, id, &fact);
}

static void
measure(struct workload *w, int times)
{
	struct estimate estimate;
	struct remedy remedy;
	double from = now(), each;

	for (int i = 0; i < times; i++)
		memory_estimate(w, &catalog_builtin, &estimate);
	each = (now() - from) / times;
	printf("an estimate  %8.2f microseconds, %.1f GiB expected\n",
	    each * 1e6, estimate.expected / 1073741824);
	from = now();
	for (int i = 0; i < times / 100; i++)
		memory_remedy(w, &catalog_builtin, 1e9, &remedy);
	printf("a search that finds nothing  %8.3f milliseconds\n",
	    (now() - from) / (times / 100) * 1e3);
	from = now();
	for (int i = 0; i < times / 100; i++)
		memory_remedy(w, &catalog_builtin, 24e9, &remedy);
	printf("a search for 24 GB  %8.3f milliseconds, %zu changes\n",
	    (now() - from) / (times / 100) * 1e3, remedy.count);
}

int
main(void)
{
	struct arena arena;
	struct workload *w;

	arena_init(&arena);
	w = workload_new(&arena, "native", WORKLOAD_TRAIN, NULL, NULL);
	set(w, "model.id", "meta-llama/Llama-3.1-8B");
	set(w, "train.method", "lora");
	set(w, "train.lora.rank", "16");
	set(w, "train.lora.targets", "all-linear");
	set(w, "train.micro_batch", "16");
	set(w, "train.seq_len", "4096");
	set(w, "train.precision", "amp-bf16");
	set(w, "load.dtype", "bf16");
	workload_complete(w, &catalog_builtin);
	measure(w, 10000);
	arena_release(&arena);
	return 0;
}
