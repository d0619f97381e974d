/*
 * remedy: the search for changes under which a job fits.
 *
 * levers.c lists what could be changed, each lever in steps of which a later
 * one saves more: half the micro batch, a quarter ...  Sets of levers are
 * tried by size and, among as many, in the order of what they cost, each
 * lever at its last step; the set that fits is then turned back step by step,
 * the dearest lever first, as far as it still fits, and a context is made as
 * long as fits.  First only levers that leave the result as it is, then all.
 * Where no set of SET_LIMIT levers is enough, all are laid on and those that
 * turn out needless are dropped.
 *
 * A set is not tried when all levers together do not fit.  Every try is an
 * estimate of its own; together they are a few hundred.
 */

#include "memory/levers.h"
#include "memory/trial.h"

#include <math.h>
#include <string.h>

enum {
	SET_LIMIT = 4,
	OFF = -1,
	BLOCK = 256 /* tokens that a context is a multiple of */
};

struct search {
	struct trial trial;
	struct levers levers;
	double usable;
	size_t among; /* the first so many levers */
	int step[LEVER_LIMIT]; /* OFF: not laid on */
};

static void
lay(struct search *s, const struct step *step)
{
	for (size_t i = 0; i < step->count; i++)
		trial_set(&s->trial, step->changes[i].fact,
		    &step->changes[i].value);
}

static void
lay_all(struct search *s)
{
	trial_again(&s->trial);
	for (size_t i = 0; i < s->levers.count; i++)
		if (s->step[i] != OFF)
			lay(s, &s->levers.rows[i].steps[s->step[i]]);
}

static bool
fits(struct search *s)
{
	lay_all(s);
	return trial_run(&s->trial) && s->trial.estimate.high <= s->usable;
}

static void
lay_last(struct search *s, size_t lever)
{
	s->step[lever] = (int)s->levers.rows[lever].count - 1;
}

static void
clear(struct search *s)
{
	for (size_t i = 0; i < LEVER_LIMIT; i++)
		s->step[i] = OFF;
}

/* The next set of `size` levers in the order of cost; false past the last. */
static bool
advance(size_t *set, size_t size, size_t count)
{
	size_t i = size;

	while (i > 0 && set[i - 1] == count - size + i - 1)
		i--;
	if (i == 0)
		return false;
	set[i - 1]++;
	for (; i < size; i++)
		set[i] = set[i - 1] + 1;
	return true;
}

static bool
try_sets(struct search *s, size_t size)
{
	size_t set[SET_LIMIT];

	for (size_t i = 0; i < size; i++)
		set[i] = i;
	do {
		clear(s);
		for (size_t i = 0; i < size; i++)
			lay_last(s, set[i]);
		if (fits(s))
			return true;
	} while (advance(set, size, s->among));
	return false;
}

static bool
try_all(struct search *s)
{
	clear(s);
	for (size_t i = 0; i < s->among; i++)
		lay_last(s, i);
	return fits(s);
}

static void
drop_needless(struct search *s)
{
	for (size_t i = s->among; i-- > 0;) {
		int step = s->step[i];

		s->step[i] = OFF;
		if (step != OFF && !fits(s))
			s->step[i] = step;
	}
}

/* To the least step of each lever that is enough.  A longer context can need
 * less than a shorter one (memory/vllm.c), so each step is tried. */
static void
turn_back(struct search *s)
{
	for (size_t i = s->among; i-- > 0;) {
		int last = s->step[i];

		if (last == OFF)
			continue;
		for (s->step[i] = 0; s->step[i] < last && !fits(s);)
			s->step[i]++;
	}
}

/* The longest context between the step that fits and the one before it. */
static void
lengthen(struct search *s, size_t lever)
{
	struct lever *row = &s->levers.rows[lever];
	int at = s->step[lever];
	struct change *change;
	double good, bad;

	if (at == OFF || row->steps[at].changes[0].fact != F_SERVE_MAX_LEN)
		return;
	change = &row->steps[at].changes[0];
	good = floor(change->value.number / BLOCK);
	bad = at > 0 ? row->steps[at - 1].changes[0].value.number
		     : fact_number(s->trial.w, F_SERVE_MAX_LEN, 0);
	bad = ceil(bad / BLOCK);
	while (bad - good > 1) {
		double middle = floor((good + bad) / 2);

		change->value.number = middle * BLOCK;
		if (fits(s))
			good = middle;
		else
			bad = middle;
	}
	if (good > 0)
		change->value.number = good * BLOCK;
}

static bool
search_among(struct search *s, size_t among)
{
	bool found = false;

	s->among = among;
	if (among == 0 || !try_all(s))
		return false;
	for (size_t size = 1; size <= SET_LIMIT && size <= among && !found;
	     size++)
		found = try_sets(s, size);
	if (!found) {
		(void)try_all(s);
		drop_needless(s);
	}
	turn_back(s);
	for (size_t i = 0; i < among; i++)
		lengthen(s, i);
	return true;
}

static void
write_down(struct search *s, struct remedy *remedy)
{
	for (size_t i = 0; i < s->levers.count; i++) {
		const struct step *step = &s->levers.rows[i].steps[0];

		if (s->step[i] == OFF)
			continue;
		step = &s->levers.rows[i].steps[s->step[i]];
		for (size_t j = 0;
		     j < step->count && remedy->count < CHANGE_LIMIT; j++)
			remedy->changes[remedy->count++] = step->changes[j];
	}
	lay_all(s);
	trial_keep(&s->trial, &remedy->after);
}

void
memory_remedy_among(const struct workload *w, const struct catalog *catalog,
    double usable,
    bool (*may)(const void *context, enum fact_id id, const struct fact *value),
    const void *context, struct remedy *remedy)
{
	struct search s = { .usable = usable };

	memset(remedy, 0, sizeof(*remedy));
	if (!(usable > 0) || w->kind == WORKLOAD_OTHER)
		return;
	levers_list(&s.levers, w, catalog);
	levers_keep(&s.levers, may, context);
	trial_start(&s.trial, w, catalog);
	trial_fit(&s.trial, usable);
	clear(&s);
	if (trial_run(&s.trial) && (search_among(&s, s.levers.safe) ||
				       (s.levers.count > s.levers.safe &&
					   search_among(&s, s.levers.count))))
		write_down(&s, remedy);
	trial_end(&s.trial);
}

void
memory_remedy(const struct workload *w, const struct catalog *catalog,
    double usable, struct remedy *remedy)
{
	memory_remedy_among(w, catalog, usable, NULL, NULL, remedy);
}
