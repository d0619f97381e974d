#include "command/engine.h"

#include <string.h>

/* LightLLM.  Read at ModelTC/lightllm 051a2bc, lightllm/server/api_cli.py. */

static size_t
lightllm_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 8; i++) {
		if (strcmp(words->items[i].text,
			"lightllm.server.api_server") == 0)
			return i + 1;
	}
	return 0;
}

static const char *const switches[] = { "trust-remote-code",
	"disable-log-stats", "use-dynamic-prompt-cache",
	"disable-dynamic-prompt-cache", "disable-chunked-prefill",
	"diverse-mode", "token-healing-mode", "enable-multimodal",
	"enable-custom-allreduce", "enable-custom-allgather",
	"enable-tpsp-mix-mode", "enable-decode-microbatch-overlap",
	"enable-flashinfer-prefill", "enable-flashinfer-decode",
	"return-all-prompt-logprobs", "use-reward-model", "use-tgi-api",
	"health-monitor", "enable-monitor-auth", "disable-cudagraph",
	"splitfuse-mode", "beam-mode", "help", NULL };

const struct engine engine_lightllm = {
	.name = "lightllm",
	.dialect = "lightllm",
	.starts = lightllm_starts,
	.switches = switches,
};
