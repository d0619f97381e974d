/* Comments that silence findings. */

#include "rule/suppress.h"

#include "base/names.h"
#include "base/text.h"

#include <string.h>

/* "vram" and "vram" with a slash and an asterisk mean the same. */
static size_t
bare_length(const char *name, size_t length)
{
	bool is_all = length > 2 && memcmp(name + length - 2, "/*", 2) == 0;

	return is_all ? length - 2 : length;
}

bool
rule_is_meant(const struct card *card, const char *name, size_t length)
{
	length = bare_length(name, length);
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
	const char *wrong; /* why it says nothing, or NULL */
	struct order *next;
};

/* What the first comment says that names a rule for a line. */
struct silence {
	const char *reason;
	size_t number; /* of the comment */
	bool is_used;
};

struct reader {
	const struct tree *tree;
	const struct cards *cards;
	struct arena *arena;
	uint32_t skipped, next; /* lines of nothing but comments, and then */
	struct order *orders, **last_order;
	struct names silences; /* by "RULE LINE" */
	struct text key; /* to look there */
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
	/* a block of comments is gone through once */
	if (line >= r->skipped && line < r->next)
		return r->next;
	r->skipped = line;
	for (;;) {
		r->next = ++line;
		text = source_line(source, line);
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

/* False for a comment that is not ours. */
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
		order->wrong = "want 'ignore=RULE' or 'ignore-file=RULE'";
		return true;
	}
	i += order->whole_file ? 12 : 7;
	for (n = 0; i + n < length && s[i + n] != ' ' && s[i + n] != '\t' &&
		    s[i + n] != '\r';
	     n++)
		;
	if (n == 0) {
		order->wrong = "names no rule";
		return true;
	}
	order->names = s + i;
	order->length = n;
	order->reason = reason_of(r, s + i + n, length - i - n);
	order->line = order->whole_file ? 0 : line_of(r, comment);
	return true;
}

static void
read_orders(struct reader *r)
{
	struct order order = { .next = NULL };

	for (uint32_t i = 0; i < r->tree->comment_count; i++) {
		if (!read_order(r, r->tree->comments[i], &order))
			continue;
		*r->last_order = arena_alloc(r->arena, sizeof(order));
		**r->last_order = order;
		r->last_order = &(*r->last_order)->next;
		memset(&order, 0, sizeof(order));
	}
}

/* A rule or plugin on a line, as it is looked for. */
static const char *
key_of(struct reader *r, const char *name, size_t length, uint32_t line)
{
	text_clear(&r->key);
	text_add_bytes(&r->key, name, bare_length(name, length));
	text_printf(&r->key, " %u", (unsigned)line);
	return text_string(&r->key);
}

/* The next of a list of names with commas between them; false at its end. */
static bool
next_name(const struct order *order, size_t *at, const char **name,
    size_t *length)
{
	while (*at < order->length) {
		const char *s = order->names + *at;
		size_t n = 0;

		while (*at + n < order->length && s[n] != ',')
			n++;
		*at += n + 1;
		if (n == 0)
			continue;
		*name = s;
		*length = n;
		return true;
	}
	return false;
}

static void
list_silences(struct reader *r)
{
	size_t number = 0, at, length;
	const char *name, *key;

	for (const struct order *order = r->orders; order != NULL;
	     order = order->next, number++) {
		for (at = 0; next_name(order, &at, &name, &length);) {
			struct silence *silence;

			key = key_of(r, name, length, order->line);
			if (names_get(&r->silences, key) != NULL)
				continue;
			silence = arena_alloc(r->arena, sizeof(*silence));
			silence->reason = order->reason;
			silence->number = number;
			names_put(&r->silences, r->arena,
			    arena_string(r->arena, key), silence);
		}
	}
}

/* The first comment in the file gives the reason. */
static void
silence(struct reader *r, struct finding *f)
{
	const char *const names[] = { f->card->name, f->card->plugin };
	const struct silence *first = NULL;

	for (size_t i = 0; i < 4; i++) {
		const char *name = names[i % 2];
		struct silence *silence = names_get(&r->silences,
		    key_of(r, name, strlen(name), i < 2 ? 0 : f->line));

		if (silence == NULL)
			continue;
		silence->is_used = true;
		if (first == NULL || silence->number < first->number)
			first = silence;
	}
	if (first != NULL && f->suppressed == NULL)
		f->suppressed = first->reason;
}

static void
complain_of_unknown(struct reader *r, const struct order *order,
    const char *name)
{
	const char *near = card_suggest(r->cards, name);

	complain(r, order->span,
	    near == NULL
		? arena_printf(r->arena, "ignore=%s: no such rule", name)
		: arena_printf(r->arena,
		      "ignore=%s: no such rule; did you mean %s?", name, near));
}

/* A rule's own name that met no finding is kept, for who can tell whether
 * the rule was judged at all; a plugin's name may be there for good. */
static void
complain_of_unused(struct reader *r, const struct order *order,
    const char *name, size_t length)
{
	const struct silence *silence =
	    names_get(&r->silences, key_of(r, name, length, order->line));
	const struct card *card = card_by_name(r->cards, name);

	if (card != NULL && !silence->is_used)
		complain(r, order->span,
		    arena_printf(r->arena, "ignore=%s silences nothing", name))
		    ->unused = card;
}

static void
find_problems(struct reader *r, const struct order *order)
{
	size_t at = 0, length;
	const char *name, *copy;

	if (order->wrong != NULL)
		complain(r, order->span, order->wrong);
	while (next_name(order, &at, &name, &length)) {
		copy = arena_copy(r->arena, name, length);
		if (rule_is_known(r->cards, name, length))
			complain_of_unused(r, order, copy, length);
		else
			complain_of_unknown(r, order, copy);
	}
}

struct suppress_problem *
suppress_findings(struct finding *findings, const struct tree *tree,
    const struct cards *cards, struct arena *arena)
{
	struct reader r = { .tree = tree, .cards = cards, .arena = arena };

	r.last = &r.problems;
	r.last_order = &r.orders;
	text_init(&r.key);
	read_orders(&r);
	list_silences(&r);
	for (struct finding *f = findings; f != NULL && r.orders != NULL;
	     f = f->next)
		if (f->source == tree->source)
			silence(&r, f);
	for (const struct order *order = r.orders; order != NULL;
	     order = order->next)
		find_problems(&r, order);
	text_release(&r.key);
	return r.problems;
}
