#include "conflict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The mapping that a dotted path ends in, and the last part of the path. */
static const struct gpulint_node *
mapping_of(struct gpulint_pass *pass, const char *path, const char **last)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const char *dot = strrchr(path, '.');

	*last = dot == NULL ? path : dot + 1;
	if (dot == NULL)
		return root;
	return gpulint_path(root,
	    gpulint_format(pass, "%.*s", (int)(dot - path), path));
}

/* The key of a dotted path, as the file writes it. */
static const struct gpulint_node *
key_of(struct gpulint_pass *pass, const char *path)
{
	const char *last;
	const struct gpulint_node *mapping = mapping_of(pass, path, &last);

	return gpulint_key_named(mapping, last);
}

/* "false" in quotes is a text, and true to Python. */
static void
set_to(struct gpulint_fix *fix, const struct gpulint_node *value,
    const char *text)
{
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		gpulint_write(fix, value, text);
	else
		gpulint_replace(fix, value, text);
}

/* The key of a mapping whose value a finding stands on, or its last one. */
static const struct gpulint_node *
neighbour(const struct gpulint_node *mapping, const struct gpulint_node *place)
{
	size_t length = gpulint_length(mapping);

	for (size_t i = 0; i < length; i++)
		if (gpulint_value(mapping, i) == place)
			return gpulint_key(mapping, i);
	return length == 0 ? NULL : gpulint_key(mapping, length - 1);
}

static void
add(struct gpulint_fix *fix, struct gpulint_pass *pass, const char *path,
    const char *value, const struct gpulint_node *place)
{
	const struct gpulint_node *there =
	    gpulint_path(gpulint_root(pass), path);
	const struct gpulint_node *mapping;
	const char *last;

	if (there != NULL) {
		set_to(fix, there, value);
		return;
	}
	mapping = mapping_of(pass, path, &last);
	gpulint_insert_after(fix, neighbour(mapping, place), last, value);
}

/* A flag's value, where it is a word of a list. */
static void
set_flag(struct gpulint_fix *fix, struct gpulint_pass *pass, const char *flag,
    const char *value)
{
	struct setting setting;
	const char *text;

	setting_find(pass, flag, &setting);
	text = gpulint_scalar(setting.node);
	if (setting.word == NULL || strcmp(text, setting.word) == 0)
		gpulint_replace(fix, setting.node, value);
	else if (strncmp(text, "--", 2) == 0 && strpbrk(text, " \n") == NULL)
		gpulint_replace(fix, setting.node,
		    gpulint_format(pass, "%.*s=%s", (int)strcspn(text, "="),
			text, value));
}

/* "/N" is the largest divisor of N up to what is written now, "^N" the next
 * multiple of N; anything else stands for itself.  NULL for numbers that
 * nobody means. */
static const char *
computed(struct gpulint_pass *pass, const char *name, const char *value)
{
	struct setting setting;
	double now, of;
	char *end;

	if (*value != '/' && *value != '^')
		return value;
	setting_find(pass, name, &setting);
	now = strtod(setting_text(pass, &setting), NULL);
	of = strtod(value + 1, &end);
	if (end == value + 1 || *end != '\0' || now < 1 || of < 1 ||
	    now > 1e6 || of > 1e6)
		return NULL;
	if (*value == '^')
		return gpulint_format(pass, "%.0f", ceil(now / of) * of);
	for (now = floor(now < of ? now : of); now > 1; now--)
		if (fmod(of, now) == 0)
			break;
	return gpulint_format(pass, "%.0f", now);
}

/* A row's text with the values that {names} in it stand for; braces around
 * anything with a space in it are meant. */
static const char *
filled_in(struct gpulint_pass *pass, const char *text)
{
	const char *made = "", *open = text;
	struct setting setting;

	while ((open = strchr(open, '{')) != NULL) {
		size_t length = strcspn(open, " }");

		if (open[length] != '}') {
			open++;
			continue;
		}
		setting_find(pass,
		    gpulint_format(pass, "%.*s", (int)length - 1, open + 1),
		    &setting);
		made = gpulint_format(pass, "%s%.*s%s", made,
		    (int)(open - text), text, setting_text(pass, &setting));
		open += length + 1;
		text = open;
	}
	return gpulint_format(pass, "%s%s", made, text);
}

/* A number of another setting that is no cure for this one. */
static bool
is_absurd(const char *value)
{
	char *end;
	double number = strtod(value, &end);

	return end != value && *end == '\0' && !(number >= 0 && number <= 1e9);
}

/* The edit with its value worked out, or NULL where that makes no sense. */
static const char *
worked_out(struct gpulint_pass *pass, const char *edit)
{
	size_t name = strcspn(edit, "=>");
	const char *value;

	if (edit[name] != '=')
		return edit;
	value = computed(pass, gpulint_format(pass, "%.*s", (int)name, edit),
	    filled_in(pass, edit + name + 1));
	if (value == NULL ||
	    (strchr(edit + name, '{') != NULL && is_absurd(value)))
		return NULL;
	return gpulint_format(pass, "%.*s=%s", (int)name, edit, value);
}

static void
edit_one(struct gpulint_fix *fix, struct gpulint_pass *pass, const char *edit,
    const struct gpulint_node *place)
{
	size_t name = strcspn(edit, "=>");
	const char *path = gpulint_format(pass, "%.*s", (int)name, edit);
	const char *value = edit[name] == '\0' ? "" : edit + name + 1;

	if (edit[0] == '@')
		gpulint_set(fix, path + 1, value);
	else if (edit[0] == '$')
		set_flag(fix, pass, path, value);
	else if (edit[0] == '-')
		gpulint_drop(fix, key_of(pass, edit + 1));
	else if (edit[0] == '+')
		add(fix, pass, path + 1, value, place);
	else if (edit[name] == '>')
		gpulint_replace(fix, key_of(pass, path), value);
	else
		set_to(fix, gpulint_path(gpulint_root(pass), path), value);
}

static const char *
title_of(struct gpulint_pass *pass, const char *edit)
{
	size_t name = strcspn(edit, "=>");

	if (edit[0] == '$')
		return gpulint_format(pass, "set --%.*s to %s", (int)name - 1,
		    edit + 1, edit + name + 1);
	if (edit[0] == '-')
		return gpulint_format(pass, "remove %s", edit + 1);
	if (edit[name] == '>')
		return gpulint_format(pass, "rename it to %s", edit + name + 1);
	if (edit[0] == '+')
		return gpulint_format(pass, "add %.*s: %s", (int)name - 1,
		    edit + 1, edit + name + 1);
	if (edit[0] == '@')
		return gpulint_format(pass, "use %s", edit + name + 1);
	return gpulint_format(pass, "set %.*s to %s", (int)name, edit,
	    edit + name + 1);
}

/* The next of the edits of a row, which " & " parts; NULL at their end. */
static const char *
next_edit(struct gpulint_pass *pass, const char **rest)
{
	const char *end = strstr(*rest, " & ");
	size_t length = end == NULL ? strlen(*rest) : (size_t)(end - *rest);
	const char *edit = gpulint_format(pass, "%.*s", (int)length, *rest);

	if (length == 0)
		return NULL;
	*rest += end == NULL ? length : length + 3;
	return edit;
}

static void
offer(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct conflict *row, const struct gpulint_node *place)
{
	const char *rest, *edit;
	struct gpulint_fix *fix = NULL;

	for (rest = row->edit; (edit = next_edit(pass, &rest)) != NULL;)
		if (worked_out(pass, edit) == NULL)
			return;
	for (rest = row->edit; (edit = next_edit(pass, &rest)) != NULL;) {
		edit = worked_out(pass, edit);
		if (fix == NULL)
			fix = gpulint_fix(finding, row->safe, "%s",
			    title_of(pass, edit));
		edit_one(fix, pass, edit, place);
	}
}

/* A row's sentence, with the values it names and the check it speaks of:
 * "owner/repo a/b/c.py" becomes "(repo, b/c.py)". */
static const char *
sentence(struct gpulint_pass *pass, const struct conflict *row)
{
	const char *text = filled_in(pass, row->message);
	const char *repo = strchr(row->source, '/'), *path, *tail;

	repo = repo == NULL ? row->source : repo + 1;
	path = strchr(repo, ' ');
	if (path == NULL)
		return gpulint_format(pass, "%s (%s)", text, repo);
	tail = path + strlen(path);
	for (int slashes = 0; tail > path + 1; tail--)
		if (tail[-1] == '/' && ++slashes == 2)
			break;
	return gpulint_format(pass, "%s (%.*s, %s)", text, (int)(path - repo),
	    repo, tail);
}

/* "@env.lib.peft" is peft to people. */
static const char *
plain_name(const char *name)
{
	name += strspn(name, "@$");
	return strncmp(name, "env.lib.", 8) == 0 ? name + 8 : name;
}

static void
report(struct gpulint_pass *pass, const struct conflict *row,
    const struct setting *first, const struct setting *second, bool on_name)
{
	const struct gpulint_node *key =
	    on_name && first->is_name ? key_of(pass, first->name) : NULL;
	struct gpulint_finding *finding =
	    first->flag == NULL && key != NULL
		? gpulint_report_at(pass, key, "%s", sentence(pass, row))
		: setting_report(pass, first, sentence(pass, row));
	const char *value = setting_text(pass, second);

	gpulint_lower(finding, row->severity);
	if (second->node != NULL && *value != '\0')
		gpulint_related_at(finding, second->node, "%s is %s",
		    plain_name(second->name), value);
	else if (second->node != NULL)
		gpulint_related_at(finding, second->node, "with this");
	gpulint_help(finding, "%s", filled_in(pass, row->help));
	if (row->edit != NULL)
		offer(pass, finding, row, first->node);
}

static const struct conflict_rule *
rule_named(const char *name)
{
	const struct conflict_rule *rule = conflict_rules;

	while (rule->name != NULL && strcmp(rule->name, name) != 0)
		rule++;
	return rule;
}

void
conflicts_report(struct gpulint_pass *pass, const char *name)
{
	const struct conflict_rule *rule = rule_named(name);
	bool on_name = strcmp(name, "renamed-setting") == 0;
	const char *dialect = gpulint_dialect(pass);

	for (size_t i = 0; i < rule->count; i++) {
		const struct conflict *row = &rule->rows[i];
		struct setting first, second;

		/* of all dialects: judged where the command stands */
		if (gpulint_in_program(pass) && strcmp(row->dialect, "*") == 0)
			continue;
		if (is_one_of(dialect, row->dialect, strlen(row->dialect)) &&
		    conditions_hold(pass, row->when, &first, &second))
			report(pass, row, &first, &second, on_name);
	}
}
