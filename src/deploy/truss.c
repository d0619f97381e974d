/*
 * truss: config.yaml of a model on Baseten.
 *
 * Its packages, the card it asks for, and the server of an image that brings
 * one.  Read at basetenlabs/truss truss/base/truss_config.py and
 * docs.baseten.co/reference/truss-configuration.
 */

#include "command/installs.h"
#include "deploy/package.h"
#include "deploy/task.h"
#include "dialect/codes.h"
#include "dialect/map.h"

#include "base/number.h"

#include <string.h>

/* "A10G", "H100:8".  H100_40GB is a slice of a card, which is not named. */
static void
read_accelerator(struct box *c)
{
	const char *text = map_text(c->w, "resources.accelerator");
	size_t n = strcspn(text, ":");
	const char *name = arena_copy(c->shell.arena, text, n);
	const char *count = text[n] ? text + n + 1 : "1";
	struct origin origin = map_origin(c->w, "resources.accelerator");
	double number;

	if (!n)
		return;
	if (strcmp(name, "H100_40GB") == 0)
		workload_set_unknown(c->w, F_TARGET_GPU, "a slice of an H100",
		    &origin);
	else
		workload_set_text(c->w, F_TARGET_GPU, name, &origin);
	if (number_parse_count(count, strlen(count), &number))
		workload_set_number(c->w, F_TARGET_GPUS, number, &origin);
}

/* py311 */
static void
read_python(struct box *c)
{
	const char *text = map_text(c->w, "python_version");
	struct origin origin = map_origin(c->w, "python_version");

	if (strncmp(text, "py3", 3) == 0)
		workload_set_text(c->w, F_ENV_PYTHON,
		    arena_printf(c->shell.arena, "3.%.4s", text + 3), &origin);
}

static void
read_config(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	const struct node *image = node_path(root, "base_image.image");
	struct box c;

	container_init(&c, reading, w, SHELL_HOST_NONE);
	container_environment(&c, node_get(root, "environment_variables"));
	read_accelerator(&c);
	read_python(&c);
	packages_read(w, node_get(root, "requirements"));
	if (node_is(image, NODE_SCALAR))
		container_image(&c, image);
	task_script(&c, node_path(root, "docker_server.start_command"));
	installs_read(w, &c.words, &c.words);
	reading_add(reading, w);
}

const struct dialect_code code_truss = {
	.name = "truss",
	.read = read_config,
};
