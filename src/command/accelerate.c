#include "command/launch_parts.h"

#include "base/word.h"
#include "command/arguments.h"
#include "link/link.h"

#include <string.h>

/*
 * accelerate launch: a file of its own, and flags beside it.  Read at
 * huggingface/accelerate@16cb6eb src/accelerate/commands/launch.py.
 */

/* accelerate's own flags, as its file has them. */
static const char *
accelerate_key(struct arena *arena, const char *name)
{
	static const char *const zero[] = { "zero_stage",
		"offload_optimizer_device", "offload_param_device",
		"deepspeed_config_file", "gradient_accumulation_steps",
		"zero3_init_flag", "zero3_save_16bit_model", NULL };
	static const char *const top[] = { "mixed_precision", "num_processes",
		"num_machines", "use_cpu", NULL };

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

/* Its flags take one value: what else stands there is the program. */
static const struct node *
only_value(const struct node *value)
{
	return node_is(value, NODE_SEQUENCE) ? node_at(value, 0) : value;
}

/* The flags under the names that the file has for them, or NULL. */
static const struct node *
accelerate_flags(const struct launch *l, size_t from, size_t to)
{
	struct arena *arena = l->w->arena;
	const struct node *flags =
	    arguments_read(arena, l->words, from, to, ARGUMENTS_NAMES);
	struct argument renamed[64];
	struct pairs it = pairs_of(flags);
	size_t n = 0;

	while (n < 64 && pairs_next(&it)) {
		const char *name = node_text(it.pair->key);
		const char *type = accelerate_type(name);
		const char *key =
		    type ? "distributed_type" : accelerate_key(arena, name);

		if (!key)
			continue;
		renamed[n].path = key;
		renamed[n].key = it.pair->key;
		renamed[n++].value =
		    type ? arguments_said(arena, it.pair->value, type)
			 : only_value(it.pair->value);
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

static void
say_sharding(struct workload *w, const char *sharding, double version,
    const struct shell_word *file)
{
	struct origin origin = shell_word_origin(file);

	workload_set_text(w, F_PARALLEL_SHARDING, sharding, &origin);
	if (version > 0)
		workload_set_number(w, F_PARALLEL_FSDP_VERSION, version,
		    &origin);
}

/* A file that is not here: no default holds of what it may say. */
static void
read_name(struct workload *w, const struct shell_word *file)
{
	struct origin origin = shell_word_origin(file);

	link_named_sharding(w, file->text, &origin);
	if (w->facts[F_TRAIN_PRECISION].origin.kind <= ORIGIN_DEFAULT)
		workload_set_unknown(w, F_TRAIN_PRECISION,
		    arena_printf(w->arena, "%.100s is not there", file->text),
		    &origin);
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
read_named(struct workload *w, const struct shell_word *name)
{
	static const struct {
		const char *name, *sharding;
		double version; /* of FSDP */
	} configs[] = { { "zero1", "zero1", 0 }, { "zero2", "zero2", 0 },
		{ "zero3", "zero3", 0 }, { "fsdp1", "fsdp", 1 },
		{ "fsdp2", "fsdp", 2 }, { "multi_gpu", "ddp", 0 },
		{ "single_gpu", "none", 0 } };

	for (size_t i = 0; i < sizeof(configs) / sizeof(*configs); i++) {
		if (strcmp(name->text, configs[i].name) != 0)
			continue;
		say_sharding(w, configs[i].sharding, configs[i].version, name);
		return true;
	}
	return false;
}

void
accelerate_read(const struct launch *l, size_t from, size_t to)
{
	const struct dialect *dialect =
	    dialect_by_name(l->reading->dialects, "accelerate");
	const struct node *flags = accelerate_flags(l, from, to);
	const struct tree *tree = NULL;
	struct workload *told;
	struct shell_word file;

	if (launch_value(l, "--config_file", from, to, &file) ||
	    launch_value(l, "--config-file", from, to, &file) ||
	    launch_value(l, "--accelerate_config", from, to, &file)) {
		tree = launch_open(l, &file);
		if (!tree && !read_named(l->w, &file))
			read_name(l->w, &file);
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
