#include "base/number.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 64 }; /* bytes of a number worth reading */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Copy one decimal number to clean, without its underscores; its length in
 * s, or 0 where none starts. */
static size_t
scan(const char *s, size_t length, char clean[LONGEST + 1])
{
	size_t i = 0, n = 0, digits = 0;
	bool point = false;

	if (i < length && (s[i] == '-' || s[i] == '+'))
		clean[n++] = s[i++];
	for (; i < length && n < LONGEST; i++) {
		if (is_digit(s[i])) {
			clean[n++] = s[i];
			digits++;
		} else if (s[i] == '.' && !point) {
			clean[n++] = '.';
			point = true;
		} else if (!(s[i] == '_' && digits > 0)) {
			break;
		}
	}
	if (digits == 0)
		return 0;
	if (i < length && (s[i] == 'e' || s[i] == 'E')) {
		size_t j = i + 1;

		if (j < length && (s[j] == '-' || s[j] == '+'))
			j++;
		if (j < length && is_digit(s[j])) {
			while (j < length && is_digit(s[j]))
				j++;
			if (n + (j - i) > LONGEST)
				return 0;
			memcpy(clean + n, s + i, j - i);
			n += j - i;
			i = j;
		}
	}
	clean[n] = '\0';
	return i;
}

double
number_convert(const char *clean)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0), old;
	double value;

	if (c == (locale_t)0)
		return strtod(clean, NULL);
	old = uselocale(c);
	value = strtod(clean, NULL);
	uselocale(old);
	freelocale(c);
	return value;
}

static bool
with_unit(const char *s, size_t length, double *number, size_t *end)
{
	char clean[LONGEST + 1];

	*end = scan(s, length, clean);
	if (*end == 0)
		return false;
	*number = number_convert(clean);
	while (*end < length && s[*end] == ' ')
		(*end)++;
	return true;
}

static bool
accept(double value, double *out)
{
	if (!isfinite(value) || fabs(value) > NUMBER_MAX)
		return false;
	*out = value == 0 ? 0 : value; /* -0 is no amount of anything */
	return true;
}

bool
number_parse(const char *s, size_t length, double *number)
{
	double value;
	size_t end;

	return with_unit(s, length, &value, &end) && end == length &&
	    s[length - 1] != ' ' && accept(value, number);
}

/* 1 to 6 for the letters of kilo to exa, either case; 0 for others. */
static int
power_of(char letter)
{
	static const char letters[] = "kmgtpe";
	const char *at =
	    strchr(letters, tolower((unsigned char)letter));

	return at == NULL || *at == '\0' ? 0 : (int)(at - letters) + 1;
}

bool
number_parse_count(const char *s, size_t length, double *count)
{
	double value;
	size_t end;

	if (!with_unit(s, length, &value, &end))
		return false;
	if (end + 1 == length) {
		int power = s[end] == 'B' || s[end] == 'b' ? 3
							    : power_of(s[end]);

		return power != 0 && accept(value * pow(1e3, power), count);
	}
	return end == length && accept(value, count);
}

bool
number_parse_size(const char *s, size_t length, double *bytes)
{
	double value, base = 1024;
	size_t end, left;
	int power;

	if (!with_unit(s, length, &value, &end))
		return false;
	left = length - end;
	if (left == 0)
		return accept(value, bytes);
	if (left == 1 && (s[end] == 'B' || s[end] == 'b'))
		return accept(value, bytes);
	power = power_of(s[end]);
	if (power == 0 || left > 3)
		return false;
	if (left == 2 && (s[end + 1] == 'B' || s[end + 1] == 'b'))
		base = 1000;
	else if (left >= 2 && s[end + 1] != 'i')
		return false;
	else if (left == 3 && s[end + 2] != 'B')
		return false;
	return accept(value * pow(base, power), bytes);
}

bool
number_parse_quantity(const char *s, size_t length, double *number)
{
	double value;
	size_t end, left;
	int power;

	if (!with_unit(s, length, &value, &end))
		return false;
	left = length - end;
	if (left == 0)
		return accept(value, number);
	if (left == 1 && s[end] == 'm')
		return accept(value / 1000, number);
	power = power_of(s[end]);
	if (power == 0 || left > 2 || (left == 2 && s[end + 1] != 'i'))
		return false;
	return accept(value * pow(left == 2 ? 1024 : 1000, power), number);
}

const char *
number_size(double bytes, char buffer[32])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB",
		"PiB" };
	size_t unit = 0;
	int decimals;

	while (fabs(bytes) >= 1024 && unit + 1 < sizeof(units) / sizeof(*units)) {
		bytes /= 1024;
		unit++;
	}
	decimals = unit < 3 || fabs(bytes - round(bytes)) < 0.005 ? 0 : 1;
	if (unit > 2 && fabs(bytes) < 1 && decimals != 0)
		decimals = 2;
	snprintf(buffer, 32, "%.*f %s", decimals, bytes, units[unit]);
	return buffer;
}

/* Whole numbers below a million with thousands separated by commas. */
static const char *
grouped(double count, char buffer[32])
{
	long whole = lround(count);

	if (labs(whole) >= 1000)
		snprintf(buffer, 32, "%ld,%03ld", whole / 1000,
		    labs(whole % 1000));
	else
		snprintf(buffer, 32, "%ld", whole);
	return buffer;
}

const char *
number_count(double count, char buffer[32])
{
	static const char *const units[] = { "M", "B", "T" };
	size_t unit = 0;

	if (fabs(count) < 1e6) {
		if (count == floor(count))
			return grouped(count, buffer);
		snprintf(buffer, 32, "%.4g", count);
		return buffer;
	}
	count /= 1e6;
	while (fabs(count) >= 1000 && unit < 2) {
		count /= 1000;
		unit++;
	}
	snprintf(buffer, 32, "%.2f %s", count, units[unit]);
	return buffer;
}

int
version_compare(const char *a, const char *b)
{
	for (;;) {
		unsigned long x = 0, y = 0;
		char *end;

		while (*a != '\0' && !is_digit(*a))
			a++;
		while (*b != '\0' && !is_digit(*b))
			b++;
		if (*a == '\0' || *b == '\0')
			break;
		x = strtoul(a, &end, 10);
		a = end;
		y = strtoul(b, &end, 10);
		b = end;
		if (x != y)
			return x < y ? -1 : 1;
	}
	return (*a != '\0') - (*b != '\0');
}
