/* What people write for a fact, read by the type of its row. */

#include "workload/fact.h"

#include "base/number.h"
#include "base/suggest.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* Texts past this are no value anybody means. */
enum { LONGEST = 4096, LIST_LIMIT = 1024, SHOWN = 60 };

/* Other spellings of a value; they count where the row has the value. */
static const struct spelling {
	const char *written, *meant;
} spellings[] = {
	{ "bfloat16", "bf16" },
	{ "float16", "fp16" },
	{ "half", "fp16" },
	{ "float32", "fp32" },
	{ "float", "fp32" },
	{ "f16", "fp16" },
	{ "f32", "fp32" },
	{ "float8", "fp8" },
	{ "float8_e4m3fn", "fp8" },
	{ "float8_e5m2", "fp8" },
	{ "fp8_e4m3", "fp8" },
	{ "fp8_e5m2", "fp8" },
	{ "nf4", "bnb-nf4" },
	{ "flash_attention_2", "flash2" },
	{ "flash_attention_3", "flash3" },
	{ "amd64", "x86_64" },
	{ "arm64", "aarch64" },
	{ "query_key_value", "qkv" },
	{ "adamw_torch", "adamw" },
	{ "adamw_torch_fused", "adamw" },
	{ "adamw_hf", "adamw" },
	{ "adamw_8bit", "adamw-8bit" },
	{ "adamw_bnb_8bit", "adamw-8bit" },
	{ "adamw_torch_4bit", "adamw-4bit" },
	{ "paged_adamw", "paged-adamw-32bit" },
	{ "paged_adamw_32bit", "paged-adamw-32bit" },
	{ "paged_adamw_8bit", "paged-adamw-8bit" },
	{ "lion_8bit", "lion-8bit" },
};

static const char *const yes_words[] = { "yes", "true", "on", "1" };
static const char *const no_words[] = { "no", "false", "off", "0" };

static bool
is_one_of(const char *s, size_t length, const char *const words[4])
{
	for (size_t i = 0; i < 4; i++) {
		if (strlen(words[i]) == length &&
		    strncasecmp(s, words[i], length) == 0)
			return true;
	}
	return false;
}

static bool
is_open(const char *values)
{
	size_t length = strlen(values);

	return length == 0 ||
	       (length >= 3 && strcmp(values + length - 3, "...") == 0);
}

/* The next of a row's values; false at the end. */
static bool
next_value(const char **values, const char **value, size_t *length)
{
	*values += strspn(*values, " ");
	*value = *values;
	*length = strcspn(*values, " ");
	*values += *length;
	return *length != 0 && strncmp(*value, "...", 3) != 0;
}

/* The row's own spelling of a value, case aside; NULL where it has none. */
static const char *
own_spelling(const char *values, const char *s, size_t length,
    struct arena *arena)
{
	const char *value;
	size_t n;

	while (next_value(&values, &value, &n)) {
		if (n == length && strncasecmp(value, s, n) == 0)
			return arena_copy(arena, value, n);
	}
	return NULL;
}

/* What a text means where it is another spelling of a value. */
static const char *
meant_by(enum fact_id id, const char *s, size_t length, struct arena *arena)
{
	const char *values = fact_rows[id].values, *own;

	if (length > 6 && strncasecmp(s, "torch.", 6) == 0) {
		s += 6;
		length -= 6;
	}
	own = own_spelling(values, s, length, arena);
	if (own != NULL)
		return own;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		if (strlen(spellings[i].written) != length ||
		    strncasecmp(spellings[i].written, s, length) != 0)
			continue;
		own = own_spelling(values, spellings[i].meant,
		    strlen(spellings[i].meant), arena);
		if (own != NULL)
			return own;
	}
	if (length > 5 && strncasecmp(s + length - 5, "_proj", 5) == 0)
		return own_spelling(values, s, length - 5, arena);
	if (is_one_of(s, length, no_words))
		return own_spelling(values, "none", 4, arena);
	if (id == F_TRAIN_CHECKPOINTING && is_one_of(s, length, yes_words))
		return "full";
	return NULL;
}

/* "load.dtype: fp61 is none of fp32, bf16, fp16, fp8; did you mean fp16?" */
static bool
refuse_value(enum fact_id id, const char *s, size_t length, struct arena *arena,
    struct error *err)
{
	const char *values = fact_rows[id].values, *value;
	struct suggest suggest;
	struct text list;
	size_t n;

	suggest_init(&suggest, arena_copy(arena, s, length));
	text_init(&list);
	while (next_value(&values, &value, &n)) {
		if (list.length != 0)
			text_add(&list, ", ");
		text_add_bytes(&list, value, n);
		suggest_offer(&suggest, arena_copy(arena, value, n));
	}
	if (suggest.best != NULL) {
		error_set(err, "%s: %.*s is none of %s; did you mean %s?",
		    fact_rows[id].name, (int)(length < SHOWN ? length : SHOWN),
		    s, text_string(&list), suggest.best);
	} else {
		error_set(err, "%s: %.*s is none of %s", fact_rows[id].name,
		    (int)(length < SHOWN ? length : SHOWN), s,
		    text_string(&list));
	}
	text_release(&list);
	return false;
}

static bool
refuse(enum fact_id id, const char *s, size_t length, const char *what,
    struct error *err)
{
	return error_set(err, "%s: %.*s%s is %s", fact_rows[id].name,
	    (int)(length < SHOWN ? length : SHOWN), s,
	    length > SHOWN ? "..." : "", what);
}

static bool
read_count(struct fact *fact, enum fact_id id, const char *s, size_t length,
    struct error *err)
{
	double count, whole;

	if (!number_parse_count(s, length, &count))
		return refuse(id, s, length,
		    "no count (a whole number up to 2^53; 8B, 4k are read)",
		    err);
	whole = round(count);
	/* 1.54B is whole, though its product may miss by the last bit. */
	if (fabs(count - whole) > fabs(count) * 1e-12)
		return refuse(id, s, length, "not a whole number", err);
	if (whole < 0)
		return refuse(id, s, length, "below 0", err);
	fact->number = whole;
	return true;
}

static bool
read_bytes(struct fact *fact, enum fact_id id, const char *s, size_t length,
    struct error *err)
{
	double bytes;

	if (!number_parse_size(s, length, &bytes))
		return refuse(id, s, length,
		    "no size (24GiB, 80GB, 512M are read)", err);
	if (bytes < 0)
		return refuse(id, s, length, "below 0", err);
	fact->number = floor(bytes);
	return true;
}

static bool
read_flag(struct fact *fact, enum fact_id id, const char *s, size_t length,
    struct error *err)
{
	bool yes = is_one_of(s, length, yes_words);

	if (!yes && !is_one_of(s, length, no_words))
		return refuse(id, s, length, "neither yes nor no", err);
	fact->number = yes ? 1 : 0;
	return true;
}

static bool
read_text(const char **out, enum fact_id id, const char *s, size_t length,
    struct arena *arena, struct error *err)
{
	const char *meant = *fact_rows[id].values == '\0'
				? NULL
				: meant_by(id, s, length, arena);

	if (meant == NULL && !is_open(fact_rows[id].values))
		return refuse_value(id, s, length, arena, err);
	*out = meant != NULL ? meant : arena_copy(arena, s, length);
	return true;
}

static bool
read_version(struct fact *fact, enum fact_id id, const char *s, size_t length,
    struct arena *arena, struct error *err)
{
	if (id != F_FRAMEWORK_VERSION && strcspn(s, "0123456789") >= length)
		return refuse(id, s, length, "no version: it has no digit",
		    err);
	fact->text = arena_copy(arena, s, length);
	return true;
}

/* Spaces at both ends set aside. */
static size_t
trim(const char **s, size_t length)
{
	while (length > 0 && strchr(" \t\r\n", **s) != NULL) {
		(*s)++;
		length--;
	}
	while (length > 0 && strchr(" \t\r\n", (*s)[length - 1]) != NULL)
		length--;
	return length;
}

static bool
read_list(struct fact *fact, enum fact_id id, const char *s, size_t length,
    struct arena *arena, struct error *err)
{
	const char **items, *end = s + length;
	size_t count = 0, room = 1;

	for (size_t i = 0; i < length; i++)
		room += s[i] == ',';
	if (room > LIST_LIMIT)
		return refuse(id, s, length, "too long a list", err);
	items = arena_array(arena, room, sizeof(*items));
	while (s < end) {
		const char *comma = memchr(s, ',', (size_t)(end - s)),
			   *item = s;
		size_t n = (size_t)((comma == NULL ? end : comma) - s);

		s += n + 1;
		n = trim(&item, n);
		if (n == 0)
			continue;
		if (!read_text(&items[count++], id, item, n, arena, err))
			return false;
	}
	fact->list = items;
	fact->list_length = count;
	return true;
}

static bool
read_number(struct fact *fact, enum fact_id id, const char *s, size_t length,
    struct error *err)
{
	if (!number_parse(s, length, &fact->number))
		return refuse(id, s, length, "no number", err);
	if (fact_is_share(id) && (fact->number < 0 || fact->number > 1))
		return refuse(id, s, length, "not from 0 to 1", err);
	return true;
}

bool
fact_from_text(struct fact *fact, enum fact_id id, const char *text,
    struct arena *arena, struct error *err)
{
	struct fact read = { .state = FACT_KNOWN, .origin = fact->origin };
	size_t length = strlen(text);
	bool good = false;

	length = trim(&text, length);
	if (length == 0 && fact_rows[id].type != FACT_TYPE_LIST)
		return error_set(err, "%s: no value", fact_rows[id].name);
	if (length > LONGEST)
		return refuse(id, text, length, "too long for a value", err);
	switch (fact_rows[id].type) {
	case FACT_TYPE_COUNT:
		good = read_count(&read, id, text, length, err);
		break;
	case FACT_TYPE_NUMBER:
		good = read_number(&read, id, text, length, err);
		break;
	case FACT_TYPE_BYTES:
		good = read_bytes(&read, id, text, length, err);
		break;
	case FACT_TYPE_FLAG:
		good = read_flag(&read, id, text, length, err);
		break;
	case FACT_TYPE_LIST:
		good = read_list(&read, id, text, length, arena, err);
		break;
	case FACT_TYPE_VERSION:
		good = read_version(&read, id, text, length, arena, err);
		break;
	case FACT_TYPE_TEXT:
		good = read_text(&read.text, id, text, length, arena, err);
		break;
	}
	if (good)
		*fact = read;
	return good;
}
