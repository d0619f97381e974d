/* GPUs by the names that people, drivers and clouds give them. */

#include "catalog/catalog.h"

#include "base/suggest.h"
#include "catalog/gpu_name.h"
#include "catalog/index.h"

#include <string.h>
#include <strings.h>

/* What is found so far. */
struct best {
	const char *vendor; /* no other is asked for; NULL: any */
	const struct gpu *gpu;
	double sizes[8];
	size_t count;
};

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
	struct parts row = gpu_take_apart(gpu->name);
	size_t i;

	for (i = 0; i < wanted->count; i++)
		if (!allows(&row, wanted->qualifiers[i]))
			return false;
	return wanted->gb == 0 || has_size(gpu, wanted->gb);
}

/* The rows of a name, in their order; parts is NULL for whole names. */
static void
offer_all(struct best *best, const struct catalog *catalog,
    const struct name *wanted, const struct parts *parts)
{
	const struct catalog_name *at;
	size_t i, count;

	at = index_find(&catalog->gpu_names, wanted->s, wanted->length, &count);
	for (i = 0; i < count; i++) {
		const struct gpu *gpu = &catalog->gpus[at[i].row];

		if (parts == NULL ? at[i].kind == NAME_WHOLE
				  : is_meant(gpu, parts))
			offer(best, gpu);
	}
}

/* A name up to its "Max-Q" or "with Max-Q Design", at which the same chip has
 * the same memory and a lower clock; its whole length without one. */
static size_t
before_max_q(const char *name)
{
	const char *at = strcasestr(name, "max-q");
	size_t n = at == NULL ? strlen(name) : (size_t)(at - name);

	while (n > 0 && name[n - 1] == ' ')
		n--;
	if (at != NULL && n > 5 && strncasecmp(name + n - 5, " with", 5) == 0)
		n -= 5;
	return n;
}

static void
find(struct best *best, const struct catalog *catalog, const char *name,
    size_t length)
{
	struct name wanted = name_squeeze(name, length);
	struct parts parts;
	char text[NAME_LIMIT];

	best->vendor = gpu_drop_vendor(&wanted);
	offer_all(best, catalog, &wanted, NULL);
	if (best->gpu != NULL || length >= sizeof(text))
		return;
	memcpy(text, name, length);
	text[length] = '\0';
	parts = gpu_take_apart(text);
	offer_all(best, catalog, &parts.base, &parts);
}

const struct gpu *
catalog_gpu(const struct catalog *catalog, const char *name, size_t *covers)
{
	struct best best = { .gpu = NULL };
	size_t length = strlen(name), shorter = before_max_q(name);

	find(&best, catalog, name, length);
	if (best.gpu == NULL && shorter < length)
		find(&best, catalog, name, shorter);
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
	/* Metal's recommendedMaxWorkingSetSize: 10922 MiB of 16 GiB, 21845 of
	 * 32, 49152 of 64, 73728 of 96 (abetlen/llama-cpp-python issue 687,
	 * ollama/ollama issue 434, ggml-org/llama.cpp issues 1870, 3213) */
	if (is_apple && gpu->vram_gb <= 32)
		return gpu->vram_gb * gib * 2 / 3;
	if (is_apple)
		return gpu->vram_gb * gib * (gpu->vram_gb < 128 ? 0.75 : 0.84);
	if (gpu->total_mib > 0)
		return gpu->total_mib * 1024 * 1024 * shown;
	return gpu->vram_gb * gib;
}

/* "H10" is "H100 PCIe" cut short before it is a slip in "T10". */
static const char *
longer_name(const struct catalog *catalog, const char *start)
{
	size_t length = strlen(start);

	for (size_t i = 0; length > 1 && i < catalog->gpus_count; i++) {
		if (strncasecmp(catalog->gpus[i].name, start, length) == 0)
			return catalog->gpus[i].name;
	}
	return NULL;
}

const char *
catalog_suggest_gpu(const struct catalog *catalog, const char *name)
{
	const char *longer = longer_name(catalog, name);
	struct suggest suggest;
	size_t i;

	if (longer != NULL)
		return longer;
	suggest_init(&suggest, name);
	for (i = 0; i < catalog->gpus_count; i++)
		suggest_offer(&suggest, catalog->gpus[i].name);
	if (suggest.best != NULL)
		return suggest.best;
	/* "4909" is near to the 4090 of "RTX 4090" */
	for (i = 0; i < catalog->gpus_count; i++) {
		const char *space = strchr(catalog->gpus[i].name, ' ');

		if (space != NULL &&
		    catalog_gpu(catalog, space + 1, NULL) != NULL)
			suggest_offer(&suggest, space + 1);
	}
	return suggest.best;
}
