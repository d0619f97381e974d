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
		gpulint_help(finding,
		    "copy it into the Linux file system (~/...)");
	}
}

const struct gpulint_check windows_drive_under_wsl = {
	.id = "windows-drive-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
