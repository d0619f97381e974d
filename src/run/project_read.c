/* The keys of .gpulint.yaml. */

#include "base/suggest.h"
#include "dialect/scalar.h"
#include "rule/suppress.h"
#include "run/project.h"

#include <string.h>

struct reader {
	struct source *source;
	struct project *project;
	const struct cards *cards;
	struct arena *arena;
	struct error *err;
};

static bool
refuse(struct reader *r, const struct node *node, const char *what)
{
	uint32_t line, column;

	source_place(r->source, node->span.start, &line, &column);
	return error_set(r->err, "%s:%u:%u: %s", r->source->path,
	    (unsigned)line, (unsigned)column, what);
}

static bool
refuse_key(struct reader *r, const struct node *key, const char *const *known)
{
	struct suggest near;

	if (strcmp(node_text(key), "plugins") == 0 ||
	    strcmp(node_text(key), "plugin") == 0)
		return refuse(r, key,
		    "a project file cannot load plugins; name them with "
		    "--plugin or install them");
	suggest_init(&near, node_text(key));
	for (; *known != NULL; known++)
		suggest_offer(&near, *known);
	return refuse(r, key,
	    near.best == NULL
		? arena_printf(r->arena, "unknown key '%s'", node_text(key))
		: arena_printf(r->arena, "unknown key '%s'; did you mean '%s'?",
		      node_text(key), near.best));
}

static bool
read_strings(struct reader *r, const struct node *node,
    const char *const **list, size_t *count)
{
	size_t n = node_length(node), i;
	const char **strings;

	if (node_is(node, NODE_SCALAR)) {
		strings = arena_array(r->arena, 1, sizeof(*strings));
		strings[0] = node_text(node);
		*list = strings;
		*count = 1;
		return true;
	}
	if (!node_is(node, NODE_SEQUENCE))
		return refuse(r, node, "want a list of paths");
	strings = arena_array(r->arena, n, sizeof(*strings));
	for (i = 0; i < n; i++) {
		if (!node_is(node_at(node, i), NODE_SCALAR))
			return refuse(r, node, "want a list of paths");
		strings[i] = node_text(node_at(node, i));
	}
	*list = strings;
	*count = n;
	return true;
}

static const char *
place_of(struct reader *r, const struct node *node)
{
	uint32_t line, column;

	source_place(r->source, node->span.start, &line, &column);
	return arena_printf(r->arena, "%s:%u:%u", r->source->path,
	    (unsigned)line, (unsigned)column);
}

static bool
read_extend(struct reader *r, const struct node *node)
{
	struct project_folder **last = &r->project->folders, *folder;
	const char *const *paths;
	size_t count, i;

	if (!read_strings(r, node, &paths, &count))
		return false;
	for (i = 0; i < count; i++) {
		folder = arena_alloc(r->arena, sizeof(*folder));
		folder->written = paths[i];
		folder->place = place_of(r,
		    node_is(node, NODE_SCALAR) ? node : node_at(node, i));
		*last = folder;
		last = &folder->next;
	}
	return true;
}

/* `off` is false to YAML 1.1, and means the same here. */
static bool
read_rules(struct reader *r, const struct node *node, struct project_part *part)
{
	struct project_rule **last = &part->rules, *rule;
	struct pairs it;
	const char *name, *near;

	if (!node_is(node, NODE_MAPPING))
		return refuse(r, node,
		    "want rules with error, warning, note or off; extend "
		    "names folders of rules");
	it = pairs_of(node);
	while (pairs_next(&it)) {
		name = node_text(it.pair->key);
		rule = arena_alloc(r->arena, sizeof(*rule));
		/* Which policies there are, all project files together say. */
		if (rule_is_policy(name))
			rule->place = place_of(r, it.pair->key);
		else if (!rule_is_known(r->cards, name, strlen(name))) {
			near = card_suggest(r->cards, name);
			return refuse(r, it.pair->key,
			    near == NULL
				? arena_printf(r->arena, "no rule '%s'", name)
				: arena_printf(r->arena,
				      "no rule '%s'; did you mean '%s'?", name,
				      near));
		}
		rule->name = name;
		if (strcmp(node_text(it.pair->value), "off") == 0)
			rule->severity = SEVERITY_OFF;
		else if (!severity_parse(node_text(it.pair->value),
			     &rule->severity))
			return refuse(r, it.pair->value,
			    "want error, warning, note or off");
		*last = rule;
		last = &rule->next;
	}
	return true;
}

static bool
read_target(struct reader *r, const struct node *node,
    struct project_part *part)
{
	part->has_target = true;
	return target_read(&part->target, r->source, node, ORIGIN_PROJECT,
	    r->arena, r->err);
}

static struct project_part *
add_part(struct reader *r, struct project_part ***last)
{
	struct project_part *part = arena_alloc(r->arena, sizeof(*part));

	target_init(&part->target);
	**last = part;
	*last = &part->next;
	return part;
}

static bool
read_override(struct reader *r, const struct node *node,
    struct project_part *part)
{
	static const char *const known[] = { "paths", "target", "rules", NULL };
	struct pairs it;
	bool ok = true;

	if (!node_is(node, NODE_MAPPING))
		return refuse(r, node, "want paths with a target or rules");
	it = pairs_of(node);
	while (ok && pairs_next(&it)) {
		const char *key = node_text(it.pair->key);
		const struct node *value = it.pair->value;

		if (strcmp(key, "paths") == 0)
			ok = read_strings(r, value, &part->paths,
			    &part->path_count);
		else if (strcmp(key, "target") == 0)
			ok = read_target(r, value, part);
		else if (strcmp(key, "rules") == 0)
			ok = read_rules(r, value, part);
		else
			ok = refuse_key(r, it.pair->key, known);
	}
	if (ok && part->paths == NULL)
		return refuse(r, node, "an override names its paths");
	return ok;
}

static bool
read_overrides(struct reader *r, const struct node *node,
    struct project_part ***last)
{
	size_t i;

	if (!node_is(node, NODE_SEQUENCE))
		return refuse(r, node, "want a list of overrides");
	for (i = 0; i < node_length(node); i++)
		if (!read_override(r, node_at(node, i), add_part(r, last)))
			return false;
	return true;
}

static bool
read_flag(struct reader *r, const struct node *node, bool *flag)
{
	struct scalar scalar = scalar_of(node, LOADER_PYYAML);

	if (!node_is(node, NODE_SCALAR) || scalar.type != SCALAR_BOOL)
		return refuse(r, node, "want true or false");
	*flag = scalar.number != 0;
	return true;
}

static bool
read_fail_on(struct reader *r, const struct node *node)
{
	struct project *project = r->project;

	project->has_fail_on = true;
	if (strcmp(node_text(node), "never") == 0)
		project->fail_on = SEVERITY_OFF;
	else if (!severity_parse(node_text(node), &project->fail_on) ||
		 project->fail_on == SEVERITY_OFF)
		return refuse(r, node, "want error, warning, note or never");
	return true;
}

static bool
read_pair(struct reader *r, const struct pair *pair, struct project_part *top,
    struct project_part ***last)
{
	static const char *const known[] = { "target", "rules", "ignore",
		"overrides", "extend", "root", "fail_on", NULL };
	const char *key = node_text(pair->key);
	const struct node *value = node_resolve(pair->value);

	if (value == NULL)
		return refuse(r, pair->key, "an alias to itself");
	if (strcmp(key, "target") == 0)
		return read_target(r, value, top);
	if (strcmp(key, "rules") == 0)
		return read_rules(r, value, top);
	if (strcmp(key, "ignore") == 0)
		return read_strings(r, value, &r->project->ignore,
		    &r->project->ignore_count);
	if (strcmp(key, "overrides") == 0)
		return read_overrides(r, value, last);
	if (strcmp(key, "extend") == 0)
		return read_extend(r, value);
	if (strcmp(key, "root") == 0)
		return read_flag(r, value, &r->project->root);
	if (strcmp(key, "fail_on") == 0)
		return read_fail_on(r, value);
	return refuse_key(r, pair->key, known);
}

struct project *
project_read(struct source *source, const char *folder,
    const struct cards *cards, struct arena *arena, struct error *err)
{
	struct reader r = { source, NULL, cards, arena, err };
	struct project_part **last, *top;
	struct tree_problem problem;
	const struct tree *tree;
	const struct node *root;
	uint32_t line, column;
	struct pairs it;

	/* Made now, so that threads that share the file only read. */
	source_place(source, 0, &line, &column);
	tree = tree_read_yaml(source, &problem);
	if (tree == NULL) {
		source_place(source, problem.span.start, &line, &column);
		error_set(err, "%s:%u:%u: %s", source->path, (unsigned)line,
		    (unsigned)column, problem.text);
		return NULL;
	}
	r.project = arena_alloc(arena, sizeof(*r.project));
	r.project->path = source->path;
	r.project->folder = folder;
	last = &r.project->parts;
	top = add_part(&r, &last);
	root = tree->document_count == 0 ? NULL : tree->documents[0];
	if (root == NULL || (root->kind == NODE_SCALAR && root->length == 0))
		return r.project;
	if (!node_is(root, NODE_MAPPING)) {
		refuse(&r, root, "want a mapping");
		return NULL;
	}
	it = pairs_of(root);
	while (pairs_next(&it))
		if (!read_pair(&r, it.pair, top, &last))
			return NULL;
	return r.project;
}
