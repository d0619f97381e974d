/* heads-not-divisible: attention heads do not split over the GPUs. */

#include "conflict.h"
#include "launch.h"

#include <math.h>

static bool
splits(double heads, double ways)
{
	return fmod(heads, ways) == 0;
}

/* Fewer key and value heads than GPUs are copied, in whole groups. */
static bool
splits_or_copies(double heads, double ways)
{
	return heads >= ways ? splits(heads, ways) : splits(ways, heads);
}

/* What tensor parallelism cuts; 0 where it is not known or not cut. */
struct sizes {
	double heads, kv_heads, vocab, columns;
};

static bool
all_split(const struct sizes *sizes, double ways)
{
	return splits(sizes->heads, ways) &&
	       (sizes->kv_heads <= 0 ||
		   splits_or_copies(sizes->kv_heads, ways)) &&
	       splits(sizes->vocab, ways) && splits(sizes->columns, ways);
}

/* The largest degree up to the one asked for that works. */
static double
nearest(const struct sizes *sizes, double ways)
{
	for (double way = ways - 1; way > 1; way--) {
		if (all_split(sizes, way))
			return way;
	}
	return 1;
}

/* Aphrodite gives its GPUs uneven shares of the heads since 0.6
 * (dphnAI/sonar pull request 594). */
static bool
splits_unevenly(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return gpulint_is(gpulint_fact(pass, "serve.engine"), "aphrodite") &&
	       (*version == '\0' ||
		   gpulint_version_compare(version, "0.6") >= 0);
}

/* vLLM and SGLang, which has its layers from there, pad the vocabulary to
 * multiples of 64 and cut it and the MLP without remainder
 * (vllm/model_executor/layers/vocab_parallel_embedding.py, linear.py). */
static bool
cuts_evenly(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	return gpulint_is(engine, "vllm") || gpulint_is(engine, "sglang");
}

static struct sizes
sizes_of(struct gpulint_pass *pass)
{
	struct sizes sizes = {
		.heads = gpulint_number(gpulint_fact(pass, "model.heads")),
		.kv_heads =
		    gpulint_number(gpulint_fact(pass, "model.kv_heads")),
	};

	if (!cuts_evenly(pass))
		return sizes;
	sizes.vocab =
	    ceil(gpulint_number(gpulint_fact(pass, "model.vocab")) / 64) * 64;
	if (gpulint_number(gpulint_fact(pass, "model.experts")) < 2)
		sizes.columns =
		    gpulint_number(gpulint_fact(pass, "model.intermediate"));
	return sizes;
}

/* A model that is not known: of 526 in the catalogue with half a billion
 * parameters or more, six split over 3, 6 or 12 GPUs, two over 7 or 14, and
 * one over 5 or 10. */
static bool
splits_hardly_ever(struct gpulint_pass *pass, double ways)
{
	while (splits(ways, 2))
		ways /= 2;
	return ways > 1 && cuts_evenly(pass);
}

static struct gpulint_finding *
report(struct gpulint_pass *pass, const struct sizes *sizes, double ways)
{
	const struct gpulint_fact *degree =
	    gpulint_fact(pass, "parallel.tensor");

	if (sizes->heads < 1)
		return gpulint_report(pass, degree,
		    "hardly any model splits over %.0f GPUs: heads, vocabulary "
		    "and MLP are multiples of powers of two",
		    ways);
	if (!splits(sizes->heads, ways))
		return gpulint_report(pass, degree,
		    "%.0f attention heads do not split over %.0f GPUs",
		    sizes->heads, ways);
	if (sizes->kv_heads >= 1 && !splits_or_copies(sizes->kv_heads, ways))
		return gpulint_report(pass, degree,
		    "%.0f key and value heads do not split over %.0f GPUs",
		    sizes->kv_heads, ways);
	if (!splits(sizes->vocab, ways))
		return gpulint_report(pass, degree,
		    "a vocabulary padded to %.0f does not split over %.0f GPUs",
		    sizes->vocab, ways);
	return gpulint_report(pass, degree,
	    "%.0f columns of the MLP do not split over %.0f GPUs",
	    sizes->columns, ways);
}

static void
run(struct gpulint_pass *pass)
{
	double ways = gpulint_number(gpulint_fact(pass, "parallel.tensor"));
	struct sizes sizes = sizes_of(pass);
	bool known = sizes.heads >= 1;
	struct gpulint_finding *finding;
	double best;

	conflicts_report(pass, "heads-not-divisible"); /* engines in trainers */
	if (gpulint_in_program(pass))
		return;
	/* More than any machine has: absurd, and not ours to count down from. */
	if (ways < 2 || ways > 65536 || splits_unevenly(pass) ||
	    (known ? all_split(&sizes, ways) : !splits_hardly_ever(pass, ways)))
		return;
	best = known ? nearest(&sizes, ways) : exp2(floor(log2(ways)));
	finding = report(pass, &sizes, ways);
	if (known)
		gpulint_related(finding, gpulint_fact(pass, "model.heads"),
		    "%.0f heads", sizes.heads);
	else
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding,
	    "use a tensor parallel degree of %.0f, or pipeline parallelism "
	    "for the rest",
	    best);
	gpulint_set(gpulint_fix(finding, false, "set it to %.0f", best),
	    "parallel.tensor", gpulint_format(pass, "%.0f", best));
}

const struct gpulint_check heads_not_divisible = {
	.id = "heads-not-divisible",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
