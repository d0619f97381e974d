/* derive: what the C files of training dialects share when they conclude one
 * fact from others. */

#ifndef GPULINT_DERIVE_H
#define GPULINT_DERIVE_H

#include "dialect/map.h"

/* What the framework takes where the file says nothing; note names it with
 * its version. */
void derive_default(struct workload *w, enum fact_id id, const char *text,
    const char *note);

/* A text, a number concluded from what is written; note is the formula. */
void derive_text(struct workload *w, enum fact_id id, const char *text,
    const char *note);
void derive_number(struct workload *w, enum fact_id id, double number,
    const char *note);

/* Not to be known from this file, where nothing has said it yet. */
void derive_unknown(struct workload *w, enum fact_id id, const char *reason);

/* How long a run is, from "2ep", "1000ba", "3e9tok", "3e9T" or a number of
 * steps: train.epochs, train.max_steps or train.tokens. */
void derive_duration(struct workload *w, const char *key);

/* The least multiple of step that is not below number. */
double derive_round_up(double number, double step);

#endif
