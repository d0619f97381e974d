/* indexes: addresses of PyTorch's index that no command names. */

#include "indexes.h"

#include "wheel_index.h"

#include <string.h>

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
	const struct wheel_indexes indexes = {
		.beside = { .variant = address->variant, .at = address->index },
	};
	bool is_lent = false;

	for (size_t i = 0; i < count; i++) {
		if (is_address(&all[i]) || all[i].is_conda ||
		    environment_package(&all[i], "torch") == NULL)
			continue;
		if (all[i].variant == NULL)
			wheel_indexes_settle(pass, &indexes, &all[i]);
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
