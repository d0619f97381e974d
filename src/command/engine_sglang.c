#include "command/engine.h"

#include <math.h>
#include <string.h>

/* SGLang.  Read at sgl-project/sglang 0.4.5 to 0.5.6,
 * python/sglang/srt/server_args.py. */

static size_t
sglang_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 8; i++) {
		const char *text = words->items[i].text;

		if (strcmp(text, "sglang.launch_server") == 0 ||
		    strcmp(text, "dynamo.sglang") == 0)
			return i + 1;
		if (i + 1 < to && strcmp(text, "sglang") == 0 &&
		    strcmp(words->items[i + 1].text, "serve") == 0)
			return i + 2;
	}
	return 0;
}

static const struct engine_alias aliases[] = {
	{ "--model", "model-path" },
	{ "--tp", "tensor-parallel-size" },
	{ "--tp-size", "tensor-parallel-size" },
	{ "--dp", "data-parallel-size" },
	{ "--dp-size", "data-parallel-size" },
	{ "--pp", "pipeline-parallel-size" },
	{ "--pp-size", "pipeline-parallel-size" },
	{ "--speculative-draft", "speculative-draft-model-path" },
	{ "--speculative-draft-model", "speculative-draft-model-path" },
	{ "--ep", "expert-parallel-size" },
	{ "--ep-size", "expert-parallel-size" },
	{ NULL, NULL },
};

static const struct engine_alias environment[] = {
	{ "SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN", "allow-longer-context" },
	{ NULL, NULL },
};

static const char *const switches[] = { "trust-remote-code", "is-embedding",
	"skip-tokenizer-init", "log-requests", "show-time-cost", "help", "h",
	NULL };

static void
sglang_prepare(struct engine_run *run)
{
	engine_follow(run, "config", ENGINE_UNDER_FLAGS);
	engine_say_gibibytes(run, "cpu-offload-gb");
}

static void
set_degree(struct workload *w, enum fact_id fact, double degree,
    const char *why)
{
	struct origin origin = origin_note(ORIGIN_DERIVED, why);

	memset(&w->facts[fact], 0, sizeof(struct fact));
	workload_set_number(w, fact, degree, &origin);
}

/*
 * --ep-size parts of the --tp-size GPUs hold experts of their own, each
 * expert cut over the GPUs of its part (srt/layers/moe/fused_moe_triton/
 * layer.py; srt/distributed/parallel_state.py, initialize_model_parallel).
 * --enable-dp-attention: --dp-size parts have attention of their own, all of
 * them together one set of experts (srt/layers/dp_attention.py,
 * compute_dp_attention_world_info).
 */
static void
part_gpus(struct engine_run *run)
{
	struct workload *w = run->w;
	double tensor = fact_number(w, F_PARALLEL_TENSOR, 0);
	double data = fact_number(w, F_PARALLEL_DATA, 0);
	double expert = fact_number(w, F_PARALLEL_EXPERT, 0);
	bool alone = engine_flag(run, "enable-dp-attention") && data >= 2 &&
		     tensor >= data && (long)tensor % (long)data == 0;

	if (expert > 1 && tensor >= expert)
		set_degree(w, F_PARALLEL_EXPERT_TENSOR, floor(tensor / expert),
		    "--ep-size");
	else if (alone)
		set_degree(w, F_PARALLEL_EXPERT_TENSOR, tensor,
		    "--enable-dp-attention");
	if (alone)
		set_degree(w, F_PARALLEL_TENSOR, tensor / data,
		    "--enable-dp-attention");
}

const struct engine engine_sglang = {
	.name = "sglang",
	.dialect = "sglang",
	.starts = sglang_starts,
	.aliases = aliases,
	.environment = environment,
	.switches = switches,
	.prepare = sglang_prepare,
	.derive = part_gpus,
};
