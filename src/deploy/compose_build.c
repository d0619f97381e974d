/* compose_build: the CUDA that a service's own image is built from, by the
 * base image of its Dockerfile and the arguments that are given to it. */

#include "deploy/compose.h"

#include <ctype.h>
#include <string.h>

enum { ARGUMENTS_LIMIT = 64, VALUE_LIMIT = 256 };

static void
set_base(struct box *c, const char *image, const struct origin *origin)
{
	struct image parsed;

	if (image_parse(&parsed, image, c->reading->arena) &&
	    image_is_evidence(&parsed))
		image_facts(c->w, c->reading->catalog, image, origin);
}

/* FROM --platform=x IMAGE AS stage: the last one that names an image. */
static void
read_dockerfile(struct box *c, const struct node *text)
{
	struct shell_words words = shell_script(&c->shell, text);
	const struct shell_word *base = NULL;
	bool starts = true;

	for (size_t i = 0; i + 1 < words.count; i++) {
		const struct shell_word *word = &words.items[i];

		if (starts && !word->ends && strcmp(word->text, "FROM") == 0) {
			while (i + 2 < words.count &&
			       strncmp(words.items[i + 1].text, "--", 2) == 0)
				i++;
			word = &words.items[i + 1];
			if (!word->ends && !word->unresolved &&
			    strpbrk(word->text, ":/"))
				base = word;
		}
		starts = word->ends;
	}
	if (base) {
		struct origin origin = shell_word_origin(base);

		set_base(c, base->text, &origin);
	}
}

/* CUDA_VERSION, CUDA_IMAGE, BASE_CUDA: not the cards that it is for. */
static bool
names_cuda(const char *name)
{
	return strstr(name, "CUDA") && !strstr(name, "ARCH") &&
	       !strstr(name, "COMPUTE") && !strstr(name, "CUDNN");
}

/* "12.4.1", and the same as the tag of an image of CUDA: 12.4.1-devel-... */
static void
read_version(struct box *c, const char *value, const struct origin *origin)
{
	size_t length = strspn(value, "0123456789.");

	if (!isdigit((unsigned char)*value) || !memchr(value, '.', length) ||
	    value[length - 1] == '.')
		return;
	if (value[length] == '\0')
		workload_set_text(c->w, F_ENV_CUDA,
		    arena_string(c->reading->arena, value), origin);
	else if (value[length] == '-' &&
		 (strstr(value, "-devel") || strstr(value, "-runtime") ||
		     strstr(value, "-base") || strstr(value, "-cudnn")))
		set_base(c,
		    arena_printf(c->reading->arena, "nvidia/cuda:%s", value),
		    origin);
}

static void
read_argument(struct box *c, const char *name, const char *value,
    const struct origin *origin)
{
	if (strlen(value) > VALUE_LIMIT || strpbrk(value, "$ "))
		return;
	if ((strstr(name, "IMAGE") || strstr(name, "BASE")) &&
	    strpbrk(value, ":/"))
		set_base(c, value, origin);
	else if (names_cuda(name))
		read_version(c, value, origin);
}

/* A mapping, or a list of NAME=VALUE. */
static void
read_arguments(struct box *c, const struct node *args)
{
	struct pairs it = pairs_of(args);
	struct origin origin;

	if (node_is(args, NODE_MAPPING)) {
		for (int i = 0; i < ARGUMENTS_LIMIT && pairs_next(&it); i++) {
			origin =
			    container_origin(c, it.pair->key, it.pair->value);
			read_argument(c, node_text(it.pair->key),
			    node_text(node_resolve(it.pair->value)), &origin);
		}
		return;
	}
	for (size_t i = 0; i < node_length(args) && i < ARGUMENTS_LIMIT; i++) {
		const struct node *item = node_at(args, i);
		const char *equals = strchr(node_text(item), '=');

		origin = container_origin(c, NULL, item);
		if (equals)
			read_argument(c,
			    arena_copy(c->reading->arena, node_text(item),
				(size_t)(equals - node_text(item))),
			    equals + 1, &origin);
	}
}

void
compose_build(struct box *c, const struct service *s)
{
	for (size_t i = s->count; i > 0; i--) {
		const struct node *build = node_get(s->layers[i - 1], "build");

		c->shell.source = s->sources[i - 1];
		if (!node_is(build, NODE_MAPPING))
			continue;
		if (node_is(node_get(build, "dockerfile_inline"), NODE_SCALAR))
			read_dockerfile(c,
			    node_get(build, "dockerfile_inline"));
		read_arguments(c, node_get(build, "args"));
	}
}
