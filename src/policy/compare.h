/*
 * compare: what a policy asks of one fact or size.
 *
 *	known, absent		it is known; nobody says it, nor a default
 *	stated, unstated	a file or option says it, as against a default
 *	< <= > >= VALUE		numbers, sizes and versions, with their units
 *	VALUE, = VALUE		equal; a list holds it; H100* is a glob
 *	!= VALUE		not that
 *	[VALUE, VALUE]		one of these
 */

#ifndef GPULINT_COMPARE_H
#define GPULINT_COMPARE_H

#include "workload/fact.h"

enum comparison_kind {
	COMPARE_KNOWN,
	COMPARE_ABSENT,
	COMPARE_STATED,
	COMPARE_UNSTATED,
	COMPARE_LESS,
	COMPARE_AT_MOST,
	COMPARE_GREATER,
	COMPARE_AT_LEAST,
	COMPARE_EQUAL,
	COMPARE_NOT_EQUAL
};

struct operand {
	const char *glob; /* NULL: value */
	struct fact value;
};

struct comparison {
	enum comparison_kind kind;
	enum fact_type type;
	struct operand *operands;
	size_t count;
};

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

/* What is compared: a row of the vocabulary, or (FACT_COUNT) a library's
 * version or a size by its type. */
struct measure {
	const char *name;
	enum fact_id id;
	enum fact_type type;
};

/* Set the kind from "> 8" and return what follows it. */
const char *comparison_begin(struct comparison *comparison, const char *text);

/* False for the words that compare with nothing: known, absent ... */
bool comparison_takes_value(const struct comparison *comparison);

/* Add one value to compare with. */
bool comparison_add(struct comparison *comparison,
    const struct measure *measure, const char *text, struct arena *arena,
    struct error *err);

/* A fact that is not known is unknown to all but known, absent, stated and
 * unstated. */
enum truth comparison_holds(const struct comparison *comparison,
    const struct fact *fact);

#endif
