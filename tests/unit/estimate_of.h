/* A completed workload from pairs of fact names and values, for tests. */

#ifndef GPULINT_TESTS_ESTIMATE_OF_H
#define GPULINT_TESTS_ESTIMATE_OF_H

#include "memory/memory.h"
#include "workload/complete.h"
#include "workload/target.h"

#include "tap.h"

#include <string.h>

/* pairs: name, value, name, value ... NULL */
static inline struct workload *
workload_of(struct arena *arena, enum workload_kind kind,
    const char *const *pairs)
{
	struct workload *w = workload_new(arena, "native", kind, NULL, NULL);
	struct origin origin = origin_note(ORIGIN_OPTION, "test");
	struct target *target = arena_alloc(arena, sizeof(*target));
	struct error err = { "" };

	for (; *pairs != NULL; pairs += 2) {
		enum fact_id id = fact_by_name(pairs[0]);
		struct fact fact = { .state = FACT_ABSENT };

		if (id == FACT_COUNT)
			fail_msg("no fact %s", pairs[0]);
		if (!fact_from_text(&fact, id, pairs[1], arena, &err))
			fail_msg("%s: %s", pairs[0], err.text);
		fact.origin = origin;
		workload_set(w, id, &fact);
	}
	target_init(target);
	if (!target_apply(target, w, &catalog_builtin, &err))
		fail_msg("%s", err.text);
	workload_complete(w, &catalog_builtin);
	return w;
}

static inline struct estimate
estimate_of(struct arena *arena, enum workload_kind kind,
    const char *const *pairs)
{
	struct estimate estimate;

	memory_estimate(workload_of(arena, kind, pairs), &catalog_builtin,
	    &estimate);
	return estimate;
}

#define TRAIN(arena, ...)                                                      \
	estimate_of((arena), WORKLOAD_TRAIN,                                   \
	    (const char *const[]){ __VA_ARGS__, NULL })
#define SERVE(arena, ...)                                                      \
	estimate_of((arena), WORKLOAD_SERVE,                                   \
	    (const char *const[]){ __VA_ARGS__, NULL })

static inline double
term_sum(const struct estimate *e, enum term_name name)
{
	double sum = 0;

	for (size_t i = 0; i < e->term_count; i++)
		if (e->terms[i].name == name)
			sum += e->terms[i].bytes;
	return sum;
}

/* Within so many parts of a thousand. */
static inline void
is_near(double got, double wanted, double thousandths)
{
	double off = got > wanted ? got - wanted : wanted - got;

	if (!(off <= wanted * thousandths / 1000))
		fail_msg("%.6g is not %.6g", got, wanted);
}

/* For cmocka: an arena as a test's state. */
static inline int
make_arena(void **state)
{
	static struct arena arena;

	arena_init(&arena);
	*state = &arena;
	return 0;
}

static inline int
drop_arena(void **state)
{
	arena_release(*state);
	return 0;
}

#endif
