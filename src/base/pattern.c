/* The only file that sees <pcre2.h>. */

#include "base/pattern.h"

#include "base/memory_end.h"
#include "base/utf8.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { NESTING_LIMIT = 100 };

struct pattern {
	pcre2_code *code;
};

struct matcher {
	pcre2_match_context *context;
	pcre2_match_data *data;
	uint64_t steps; /* left */
};

static void *
take(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

/* The arena's lifetime is the pattern's. */
static void
give_back(void *block, void *arena)
{
	(void)block;
	(void)arena;
}

static pcre2_code *
compile(const char *text, size_t length, struct arena *arena, int *code,
    size_t *offset)
{
	pcre2_general_context *general =
	    pcre2_general_context_create(take, give_back, arena);
	pcre2_compile_context *context = pcre2_compile_context_create(general);

	pcre2_set_max_pattern_length(context, PATTERN_LENGTH_LIMIT);
	pcre2_set_parens_nest_limit(context, NESTING_LIMIT);
	/* Callouts count the steps: see count_step(). */
	return pcre2_compile((PCRE2_SPTR)text, length,
	    PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT, code,
	    offset, context);
}

const struct pattern *
pattern_compile(const char *text, size_t length, struct arena *arena,
    struct error *err)
{
	struct pattern *pattern = arena_alloc(arena, sizeof(*pattern));
	unsigned char reason[256];
	size_t offset = 0;
	int code = 0;

	if (length > PATTERN_LENGTH_LIMIT) {
		error_set(err, "%zu bytes are over the limit of %d a pattern",
		    length, PATTERN_LENGTH_LIMIT);
		return NULL;
	}
	pattern->code = compile(text, length, arena, &code, &offset);
	if (pattern->code != NULL)
		return pattern;
	pcre2_get_error_message(code, reason, sizeof(reason));
	error_set(err, "%s at character %zu", (const char *)reason,
	    utf8_count(text, offset < length ? offset : length) + 1);
	return NULL;
}

/*
 * PCRE2's match limit holds for each place that a search starts from, not
 * for the search; this counts the items of the pattern that are tried, over
 * all searches of a matcher.
 */
static int
count_step(pcre2_callout_block *block, void *data)
{
	struct matcher *matcher = data;

	(void)block;
	if (matcher->steps == 0)
		return PCRE2_ERROR_MATCHLIMIT;
	matcher->steps--;
	return 0;
}

struct matcher *
matcher_new(uint64_t steps)
{
	struct matcher *matcher = malloc(sizeof(*matcher));

	if (matcher == NULL)
		memory_end(sizeof(*matcher));
	matcher->steps = steps;
	matcher->context = pcre2_match_context_create(NULL);
	/* One pair: where the match lies, which nobody asks. */
	matcher->data = pcre2_match_data_create(1, NULL);
	if (matcher->context == NULL || matcher->data == NULL)
		memory_end(sizeof(*matcher));
	pcre2_set_match_limit(matcher->context, PATTERN_MATCH_LIMIT);
	pcre2_set_depth_limit(matcher->context, PATTERN_DEPTH_LIMIT);
	pcre2_set_heap_limit(matcher->context, PATTERN_HEAP_LIMIT);
	pcre2_set_callout(matcher->context, count_step, matcher);
	return matcher;
}

void
matcher_free(struct matcher *matcher)
{
	if (matcher == NULL)
		return;
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->context);
	free(matcher);
}

enum pattern_result
pattern_match(const struct pattern *pattern, struct matcher *matcher,
    const char *text, size_t length)
{
	int result;

	if (length > PATTERN_TEXT_LIMIT || matcher->steps == 0)
		return PATTERN_GAVE_UP;
	result = pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, 0,
	    matcher->data, matcher->context);
	if (result >= 0)
		return PATTERN_MATCH;
	return result == PCRE2_ERROR_NOMATCH ? PATTERN_NO_MATCH
					     : PATTERN_GAVE_UP;
}
