#include "command/launch_parts.h"

#include "base/number.h"
#include "base/word.h"
#include "link/link.h"

#include <string.h>

/*
 * Launchers.  Read at pytorch/pytorch torch/distributed/run.py,
 * deepspeedai/DeepSpeed deepspeed/launcher/runner.py, open-mpi/ompi
 * docs/man-openmpi/man1/mpirun.1.rst.
 */

enum { BEFORE_LIMIT = 32 }; /* words in front of a launcher */

enum launcher {
	LAUNCHER_NONE,
	LAUNCHER_TORCHRUN,
	LAUNCHER_ACCELERATE,
	LAUNCHER_DEEPSPEED,
	LAUNCHER_MPI
};

static enum launcher
launcher_at(const struct launch *l, size_t i)
{
	static const char *const torch[] = { "torchrun",
		"torch.distributed.run", "torch.distributed.launch", NULL };
	static const char *const mpi[] = { "mpirun", "mpiexec", "horovodrun",
		NULL };
	const char *text = launch_text(l, i);

	if (word_is_among(text, torch))
		return LAUNCHER_TORCHRUN;
	if (word_is_among(text, mpi))
		return LAUNCHER_MPI;
	if (strcmp(text, "deepspeed") == 0)
		return LAUNCHER_DEEPSPEED;
	return strcmp(text, "accelerate.commands.launch") == 0 ||
		       (strcmp(text, "accelerate") == 0 &&
			   strcmp(launch_text(l, i + 1), "launch") == 0)
		   ? LAUNCHER_ACCELERATE
		   : LAUNCHER_NONE;
}

/* Where a program of one's own begins, or a module of Python's. */
static bool
is_program(const struct launch *l, size_t i)
{
	return word_ends(launch_text(l, i), ".py") ||
	       (strcmp(launch_text(l, i), "-m") == 0 && !launcher_at(l, i + 1));
}

/* The launcher among the first words, past what only starts it: variables,
 * srun and its options, a container. */
static enum launcher
launcher_of(const struct launch *l, size_t *at)
{
	for (*at = l->from; *at < l->to && *at < l->from + BEFORE_LIMIT;
	     ++*at) {
		enum launcher launcher = launcher_at(l, *at);

		if (launcher || is_program(l, *at))
			return launcher;
	}
	return LAUNCHER_NONE;
}

/* The flags of a launcher: words[from..to). */
struct flags {
	const struct launch *l;
	size_t from, to;
};

/* The first of the flags that is written; its number where it is one. */
static bool
count_of(const struct flags *f, const char *const *names, double *number,
    struct shell_word *word, bool *written)
{
	*written = false;
	for (; *names; names++) {
		if (!launch_value(f->l, *names, f->from, f->to, word))
			continue;
		*written = true;
		return !word->unresolved &&
		       number_parse(word->text, word->length, number) &&
		       *number >= 1 && *number == (double)(long long)*number;
	}
	return false;
}

static void
set_count(const struct launch *l, enum fact_id id, double number,
    const struct shell_word *word)
{
	struct origin origin = shell_word_origin(word);

	workload_set_number(l->w, id, number, &origin);
}

/* The machines of the job: 0 where a range or a variable says it. */
static double
machines_of(const struct flags *f)
{
	static const char *const names[] = { "--nnodes", "--num_machines",
		"--num-machines", "--num_nodes", NULL };
	struct shell_word word;
	double machines = 1;
	bool written;

	if (count_of(f, names, &machines, &word, &written)) {
		set_count(f->l, F_PARALLEL_NODES, machines, &word);
		return machines;
	}
	return written ? 0 : 1;
}

/* --nproc_per_node gpu: all that the machine has. */
static void
set_all_gpus(const struct flags *f, double machines,
    const struct shell_word *word)
{
	struct workload *w = f->l->w;
	struct origin origin = shell_word_origin(word);

	if (word->unresolved)
		workload_set_unknown(w, F_PARALLEL_GPUS, word->unresolved,
		    &origin);
	else if (fact_known(w, F_TARGET_GPUS) && machines >= 1 &&
		 (strcmp(word->text, "gpu") == 0 ||
		     strcmp(word->text, "auto") == 0))
		workload_set_number(w, F_PARALLEL_GPUS,
		    fact_number(w, F_TARGET_GPUS, 1) * machines, &origin);
}

/* torchrun starts one process unless told; the operator of PyTorchJobs tells
 * it through the environment. */
static void
set_torchrun(const struct flags *f, double machines)
{
	struct workload *w = f->l->w;
	struct origin origin =
	    origin_note(ORIGIN_DEFAULT, "torchrun (--nproc_per_node 1)");

	if (machines >= 1 && strcmp(w->dialect, "kubeflow") != 0 &&
	    !shell_variable(f->l->shell->variables, "PET_NPROC_PER_NODE", 18))
		workload_set_number(w, F_PARALLEL_GPUS, machines, &origin);
}

static void
read_counts(const struct flags *f, bool total, bool torchrun)
{
	static const char *const local[] = { "--nproc_per_node",
		"--nproc-per-node", "--num_gpus", NULL };
	static const char *const all[] = { "--num_processes", "--num-processes",
		"-np", "-n", "--np", NULL };
	double machines = machines_of(f), gpus;
	struct shell_word word;
	bool written;

	if (count_of(f, total ? all : local, &gpus, &word, &written)) {
		if (total || machines >= 1)
			set_count(f->l, F_PARALLEL_GPUS,
			    total ? gpus : gpus * machines, &word);
	} else if (written) {
		set_all_gpus(f, total ? 1 : machines, &word);
	} else if (torchrun) {
		set_torchrun(f, machines);
	}
}

/* deepspeed train.py --deepspeed_config ds.json, of no known trainer. */
static void
read_deepspeed(const struct launch *l)
{
	const struct dialect *dialect =
	    dialect_by_name(l->reading->dialects, "deepspeed");
	const struct tree *tree;
	struct shell_word file;
	struct origin origin;

	if (!dialect || fact_known(l->w, F_PARALLEL_SHARDING) ||
	    (!launch_value(l, "--deepspeed_config", l->from, l->to, &file) &&
		!launch_value(l, "--deepspeed", l->from, l->to, &file)))
		return;
	tree = launch_open(l, &file);
	origin = shell_word_origin(&file);
	if (tree)
		link_merge(l->reading, l->w,
		    link_part(l->reading, l->w, dialect, tree, NULL, NULL),
		    dialect);
	else
		link_named_sharding(l->w, file.text, &origin);
}

/* NPROC_PER_NODE=2 swift sft, or in the environment: it starts torchrun
 * itself (modelscope/ms-swift swift/cli/main.py). */
static bool
swift_processes(const struct launch *l, double *processes,
    struct origin *origin)
{
	static const char name[] = "NPROC_PER_NODE";
	const size_t n = sizeof(name) - 1;
	const struct shell_variable *v =
	    shell_variable(l->shell->variables, name, n);

	for (size_t i = l->from; i < l->to; i++) {
		const struct shell_word *word = &l->words->items[i];
		struct shell_word count;

		if (strncmp(word->text, name, n) != 0 || word->text[n] != '=')
			continue;
		count = shell_word_after(word, n + 1);
		*origin = shell_word_origin(&count);
		return !count.unresolved &&
		       number_parse(count.text, count.length, processes);
	}
	if (!v || v->unresolved)
		return false;
	*origin = origin_written(v->source, v->key, v->node);
	origin->span = v->span;
	return number_parse(v->text, strlen(v->text), processes);
}

void
launcher_swift(const struct launch *l)
{
	struct origin origin;
	double processes;

	if (!swift_processes(l, &processes, &origin) || processes < 1 ||
	    processes > 1024)
		return;
	workload_set_number(l->w, F_PARALLEL_GPUS,
	    processes * fact_number(l->w, F_TARGET_NODES, 1), &origin);
}

/* Azure ML starts the command itself, as often as `distribution` says. */
static bool
is_distributed(const struct launch *l)
{
	return strcmp(l->w->dialect, "azureml") == 0 &&
	       l->w->facts[F_PARALLEL_GPUS].origin.kind == ORIGIN_WRITTEN;
}

/* Who starts a process for each GPU, and leaves the rest to the trainer; where
 * that is written. */
static bool
starts_processes(const struct launch *l, struct origin *origin)
{
	double processes;
	size_t at;
	enum launcher launcher = launcher_of(l, &at);

	if (launcher == LAUNCHER_TORCHRUN || launcher == LAUNCHER_DEEPSPEED) {
		*origin = shell_word_origin(&l->words->items[at]);
		return true;
	}
	if (!launcher && is_distributed(l)) {
		*origin = l->w->facts[F_PARALLEL_GPUS].origin;
		return true;
	}
	return strcmp(fact_text(l->w, F_FRAMEWORK_NAME), "ms-swift") == 0 &&
	       swift_processes(l, &processes, origin);
}

/* python train.py and nothing in front: one process, whatever it sees.
 * Kubeflow's operator starts one in each of several pods. */
static bool
is_alone(const struct launch *l)
{
	size_t at;

	return !launcher_of(l, &at) && strcmp(l->w->dialect, "kubeflow") != 0 &&
	       !is_distributed(l) &&
	       strncmp(launch_text(l, l->from), "python", 6) == 0 &&
	       strcmp(launch_text(l, l->from + 1), "-m") != 0;
}

/* The transformers Trainer shares a model out where its own arguments or
 * accelerate's launcher say so; these launchers start copies of it
 * (huggingface/accelerate src/accelerate/state.py). */
void
launcher_settle(const struct launch *l)
{
	static const char *const trainers[] = { "transformers", "trl",
		"llamafactory", "ms-swift", NULL };
	struct workload *w = l->w;
	struct origin origin;

	if (w->facts[F_PARALLEL_SHARDING].state != FACT_ABSENT ||
	    !word_is_among(fact_text(w, F_FRAMEWORK_NAME), trainers))
		return;
	if (is_alone(l)) {
		origin =
		    origin_note(ORIGIN_DERIVED, "no launcher: one process");
		workload_set_text(w, F_PARALLEL_SHARDING, "none", &origin);
	} else if (fact_number(w, F_PARALLEL_GPUS, 1) > 1 &&
		   starts_processes(l, &origin)) {
		workload_set_text(w, F_PARALLEL_SHARDING, "ddp", &origin);
	}
}

void
launcher_counts(const struct launch *l, size_t from, size_t to)
{
	struct flags f = { .l = l, .from = from, .to = to };

	read_counts(&f, false, false);
}

void
launcher_trl(const struct launch *l, size_t from)
{
	struct flags f = { .l = l, .from = from, .to = l->to };
	struct shell_word file;

	read_counts(&f, true, false);
	if (launch_value(l, "--accelerate_config", from, l->to, &file))
		accelerate_read(f.l, f.from, f.to);
}

bool
launcher_read(const struct launch *l, size_t end)
{
	struct flags f = { .l = l, .to = end };
	enum launcher launcher = launcher_of(l, &f.from);

	if (!launcher || f.from >= end)
		return false;
	f.from++;
	read_counts(&f,
	    launcher == LAUNCHER_ACCELERATE || launcher == LAUNCHER_MPI,
	    launcher == LAUNCHER_TORCHRUN);
	if (launcher == LAUNCHER_ACCELERATE)
		accelerate_read(l, f.from, f.to);
	read_deepspeed(l);
	return launcher != LAUNCHER_MPI;
}
