/*
 * lever: how the levers of a job are put together.  Only for levers*.c.
 */

#ifndef GPULINT_MEMORY_LEVER_H
#define GPULINT_MEMORY_LEVER_H

#include "memory/levers.h"

struct listing {
	struct levers *levers;
	const struct workload *w;
	const struct catalog *catalog;
	bool safe;
	struct lever spare; /* where there are more levers than room */
};

/* Those of training, those of serving: the safe ones, their count, the others. */
void levers_train(struct listing *l);
void levers_serve(struct listing *l);

/* One more lever, one more step of it; where there is no room a spare one, and
 * NULL. */
struct lever *lever_add(struct listing *l);
struct step *lever_step(struct lever *lever);

/* One more change of a step, unless that is NULL or full. */
void lever_change(const struct listing *l, struct step *step, enum fact_id id,
    struct fact value, const char *why);

/* A lever of one step of one change. */
void lever_offer(struct listing *l, enum fact_id id, const char *text,
    const char *why);

struct fact lever_text(const char *text);
struct fact lever_number(double number);

/* The file, the project or somebody says it: no default. */
bool lever_is_stated(const struct workload *w, enum fact_id id);

#endif
