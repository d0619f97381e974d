/* shm-too-small: /dev/shm cannot hold what the processes share. */

#include "host.h"

#include <string.h>

/*
 * What a container gets that says nothing: 64 MiB, from Docker
 * (daemon/config, DefaultShmSize) and from Kubernetes alike.  Workers of a
 * tensor parallel engine pass messages through it, vLLM in rings of ten
 * chunks of 16 MiB (distributed/device_communicators/shm_broadcast.py), and
 * data loader workers pass whole batches.
 */
static const double container_default = 64.0 * 1024 * 1024;

static bool
is_host(struct gpulint_pass *pass)
{
	return gpulint_is(gpulint_fact(pass, "host.ipc"), "host");
}

static const char *
who(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	double tensor = gpulint_number(gpulint_fact(pass, "parallel.tensor"));
	double workers = gpulint_number(gpulint_fact(pass, "train.workers"));

	if (tensor > 1 &&
	    (gpulint_is(engine, "vllm") || gpulint_is(engine, "sglang") ||
		gpulint_is(engine, "tgi")))
		return gpulint_format(pass,
		    "the %.0f tensor parallel processes", tensor);
	if (workers > 0)
		return gpulint_format(pass, "the %.0f data loader processes",
		    workers);
	return NULL;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *shm = gpulint_fact(pass, "host.shm");
	const struct gpulint_fact *tensor =
	    gpulint_fact(pass, "parallel.tensor");
	const struct gpulint_fact *place = shm;
	const char *sharers = who(pass);
	struct gpulint_finding *finding;

	if (sharers == NULL || is_host(pass) || !gpulint_known(shm) ||
	    gpulint_number(shm) > container_default)
		return;
	if (gpulint_node_of(shm) == NULL)
		place = gpulint_node_of(tensor) != NULL
			    ? tensor
			    : gpulint_fact(pass, "train.workers");
	finding = gpulint_report(pass, place, "%s share %s of /dev/shm%s",
	    sharers, gpulint_size(pass, gpulint_number(shm)),
	    gpulint_stated(shm) ? "" : ", a container's default");
	gpulint_help(finding, "%s",
	    strcmp(gpulint_dialect(pass), "docker_compose") == 0
		? "add shm_size: 16gb, or ipc: host, to the service"
		: "mount an emptyDir with medium: Memory at /dev/shm, or give "
		  "the container the host's IPC");
}

const struct gpulint_check shm_too_small = {
	.id = "shm-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
