/* Names of models as folders spell them. */

#include "catalog/model_spelling.h"

#include "catalog/index.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool
is_digit(char c)
{
	return isdigit((unsigned char)c);
}

/* The end of a name or of one of its parts. */
static bool
ends_part(const char *s, size_t length, size_t at)
{
	return at >= length || s[at] == '-';
}

/* Where the second number of a version stands whose first is the digit at i:
 * "2-5", "2---5" (ModelScope's folders), "2p5", "25"; 0 for none. */
static size_t
second_number(const char *s, size_t length, size_t i)
{
	size_t at = i + 1;

	if (i == 0 || !isalpha((unsigned char)s[i - 1]) || !is_digit(s[i]))
		return 0;
	while (at < length && s[at] == '-')
		at++;
	if (at == i + 1 && at < length && s[at] == 'p')
		at++;
	if (at >= length || !is_digit(s[at]) || !ends_part(s, length, at + 1))
		return 0;
	return at;
}

/* What savers call their folders, whatever the model is. */
static bool
is_common_word(const char *s, size_t length)
{
	static const char *const words[] = { "actor", "base", "checkpoint",
		"checkpoints", "ckpt", "ckpts", "export", "exported", "final",
		"float16", "full", "hf", "hf_model", "huggingface", "latest",
		"lora", "main", "merged", "model", "models", "original",
		"output", "outputs", "sft", "snapshots", "weights" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == length &&
		    strncasecmp(s, words[i], length) == 0)
			return true;
	return false;
}

/* "checkpoint-100", "global_step_40", "epoch_2", "1"; a hash. */
static bool
is_numbered(const char *s, size_t length)
{
	static const char *const words[] = { "", "checkpoint", "ckpt", "epoch",
		"global_step", "iter", "run", "step", "version" };
	size_t word = length;

	while (word > 0 && is_digit(s[word - 1]))
		word--;
	if (word == length)
		return length >= 32 && strspn(s, "0123456789abcdef") >= length;
	while (word > 0 && strchr("-_", s[word - 1]) != NULL)
		word--;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == word &&
		    strncasecmp(s, words[i], word) == 0)
			return true;
	return length >= 32 && strspn(s, "0123456789abcdef") >= length;
}

const char *
spelling_above(const char *path, char out[SPELLING_PATH])
{
	size_t length = strlen(path);

	if (length >= SPELLING_PATH)
		return path;
	memcpy(out, path, length + 1);
	for (;;) {
		char *slash;

		while (length > 1 && out[length - 1] == '/')
			out[--length] = '\0';
		slash = strrchr(out, '/');
		if (slash == NULL || slash == out ||
		    !(is_common_word(slash + 1, strlen(slash + 1)) ||
			is_numbered(slash + 1, strlen(slash + 1))))
			return out;
		*slash = '\0';
		length = (size_t)(slash - out);
	}
}

size_t
spelling_point(const char *folded, size_t length, char out[STEM_LIMIT])
{
	size_t n = 0;
	bool changed = false;

	for (size_t i = 0; i < length; i++) {
		size_t second = second_number(folded, length, i);

		if (n + 2 > STEM_LIMIT)
			return 0;
		out[n++] = folded[i];
		if (second == 0)
			continue;
		out[n++] = '.';
		i = second - 1;
		changed = true;
	}
	return changed ? n : 0;
}

static struct stem
folded_stem(struct stem stem, char out[STEM_LIMIT])
{
	struct stem folded = { out, stem_fold(stem, out) };

	return folded;
}

static const struct model *
by_name(const struct catalog *catalog, struct stem folded)
{
	size_t row = index_first(&catalog->model_stems, folded.s, folded.length,
	    NAME_PART);

	return row == SIZE_MAX ? NULL : &catalog->models[row];
}

/* The same with endings set aside, one after the other. */
static const struct model *
by_name_and_endings(const struct catalog *catalog, struct stem folded)
{
	const struct model *row;

	do {
		row = by_name(catalog, folded);
	} while (row == NULL && stem_drop_ending(&folded));
	return row;
}

/* What follows a name: behind a dash, which a letter and a number have
 * none of between them. */
static struct stem
rest_behind(struct stem whole, struct stem name)
{
	struct stem rest = { NULL, 0 };

	if (whole.length <= name.length + 1 ||
	    memcmp(whole.s, name.s, name.length) != 0)
		return rest;
	rest.s = whole.s + name.length;
	rest.length = whole.length - name.length;
	if (*rest.s == '-') {
		rest.s++;
		rest.length--;
	} else if (!is_digit(*rest.s) || is_digit(rest.s[-1])) {
		rest.length = 0;
	}
	return rest;
}

static bool
has_shape_of(const struct model *a, const struct model *b)
{
	return a->layers == b->layers && a->hidden == b->hidden &&
	       a->heads == b->heads && a->kv_heads == b->kv_heads &&
	       a->experts == b->experts && a->params == b->params;
}

/* Whether a row that a name may mean has the shape of those before it.  Of
 * their lengths the longest is taken, which accuses nobody. */
static bool
is_alike(const struct model **found, const struct model *row)
{
	if (*found != NULL && !has_shape_of(*found, row))
		return false;
	if (*found == NULL || row->max_positions > (*found)->max_positions)
		*found = row;
	return true;
}

/* "7b-v0.1", "17b16e-instruct", "a22b". */
static bool
begins_with_size(struct stem rest)
{
	size_t at = rest.length > 0 && *rest.s == 'a', first = at;

	while (at < rest.length && (is_digit(rest.s[at]) || rest.s[at] == '.'))
		at++;
	if (at == first || at >= rest.length || rest.s[at] != 'b')
		return false;
	return ends_part(rest.s, rest.length, at + 1) ||
	       is_digit(rest.s[at + 1]);
}

/* A name that stops before the size, or before the size of what a token
 * passes: every row that goes on so has to be of one shape. */
static const struct model *
by_beginning(const struct catalog *catalog, struct stem folded)
{
	const struct catalog_names *names = &catalog->model_stems;
	const struct model *found = NULL;

	if (memchr(folded.s, '-', folded.length) == NULL)
		return NULL;
	for (size_t at = 0; at < names->count; at++) {
		const struct catalog_name *name = &names->all[at];
		const struct model *row = &catalog->models[name->row];
		struct stem whole = { names->text + name->at, name->length };

		if (begins_with_size(rest_behind(whole, folded)) &&
		    !is_alike(&found, row))
			return NULL;
	}
	return found;
}

/* Without the dashes that do not part two numbers. */
static size_t
squeeze(const char *s, size_t length, char out[STEM_LIMIT])
{
	size_t n = 0;

	for (size_t i = 0; i < length && n < STEM_LIMIT; i++) {
		if (s[i] == '-' && (n == 0 || !is_digit(out[n - 1]) ||
				       i + 1 == length || !is_digit(s[i + 1])))
			continue;
		out[n++] = s[i];
	}
	return n;
}

static const struct model *
by_letters(const struct catalog *catalog, struct stem folded)
{
	const struct catalog_names *names = &catalog->model_stems;
	char wanted[STEM_LIMIT], own[STEM_LIMIT];
	size_t length = squeeze(folded.s, folded.length, wanted);
	const struct model *found = NULL;

	for (size_t at = 0; at < names->count && length > 0; at++) {
		const struct catalog_name *name = &names->all[at];
		const struct model *row = &catalog->models[name->row];

		if (squeeze(names->text + name->at, name->length, own) ==
			length &&
		    memcmp(own, wanted, length) == 0 && !is_alike(&found, row))
			return NULL;
	}
	return found;
}

/* A tag ("llama31:8b") is a name at a registry, where nothing else stands for
 * it. */
const struct model *
spelling_find(const struct catalog *catalog, struct stem stem)
{
	char folded[STEM_LIMIT], pointed[STEM_LIMIT];
	const struct model *row = NULL;
	struct stem one, with;

	if (memchr(stem.s, ':', stem.length) != NULL)
		return NULL;
	one = folded_stem(stem, folded);
	if (one.length == 0)
		return NULL;
	with.s = pointed;
	with.length = spelling_point(one.s, one.length, pointed);
	if (with.length > 0) {
		row = by_name_and_endings(catalog, with);
		one = with;
	}
	if (row != NULL)
		return row;
	while (stem_drop_ending(&one))
		continue;
	row = by_beginning(catalog, one);
	return row != NULL ? row : by_letters(catalog, one);
}
