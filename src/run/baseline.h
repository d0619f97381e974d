/*
 * baseline: findings that are known and not to be told again.
 *
 * A baseline is an earlier report, gpulint-report/1: a finding is known by
 * its path and its fingerprint, whatever line it has moved to.
 */

#ifndef GPULINT_BASELINE_H
#define GPULINT_BASELINE_H

#include "rule/finding.h"

struct known_finding {
	const char *path, *fingerprint;
};

struct baseline {
	struct known_finding *known; /* sorted */
	size_t count;
};

/* NULL, and the reason, for a file that is no such report. */
const struct baseline *baseline_read(const char *path, struct arena *arena,
    struct error *err);

/* Silence the findings that are known; baseline may be NULL. */
void baseline_apply(const struct baseline *baseline, struct finding *findings);

#endif
