#include "mutate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t
inputs_below(struct inputs *inputs, size_t n)
{
	inputs->state ^= inputs->state << 13;
	inputs->state ^= inputs->state >> 7;
	inputs->state ^= inputs->state << 17;
	return n == 0 ? 0 : (size_t)(inputs->state % n);
}

static void
replace(struct input *to, size_t at, size_t length, const char *s, size_t n)
{
	if (at > to->size || length > to->size - at ||
	    to->size - length + n > INPUT_SIZE_LIMIT)
		return;
	memmove(to->bytes + at + n, to->bytes + at + length,
	    to->size - at - length);
	if (n > 0)
		memcpy(to->bytes + at, s, n);
	to->size += n - length;
}

/* Where the line around a byte begins; behind its end. */
static void
find_line(struct inputs *inputs, const struct input *input, size_t *from,
    size_t *to)
{
	size_t at = inputs_below(inputs, input->size);

	for (*from = at; *from > 0 && input->bytes[*from - 1] != '\n';)
		--*from;
	for (*to = at; *to < input->size && input->bytes[*to] != '\n';)
		++*to;
	*to += *to < input->size;
}

static void
mix(struct inputs *inputs, struct input *to)
{
	const struct input *from =
	    &inputs->all[inputs_below(inputs, inputs->count)];
	size_t first, last, at, end;

	if (from->size == 0 || to->size == 0)
		return;
	find_line(inputs, from, &first, &last);
	find_line(inputs, to, &at, &end);
	replace(to, at, inputs_below(inputs, 2) * (end - at),
	    from->bytes + first, last - first);
}

static void
insert_word(struct inputs *inputs, struct input *to)
{
	static const char *const words[] = { "[", "]", "{", "}", ": ", "- ",
		"\n", " ", "\t", "#", "&a ", "*a", "<<: *a\n", "!!int ", "|\n",
		">-\n", "? ", "---\n", "...\n", "\"", "'", "\\u0000", "\0", ",",
		"null", "~", "true", "-1", "0", "1e308", "1e-400",
		"99999999999999999999", "0x7fffffffffffffff", ".nan", ".inf",
		"${A}", "${A:-${A}}", "{{ x }}", "%", "\xff", "\xc3\xa9",
		"\xef\xbb\xbf", "\xf0\x9f\x98\x80", "../../etc/passwd", "--",
		"=", ";", "*", "gpulint: workload/1\n",
		"# gpulint: ignore=vram\n", "64Gi", "0.0001", "8B", "q4_k_m" };
	const char *word =
	    words[inputs_below(inputs, sizeof(words) / sizeof(*words))];
	size_t at = inputs_below(inputs, to->size + 1), left = to->size - at;
	size_t length = inputs_below(inputs, 3) * inputs_below(inputs, 8);

	replace(to, at, length < left ? length : left, word,
	    word[0] == '\0' ? 1 : strlen(word));
}

static void
change_number(struct inputs *inputs, struct input *to)
{
	size_t at = inputs_below(inputs, to->size), end;

	while (at < to->size && strchr("0123456789", to->bytes[at]) == NULL)
		at++;
	for (end = at;
	     end < to->size && strchr("0123456789", to->bytes[end]) != NULL;)
		end++;
	if (end > at) {
		static const char *const numbers[] = { "0", "1", "-1", "7",
			"1000000007", "9007199254740993", "1e300", "0.5" };
		const char *number = numbers[inputs_below(inputs, 8)];

		replace(to, at, end - at, number, strlen(number));
	}
}

static void
mutate(struct inputs *inputs, struct input *to)
{
	for (size_t times = 1 + inputs_below(inputs, 6);
	     times > 0 && to->size > 0; times--) {
		size_t from = inputs_below(inputs, to->size), end;

		switch (inputs_below(inputs, 8)) {
		case 0:
			to->bytes[from] = (char)inputs_below(inputs, 256);
			break;
		case 1:
			replace(to, from, inputs_below(inputs, to->size - from),
			    NULL, 0);
			break;
		case 2:
			find_line(inputs, to, &from, &end);
			replace(to, from, end - from, NULL, 0);
			break;
		case 3:
		case 4:
			mix(inputs, to);
			break;
		case 5:
			change_number(inputs, to);
			break;
		default:
			insert_word(inputs, to);
		}
	}
}

void
inputs_pick(struct inputs *inputs, struct input *work)
{
	const struct input *from =
	    &inputs->all[inputs_below(inputs, inputs->count)];

	work->path = from->path;
	work->size = from->size;
	memcpy(work->bytes, from->bytes, from->size);
	mutate(inputs, work);
}

const char *
input_name(const struct input *input)
{
	const char *slash = strrchr(input->path, '/');

	return slash == NULL ? input->path : slash + 1;
}

bool
inputs_add(struct inputs *inputs, const char *path)
{
	struct input *input = &inputs->all[inputs->count];
	FILE *f;

	if (inputs->count == INPUTS_LIMIT)
		return true;
	f = fopen(path, "rb");
	if (f == NULL)
		return false;
	input->path = path;
	input->bytes = malloc(INPUT_SIZE_LIMIT + 1);
	if (input->bytes == NULL)
		abort();
	input->size = fread(input->bytes, 1, INPUT_SIZE_LIMIT, f);
	fclose(f);
	inputs->count++;
	return true;
}
