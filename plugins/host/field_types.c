#include "field_types.h"

#include "resource_names.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS_LIMIT = 512 };

static bool
is_type(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *type)
{
	return strcmp(gpulint_scalar_type(pass, node), type) == 0;
}

bool
is_open(struct gpulint_pass *pass, const struct gpulint_node *node)
{
	return node == NULL || is_type(pass, node, "null") ||
	       is_placeholder(gpulint_scalar(node));
}

static void
judge_text(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *name)
{
	const char *text = gpulint_scalar(node);
	struct gpulint_finding *finding;

	if (is_open(pass, node) || !gpulint_is_scalar(node) ||
	    is_type(pass, node, "string"))
		return;
	finding = gpulint_report_at(pass, node,
	    "%s is no text to YAML, and Kubernetes takes only text for %s",
	    text, name);
	gpulint_help(finding, "put it in quotes: \"%s\"", text);
	gpulint_write(gpulint_fix(finding, true, "put it in quotes"), node,
	    gpulint_format(pass, "\"%s\"", text));
}

/* A text where a number or a boolean is read. */
static void
judge_plain(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *name, const char *kind)
{
	const char *text = gpulint_scalar(node);
	struct gpulint_finding *finding;
	char *end;

	if (is_open(pass, node) || !gpulint_is_scalar(node) ||
	    !is_type(pass, node, "string"))
		return;
	finding = gpulint_report_at(pass, node,
	    "\"%s\" is text, and Kubernetes takes %s for %s", text, kind, name);
	strtol(text, &end, 10);
	if ((end != text && *end == '\0') || strcmp(text, "true") == 0 ||
	    strcmp(text, "false") == 0) {
		gpulint_help(finding, "write %s without quotes", text);
		gpulint_write(gpulint_fix(finding, true, "take the quotes off"),
		    node, text);
	}
}

static bool
judge_list(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    const char *name)
{
	const struct gpulint_node *node = gpulint_get(mapping, name);
	struct gpulint_finding *finding;

	if (is_open(pass, node) || gpulint_is_sequence(node))
		return true;
	finding = gpulint_report_at(pass, gpulint_key_named(mapping, name),
	    "Kubernetes takes a list for %s, and this is %s", name,
	    gpulint_is_mapping(node) ? "a mapping" : "one text");
	gpulint_help(finding, "begin each item with a dash");
	return false;
}

static void
judge(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    const struct field *field)
{
	const struct gpulint_node *node = gpulint_get(mapping, field->name);

	switch (field->type) {
	case TEXT:
		judge_text(pass, node, field->name);
		break;
	case WHOLE:
		judge_plain(pass, node, field->name, "a number");
		break;
	case FLAG:
		judge_plain(pass, node, field->name, "true or false");
		break;
	case LIST:
		judge_list(pass, mapping, field->name);
		break;
	case TEXTS:
		if (!judge_list(pass, mapping, field->name))
			return;
		for (size_t i = 0; i < gpulint_length(node) && i < ITEMS_LIMIT;
		     i++)
			judge_text(pass, gpulint_at(node, i), field->name);
		break;
	case TEXT_MAP:
		for (size_t i = 0; gpulint_is_mapping(node) &&
				   i < gpulint_length(node) && i < ITEMS_LIMIT;
		     i++)
			judge_text(pass, gpulint_value(node, i), field->name);
		break;
	}
}

void
judge_fields(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    const struct field *fields)
{
	for (; gpulint_is_mapping(mapping) && fields->name != NULL; fields++)
		judge(pass, mapping, fields);
}

void
judge_items(struct gpulint_pass *pass, const struct gpulint_node *list,
    const struct field *fields)
{
	for (size_t i = 0; gpulint_is_sequence(list) &&
			   i < gpulint_length(list) && i < ITEMS_LIMIT;
	     i++)
		judge_fields(pass, gpulint_at(list, i), fields);
}

void
judge_amounts(struct gpulint_pass *pass, const struct gpulint_node *part)
{
	bool is_list = gpulint_is_sequence(part);

	if (is_open(pass, part) || gpulint_is_mapping(part))
		return;
	gpulint_help(gpulint_report_at(pass,
			 is_list ? gpulint_at(part, 0) : part,
			 "Kubernetes takes names with amounts here, and this "
			 "is %s",
			 is_list ? "a list" : "one text"),
	    "%s",
	    is_list ? "leave the dash out"
		    : "begin a line below it, and put a blank behind the "
		      "colon");
}
