#include "report/linehash.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	WINDOW = 100, /* characters that a line's hash covers, from its start */
	FACTOR = 37,
	END = 0xffff
};

/* A rolling hash over the last WINDOW characters; at[] says which line
 * starts at a character that is in it. */
struct roll {
	uint32_t window[WINDOW], at[WINDOW];
	size_t index;
	uint64_t hash, leaving; /* FACTOR to the power of WINDOW */
	uint32_t line;
	bool is_start, after_cr;
	struct linehashes *hashes;
	size_t room;
};

/* The character that leaves the window started a line: that is its hash. */
static void
note(struct roll *roll)
{
	struct linehashes *hashes = roll->hashes;

	if (roll->at[roll->index] == 0 || hashes->count == roll->room)
		return;
	hashes->lines[hashes->count++] = (struct linehash){ .hash = roll->hash,
		.line = roll->at[roll->index] };
	roll->at[roll->index] = 0;
}

static void
add(struct roll *roll, uint32_t unit)
{
	uint32_t leaves = roll->window[roll->index];

	roll->window[roll->index] = unit;
	roll->hash = FACTOR * roll->hash + unit - roll->leaving * leaves;
	roll->index = (roll->index + 1) % WINDOW;
}

/* One UTF-16 unit; space counts nowhere, a line ends the same however. */
static void
take(struct roll *roll, uint32_t unit)
{
	if (unit == ' ' || unit == '\t' || (roll->after_cr && unit == '\n')) {
		roll->after_cr = false;
		return;
	}
	roll->after_cr = unit == '\r';
	if (unit == '\r')
		unit = '\n';
	note(roll);
	if (roll->is_start) {
		roll->is_start = false;
		roll->at[roll->index] = ++roll->line;
	}
	if (unit == '\n')
		roll->is_start = true;
	add(roll, unit);
}

static void
take_all(struct roll *roll, const struct source *source)
{
	for (size_t i = 0; i < source->size;) {
		const char *s = source->bytes + i;
		size_t n = utf8_length(s, source->size - i);
		uint32_t point = n == 0 ? 0xfffd : utf8_decode(s, n);

		if (point >= 0x10000) {
			take(roll, 0xd800 + ((point - 0x10000) >> 10));
			take(roll, 0xdc00 + ((point - 0x10000) & 0x3ff));
		} else {
			take(roll, point);
		}
		i += n == 0 ? 1 : n;
	}
	take(roll, END);
	for (size_t i = 0; i < WINDOW; i++) {
		note(roll);
		add(roll, 0);
	}
}

static int
by_hash(const void *left, const void *right)
{
	const struct linehash *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static int
by_line(const void *left, const void *right)
{
	const struct linehash *a = left, *b = right;

	return (a->line > b->line) - (a->line < b->line);
}

static size_t
count_lines(const struct source *source)
{
	size_t count = 1;

	for (size_t i = 0; i < source->size; i++)
		count += source->bytes[i] == '\n' || source->bytes[i] == '\r';
	return count;
}

void
linehashes_make(struct linehashes *hashes, const struct source *source,
    struct arena *arena)
{
	struct roll roll = { .leaving = 1, .is_start = true, .hashes = hashes };
	struct linehash *lines;

	for (int i = 0; i < WINDOW; i++)
		roll.leaving *= FACTOR;
	roll.room = count_lines(source) + 1;
	hashes->count = 0;
	hashes->lines = lines = arena_array(arena, roll.room, sizeof(*lines));
	take_all(&roll, source);
	qsort(lines, hashes->count, sizeof(*lines), by_hash);
	for (size_t i = 0; i < hashes->count; i++)
		lines[i].ordinal = i > 0 && lines[i - 1].hash == lines[i].hash
				       ? lines[i - 1].ordinal + 1
				       : 1;
	qsort(lines, hashes->count, sizeof(*lines), by_line);
}

void
linehash_add(struct text *out, const struct linehashes *hashes, uint32_t line)
{
	if (line == 0 || line > hashes->count)
		return;
	text_printf(out, "%" PRIx64 ":%u", hashes->lines[line - 1].hash,
	    (unsigned)hashes->lines[line - 1].ordinal);
}
