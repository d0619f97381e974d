#include "conflict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A condition's parts; value is not terminated. */
struct condition {
	bool negated, present, unknown, written;
	char name[96]; /* with its @; none of the rows' is half as long */
	char operator; /* 0, = < > %, or ! for != */
	bool inclusive; /* <= >= */
	const char *value;
	size_t value_length;
};

/* The next condition of a row; false past the last. */
static bool
next_condition(const char **row, struct condition *condition)
{
	const char *p = *row + strspn(*row, " ");
	size_t length = strcspn(p, " "), name;

	if (length == 0)
		return false;
	*row = p + length;
	memset(condition, 0, sizeof(*condition));
	condition->negated = *p == '!';
	if (condition->negated)
		p++;
	condition->present = *p == '?';
	condition->unknown = *p == '~';
	condition->written = *p == '^';
	if (condition->present || condition->unknown || condition->written)
		p++;
	name = strcspn(p, "!=<>% ");
	memcpy(condition->name, p,
	    name < sizeof(condition->name) ? name
					   : sizeof(condition->name) - 1);
	p += name;
	if (p == *row)
		return true;
	condition->operator= * p;
	condition->inclusive = (*p == '<' || *p == '>') && p[1] == '=';
	p += *p == '!' || condition->inclusive ? 2 : 1;
	condition->value = p;
	condition->value_length = (size_t)(*row - p);
	return true;
}

static bool
is_alike(const char *text, const char *pattern, size_t length)
{
	size_t n = strlen(text);
	bool open_start = length > 0 && pattern[0] == '*';
	bool open_end = length > 1 && pattern[length - 1] == '*';

	if (open_start) {
		pattern++;
		length--;
	}
	if (open_end)
		length--;
	if (n < length)
		return false;
	if (open_start && open_end) {
		for (size_t i = 0; i + length <= n; i++)
			if (memcmp(text + i, pattern, length) == 0)
				return true;
		return false;
	}
	if (!open_start && !open_end && n != length)
		return false;
	return memcmp(open_start ? text + n - length : text, pattern, length) ==
	       0;
}

bool
is_one_of(const char *text, const char *list, size_t length)
{
	const char *end = list + length;

	while (list <= end) {
		const char *bar = memchr(list, '|', (size_t)(end - list));
		size_t n = (size_t)((bar == NULL ? end : bar) - list);

		if (is_alike(text, list, n))
			return true;
		list += n + 1;
	}
	return false;
}

/* What Python's `if value:` takes for true. */
static bool
is_truthy(struct gpulint_pass *pass, const struct setting *setting)
{
	const struct gpulint_node *node = setting->node;
	const char *type = gpulint_scalar_type(pass, node);

	if (setting->word != NULL)
		return *setting->word != '\0' &&
		       strcmp(setting->word, "false") != 0;

	if (node == NULL || strcmp(type, "null") == 0)
		return false;
	if (!gpulint_is_scalar(node))
		return gpulint_length(node) > 0;
	if (strcmp(type, "bool") == 0)
		return gpulint_truth(pass, node);
	if (strcmp(type, "int") == 0 || strcmp(type, "float") == 0)
		return strtod(gpulint_scalar(node), NULL) != 0;
	return *gpulint_scalar(node) != '\0';
}

static bool
is_true(const struct gpulint_fact *fact)
{
	const char *text = gpulint_text(fact);

	return gpulint_number(fact) != 0 ||
	       (*text != '\0' && strcmp(text, "none") != 0);
}

static bool
is_stated(const struct setting *setting)
{
	return setting->node != NULL || gpulint_known(setting->fact);
}

static bool
number_of(const struct setting *setting, double *number)
{
	const char *text = setting->word != NULL
			       ? setting->word
			       : gpulint_scalar(setting->node);
	char *end;

	if (setting->node == NULL) {
		*number = gpulint_number(setting->fact);
		return gpulint_known(setting->fact);
	}
	*number = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*number);
}

const char *
setting_text(struct gpulint_pass *pass, const struct setting *setting)
{
	const char *text;

	if (setting->word != NULL)
		return setting->word;
	if (setting->node == NULL || setting->fact != NULL) {
		text = gpulint_text(setting->fact);
		return *text != '\0' || !gpulint_known(setting->fact)
			   ? text
			   : gpulint_format(pass, "%g",
				 gpulint_number(setting->fact));
	}
	if (strcmp(gpulint_scalar_type(pass, setting->node), "bool") == 0)
		return gpulint_truth(pass, setting->node) ? "true" : "false";
	return gpulint_scalar(setting->node);
}

struct gpulint_finding *
setting_report(struct gpulint_pass *pass, const struct setting *setting,
    const char *message)
{
	if (setting->flag != NULL)
		return gpulint_report_word(pass, setting->node, setting->flag,
		    "%s", message);
	if (setting->fact != NULL && gpulint_node_of(setting->fact) != NULL)
		return gpulint_report(pass, setting->fact, "%s", message);
	return gpulint_report_at(pass, setting->node, "%s", message);
}

/* GPT-NeoX and vLLM take - for _ in keys. */
static const struct gpulint_node *
find_key(struct gpulint_pass *pass, const char *path)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *node = gpulint_path(root, path);
	const char *dialect = gpulint_dialect(pass), *dashes = "";

	if (node != NULL || (strcmp(dialect, "gpt_neox") != 0 &&
				strcmp(dialect, "vllm_config") != 0))
		return node;
	for (; *path != '\0'; path++)
		dashes = gpulint_format(pass, "%s%c", dashes,
		    *path == '_'   ? '-'
		    : *path == '-' ? '_'
				   : *path);
	return gpulint_path(root, dashes);
}

void
setting_find(struct gpulint_pass *pass, const char *name,
    struct setting *setting)
{
	memset(setting, 0, sizeof(*setting));
	setting->name = name;
	if (*name == '@')
		setting->fact = gpulint_fact(pass, name + 1);
	else if (*name == '$' && strcmp(gpulint_dialect(pass), "vllm_config"))
		flag_find(pass, name + 1, setting);
	else
		setting->node = find_key(pass, name + (*name == '$'));
}

/* The number on the right of an operator, written or another setting's. */
static bool
limit_of(struct gpulint_pass *pass, const struct condition *condition,
    double *limit)
{
	const char *text = gpulint_format(pass, "%.*s",
	    (int)condition->value_length, condition->value);
	struct setting other;
	char *end;

	*limit = strtod(text, &end);
	if (end != text && *end == '\0')
		return true;
	setting_find(pass, text, &other);
	return is_stated(&other) && number_of(&other, limit);
}

/* A release, and no count that is called a version (parallel.fsdp_version). */
static bool
is_version(const struct setting *setting)
{
	return setting->node == NULL && *gpulint_text(setting->fact) != '\0' &&
	       (strncmp(setting->name, "@env.", 5) == 0 ||
		   strstr(setting->name, "version") != NULL);
}

static bool
compares_version(struct gpulint_pass *pass, const struct condition *condition,
    const struct setting *setting)
{
	const char *limit = gpulint_format(pass, "%.*s",
	    (int)condition->value_length, condition->value);
	const char *version = gpulint_text(setting->fact);
	int order = gpulint_version_compare(version, limit);

	return gpulint_stated(setting->fact) &&
	       ((condition->inclusive && order == 0) ||
		   (condition->operator== '<' ? order < 0 : order> 0));
}

static bool
compares(struct gpulint_pass *pass, const struct condition *condition,
    const struct setting *setting)
{
	double number, limit;
	const char *text;

	if (!is_stated(setting) ||
	    (setting->node != NULL && !gpulint_is_scalar(setting->node)))
		return false;
	if (condition->operator== '!' &&
	    strcmp(gpulint_scalar_type(pass, setting->node), "null") == 0)
		return false;
	if (strchr("<>", condition->operator) != NULL && is_version(setting))
		return compares_version(pass, condition, setting);
	if (strchr("<>%", condition->operator) != NULL) {
		if (!number_of(setting, &number) ||
		    !limit_of(pass, condition, &limit))
			return false;
		if (condition->operator== '%')
			return number > 0 && limit >= 1 &&
			       fmod(number, limit) != 0;
		if (condition->inclusive && number == limit)
			return true;
		return condition->operator== '<' ? number < limit
						 : number> limit;
	}
	text = setting_text(pass, setting);
	return is_one_of(text, condition->value, condition->value_length) ==
	       (condition->operator== '=');
}

/* A flag that is not there may yet be given: in the file that --config
 * names, or on the command line that this file is given to. */
static bool
may_be_elsewhere(struct gpulint_pass *pass, const char *name,
    const struct setting *setting)
{
	struct setting config = { 0 };

	if (*name != '$' || is_stated(setting))
		return false;
	if (strcmp(gpulint_dialect(pass), "vllm_config") == 0)
		return true;
	flag_find(pass, "config", &config);
	return is_stated(&config);
}

static bool
holds(struct gpulint_pass *pass, const struct condition *condition,
    struct setting *setting)
{
	bool set;

	setting_find(pass, condition->name, setting);
	if (condition->unknown)
		return gpulint_unknown_fact(setting->fact);
	if ((condition->operator!= '\0' && setting->word != NULL &&
		strchr(setting->word, '$') != NULL) ||
	    strstr(setting_text(pass, setting), "${") != NULL ||
	    strstr(setting_text(pass, setting), "$(") != NULL ||
	    strstr(setting_text(pass, setting), "{{") != NULL ||
	    gpulint_unknown_fact(setting->fact) ||
	    (condition->negated &&
		may_be_elsewhere(pass, condition->name, setting)))
		return false;
	if (condition->written)
		return gpulint_node_of(setting->fact) != NULL;
	if (condition->operator!= '\0')
		return compares(pass, condition, setting) != condition->negated;
	if (condition->present)
		return is_stated(setting) != condition->negated;
	set = setting->fact != NULL ? is_true(setting->fact)
				    : is_truthy(pass, setting);
	return set != condition->negated;
}

/* Facts are looked up, keys and flags are searched for: a row whose facts do
 * not hold, as most do not, needs no search. */
static bool
facts_hold(struct gpulint_pass *pass, const char *when)
{
	struct condition condition;
	struct setting setting;

	while (next_condition(&when, &condition))
		if (*condition.name == '@' &&
		    !holds(pass, &condition, &setting))
			return false;
	return true;
}

/* Of which program and on which machine a row holds: what it is about stands
 * elsewhere, if anywhere. */
static bool
is_setting_out(const struct condition *condition)
{
	static const char *const names[] = { "@serve.engine", "@framework.name",
		"@target.os", "@target.arch", "@target.gpu" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(condition->name, names[i]) == 0)
			return true;
	return false;
}

bool
conditions_hold(struct gpulint_pass *pass, const char *when,
    struct setting *first, struct setting *second)
{
	struct condition condition;
	struct setting outset = { 0 };

	memset(first, 0, sizeof(*first));
	memset(second, 0, sizeof(*second));
	if (!facts_hold(pass, when))
		return false;
	while (next_condition(&when, &condition)) {
		struct setting setting;

		if (!holds(pass, &condition, &setting))
			return false;
		if (setting.node == NULL && setting.fact != NULL)
			setting.node = gpulint_node_of(setting.fact);
		/* what a fact is not is nobody's line to blame */
		if (setting.node == NULL ||
		    (condition.negated && setting.fact != NULL))
			continue;
		setting.name = gpulint_format(pass, "%s", condition.name);
		setting.is_name = condition.operator== '\0';
		if (is_setting_out(&condition)) {
			if (outset.node == NULL)
				outset = setting;
		} else if (first->node == NULL)
			*first = setting;
		else if (second->node == NULL && setting.node != first->node)
			*second = setting;
	}
	if (first->node == NULL)
		*first = outset;
	return first->node != NULL;
}
