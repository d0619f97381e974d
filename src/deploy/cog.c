/*
 * cog: what Replicate's Cog builds an image of.
 *
 * Read at replicate/cog docs/yaml.md and pkg/config.  The wheels of torch
 * are Cog's own choice by the CUDA that it takes, so a pin tells no build.
 */

#include "catalog/catalog.h"
#include "deploy/package.h"
#include "dialect/codes.h"
#include "dialect/map.h"

#include <string.h>

enum { PACKAGES_LIMIT = 2048 };

/* The build for the image's CUDA, where PyTorch has one; else another, which
 * only Cog's own tables tell. */
static void
set_torch(struct reading *reading, struct workload *w, const struct node *line,
    const char *cuda)
{
	struct origin origin = origin_written(w->source, NULL, line);
	const char *version = node_text(line) + strlen("torch=="), *variant;

	variant = arena_printf(w->arena, "cu%.*s%.1s", (int)strcspn(cuda, "."),
	    cuda, cuda + strcspn(cuda, ".") + (strchr(cuda, '.') != NULL));
	if (*cuda && reading->catalog &&
	    catalog_torch(reading->catalog, version, variant))
		workload_set_text(w, F_ENV_TORCH,
		    arena_printf(w->arena, "%s+%s", version, variant), &origin);
	else
		workload_set_unknown(w, F_ENV_TORCH,
		    "Cog chooses the build of torch", &origin);
}

static void
derive(struct reading *reading, struct workload *w)
{
	const struct node *list = node_path(w->root, "build.python_packages");
	const char *cuda = map_text(w, "build.cuda");
	struct origin origin;

	for (size_t i = 0; i < node_length(list) && i < PACKAGES_LIMIT; i++) {
		const struct node *line = node_at(list, i);

		if (strncmp(node_text(line), "torch==", 7) == 0)
			set_torch(reading, w, line, cuda);
		else
			package_read(w, line);
	}
	origin = map_origin(w, "build.cuda");
	if (*cuda && map_flag(w, "build.gpu", false))
		workload_set_text(w, F_ENV_CUDA, cuda, &origin);
	origin = map_origin(w, "build.python_version");
	if (*map_text(w, "build.python_version"))
		workload_set_text(w, F_ENV_PYTHON,
		    map_text(w, "build.python_version"), &origin);
}

const struct dialect_code code_cog = {
	.name = "cog",
	.derive = derive,
};
