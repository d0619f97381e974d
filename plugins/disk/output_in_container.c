/* output-in-container: what a container writes goes with it. */

#include "disk.h"

#include <string.h>

static bool
is_inside(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n > 1 && folder[n - 1] == '/')
		n--;
	return n > 0 && strncmp(path, folder, n) == 0 &&
	       (path[n] == '/' || path[n] == '\0' || n == 1);
}

/* "SOURCE:TARGET[:ro]" or a mapping; "" where it cannot be read. */
static const char *
target_of(struct gpulint_pass *pass, const struct gpulint_node *volume)
{
	const char *text = gpulint_scalar(volume), *colon;

	if (gpulint_is_mapping(volume)) {
		const char *path =
		    gpulint_scalar(gpulint_get(volume, "target"));

		return *path != '\0'
			   ? path
			   : gpulint_scalar(gpulint_get(volume, "mountPath"));
	}
	colon = strrchr(text, '}');
	colon = strchr(colon != NULL ? colon : text, ':');
	if (colon == NULL)
		return text;
	return gpulint_format(pass, "%.*s", (int)strcspn(colon + 1, ":"),
	    colon + 1);
}

/* True where a volume holds the path, or may do so. */
static bool
is_mounted(struct gpulint_pass *pass, const struct gpulint_node *list,
    const char *path)
{
	for (size_t i = 0; i < gpulint_length(list); i++) {
		const char *target = target_of(pass, gpulint_at(list, i));

		if (*target == '\0' || strchr(target, '$') != NULL ||
		    is_inside(path, target))
			return true;
	}
	return false;
}

/* Where a training command writes, and the node that says so. */
struct output {
	const char *path;
	const struct gpulint_node *node;
};

static const char flag[] = "--output_dir";

static bool
read_text(struct gpulint_pass *pass, const struct gpulint_node *node,
    struct output *output)
{
	const char *at = strstr(gpulint_scalar(node), flag);

	if (at == NULL)
		return false;
	at += sizeof(flag) - 1;
	if (*at != ' ' && *at != '=')
		return false;
	at += 1 + strspn(at + 1, " \"'");
	output->path =
	    gpulint_format(pass, "%.*s", (int)strcspn(at, " \t\n\\\"';&|"), at);
	output->node = node;
	return *output->path != '\0';
}

static bool
read_command(struct gpulint_pass *pass, const struct gpulint_node *command,
    struct output *output)
{
	if (gpulint_is_scalar(command))
		return read_text(pass, command, output);
	for (size_t i = 0; i < gpulint_length(command); i++) {
		const struct gpulint_node *item = gpulint_at(command, i);

		if (strcmp(gpulint_scalar(item), flag) == 0) {
			output->node = gpulint_at(command, i + 1);
			output->path = gpulint_scalar(output->node);
			return *output->path != '\0';
		}
		if (read_text(pass, item, output))
			return true;
	}
	return false;
}

static bool
may_be_elsewhere(const struct gpulint_node *service)
{
	return gpulint_get(service, "extends") != NULL ||
	       gpulint_get(service, "volumes_from") != NULL;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const char *dialect = gpulint_dialect(pass);
	bool compose = strcmp(dialect, "docker_compose") == 0;
	struct output output;
	struct gpulint_finding *finding;

	if ((!compose && strcmp(dialect, "kubernetes") != 0) ||
	    strcmp(gpulint_kind(pass), "train") != 0 ||
	    (!read_command(pass, gpulint_get(root, "command"), &output) &&
		!read_command(pass, gpulint_get(root, "args"), &output)) ||
	    *output.path != '/' || strpbrk(output.path, "${") != NULL ||
	    may_be_elsewhere(root) ||
	    is_mounted(pass,
		gpulint_get(root, compose ? "volumes" : "volumeMounts"),
		output.path))
		return;
	finding = gpulint_report_word(pass, output.node, output.path,
	    "checkpoints go to %s, which no volume holds: they go with the "
	    "container",
	    output.path);
	gpulint_help(finding, "mount a volume there");
	if (compose && gpulint_get(root, "volumes") == NULL)
		gpulint_insert_after(gpulint_fix(finding, true,
					 "mount ./output there"),
		    gpulint_key(root, 0), "volumes",
		    gpulint_format(pass, "[\"./output:%s\"]", output.path));
}

const struct gpulint_check output_in_container = {
	.id = "output-in-container",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
