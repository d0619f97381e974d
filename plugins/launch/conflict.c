#include "conflict.h"

#include <stdlib.h>
#include <string.h>

/* The condition's parts; what they point to is not terminated. */
struct condition {
	bool negated, of_fact;
	const char *name;
	size_t name_length;
	char operator; /* 0, = < >, or ! for != */
	const char *value;
	size_t value_length;
};

/* What a condition is asked of: a node, or a fact where node is NULL. */
struct setting {
	const struct gpulint_node *node;
	const struct gpulint_fact *fact;
};

/* The next condition of a row; false past the last. */
static bool
next_condition(const char **row, struct condition *condition)
{
	const char *p = *row + strspn(*row, " ");
	size_t length = strcspn(p, " ");

	if (length == 0)
		return false;
	*row = p + length;
	memset(condition, 0, sizeof(*condition));
	condition->negated = *p == '!';
	if (condition->negated)
		p++;
	condition->of_fact = *p == '@';
	if (condition->of_fact)
		p++;
	condition->name = p;
	condition->name_length = strcspn(p, "!=<> ");
	p += condition->name_length;
	if (p == *row)
		return true;
	condition->operator= * p;
	p += *p == '!' ? 2 : 1;
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

static bool
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

static bool
is_template(const struct gpulint_node *node)
{
	const char *text = gpulint_scalar(node);

	return strstr(text, "${") != NULL || strstr(text, "{{") != NULL;
}

/* What Python's `if value:` takes for true. */
static bool
is_truthy(struct gpulint_pass *pass, const struct gpulint_node *node)
{
	const char *type = gpulint_scalar_type(pass, node);

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
is_stated(const struct setting *setting)
{
	return setting->node != NULL || gpulint_known(setting->fact);
}

static bool
number_of(const struct setting *setting, double *number)
{
	const char *text = gpulint_scalar(setting->node);
	char *end;

	if (setting->node == NULL) {
		*number = gpulint_number(setting->fact);
		return gpulint_known(setting->fact);
	}
	*number = strtod(text, &end);
	return end != text && *end == '\0';
}

/* As a row spells it: booleans are true and false however they are
 * written. */
static const char *
text_of(struct gpulint_pass *pass, const struct setting *setting)
{
	if (setting->node == NULL)
		return gpulint_text(setting->fact);
	if (strcmp(gpulint_scalar_type(pass, setting->node), "bool") == 0)
		return gpulint_truth(pass, setting->node) ? "true" : "false";
	return gpulint_scalar(setting->node);
}

static bool
compares(struct gpulint_pass *pass, const struct condition *condition,
    const struct setting *setting)
{
	double number;
	const char *text;

	if (!is_stated(setting) ||
	    (setting->node != NULL && !gpulint_is_scalar(setting->node)))
		return false;
	if (condition->operator== '<' || condition->operator== '>') {
		double limit = strtod(condition->value, NULL);

		if (!number_of(setting, &number))
			return false;
		return condition->operator== '<' ? number < limit
						 : number> limit;
	}
	text = text_of(pass, setting);
	return is_one_of(text, condition->value, condition->value_length) ==
	       (condition->operator== '=');
}

static bool
holds(struct gpulint_pass *pass, const struct condition *condition,
    struct setting *setting)
{
	const char *name = gpulint_format(pass, "%.*s",
	    (int)condition->name_length, condition->name);
	bool set;

	memset(setting, 0, sizeof(*setting));
	if (condition->of_fact)
		setting->fact = gpulint_fact(pass, name);
	else
		setting->node = gpulint_path(gpulint_root(pass), name);
	if (is_template(setting->node) || gpulint_unknown_fact(setting->fact))
		return false;
	if (condition->operator!= '\0')
		return compares(pass, condition, setting);
	set = condition->of_fact ? gpulint_number(setting->fact) != 0
				 : is_truthy(pass, setting->node);
	return set != condition->negated;
}

/* The key of a dotted path, as the file writes it. */
static const struct gpulint_node *
key_of(struct gpulint_pass *pass, const char *path)
{
	const struct gpulint_node *mapping = gpulint_root(pass);
	const char *last = strrchr(path, '.');

	if (last != NULL) {
		mapping = gpulint_path(mapping,
		    gpulint_format(pass, "%.*s", (int)(last - path), path));
		path = last + 1;
	}
	for (size_t i = 0; i < gpulint_length(mapping); i++)
		if (strcmp(gpulint_scalar(gpulint_key(mapping, i)), path) == 0)
			return gpulint_key(mapping, i);
	return NULL;
}

static void
offer(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct conflict *row)
{
	const char *equals = strchr(row->edit, '=');
	const char *becomes = strchr(row->edit, '>');
	struct gpulint_fix *fix;

	if (row->edit[0] == '-') {
		fix =
		    gpulint_fix(finding, row->safe, "remove %s", row->edit + 1);
		gpulint_drop(fix, key_of(pass, row->edit + 1));
	} else if (becomes != NULL) {
		const char *path = gpulint_format(pass, "%.*s",
		    (int)(becomes - row->edit), row->edit);

		fix = gpulint_fix(finding, row->safe, "rename it to %s",
		    becomes + 1);
		gpulint_replace(fix, key_of(pass, path), becomes + 1);
	} else if (equals != NULL) {
		const char *path = gpulint_format(pass, "%.*s",
		    (int)(equals - row->edit), row->edit);

		fix = gpulint_fix(finding, row->safe, "set %s to %s", path,
		    equals + 1);
		gpulint_replace(fix, gpulint_path(gpulint_root(pass), path),
		    equals + 1);
	}
}

/* True where all conditions hold; the settings that state them. */
static bool
all_hold(struct gpulint_pass *pass, const char *when, struct setting *first,
    struct setting *second)
{
	struct condition condition;

	memset(first, 0, sizeof(*first));
	memset(second, 0, sizeof(*second));
	while (next_condition(&when, &condition)) {
		struct setting setting;

		if (!holds(pass, &condition, &setting))
			return false;
		if (setting.node == NULL && setting.fact != NULL)
			setting.node = gpulint_node_of(setting.fact);
		if (setting.node == NULL)
			continue;
		if (first->node == NULL)
			*first = setting;
		else if (second->node == NULL && setting.node != first->node)
			*second = setting;
	}
	return first->node != NULL;
}

void
conflicts_report(struct gpulint_pass *pass, const struct conflict *rows,
    size_t count)
{
	const char *dialect = gpulint_dialect(pass);

	for (size_t i = 0; i < count; i++) {
		const struct conflict *row = &rows[i];
		struct gpulint_finding *finding;
		struct setting first, second;

		if (!is_one_of(dialect, row->dialect, strlen(row->dialect)) ||
		    !all_hold(pass, row->when, &first, &second))
			continue;
		finding =
		    gpulint_report_at(pass, first.node, "%s", row->message);
		gpulint_lower(finding, row->severity);
		if (second.node != NULL)
			gpulint_related_at(finding, second.node, "with this");
		gpulint_help(finding, "%s", row->help);
		if (row->edit != NULL)
			offer(pass, finding, row);
	}
}
