#include "base/names.h"

#include <string.h>

uint32_t
names_hash(const char *name)
{
	uint32_t sum = 2166136261u; /* FNV-1a */

	for (; *name != '\0'; name++)
		sum = (sum ^ (unsigned char)*name) * 16777619u;
	return sum ^ sum >> 15;
}

/* The slot of the name, or the free one where it would go: half of the slots
 * are free. */
static struct name_slot *
find(const struct names *names, const char *name)
{
	size_t mask = names->room - 1;

	for (size_t i = names_hash(name) & mask;; i = (i + 1) & mask) {
		struct name_slot *slot = &names->slots[i];

		if (slot->name == NULL || strcmp(slot->name, name) == 0)
			return slot;
	}
}

static void
grow(struct names *names, struct arena *arena)
{
	struct names larger = *names;

	larger.room = names->room == 0 ? 64 : 2 * names->room;
	larger.slots = arena_array(arena, larger.room, sizeof(*larger.slots));
	for (size_t i = 0; i < names->room; i++)
		if (names->slots[i].name != NULL)
			*find(&larger, names->slots[i].name) = names->slots[i];
	*names = larger;
}

void
names_put(struct names *names, struct arena *arena, const char *name,
    void *thing)
{
	struct name_slot *slot;

	if (2 * names->count >= names->room)
		grow(names, arena);
	slot = find(names, name);
	names->count += slot->name == NULL;
	slot->name = name;
	slot->thing = thing;
}

void *
names_get(const struct names *names, const char *name)
{
	return names->room == 0 ? NULL : find(names, name)->thing;
}
