/* Fingerprints of the findings of one file. */

#include "rule/fingerprint.h"

#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
path_of(const struct finding *f)
{
	return f->key_path == NULL ? "" : f->key_path;
}

struct entry {
	struct finding *finding;
	size_t at; /* in the list */
};

/* By rule and place, then as they lie. */
static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->finding->card->name, y->finding->card->name);

	if (order == 0)
		order = strcmp(path_of(x->finding), path_of(y->finding));
	return order != 0 ? order : x->at < y->at ? -1 : x->at > y->at;
}

static bool
are_alike(const struct finding *f, const struct finding *g)
{
	return f->card == g->card && strcmp(path_of(f), path_of(g)) == 0;
}

static void
add(SHA2_CTX *hash, const char *bytes, size_t length)
{
	SHA256Update(hash, (const uint8_t *)bytes, length);
}

static void
set(struct finding *f, unsigned number, struct arena *arena)
{
	SHA2_CTX hash;
	char hex[SHA256_DIGEST_STRING_LENGTH], digits[16];

	SHA256Init(&hash);
	add(&hash, f->card->name, strlen(f->card->name) + 1);
	add(&hash, path_of(f), strlen(path_of(f)) + 1);
	snprintf(digits, sizeof(digits), "%u", number);
	add(&hash, digits, strlen(digits));
	f->fingerprint = arena_string(arena, SHA256End(&hash, hex));
}

void
fingerprint_all(struct finding *findings, struct arena *arena)
{
	struct entry *entries;
	struct finding *f;
	size_t count = 0, i;
	unsigned number = 0;

	for (f = findings; f != NULL; f = f->next)
		count++;
	if (count == 0)
		return;
	entries = arena_array(arena, count, sizeof(*entries));
	for (f = findings, i = 0; f != NULL; f = f->next, i++) {
		entries[i].finding = f;
		entries[i].at = i;
	}
	qsort(entries, count, sizeof(*entries), compare);
	for (i = 0; i < count; i++) {
		f = entries[i].finding;
		number = i > 0 && are_alike(entries[i - 1].finding, f)
			     ? number + 1
			     : 0;
		set(f, number, arena);
	}
}
