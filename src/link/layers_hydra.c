#include "link/layers_parts.h"

#include "base/word.h"

#include <string.h>

/* Hydra's rules, read at facebookresearch/hydra 0681a21 (1.3)
 * hydra/_internal/defaults_list.py, hydra/core/default_element.py. */

/* One config being composed: where it lies, where its keys go. */
struct config {
	const struct tree *tree;
	const struct node *root;
	const char *group; /* folder of the config below the top's, "" */
	const char *package; /* "" for the top */
};

/* The package that a comment at the top asks for, or NULL. */
static const char *
package_header(struct arena *arena, const struct tree *tree)
{
	const struct source *source = tree->source;

	for (uint32_t i = 0; i < tree->comment_count && i < 8; i++) {
		const char *text = source->bytes + tree->comments[i].start;
		size_t n = tree->comments[i].end - tree->comments[i].start;
		const char *end = text + n, *at;

		if (tree->comments[i].start >
		    node_resolve(tree->documents[0])->span.start)
			return NULL;
		at = memmem(text, n, "@package", 8);
		if (!at)
			continue;
		at += 8;
		while (at < end && (*at == ' ' || *at == ':'))
			at++;
		for (n = 0; at + n < end && !strchr(" \t\r\n", at[n]);)
			n++;
		return n && n < LAYERS_NAME_LIMIT ? arena_copy(arena, at, n)
						  : NULL;
	}
	return NULL;
}

/* package below parent; what stands behind _global_ starts at the top. */
static const char *
package_below(struct arena *arena, const char *parent, const char *package,
    const char *name)
{
	const char *path, *global, *at = strstr(package, "_name_");

	if (at)
		package = arena_printf(arena, "%.*s%s%s", (int)(at - package),
		    package, name, at + 6);
	if (strcmp(package, "_group_") == 0 || strcmp(package, "_here_") == 0)
		package = "";
	path = arena_printf(arena, "%s%s%s", parent,
	    *parent && *package ? "." : "", package);
	while ((global = strstr(path, "_global_"))) {
		path = global + 8;
		path += *path == '.';
	}
	return path;
}

/* What one item of a defaults list asks for. */
struct item {
	const struct node *node; /* for notes */
	const char *group; /* as written, without @package; "" for a config */
	const char *package; /* NULL where none is written */
	const char *name; /* of the config; NULL: none */
	bool override, optional;
};

static const char *
without_word(const char *text, const char *word, bool *found)
{
	size_t n = strlen(word);

	if (strncmp(text, word, n) != 0 || text[n] != ' ')
		return text;
	*found = true;
	text += n;
	return text + strspn(text, " ");
}

static void
split_package(struct arena *arena, struct item *item, const char *text)
{
	const char *at = strchr(text, '@'), *colon = strchr(text, ':');

	if (at)
		item->package = colon && colon > at ? colon + 1 : at + 1;
	item->group = at ? arena_copy(arena, text, (size_t)(at - text)) : text;
}

/* group: name, or name alone. */
static void
read_item(struct arena *arena, struct item *item, const struct node *key,
    const struct node *value)
{
	const char *text = node_text(key ? key : value);

	memset(item, 0, sizeof(*item));
	item->node = value;
	if (strlen(text) >= LAYERS_NAME_LIMIT ||
	    node_resolve(value)->length >= LAYERS_NAME_LIMIT) {
		item->group = "";
		return;
	}
	for (int i = 0; i < 2; i++) {
		text = without_word(text, "override", &item->override);
		text = without_word(text, "optional", &item->optional);
	}
	split_package(arena, item, text);
	item->name = node_text(value);
	if (!key) {
		item->name = item->group;
		item->group = "";
	}
	if (!*item->name || strcmp(item->name, "null") == 0 ||
	    strcmp(item->name, "~") == 0)
		item->name = NULL;
}

/* The folder a group is in, below the top's. */
static const char *
group_path(struct arena *arena, const struct config *in, const char *group)
{
	if (*group == '/')
		return group + 1;
	return arena_printf(arena, "%s%s%s", in->group,
	    *in->group && *group ? "/" : "", group);
}

static const char *
chosen(const struct composing *c, const char *group, const char *name)
{
	for (size_t i = 0; i < c->choice_count; i++) {
		if (strcmp(c->choices[i].group, group) == 0)
			return c->choices[i].value;
	}
	return name;
}

static void
add_choice(struct composing *c, const struct config *in,
    const struct item *item)
{
	const char *group = group_path(c->arena, in, item->group);

	if (chosen(c, group, "") == NULL || *chosen(c, group, "") ||
	    c->choice_count >= LAYERS_CHOICES_LIMIT)
		return;
	c->choices[c->choice_count].group = group;
	c->choices[c->choice_count++].value = item->name;
}

/* A dotted package of a folder: slashes are dots. */
static const char *
dotted(struct arena *arena, const char *group)
{
	char *text = arena_string(arena, group + (*group == '/'));

	for (char *p = text; *p; p++)
		*p = *p == '/' ? '.' : *p;
	return text;
}

static struct link_note **
notes_end(struct reading *reading)
{
	struct link_note **last = &reading->notes;

	while (*last)
		last = &(*last)->next;
	return last;
}

static const struct node *compose(struct composing *c,
    const struct config *config, const struct node *below, unsigned depth);

/* The file beside the one that asks for it, or in a folder that
 * hydra.searchpath names. */
static const struct tree *
find_config(struct composing *c, const struct config *in,
    const struct item *item, const char *path)
{
	const struct node *folders = node_path(c->w->root, "hydra.searchpath");
	struct origin place =
	    origin_written(in->tree->source, NULL, item->node);
	struct link_note **last = notes_end(c->reading), *note;
	const struct tree *tree =
	    reading_link(c->reading, in->tree->source, path, &place);

	note = *last;
	for (size_t i = 0; !tree && i < node_length(folders) && i < 8; i++) {
		const char *folder = node_text(node_at(folders, i));

		if (strncmp(folder, "file://", 7) == 0 &&
		    strlen(folder) < LAYERS_NAME_LIMIT)
			tree = reading_link(c->reading, in->tree->source,
			    arena_printf(c->arena, "%s/%s", folder + 7, path),
			    &place);
	}
	*last = tree || item->optional ? NULL : note;
	if (note)
		note->next = NULL;
	return tree && tree->document_count ? tree : NULL;
}

/* The config of an item, over what is below. */
static const struct node *
put_item(struct composing *c, const struct config *in, const struct item *item,
    const char *name, const struct node *below, unsigned depth)
{
	const char *slash = strrchr(name, '/');
	const char *group, *path, *package, *written = item->group;
	struct config next = { 0 };

	/* a config may be named with its folder: dir/name */
	if (!*written && slash)
		written = arena_copy(c->arena, name, (size_t)(slash - name));
	group = group_path(c->arena, in, written);
	path = arena_printf(c->arena, "%s%s%s%s", group, *group ? "/" : "",
	    !*item->group && slash ? slash + 1 : name,
	    word_ends(name, ".yaml") ? "" : ".yaml");
	next.tree = find_config(c, in, item, path);
	if (!next.tree)
		return below;
	next.root = node_resolve(next.tree->documents[0]);
	package = item->package;
	if (!package)
		package = package_header(c->arena, next.tree);
	if (!package || strcmp(package, "_group_") == 0)
		package = dotted(c->arena, written);
	next.group = group;
	next.package = package_below(c->arena, in->package, package, name);
	layers_add(c->w, next.tree, next.package);
	return compose(c, &next, below, depth + 1);
}

static const struct node *
own_content(struct composing *c, const struct config *config,
    const struct node *below)
{
	const struct node *own =
	    layers_mounted(c->arena, config->package, config->root);

	return below ? layers_lay(c, own, below, 0) : own;
}

static const struct node *
put_group(struct composing *c, const struct config *in, const struct node *key,
    const struct node *value, const struct node *below, unsigned depth)
{
	const struct node *list = node_resolve(value);
	size_t n = node_is(list, NODE_SEQUENCE) ? node_length(list) : 1;
	struct item item;

	for (size_t i = 0; i < n && i < LAYERS_ITEMS_LIMIT; i++) {
		const struct node *one =
		    node_is(list, NODE_SEQUENCE) ? node_at(list, i) : list;
		const char *name;

		if (!node_is(one, NODE_SCALAR))
			continue;
		read_item(c->arena, &item, key, one);
		if (item.override || strncmp(item.group, "hydra/", 6) == 0)
			continue;
		name = *item.group
			   ? chosen(c, group_path(c->arena, in, item.group),
				 item.name)
			   : item.name;
		if (name && !strpbrk(name, "${}?"))
			below = put_item(c, in, &item, name, below, depth);
	}
	return below;
}

static void
note_overrides(struct composing *c, const struct config *in,
    const struct node *list)
{
	struct item item;

	for (size_t i = 0; i < node_length(list) && i < LAYERS_ITEMS_LIMIT;
	     i++) {
		const struct node *one = node_at(list, i);

		if (!node_is(one, NODE_MAPPING) || one->count != 1 ||
		    !node_is(one->u.pairs[0].value, NODE_SCALAR))
			continue;
		read_item(c->arena, &item, one->u.pairs[0].key,
		    node_resolve(one->u.pairs[0].value));
		if (item.override)
			add_choice(c, in, &item);
	}
}

/* A config over what is below it, in the order of its defaults list. */
static const struct node *
compose(struct composing *c, const struct config *config,
    const struct node *below, unsigned depth)
{
	const struct node *list = node_get(config->root, "defaults");
	bool self = false;

	if (!node_is(list, NODE_SEQUENCE) || depth > LAYERS_DEPTH_LIMIT)
		return own_content(c, config, below);
	note_overrides(c, config, list);
	for (size_t i = 0; i < node_length(list) && i < LAYERS_ITEMS_LIMIT;
	     i++) {
		const struct node *one = node_at(list, i);

		if (strcmp(node_text(one), "_self_") == 0) {
			below = own_content(c, config, below);
			self = true;
		} else if (node_is(one, NODE_MAPPING) && one->count == 1) {
			below = put_group(c, config, one->u.pairs[0].key,
			    one->u.pairs[0].value, below, depth);
		} else if (node_is(one, NODE_SCALAR)) {
			below = put_group(c, config, NULL, one, below, depth);
		}
	}
	return self ? below : own_content(c, config, below);
}

const struct node *
layers_hydra(struct composing *c)
{
	struct config config = { .tree = c->w->tree,
		.root = c->w->root,
		.group = "",
		.package = "" };

	return compose(c, &config, NULL, 0);
}
