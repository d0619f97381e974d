/* Models by hub id, folder name, and the names of their derivatives. */

#include "catalog/catalog.h"

#include "base/suggest.h"
#include "catalog/index.h"
#include "catalog/model_name.h"
#include "catalog/model_spelling.h"
#include "catalog/name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Names that ollama.com/library gives to another generation than the hub. */
static const char *const other_generation[] = { "qwen", "yi", NULL };

static const struct model *
model_at(const struct catalog *catalog, size_t row)
{
	return row == SIZE_MAX ? NULL : &catalog->models[row];
}

static const struct model *
by_id(const struct catalog *catalog, const char *id)
{
	char folded[INDEX_LOWER_LIMIT];
	size_t length = index_lower(id, strlen(id), folded);

	return model_at(catalog,
	    index_first(&catalog->model_ids, folded, length, NAME_WHOLE));
}

/* NAME_PART: the rows' endings are set aside as well. */
static const struct model *
by_stem(const struct catalog *catalog, struct stem wanted, enum name_kind kind)
{
	char folded[STEM_LIMIT];
	size_t length = stem_fold(wanted, folded);

	return model_at(catalog,
	    index_first(&catalog->model_stems, folded, length, kind));
}

/* The tag of "name:tag" says the size; without one it may be any. */
static bool
says_size(const char *id, struct stem stem)
{
	const char *colon = memchr(stem.s, ':', stem.length), *tag;
	size_t i, length;

	if (colon == NULL)
		return true;
	length = (size_t)(colon - stem.s);
	for (i = 0; other_generation[i] != NULL; i++)
		if (strlen(other_generation[i]) == length &&
		    strncasecmp(stem.s, other_generation[i], length) == 0)
			return false;
	tag = colon + 1;
	if (*tag == 'e')
		tag++;
	return stem.s != id || isdigit((unsigned char)*tag);
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
	char cached[256], above[SPELLING_PATH];
	struct stem stem;
	bool ignored;

	if (exact == NULL)
		exact = &ignored;
	id = cached_id(id, cached);
	model = by_id(catalog, id);
	*exact = model != NULL;
	id = spelling_above(id, above);
	stem = stem_of(id);
	if (model != NULL || !says_size(id, stem))
		return model;
	do {
		model = by_stem(catalog, stem, NAME_WHOLE);
	} while (model == NULL && stem_drop_ending(&stem));
	if (model == NULL)
		model = by_stem(catalog, stem, NAME_PART);
	return model != NULL ? model : spelling_find(catalog, stem_of(id));
}

/* True where a name, a whole one or without its publisher, is the nearest. */
static bool
is_nearest(struct suggest *suggest, const char *s, size_t length,
    bool with_publisher)
{
	const char *slash = memchr(s, '/', length);
	size_t before = suggest->distance;
	char name[NAME_LIMIT];

	if (!with_publisher && slash != NULL) {
		length -= (size_t)(slash + 1 - s);
		s = slash + 1;
	}
	if (length >= sizeof(name))
		return false;
	memcpy(name, s, length);
	name[length] = '\0';
	suggest_offer(suggest, name);
	return suggest->distance < before;
}

const char *
catalog_suggest_model(const struct catalog *catalog, const char *id)
{
	bool with_publisher = strchr(id, '/') != NULL;
	struct suggest suggest;
	const char *best = NULL;
	size_t i;

	suggest_init(&suggest, id);
	for (i = 0; i < catalog->models_count; i++) {
		const struct model *model = &catalog->models[i];
		struct items it = { model->aliases, 0 };

		if (is_nearest(&suggest, model->id, strlen(model->id),
			with_publisher))
			best = model->id;
		while (items_next(&it))
			if (is_nearest(&suggest, it.s, it.length,
				with_publisher))
				best = model->id;
	}
	return best;
}
