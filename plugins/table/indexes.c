/* indexes: where pip looks for PyTorch, and the CUDA that this decides. */

#include "indexes.h"

#include <ctype.h>
#include <string.h>

/* "12.4" of cu124, "11.8" of cu118; NULL for what is no such variant. */
static const char *
cuda_of(struct gpulint_pass *pass, const char *variant)
{
	size_t n;

	if (variant == NULL || strncmp(variant, "cu", 2) != 0)
		return NULL;
	n = strspn(variant + 2, "0123456789");
	if (n != 3 || isalpha((unsigned char)variant[2 + n]))
		return NULL;
	return gpulint_format(pass, "%.2s.%.1s", variant + 2, variant + 4);
}

/* https://download.pytorch.org/whl/cu124, .../whl/nightly/cu124, uv's
 * --torch-backend=cu124 */
void
index_read(struct gpulint_pass *pass, struct environment *e,
    const struct gpulint_node *node, const char *word)
{
	const char *at = strstr(word, "/whl/"), *cuda;

	if (at != NULL)
		at += strncmp(at + 5, "nightly/", 8) == 0 ? 13 : 5;
	else
		at = strchr(word, '=') != NULL ? strchr(word, '=') + 1 : word;
	cuda = cuda_of(pass, at);
	if (cuda == NULL)
		return;
	e->variant = gpulint_format(pass, "%.*s", (int)strcspn(at, "/ "),
	    at);
	e->index = (struct pin){ "index", cuda, node, word, false };
}

/* Of an index beside PyPI pip takes what the pin allows, and a local version
 * counts for more than the plain one: torch==2.6.0 is 2.6.0+cu124 where that
 * index has it. */
void
index_prefer(struct gpulint_pass *pass, struct environment *e,
    const struct environment *extra)
{
	const struct pin *torch = environment_pin(e, "torch");
	const char *build;

	if (extra->variant == NULL || e->variant != NULL)
		return;
	/* another project's wheels, which nobody else has */
	if (environment_package(e, "torch") == NULL &&
	    strstr(extra->index.word, "pytorch.org") == NULL) {
		e->variant = extra->variant;
		e->index = extra->index;
		return;
	}
	if (torch == NULL || strchr(torch->version, '+') != NULL)
		return;
	build =
	    gpulint_format(pass, "%s+%s", torch->version, extra->variant);
	if (*gpulint_catalog(pass, "torch", build, "version") == '\0')
		return;
	e->variant = extra->variant;
	e->index = extra->index;
}

bool
index_is_address(const char *text)
{
	return strstr(text, "download.pytorch.org/whl/") != NULL &&
	       strpbrk(text, " \t\n") == NULL;
}

static bool
is_address(const struct environment *e)
{
	return e->count == 0 && e->loose_count == 0 && e->variant != NULL;
}

/* Commands that name no index of their own look at this one too. */
static bool
lend(struct gpulint_pass *pass, const struct environment *address,
    struct environment *all, size_t count)
{
	bool is_lent = false;

	for (size_t i = 0; i < count; i++) {
		if (is_address(&all[i]) || all[i].is_conda ||
		    environment_package(&all[i], "torch") == NULL)
			continue;
		index_prefer(pass, &all[i], address);
		all[i].is_bounded = true;
		is_lent = true;
	}
	return is_lent;
}

size_t
indexes_lend(struct gpulint_pass *pass, struct environment *all, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (is_address(&all[i]) && lend(pass, &all[i], all, count))
			all[i].variant = NULL;
	}
	for (size_t i = 0; i < count; i++)
		if (all[i].count > 0 || all[i].loose_count > 0 ||
		    all[i].variant != NULL)
			all[kept++] = all[i];
	return kept;
}
