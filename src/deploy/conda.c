/* conda: environment files, their versions as env.* facts. */

#include "base/word.h"
#include "deploy/package.h"
#include "dialect/codes.h"
#include "dialect/map.h"

#include <string.h>

enum { PACKAGES_LIMIT = 2048 };

static bool
is_key(const char *key)
{
	static const char *const keys[] = { "name", "channels", "dependencies",
		"prefix", "variables", "platforms", "category", NULL };

	for (size_t i = 0; keys[i]; i++) {
		if (strcmp(keys[i], key) == 0)
			return true;
	}
	return false;
}

static bool
recognise(const struct node *root, const char *path)
{
	struct pairs it = pairs_of(root);

	(void)path;
	while (pairs_next(&it)) {
		if (!is_key(node_text(it.pair->key)))
			return false;
	}
	return node_is(node_get(root, "dependencies"), NODE_SEQUENCE);
}

/* The release of CUDA that one of NVIDIA's channels is for:
 * nvidia/label/cuda-12.1.1. */
static const char *
label_version(struct workload *w, const char *channel)
{
	static const char label[] = "nvidia/label/cuda-";
	const char *at = strstr(channel, label);
	size_t length;

	if (!at)
		return NULL;
	at += sizeof(label) - 1;
	length = strspn(at, "0123456789.");
	return length ? arena_copy(w->arena, at, length) : NULL;
}

/* The CUDA in the build of conda's PyTorch, where no package names it:
 * pytorch=2.1.0=py3.10_cuda12.1_cudnn8.9.2_0, ...=cuda118_py310h... */
static void
read_build(struct workload *w, const struct node *item)
{
	struct origin origin = origin_written(w->source, NULL, item);
	const char *text = node_text(item), *channel = strstr(text, "::");
	const char *at, *cuda = NULL;
	size_t digits, length;

	text = channel ? channel + 2 : text;
	at = strrchr(text, '=');
	at = at ? strstr(at, "cuda") : NULL;
	if (!at || strncmp(text, "pytorch", strlen("pytorch")) != 0 ||
	    fact_known(w, F_ENV_CUDA))
		return;
	at += strlen("cuda");
	digits = strspn(at, "0123456789");
	length = strspn(at, "0123456789.");
	if (digits == 2 && length > 3)
		cuda = arena_copy(w->arena, at, length);
	else if (digits == 3 && length == 3)
		cuda = arena_printf(w->arena, "%.2s.%c", at, at[2]);
	if (cuda)
		workload_set_text(w, F_ENV_CUDA, cuda, &origin);
}

static const char *const compilers[] = { "cuda-toolkit", "cuda-nvcc",
	"cuda-compiler", "cuda", NULL };

/* A compiler without a version is of the release that its channel is for, or
 * the first such one of the file. */
static void
read_labels(struct workload *w, const struct node *list)
{
	const struct node *channels = node_get(w->root, "channels");
	const char *general = NULL;

	for (size_t i = 0; i < node_length(channels) && !general; i++)
		general = label_version(w, node_text(node_at(channels, i)));
	for (size_t i = 0; i < node_length(list) && i < PACKAGES_LIMIT; i++) {
		const struct node *item = node_at(list, i);
		struct origin origin = origin_written(w->source, NULL, item);
		const char *text = node_text(item);
		const char *channel = strstr(text, "::");
		const char *name = channel ? channel + 2 : text;
		const char *version =
		    channel ? label_version(w, text) : general;

		if (version && node_is(item, NODE_SCALAR) &&
		    word_is_among(name, compilers))
			workload_set_lib(w, name, version, &origin);
	}
}

/* Without a library that was built with one, the compiler's CUDA counts. */
static void
set_compiler(struct workload *w)
{
	for (size_t i = 0; compilers[i] && !fact_known(w, F_ENV_CUDA) &&
			   !fact_known(w, F_ENV_TORCH);
	     i++) {
		const struct fact *lib = workload_lib(w, compilers[i]);

		if (lib && lib->text)
			workload_set_text(w, F_ENV_CUDA, lib->text,
			    &lib->origin);
	}
}

/* pip runs last and replaces what conda installed, so its pins count. */
static void
derive(struct reading *reading, struct workload *w)
{
	const struct node *list = node_get(w->root, "dependencies");

	(void)reading;
	for (size_t i = 0; i < node_length(list) && i < PACKAGES_LIMIT; i++)
		packages_read(w, node_get(node_at(list, i), "pip"));
	packages_read(w, list);
	for (size_t i = 0; i < node_length(list) && i < PACKAGES_LIMIT; i++)
		read_build(w, node_at(list, i));
	read_labels(w, list);
	set_compiler(w);
}

const struct dialect_code code_conda = {
	.name = "conda",
	.derive = derive,
	.recognise = recognise,
};
