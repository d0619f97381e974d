/* output-in-memory: checkpoints go where they are lost. */

#include "disk.h"

#include <string.h>

static bool
is_under(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 &&
	       (path[n] == '/' || path[n] == '\0');
}

/* All of torchtune's recipes write to /tmp, for others to change. */
static bool
is_recipe(struct gpulint_pass *pass)
{
	return strcmp(gpulint_dialect(pass), "torchtune") == 0;
}

/* /tmp is memory on many systems (systemd's tmp.mount), and emptied at the
 * start on all; /dev/shm and /run are memory everywhere. */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *dir = gpulint_fact(pass, "save.dir");
	const struct gpulint_fact *mount = gpulint_fact(pass, "target.mount");
	const char *path = gpulint_text(dir), *last;
	bool memory = is_under(path, "/dev/shm") || is_under(path, "/run") ||
		      gpulint_is(mount, "tmpfs");
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 || !gpulint_stated(dir) ||
	    strchr(path, '$') != NULL ||
	    (!memory && (!is_under(path, "/tmp") || is_recipe(pass))))
		return;
	finding = gpulint_report(pass, dir,
	    memory ? "checkpoints go to %s, which is memory"
		   : "checkpoints go to %s, which the next start empties",
	    path);
	if (!memory)
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_related(finding, mount, "tmpfs");
	gpulint_help(finding, "write to a disk that stays");
	last = strrchr(path, '/');
	if (last != NULL && last[1] != '\0' && !is_under("/tmp", path) &&
	    !gpulint_is(mount, "tmpfs"))
		gpulint_rewrite(gpulint_fix(finding, false, "write to ./%s",
				    last + 1),
		    dir, gpulint_format(pass, "./%s", last + 1));
}

const struct gpulint_check output_in_memory = {
	.id = "output-in-memory",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
