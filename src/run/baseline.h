/*
 * baseline: findings that are known and not to be told again.
 *
 * A baseline is an earlier report, gpulint-report/1: a finding is known by
 * its path and its fingerprint, whatever line it has moved to.
 */

#ifndef GPULINT_BASELINE_H
#define GPULINT_BASELINE_H

#include "run/run.h"

struct known_finding {
	const char *path, *fingerprint, *rule;
	uint32_t at; /* in the baseline's file */
};

struct baseline {
	struct source *source;
	struct known_finding *known; /* sorted */
	size_t count;
};

/* NULL, and the reason, for a file that is no such report. */
const struct baseline *baseline_read(const char *path, struct arena *arena,
    struct error *err);

/* Silence the findings that are known; baseline may be NULL. */
void baseline_apply(const struct baseline *baseline, struct finding *findings);

/* What is known and was not found in this run, though its file was linted by
 * its rule, or is no more: a few in words, the rest counted. */
const struct run_problem *baseline_remarks(const struct run *run,
    struct arena *arena);

#endif
