#include "dialect/scalar.h"

#include "base/word.h"
#include "dialect/python_scalar.h"

#include <math.h>
#include <string.h>

#define DIGITS "0123456789"

static const char *const true_words[] = { "true", "True", "TRUE", NULL };
static const char *const false_words[] = { "false", "False", "FALSE", NULL };
static const char *const null_words[] = { "", "~", "null", "Null", "NULL",
	NULL };
static const char *const inf_words[] = { ".inf", ".Inf", ".INF", NULL };
static const char *const nan_words[] = { ".nan", ".NaN", ".NAN", NULL };

/* go-yaml v2, which sigs.k8s.io/yaml keeps as goyaml.v2, resolve.go. */
static const char *const go_2_true_words[] = { "y", "Y", "yes", "Yes", "YES",
	"on", "On", "ON", NULL };
static const char *const go_2_false_words[] = { "n", "N", "no", "No", "NO",
	"off", "Off", "OFF", NULL };

enum { GO_NUMBER_LIMIT = 400 };

static struct scalar
make(enum scalar_type type, double number, const char *text)
{
	struct scalar scalar = { type, number, text };

	return scalar;
}

static const char *
skip_sign(const char *s)
{
	return *s == '-' || *s == '+' ? s + 1 : s;
}

/* 12, 1.5, 1., .5, each with an exponent; a sign too. */
static bool
is_decimal(const char *s, const char *digits, bool *is_whole)
{
	size_t before, after = 0;

	s = skip_sign(s);
	*is_whole = true;
	before = strspn(s, digits);
	s += before;
	if (*s == '.') {
		*is_whole = false;
		after = strspn(s + 1, digits);
		s += 1 + after;
	}
	if (before + after == 0 || s[-1] == '_')
		return false;
	if (*s == 'e' || *s == 'E') {
		*is_whole = false;
		s = skip_sign(s + 1);
		if (*s == '\0')
			return false;
		s += strspn(s, DIGITS);
	}
	return *s == '\0';
}

static double
signed_as(const char *s, double number)
{
	return *s == '-' ? -number : number;
}

/* What the core schema and go-yaml agree on; SCALAR_ERROR: none of it. */
static struct scalar
common_word(const char *s)
{
	if (word_is_among(s, null_words))
		return make(SCALAR_NULL, 0, s);
	if (word_is_among(s, true_words))
		return make(SCALAR_BOOL, 1, s);
	if (word_is_among(s, false_words))
		return make(SCALAR_BOOL, 0, s);
	if (word_is_among(skip_sign(s), inf_words))
		return make(SCALAR_FLOAT, signed_as(s, HUGE_VAL), s);
	if (word_is_among(s, nan_words))
		return make(SCALAR_FLOAT, NAN, s);
	return make(SCALAR_ERROR, 0, s);
}

/* YAML 1.2.2, 10.3.2. */
static struct scalar
core_scalar(const char *s)
{
	struct scalar word = common_word(s);
	double number = -1;
	bool is_whole;

	if (word.type != SCALAR_ERROR)
		return word;
	if (s[0] == '0' && s[1] == 'o' && strchr(s, '_') == NULL)
		number = scalar_digits(s + 2, 8);
	else if (s[0] == '0' && s[1] == 'x' && strchr(s, '_') == NULL)
		number = scalar_digits(s + 2, 16);
	if (number >= 0)
		return make(SCALAR_INT, number, s);
	if (is_decimal(s, DIGITS, &is_whole))
		return make(is_whole ? SCALAR_INT : SCALAR_FLOAT,
		    scalar_decimal(s), s);
	return make(SCALAR_STRING, 0, s);
}

/* A whole number as Go's ParseInt takes it with base 0; -1: none. */
static double
go_whole(const char *s)
{
	if (s[0] == '0' && (s[1] == 'b' || s[1] == 'B'))
		return scalar_digits(s + 2, 2);
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		return scalar_digits(s + 2, 16);
	if (s[0] == '0' && (s[1] == 'o' || s[1] == 'O'))
		return scalar_digits(s + 2, 8);
	return s[0] == '0' ? scalar_digits(s, 8) : -1;
}

/* go-yaml/yaml, resolve.go: underscores go first, except behind a leading
 * point; 010 is 8 and 08, no octal, becomes a float. */
static struct scalar
go_number(const char *s)
{
	char plain[GO_NUMBER_LIMIT];
	size_t n = 0;
	double number;
	bool is_whole;

	for (const char *p = s; *p != '\0'; p++) {
		if (*p == '_' && s[0] != '.')
			continue;
		if (n + 1 == sizeof(plain))
			return make(SCALAR_STRING, 0, s);
		plain[n++] = *p;
	}
	plain[n] = '\0';
	number = go_whole(skip_sign(plain));
	if (number >= 0)
		return make(SCALAR_INT, signed_as(s, number), s);
	if (!is_decimal(plain, DIGITS, &is_whole))
		return make(SCALAR_STRING, 0, s);
	number = scalar_decimal(plain);
	if (isinf(number)) /* ParseFloat's error of range */
		return make(SCALAR_STRING, 0, s);
	is_whole = is_whole && *skip_sign(plain) != '0';
	return make(is_whole ? SCALAR_INT : SCALAR_FLOAT, number, s);
}

static struct scalar
go_scalar(const char *s, enum loader loader)
{
	struct scalar word = common_word(s), date;

	if (word.type != SCALAR_ERROR)
		return word;
	if (loader == LOADER_GO_YAML_2 && word_is_among(s, go_2_true_words))
		return make(SCALAR_BOOL, 1, s);
	if (loader == LOADER_GO_YAML_2 && word_is_among(s, go_2_false_words))
		return make(SCALAR_BOOL, 0, s);
	if (strchr("+-." DIGITS, s[0]) == NULL)
		return make(SCALAR_STRING, 0, s);
	date = python_construct(s, SCALAR_TIMESTAMP);
	return date.type == SCALAR_TIMESTAMP ? date : go_number(s);
}

static struct scalar
json_scalar(const char *s)
{
	const char *digits = *s == '-' ? s + 1 : s;
	size_t length = strlen(s);
	bool is_whole;

	if (strcmp(s, "null") == 0)
		return make(SCALAR_NULL, 0, s);
	if (strcmp(s, "true") == 0 || strcmp(s, "false") == 0)
		return make(SCALAR_BOOL, *s == 't', s);
	if (*digits < '0' || *digits > '9' || s[length - 1] == '.' ||
	    strstr(s, ".e") != NULL || strstr(s, ".E") != NULL ||
	    (digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') ||
	    !is_decimal(s, DIGITS, &is_whole))
		return make(SCALAR_ERROR, 0, s);
	return make(is_whole ? SCALAR_INT : SCALAR_FLOAT, scalar_decimal(s), s);
}

static struct scalar
plain_scalar(const struct node *node, enum loader loader)
{
	if (strlen(node->text) != node->length)
		return make(SCALAR_STRING, 0, node->text);
	switch (loader) {
	case LOADER_GO_YAML:
	case LOADER_GO_YAML_2:
		return go_scalar(node->text, loader);
	case LOADER_YAML_1_2:
		return core_scalar(node->text);
	case LOADER_JSON:
		return json_scalar(node->text);
	default:
		return python_scalar(node->text, loader);
	}
}

static bool
is_python(enum loader loader)
{
	return loader == LOADER_PYYAML || loader == LOADER_OMEGACONF;
}

static struct scalar
construct(const struct node *node, enum scalar_type type, enum loader loader)
{
	struct scalar scalar;

	if (is_python(loader) || type == SCALAR_TIMESTAMP)
		return python_construct(node->text, type);
	if (type == SCALAR_STRING)
		return make(SCALAR_STRING, 0, node->text);
	scalar = plain_scalar(node, loader);
	if (type == SCALAR_FLOAT && scalar.type == SCALAR_INT)
		scalar.type = SCALAR_FLOAT;
	return scalar.type == type ? scalar : make(SCALAR_ERROR, 0, node->text);
}

static struct scalar
tagged_scalar(const struct node *node, enum loader loader)
{
	static const struct {
		const char *name;
		enum scalar_type type;
	} tags[] = {
		{ "null", SCALAR_NULL },
		{ "bool", SCALAR_BOOL },
		{ "int", SCALAR_INT },
		{ "float", SCALAR_FLOAT },
		{ "timestamp", SCALAR_TIMESTAMP },
		{ "str", SCALAR_STRING },
		{ "binary", SCALAR_STRING },
	};
	static const char prefix[] = "tag:yaml.org,2002:";
	const char *name = node->tag;

	/* PyYAML takes `! "12"` for 12: its resolver sees only the text. */
	if (strcmp(name, "!") == 0)
		return is_python(loader) ? plain_scalar(node, loader)
					 : make(SCALAR_STRING, 0, node->text);
	if (strncmp(name, prefix, sizeof(prefix) - 1) == 0)
		name += sizeof(prefix) - 1;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (name != node->tag && strcmp(name, tags[i].name) == 0)
			return construct(node, tags[i].type, loader);
	}
	return make(is_python(loader) ? SCALAR_ERROR : SCALAR_STRING, 0,
	    node->text);
}

struct scalar
scalar_of(const struct node *node, enum loader loader)
{
	node = node_resolve(node);
	if (node == NULL || node->kind != NODE_SCALAR)
		return make(SCALAR_NULL, 0, "");
	if (node->tag != NULL)
		return tagged_scalar(node, loader);
	if (node->style != STYLE_PLAIN)
		return make(SCALAR_STRING, 0, node->text);
	return plain_scalar(node, loader);
}

const char *
scalar_type_name(enum scalar_type type)
{
	static const char *const names[] = {
		[SCALAR_NULL] = "null",
		[SCALAR_BOOL] = "bool",
		[SCALAR_INT] = "int",
		[SCALAR_FLOAT] = "float",
		[SCALAR_TIMESTAMP] = "timestamp",
		[SCALAR_STRING] = "string",
		[SCALAR_ERROR] = "error",
	};

	return names[type];
}

const char *const loader_names[] = {
	[LOADER_PYYAML] = "pyyaml",
	[LOADER_OMEGACONF] = "omegaconf",
	[LOADER_GO_YAML] = "go",
	[LOADER_GO_YAML_2] = "go-2",
	[LOADER_YAML_1_2] = "1.2",
	[LOADER_JSON] = "json",
	NULL,
};
