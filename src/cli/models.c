/* gpulint models: the models that are known, and the shape of one. */

#include "cli/cli.h"
#include "cli/listing.h"

static const void *
find_model(const struct catalog *catalog, const char *name, const char **note)
{
	bool exact;
	const struct model *model = catalog_model(catalog, name, &exact);

	if (model != NULL && !exact)
		*note = "not listed; this has its shape";
	return model;
}

int
command_models(int argc, char **argv)
{
	static const struct listing listing = { "models", "model", find_model,
		catalog_suggest_model, list_models };

	return listing_command(&listing, argc, argv);
}
