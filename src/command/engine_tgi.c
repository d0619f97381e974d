#include "command/engine.h"

#include "base/number.h"

#include <string.h>
#include <strings.h>

/*
 * text-generation-inference.  Read at huggingface/text-generation-inference
 * v0.9.4 to v3.3.7, launcher/src/main.rs: every option has a variable of its
 * name.  LoRAX, its fork of 0.9, has kept both (predibase/lorax
 * launcher/src/main.rs).
 */

static size_t
tgi_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 4; i++) {
		const char *text = words->items[i].text;
		const char *slash = strrchr(text, '/');

		text = slash ? slash + 1 : text;
		if (strcmp(text, "text-generation-launcher") == 0 ||
		    strcmp(text, "lorax-launcher") == 0)
			return i + 1;
	}
	return 0;
}

static const struct engine_alias environment[] = {
	{ "MODEL_ID", "model-id" },
	{ "HF_MODEL_ID", "model-id" },
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
	{ "MAX_BATCH_TOTAL_TOKENS", "max-batch-total-tokens" },
	{ "HUGGINGFACE_HUB_CACHE", "huggingface-hub-cache" },
	{ "ROPE_SCALING", "rope-scaling" },
	{ "ROPE_FACTOR", "rope-factor" },
	{ NULL, NULL },
};

static const struct engine_alias aliases[] = {
	{ "--max-input-length", "max-input-tokens" },
	{ "-p", "port" },
	{ NULL, NULL },
};

static const char *const switches[] = { "json-output", "trust-remote-code",
	"ngrok", "env", "sharded", "help", "h", NULL };

/* 2048 before 2.0, the model's positions up to 4096 before 2.4.1, what fits
 * from then on; 4096 tokens of prompts before 3.0, by the card's rate since, but
 * for set_prefill(). */
static const struct engine_default defaults[] = {
	{ F_SERVE_MAX_LEN, NULL, "2.0", "2048", "TGI before 2.0" },
	{ F_SERVE_MAX_LEN, "2.0", "2.4.1", "4096", "TGI 2.0" },
	{ F_SERVE_MAX_LEN, "2.4.1", NULL, NULL, "TGI 2.4.1" },
	{ F_SERVE_MAX_LEN, NULL, NULL, NULL, "TGI 2.4.1" },
	{ F_SERVE_MAX_BATCHED_TOKENS, NULL, "3.0", "4096", "TGI before 3.0" },
	{ F_SERVE_MAX_BATCHED_TOKENS, "3.0", NULL, NULL, "TGI 3.0" },
	{ F_SERVE_MAX_BATCHED_TOKENS, NULL, NULL, NULL, "TGI 3.0" },
	{ FACT_COUNT, NULL, NULL, NULL, NULL },
};

static bool
says(struct engine_run *run, const char *key, const char *value)
{
	const struct engine_flag *flag = engine_flag(run, key);

	return flag && !flag->value.unresolved &&
	       strcmp(flag->value.text, value) == 0;
}

/* Before 3.3.1 it counts the words of the variable, and "all" is one. */
static bool
counts_all_as_one(const struct engine_run *run)
{
	static const char name[] = "NVIDIA_VISIBLE_DEVICES";
	const struct shell_variable *all =
	    shell_variable(run->shell->variables, name, sizeof(name) - 1);

	return run->shell && run->version &&
	       version_compare(run->version, "3.3.1") < 0 && all &&
	       strcasecmp(all->text, "all") == 0 &&
	       run->w->facts[F_TARGET_GPUS].state == FACT_ABSENT;
}

static bool
read_count(struct engine_run *run, const char *key, double *number)
{
	const struct engine_flag *flag = engine_flag(run, key);

	return flag && !flag->value.unresolved &&
	       number_parse(flag->value.text, flag->value.length, number);
}

/* From 2.0 to before 2.4.1 the prompts of a batch are by default as long as
 * one may be, and 50 tokens more. */
static void
set_prefill(struct engine_run *run)
{
	struct origin origin =
	    origin_note(ORIGIN_DERIVED, "TGI 2.0 to 2.4.0: the longest prompt");
	double longest, tokens;

	if (!run->version || version_compare(run->version, "2.0") < 0 ||
	    version_compare(run->version, "2.4.1") >= 0 ||
	    run->w->facts[F_SERVE_MAX_BATCHED_TOKENS].state != FACT_ABSENT ||
	    engine_flag(run, "max-batch-size"))
		return;
	if (read_count(run, "max-input-tokens", &longest))
		tokens = longest + 50;
	else if (read_count(run, "max-total-tokens", &longest))
		tokens = longest - 1 + 50;
	else
		return;
	if (tokens > 50 && tokens < 1e9)
		workload_set_number(run->w, F_SERVE_MAX_BATCHED_TOKENS, tokens,
		    &origin);
}

/* --sharded false alone is one shard, on however many GPUs; --cuda-graphs 0
 * is none. */
static void
tgi_derive(struct engine_run *run)
{
	struct origin origin = origin_note(ORIGIN_DERIVED, "--sharded false");

	if (run->w->facts[F_PARALLEL_TENSOR].state == FACT_ABSENT) {
		if (says(run, "sharded", "false")) {
			workload_set_number(run->w, F_PARALLEL_TENSOR, 1,
			    &origin);
		} else if (counts_all_as_one(run)) {
			origin.note = "TGI before 3.3.1 without --num-shard";
			workload_set_number(run->w, F_PARALLEL_TENSOR, 1,
			    &origin);
		}
	}
	origin.note = "--cuda-graphs 0";
	if (says(run, "cuda-graphs", "0"))
		workload_set_number(run->w, F_SERVE_EAGER, 1, &origin);
	set_prefill(run);
}

const struct engine engine_tgi = {
	.name = "tgi",
	.dialect = "tgi",
	.starts = tgi_starts,
	.aliases = aliases,
	.environment = environment,
	.switches = switches,
	.defaults = defaults,
	.derive = tgi_derive,
};
