/*
 * fingerprint: what a finding is known by when the file around it changes.
 *
 * SHA-256 over rule, key path, and the finding's number among those with
 * the same two; not over path, line, message or severity.
 */

#ifndef GPULINT_FINGERPRINT_H
#define GPULINT_FINGERPRINT_H

#include "rule/finding.h"

/* For a sorted list of one file's findings. */
void fingerprint_all(struct finding *findings, struct arena *arena);

#endif
