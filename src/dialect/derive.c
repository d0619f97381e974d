#include "dialect/derive.h"

#include "base/number.h"

#include <string.h>

#include <math.h>

void
derive_default(struct workload *w, enum fact_id id, const char *text,
    const char *note)
{
	struct origin origin = map_default(w, note);

	map_set(w, id, text, &origin);
}

void
derive_text(struct workload *w, enum fact_id id, const char *text,
    const char *note)
{
	struct origin origin = map_derived(note);

	map_set(w, id, text, &origin);
}

void
derive_number(struct workload *w, enum fact_id id, double number,
    const char *note)
{
	struct origin origin = map_derived(note);

	if (number >= 0 && number < 1e18)
		workload_set_number(w, id, floor(number), &origin);
}

void
derive_unknown(struct workload *w, enum fact_id id, const char *reason)
{
	struct origin origin = map_derived(NULL);

	if (workload_fact(w, id)->state == FACT_ABSENT)
		workload_set_unknown(w, id, reason, &origin);
}

double
derive_round_up(double number, double step)
{
	return step >= 1 ? ceil(number / step) * step : number;
}

void
derive_duration(struct workload *w, const char *key)
{
	static const struct {
		const char *unit;
		enum fact_id id;
	} units[] = { { "ep", F_TRAIN_EPOCHS }, { "ba", F_TRAIN_MAX_STEPS },
		{ "tok", F_TRAIN_TOKENS }, { "T", F_TRAIN_TOKENS },
		{ "", F_TRAIN_MAX_STEPS } };
	const char *text = map_text(w, key);
	struct origin origin = map_origin(w, key);
	char digits[32];
	size_t length = strlen(text), n = 0;
	double number;

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		size_t unit = strlen(units[i].unit);

		if (length <= unit ||
		    strcmp(text + length - unit, units[i].unit) != 0)
			continue;
		for (size_t k = 0; k < length - unit && n < sizeof(digits); k++)
			if (text[k] != '_')
				digits[n++] = text[k];
		if (number_parse(digits, n, &number) && number > 0)
			workload_set_number(w, units[i].id, number, &origin);
		return;
	}
}
