/* GPUs by the names that people, drivers and clouds give them. */

#include "catalog/catalog.h"

#include "base/number.h"
#include "base/suggest.h"
#include "catalog/name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Words that say whose card it is and do not tell two of them apart. */
static const struct {
	const char *word, *vendor;
} vendor_words[] = { { "nvidia", "nvidia" }, { "geforce", "nvidia" },
	{ "tesla", "nvidia" }, { "amd", "amd" }, { "instinct", "amd" },
	{ "radeon", "amd" }, { "intel", "intel" }, { "apple", "apple" } };

enum { QUALIFIER_LIMIT = 6, QUALIFIER_ROOM = 12 };

/* A name taken apart: "H100-SXM5-80GB" is h100 with sxm5 and 80 GB. */
struct parts {
	struct name base;
	char qualifiers[QUALIFIER_LIMIT][QUALIFIER_ROOM];
	size_t count;
	double gb; /* 0: none said */
};

/* What is found so far. */
struct best {
	const char *vendor; /* no other is asked for; NULL: any */
	const struct gpu *gpu;
	double sizes[8];
	size_t count;
};

/* The vendor that the dropped words name, or NULL. */
static const char *
drop_vendor(struct name *name)
{
	const char *vendor = NULL;
	size_t i, count = sizeof(vendor_words) / sizeof(vendor_words[0]);

	for (i = 0; i < count; i++)
		if (name_drop_prefix(name, vendor_words[i].word))
			vendor = vendor_words[i].vendor;
	return vendor;
}

static struct name
gpu_name(const char *s, size_t length)
{
	struct name name = name_squeeze(s, length);

	drop_vendor(&name);
	return name;
}

/* "4090" for "RTX 4090": only where digits alone are asked for. */
static bool
same_name(const struct name *wanted, const char *s, size_t length)
{
	struct name name = gpu_name(s, length);

	if (name_equal(wanted, &name))
		return true;
	if (wanted->length < 3 || !isdigit((unsigned char)wanted->s[0]))
		return false;
	return (name_drop_prefix(&name, "rtx") ||
		   name_drop_prefix(&name, "gtx") ||
		   name_drop_prefix(&name, "rx")) &&
	       name_equal(wanted, &name);
}

static bool
is_called(const struct gpu *gpu, const struct name *wanted)
{
	const char *const names[] = { gpu->name, gpu->smi_name, gpu->k8s_label,
		gpu->sky_name };
	struct items it = { gpu->aliases, 0 };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i] != NULL &&
		    same_name(wanted, names[i], strlen(names[i])))
			return true;
	while (items_next(&it))
		if (same_name(wanted, it.s, it.length))
			return true;
	return false;
}

static void
offer(struct best *best, const struct gpu *gpu)
{
	size_t i;

	if (best->vendor != NULL && gpu->vendor != NULL &&
	    strcmp(best->vendor, gpu->vendor) != 0)
		return;
	for (i = 0; i < best->count; i++)
		if (best->sizes[i] == gpu->vram_gb)
			break;
	if (i == best->count && i < sizeof(best->sizes) / sizeof(double))
		best->sizes[best->count++] = gpu->vram_gb;
	if (best->gpu == NULL || gpu->vram_gb < best->gpu->vram_gb ||
	    (gpu->vram_gb == best->gpu->vram_gb && gpu->ladder != NULL &&
		best->gpu->ladder == NULL))
		best->gpu = gpu;
}

static bool
is_separator(char c)
{
	return c == ' ' || c == '-' || c == '_' || c == '/' || c == ',';
}

/* Gigabytes of "80GB", "80g", "95GiB"; 0 for another word. */
static double
word_gb(const char *s, size_t length)
{
	size_t digits = 0;
	double gb;

	while (digits < length && isdigit((unsigned char)s[digits]))
		digits++;
	if (digits == 0 || digits > 4 || digits == length)
		return 0;
	s += digits;
	length -= digits;
	if (!((length == 1 && strncasecmp(s, "g", 1) == 0) ||
		(length == 2 && strncasecmp(s, "gb", 2) == 0) ||
		(length == 3 && strncasecmp(s, "gib", 3) == 0)))
		return 0;
	return number_parse(s - digits, digits, &gb) ? gb : 0;
}

/* Words that say which of the cards of a name it is. */
static bool
is_qualifier(const char *s, size_t length)
{
	return length < QUALIFIER_ROOM &&
	       (strncasecmp(s, "sxm", 3) == 0 ||
		   strncasecmp(s, "hbm", 3) == 0 ||
		   (length == 4 && strncasecmp(s, "pcie", 4) == 0) ||
		   (length == 3 && strncasecmp(s, "nvl", 3) == 0));
}

/* Words that say nothing: a shared card has the memory of the card. */
static bool
is_idle(const char *s, size_t length)
{
	return (length == 3 && strncasecmp(s, "gpu", 3) == 0) ||
	       (length == 3 && strncasecmp(s, "oam", 3) == 0) ||
	       (length == 6 && strncasecmp(s, "shared", 6) == 0);
}

static void
add_base(struct name *base, const char *s, size_t length)
{
	size_t i;

	if (base->length + length >= NAME_LIMIT)
		return;
	for (i = 0; i < length; i++)
		base->s[base->length++] = (char)tolower((unsigned char)s[i]);
	base->s[base->length] = '\0';
}

/* Remarks in parentheses at the end are left out. */
static struct parts
take_apart(const char *s)
{
	struct parts parts = { .count = 0 };
	size_t length = strcspn(s, "("), at = 0, end, i;

	if (s[length] == '(' && strchr(s, ')') == NULL)
		length = strlen(s);
	for (; at < length; at = end + 1) {
		double gb;

		end = at;
		while (end < length && !is_separator(s[end]))
			end++;
		gb = word_gb(s + at, end - at);
		if (gb > 0) {
			parts.gb = gb;
		} else if (is_qualifier(s + at, end - at) &&
			   parts.count < QUALIFIER_LIMIT) {
			for (i = 0; i < end - at; i++)
				parts.qualifiers[parts.count][i] =
				    (char)tolower((unsigned char)s[at + i]);
			parts.qualifiers[parts.count++][i] = '\0';
		} else if (!is_idle(s + at, end - at)) {
			add_base(&parts.base, s + at, end - at);
		}
	}
	drop_vendor(&parts.base);
	return parts;
}

/* "sxm" allows sxm4 and sxm5; anything is allowed where the row is mute. */
static bool
allows(const struct parts *row, const char *qualifier)
{
	size_t i, length = strcspn(qualifier, "0123456789");

	for (i = 0; i < row->count; i++) {
		const char *has = row->qualifiers[i];

		if (strncmp(has, qualifier, length) == 0)
			return qualifier[length] == '\0' ||
			       strcmp(has, qualifier) == 0 ||
			       has[length] == '\0';
	}
	return row->count == 0;
}

/* A size said in GB fits the nominal one and the one that is shown. */
static bool
has_size(const struct gpu *gpu, double gb)
{
	double low = gpu->vram_gb;

	if (gpu->total_mib > 0 && gpu->total_mib / 1024 < low)
		low = gpu->total_mib / 1024;
	return gb >= low - 1 && gb <= gpu->vram_gb + 1;
}

static bool
is_meant(const struct gpu *gpu, const struct parts *wanted)
{
	struct parts row = take_apart(gpu->name);
	size_t i;

	if (!same_name(&wanted->base, row.base.s, row.base.length) &&
	    !is_called(gpu, &wanted->base))
		return false;
	for (i = 0; i < wanted->count; i++)
		if (!allows(&row, wanted->qualifiers[i]))
			return false;
	return wanted->gb == 0 || has_size(gpu, wanted->gb);
}

const struct gpu *
catalog_gpu(const struct catalog *catalog, const char *name, size_t *covers)
{
	struct name wanted = name_squeeze(name, strlen(name));
	struct best best = { .vendor = drop_vendor(&wanted) };
	struct parts parts;
	size_t i;

	for (i = 0; i < catalog->gpus_count; i++)
		if (is_called(&catalog->gpus[i], &wanted))
			offer(&best, &catalog->gpus[i]);
	if (best.gpu == NULL) {
		parts = take_apart(name);
		for (i = 0; i < catalog->gpus_count; i++)
			if (is_meant(&catalog->gpus[i], &parts))
				offer(&best, &catalog->gpus[i]);
	}
	if (covers != NULL)
		*covers = best.count;
	return best.gpu;
}

double
catalog_usable(const struct gpu *gpu)
{
	const double gib = 1024.0 * 1024 * 1024, shown = 0.9962;
	bool is_apple =
	    gpu->vendor != NULL && strcmp(gpu->vendor, "apple") == 0;

	if (gpu->usable_bytes > 0)
		return gpu->usable_bytes;
	if (is_apple && gpu->vram_gb < 32)
		return gpu->vram_gb * gib * 0.67;
	if (is_apple)
		return gpu->vram_gb * gib * (gpu->vram_gb < 128 ? 0.75 : 0.84);
	if (gpu->total_mib > 0)
		return gpu->total_mib * 1024 * 1024 * shown;
	return gpu->vram_gb * gib;
}

const char *
catalog_suggest_gpu(const struct catalog *catalog, const char *name)
{
	struct suggest suggest;
	size_t i;

	suggest_init(&suggest, name);
	for (i = 0; i < catalog->gpus_count; i++)
		suggest_offer(&suggest, catalog->gpus[i].name);
	return suggest.best;
}
