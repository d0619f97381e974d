#include "base/glob.h"

#include <fnmatch.h>
#include <limits.h>
#include <string.h>

static bool
matches(const char *glob, const char *path)
{
	char below[PATH_MAX];
	size_t length = strlen(glob);

	if (fnmatch(glob, path, 0) == 0)
		return true;
	while (length > 0 && glob[length - 1] == '/')
		length--;
	if (length == 0 || length + 3 > sizeof(below))
		return false;
	memcpy(below, glob, length);
	memcpy(below + length, "/*", 3);
	return fnmatch(below, path, 0) == 0;
}

bool
path_is_meant(const char *glob, const char *path)
{
	if (strncmp(glob, "./", 2) == 0)
		glob += 2;
	if (glob[0] == '/')
		return matches(glob + 1, path);
	if (strncmp(glob, "**/", 3) == 0 && path_is_meant(glob + 3, path))
		return true;
	if (matches(glob, path))
		return true;
	/* A name alone is that of a file or folder anywhere below. */
	if (strcspn(glob, "/") + 1 < strlen(glob))
		return false;
	for (path = strchr(path, '/'); path != NULL; path = strchr(path, '/'))
		if (matches(glob, ++path))
			return true;
	return false;
}
