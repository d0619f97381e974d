#include "command/engine.h"

#include <string.h>

/*
 * text-generation-inference.  Read at huggingface/text-generation-inference
 * launcher/src/main.rs: every option has a variable of its name.
 */

static size_t
tgi_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 4; i++) {
		const char *text = words->items[i].text;
		const char *slash = strrchr(text, '/');

		if (strcmp(slash ? slash + 1 : text,
			"text-generation-launcher") == 0)
			return i + 1;
	}
	return 0;
}

static const struct engine_alias environment[] = {
	{ "MODEL_ID", "model-id" },
	{ "REVISION", "revision" },
	{ "SHARDED", "sharded" },
	{ "NUM_SHARD", "num-shard" },
	{ "QUANTIZE", "quantize" },
	{ "DTYPE", "dtype" },
	{ "KV_CACHE_DTYPE", "kv-cache-dtype" },
	{ "MAX_CONCURRENT_REQUESTS", "max-concurrent-requests" },
	{ "MAX_INPUT_TOKENS", "max-input-tokens" },
	{ "MAX_INPUT_LENGTH", "max-input-tokens" },
	{ "MAX_TOTAL_TOKENS", "max-total-tokens" },
	{ "MAX_BATCH_PREFILL_TOKENS", "max-batch-prefill-tokens" },
	{ "MAX_BATCH_SIZE", "max-batch-size" },
	{ "CUDA_MEMORY_FRACTION", "cuda-memory-fraction" },
	{ "CUDA_GRAPHS", "cuda-graphs" },
	{ NULL, NULL },
};

static const struct engine_alias aliases[] = {
	{ "--max-input-length", "max-input-tokens" },
	{ "-p", "port" },
	{ NULL, NULL },
};

static const char *const switches[] = { "json-output", "trust-remote-code",
	"ngrok", "env", "sharded", "help", "h", NULL };

const struct engine engine_tgi = {
	.name = "tgi",
	.dialect = "tgi",
	.starts = tgi_starts,
	.aliases = aliases,
	.environment = environment,
	.switches = switches,
};
