#include "dialect/derive.h"

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
	struct origin origin = map_derived(reason);

	if (workload_fact(w, id)->state == FACT_ABSENT)
		workload_set_unknown(w, id, reason, &origin);
}

double
derive_round_up(double number, double step)
{
	return step >= 1 ? ceil(number / step) * step : number;
}
