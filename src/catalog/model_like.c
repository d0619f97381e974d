/* Models that are in no row: by the base that their name carries, or by the
 * size in it. */

#include "catalog/catalog.h"
#include "catalog/index.h"
#include "catalog/model_name.h"
#include "catalog/model_spelling.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOKENS_LIMIT = 24 };

/* A folded name and the pieces between its dashes. */
struct tokens {
	char name[STEM_LIMIT + 1];
	struct {
		size_t start, end;
	} at[TOKENS_LIMIT];
	size_t count;
};

/* Words of models that are no decoder of the size that they name, or none at
 * all.  A tower is small beside the decoder that it feeds. */
static const char *const others[] = { "moe", "mamba", "rwkv", "eagle", "medusa",
	"draft", "specul", "tts", "whisper", "clip", "encoder", "diffusion",
	NULL };

/* Decoders of the common shape, which a size stands for. */
static const char *const families[] = { "llama", "mistral", "qwen2", "qwen3",
	NULL };

/* MythoMax-L2-13B, L3.3-70B-Euryale: Llama and its release, before a size. */
static size_t
spell_out(char name[STEM_LIMIT + 1], size_t length)
{
	static const char rest[] = "lama";

	for (size_t i = 0; i + 4 < length; i++) {
		size_t end = i + 1;

		if (name[i] != 'l' || (i > 0 && name[i - 1] != '-'))
			continue;
		while (end < length &&
		       (isdigit((unsigned char)name[end]) || name[end] == '.'))
			end++;
		if ((name[i + 1] != '2' && name[i + 1] != '3') || end > i + 4 ||
		    end + 1 >= length || name[end] != '-' ||
		    !isdigit((unsigned char)name[end + 1]) ||
		    length + 4 > STEM_LIMIT)
			continue;
		memmove(name + i + 5, name + i + 1, length - i - 1);
		memcpy(name + i + 1, rest, 4);
		return length + 4;
	}
	return length;
}

static bool
cut(struct tokens *t, size_t length)
{
	size_t start = 0, i;

	length = spell_out(t->name, length);

	t->count = 0;
	t->name[length] = '\0';
	for (i = 0; i <= length; i++) {
		if (i < length && t->name[i] != '-')
			continue;
		if (i > start) {
			if (t->count == TOKENS_LIMIT)
				return false;
			t->at[t->count].start = start;
			t->at[t->count++].end = i;
		}
		start = i + 1;
	}
	return t->count > 0;
}

static struct stem
typeless(const char *id)
{
	struct stem stem = stem_of(id);

	stem_drop_type(&stem);
	return stem;
}

static bool
split(struct tokens *t, const char *id)
{
	return cut(t, stem_fold(typeless(id), t->name));
}

/* The same with the points that its versions lack: false where none do. */
static bool
split_pointed(struct tokens *t, const char *id)
{
	char folded[STEM_LIMIT];
	size_t length =
	    spelling_point(folded, stem_fold(typeless(id), folded), t->name);

	return length > 0 && cut(t, length);
}

static bool
is_other(const char *text)
{
	for (size_t i = 0; others[i] != NULL; i++)
		if (strstr(text, others[i]) != NULL)
			return true;
	return false;
}

/* True for a word of those that the row's own name lacks: a copy of
 * Qwen3-VL-8B is one, whatever else it is called. */
static bool
is_other_than(const char *text, const struct model *row)
{
	for (size_t i = 0; others[i] != NULL; i++)
		if (strstr(text, others[i]) != NULL &&
		    strcasestr(row->id, others[i]) == NULL)
			return true;
	return false;
}

/* Billions of parameters in s, "llama3.2-1b", "350m", or 0; -1 for those of
 * sparse models: "a3b", "8x7b", "128e".  A date may be stuck to it. */
static double
size_at(const char *s, size_t start, size_t at)
{
	size_t first = at;
	double size;

	while (first > start &&
	       (isdigit((unsigned char)s[first - 1]) || s[first - 1] == '.'))
		first--;
	if (first == at || s[first] == '.')
		return 0;
	if (s[at] == 'e')
		return first == start || s[first - 1] == 'b' ? -1 : 0;
	if (first == start + 1 || (first > start && s[first - 1] == 'x'))
		return -1;
	size = strtod(s + first, NULL) / (s[at] == 'm' ? 1000 : 1);
	return size >= 0.05 && size <= 2000 ? size : 0;
}

static double
size_of(const struct tokens *t, size_t token)
{
	size_t start = t->at[token].start, end = t->at[token].end, i;
	double found = 0;

	for (i = start + 1; i < end; i++) {
		double size;

		if (strchr("bme", t->name[i]) == NULL ||
		    (i + 1 < end && !isdigit((unsigned char)t->name[i + 1])))
			continue;
		size = size_at(t->name, start, i);
		if (size < 0)
			return size;
		if (found == 0)
			found = size;
	}
	return found;
}

static double
size_in(const struct tokens *t)
{
	double size = 0;

	for (size_t i = 0; i < t->count; i++) {
		double one = size_of(t, i);

		if (one < 0 || (one > 0 && size > 0))
			return 0;
		if (one > 0)
			size = one;
	}
	return size * 1e9;
}

/* "1_8B" is a number with a point, "3_8B" a version and a size. */
static bool
is_ambiguous(const char *id)
{
	for (const char *s = strchr(id, '_'); s != NULL; s = strchr(s + 1, '_'))
		if (s > id && isdigit((unsigned char)s[-1]) &&
		    isdigit((unsigned char)s[1]))
			return true;
	return false;
}

double
catalog_size_in_name(const char *id)
{
	char above[SPELLING_PATH];
	struct tokens t;

	id = spelling_above(id, above);
	if (is_ambiguous(id))
		return 0;
	return split(&t, id) && !is_other(t.name) ? size_in(&t) : 0;
}

/* zephyr-7b-gemma-7b: two bases are none. */
static bool
has_two_sizes(const struct tokens *t)
{
	size_t count = 0;

	for (size_t i = 0; i < t->count; i++)
		count += size_of(t, i) > 0;
	return count > 1;
}

static bool
has_size(const struct tokens *t, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		if (size_of(t, i) != 0)
			return true;
	return false;
}

static const struct model *
named(const struct catalog *catalog, const char *s, size_t length)
{
	size_t row = index_first(&catalog->model_stems, s, length, NAME_PART);

	if (row == SIZE_MAX)
		row = index_version(&catalog->model_stems, s, length);
	return row == SIZE_MAX ? NULL : &catalog->models[row];
}

/* The longest run of tokens that names a row. */
static const struct model *
by_run(const struct catalog *catalog, const struct tokens *t)
{
	const struct model *found = NULL, *row;
	size_t longest = 0;

	for (size_t i = 0; i < t->count; i++) {
		for (size_t j = i; j < t->count; j++) {
			size_t length = t->at[j].end - t->at[i].start;

			if (length <= longest || !has_size(t, i, j) ||
			    !isalpha((unsigned char)t->name[t->at[i].start]))
				continue;
			row = named(catalog, t->name + t->at[i].start, length);
			if (row == NULL)
				continue;
			found = row;
			longest = length;
		}
	}
	return found;
}

/* A family and a size with other words between them, as the row has them
 * side by side. */
static const struct model *
by_ends(const struct catalog *catalog, const struct tokens *t)
{
	for (size_t i = 0; i < t->count; i++) {
		size_t family = t->at[i].end - t->at[i].start;

		if (!isalpha((unsigned char)t->name[t->at[i].start]))
			continue;
		for (size_t j = i + 2; j < t->count; j++) {
			size_t size = t->at[j].end - t->at[j].start, n = family;
			const struct model *row;
			char pair[STEM_LIMIT];

			if (!(size_of(t, j) > 0))
				continue;
			memcpy(pair, t->name + t->at[i].start, family);
			if (isdigit((unsigned char)pair[n - 1]))
				pair[n++] = '-';
			memcpy(pair + n, t->name + t->at[j].start, size);
			row = named(catalog, pair, n + size);
			if (row != NULL)
				return row;
		}
	}
	return NULL;
}

static const struct model *
base_of(const struct catalog *catalog, const struct tokens *t)
{
	const struct model *run, *ends;

	if (has_two_sizes(t))
		return NULL;
	run = by_run(catalog, t);
	ends = by_ends(catalog, t);
	if (run == NULL)
		run = ends;
	if (run == NULL || is_other_than(t->name, run) ||
	    (ends != NULL &&
		(run->layers != ends->layers || run->hidden != ends->hidden)))
		return NULL;
	return run;
}

const struct model *
catalog_model_base(const struct catalog *catalog, const char *id)
{
	const struct model *row = NULL;
	char above[SPELLING_PATH];
	struct tokens t;

	id = spelling_above(id, above);
	if (split_pointed(&t, id))
		row = base_of(catalog, &t);
	if (row == NULL && split(&t, id))
		row = base_of(catalog, &t);
	return row;
}

/* Of the large ones only those of 2023 cached keys of every head. */
static bool
keeps_all_heads(const struct model *row)
{
	return row->params > 20e9 && !(row->kv_heads < row->heads);
}

static bool
is_common(const struct model *row)
{
	for (size_t i = 0; families[i] != NULL; i++)
		if (row->family != NULL &&
		    strcmp(row->family, families[i]) == 0)
			return row->layers > 0 && row->params > 0 &&
			       row->heads > 0 && !keeps_all_heads(row) &&
			       !(row->experts > 0) &&
			       !catalog_is_unsourced(row->unsourced, "layers");
	return false;
}

const struct model *
catalog_model_sized(const struct catalog *catalog, double params, double times)
{
	const struct model *best = NULL;
	double nearest = log(times);

	if (!(params > 0))
		return NULL;
	for (size_t i = 0; i < catalog->models_count; i++) {
		const struct model *row = &catalog->models[i];
		double distance;

		if (!is_common(row))
			continue;
		distance = fabs(log(row->params / params));
		if (distance < nearest) {
			nearest = distance;
			best = row;
		}
	}
	return best;
}
