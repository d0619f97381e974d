/* shm-too-small: /dev/shm cannot hold what the processes share. */

#include "host.h"
#include "loader_words.h"
#include "words.h"

#include <string.h>

/*
 * What a container gets that says nothing: 64 MiB, from Docker
 * (daemon/config, DefaultShmSize) and from Kubernetes alike.  Workers of a
 * tensor parallel engine pass messages through it, vLLM in rings of ten
 * chunks of 16 MiB (distributed/device_communicators/shm_broadcast.py), and
 * data loader workers pass whole batches.
 */
static const double container_default = 64.0 * 1024 * 1024;

/* More than that no machine runs: a number gone wrong. */
static const double ranks_limit = 1e6;

static bool
is_host(struct gpulint_pass *pass)
{
	return gpulint_is(gpulint_fact(pass, "host.ipc"), "host");
}

/* The processes that the command itself starts on one machine. */
static double
starts_ranks(struct gpulint_pass *pass, const struct loader_words *command)
{
	const struct gpulint_fact *gpus = gpulint_fact(pass, "parallel.gpus");
	double nodes = gpulint_number(gpulint_fact(pass, "parallel.nodes"));

	if (strcmp(gpulint_kind(pass), "serve") == 0)
		return 0;
	double ranks = gpulint_node_of(gpus) == NULL
			   ? command->ranks
			   : gpulint_number(gpus) / (nodes > 1 ? nodes : 1);

	if (ranks <= 0 && command->takes_all)
		ranks = gpulint_number(gpulint_fact(pass, "target.gpus"));
	return ranks < ranks_limit ? ranks : 0;
}

/* TensorFlow and JAX load in threads. */
static bool
loads_in_threads(struct gpulint_pass *pass)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));

	return strstr(image, "tensorflow") != NULL ||
	       strstr(image, "jax") != NULL;
}

/* A script that is not ours to know, whose loaders are not either: it is
 * rare that there are none. */
static bool
may_have_loaders(struct gpulint_pass *pass, const struct loader_words *command)
{
	return (starts_ranks(pass, command) > 1 ||
		   (command->trains && !loads_in_threads(pass) &&
		       strcmp(gpulint_kind(pass), "other") == 0)) &&
	       !gpulint_known(gpulint_fact(pass, "train.workers")) &&
	       command->workers < 0;
}

/* A framework's own default, of loaders that carry some text. */
static bool
is_presumed(struct gpulint_pass *pass)
{
	const struct gpulint_fact *workers =
	    gpulint_fact(pass, "train.workers");

	return gpulint_known(workers) && gpulint_node_of(workers) == NULL &&
	       gpulint_number(gpulint_fact(pass, "parallel.tensor")) < 2;
}

/* Neuron's, Google's and Huawei's processes have ways of their own. */
static bool
is_for_no_gpu(struct gpulint_pass *pass)
{
	static const char *const others[] = { "aws.amazon.com/neuron",
		"google.com/tpu", "huawei.com/", "cambricon.com/", NULL };

	return limits_name(pass, others);
}

/* A pod that names its limits gets no device that it does not name there. */
static bool
has_no_device(struct gpulint_pass *pass)
{
	const struct gpulint_node *resources =
	    gpulint_get(gpulint_root(pass), "resources");
	const struct gpulint_node *limits = gpulint_get(resources, "limits");
	size_t n = gpulint_length(limits);

	for (size_t i = 0; i < n; i++)
		if (strchr(gpulint_scalar(gpulint_key(limits, i)), '/') != NULL)
			return false;
	return n > 0 && gpulint_get(resources, "claims") == NULL &&
	       strcmp(gpulint_dialect(pass), "kubernetes") == 0;
}

/* MPIJob's launcher starts its processes in the pods of its workers. */
static bool
starts_elsewhere(struct gpulint_pass *pass)
{
	static const char *const lists[] = { "command", "args" };

	if (strcmp(gpulint_dialect(pass), "kubeflow") != 0)
		return false;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		const struct gpulint_node *list =
		    gpulint_get(gpulint_root(pass), lists[i]);

		for (size_t j = 0; j < gpulint_length(list); j++)
			if (strstr(gpulint_scalar(gpulint_at(list, j)),
				"mpirun") != NULL)
				return true;
	}
	return false;
}

/* Engines whose processes pass messages through it. */
static bool
serves_in_processes(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	return gpulint_is(engine, "vllm") || gpulint_is(engine, "sglang") ||
	       gpulint_is(engine, "tgi");
}

/* A process sees one slice of a card, and NCCL connects none (NVIDIA's MIG user
 * guide, application considerations). */
static bool
has_slices(struct gpulint_pass *pass)
{
	return strncmp(gpulint_text(gpulint_fact(pass, "target.gpu")), "mig-",
		   4) == 0;
}

static const char *
who(struct gpulint_pass *pass, const struct loader_words *command)
{
	double tensor = gpulint_number(gpulint_fact(pass, "parallel.tensor"));
	double stages = gpulint_number(gpulint_fact(pass, "parallel.pipeline"));
	double workers = gpulint_number(gpulint_fact(pass, "train.workers"));
	double gpus = gpulint_number(gpulint_fact(pass, "target.gpus"));
	bool serves = strcmp(gpulint_kind(pass), "serve") == 0;

	if (starts_ranks(pass, command) > 1)
		gpus = starts_ranks(pass, command);
	if (workers <= 0 && !serves)
		workers = command->workers;
	if (tensor > 1 && serves_in_processes(pass))
		return gpulint_format(pass,
		    "the %.0f tensor parallel processes", tensor);
	if (stages > 1 && serves_in_processes(pass))
		return gpulint_format(pass, "the processes of %.0f stages",
		    stages);
	if (command->serves && command->ranks > 1)
		return gpulint_format(pass, "the %.0f processes of MPI",
		    command->ranks);
	if (workers > 0)
		return gpulint_format(pass, "the %.0f data loader processes",
		    workers);
	if ((strcmp(gpulint_kind(pass), "train") == 0 ||
		strcmp(gpulint_dialect(pass), "kubeflow") == 0 ||
		starts_ranks(pass, command) > 1 ||
		(command->trains && !serves)) &&
	    gpus > 1 && !has_no_device(pass) && !has_slices(pass))
		return gpulint_format(pass,
		    "NCCL between %.0f GPUs, and data loaders,", gpus);
	return NULL;
}

/* NCCL goes through it, some 10 MB a connection, where cards do not reach each
 * other: four T4 fail where the eight A100 of one machine do not, NVIDIA/nccl
 * issue 525; issue 290. */
static bool
passes_through_shm(struct gpulint_pass *pass)
{
	static const char *const linked[] = { "SXM", "NVL", "P100", "V100",
		"A100", "A800", "H100", "H800", "H20", "B100", "B200", "B300",
		"GB", "GH", "Instinct", "Gaudi" };
	const char *gpu = gpulint_text(gpulint_fact(pass, "target.gpu"));

	if (*gpu == '\0' ||
	    gpulint_number(gpulint_fact(pass, "target.gpus")) < 4)
		return false;
	for (size_t i = 0; i < sizeof(linked) / sizeof(*linked); i++)
		if (strstr(gpu, linked[i]) != NULL)
			return false;
	return true;
}

static void
offer_size(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct gpulint_fact *shm)
{
	const struct gpulint_node *service = gpulint_root(pass);
	struct gpulint_fix *fix = gpulint_fix(finding, true, "give it 16 GB");

	if (gpulint_node_of(shm) != NULL)
		gpulint_rewrite(fix, shm, "16gb");
	else
		gpulint_insert_after(fix, gpulint_key(service, 0), "shm_size",
		    "16gb");
}

/* The pod whose list has this very container. */
static const struct gpulint_node *
pod_of(struct gpulint_pass *pass)
{
	static const char *const paths[] = { "spec", "spec.template.spec",
		"spec.jobTemplate.spec.template.spec" };
	const struct gpulint_node *container = gpulint_root(pass);

	for (size_t d = 0; d < gpulint_documents(pass); d++)
		for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
			const struct gpulint_node *pod =
			    gpulint_path(gpulint_document(pass, d), paths[i]);
			const struct gpulint_node *list =
			    gpulint_get(pod, "containers");

			for (size_t k = 0; k < gpulint_length(list); k++)
				if (gpulint_at(list, k) == container)
					return pod;
		}
	return NULL;
}

/* A volume in memory, where neither pod nor container has any yet; else the
 * host's IPC would be the shorter way, and takes more than it gives. */
static void
offer_volume(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct gpulint_fact *shm)
{
	const struct gpulint_node *container = gpulint_root(pass);
	const struct gpulint_node *pod = pod_of(pass);
	struct gpulint_fix *fix;

	if (gpulint_node_of(shm) != NULL || pod == NULL ||
	    gpulint_get(pod, "volumes") != NULL ||
	    gpulint_get(container, "volumeMounts") != NULL)
		return;
	fix = gpulint_fix(finding, true, "mount a volume in memory there");
	gpulint_insert_after(fix,
	    gpulint_key(container, gpulint_length(container) - 1),
	    "volumeMounts", "[{name: shm, mountPath: /dev/shm}]");
	gpulint_insert_after(fix, gpulint_key(pod, gpulint_length(pod) - 1),
	    "volumes", "[{name: shm, emptyDir: {medium: Memory}}]");
}

/* Where it is said who shares it, or how much. */
static struct gpulint_finding *
report(struct gpulint_pass *pass, const struct loader_words *command,
    const char *sharers)
{
	const struct gpulint_fact *shm = gpulint_fact(pass, "host.shm");
	const struct gpulint_fact *tensor =
	    gpulint_fact(pass, "parallel.tensor");
	const char *size = gpulint_size(pass, gpulint_number(shm));

	if (gpulint_node_of(shm) != NULL)
		return gpulint_report(pass, shm, "%s share %s of /dev/shm",
		    sharers, size);
	if (command->docker != NULL)
		return gpulint_report_word(pass, command->docker, "docker run",
		    "%s share %s of /dev/shm, a container's default", sharers,
		    size);
	return gpulint_report(pass,
	    gpulint_node_of(tensor) != NULL
		? tensor
		: gpulint_fact(pass, "train.workers"),
	    "%s share %s of /dev/shm, a container's default", sharers, size);
}

static void
advise(struct gpulint_pass *pass, const struct loader_words *command,
    struct gpulint_finding *finding)
{
	const struct gpulint_fact *shm = gpulint_fact(pass, "host.shm");

	if (strcmp(gpulint_dialect(pass), "docker_compose") == 0) {
		gpulint_help(finding,
		    "add shm_size: 16gb, or ipc: host, to the service");
		offer_size(pass, finding, shm);
		return;
	}
	if (command->docker != NULL) {
		gpulint_help(finding,
		    "add --shm-size=16g, or --ipc=host, to docker run");
		if (gpulint_node_of(shm) == NULL)
			gpulint_replace_word(gpulint_fix(finding, true,
						 "give it 16 GB"),
			    command->docker, "docker run",
			    "docker run --shm-size=16g");
		return;
	}
	if (strcmp(gpulint_dialect(pass), "github_actions") == 0) {
		gpulint_help(finding,
		    "add --shm-size=16g to the options of the container");
		return;
	}
	if (strcmp(gpulint_dialect(pass), "dstack") == 0) {
		gpulint_help(finding, "set shm_size: 16GB under resources");
		return;
	}
	gpulint_help(finding,
	    "mount an emptyDir with medium: Memory at /dev/shm, or give the "
	    "container the host's IPC");
	if (strcmp(gpulint_dialect(pass), "kubernetes") == 0)
		offer_volume(pass, finding, shm);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *shm = gpulint_fact(pass, "host.shm");
	struct gpulint_finding *finding;
	struct loader_words command;
	const char *sharers;

	if (!gpulint_known(shm) || gpulint_number(shm) > container_default ||
	    is_host(pass) || is_for_no_gpu(pass) || starts_elsewhere(pass))
		return;
	command = loader_words_of(pass);
	sharers = who(pass, &command);
	/* dstack's own examples leave NCCL to what there is */
	if (sharers == NULL ||
	    (strncmp(sharers, "NCCL", 4) == 0 &&
		strcmp(gpulint_dialect(pass), "dstack") == 0))
		return;
	finding = report(pass, &command, sharers);
	if (strncmp(sharers, "NCCL", 4) == 0
		? !passes_through_shm(pass) && !may_have_loaders(pass, &command)
		: is_presumed(pass))
		gpulint_lower(finding, GPULINT_NOTE);
	advise(pass, &command, finding);
}

const struct gpulint_check shm_too_small = {
	.id = "shm-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
