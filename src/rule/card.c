/* Cards from YAML, and finding them. */

#include "rule/card.h"

#include "base/suggest.h"

#include <string.h>

struct reader {
	struct card *card;
	struct source *source;
	struct arena *arena;
	struct error *err;
};

/* The keys of a card; those before "fixable" are required, of a policy's
 * card only "match" and a text to report. */
static const char *const keys[] = { "summary", "severity", "since", "why",
	"bad", "good", "fixable", "sources", "file", "options", "want", "match",
	"message", "edit", NULL };

enum key {
	KEY_SUMMARY,
	KEY_SEVERITY,
	KEY_SINCE,
	KEY_WHY,
	KEY_BAD,
	KEY_GOOD,
	KEY_FIXABLE,
	KEY_SOURCES,
	KEY_FILE,
	KEY_OPTIONS,
	KEY_WANT,
	KEY_MATCH,
	KEY_MESSAGE,
	KEY_EDIT,
	KEY_COUNT
};

/* "PATH:LINE:COLUMN: what". */
static bool
refuse(const struct reader *r, const struct node *node, const char *what)
{
	uint32_t line = 1, column = 1;

	if (node != NULL)
		source_place(r->source, node->span.start, &line, &column);
	return error_set(r->err, "%s:%u:%u: %s", r->source->path, line, column,
	    what);
}

static bool
refuse_key(const struct reader *r, const struct node *key)
{
	const char *name = node_text(key);
	struct suggest near;
	size_t i;

	suggest_init(&near, name);
	for (i = 0; keys[i] != NULL; i++)
		suggest_offer(&near, keys[i]);
	if (near.best == NULL)
		return refuse(r, key,
		    arena_printf(r->arena, "unknown key \"%.60s\"", name));
	return refuse(r, key,
	    arena_printf(r->arena,
		"unknown key \"%.60s\"; did you mean \"%s\"?", name,
		near.best));
}

static bool
read_text(const struct reader *r, const struct pair *pair, const char **out)
{
	const struct node *value = node_resolve(pair->value);

	if (!node_is(value, NODE_SCALAR) || value->length == 0)
		return refuse(r, pair->key,
		    arena_printf(r->arena, "%s is not a text",
			node_text(pair->key)));
	if (memchr(value->text, '\0', value->length) != NULL)
		return refuse(r, value, "a NUL byte");
	*out = arena_copy(r->arena, value->text, value->length);
	return true;
}

static bool
read_texts(const struct reader *r, const struct pair *pair,
    const char *const **out)
{
	const struct node *value = node_resolve(pair->value);
	size_t i, count = node_length(value);
	const char **texts;

	if (!node_is(value, NODE_SEQUENCE))
		return refuse(r, pair->key,
		    arena_printf(r->arena, "%s is not a list",
			node_text(pair->key)));
	texts = arena_array(r->arena, count + 1, sizeof(*texts));
	for (i = 0; i < count; i++) {
		const struct node *item = node_at(value, i);

		if (!node_is(item, NODE_SCALAR))
			return refuse(r, item, "not a text");
		texts[i] = arena_copy(r->arena, item->text, strlen(item->text));
	}
	*out = texts;
	return true;
}

static bool
read_severity(const struct reader *r, const struct pair *pair)
{
	const char *text = node_text(pair->value);

	if (!severity_parse(text, &r->card->severity) ||
	    r->card->severity == SEVERITY_OFF)
		return refuse(r, node_resolve(pair->value),
		    arena_printf(r->arena,
			"severity \"%.60s\" is not error, warning or note",
			text));
	return true;
}

static bool
read_fixable(const struct reader *r, const struct pair *pair)
{
	const char *text = node_text(pair->value);

	r->card->fixable = strcmp(text, "true") == 0;
	if (!r->card->fixable && strcmp(text, "false") != 0)
		return refuse(r, node_resolve(pair->value),
		    arena_printf(r->arena,
			"fixable is \"%.60s\", not true or false", text));
	return true;
}

/* What the policy room will read; nothing else may hold it. */
static bool
keep_node(const struct reader *r, const struct pair *pair,
    const struct node **out)
{
	if (!card_is_policy(r->card))
		return refuse(r, pair->key,
		    arena_printf(r->arena, "%s is for the cards of policy/",
			node_text(pair->key)));
	*out = node_resolve(pair->value);
	if (*out == NULL)
		return refuse(r, pair->key, "an alias to itself");
	return true;
}

static bool
read_key(const struct reader *r, const struct pair *pair, enum key key)
{
	struct card *card = r->card;

	switch (key) {
	case KEY_SUMMARY:
		return read_text(r, pair, &card->summary);
	case KEY_SEVERITY:
		return read_severity(r, pair);
	case KEY_SINCE:
		return read_text(r, pair, &card->since);
	case KEY_WHY:
		return read_text(r, pair, &card->why);
	case KEY_BAD:
		return read_text(r, pair, &card->bad);
	case KEY_GOOD:
		return read_text(r, pair, &card->good);
	case KEY_FIXABLE:
		return read_fixable(r, pair);
	case KEY_SOURCES:
		return read_texts(r, pair, &card->sources);
	case KEY_FILE:
		return read_text(r, pair, &card->file);
	case KEY_OPTIONS:
		return read_texts(r, pair, &card->options);
	case KEY_WANT:
		return read_texts(r, pair, &card->want);
	case KEY_MATCH:
		return keep_node(r, pair, &card->match);
	case KEY_MESSAGE:
		return keep_node(r, pair, &card->message);
	case KEY_EDIT:
		return keep_node(r, pair, &card->edit);
	case KEY_COUNT:
		break;
	}
	return refuse_key(r, pair->key);
}

static enum key
key_of(const struct node *node)
{
	const char *name = node_text(node);
	size_t i;

	for (i = 0; keys[i] != NULL; i++)
		if (strcmp(keys[i], name) == 0)
			break;
	return (enum key)i;
}

bool
card_is_policy(const struct card *card)
{
	return strcmp(card->plugin, "policy") == 0;
}

static bool
is_required(const struct card *card, enum key key)
{
	if (!card_is_policy(card))
		return key < KEY_FIXABLE;
	return key == KEY_MATCH ||
	       (key == KEY_SUMMARY && card->message == NULL);
}

/* What a policy's card need not say. */
static void
complete(struct card *card, bool says_severity, bool says_fixable)
{
	if (card->summary == NULL)
		card->summary = node_text(card->message);
	if (!says_severity)
		card->severity = SEVERITY_WARNING;
	if (card->why == NULL)
		card->why = card->summary;
	if (card->since == NULL)
		card->since = "";
	if (!says_fixable)
		card->fixable = card->edit != NULL;
}

bool
card_load(struct card *card, const char *plugin, const char *rule,
    const struct tree *tree, struct arena *arena, struct error *err)
{
	static const char *const nothing[] = { NULL };
	const struct reader r = { card, tree->source, arena, err };
	const struct node *root;
	bool seen[KEY_COUNT + 1] = { false };
	size_t i;

	memset(card, 0, sizeof(*card));
	card->plugin = arena_string(arena, plugin);
	card->rule = arena_string(arena, rule);
	card->name = arena_printf(arena, "%s/%s", plugin, rule);
	card->sources = card->options = nothing;
	card->source = tree->source;
	if (tree->document_count != 1 ||
	    !node_is(tree->documents[0], NODE_MAPPING))
		return refuse(&r, NULL, "a card is one mapping");
	root = node_resolve(tree->documents[0]);
	for (i = 0; i < node_length(root); i++) {
		const struct pair *pair = &root->u.pairs[i];
		enum key key = key_of(pair->key);

		if (key != KEY_COUNT && seen[key])
			return refuse(&r, pair->key, "the key is there twice");
		seen[key] = true;
		if (!read_key(&r, pair, key))
			return false;
	}
	for (i = 0; i < KEY_COUNT; i++)
		if (!seen[i] && is_required(card, (enum key)i))
			return refuse(&r, root,
			    arena_printf(arena, "no %s", keys[i]));
	complete(card, seen[KEY_SEVERITY], seen[KEY_FIXABLE]);
	return true;
}

const struct card *
card_by_name(const struct cards *cards, const char *name)
{
	size_t i;

	for (i = 0; i < cards->count; i++)
		if (strcmp(cards->all[i].name, name) == 0)
			return &cards->all[i];
	return NULL;
}

const char *
card_suggest(const struct cards *cards, const char *name)
{
	struct suggest near;
	size_t i;

	suggest_init(&near, name);
	for (i = 0; i < cards->count; i++)
		suggest_offer(&near, cards->all[i].name);
	if (near.best == NULL && strchr(name, '/') == NULL)
		for (i = 0; i < cards->count; i++)
			if (strcmp(cards->all[i].rule, name) == 0)
				return cards->all[i].name;
	return near.best;
}
