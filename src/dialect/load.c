#include "dialect/load.h"

#include <string.h>

static bool
is_word(struct loading *l, const struct pair *pair, const char *const *words,
    int *out)
{
	*out = load_word(l, pair->value, "unknown word", words);
	return *out >= 0;
}

static bool
load_part(struct loading *l, const struct pair *pair)
{
	static const char *const parts[] = { "summary", "framework", "version",
		"source", "kind", "loader", "unknown_keys", "linted", "order",
		"signature", "markers", "keys", "known", "renamed", "writes",
		NULL };
	static const char *const kinds[] = { "other", "train", "serve", NULL };
	static const char *const loaders[] = { "pyyaml", "omegaconf", "go-yaml",
		"go-yaml-2", "yaml-1.2", "json", NULL };
	static const char *const unknowns[] = { "unknown", "ignored", "refused",
		"script", NULL };
	static const char *const truths[] = { "false", "true", NULL };
	struct dialect *d = l->dialect;
	const struct node *value = node_resolve(pair->value);
	double order = 0;
	int word = 0;

	switch (load_word(l, pair->key, "unknown key", parts)) {
	case 0:
		return load_text(l, value, &d->summary);
	case 1:
		return load_text(l, value, &d->framework);
	case 2:
		return load_text(l, value, &d->version);
	case 3:
		return load_text(l, value, &d->source);
	case 4:
		if (!is_word(l, pair, kinds, &word))
			return false;
		d->kind = (enum workload_kind)word;
		return true;
	case 5:
		if (!is_word(l, pair, loaders, &word))
			return false;
		d->loader = (enum loader)word;
		return true;
	case 6:
		if (!is_word(l, pair, unknowns, &word))
			return false;
		d->unknown_keys = (enum unknown_keys)word;
		return true;
	case 7:
		if (!is_word(l, pair, truths, &word))
			return false;
		d->linted = word;
		return true;
	case 8:
		if (!load_number(l, value, 1000000, &order))
			return false;
		d->order = (int)order;
		return true;
	case 9:
		return load_signature(l, value);
	case 10:
		return load_texts(l, value, &d->markers);
	case 11:
		return load_keys(l, value);
	case 12:
		return load_known(l, value);
	case 13:
		return load_renamed(l, value);
	case 14:
		return load_writes(l, value);
	default:
		return false;
	}
}

/* The stem of the file's name. */
static const char *
name_of(struct loading *l)
{
	const char *path = l->source->path;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');

	return arena_copy(l->arena, name,
	    dot ? (size_t)(dot - name) : strlen(name));
}

bool
dialect_load(struct dialect *dialect, const struct tree *tree,
    struct arena *arena, struct error *err)
{
	struct loading l = { .dialect = dialect,
		.source = tree->source,
		.arena = arena,
		.err = err };
	const struct node *root;

	memset(dialect, 0, sizeof(*dialect));
	dialect->linted = true;
	dialect->order = 1000;
	dialect->name = name_of(&l);
	if (tree->document_count != 1 ||
	    !node_is(tree->documents[0], NODE_MAPPING))
		return load_refuse(&l, NULL, "a dialect is one mapping", "");
	root = node_resolve(tree->documents[0]);
	for (struct pairs it = pairs_of(root); pairs_next(&it);) {
		if (!load_part(&l, it.pair))
			return false;
	}
	if (!dialect->summary)
		return load_refuse(&l, root, "summary is missing", "");
	if (!dialect->markers)
		load_markers(&l);
	return load_sort_keys(&l, root);
}
