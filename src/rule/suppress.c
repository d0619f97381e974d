/* Comments that silence findings. */

#include "rule/suppress.h"

#include <string.h>

bool
rule_is_meant(const struct card *card, const char *name, size_t length)
{
	if (length > 2 && memcmp(name + length - 2, "/*", 2) == 0)
		length -= 2;
	if (strlen(card->name) == length &&
	    memcmp(card->name, name, length) == 0)
		return true;
	return strlen(card->plugin) == length &&
	       memcmp(card->plugin, name, length) == 0;
}

bool
rule_is_known(const struct cards *cards, const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < cards->count; i++)
		if (rule_is_meant(&cards->all[i], name, length))
			return true;
	return false;
}

bool
rule_is_policy(const char *name)
{
	return strncmp(name, "policy", 6) == 0 &&
	       (name[6] == '\0' || name[6] == '/');
}

/* One comment that is ours. */
struct order {
	struct span span;
	bool whole_file;
	uint32_t line; /* that it speaks of; 0 with whole_file */
	const char *names;
	size_t length;
	const char *reason;
};

struct reader {
	const struct tree *tree;
	const struct cards *cards;
	struct arena *arena;
	struct suppress_problem *problems, **last;
};

static struct suppress_problem *
complain(struct reader *r, struct span span, const char *text)
{
	struct suppress_problem *problem;

	problem = arena_alloc(r->arena, sizeof(*problem));
	problem->span = span;
	problem->text = text;
	*r->last = problem;
	r->last = &problem->next;
	return problem;
}

static size_t
skip_blanks(const char *s, size_t length)
{
	size_t i = 0;

	while (i < length && (s[i] == ' ' || s[i] == '\t'))
		i++;
	return i;
}

static bool
starts(const char *s, size_t length, const char *word)
{
	return length >= strlen(word) && memcmp(s, word, strlen(word)) == 0;
}

/* "-- reason" after the names; the reason is kept with the finding. */
static const char *
reason_of(struct reader *r, const char *s, size_t length)
{
	size_t i = skip_blanks(s, length);

	if (!starts(s + i, length - i, "--"))
		return "";
	i += 2;
	i += skip_blanks(s + i, length - i);
	while (length > i && (s[length - 1] == ' ' || s[length - 1] == '\r'))
		length--;
	return arena_copy(r->arena, s + i, length - i);
}

/* A comment alone on its line speaks of the next line that is none. */
static uint32_t
line_of(struct reader *r, struct span comment)
{
	struct source *source = r->tree->source;
	struct span text;
	uint32_t line, column, at;

	source_place(source, comment.start, &line, &column);
	text = source_line(source, line);
	if (skip_blanks(source->bytes + text.start,
		comment.start - text.start) != comment.start - text.start)
		return line;
	for (;;) {
		text = source_line(source, ++line);
		if (text.start >= source->size)
			return line;
		at = text.start +
		     (uint32_t)skip_blanks(source->bytes + text.start,
			 text.end - text.start);
		if (at < text.end && source->bytes[at] != '#' &&
		    source->bytes[at] != '\r')
			return line;
	}
}

static void
check_names(struct reader *r, const struct order *order)
{
	size_t at, n;

	for (at = 0; at < order->length; at += n + 1) {
		const char *name = order->names + at;
		const char *copy, *near;

		for (n = 0; at + n < order->length && name[n] != ','; n++)
			;
		if (n == 0 || rule_is_known(r->cards, name, n))
			continue;
		copy = arena_copy(r->arena, name, n);
		near = card_suggest(r->cards, copy);
		complain(r, order->span,
		    near == NULL
			? arena_printf(r->arena, "ignore=%s: no such rule",
			      copy)
			: arena_printf(r->arena,
			      "ignore=%s: no such rule; did you mean %s?", copy,
			      near));
	}
}

/* False for a comment that is not ours, or asks for nothing we know. */
static bool
read_order(struct reader *r, struct span comment, struct order *order)
{
	const char *s = r->tree->source->bytes + comment.start;
	size_t length = comment.end - comment.start, i = 0, n;

	while (i < length && s[i] == '#')
		i++;
	i += skip_blanks(s + i, length - i);
	if (!starts(s + i, length - i, "gpulint:"))
		return false;
	i += 8;
	i += skip_blanks(s + i, length - i);
	/* "gpulint: workload/1" in a comment is an example of that. */
	if (!starts(s + i, length - i, "ignore"))
		return false;
	order->span = comment;
	order->whole_file = starts(s + i, length - i, "ignore-file=");
	if (!order->whole_file && !starts(s + i, length - i, "ignore=")) {
		complain(r, comment,
		    "want 'ignore=RULE' or 'ignore-file=RULE'");
		return false;
	}
	i += order->whole_file ? 12 : 7;
	for (n = 0; i + n < length && s[i + n] != ' ' && s[i + n] != '\t' &&
		    s[i + n] != '\r';
	     n++)
		;
	if (n == 0) {
		complain(r, comment, "names no rule");
		return false;
	}
	order->names = s + i;
	order->length = n;
	order->reason = reason_of(r, s + i + n, length - i - n);
	order->line = order->whole_file ? 0 : line_of(r, comment);
	check_names(r, order);
	return true;
}

static bool
is_spoken_of(const struct reader *r, const struct order *order,
    const struct finding *f)
{
	return f->source == r->tree->source &&
	       (order->whole_file || f->line == order->line);
}

/* A rule's own name that met no finding is kept, for who can tell whether
 * the rule was judged at all; a plugin's name may be there for good. */
static void
note_unused(struct reader *r, const struct order *order, const char *name)
{
	const struct card *card = card_by_name(r->cards, name);

	if (card == NULL)
		return;
	complain(r, order->span,
	    arena_printf(r->arena, "ignore=%s silences nothing", name))
	    ->unused = card;
}

static void
silence(struct reader *r, const struct order *order, struct finding *findings)
{
	size_t at, n;

	for (at = 0; at < order->length; at += n + 1) {
		const char *name = order->names + at;
		bool is_used = false;

		for (n = 0; at + n < order->length && name[n] != ','; n++)
			;
		for (struct finding *f = findings; n > 0 && f; f = f->next) {
			if (!is_spoken_of(r, order, f) ||
			    !rule_is_meant(f->card, name, n))
				continue;
			is_used = true;
			if (f->suppressed == NULL)
				f->suppressed = order->reason;
		}
		if (n > 0 && !is_used)
			note_unused(r, order, arena_copy(r->arena, name, n));
	}
}

struct suppress_problem *
suppress_findings(struct finding *findings, const struct tree *tree,
    const struct cards *cards, struct arena *arena)
{
	struct reader r = { .tree = tree, .cards = cards, .arena = arena };
	struct order order;

	r.last = &r.problems;
	for (uint32_t i = 0; i < tree->comment_count; i++)
		if (read_order(&r, tree->comments[i], &order))
			silence(&r, &order, findings);
	return r.problems;
}
