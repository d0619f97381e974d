/* GPU names taken apart. */

#include "catalog/gpu_name.h"

#include "base/number.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Words that say whose card it is and do not tell two of them apart. */
static const struct {
	const char *word, *vendor;
} vendor_words[] = { { "nvidia", "nvidia" }, { "geforce", "nvidia" },
	{ "tesla", "nvidia" }, { "amd", "amd" }, { "instinct", "amd" },
	{ "radeon", "amd" }, { "intel", "intel" }, { "apple", "apple" } };

const char *
gpu_drop_vendor(struct name *name)
{
	const char *vendor = NULL;
	size_t i, count = sizeof(vendor_words) / sizeof(vendor_words[0]);

	for (i = 0; i < count; i++)
		if (name_drop_prefix(name, vendor_words[i].word))
			vendor = vendor_words[i].vendor;
	return vendor;
}

struct name
gpu_name(const char *s, size_t length)
{
	struct name name = name_squeeze(s, length);

	gpu_drop_vendor(&name);
	return name;
}

bool
gpu_drop_series(struct name *name)
{
	return (name_drop_prefix(name, "rtx") ||
		   name_drop_prefix(name, "gtx") ||
		   name_drop_prefix(name, "rx")) &&
	       name->length >= 3 && isdigit((unsigned char)name->s[0]);
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

struct parts
gpu_take_apart(const char *s)
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
	gpu_drop_vendor(&parts.base);
	return parts;
}
