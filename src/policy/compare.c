#include "policy/compare.h"

#include "base/number.h"

#include <fnmatch.h>
#include <string.h>

static const struct {
	const char *text;
	enum comparison_kind kind;
} signs[] = {
	/* The longer ones first. */
	{ "<=", COMPARE_AT_MOST },
	{ ">=", COMPARE_AT_LEAST },
	{ "!=", COMPARE_NOT_EQUAL },
	{ "==", COMPARE_EQUAL },
	{ "<", COMPARE_LESS },
	{ ">", COMPARE_GREATER },
	{ "=", COMPARE_EQUAL },
};

static const struct {
	const char *text;
	enum comparison_kind kind;
} words[] = {
	{ "known", COMPARE_KNOWN },
	{ "absent", COMPARE_ABSENT },
	{ "stated", COMPARE_STATED },
	{ "unstated", COMPARE_UNSTATED },
};

const char *
comparison_begin(struct comparison *comparison, const char *text)
{
	size_t i;

	text += strspn(text, " ");
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i].text) == 0) {
			comparison->kind = words[i].kind;
			return "";
		}
	comparison->kind = COMPARE_EQUAL;
	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(text, signs[i].text, strlen(signs[i].text)) == 0) {
			comparison->kind = signs[i].kind;
			text += strlen(signs[i].text);
			break;
		}
	return text + strspn(text, " ");
}

bool
comparison_takes_value(const struct comparison *comparison)
{
	return comparison->kind > COMPARE_UNSTATED;
}

static bool
is_ordering(enum comparison_kind kind)
{
	return kind >= COMPARE_LESS && kind <= COMPARE_AT_LEAST;
}

static bool
is_worded(enum fact_type type)
{
	return type == FACT_TYPE_TEXT || type == FACT_TYPE_LIST ||
	       type == FACT_TYPE_VERSION;
}

static bool
read_value(struct fact *value, const struct measure *measure, const char *text,
    struct arena *arena, struct error *err)
{
	value->state = FACT_KNOWN;
	if (measure->id != FACT_COUNT)
		return fact_from_text(value, measure->id, text, arena, err);
	if (text[0] == '\0')
		return error_set(err, "%s: no value", measure->name);
	if (measure->type != FACT_TYPE_BYTES) {
		value->text = arena_string(arena, text);
		return true;
	}
	if (number_parse_size(text, strlen(text), &value->number))
		return true;
	return error_set(err, "%s: %.60s is no size (24GiB, 80GB are read)",
	    measure->name, text);
}

bool
comparison_add(struct comparison *comparison, const struct measure *measure,
    const char *text, struct arena *arena, struct error *err)
{
	struct operand *operand;

	comparison->type = measure->type;
	if (is_ordering(comparison->kind) &&
	    (measure->type == FACT_TYPE_TEXT ||
		measure->type == FACT_TYPE_LIST ||
		measure->type == FACT_TYPE_FLAG))
		return error_set(err,
		    "%s is no number: < and > say nothing "
		    "of it",
		    measure->name);
	comparison->operands =
	    arena_grow(arena, comparison->operands, comparison->count,
		comparison->count + 1, sizeof(*comparison->operands));
	operand = &comparison->operands[comparison->count++];
	if (is_worded(measure->type) && strpbrk(text, "*?") != NULL) {
		if (is_ordering(comparison->kind))
			return error_set(err, "%s: %.60s is no version",
			    measure->name, text);
		operand->glob = arena_string(arena, text);
		return true;
	}
	return read_value(&operand->value, measure, text, arena, err);
}

static bool
is_text(const struct operand *operand, enum fact_type type, const char *text)
{
	if (text == NULL)
		return false;
	if (operand->glob != NULL)
		return fnmatch(operand->glob, text, FNM_CASEFOLD) == 0;
	if (operand->value.text == NULL)
		return false;
	if (type == FACT_TYPE_VERSION)
		return version_compare(text, operand->value.text) == 0;
	return strcmp(text, operand->value.text) == 0;
}

/* A list equals what it holds, item by item of the operand. */
static bool
holds_items(const struct operand *operand, const struct fact *fact)
{
	size_t i, j;

	if (operand->glob != NULL) {
		for (i = 0; i < fact->list_length; i++)
			if (is_text(operand, FACT_TYPE_LIST, fact->list[i]))
				return true;
		return false;
	}
	for (i = 0; i < operand->value.list_length; i++) {
		for (j = 0; j < fact->list_length; j++)
			if (strcmp(operand->value.list[i], fact->list[j]) == 0)
				break;
		if (j == fact->list_length)
			return false;
	}
	return true;
}

static bool
is_equal(const struct operand *operand, enum fact_type type,
    const struct fact *fact)
{
	switch (type) {
	case FACT_TYPE_LIST:
		return holds_items(operand, fact);
	case FACT_TYPE_TEXT:
	case FACT_TYPE_VERSION:
		return is_text(operand, type, fact->text);
	case FACT_TYPE_COUNT:
	case FACT_TYPE_NUMBER:
	case FACT_TYPE_BYTES:
	case FACT_TYPE_FLAG:
		break;
	}
	return !(fact->number < operand->value.number) &&
	       !(fact->number > operand->value.number);
}

static bool
is_any(const struct comparison *comparison, const struct fact *fact)
{
	size_t i;

	for (i = 0; i < comparison->count; i++)
		if (is_equal(&comparison->operands[i], comparison->type, fact))
			return true;
	return false;
}

/* < 0, 0, > 0 */
static int
order(const struct comparison *comparison, const struct fact *fact)
{
	const struct fact *value = &comparison->operands[0].value;

	if (comparison->type == FACT_TYPE_VERSION)
		return version_compare(fact->text, value->text);
	return (fact->number > value->number) - (fact->number < value->number);
}

static enum truth
truth_of(bool is)
{
	return is ? TRUTH_YES : TRUTH_NO;
}

static bool
is_stated(const struct fact *fact)
{
	return fact->state != FACT_ABSENT &&
	       (fact->origin.kind == ORIGIN_WRITTEN ||
		   fact->origin.kind == ORIGIN_PROJECT ||
		   fact->origin.kind == ORIGIN_OPTION);
}

/* Of a library only its presence may be known. */
static bool
has_value(const struct fact *fact, enum fact_type type)
{
	return fact->state == FACT_KNOWN &&
	       (type != FACT_TYPE_VERSION ||
		   (fact->text != NULL && fact->text[0] != '\0'));
}

enum truth
comparison_holds(const struct comparison *comparison, const struct fact *fact)
{
	if (comparison_takes_value(comparison) &&
	    !has_value(fact, comparison->type))
		return TRUTH_UNKNOWN;
	switch (comparison->kind) {
	case COMPARE_KNOWN:
		return truth_of(fact->state == FACT_KNOWN);
	case COMPARE_ABSENT:
		return truth_of(fact->state == FACT_ABSENT);
	case COMPARE_STATED:
		return truth_of(is_stated(fact));
	case COMPARE_UNSTATED:
		return truth_of(!is_stated(fact));
	case COMPARE_LESS:
		return truth_of(order(comparison, fact) < 0);
	case COMPARE_AT_MOST:
		return truth_of(order(comparison, fact) <= 0);
	case COMPARE_GREATER:
		return truth_of(order(comparison, fact) > 0);
	case COMPARE_AT_LEAST:
		return truth_of(order(comparison, fact) >= 0);
	case COMPARE_EQUAL:
		return truth_of(is_any(comparison, fact));
	case COMPARE_NOT_EQUAL:
		return truth_of(!is_any(comparison, fact));
	}
	return TRUTH_UNKNOWN;
}
