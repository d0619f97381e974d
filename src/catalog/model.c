/* Models by hub id, folder name, and the names of their derivatives. */

#include "catalog/catalog.h"

#include "base/suggest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Endings that leave the shape as it is: tuning, packing, quantisation. */
static const char *const endings[] = { "-instruct", "-chat", "-it", "-base",
	"-hf", "-pt", "-sft", "-dpo", "-awq", "-gptq", "-gptq-int4",
	"-gptq-int8", "-int4", "-int8", "-4bit", "-8bit", "-4bits", "-bnb",
	"-bnb-4bit", "-bnb-8bit", "-unsloth", "-gguf", "-exl2", "-hqq", "-fp8",
	"-fp8-dynamic", "-dynamic", "-fp8-kv", "-nvfp4", "-fp4", "-mxfp4",
	"-w4a16", "-w8a8", "-w8a16", "-quantized.w4a16", "-quantized.w8a8",
	"-bf16", "-fp16", "-mlx", "-qat", "-tokenizer", "-128g", "-marlin",
	"-text", "-q4-k-m", "-abliterated", "-safetensors", NULL };

/* What comes before a name without changing it. */
static const char *const openings[] = { "meta-", "models--", NULL };

struct stem {
	const char *s;
	size_t length;
};

/* _ is read as -; case is ignored. */
static bool
same_char(char a, char b)
{
	if (a == '_')
		a = '-';
	if (b == '_')
		b = '-';
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static bool
same_text(const char *a, const char *b, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (!same_char(a[i], b[i]))
			return false;
	return true;
}

static bool
same_stem(struct stem a, struct stem b)
{
	return a.length == b.length && same_text(a.s, b.s, a.length);
}

/* The name without its organisation or folder, "Meta-" in front dropped. */
static struct stem
stem_of(const char *id)
{
	struct stem stem = { id, strlen(id) };
	const char *slash;
	size_t i;

	while (stem.length > 0 && stem.s[stem.length - 1] == '/')
		stem.length--;
	for (i = stem.length; i > 0 && stem.s[i - 1] != '/'; i--)
		continue;
	slash = stem.s + i;
	stem.length -= i;
	stem.s = slash;
	for (i = 0; openings[i] != NULL; i++) {
		size_t length = strlen(openings[i]);

		if (stem.length > length &&
		    same_text(stem.s, openings[i], length)) {
			stem.s += length;
			stem.length -= length;
		}
	}
	return stem;
}

/* "-base" is a size of its own (bert-base) unless a size stands before it. */
static bool
is_size(struct stem stem, size_t ending)
{
	size_t end = stem.length - ending;

	if (strncasecmp(stem.s + end, "-base", ending) != 0)
		return false;
	return end < 2 || !isdigit((unsigned char)stem.s[end - 2]) ||
	       strchr("bBmM", stem.s[end - 1]) == NULL;
}

/* Set the longest known ending aside; false where there is none. */
static bool
drop_ending(struct stem *stem)
{
	size_t i, longest = 0;

	for (i = 0; endings[i] != NULL; i++) {
		size_t length = strlen(endings[i]);

		if (length > longest && stem->length > length &&
		    same_text(stem->s + stem->length - length, endings[i],
			length) &&
		    !is_size(*stem, length))
			longest = length;
	}
	stem->length -= longest;
	return longest > 0;
}

static const struct model *
by_id(const struct catalog *catalog, const char *id)
{
	size_t i;

	for (i = 0; i < catalog->models_count; i++) {
		const struct model *model = &catalog->models[i];

		if (strcasecmp(model->id, id) == 0 ||
		    catalog_cell_has(model->aliases, id))
			return model;
	}
	return NULL;
}

/* dropping: the rows' endings are set aside as well. */
static const struct model *
by_stem(const struct catalog *catalog, struct stem wanted, bool dropping)
{
	size_t i;

	for (i = 0; i < catalog->models_count; i++) {
		const struct model *model = &catalog->models[i];
		struct stem stem = stem_of(model->id);

		if (same_stem(stem, wanted))
			return model;
		while (dropping && drop_ending(&stem))
			if (same_stem(stem, wanted))
				return model;
	}
	return NULL;
}

/* The repository of a download cache: "models--org--name/snapshots/hash". */
static const char *
cached_id(const char *path, char id[256])
{
	const char *at = strstr(path, "models--"), *sep;
	size_t length;

	if (at == NULL)
		return path;
	at += strlen("models--");
	length = strcspn(at, "/");
	sep = strstr(at, "--");
	if (length >= 256 || sep == NULL || sep >= at + length)
		return path;
	memcpy(id, at, (size_t)(sep - at));
	id[sep - at] = '/';
	memcpy(id + (sep - at) + 1, sep + 2, length - (size_t)(sep - at) - 2);
	id[length - 1] = '\0';
	return id;
}

const struct model *
catalog_model(const struct catalog *catalog, const char *id, bool *exact)
{
	const struct model *model;
	char cached[256];
	struct stem stem;
	bool ignored;

	if (exact == NULL)
		exact = &ignored;
	id = cached_id(id, cached);
	model = by_id(catalog, id);
	*exact = model != NULL;
	stem = stem_of(id);
	if (model != NULL || stem.length == 0)
		return model;
	do {
		model = by_stem(catalog, stem, false);
	} while (model == NULL && drop_ending(&stem));
	if (model != NULL)
		return model;
	return by_stem(catalog, stem, true);
}

const char *
catalog_suggest_model(const struct catalog *catalog, const char *id)
{
	struct suggest suggest;
	size_t i;

	suggest_init(&suggest, id);
	for (i = 0; i < catalog->models_count; i++)
		suggest_offer(&suggest, catalog->models[i].id);
	return suggest.best;
}
