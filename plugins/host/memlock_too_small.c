/* memlock-too-small: InfiniBand pins memory that a container may not pin. */

#include "host.h"
#include "words.h"

#include <string.h>

/* What asks for InfiniBand: its devices, or NCCL told to use them. */
static const struct gpulint_node *
infiniband(struct gpulint_pass *pass)
{
	const struct gpulint_node *devices =
	    gpulint_get(gpulint_root(pass), "devices");
	const struct gpulint_node *node;
	const char *value;

	for (size_t i = 0; i < gpulint_length(devices); i++)
		if (strncmp(gpulint_scalar(gpulint_at(devices, i)),
			"/dev/infiniband", 15) == 0)
			return gpulint_at(devices, i);
	node = variable_find(pass, "NCCL_IB_DISABLE", &value);
	if (node != NULL && strcmp(value, "1") == 0)
		return NULL;
	return variable_find(pass, "NCCL_IB_HCA", &value);
}

static bool
may_lock(struct gpulint_pass *pass)
{
	const struct gpulint_node *service = gpulint_root(pass);
	const struct gpulint_node *added = gpulint_get(service, "cap_add");

	for (size_t i = 0; i < gpulint_length(added); i++) {
		const char *name = gpulint_scalar(gpulint_at(added, i));

		if (strcmp(name, "IPC_LOCK") == 0 ||
		    strcmp(name, "CAP_IPC_LOCK") == 0 ||
		    strcmp(name, "ALL") == 0)
			return true;
	}
	return gpulint_truth(pass, gpulint_get(service, "privileged")) ||
	       gpulint_path(service, "ulimits.memlock") != NULL;
}

/*
 * InfiniBand registers what it sends from, and so pins it; the kernel counts
 * that against the limit of locked memory unless the process has IPC_LOCK,
 * which is none of docker's default capabilities (NVIDIA/nccl user guide,
 * troubleshooting: docker run --ulimit memlock=-1).
 */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *service = gpulint_root(pass), *place;
	const struct gpulint_node *ulimits = gpulint_get(service, "ulimits");
	struct gpulint_finding *finding;
	struct gpulint_fix *fix;

	if (strcmp(gpulint_dialect(pass), "docker_compose") != 0)
		return;
	place = infiniband(pass);
	if (place == NULL || may_lock(pass))
		return;
	finding = gpulint_report_at(pass, place,
	    "InfiniBand pins memory, and docker's default limit lets a "
	    "container pin little");
	gpulint_help(finding, "add ulimits: {memlock: -1} to the service");
	fix = gpulint_fix(finding, true, "let it pin memory");
	if (ulimits != NULL)
		gpulint_insert_after(fix, gpulint_key(ulimits, 0), "memlock",
		    "-1");
	else
		gpulint_insert_after(fix, gpulint_key(service, 0), "ulimits",
		    "{memlock: -1}");
}

const struct gpulint_check memlock_too_small = {
	.id = "memlock-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
