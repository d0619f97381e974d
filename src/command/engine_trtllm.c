#include "command/engine.h"

#include <string.h>

/* TensorRT-LLM.  Read at NVIDIA/TensorRT-LLM 00209af,
 * tensorrt_llm/commands/serve.py. */

static size_t
trtllm_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 8; i++) {
		if (strcmp(words->items[i].text, "trtllm-serve") != 0)
			continue;
		return i + 1 < to &&
			       strcmp(words->items[i + 1].text, "serve") == 0
			   ? i + 2
			   : i + 1;
	}
	return 0;
}

static const struct engine_alias aliases[] = {
	{ "--tp-size", "tensor-parallel-size" },
	{ "--pp-size", "pipeline-parallel-size" },
	{ "--ep-size", "moe-expert-parallel-size" },
	{ "--kv-cache-free-gpu-memory-fraction", "free-gpu-memory-fraction" },
	{ "--extra-llm-api-options", "config" },
	{ NULL, NULL },
};

static const char *const switches[] = { "trust-remote-code", "grpc",
	"fail-fast-on-attention-window-too-large", "help", NULL };

static void
trtllm_prepare(struct engine_run *run)
{
	engine_follow(run, "config", ENGINE_OVER_FLAGS);
}

const struct engine engine_trtllm = {
	.name = "tensorrt-llm",
	.dialect = "tensorrt_llm",
	.starts = trtllm_starts,
	.aliases = aliases,
	.switches = switches,
	.positional = "model",
	.prepare = trtllm_prepare,
};
