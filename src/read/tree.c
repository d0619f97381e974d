#include "read/tree.h"

#include <string.h>
#include <strings.h>

struct tree *
tree_read(struct source *source, struct tree_problem *problem)
{
	size_t length = strlen(source->path);

	if (length >= 5 && strcasecmp(source->path + length - 5, ".json") == 0)
		return tree_read_json(source, problem);
	return tree_read_yaml(source, problem);
}

const struct node *
node_resolve(const struct node *node)
{
	for (int i = 0; i < TREE_DEPTH_LIMIT; i++) {
		if (node == NULL || node->kind != NODE_ALIAS)
			return node;
		node = node->u.target;
	}
	return NULL;
}

bool
node_is(const struct node *node, enum node_kind kind)
{
	node = node_resolve(node);
	return node != NULL && node->kind == kind;
}

const struct node *
node_get(const struct node *mapping, const char *key)
{
	const struct pair *pair = node_pair(mapping, key);

	return pair == NULL ? NULL : node_resolve(pair->value);
}

bool
node_is_shared(const struct node *node)
{
	for (unsigned depth = 0; node != NULL && depth <= TREE_DEPTH_LIMIT;
	     depth++, node = node->parent)
		if (node->anchor != NULL)
			return true;
	return false;
}

const struct node *
node_at(const struct node *sequence, size_t i)
{
	sequence = node_resolve(sequence);
	if (!node_is(sequence, NODE_SEQUENCE) || i >= sequence->count)
		return NULL;
	return node_resolve(sequence->u.items[i]);
}

size_t
node_length(const struct node *node)
{
	node = node_resolve(node);
	return node == NULL ? 0 : node->count;
}

const char *
node_text(const struct node *node)
{
	node = node_resolve(node);
	return node == NULL || node->kind != NODE_SCALAR ? "" : node->text;
}

/* "12" as an index; SIZE_MAX for anything else. */
static size_t
index_of(const char *s)
{
	size_t i = 0;

	if (*s == '\0' || strlen(s) > 9)
		return SIZE_MAX;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return SIZE_MAX;
		i = i * 10 + (size_t)(*s - '0');
	}
	return i;
}

static const struct node *
step(const struct node *node, const char *name)
{
	if (node_is(node, NODE_SEQUENCE))
		return node_at(node, index_of(name));
	return node_get(node, name);
}

const struct node *
node_path(const struct node *node, const char *path)
{
	char name[256];

	node = node_resolve(node);
	while (node != NULL && *path != '\0') {
		size_t length = strcspn(path, ".");

		if (length >= sizeof(name))
			return NULL;
		memcpy(name, path, length);
		name[length] = '\0';
		node = step(node, name);
		path += length;
		if (strcmp(path, ".") == 0)
			return step(node, "");
		path += *path == '.';
	}
	return node;
}

bool
tree_has_root(const struct tree *tree, const struct node *node)
{
	uint32_t low = 0, high = tree->document_count;

	/* documents lie in the order of the text; empty ones share a place */
	while (node != NULL && low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (tree->documents[middle]->span.start < node->span.start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; node != NULL && low < tree->document_count &&
	       tree->documents[low]->span.start == node->span.start;
	     low++)
		if (tree->documents[low] == node)
			return true;
	return false;
}

struct nodes
nodes_of(const struct node *root)
{
	struct nodes it;

	/* Not all of it: the stacks are long and their rest is not read. */
	it.node = NULL;
	it.is_key = false;
	it.stack[0] = root;
	it.at[0] = 0;
	it.depth = 0;
	return it;
}

static const struct node *
child(const struct node *node, uint32_t at)
{
	if (node->kind == NODE_SEQUENCE && at < node->count)
		return node->u.items[at];
	if (node->kind == NODE_MAPPING && at / 2 < node->count)
		return at % 2 == 0 ? node->u.pairs[at / 2].key
				   : node->u.pairs[at / 2].value;
	return NULL;
}

bool
nodes_next(struct nodes *it)
{
	const struct node *next;

	if (it->node == NULL) {
		it->node = it->stack[0];
		return it->node != NULL;
	}
	for (;;) {
		next = child(it->stack[it->depth], it->at[it->depth]++);
		if (next != NULL)
			break;
		if (it->depth == 0)
			return false;
		it->depth--;
	}
	it->node = next;
	it->is_key = it->stack[it->depth]->kind == NODE_MAPPING &&
		     it->at[it->depth] % 2 == 1;
	if (it->depth < TREE_DEPTH_LIMIT) {
		it->depth++;
		it->stack[it->depth] = next;
		it->at[it->depth] = 0;
	}
	return true;
}
