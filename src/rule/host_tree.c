/* What plugin.h promises about the tree. */

#include "dialect/scalar.h"
#include "rule/host.h"

#include <string.h>

const struct gpulint_node *
gpulint_root(struct gpulint_pass *pass)
{
	return pass == NULL ? NULL : shown_node(pass->subject->root);
}

size_t
gpulint_documents(struct gpulint_pass *pass)
{
	return pass == NULL ? 0 : pass->subject->tree->document_count;
}

const struct gpulint_node *
gpulint_document(struct gpulint_pass *pass, size_t i)
{
	if (i >= gpulint_documents(pass))
		return NULL;
	return shown_node(pass->subject->tree->documents[i]);
}

const struct gpulint_node *
gpulint_get(const struct gpulint_node *mapping, const char *key)
{
	if (key == NULL)
		return NULL;
	return shown_node(node_get(node_of(mapping), key));
}

const struct gpulint_node *
gpulint_path(const struct gpulint_node *node, const char *path)
{
	if (path == NULL)
		return NULL;
	return shown_node(node_path(node_of(node), path));
}

const struct gpulint_node *
gpulint_key_named(const struct gpulint_node *mapping, const char *name)
{
	for (size_t i = 0; name != NULL && i < gpulint_length(mapping); i++)
		if (strcmp(gpulint_scalar(gpulint_key(mapping, i)), name) == 0)
			return gpulint_key(mapping, i);
	return NULL;
}

const struct gpulint_node *
gpulint_linked(struct gpulint_pass *pass, const char *path)
{
	const struct gpulint_node *value =
	    gpulint_path(gpulint_root(pass), path);
	const struct workload *w =
	    pass == NULL ? NULL : pass->subject->workload;

	if (gpulint_is_mapping(value))
		return value;
	for (const struct workload_link *link = w == NULL ? NULL
						: pass->subject->is_program
						    ? w->program.links
						    : w->links;
	     value != NULL && link != NULL; link = link->next)
		if (link->value == node_of(value))
			return shown_node(link->root);
	return NULL;
}

const struct gpulint_node *
gpulint_at(const struct gpulint_node *sequence, size_t i)
{
	return shown_node(node_at(node_of(sequence), i));
}

size_t
gpulint_length(const struct gpulint_node *node)
{
	return node_length(node_of(node));
}

static const struct pair *
pair_at(const struct gpulint_node *mapping, size_t i)
{
	const struct node *node = node_resolve(node_of(mapping));

	if (node == NULL || node->kind != NODE_MAPPING || i >= node->count)
		return NULL;
	return &node->u.pairs[i];
}

const struct gpulint_node *
gpulint_key(const struct gpulint_node *mapping, size_t i)
{
	const struct pair *pair = pair_at(mapping, i);

	return pair == NULL ? NULL : shown_node(pair->key);
}

const struct gpulint_node *
gpulint_value(const struct gpulint_node *mapping, size_t i)
{
	const struct pair *pair = pair_at(mapping, i);

	return pair == NULL ? NULL : shown_node(node_resolve(pair->value));
}

bool
gpulint_is_mapping(const struct gpulint_node *node)
{
	return node_is(node_of(node), NODE_MAPPING);
}

bool
gpulint_is_sequence(const struct gpulint_node *node)
{
	return node_is(node_of(node), NODE_SEQUENCE);
}

bool
gpulint_is_scalar(const struct gpulint_node *node)
{
	return node_is(node_of(node), NODE_SCALAR);
}

const char *
gpulint_scalar(const struct gpulint_node *node)
{
	return node_text(node_of(node));
}

static struct scalar
scalar_for(const struct gpulint_pass *pass, const struct gpulint_node *node)
{
	const struct subject *subject = pass->subject;
	enum loader loader = LOADER_PYYAML;

	if (subject->tree->syntax == SYNTAX_JSON && !subject->is_program)
		loader = LOADER_JSON;
	else if (subject->dialect != NULL)
		loader = subject->dialect->loader;
	return scalar_of(node_of(node), loader);
}

const char *
gpulint_scalar_type(struct gpulint_pass *pass, const struct gpulint_node *node)
{
	if (pass == NULL || !gpulint_is_scalar(node))
		return "";
	return scalar_type_name(scalar_for(pass, node).type);
}

bool
gpulint_truth(struct gpulint_pass *pass, const struct gpulint_node *node)
{
	struct scalar scalar;

	if (pass == NULL || !gpulint_is_scalar(node))
		return false;
	scalar = scalar_for(pass, node);
	return scalar.type == SCALAR_BOOL && scalar.number != 0;
}

unsigned
gpulint_line(struct gpulint_pass *pass, const struct gpulint_node *node)
{
	struct source *source;
	uint32_t line, column;

	if (pass == NULL || node == NULL)
		return 0;
	source = pass_source_of(pass, node_of(node));
	if (source == NULL)
		return 0;
	source_place(source, node_of(node)->span.start, &line, &column);
	return line;
}

void
gpulint_scalars(struct gpulint_pass *pass,
    void (*visit)(struct gpulint_pass *pass, const struct gpulint_node *scalar,
	bool is_key))
{
	for (size_t i = 0; visit != NULL && i < gpulint_documents(pass); i++) {
		struct nodes it = nodes_of(node_of(gpulint_document(pass, i)));

		while (nodes_next(&it))
			if (it.node->kind == NODE_SCALAR)
				visit(pass, shown_node(it.node), it.is_key);
	}
}
