/* Fingerprints of the findings of one file. */

#include "rule/fingerprint.h"
#include "rule/sha256.h"

#include <stdio.h>
#include <string.h>

static const char *
path_of(const struct finding *f)
{
	return f->key_path == NULL ? "" : f->key_path;
}

/* Findings with the same rule and place are few: one mapping has one key. */
static unsigned
number_among(const struct finding *first, const struct finding *f)
{
	unsigned n = 0;

	for (; first != f; first = first->next)
		if (first->card == f->card &&
		    strcmp(path_of(first), path_of(f)) == 0)
			n++;
	return n;
}

void
fingerprint_all(struct finding *findings, struct arena *arena)
{
	struct finding *f;
	struct sha256 hash;
	char hex[65], number[16];

	for (f = findings; f != NULL; f = f->next) {
		sha256_init(&hash);
		sha256_add(&hash, f->card->name, strlen(f->card->name) + 1);
		sha256_add(&hash, path_of(f), strlen(path_of(f)) + 1);
		snprintf(number, sizeof(number), "%u",
		    number_among(findings, f));
		sha256_add(&hash, number, strlen(number));
		sha256_end(&hash, hex);
		f->fingerprint = arena_string(arena, hex);
	}
}
