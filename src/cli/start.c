/* A run begins: the knowledge that the arguments add. */

#include "cli/cli.h"
#include "run/project.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

const struct folder *
cli_folder(const struct run *run, const char *path)
{
	struct stat status;
	bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);

	return projects_folder(run->projects,
	    arena_printf(run->projects->arena, "%s%s", path,
		is_folder ? "/." : ""));
}

/* A GPU as the run knows it, or the project file of what is linted. */
static const struct gpu *
find_gpu(const struct cli *cli, const struct run *run, const char *name,
    size_t *covers)
{
	const struct gpu *gpu =
	    catalog_gpu(&run->knowledge.catalog, name, covers);
	size_t i;

	for (i = 0; gpu == NULL && i < cli->operands.count; i++) {
		const struct folder *folder =
		    cli_folder(run, cli->operands.word[i]);

		if (folder->known != NULL)
			gpu =
			    catalog_gpu(&folder->known->catalog, name, covers);
	}
	return gpu;
}

/* A name that covers several cards means the smallest: say which; fit says
 * it beside the verdict. */
static bool
know_gpus(const struct cli *cli, const struct run *run)
{
	const char *name, *near;
	const struct gpu *gpu;
	size_t i, covers;

	for (i = 0; i < cli->gpus.count; i++) {
		name = cli->gpus.word[i];
		gpu = find_gpu(cli, run, name, &covers);
		if (gpu != NULL && covers > 1 && !cli->quiet &&
		    strcmp(cli->command, "fit") != 0)
			cli_note("--gpu %s: cards of %zu sizes bear that name; "
				 "%s, with the least memory, is taken",
			    name, covers, gpu->name);
		if (gpu != NULL)
			continue;
		near = catalog_suggest_gpu(&run->knowledge.catalog, name);
		if (near == NULL)
			cli_usage(cli->command,
			    "--gpu: no GPU '%s'; 'gpulint gpus' lists them",
			    name);
		else
			cli_usage(cli->command,
			    "--gpu: no GPU '%s'; did you mean '%s'?", name,
			    near);
		return false;
	}
	return true;
}

/* A folder that is not there would silently bring no rules. */
static bool
is_folder(const char *path)
{
	struct stat status;

	errno = ENOTDIR;
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return true;
	cli_stop("--rules %s: %s", path, strerror(errno));
	return false;
}

static bool
start(const struct cli *cli, struct run *run)
{
	struct error err = { "" };
	size_t i;

	for (i = 0; i < cli->rules.count; i++) {
		if (!is_folder(cli->rules.word[i]))
			return false;
		if (!run_add_rules(run, cli->rules.word[i], &err)) {
			cli_stop("%s", err.text);
			return false;
		}
	}
	run->projects->isolated = cli->options.isolated;
	if (cli->options.config != NULL &&
	    !projects_name(run->projects, cli->options.config, &err)) {
		cli_stop("%s", err.text);
		return false;
	}
	return know_gpus(cli, run);
}

bool
cli_start(struct cli *cli, struct run *run)
{
	run_init(run);
	run->options = cli->options;
	if (start(cli, run))
		return true;
	run_release(run);
	return false;
}

bool
cli_start_here(struct cli *cli, struct run *run)
{
	const struct folder *folder;

	if (!cli_start(cli, run))
		return false;
	folder = cli_folder(run, ".");
	if (folder->problem != NULL) {
		cli_stop("%s", folder->problem);
		run_release(run);
		return false;
	}
	if (folder->known != NULL) {
		run->knowledge.dialects = folder->known->dialects;
		run->knowledge.catalog = folder->known->catalog;
	}
	return true;
}
