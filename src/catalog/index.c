/* Names of all rows, folded and sorted. */

#include "catalog/index.h"

#include "base/text.h"
#include "catalog/gpu_name.h"
#include "catalog/model_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One name while the index is made. */
struct item {
	const char *s;
	size_t length, row;
	enum name_kind kind;
};

struct maker {
	struct item *items;
	size_t count, room;
	struct arena *arena;
};

static void
add(struct maker *maker, const char *s, size_t length, size_t row,
    enum name_kind kind)
{
	struct item *item;

	if (length == 0)
		return;
	if (maker->count == maker->room) {
		size_t room = maker->room == 0 ? 256 : 2 * maker->room;

		maker->items = arena_grow(maker->arena, maker->items,
		    maker->count, room, sizeof(*maker->items));
		maker->room = room;
	}
	item = &maker->items[maker->count++];
	item->s = arena_copy(maker->arena, s, length);
	item->length = length;
	item->row = row;
	item->kind = kind;
}

static int
compare_bytes(const char *a, size_t na, const char *b, size_t nb)
{
	int order = memcmp(a, b, na < nb ? na : nb);

	if (order != 0)
		return order;
	return na < nb ? -1 : na > nb;
}

static int
compare(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = compare_bytes(x->s, x->length, y->s, y->length);

	if (order != 0)
		return order;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (int)x->kind - (int)y->kind;
}

static bool
is_same_name(const struct item *a, const struct item *b)
{
	return compare_bytes(a->s, a->length, b->s, b->length) == 0;
}

/* Equal names lie side by side and share their text. */
static void
finish(struct maker *maker, struct catalog_names *names)
{
	struct catalog_name *all;
	struct text text;
	size_t i, n = 0;

	memset(names, 0, sizeof(*names));
	if (maker->count == 0)
		return;
	qsort(maker->items, maker->count, sizeof(*maker->items), compare);
	all = arena_array(maker->arena, maker->count, sizeof(*all));
	text_init(&text);
	for (i = 0; i < maker->count; i++) {
		const struct item *item = &maker->items[i];
		bool is_new = i == 0 || !is_same_name(&item[-1], item);

		if (!is_new && item[-1].row == item->row)
			continue;
		if (is_new)
			text_add_bytes(&text, item->s, item->length);
		all[n].at = (uint32_t)(text.length - item->length);
		all[n].length = (uint32_t)item->length;
		all[n].row = (uint32_t)item->row;
		all[n++].kind = (uint32_t)item->kind;
	}
	names->text = arena_copy(maker->arena, text_string(&text), text.length);
	names->all = all;
	names->count = n;
	text_release(&text);
}

static void
add_gpu_name(struct maker *maker, const char *s, size_t length, size_t row,
    enum name_kind kind)
{
	struct name name = gpu_name(s, length);

	add(maker, name.s, name.length, row, kind);
	if (gpu_drop_series(&name))
		add(maker, name.s, name.length, row, kind);
}

static void
index_gpu(struct maker *maker, const struct gpu *gpu, size_t row)
{
	const char *const names[] = { gpu->name, gpu->smi_name, gpu->k8s_label,
		gpu->sky_name };
	struct parts parts = gpu_take_apart(gpu->name);
	struct items it = { gpu->aliases, 0 };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i] != NULL)
			add_gpu_name(maker, names[i], strlen(names[i]), row,
			    NAME_WHOLE);
	while (items_next(&it))
		add_gpu_name(maker, it.s, it.length, row, NAME_WHOLE);
	add_gpu_name(maker, parts.base.s, parts.base.length, row, NAME_PART);
}

static void
add_lower(struct maker *maker, const char *s, size_t length, size_t row)
{
	char folded[INDEX_LOWER_LIMIT];

	add(maker, folded, index_lower(s, length, folded), row, NAME_WHOLE);
}

static void
index_model_id(struct maker *maker, const struct model *model, size_t row)
{
	struct items it = { model->aliases, 0 };

	add_lower(maker, model->id, strlen(model->id), row);
	while (items_next(&it))
		add_lower(maker, it.s, it.length, row);
}

static void
index_model_stem(struct maker *maker, const struct model *model, size_t row)
{
	struct stem stem = stem_of(model->id);
	struct items it = { model->aliases, 0 };
	char folded[STEM_LIMIT], alias[STEM_LIMIT];

	add(maker, folded, stem_fold(stem, folded), row, NAME_WHOLE);
	while (stem_drop_ending(&stem))
		add(maker, folded, stem_fold(stem, folded), row, NAME_PART);
	while (items_next(&it)) {
		if (it.length >= sizeof(alias))
			continue;
		memcpy(alias, it.s, it.length);
		alias[it.length] = '\0';
		stem = stem_of(alias);
		add(maker, folded, stem_fold(stem, folded), row, NAME_WHOLE);
	}
}

static void
index_instance(struct maker *maker, const struct instance *instance, size_t row)
{
	add_lower(maker, instance->name, strlen(instance->name), row);
}

static void
index_quant(struct maker *maker, const struct quant *quant, size_t row)
{
	struct name name = name_squeeze(quant->name, strlen(quant->name));

	add(maker, name.s, name.length, row, NAME_WHOLE);
}

void
index_make(struct catalog *catalog, struct arena *arena)
{
	size_t i;

#define MAKE(rows, names, add_row)                                             \
	do {                                                                   \
		struct maker maker = { .arena = arena };                       \
                                                                               \
		for (i = 0; i < catalog->rows##_count; i++)                    \
			add_row(&maker, &catalog->rows[i], i);                 \
		finish(&maker, &catalog->names);                               \
	} while (0)
	MAKE(gpus, gpu_names, index_gpu);
	MAKE(models, model_ids, index_model_id);
	MAKE(models, model_stems, index_model_stem);
	MAKE(instances, instance_names, index_instance);
	MAKE(quants, quant_names, index_quant);
#undef MAKE
}

static int
compare_at(const struct catalog_names *names, size_t i, const char *s,
    size_t length)
{
	const struct catalog_name *name = &names->all[i];

	return compare_bytes(names->text + name->at, name->length, s, length);
}

const struct catalog_name *
index_find(const struct catalog_names *names, const char *s, size_t length,
    size_t *count)
{
	size_t low = 0, high = names->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_at(names, middle, s, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	end = low;
	while (end < names->count && compare_at(names, end, s, length) == 0)
		end++;
	*count = end - low;
	return *count == 0 ? NULL : &names->all[low];
}

size_t
index_first(const struct catalog_names *names, const char *s, size_t length,
    enum name_kind kind)
{
	const struct catalog_name *at;
	size_t i, count;

	at = index_find(names, s, length, &count);
	for (i = 0; i < count; i++)
		if (at[i].kind <= (uint32_t)kind)
			return at[i].row;
	return SIZE_MAX;
}

size_t
index_version(const struct catalog_names *names, const char *s, size_t length)
{
	size_t low = 0, high = names->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_at(names, middle, s, length) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < names->count; low++) {
		const struct catalog_name *name = &names->all[low];
		const char *text = names->text + name->at;

		if (name->length < length || memcmp(text, s, length) != 0)
			break;
		if (name->length > length + 2 && text[length] == '-' &&
		    text[length + 1] == 'v' &&
		    isdigit((unsigned char)text[length + 2]))
			return name->row;
		if (name->length > length + 1 && text[length] == '-' &&
		    text[length + 1] > 'v')
			break;
	}
	return SIZE_MAX;
}

size_t
index_lower(const char *s, size_t length, char out[INDEX_LOWER_LIMIT])
{
	size_t i;

	if (length > INDEX_LOWER_LIMIT)
		return 0;
	for (i = 0; i < length; i++)
		out[i] = (char)tolower((unsigned char)s[i]);
	return length;
}
