#include "command/engine.h"

#include <string.h>

/* RamaLama, which starts llama.cpp with what it was told.  Read at
 * containers/ramalama ramalama/cli.py, docs/ramalama-serve.1.md. */

static size_t
ramalama_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to && i < from + 2; i++) {
		const char *text = words->items[i].text;
		const char *slash = strrchr(text, '/');
		const char *verb = words->items[i + 1].text;

		if (strcmp(slash ? slash + 1 : text, "ramalama") == 0 &&
		    (strcmp(verb, "serve") == 0 || strcmp(verb, "run") == 0))
			return i + 2;
	}
	return 0;
}

static const struct engine_alias aliases[] = {
	{ "-c", "ctx-size" },
	{ "--ngl", "n-gpu-layers" },
	{ NULL, NULL },
};

static const char *const switches[] = { "detach", "d", "debug", "quiet",
	"nocontainer", "dryrun", "webui", NULL };

/* Where the model comes from stands before its name; Ollama's library where
 * nothing does. */
static const char *
transport_end(const char *text)
{
	const char *end = strstr(text, "://");

	return end ? end + 3 : text;
}

static void
ramalama_prepare(struct engine_run *run)
{
	struct engine_flag *model = engine_flag(run, "model");
	const char *name;

	if (!model || model->value.unresolved)
		return;
	name = transport_end(model->value.text);
	model->value.length -= (size_t)(name - model->value.text);
	model->value.exact = model->value.exact && name == model->value.text;
	model->value.text = name;
}

static void
ramalama_derive(struct engine_run *run)
{
	struct fact *layers = &run->w->facts[F_SERVE_GPU_LAYERS];

	/* every layer, where there is a GPU */
	if (layers->state == FACT_ABSENT)
		workload_set_number(run->w, F_SERVE_GPU_LAYERS, 999,
		    &(struct origin){ .kind = ORIGIN_DEFAULT,
			.note = "RamaLama" });
	llama_cpp_derive(run);
	if (strchr(fact_text(run->w, F_MODEL_ID), ':'))
		ollama_name(run->w);
}

const struct engine engine_ramalama = {
	.name = "llama.cpp",
	.dialect = "llama_cpp",
	.starts = ramalama_starts,
	.aliases = aliases,
	.switches = switches,
	.positional = "model",
	.prepare = ramalama_prepare,
	.derive = ramalama_derive,
};
