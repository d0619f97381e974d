/* windows-drive-under-wsl: files lie on the other side of WSL's bridge. */

#include "os.h"

#include <ctype.h>
#include <string.h>

/* /mnt/c/... : a Windows drive, mounted over 9p. */
static bool
is_windows_drive(const char *path)
{
	return strncmp(path, "/mnt/", 5) == 0 &&
	       isalpha((unsigned char)path[5]) &&
	       (path[6] == '/' || path[6] == '\0');
}

/* One file of text is read once, and prepared into a cache elsewhere; images
 * of a folder are read in each epoch. */
static bool
is_one_file(const char *path)
{
	static const char *const endings[] = { ".json", ".jsonl", ".csv",
		".tsv", ".txt", ".parquet", ".arrow" };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (dot != NULL && strcmp(dot, endings[i]) == 0)
			return true;
	return false;
}

static void
run(struct gpulint_pass *pass)
{
	static const struct {
		const char *fact, *what;
	} places[] = {
		{ "model.id", "the weights are read" },
		{ "data.path", "the data are read" },
		{ "cache.dir", "the cache lies" },
		{ "save.dir", "checkpoints are written" },
	};

	if (!gpulint_is(gpulint_fact(pass, "target.os"), "wsl2"))
		return;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const struct gpulint_fact *place =
		    gpulint_fact(pass, places[i].fact);
		struct gpulint_finding *finding;

		if (!gpulint_stated(place) ||
		    !is_windows_drive(gpulint_text(place)))
			continue;
		finding = gpulint_report(pass, place,
		    "%s on a Windows drive, through WSL's slow bridge",
		    places[i].what);
		if (strcmp(places[i].fact, "data.path") == 0 &&
		    is_one_file(gpulint_text(place)))
			gpulint_lower(finding, GPULINT_NOTE);
		gpulint_help(finding,
		    "copy it into the Linux file system (~/...)");
	}
}

const struct gpulint_check windows_drive_under_wsl = {
	.id = "windows-drive-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
