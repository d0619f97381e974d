#include "command/engine.h"
#include "dialect/codes.h"
#include "link/mount.h"

#include <ctype.h>

/*
 * Files of an engine's long flags: those that a command names, and files by
 * themselves (vllm serve --config, vllm/utils/argparse_utils.py;
 * sglang.launch_server --config, python/sglang/srt/server_args_config_parser.py
 * at 0.5.6).
 */

static const struct tree *
open_named(struct engine_run *run, const struct engine_flag *flag)
{
	const struct tree *tree = NULL;
	struct origin place;

	if (flag->value.unresolved)
		return NULL;
	if (run->shell)
		tree = mount_open(run->reading, run->shell->mounts,
		    flag->value.text);
	/* a full path is one inside the image */
	if (!tree && *flag->value.text != '/') {
		place = engine_flag_origin(flag);
		tree = reading_link(run->reading, flag->value.source,
		    flag->value.text, &place);
	}
	return tree && tree->document_count ? tree : NULL;
}

void
engine_follow(struct engine_run *run, const char *key, enum engine_rank rank)
{
	const struct engine_flag *flag = engine_flag(run, key);
	const struct tree *tree = flag ? open_named(run, flag) : NULL;

	if (tree)
		engine_flags_of(run, tree->source, tree->documents[0], rank);
	else if (flag)
		run->more = "the file of settings is not known";
}

static void
read_settings(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect,
    const struct engine *engine)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_SERVE, tree, node_resolve(root));

	engine_settings(reading, w, engine, root);
	reading_add(reading, w);
}

static void
read_vllm(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	read_settings(reading, tree, root, dialect, &engine_vllm);
}

static void
read_sglang(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	read_settings(reading, tree, root, dialect, &engine_sglang);
}

static void
read_xinference(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	read_settings(reading, tree, root, dialect, &engine_xinference);
}

/* A model, and a number that only vLLM is told by such a name. */
static bool
is_of_vllm(const struct node *section)
{
	static const char *const keys[] = { "gpu_memory_utilization",
		"max_model_len", "tensor_parallel_size", "max_num_seqs" };

	if (*node_text(node_get(section, "model")) == '\0')
		return false;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (isdigit(
			(unsigned char)*node_text(node_get(section, keys[i]))))
			return true;
	return false;
}

static void
read_sections(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	enum { SECTIONS = 32 };
	struct pairs it = pairs_of(root);

	for (int i = 0; i < SECTIONS && pairs_next(&it); i++)
		if (is_of_vllm(it.pair->value))
			read_vllm(reading, tree, it.pair->value, dialect);
}

const struct dialect_code code_vllm_section = {
	.name = "vllm_section",
	.read = read_sections,
};

const struct dialect_code code_xinference = {
	.name = "xinference",
	.read = read_xinference,
};

const struct dialect_code code_vllm_config = {
	.name = "vllm_config",
	.read = read_vllm,
};

const struct dialect_code code_sglang_config = {
	.name = "sglang_config",
	.read = read_sglang,
};
