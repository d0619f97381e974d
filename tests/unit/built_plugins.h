/* The plugins of the build under test, for tests that run every rule. */

#ifndef GPULINT_TESTS_BUILT_PLUGINS_H
#define GPULINT_TESTS_BUILT_PLUGINS_H

#include "run/run.h"

#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those that .gpulint-build lists. */
static inline void
load_plugins(struct run *run)
{
	const char *folder = getenv("top_builddir");
	struct error err = { "" };
	char line[256], path[4096];
	FILE *list;

	if (folder == NULL)
		folder = ".";
	snprintf(path, sizeof(path), "%s/.gpulint-build", folder);
	list = fopen(path, "r");
	assert_non_null(list);
	while (fgets(line, sizeof(line), list) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		snprintf(path, sizeof(path), "%s/%s", folder, line);
		if (!run_add_plugin(run, path, &err))
			fail_msg("%s", err.text);
	}
	fclose(list);
}

#endif
