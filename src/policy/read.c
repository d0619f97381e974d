/* What a card holds under match, message and edit. */

#include "base/suggest.h"
#include "policy/rule.h"

#include <string.h>

bool
policy_refuse(const struct policy_reader *r, const struct node *node,
    const char *format, ...)
{
	uint32_t line = 1, column = 1;
	const char *what;
	va_list ap;

	if (node != NULL)
		source_place(r->source, node->span.start, &line, &column);
	va_start(ap, format);
	what = arena_vprintf(r->arena, format, ap);
	va_end(ap);
	return error_set(r->err, "%s:%u:%u: %s", r->source->path,
	    (unsigned)line, (unsigned)column, what);
}

bool
policy_refuse_name(const struct policy_reader *r, const struct node *node,
    const char *kind, const char *nearest)
{
	const char *name = node_text(node);

	if (nearest == NULL)
		return policy_refuse(r, node, "%s '%.60s'", kind, name);
	return policy_refuse(r, node, "%s '%.60s'; did you mean '%s'?", kind,
	    name, nearest);
}

const char *
policy_text(const struct policy_reader *r, const struct node *node)
{
	const struct node *scalar = node_resolve(node);

	if (!node_is(scalar, NODE_SCALAR) || scalar->length == 0)
		policy_refuse(r, node, "want a text");
	else if (strlen(scalar->text) != scalar->length)
		policy_refuse(r, node, "a NUL byte");
	else if (strpbrk(scalar->text, "\r\n") != NULL)
		policy_refuse(r, node, "want a text of one line");
	else if (scalar->tag != NULL && scalar->tag[0] == '!')
		/* != 8 without quotes is a tag and an 8. */
		policy_refuse(r, node,
		    "'%.20s' is a tag to YAML: put the "
		    "comparison in quotes",
		    scalar->tag);
	else
		return scalar->text;
	return NULL;
}

/* One text, or a list of them. */
static bool
read_words(const struct policy_reader *r, const struct node *node,
    const char *const **out)
{
	bool is_list = node_is(node, NODE_SEQUENCE);
	size_t count = is_list ? node_length(node) : 1, i;
	const char **words;

	if (count == 0 || count > POLICY_LIST_LIMIT)
		return policy_refuse(r, node, "want 1 to %d of these",
		    POLICY_LIST_LIMIT);
	words = arena_array(r->arena, count + 1, sizeof(*words));
	for (i = 0; i < count; i++) {
		words[i] = policy_text(r, is_list ? node_at(node, i) : node);
		if (words[i] == NULL)
			return false;
	}
	*out = words;
	return true;
}

static const struct node *
word_node(const struct node *node, size_t i)
{
	return node_is(node, NODE_SEQUENCE) ? node_at(node, i) : node;
}

static bool
read_dialects(const struct policy_reader *r, const struct node *node)
{
	const char *const *names;
	size_t i, j;

	if (!read_words(r, node, &names))
		return false;
	for (i = 0; names[i] != NULL; i++) {
		struct suggest near;

		if (dialect_by_name(r->dialects, names[i]) != NULL)
			continue;
		suggest_init(&near, names[i]);
		for (j = 0; j < r->dialects->count; j++)
			suggest_offer(&near, r->dialects->all[j].name);
		return policy_refuse_name(r, word_node(node, i), "no dialect",
		    near.best);
	}
	r->policy->dialects = names;
	return true;
}

static bool
read_kinds(const struct policy_reader *r, const struct node *node)
{
	const char *const *names;
	size_t i;

	if (!read_words(r, node, &names))
		return false;
	for (i = 0; names[i] != NULL; i++) {
		if (strcmp(names[i], "train") == 0)
			r->policy->kinds |= 1u << WORKLOAD_TRAIN;
		else if (strcmp(names[i], "serve") == 0)
			r->policy->kinds |= 1u << WORKLOAD_SERVE;
		else
			return policy_refuse(r, word_node(node, i),
			    "kind '%.60s' is neither train nor serve",
			    names[i]);
	}
	return true;
}

static bool
read_pattern(const struct policy_reader *r, const struct node *node,
    const struct pattern **out)
{
	const char *text = policy_text(r, node);
	struct error why = { "" };

	if (text == NULL)
		return false;
	*out = pattern_compile(text, strlen(text), r->arena, &why);
	return *out != NULL ||
	       policy_refuse(r, node, "'%.60s': %s", text, why.text);
}

/* A pair of a mapping whose keys are all known; -1 after refusing. */
static int
known_key(const struct policy_reader *r, const struct node *mapping, size_t i,
    const char *const *known)
{
	const struct node *key = mapping->u.pairs[i].key;
	struct suggest near;
	int k;

	if (node_duplicate(mapping, i) != NULL) {
		policy_refuse(r, key, "the key is there twice");
		return -1;
	}
	for (k = 0; known[k] != NULL; k++)
		if (strcmp(known[k], node_text(key)) == 0)
			return k;
	suggest_init(&near, node_text(key));
	for (k = 0; known[k] != NULL; k++)
		suggest_offer(&near, known[k]);
	policy_refuse_name(r, key, "unknown key", near.best);
	return -1;
}

static bool
read_condition(const struct policy_reader *r, const struct node *match,
    size_t i)
{
	static const char *const known[] = { "dialect", "path", "kind", "key",
		"value", "facts", "estimate", NULL };
	int k = known_key(r, match, i, known);
	const struct node *value;

	if (k < 0)
		return false;
	value = node_resolve(match->u.pairs[i].value);
	if (value == NULL)
		return policy_refuse(r, match->u.pairs[i].key,
		    "an alias to itself");
	switch (k) {
	case 0:
		return read_dialects(r, value);
	case 1:
		return read_words(r, value, &r->policy->paths);
	case 2:
		return read_kinds(r, value);
	case 3:
		return read_pattern(r, value, &r->policy->key);
	case 4:
		return read_pattern(r, value, &r->policy->value);
	case 5:
		return policy_read_facts(r, value);
	default:
		return policy_read_estimate(r, value);
	}
}

static bool
read_match(const struct policy_reader *r)
{
	const struct node *match = r->policy->card->match;
	size_t i;

	if (!node_is(match, NODE_MAPPING) || match->count == 0)
		return policy_refuse(r, match,
		    "match wants at least one condition");
	for (i = 0; i < match->count; i++)
		if (!read_condition(r, match, i))
			return false;
	return true;
}

/* dotted.key: text */
static bool
read_settings(const struct policy_reader *r, const struct node *node)
{
	struct policy *policy = r->policy;
	size_t i;

	if (!node_is(node, NODE_MAPPING) || node->count == 0 ||
	    node->count > POLICY_LIST_LIMIT)
		return policy_refuse(r, node, "set wants 1 to %d keys",
		    POLICY_LIST_LIMIT);
	policy->settings =
	    arena_array(r->arena, node->count, sizeof(*policy->settings));
	policy->setting_count = node->count;
	for (i = 0; i < node->count; i++) {
		struct setting *setting = &policy->settings[i];

		if (node_duplicate(node, i) != NULL)
			return policy_refuse(r, node->u.pairs[i].key,
			    "the key is there twice");
		setting->key = policy_text(r, node->u.pairs[i].key);
		if (setting->key == NULL)
			return false;
		setting->value = policy_text(r, node->u.pairs[i].value);
		if (setting->value == NULL)
			return false;
	}
	return true;
}

static bool
read_safe(const struct policy_reader *r, const struct node *node)
{
	r->policy->safe = strcmp(node_text(node), "true") == 0;
	return r->policy->safe || strcmp(node_text(node), "false") == 0 ||
	       policy_refuse(r, node, "safe is '%.60s', not true or false",
		   node_text(node));
}

static bool
read_edit(const struct policy_reader *r)
{
	static const char *const known[] = { "replace", "set", "safe", NULL };
	const struct node *edit = r->policy->card->edit;
	struct policy *policy = r->policy;
	bool ok = true;
	size_t i;

	if (!node_is(edit, NODE_MAPPING))
		return policy_refuse(r, edit, "edit wants replace or set");
	for (i = 0; ok && i < edit->count; i++) {
		int k = known_key(r, edit, i, known);
		const struct node *value = edit->u.pairs[i].value;

		if (k < 0)
			return false;
		if (node_resolve(value) != NULL)
			value = node_resolve(value);
		if (k == 0)
			ok = (policy->replace = policy_text(r, value)) != NULL;
		else
			ok = k == 1 ? read_settings(r, value)
				    : read_safe(r, value);
	}
	if (!ok)
		return false;
	if ((policy->replace != NULL) == (policy->setting_count > 0))
		return policy_refuse(r, edit,
		    "edit wants either replace or "
		    "set");
	if (policy->replace != NULL && policy->key == NULL &&
	    policy->value == NULL)
		return policy_refuse(r, edit,
		    "replace needs a key or value in match to stand at");
	return true;
}

/* Without one the summary says it all. */
static bool
read_message(const struct policy_reader *r)
{
	const struct node *node = r->policy->card->message;
	struct error why = { "" };

	r->policy->message = node == NULL ? NULL : policy_text(r, node);
	if (node != NULL && r->policy->message == NULL)
		return false;
	return node == NULL ||
	       message_is_sound(r->policy, r->policy->message, r->arena,
		   &why) ||
	       policy_refuse(r, node, "%s", why.text);
}

const struct policy *
policy_read(const struct card *card, const struct dialects *dialects,
    struct arena *arena, struct error *err)
{
	struct policy_reader r = { arena_alloc(arena, sizeof(*r.policy)),
		card->source, dialects, arena, err };

	r.policy->card = card;
	if (!read_match(&r) || !read_message(&r))
		return NULL;
	if (card->edit != NULL && !read_edit(&r))
		return NULL;
	return r.policy;
}
