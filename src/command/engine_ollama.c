#include "command/engine.h"

#include "base/number.h"

#include <string.h>

/* Ollama.  Read at ollama/ollama envconfig/config.go: all of it is set by
 * variables, and models are named when they are asked for. */

static size_t
ollama_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to && i < from + 2; i++) {
		const char *text = words->items[i].text;
		const char *slash = strrchr(text, '/');
		const char *verb = words->items[i + 1].text;

		if (strcmp(slash ? slash + 1 : text, "ollama") == 0 &&
		    (strcmp(verb, "serve") == 0 || strcmp(verb, "run") == 0))
			return i + 2;
	}
	return 0;
}

static const struct engine_alias environment[] = {
	{ "OLLAMA_CONTEXT_LENGTH", "context-length" },
	{ "OLLAMA_NUM_PARALLEL", "num-parallel" },
	{ "OLLAMA_KV_CACHE_TYPE", "kv-cache-type" },
	{ "OLLAMA_FLASH_ATTENTION", "flash-attention" },
	{ "OLLAMA_MODELS", "models" },
	{ NULL, NULL },
};

/* OLLAMA_CONTEXT_LENGTH: 2048 in v0.6.6 and 4096 from v0.6.7 on
 * (envconfig/config.go); from v0.15.5 on by the memory of all GPUs together
 * (server/routes.go, Serve): 4096 below 23 GiB, 32768 below 47 GiB, 262144
 * above.  OLLAMA_FLASH_ATTENTION: off in v0.10 (envconfig/config.go, Bool), and
 * by the model from some version after it on (BoolWithDefault). */
static const struct engine_default defaults[] = {
	{ F_SERVE_FLASH_ATTENTION, NULL, "0.11", "no", "Ollama before 0.11" },
	{ F_SERVE_MAX_LEN, NULL, "0.6.7", "2048", "Ollama before 0.6.7" },
	{ F_SERVE_MAX_LEN, "0.6.7", "0.15.5", "4096", "Ollama 0.6.7" },
	{ FACT_COUNT, NULL, NULL, NULL, NULL },
};

/* What a version that is not named has is not known either. */
static void
set_context_unknown(struct engine_run *run)
{
	bool new =
	    !run->version || version_compare(run->version, "0.15.5") >= 0;
	struct origin origin = origin_note(ORIGIN_DEFAULT, "Ollama 0.15.5");

	if (new && run->w->facts[F_SERVE_MAX_LEN].state == FACT_ABSENT)
		workload_set_unknown(run->w, F_SERVE_MAX_LEN,
		    "ollama 0.15.5 picks it by the memory of the GPUs",
		    &origin);
}

/* llama3.1:8b-instruct-q8_0 says how it is quantised; llama3.1:8b is what the
 * library makes of it, 4 bits or more: Q4_0 until the autumn of 2024 and Q4_K_M
 * since, which is larger. */
static const char *
type_of_tag(const char *tag, struct origin *origin, struct arena *arena)
{
	const char *type = engine_gguf_type(tag, arena);

	if (type)
		return type;
	*origin = origin_note(ORIGIN_DERIVED,
	    "the tag does not say it: 4 bits at the least");
	return strncmp(tag, "gpt-oss", 7) == 0 ? "MXFP4" : "Q4_0";
}

void
ollama_name(struct workload *w)
{
	const char *tag = fact_text(w, F_MODEL_ID), *known;
	struct origin origin = origin_note(ORIGIN_DERIVED, "model.id"), packed;

	if (!fact_known(w, F_MODEL_ID))
		return;
	known = ollama_model(tag, w->arena);
	if (known && w->facts[F_MODEL_KNOWN_AS].state == FACT_ABSENT)
		workload_set_text(w, F_MODEL_KNOWN_AS, known, &origin);
	packed = origin;
	workload_set_text(w, F_QUANT_GGUF_TYPE,
	    type_of_tag(tag, &packed, w->arena), &packed);
	workload_set_text(w, F_QUANT_METHOD, "gguf", &packed);
}

static void
ollama_derive(struct engine_run *run)
{
	struct origin origin = origin_note(ORIGIN_DERIVED, "serve.engine");

	ollama_name(run->w);
	if (run->w->facts[F_MODEL_ID].state == FACT_ABSENT)
		workload_set_unknown(run->w, F_MODEL_ID,
		    "ollama is told the model when it is asked", &origin);
	set_context_unknown(run);
}

const struct engine engine_ollama = {
	.name = "ollama",
	.dialect = "ollama",
	.starts = ollama_starts,
	.environment = environment,
	.positional = "model",
	.defaults = defaults,
	.derive = ollama_derive,
};
