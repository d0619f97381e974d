#include "deploy/package.h"

#include "base/word.h"

#include <ctype.h>
#include <string.h>

enum { NAME_LIMIT = 128, PACKAGES_LIMIT = 2048 };

static void
set_package(struct workload *w, const char *name, const char *version,
    const struct origin *origin)
{
	static const char *const cuda[] = { "pytorch-cuda", "cudatoolkit",
		"cuda-version", NULL };
	static const char *const torch[] = { "pytorch", "torch", "pytorch-gpu",
		NULL };

	if (strcmp(name, "python") == 0)
		workload_set_text(w, F_ENV_PYTHON, version, origin);
	else if (word_is_among(name, torch))
		workload_set_text(w, F_ENV_TORCH, version, origin);
	else if (word_is_among(name, cuda))
		workload_set_text(w, F_ENV_CUDA, version, origin);
	else
		workload_set_lib(w, name, version, origin);
}

void
package_read(struct workload *w, const struct node *node)
{
	struct origin origin = origin_written(w->source, NULL, node);
	const char *text = node_text(node), *channel = strstr(text, "::");
	const char *version;
	char name[NAME_LIMIT];
	size_t n, length;

	text = channel ? channel + 2 : text;
	n = strcspn(text, "=<>!~ [;@");
	if (!n || n >= sizeof(name))
		return;
	for (size_t i = 0; i < n; i++)
		name[i] = (char)tolower((unsigned char)text[i]);
	name[n] = '\0';
	if (text[n] == '[')
		n += strcspn(text + n, "=<>!~ ;@");
	n += strspn(text + n, " ");
	if (text[n] != '=')
		return;
	version = text + n + strspn(text + n, "= ");
	length = strcspn(version, "=, ;#");
	if (length && isdigit((unsigned char)*version) &&
	    !memchr(version, '*', length) && !memchr(version, '|', length))
		set_package(w, arena_string(w->arena, name),
		    arena_copy(w->arena, version, length), &origin);
}

void
packages_read(struct workload *w, const struct node *list)
{
	for (size_t i = 0; i < node_length(list) && i < PACKAGES_LIMIT; i++)
		package_read(w, node_at(list, i));
}
