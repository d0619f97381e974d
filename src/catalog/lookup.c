/* The smaller tables. */

#include "base/number.h"
#include "catalog/index.h"
#include "catalog/name.h"
#include "catalog/catalog.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool
catalog_cell_has(const char *cell, const char *item)
{
	struct items it = { cell, 0 };
	size_t length = strlen(item);

	while (items_next(&it))
		if (it.length == length && strncasecmp(it.s, item, length) == 0)
			return true;
	return false;
}

bool
catalog_is_unsourced(const char *unsourced, const char *column)
{
	return catalog_cell_has(unsourced, "*") ||
	       catalog_cell_has(unsourced, column);
}

/* "12.4" of "12.4.1": as many parts as asked for. */
static bool
leading_parts(const char *version, int parts, char out[32])
{
	size_t i;

	for (i = 0; i < 31; i++) {
		bool digit = isdigit((unsigned char)version[i]);

		if (!digit && (version[i] != '.' || --parts == 0))
			break;
		out[i] = version[i];
	}
	out[i] = '\0';
	return i > 0;
}

const struct cuda *
catalog_cuda(const struct catalog *catalog, const char *version)
{
	char wanted[32];
	size_t i;

	if (!leading_parts(version, 2, wanted))
		return NULL;
	for (i = 0; i < catalog->cudas_count; i++)
		if (version_compare(catalog->cudas[i].version, wanted) == 0)
			return &catalog->cudas[i];
	return NULL;
}

const struct torch *
catalog_torch(const struct catalog *catalog, const char *version,
    const char *variant)
{
	const char *plus = strchr(version, '+');
	char wanted[32];
	size_t i;

	if (variant == NULL && plus != NULL)
		variant = plus + 1;
	if (!leading_parts(version, 2, wanted))
		return NULL;
	for (i = 0; i < catalog->torches_count; i++) {
		const struct torch *torch = &catalog->torches[i];

		if (version_compare(torch->version, wanted) != 0)
			continue;
		if (variant != NULL
			? torch->variant != NULL &&
			      strcasecmp(torch->variant, variant) == 0
			: torch->is_default != NULL &&
			      strcmp(torch->is_default, "yes") == 0)
			return torch;
	}
	return NULL;
}

static const struct container *
container_tagged(const struct catalog *catalog, const char *image,
    size_t length, const char *tag)
{
	for (size_t i = 0; i < catalog->containers_count; i++) {
		const struct container *row = &catalog->containers[i];

		if (strncmp(row->image, image, length) == 0 &&
		    row->image[length] == '\0' && row->tag != NULL &&
		    fnmatch(row->tag, tag, 0) == 0)
			return row;
	}
	return NULL;
}

/* Where the release ends that a tag begins with, "v0.8.5"; 0 for none. */
static size_t
release_end(const char *tag)
{
	size_t end = *tag == 'v';

	for (int numbers = 0; numbers < 3; numbers++) {
		size_t digits = strspn(tag + end, "0123456789");

		if (digits == 0 || (numbers < 2 && tag[end + digits] != '.'))
			return 0;
		end += digits + (numbers < 2);
	}
	return end;
}

/* A post-release mends a release and keeps what it is built with, as does one
 * with a fourth number: v0.8.5.post1 is found as v0.8.5, v0.9.0.1 as v0.9.0,
 * and v0.6.4, which has no row, as v0.6.4.post1. */
static const struct container *
container_mended(const struct catalog *catalog, const char *image,
    size_t length, const char *tag)
{
	size_t end = release_end(tag);
	const char *rest = tag + end;
	char other[168];

	if (strncmp(rest, ".post", 5) == 0)
		rest += 5;
	else if (*rest == '.')
		rest++;
	if (end == 0 || rest[strspn(rest, "0123456789")] != '\0')
		return NULL;
	snprintf(other, sizeof(other), "%.*s%s", (int)end, tag,
	    tag[end] == '\0' ? ".post1" : "");
	return container_tagged(catalog, image, length, other);
}

const struct container *
catalog_container(const struct catalog *catalog, const char *image)
{
	static const char *const registries[] = { "docker.io/",
		"index.docker.io/", "registry-1.docker.io/", "library/" };
	const struct container *row;
	const char *tag = "latest", *colon;
	char plain[160];
	size_t i, length;

	for (i = 0; i < sizeof(registries) / sizeof(registries[0]); i++)
		if (strncmp(image, registries[i], strlen(registries[i])) == 0)
			image += strlen(registries[i]);
	length = strcspn(image, "@");
	for (colon = image + length; colon > image && *colon != '/'; colon--)
		if (*colon == ':')
			break;
	if (*colon == ':') {
		tag = colon + 1;
		length = (size_t)(colon - image);
	} else if (image[length] == '@') {
		return NULL; /* a digest says nothing of the tag */
	}
	snprintf(plain, sizeof(plain), "%.*s", (int)strcspn(tag, "@"), tag);
	row = container_tagged(catalog, image, length, plain);
	if (row == NULL)
		row = container_mended(catalog, image, length, plain);
	return row;
}

const struct instance *
catalog_instance(const struct catalog *catalog, const char *name)
{
	char folded[INDEX_LOWER_LIMIT];
	size_t length, row;

	/* SageMaker's names of EC2's types */
	if (strncmp(name, "ml.", 3) == 0)
		name += 3;
	length = index_lower(name, strlen(name), folded);
	row = index_first(&catalog->instance_names, folded, length, NAME_WHOLE);
	return row == SIZE_MAX ? NULL : &catalog->instances[row];
}

const struct quant *
catalog_quant(const struct catalog *catalog, const char *name)
{
	struct name wanted = name_squeeze(name, strlen(name));
	size_t row = index_first(&catalog->quant_names, wanted.s, wanted.length,
	    NAME_WHOLE);

	return row == SIZE_MAX ? NULL : &catalog->quants[row];
}

const struct family *
catalog_family(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->families_count; i++)
		if (strcasecmp(catalog->families[i].name, name) == 0 ||
		    catalog_cell_has(catalog->families[i].aliases, name))
			return &catalog->families[i];
	return NULL;
}
