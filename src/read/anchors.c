#include "read/anchors.h"

#include "base/names.h"

#include <string.h>

/* The slot of the name, or the free one where it would go.  A probe is cut
 * short by no one: half of the slots are free. */
static struct anchor *
find(const struct anchors *anchors, const char *name)
{
	uint32_t mask = anchors->room - 1;

	for (uint32_t i = names_hash(name) & mask;; i = (i + 1) & mask) {
		struct anchor *slot = &anchors->slots[i];

		if (slot->node == NULL || slot->document != anchors->document ||
		    strcmp(slot->node->anchor, name) == 0)
			return slot;
	}
}

static void
grow(struct anchors *anchors, struct arena *arena)
{
	struct anchors larger = *anchors;

	larger.room = anchors->room == 0 ? 64 : anchors->room * 2;
	larger.slots = arena_array(arena, larger.room, sizeof(*larger.slots));
	for (uint32_t i = 0; i < anchors->room; i++) {
		const struct anchor *old = &anchors->slots[i];

		if (old->node != NULL && old->document == anchors->document)
			*find(&larger, old->node->anchor) = *old;
	}
	*anchors = larger;
}

void
anchors_put(struct anchors *anchors, struct arena *arena,
    const struct node *node)
{
	struct anchor *slot;

	if (anchors->count * 2 >= anchors->room)
		grow(anchors, arena);
	slot = find(anchors, node->anchor);
	if (slot->node == NULL || slot->document != anchors->document)
		anchors->count++;
	slot->node = node;
	slot->document = anchors->document;
}

const struct node *
anchors_get(const struct anchors *anchors, const char *name)
{
	const struct anchor *slot;

	if (anchors->room == 0)
		return NULL;
	slot = find(anchors, name);
	return slot->document == anchors->document ? slot->node : NULL;
}

void
anchors_forget(struct anchors *anchors)
{
	anchors->document++;
	anchors->count = 0;
}
