#include "hosted_runner.h"

#include <string.h>

/* "ubuntu-latest", "windows-2022", "macos-14-large": the standard labels
 * (github/docs data/reusables/actions/supported-github-runners.md).  Runners
 * with GPUs have names that an organisation gives them. */
static bool
is_hosted(const char *label)
{
	static const char *const systems[] = { "ubuntu-", "windows-",
		"macos-" };
	static const char *const kinds[] = { "", "-arm", "-large", "-xlarge",
		"-intel" };

	for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++) {
		const char *version;
		size_t length;

		if (strncmp(label, systems[i], strlen(systems[i])) != 0)
			continue;
		version = label + strlen(systems[i]);
		length = strncmp(version, "latest", 6) == 0
			     ? 6
			     : strspn(version, "0123456789.");
		for (size_t k = 0;
		     length > 0 && k < sizeof(kinds) / sizeof(*kinds); k++)
			if (strcmp(version + length, kinds[k]) == 0)
				return true;
	}
	return false;
}

const struct gpulint_node *
hosted_label(const struct gpulint_node *job)
{
	const struct gpulint_node *labels = gpulint_get(job, "runs-on");

	if (gpulint_is_sequence(labels))
		labels =
		    gpulint_length(labels) == 1 ? gpulint_at(labels, 0) : NULL;
	return is_hosted(gpulint_scalar(labels)) ? labels : NULL;
}
