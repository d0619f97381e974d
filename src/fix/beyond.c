#include "fix/beyond.h"

#include "base/number.h"
#include "workload/complete.h"
#include "workload/target.h"

#include <string.h>

static const double rank = 16; /* peft's examples: 8 to 64 */

static bool
fits(struct estimate *estimate, const struct workload *w,
    const struct catalog *catalog, double usable)
{
	memory_estimate(w, catalog, estimate);
	return memory_verdict(estimate, usable) == VERDICT_FITS;
}

/* Adapters learn a task, not a language; what else a loss holds (rewards,
 * rollouts) depends on the method in other ways. */
static bool
may_adapt(const struct workload *w)
{
	return w->kind == WORKLOAD_TRAIN &&
	       fact_is(w, F_TRAIN_METHOD, "full") &&
	       fact_is(w, F_TRAIN_STAGE, "sft") &&
	       (!fact_known(w, F_QUANT_METHOD) ||
		   fact_is(w, F_QUANT_METHOD, "none"));
}

static double
adapted(const struct workload *w, const struct catalog *catalog,
    const char *quant, double usable)
{
	static const char *const targets[] = { "all-linear" };
	static const enum fact_id changed[] = { F_TRAIN_METHOD,
		F_TRAIN_LORA_RANK, F_TRAIN_LORA_TARGETS, F_QUANT_METHOD };
	struct origin origin = origin_note(ORIGIN_OPTION, "to make it fit");
	struct workload copy = *w;
	struct estimate estimate;
	struct arena arena;
	bool good;

	arena_init(&arena);
	copy.arena = &arena;
	for (size_t i = 0; i < sizeof(changed) / sizeof(*changed); i++)
		copy.facts[changed[i]] = (struct fact){ .state = FACT_ABSENT };
	workload_set_text(&copy, F_TRAIN_METHOD, "lora", &origin);
	workload_set_number(&copy, F_TRAIN_LORA_RANK, rank, &origin);
	workload_set_list(&copy, F_TRAIN_LORA_TARGETS, targets, 1, &origin);
	workload_set_text(&copy, F_QUANT_METHOD, quant, &origin);
	workload_complete(&copy, catalog);
	good = fits(&estimate, &copy, catalog, usable);
	arena_release(&arena);
	return good ? estimate.expected : 0;
}

static void
try_card(struct beyond *beyond, const struct workload *w,
    const struct catalog *catalog, const struct gpu *gpu)
{
	struct error err = { "" };
	struct estimate estimate;
	struct workload copy;
	struct arena arena;
	double room;

	arena_init(&arena);
	if (target_move(&copy, w, gpu->name, &arena, catalog, &err)) {
		room = fact_number(&copy, F_TARGET_VRAM, 0);
		if ((beyond->card == NULL || room < beyond->room) &&
		    fits(&estimate, &copy, catalog, room)) {
			beyond->card = gpu->name;
			beyond->room = room;
		}
	}
	arena_release(&arena);
}

void
beyond_look(struct beyond *beyond, const struct workload *w,
    const struct catalog *catalog, double usable)
{
	memset(beyond, 0, sizeof(*beyond));
	if (may_adapt(w)) {
		beyond->lora = adapted(w, catalog, "none", usable);
		beyond->qlora = adapted(w, catalog, "bnb-nf4", usable);
	}
	for (size_t i = 0; i < catalog->gpus_count; i++) {
		const struct gpu *gpu = &catalog->gpus[i];

		if (gpu->ladder != NULL && strcmp(gpu->ladder, "yes") == 0)
			try_card(beyond, w, catalog, gpu);
	}
}

static void
add_adapters(struct text *out, const struct beyond *beyond)
{
	char size[32];

	text_add(out, "train adapters (");
	if (beyond->lora > 0)
		text_printf(out, "LoRA of rank %.0f needs %s", rank,
		    number_size(beyond->lora, size));
	if (beyond->lora > 0 && beyond->qlora > 0)
		text_printf(out, ", on 4-bit weights %s",
		    number_size(beyond->qlora, size));
	else if (beyond->qlora > 0)
		text_printf(out, "LoRA of rank %.0f on 4-bit weights needs %s",
		    rank, number_size(beyond->qlora, size));
	text_add(out, beyond->card == NULL ? ") or " : "), ");
}

void
beyond_print(struct text *out, const struct beyond *beyond)
{
	char size[32];

	if (beyond->lora > 0 || beyond->qlora > 0)
		add_adapters(out, beyond);
	text_add(out, "share the job between more GPUs");
	if (beyond->card != NULL)
		text_printf(out, ", or use one of %s (%s)",
		    number_size(beyond->room, size), beyond->card);
}
