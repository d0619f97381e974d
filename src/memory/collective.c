/*
 * collective: what servers' GPUs hold to speak to each other.
 *
 * NCCL's channels, and from Hopper on behind an NVSwitch the buffers of its
 * multicast sums: 1.25 GiB, as SGLang logs it ("Init torch distributed ends")
 * on eight cards of 80 GB.
 * vLLM's own sums over symmetric memory come on top of that since the end of
 * 2025 (vllm/envs.py, VLLM_ALLREDUCE_USE_SYMM_MEM): 1.8 GiB more with tensor
 * parallelism than without on H100 (llm-d-incubation/llm-d-planner docs/
 * accuracy/vllm-v0.19.0-accuracy-report.md @2d557dc).
 */

#include "memory/serve.h"

#include <string.h>

static bool
is_switched(const char *card)
{
	static const char *const cards[] = { "H100 SXM", "H800 SXM", "H200 SXM",
		"B200", "GB200", "B300", "GB300" };

	for (size_t i = 0; i < sizeof(cards) / sizeof(*cards); i++)
		if (strncmp(card, cards[i], strlen(cards[i])) == 0)
			return true;
	return false;
}

double
collective_bytes(const struct job *job, bool symmetric)
{
	if (job->cut.gpus <= 1)
		return 0;
	if (job->cut.tensor <= 1 ||
	    !is_switched(fact_text(job->w, F_TARGET_GPU)))
		return 300 * MIB;
	return (symmetric ? 1.8 : 1.25) * GIB;
}
