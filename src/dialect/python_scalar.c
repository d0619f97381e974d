#include "dialect/python_scalar.h"

#include "base/number.h"
#include "base/word.h"

#include <math.h>
#include <string.h>

#define DIGITS "0123456789"

static const char *const true_words[] = { "yes", "Yes", "YES", "true", "True",
	"TRUE", "on", "On", "ON", NULL };
static const char *const false_words[] = { "no", "No", "NO", "false", "False",
	"FALSE", "off", "Off", "OFF", NULL };
static const char *const null_words[] = { "", "~", "null", "Null", "NULL",
	NULL };
static const char *const inf_words[] = { ".inf", ".Inf", ".INF", NULL };
static const char *const nan_words[] = { ".nan", ".NaN", ".NAN", NULL };

static struct scalar
make(enum scalar_type type, double number, const char *text)
{
	struct scalar scalar = { type, number, text };

	return scalar;
}

double
scalar_decimal(const char *s)
{
	char clean[1024]; /* what follows can no longer count */
	size_t n = 0;

	for (; *s != '\0' && n < sizeof(clean) - 1; s++) {
		if (*s != '_')
			clean[n++] = *s;
	}
	clean[n] = '\0';
	return number_convert(clean);
}

double
scalar_digits(const char *s, int base)
{
	static const char digits[] = "0123456789abcdef";
	double number = -1;

	for (; *s != '\0'; s++) {
		char c = *s >= 'A' && *s <= 'F' ? (char)(*s - 'A' + 'a') : *s;
		const char *found = strchr(digits, c);

		if (c == '_')
			continue;
		if (found == NULL || found - digits >= base)
			return -1;
		number =
		    (number < 0 ? 0 : number) * base + (double)(found - digits);
	}
	return number;
}

static const char *
skip_sign(const char *s)
{
	return *s == '-' || *s == '+' ? s + 1 : s;
}

/* `e+3` to the end of the text; nothing is one too. */
static bool
is_exponent(const char *s, bool may_lack_sign)
{
	const char *digits;

	if (*s == '\0')
		return true;
	if (*s != 'e' && *s != 'E')
		return false;
	digits = skip_sign(s + 1);
	if (digits == s + 1 && !may_lack_sign)
		return false;
	return *digits != '\0' && digits[strspn(digits, DIGITS)] == '\0';
}

/* The end of `:59:59`, or s itself where there is none. */
static const char *
skip_sixties(const char *s)
{
	while (*s == ':' && s[1] >= '0' && s[1] <= '9') {
		if (s[1] <= '5' && s[2] >= '0' && s[2] <= '9')
			s += 3;
		else
			s += 2;
	}
	return s;
}

static bool
is_float(const char *s, bool is_omegaconf)
{
	const char *p = skip_sign(s), *rest;

	if (word_is_among(p, inf_words) || word_is_among(s, nan_words))
		return true;
	if (*s == '.') {
		size_t n = strspn(s + 1, DIGITS "_");

		return n != 0 && (s[1] != '_' || is_omegaconf) &&
		       is_exponent(s + 1 + n, false);
	}
	if (*p < '0' || *p > '9')
		return false;
	rest = p + strspn(p, DIGITS "_");
	if (*rest == '.')
		return is_exponent(rest + 1 + strspn(rest + 1, DIGITS "_"),
		    is_omegaconf);
	if (is_omegaconf && (*rest == 'e' || *rest == 'E'))
		return is_exponent(rest, true);
	p = skip_sixties(rest);
	return p != rest && *p == '.' &&
	       p[1 + strspn(p + 1, DIGITS "_")] == '\0';
}

static bool
is_int(const char *s)
{
	const char *p = skip_sign(s), *rest;

	if (*p == '0' && p[1] == 'b')
		return p[2] != '\0' && p[2 + strspn(p + 2, "01_")] == '\0';
	if (*p == '0' && p[1] == 'x')
		return p[2] != '\0' &&
		       p[2 + strspn(p + 2, DIGITS "abcdefABCDEF_")] == '\0';
	if (*p == '0')
		return p[strspn(p, "01234567_")] == '\0';
	if (*p < '1' || *p > '9')
		return false;
	rest = p + strspn(p, DIGITS "_");
	return *skip_sixties(rest) == '\0';
}

/* 12:30:45 in seconds; the last part may have a fraction. */
static double
sixties(const char *s)
{
	double number = 0;

	for (;;) {
		number = number * 60 + scalar_decimal(s);
		s += strcspn(s, ":");
		if (*s++ == '\0')
			return number;
	}
}

static struct scalar
construct_int(const char *s)
{
	const char *p = skip_sign(s);
	double number;

	if (*p == '0' && p[1] == 'b')
		number = scalar_digits(p + 2, 2);
	else if (*p == '0' && p[1] == 'x')
		number = scalar_digits(p + 2, 16);
	else if (*p == '0')
		number = scalar_digits(p, 8);
	else if (strchr(p, ':') != NULL)
		number = sixties(p);
	else
		number = scalar_decimal(p);
	if (number < 0)
		return make(SCALAR_ERROR, 0, s);
	return make(SCALAR_INT, *s == '-' ? -number : number, s);
}

static struct scalar
construct_float(const char *s)
{
	const char *p = skip_sign(s);
	double number;

	if (word_is_among(s, nan_words))
		return make(SCALAR_FLOAT, NAN, s);
	if (word_is_among(p, inf_words))
		number = HUGE_VAL;
	else if (p[strspn(p, "._")] == '\0')
		return make(SCALAR_ERROR, 0, s); /* float('.') raises */
	else
		number =
		    strchr(p, ':') != NULL ? sixties(p) : scalar_decimal(p);
	return make(SCALAR_FLOAT, *s == '-' ? -number : number, s);
}

/* A number of least..most digits; -1 where there is none. */
static int
part(const char **s, size_t least, size_t most)
{
	size_t n = strspn(*s, DIGITS);
	int number = 0;

	if (n < least || n > most)
		return -1;
	while (n-- > 0)
		number = number * 10 + (*(*s)++ - '0');
	return number;
}

static bool
is_zone(const char *s)
{
	s += strspn(s, " \t");
	if (*s == '\0' || strcmp(s, "Z") == 0)
		return true;
	if (*s != '-' && *s != '+')
		return false;
	s++;
	if (part(&s, 1, 2) < 0)
		return false;
	if (*s == '\0')
		return true;
	return *s++ == ':' && part(&s, 2, 2) >= 0 && *s == '\0';
}

static bool
is_clock(const char *s, bool *is_valid)
{
	int hour, minute, second;

	if (*s == 'T' || *s == 't')
		s++;
	else if (*s == ' ' || *s == '\t')
		s += strspn(s, " \t");
	else
		return false;
	hour = part(&s, 1, 2);
	if (hour < 0 || *s++ != ':')
		return false;
	minute = part(&s, 2, 2);
	if (minute < 0 || *s++ != ':')
		return false;
	second = part(&s, 2, 2);
	if (second < 0)
		return false;
	if (*s == '.')
		s += 1 + strspn(s + 1, DIGITS);
	*is_valid = *is_valid && hour < 24 && minute < 60 && second < 60;
	return is_zone(s);
}

static bool
is_day(int year, int month, int day)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > days[month - 1])
		return false;
	return month != 2 || day < 29 || leap;
}

/* Whether it reads as a timestamp, and whether there is such a day. */
static bool
is_timestamp(const char *s, bool *is_valid)
{
	const char *start = s;
	int year = part(&s, 4, 4), month, day;

	if (year < 0 || *s++ != '-')
		return false;
	month = part(&s, 1, 2);
	if (month < 0 || *s++ != '-')
		return false;
	day = part(&s, 1, 2);
	if (day < 0)
		return false;
	*is_valid = is_day(year, month, day);
	if (*s == '\0')
		return s - start == 10; /* without a time: two digits each */
	return is_clock(s, is_valid);
}

struct scalar
python_scalar(const char *s, enum loader loader)
{
	bool is_omegaconf = loader == LOADER_OMEGACONF, is_valid = false;

	if (word_is_among(s, null_words))
		return make(SCALAR_NULL, 0, s);
	if (word_is_among(s, true_words))
		return make(SCALAR_BOOL, 1, s);
	if (word_is_among(s, false_words))
		return make(SCALAR_BOOL, 0, s);
	if (is_float(s, is_omegaconf))
		return construct_float(s);
	if (is_int(s))
		return construct_int(s);
	if (!is_omegaconf && is_timestamp(s, &is_valid))
		return make(is_valid ? SCALAR_TIMESTAMP : SCALAR_ERROR, 0, s);
	if (strcmp(s, "=") == 0 || strcmp(s, "<<") == 0)
		return make(SCALAR_ERROR, 0, s);
	return make(SCALAR_STRING, 0, s);
}

/* bool_values of yaml/constructor.py, any case. */
static struct scalar
construct_bool(const char *s)
{
	static const char *const words[] = { "yes", "true", "on", "no", "false",
		"off", NULL };
	char lower[8];
	size_t n = 0;

	for (; s[n] != '\0' && n < sizeof(lower) - 1; n++)
		lower[n] = s[n] >= 'A' && s[n] <= 'Z' ? (char)(s[n] - 'A' + 'a')
						      : s[n];
	lower[n] = '\0';
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(lower, words[i]) == 0)
			return make(SCALAR_BOOL, i < 3, s);
	}
	return make(SCALAR_ERROR, 0, s);
}

struct scalar
python_construct(const char *s, enum scalar_type type)
{
	struct scalar scalar = python_scalar(s, LOADER_OMEGACONF);
	bool is_valid = false;

	switch (type) {
	case SCALAR_NULL:
		return make(SCALAR_NULL, 0, s);
	case SCALAR_BOOL:
		return construct_bool(s);
	case SCALAR_INT:
		if (scalar.type == SCALAR_INT)
			return scalar;
		break;
	case SCALAR_FLOAT:
		if (scalar.type == SCALAR_INT)
			return make(SCALAR_FLOAT, scalar_decimal(s), s);
		if (scalar.type == SCALAR_FLOAT)
			return scalar;
		break;
	case SCALAR_TIMESTAMP:
		if (is_timestamp(s, &is_valid) && is_valid)
			return make(SCALAR_TIMESTAMP, 0, s);
		break;
	default:
		return make(SCALAR_STRING, 0, s);
	}
	return make(SCALAR_ERROR, 0, s);
}
