#include "command/launch_parts.h"

#include "link/link.h"

void
telling_say(const struct telling *t, enum fact_id id, const char *text,
    const struct shell_word *word)
{
	struct origin origin = shell_word_origin(word);

	if (text)
		workload_set_text(t->part, id, text, &origin);
}

/* Nodes of arguments hang on a place of their own; a fact's may not, for it
 * is by that that a flag is known.  What is not in one piece in the file is
 * no place for an edit. */
static void
release(const struct telling *t, struct origin *origin)
{
	struct node *key, *node;

	if (!origin->key || !origin->key->parent ||
	    origin->key->parent->kind != NODE_SCALAR)
		return;
	key = arena_alloc(t->part->arena, sizeof(*key));
	*key = *origin->key;
	key->parent = NULL;
	origin->key = key;
	if (!origin->node)
		return;
	node = arena_alloc(t->part->arena, sizeof(*node));
	*node = *origin->node;
	node->parent = NULL;
	origin->node = node->kind == NODE_SCALAR &&
			       node->span.end - node->span.start == node->length
			   ? node
			   : NULL;
}

void
telling_end(const struct telling *t)
{
	struct workload *w = t->l->w;

	link_merge(t->l->reading, w, t->part, t->dialect);
	if (t->part->kind != WORKLOAD_TRAIN)
		w->kind = t->part->kind;
	w->program.dialect = t->dialect->name;
	w->program.root = t->part->root;
	w->program.source = launch_source(t->l);
	w->program.links = t->part->links;
	for (size_t i = 0; i < FACT_COUNT; i++)
		release(t, &w->facts[i].origin);
}

void
telling_start(struct telling *t)
{
	t->part = link_part(t->l->reading, t->l->w, t->dialect, t->tree,
	    t->arguments, launch_source(t->l));
}
