#include "framework/trainer.h"

#include "base/word.h"
#include "dialect/derive.h"

#include <stdlib.h>
#include <string.h>

/* "rank=64, scale=0.25", or a mapping, which axolotl takes too: the text of one
 * name, up to the next comma. */
static const char *
argument(const struct workload *w, const char *name)
{
	const char *text = map_text(w, "optim_args");
	size_t length = strlen(name);

	for (const char *at = text; *at; at++) {
		at += strspn(at, ", ");
		if (strncmp(at, name, length) == 0 &&
		    at[length + strspn(at + length, " ")] == '=') {
			at = strchr(at, '=') + 1;
			at += strspn(at, " ");
			return arena_copy(w->arena, at, strcspn(at, ", "));
		}
		at += strcspn(at, ",");
		if (!*at)
			break;
	}
	return map_text(w, arena_printf(w->arena, "optim_args.%s", name));
}

void
trainer_optimizer(struct workload *w, const char *key)
{
	const char *optimizer = fact_text(w, F_TRAIN_OPTIMIZER);
	const char *rank, *type;

	if (word_ends(map_text(w, key), "_layerwise"))
		derive_text(w, F_TRAIN_OPTIMIZER_IN_BACKWARD, "yes",
		    "a layer-wise optimizer steps in backward");
	if (strncmp(optimizer, "galore", 6) != 0 &&
	    strcmp(optimizer, "apollo") != 0)
		return;
	rank = argument(w, "rank");
	type = argument(w, "proj_type");
	if (*type && strcmp(type, "std") != 0)
		derive_unknown(w, F_TRAIN_OPTIMIZER_RANK,
		    arena_printf(w->arena, "proj_type %.40s", type));
	else if (*rank)
		derive_number(w, F_TRAIN_OPTIMIZER_RANK, strtod(rank, NULL),
		    "optim_args");
	derive_default(w, F_TRAIN_OPTIMIZER_RANK, "128", "transformers 5");
}
