/*
 * remedy: the search for changes under which a job fits.
 *
 * Steps stand in the order of what they cost.  One step is tried alone, then
 * every pair, each estimated anew; where no pair is enough, steps are added
 * in order until it fits and those that turn out needless are dropped.  At
 * most a hundred and some estimates, each of some microseconds.
 */

#include "memory/memory.h"

#include <math.h>
#include <string.h>

enum { STEP_LIMIT = 16, STEP_CHANGES = 3 };

struct step {
	struct change changes[STEP_CHANGES];
	size_t count;
};

struct search {
	const struct workload *w;
	const struct catalog *catalog;
	double usable;
	struct step steps[STEP_LIMIT];
	size_t count;
	struct workload *scratch;
	struct arena arena; /* of one estimate */
	struct estimate *after;
};

static struct fact
text_value(const char *text)
{
	return (struct fact){ .state = FACT_KNOWN,
		.text = text,
		.origin = { .kind = ORIGIN_OPTION, .note = "to make it fit" } };
}

static struct fact
number_value(double number)
{
	struct fact fact = text_value(NULL);

	fact.number = number;
	return fact;
}

static void
change(struct step *step, enum fact_id id, struct fact value, const char *why,
    bool safe)
{
	step->changes[step->count++] = (struct change){ .fact = id,
		.value = value,
		.why = why,
		.safe = safe };
}

static struct step *
next(struct search *s)
{
	return s->count < STEP_LIMIT ? &s->steps[s->count++] : NULL;
}

static void
offer(struct search *s, enum fact_id id, struct fact value, const char *why,
    bool safe)
{
	struct step *step = next(s);

	if (step != NULL)
		change(step, id, value, why, safe);
}

/* Half, a quarter ... of the micro batch, made up for by accumulation. */
static void
offer_batches(struct search *s)
{
	double rows = fact_number(s->w, F_TRAIN_MICRO_BATCH, 1);
	double times = fact_number(s->w, F_TRAIN_ACCUMULATION, 1);
	double factor = 2;

	for (int i = 0; i < 5 && fmod(rows, factor) == 0; i++, factor *= 2) {
		struct step *step = next(s);

		if (step == NULL)
			return;
		change(step, F_TRAIN_MICRO_BATCH, number_value(rows / factor),
		    "fewer sequences at once", true);
		change(step, F_TRAIN_ACCUMULATION, number_value(times * factor),
		    "as many sequences for each optimizer step as before",
		    true);
	}
}

static bool
is_adapter(const struct workload *w)
{
	return fact_is(w, F_TRAIN_METHOD, "lora") ||
	       fact_is(w, F_TRAIN_METHOD, "dora");
}

static void
offer_sharding(struct search *s)
{
	const char *now = fact_text(s->w, F_PARALLEL_SHARDING);
	double gpus = fact_number(s->w, F_PARALLEL_GPUS, 1);
	bool deepspeed = strncmp(now, "zero", 4) == 0;

	if (gpus < 2 || strcmp(now, "zero3") == 0 || strcmp(now, "fsdp") == 0 ||
	    strcmp(now, "distopt") == 0)
		return;
	if (fact_is(s->w, F_FRAMEWORK_NAME, "megatron"))
		offer(s, F_PARALLEL_SHARDING, text_value("distopt"),
		    "optimizer states are shared out", true);
	else
		offer(s, F_PARALLEL_SHARDING,
		    text_value(deepspeed ? "zero3" : "fsdp"),
		    "weights, gradients and optimizer states are shared out",
		    true);
}

static void
offer_training(struct search *s)
{
	const struct workload *w = s->w;
	const char *optimizer = fact_text(w, F_TRAIN_OPTIMIZER);

	if (!fact_is(w, F_TRAIN_CHECKPOINTING, "full"))
		offer(s, F_TRAIN_CHECKPOINTING, text_value("full"),
		    "keeps the blocks' inputs and recomputes the rest", true);
	if (fact_is(w, F_TRAIN_ATTENTION, "eager"))
		offer(s, F_TRAIN_ATTENTION, text_value("sdpa"),
		    "never stores the score matrix", true);
	if (!fact_is(w, F_TRAIN_LOSS, "fused"))
		offer(s, F_TRAIN_LOSS, text_value("fused"),
		    "never stores the logits of the whole batch", true);
	offer_batches(s);
	offer_sharding(s);
	if (!is_adapter(w) &&
	    (*optimizer == '\0' || strcmp(optimizer, "adamw") == 0))
		offer(s, F_TRAIN_OPTIMIZER, text_value("adamw-8bit"),
		    "optimizer states of a byte", false);
	if (!is_adapter(w) && !fact_is(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu"))
		offer(s, F_TRAIN_OFFLOAD_OPTIMIZER, text_value("cpu"),
		    "optimizer states live in host memory", true);
	if (is_adapter(w) && *fact_text(w, F_QUANT_METHOD) == '\0')
		offer(s, F_QUANT_METHOD, text_value("bnb-nf4"),
		    "the frozen weights take 4 bits", false);
}

static void
offer_lengths(struct search *s)
{
	double length = fact_number(s->w, F_SERVE_MAX_LEN, 0);

	for (double shorter = length / 2; shorter >= 2048; shorter /= 2)
		offer(s, F_SERVE_MAX_LEN, number_value(floor(shorter)),
		    "room for shorter sequences", false);
}

static void
offer_serving(struct search *s)
{
	const struct workload *w = s->w;
	double share = fact_number(w, F_SERVE_MEMORY_FRACTION, 0.9);
	double tensor = fact_number(w, F_PARALLEL_TENSOR, 1);
	double gpus = fact_number(w, F_TARGET_GPUS, 1);

	if (share < 0.95 && fact_is(w, F_SERVE_ENGINE, "vllm"))
		offer(s, F_SERVE_MEMORY_FRACTION, number_value(0.95),
		    "a larger share of the GPU", true);
	if (fact_number(w, F_SERVE_MAX_SEQS, 0) > 16)
		offer(s, F_SERVE_MAX_SEQS, number_value(16),
		    "fewer sequences at once", true);
	for (double t = tensor * 2; t <= gpus && t <= 64; t *= 2) {
		struct step *step = next(s);

		if (step == NULL)
			return;
		change(step, F_PARALLEL_TENSOR, number_value(t),
		    "each GPU holds a part of every layer", true);
		change(step, F_PARALLEL_GPUS,
		    number_value(fmax(t, fact_number(w, F_PARALLEL_GPUS, 1))),
		    "as many GPUs as parts", true);
	}
	if (fact_is(w, F_SERVE_ENGINE, "llama.cpp"))
		offer(s, F_SERVE_KV_DTYPE, text_value("q8_0"),
		    "keys and values of about a byte", false);
	else if (!fact_is(w, F_SERVE_KV_DTYPE, "fp8"))
		offer(s, F_SERVE_KV_DTYPE, text_value("fp8"),
		    "keys and values of a byte", false);
	offer_lengths(s);
}

static void
lay(struct search *s, const struct step *step)
{
	for (size_t i = 0; i < step->count; i++)
		s->scratch->facts[step->changes[i].fact] =
		    step->changes[i].value;
}

/* Two steps that set the same fact cannot both hold. */
static bool
clash(const struct step *a, const struct step *b)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (a->changes[i].fact == b->changes[j].fact)
				return true;
	return false;
}

static bool
fits(struct search *s, const bool *taken)
{
	bool fit;

	memcpy(s->scratch->facts, s->w->facts, sizeof(s->w->facts));
	for (size_t i = 0; i < s->count; i++)
		if (taken[i])
			lay(s, &s->steps[i]);
	memory_estimate(s->scratch, s->catalog, s->after);
	fit = s->after->known && s->after->high <= s->usable;
	arena_release(&s->arena);
	arena_init(&s->arena);
	return fit;
}

static bool
try_few(struct search *s, bool *taken)
{
	for (size_t i = 0; i < s->count; i++) {
		taken[i] = true;
		if (fits(s, taken))
			return true;
		taken[i] = false;
	}
	for (size_t i = 0; i < s->count; i++)
		for (size_t j = i + 1; j < s->count; j++) {
			if (clash(&s->steps[i], &s->steps[j]))
				continue;
			taken[i] = taken[j] = true;
			if (fits(s, taken))
				return true;
			taken[i] = taken[j] = false;
		}
	return false;
}

static void
take(struct search *s, bool *taken, size_t which)
{
	/* of steps that clash the later, larger one stays */
	for (size_t i = 0; i < s->count; i++)
		if (taken[i] && clash(&s->steps[i], &s->steps[which]))
			taken[i] = false;
	taken[which] = true;
}

static bool
try_many(struct search *s, bool *taken)
{
	bool fit = false;

	for (size_t i = 0; i < s->count && !fit; i++) {
		take(s, taken, i);
		fit = fits(s, taken);
	}
	for (size_t i = 0; fit && i < s->count; i++)
		if (taken[i]) {
			taken[i] = false;
			taken[i] = !fits(s, taken);
		}
	return fit;
}

static void
write_down(struct search *s, const bool *taken, struct remedy *remedy)
{
	for (size_t i = 0; i < s->count; i++)
		for (size_t j = 0; taken[i] && j < s->steps[i].count &&
				   remedy->count < CHANGE_LIMIT;
		     j++)
			remedy->changes[remedy->count++] =
			    s->steps[i].changes[j];
	for (size_t i = 0; i < remedy->count; i++)
		s->scratch->facts[remedy->changes[i].fact] =
		    remedy->changes[i].value;
}

void
memory_remedy(const struct workload *w, const struct catalog *catalog,
    double usable, struct remedy *remedy)
{
	bool taken[STEP_LIMIT] = { false };
	struct search s = { .w = w, .catalog = catalog, .usable = usable };

	memset(remedy, 0, sizeof(*remedy));
	if (!(usable > 0) || w->kind == WORKLOAD_OTHER)
		return;
	s.after = &remedy->after;
	s.scratch = arena_alloc(w->arena, sizeof(*s.scratch));
	*s.scratch = *w;
	arena_init(&s.arena);
	s.scratch->arena = &s.arena;
	if (w->kind == WORKLOAD_SERVE)
		offer_serving(&s);
	else
		offer_training(&s);
	if (try_few(&s, taken) || try_many(&s, taken)) {
		memcpy(s.scratch->facts, w->facts, sizeof(w->facts));
		write_down(&s, taken, remedy);
		s.scratch->arena = w->arena;
		memory_estimate(s.scratch, catalog, &remedy->after);
	}
	arena_release(&s.arena);
	if (remedy->count == 0)
		memset(remedy, 0, sizeof(*remedy));
}
