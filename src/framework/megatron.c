#include "framework/megatron.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 1 << 16 }; /* characters of a layout once written out */

struct walk {
	struct megatron_layout *layout;
	double stages;
	unsigned steps, chunk;
};

/* The number behind a `*`, 1 where there is none; *at is moved behind it. */
static unsigned
times(const char **at)
{
	unsigned n = 0;

	if ((*at)[0] != '*' || !isdigit((unsigned char)(*at)[1]))
		return 1;
	for (++*at; isdigit((unsigned char)**at); ++*at)
		if (n < STEPS)
			n = n * 10 + (unsigned)(**at - '0');
	return n;
}

static bool
step(struct walk *walk, char c)
{
	double stage = fmod(walk->chunk, walk->stages);

	if (++walk->steps > STEPS || strchr("EtmL|,", c) == NULL)
		return false;
	if (c == '|')
		walk->chunk++;
	if (c == 't' && stage == 0)
		walk->layout->first++;
	if (c == 't' && stage == walk->stages - 1)
		walk->layout->last++;
	return true;
}

static bool
walk_part(struct walk *walk, const char *from, const char *end)
{
	while (from < end) {
		char c = *from++;

		for (unsigned n = times(&from); n > 0; n--)
			if (!step(walk, c))
				return false;
	}
	return true;
}

bool
megatron_layout_read(struct megatron_layout *layout, const char *text,
    double stages)
{
	struct walk walk = { .layout = layout, .stages = stages };

	*layout = (struct megatron_layout){ 0, 0, 0 };
	while (*text) {
		const char *open = strchr(text, '(');
		const char *close = open ? strchr(open, ')') : NULL;
		const char *behind = close ? close + 1 : NULL;

		if (open && !close)
			return false;
		if (!walk_part(&walk, text, open ? open : strchr(text, '\0')))
			return false;
		if (!open)
			break;
		for (unsigned n = times(&behind); n > 0; n--)
			if (!walk_part(&walk, open + 1, close))
				return false;
		text = behind;
	}
	layout->chunks = (walk.chunk + 1) / stages;
	return stages >= 1 && layout->chunks == floor(layout->chunks);
}

/* One `[0,1]*n` of a list: adds its length, and how many zeros it has. */
static bool
add_list(const char **at, double *length, double *zeros)
{
	double ones = 0, none = 0;
	unsigned n;

	if (**at != '[')
		return false;
	for (++*at; **at != ']'; ++*at) {
		if (strchr("01, ", **at) == NULL || **at == '\0')
			return false;
		ones += **at == '1';
		none += **at == '0';
	}
	++*at;
	n = times(at);
	*length += n * (ones + none);
	*zeros += n * none;
	return true;
}

double
megatron_dense_layers(const char *frequency, double layers)
{
	double length = 0, zeros = 0, every;
	char *end;

	every = strtod(frequency, &end);
	if (end != frequency && *end == '\0' && every >= 1)
		return layers - ceil(layers / every);
	frequency += *frequency == '(';
	while (add_list(&frequency, &length, &zeros) && *frequency == '+')
		frequency++;
	frequency += *frequency == ')';
	return *frequency == '\0' && length == layers ? zeros : -1;
}
