#include "command/launch_parts.h"

#include "base/number.h"
#include "base/word.h"
#include "command/arguments.h"
#include "link/link.h"

#include <string.h>

/*
 * Launchers.  Read at pytorch/pytorch torch/distributed/run.py,
 * huggingface/accelerate@16cb6eb src/accelerate/commands/launch.py,
 * deepspeedai/DeepSpeed deepspeed/launcher/runner.py, open-mpi/ompi
 * docs/man-openmpi/man1/mpirun.1.rst.
 */

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

/* The launcher among the first words, past what only starts it. */
static enum launcher
launcher_of(const struct launch *l, size_t *at)
{
	for (*at = l->from; *at < l->to && *at < l->from + 6; ++*at) {
		enum launcher launcher = launcher_at(l, *at);

		if (launcher)
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

/* accelerate's own flags, as its file has them. */
static const char *
accelerate_key(const struct flags *f, const char *name)
{
	static const char *const zero[] = { "zero_stage",
		"offload_optimizer_device", "offload_param_device",
		"deepspeed_config_file", "gradient_accumulation_steps",
		"zero3_init_flag", "zero3_save_16bit_model", NULL };
	static const char *const top[] = { "mixed_precision", "num_processes",
		"num_machines", "use_cpu", NULL };
	struct arena *arena = f->l->w->arena;

	if (word_is_among(name, zero))
		return arena_printf(arena, "deepspeed_config.%s", name);
	if (strncmp(name, "fsdp_", 5) == 0)
		return arena_printf(arena, "fsdp_config.%s", name);
	if (strncmp(name, "parallelism_config_", 19) == 0)
		return arena_printf(arena, "parallelism_config.%s", name);
	if (strncmp(name, "megatron_lm_", 12) == 0)
		return arena_printf(arena, "megatron_lm_config.%s", name);
	return word_is_among(name, top) ? name : NULL;
}

static const char *
accelerate_type(const char *name)
{
	if (strcmp(name, "use_deepspeed") == 0)
		return "DEEPSPEED";
	if (strcmp(name, "use_fsdp") == 0)
		return "FSDP";
	return strcmp(name, "multi_gpu") == 0 ? "MULTI_GPU" : NULL;
}

/* The flags under the names that the file has for them, or NULL. */
static const struct node *
accelerate_flags(const struct flags *f)
{
	struct arena *arena = f->l->w->arena;
	const struct node *flags =
	    arguments_read(arena, f->l->words, f->from, f->to, ARGUMENTS_NAMES);
	struct argument renamed[64];
	struct pairs it = pairs_of(flags);
	size_t n = 0;

	while (n < 64 && pairs_next(&it)) {
		const char *name = node_text(it.pair->key);
		const char *type = accelerate_type(name);
		const char *key =
		    type ? "distributed_type" : accelerate_key(f, name);

		if (!key)
			continue;
		renamed[n].path = key;
		renamed[n].key = it.pair->key;
		renamed[n++].value =
		    type ? arguments_said(arena, it.pair->value, type)
			 : it.pair->value;
	}
	return n ? arguments_nested(arena, renamed, n) : NULL;
}

/* Without a file of its own accelerate leaves to the trainer what no flag
 * says; DeepSpeed's stage is the launcher's all the same. */
static void
forget_defaults(struct workload *w)
{
	for (size_t i = 0; i < FACT_COUNT; i++) {
		if (i != F_PARALLEL_SHARDING &&
		    w->facts[i].origin.kind <= ORIGIN_DEFAULT)
			memset(&w->facts[i], 0, sizeof(w->facts[i]));
	}
}

/* How the model is shared out and in which precision it runs is in a file
 * that is not here: no default holds. */
static void
say_missing(const struct launch *l, const struct shell_word *file)
{
	struct origin origin = shell_word_origin(file);
	const char *why =
	    arena_printf(l->w->arena, "%.100s is not there", file->text);

	workload_set_unknown(l->w, F_PARALLEL_SHARDING, why, &origin);
	if (l->w->facts[F_TRAIN_PRECISION].origin.kind <= ORIGIN_DEFAULT)
		workload_set_unknown(l->w, F_TRAIN_PRECISION, why, &origin);
}

/* The trainer has a count of its own, which may come later. */
static void
part_accumulation(struct workload *told)
{
	struct fact *fact = &told->facts[F_TRAIN_ACCUMULATION];

	if (!fact_known(told, F_TRAIN_ACCUMULATION))
		return;
	workload_set(told, F_TRAIN_LAUNCHER_ACCUMULATION, fact);
	memset(fact, 0, sizeof(*fact));
}

/* What lies in trl/accelerate_configs, by name. */
static bool
read_named(const struct launch *l, const struct shell_word *name)
{
	static const struct {
		const char *name, *sharding;
		double version; /* of FSDP */
	} configs[] = { { "zero1", "zero1", 0 }, { "zero2", "zero2", 0 },
		{ "zero3", "zero3", 0 }, { "fsdp1", "fsdp", 1 },
		{ "fsdp2", "fsdp", 2 }, { "multi_gpu", "ddp", 0 },
		{ "single_gpu", "none", 0 } };
	struct origin origin = shell_word_origin(name);

	for (size_t i = 0; i < sizeof(configs) / sizeof(*configs); i++) {
		if (strcmp(name->text, configs[i].name) != 0)
			continue;
		workload_set_text(l->w, F_PARALLEL_SHARDING,
		    configs[i].sharding, &origin);
		if (configs[i].version > 0)
			workload_set_number(l->w, F_PARALLEL_FSDP_VERSION,
			    configs[i].version, &origin);
		return true;
	}
	return false;
}

static void
read_accelerate(const struct flags *f)
{
	const struct launch *l = f->l;
	const struct dialect *dialect =
	    dialect_by_name(l->reading->dialects, "accelerate");
	const struct node *flags = accelerate_flags(f);
	const struct tree *tree = NULL;
	struct workload *told;
	struct shell_word file;

	if (launch_value(l, "--config_file", f->from, f->to, &file) ||
	    launch_value(l, "--config-file", f->from, f->to, &file) ||
	    launch_value(l, "--accelerate_config", f->from, f->to, &file)) {
		tree = launch_open(l, &file);
		if (!tree && !read_named(l, &file))
			say_missing(l, &file);
	}
	if (!dialect || (!tree && !flags))
		return;
	told = workload_new(l->w->arena, dialect->name, WORKLOAD_TRAIN, NULL,
	    NULL);
	link_merge(l->reading, told,
	    link_part(l->reading, l->w, dialect, tree, flags, launch_source(l)),
	    dialect);
	if (!tree)
		forget_defaults(told);
	part_accumulation(told);
	workload_merge(l->w, told);
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
		workload_set_unknown(l->w, F_PARALLEL_SHARDING,
		    arena_printf(l->w->arena, "%.100s is not there", file.text),
		    &origin);
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
	size_t at;
	enum launcher launcher = launcher_of(l, &at);
	struct origin origin;

	if ((launcher != LAUNCHER_TORCHRUN && launcher != LAUNCHER_DEEPSPEED) ||
	    w->facts[F_PARALLEL_SHARDING].state != FACT_ABSENT ||
	    fact_number(w, F_PARALLEL_GPUS, 1) <= 1 ||
	    !word_is_among(fact_text(w, F_FRAMEWORK_NAME), trainers))
		return;
	origin = shell_word_origin(&l->words->items[at]);
	workload_set_text(w, F_PARALLEL_SHARDING, "ddp", &origin);
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
		read_accelerate(&f);
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
		read_accelerate(&f);
	read_deepspeed(l);
	return launcher != LAUNCHER_MPI;
}
