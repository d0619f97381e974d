/* drive-letter-path: C:\data means nothing but a name outside Windows. */

#include "os.h"

#include <ctype.h>

static bool
has_drive(const char *path)
{
	return isalpha((unsigned char)path[0]) && path[1] == ':' &&
	       (path[2] == '\\' || path[2] == '/');
}

/* C:\a\b is /mnt/c/a/b under WSL. */
static const char *
under_wsl(struct gpulint_pass *pass, const char *path)
{
	const char *made =
	    gpulint_format(pass, "/mnt/%c", tolower((unsigned char)path[0]));

	for (path += 2; *path != '\0'; path++)
		made = gpulint_format(pass, "%s%c", made,
		    *path == '\\' ? '/' : *path);
	return made;
}

static void
judge(struct gpulint_pass *pass, const struct gpulint_fact *place)
{
	const char *path = gpulint_text(place), *there;
	struct gpulint_finding *finding;

	if (!gpulint_stated(place) || !has_drive(path))
		return;
	finding = gpulint_report(pass, place,
	    "%s is a path of Windows, and names a folder here", path);
	if (!gpulint_is(gpulint_fact(pass, "target.os"), "wsl2")) {
		gpulint_help(finding, "write a path of this system");
		return;
	}
	there = under_wsl(pass, path);
	gpulint_help(finding, "write %s, or better a path below ~", there);
}

static void
run(struct gpulint_pass *pass)
{
	static const char *const places[] = { "model.id", "data.path",
		"cache.dir", "save.dir" };
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");

	if (!gpulint_known(os) || gpulint_is(os, "windows"))
		return;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		judge(pass, gpulint_fact(pass, places[i]));
}

const struct gpulint_check drive_letter_path = {
	.id = "drive-letter-path",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
