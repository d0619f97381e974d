/*
 * pattern: regular expressions of people, bounded.
 *
 * The only door to PCRE2.  A pattern is UTF-8 and at most
 * PATTERN_LENGTH_LIMIT bytes; it may be hostile, and so may the texts that
 * it is held against: a search ends after a bounded number of steps, depth
 * and memory, and says that it gave up, which is never the same as no match.
 */

#ifndef GPULINT_PATTERN_H
#define GPULINT_PATTERN_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

enum {
	PATTERN_LENGTH_LIMIT = 1000,
	PATTERN_TEXT_LIMIT = 65536, /* a longer text is given up on */
	PATTERN_MATCH_LIMIT = 100000, /* tries from one place of a text */
	PATTERN_DEPTH_LIMIT = 1000,
	PATTERN_HEAP_LIMIT = 4096 /* KiB */
};

enum pattern_result {
	PATTERN_NO_MATCH,
	PATTERN_MATCH,
	PATTERN_GAVE_UP /* a limit was hit, or the text is no UTF-8 */
};

struct pattern;

/* Compiled once, read by any number of threads.  NULL and the reason with
 * its place in the pattern: "missing closing parenthesis at character 4". */
const struct pattern *pattern_compile(const char *text, size_t length,
    struct arena *arena, struct error *err);

/* What a thread needs to search, with the steps that all of its searches
 * together may take.  Caller frees. */
struct matcher;

struct matcher *matcher_new(uint64_t steps);
void matcher_free(struct matcher *matcher);

/* Search the text from its beginning; ^ and $ anchor. */
enum pattern_result pattern_match(const struct pattern *pattern,
    struct matcher *matcher, const char *text, size_t length);

#endif
