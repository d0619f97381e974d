#include "base/arena.h"

#include "base/memory_end.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 32 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t size;
	alignas(max_align_t) char bytes[];
};

void
arena_init(struct arena *arena)
{
	arena->blocks = NULL;
	arena->used = 0;
}

void
arena_release(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block != NULL) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena_init(arena);
}

/* Behind the newest block, which is the one that is handed out from. */
void
arena_adopt(struct arena *arena, struct arena *other)
{
	struct arena_block *last = other->blocks;

	if (last == NULL)
		return;
	if (arena->blocks == NULL) {
		*arena = *other;
	} else {
		while (last->next != NULL)
			last = last->next;
		last->next = arena->blocks->next;
		arena->blocks->next = other->blocks;
	}
	arena_init(other);
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct arena_block *block = arena->blocks;
	void *room;

	if (size > SIZE_MAX / 2)
		memory_end(size);
	size = (size + align - 1) / align * align;
	if (block == NULL || block->size - arena->used < size) {
		size_t want = size > BLOCK_SIZE ? size : BLOCK_SIZE;

		block = malloc(sizeof(*block) + want);
		if (block == NULL)
			memory_end(want);
		block->size = want;
		block->next = arena->blocks;
		arena->blocks = block;
		arena->used = 0;
	}
	room = block->bytes + arena->used;
	arena->used += size;
	return memset(room, 0, size);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		memory_end(SIZE_MAX);
	return arena_alloc(arena, count * size);
}

void *
arena_grow(struct arena *arena, const void *old, size_t old_count,
    size_t new_count, size_t size)
{
	void *room = arena_array(arena, new_count, size);

	if (old_count != 0)
		memcpy(room, old, old_count * size);
	return room;
}

char *
arena_copy(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	if (length != 0)
		memcpy(copy, text, length);
	return copy;
}

char *
arena_string(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list ap)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, ap);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return arena_string(arena, "");
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, ap);
	return text;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = arena_vprintf(arena, format, ap);
	va_end(ap);
	return text;
}
