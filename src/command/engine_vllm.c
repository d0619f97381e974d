#include "command/engine.h"

#include "base/word.h"
#include "dialect/derive.h"
#include "workload/packing.h"

#include <string.h>

/*
 * vLLM.  Read at vllm-project/vllm 002f10e (2026): vllm/config/cache.py,
 * vllm/engine/arg_utils.py, vllm/entrypoints/cli/serve.py.
 */

/* vllm serve ..., python -m vllm.entrypoints.openai.api_server ..., and
 * trl vllm-serve ... and FastChat's worker (lm-sys/FastChat
 * fastchat/serve/vllm_worker.py), which take flags of the same names. */
static size_t
vllm_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 8; i++) {
		const char *text = words->items[i].text;

		if (i + 1 < to && word_ends(text, "vllm") &&
		    (i == from ||
			strcmp(words->items[i - 1].text, "-m") != 0) &&
		    strcmp(words->items[i + 1].text, "serve") == 0)
			return i + 2;
		if (strcmp(text, "vllm.entrypoints.openai.api_server") == 0 ||
		    strcmp(text, "vllm.entrypoints.api_server") == 0 ||
		    strcmp(text, "dynamo.vllm") == 0 ||
		    strcmp(text, "fastchat.serve.vllm_worker") == 0 ||
		    (i > from && strcmp(text, "vllm-serve") == 0 &&
			word_ends(words->items[i - 1].text, "trl")) ||
		    strcmp(text, "vllm.entrypoints.cli.main") == 0)
			return i + 1;
	}
	return 0;
}

/* RunPod's worker takes every flag from a variable of its name
 * (docs.runpod.io/serverless/vllm/environment-variables). */
static void
read_worker(struct engine_run *run)
{
	static const struct engine_alias variables[] = {
		{ "MODEL_NAME", "model" },
		{ "MAX_MODEL_LEN", "max-model-len" },
		{ "GPU_MEMORY_UTILIZATION", "gpu-memory-utilization" },
		{ "TENSOR_PARALLEL_SIZE", "tensor-parallel-size" },
		{ "PIPELINE_PARALLEL_SIZE", "pipeline-parallel-size" },
		{ "DTYPE", "dtype" },
		{ "QUANTIZATION", "quantization" },
		{ "KV_CACHE_DTYPE", "kv-cache-dtype" },
		{ "MAX_NUM_SEQS", "max-num-seqs" },
		{ "MAX_NUM_BATCHED_TOKENS", "max-num-batched-tokens" },
		{ "ENABLE_CHUNKED_PREFILL", "enable-chunked-prefill" },
		{ "ENFORCE_EAGER", "enforce-eager" },
		{ "CPU_OFFLOAD_GB", "cpu-offload-gb" },
		{ "ROPE_SCALING", "rope-scaling" },
		{ NULL, NULL },
	};
	const char *image = fact_text(run->w, F_ENV_IMAGE);

	if (strstr(image, "runpod/worker-") && strstr(image, "vllm"))
		engine_read_variables(run, variables);
}

/* Numbers with suffixes, -1 and auto for what the model says. */
static void
vllm_prepare(struct engine_run *run)
{
	static const char *const counts[] = { "max-model-len", "max-num-seqs",
		"max-num-batched-tokens", "kv-cache-memory-bytes", NULL };

	read_worker(run);
	engine_follow(run, "config", ENGINE_UNDER_FLAGS);
	engine_say_gibibytes(run, "cpu-offload-gb");
	for (size_t i = 0; counts[i]; i++) {
		struct engine_flag *flag = engine_flag(run, counts[i]);
		double count;

		if (!flag || flag->value.unresolved)
			continue;
		if (strcmp(flag->value.text, "-1") == 0)
			flag->value.text = "auto";
		else if (engine_count(flag->value.text, &count))
			flag->value.text =
			    arena_printf(run->w->arena, "%.0f", count);
	}
}

/* A GGUF file is loaded as such whatever else is said (vllm/engine/arg_utils.py,
 * create_model_config). */
static bool
derive_gguf(struct workload *w)
{
	const struct fact *model = workload_fact(w, F_MODEL_ID);
	const char *id = fact_text(w, F_MODEL_ID);
	struct origin origin = origin_note(ORIGIN_DERIVED, "a GGUF file");
	const char *type;

	if (!word_ends(id, ".gguf"))
		return false;
	type = engine_gguf_type(id, w->arena);
	if (w->facts[F_QUANT_METHOD].state == FACT_ABSENT)
		workload_set_text(w, F_QUANT_METHOD, "gguf", &origin);
	if (type)
		workload_set_text(w, F_QUANT_GGUF_TYPE, type, &model->origin);
	return true;
}

/* The configuration that --hf-config-path names stands in for the model's own:
 * where it has no quantization_config, packed weights are taken for plain ones
 * (vllm/config/model.py, _verify_quantization).  A folder's may have been
 * changed to let the context be longer. */
static void
derive_config(struct engine_run *run, bool is_gguf)
{
	const struct engine_flag *config = engine_flag(run, "hf-config-path");
	struct origin origin = origin_note(ORIGIN_DERIVED, "--hf-config-path");

	if (!config || config->value.unresolved || !*config->value.text)
		return;
	memset(&run->w->facts[F_MODEL_KNOWN_AS], 0, sizeof(struct fact));
	workload_set_text(run->w, F_MODEL_KNOWN_AS, config->value.text,
	    &origin);
	if (strchr("./~", *config->value.text))
		workload_set_text(run->w, F_SERVE_POSITIONS_OVERRIDDEN, "yes",
		    &origin);
	if (!is_gguf && run->w->facts[F_QUANT_METHOD].state == FACT_ABSENT &&
	    !packing_is_named(config->value.text))
		workload_set_text(run->w, F_QUANT_METHOD, "none", &origin);
}

/* FastChat's worker takes the same share whichever vLLM it runs (lm-sys/FastChat
 * fastchat/serve/vllm_worker.py). */
static void
derive_share(struct engine_run *run)
{
	if (run->program != NULL &&
	    strcmp(run->program, "fastchat.serve.vllm_worker") == 0)
		derive_default(run->w, F_SERVE_MEMORY_FRACTION, "0.9",
		    "FastChat");
}

/* --speculative-config names the model that drafts, since 0.9; other methods
 * take heads of the served model. */
static void
derive_draft(struct engine_run *run)
{
	const struct engine_flag *flag = engine_flag(run, "speculative-config");
	const struct node *config = engine_mapping(run, flag);
	const struct node *model = node_get(config, "model");
	const char *method = node_text(node_get(config, "method"));
	struct origin origin;

	if (!node_is(model, NODE_SCALAR) || !model->length ||
	    (*method && strcmp(method, "draft_model") != 0))
		return;
	origin = engine_flag_origin(flag);
	workload_set_text(run->w, F_SERVE_DRAFT_MODEL, model->text, &origin);
}

static void
vllm_derive(struct engine_run *run)
{
	derive_config(run, derive_gguf(run->w));
	if (!engine_flag(run, "allow-long-max-model-len") &&
	    !engine_flag(run, "rope-theta")) {
		engine_stretch(run, "rope-scaling");
		engine_stretch(run, "hf-overrides");
	}
	derive_draft(run);
	derive_share(run);
}

/* vllm serve serve: the word that names the command is no model. */
static const struct engine_alias aliases[] = {
	{ "-tp", "tensor-parallel-size" },
	{ "-pp", "pipeline-parallel-size" },
	{ "-dp", "data-parallel-size" },
	{ "-q", "quantization" },
	{ "-O", "compilation-config" },
	{ "--model-tag", "model" },
	{ "--tp", "tensor-parallel-size" },
	{ "--dtype-model", "dtype" },
	{ "--model-path", "model" }, /* FastChat's */
	{ "--num-gpus", "tensor-parallel-size" },
	{ NULL, NULL },
};

static const struct engine_alias environment[] = {
	{ "VLLM_ALLOW_LONG_MAX_MODEL_LEN", "allow-long-max-model-len" },
	{ NULL, NULL },
};

static const char *const switches[] = { "enable-chunked-prefill",
	"no-enable-chunked-prefill", "enforce-eager", "trust-remote-code",
	"async-scheduling", "skip-tokenizer-init", "use-tqdm-on-load",
	"use-v2-block-manager", "headless", "calculate-kv-scales",
	"multi-step-stream-outputs", "return-tokens-as-token-ids", "version",
	"v", "h", "help", NULL };

/* Raised with 0.21, which began to count CUDA graphs in
 * (vllm-project/vllm pull request 38284, vllm/envs.py
 * VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS).  Where the image does not tell
 * the version, the larger share: it refuses less. */
static const struct engine_default defaults[] = {
	{ F_SERVE_MEMORY_FRACTION, NULL, "0.21", "0.9", "vLLM before 0.21" },
	{ F_SERVE_MEMORY_FRACTION, "0.21", NULL, "0.92", "vLLM 0.21" },
	{ F_SERVE_MEMORY_FRACTION, NULL, NULL, "0.92", "vLLM 0.21" },
	{ FACT_COUNT, NULL, NULL, NULL, NULL },
};

const struct engine engine_vllm = {
	.name = "vllm",
	.dialect = "vllm",
	.starts = vllm_starts,
	.aliases = aliases,
	.environment = environment,
	.switches = switches,
	.positional = "model",
	.defaults = defaults,
	.prepare = vllm_prepare,
	.derive = vllm_derive,
};
