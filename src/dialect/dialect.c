/* Dialects by their names, and the keys that they know. */

#include "dialect/dialect.h"

#include <string.h>

const struct dialect *
dialect_by_name(const struct dialects *dialects, const char *name)
{
	for (size_t i = 0; i < dialects->count; i++) {
		if (strcmp(dialects->all[i].name, name) == 0)
			return &dialects->all[i];
	}
	return NULL;
}

const struct dialect_code *
dialect_code_of(const struct dialect *dialect)
{
	for (size_t i = 0; dialect_codes[i]; i++) {
		if (strcmp(dialect_codes[i]->name, dialect->name) == 0)
			return dialect_codes[i];
	}
	return NULL;
}

/* The first key that does not sort before key and, unless it is NUL, end. */
static size_t
first_from(const struct dialect *dialect, const char *key, char end)
{
	size_t low = 0, high = dialect->key_count, length = strlen(key);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *at = dialect->keys[middle].key;
		int order = strncmp(at, key, length);

		if (order == 0)
			order = (unsigned char)at[length] - (unsigned char)end;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether the key at i is key, then end or (NUL) nothing. */
static bool
is_at(const struct dialect *dialect, size_t i, const char *key, char end)
{
	size_t length = strlen(key);

	return i < dialect->key_count &&
	       strncmp(dialect->keys[i].key, key, length) == 0 &&
	       dialect->keys[i].key[length] == end;
}

const struct key_map *
dialect_key(const struct dialect *dialect, const char *key)
{
	size_t i = first_from(dialect, key, '\0');

	return is_at(dialect, i, key, '\0') ? &dialect->keys[i] : NULL;
}

bool
dialect_has_top(const struct dialect *dialect, const char *key)
{
	return dialect_key(dialect, key) != NULL ||
	       is_at(dialect, first_from(dialect, key, '.'), key, '.');
}
