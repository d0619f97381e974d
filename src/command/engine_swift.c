#include "command/engine.h"

#include <string.h>

/*
 * ms-swift, where it starts vLLM: `swift rollout`, and `swift deploy` and
 * `swift infer` with --infer_backend vllm.  vLLM's settings are its own with
 * vllm_ before them, and had the names of vLLM's before 3.0.  Read at
 * modelscope/ms-swift@3602360 swift/arguments/infer_args.py,
 * swift/rlhf_trainers/arguments.py.
 */

static bool
asks_for_vllm(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const char *text = words->items[i].text;

		if (strncmp(text, "--infer", 7) != 0)
			continue;
		if (strstr(text, "=vllm"))
			return true;
		if (i + 1 < to && strcmp(words->items[i + 1].text, "vllm") == 0)
			return true;
	}
	return false;
}

static size_t
swift_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to && i < from + 4; i++) {
		const char *command = words->items[i + 1].text;

		if (strcmp(words->items[i].text, "swift") != 0)
			continue;
		if (strcmp(command, "rollout") == 0)
			return i + 2;
		if (strcmp(command, "deploy") == 0 ||
		    strcmp(command, "infer") == 0)
			return asks_for_vllm(words, i + 2, to) ? i + 2 : 0;
	}
	return 0;
}

/* As releases before 3.0 spelt them. */
static const struct engine_alias aliases[] = {
	{ "--model-id-or-path", "model" },
	{ "--gpu-memory-utilization", "vllm-gpu-memory-utilization" },
	{ "--tensor-parallel-size", "vllm-tensor-parallel-size" },
	{ "--max-num-seqs", "vllm-max-num-seqs" },
	{ "--max-model-len", "vllm-max-model-len" },
	{ NULL, NULL },
};

static const char *const switches[] = { "help", "h", NULL };

const struct engine engine_swift = {
	.name = "vllm",
	.dialect = "swift_deploy",
	.starts = swift_starts,
	.aliases = aliases,
	.switches = switches,
};
