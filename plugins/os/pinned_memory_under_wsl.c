/* pinned-memory-under-wsl: large page-locked buffers, which WSL limits. */

#include "conflict.h"
#include "os.h"

#include <stdlib.h>
#include <string.h>

enum {
	DEPTH_LIMIT = 5,
	PAIRS_LIMIT = 4096 /* looked at; aliases may repeat them without end */
};

/* Where loaders hand out pictures and sounds; batches of tokens are small. */
static bool
is_dense_data(struct gpulint_pass *pass)
{
	static const char *const dialects[] = { "training_code", "hydra",
		"lightning_cli" };

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (strcmp(gpulint_dialect(pass), dialects[i]) == 0)
			return true;
	return false;
}

/* Loaders that the same section says it has; one where it does not. */
static long
workers_beside(const struct gpulint_node *mapping)
{
	static const char *const keys[] = { "num_workers", "workers",
		"num_worker_per_gpu", "workers_per_gpu", "n_workers" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct gpulint_node *node = gpulint_get(mapping, keys[i]);

		if (gpulint_is_scalar(node))
			return strtol(gpulint_scalar(node), NULL, 10);
	}
	return 1;
}

static void
report(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    const struct gpulint_node *value)
{
	struct gpulint_finding *finding = gpulint_report_at(pass, value,
	    "loaders fill page-locked buffers, of which WSL 2 gives little "
	    "(WSL, issue 8447)");

	if (workers_beside(mapping) < 1)
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding, "set it to false, or give WSL more memory");
	gpulint_write(gpulint_fix(finding, true, "do not pin"), value, "false");
}

static void
search(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    unsigned depth, unsigned *left)
{
	for (size_t i = 0; i < gpulint_length(mapping) && *left > 0; i++) {
		const char *key = gpulint_scalar(gpulint_key(mapping, i));
		const struct gpulint_node *value = gpulint_value(mapping, i);

		--*left;
		if (gpulint_is_mapping(value) && depth > 1)
			search(pass, value, depth - 1, left);
		else if ((strcmp(key, "pin_memory") == 0 ||
			     strcmp(key, "pin_mem") == 0) &&
			 gpulint_truth(pass, value))
			report(pass, mapping, value);
	}
}

static void
run(struct gpulint_pass *pass)
{
	unsigned left = PAIRS_LIMIT;

	conflicts_report(pass, "pinned-memory-under-wsl");
	if (gpulint_is(gpulint_fact(pass, "target.os"), "wsl2") &&
	    is_dense_data(pass))
		search(pass, gpulint_root(pass), DEPTH_LIMIT, &left);
}

const struct gpulint_check pinned_memory_under_wsl = {
	.id = "pinned-memory-under-wsl",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
