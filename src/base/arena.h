/*
 * arena: memory with one lifetime.
 *
 * Two lifetimes exist in the engine: the run, and the file being linted.
 * Each has an arena; everything allocated from it goes in one call.
 * Running out of memory ends the program with a message: no caller checks.
 */

#ifndef GPULINT_ARENA_H
#define GPULINT_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	size_t used; /* bytes handed out from the newest block */
};

void arena_init(struct arena *arena);
void arena_release(struct arena *arena);

/* What the other one owns goes with this one from now on. */
void arena_adopt(struct arena *arena, struct arena *other);

/* Zeroed, aligned for any type.  Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* Zeroed room for count items; a product that wraps ends the program. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A larger copy of an array of the arena: old items kept, new ones zeroed. */
void *arena_grow(struct arena *arena, const void *old, size_t old_count,
    size_t new_count, size_t size);

/* NUL-terminated copies. */
char *arena_copy(struct arena *arena, const char *text, size_t length);
char *arena_string(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

#endif
