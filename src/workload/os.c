/* Operating systems as people name them. */

#include "workload/target.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct system {
	const char *word, *os;
	bool is_distribution; /* its name is part of the version */
} systems[] = {
	{ "linux", "linux", false },
	{ "wsl2", "wsl2", false },
	{ "wsl", "wsl2", false },
	{ "windows", "windows", false },
	{ "win", "windows", false },
	{ "macos", "macos", false },
	{ "mac", "macos", false },
	{ "osx", "macos", false },
	{ "darwin", "macos", false },
	{ "ubuntu", "linux", true },
	{ "debian", "linux", true },
	{ "rhel", "linux", true },
	{ "redhat", "linux", true },
	{ "centos", "linux", true },
	{ "rocky", "linux", true },
	{ "alma", "linux", true },
	{ "almalinux", "linux", true },
	{ "fedora", "linux", true },
	{ "amazon", "linux", true },
	{ "amzn", "linux", true },
	{ "arch", "linux", true },
	{ "alpine", "linux", true },
	{ "suse", "linux", true },
	{ "sles", "linux", true },
	{ "opensuse", "linux", true },
	{ "nixos", "linux", true },
	{ "pop!_os", "linux", true },
	{ "cos", "linux", true },
	{ "bottlerocket", "linux", true },
};

/* Letters of the first word; "wsl2" is one. */
static size_t
word_length(const char *text)
{
	size_t n = strcspn(text, " \t-/:0123456789");

	if (n == 3 && strncasecmp(text, "wsl2", 4) == 0)
		n = 4;
	return n;
}

bool
os_parse(const char *text, const char **os, const char **version,
    struct arena *arena)
{
	const struct system *found = NULL;
	size_t n;

	text += strspn(text, " \t");
	n = word_length(text);
	for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++) {
		if (strlen(systems[i].word) == n &&
		    strncasecmp(systems[i].word, text, n) == 0)
			found = &systems[i];
	}
	if (found == NULL)
		return false;
	*os = found->os;
	*version = NULL;
	text += n;
	text += strspn(text, " \t-/:");
	if (strcmp(found->os, "wsl2") == 0 && strcmp(text, "2") == 0)
		return true; /* "wsl 2" */
	if (strcspn(text, "0123456789") != strlen(text))
		*version = found->is_distribution
			       ? arena_printf(arena, "%s %s", found->word, text)
			       : arena_string(arena, text);
	return true;
}
