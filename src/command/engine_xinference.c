#include "command/engine.h"

#include "base/number.h"
#include "catalog/catalog.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/*
 * Xinference, where it starts vLLM: `xinference launch`, and the same settings
 * as they are posted to it.  It passes on what it does not know itself.  Read
 * at xorbitsai/inference v1.16, xinference/deploy/cmdline.py (model_launch),
 * xinference/model/llm/vllm/core.py (_sanitize_model_config).
 */

static bool
asks_for_vllm(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to; i++) {
		const char *text = words->items[i].text;

		if ((strcmp(text, "--model-engine") == 0 ||
			strcmp(text, "-en") == 0) &&
		    strcasecmp(words->items[i + 1].text, "vllm") == 0)
			return true;
	}
	return false;
}

static size_t
xinference_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to && i < from + 4; i++) {
		if (strcmp(words->items[i].text, "xinference") == 0 &&
		    strcmp(words->items[i + 1].text, "launch") == 0)
			return asks_for_vllm(words, i, to) ? i + 2 : 0;
	}
	return 0;
}

/* The model that a name of its list stands for: "qwen2.5-instruct" of 7 is
 * qwen2.5-7b-instruct, "deepseek-r1-distill-qwen" of 14 ends in -14b.  The
 * size is held to the model that is found. */
static const char *
model_of(const struct engine_run *run, const char *name, const char *size)
{
	const struct catalog *catalog = run->reading->catalog;
	const char *hyphen = strrchr(name, '-');
	struct arena *arena = run->w->arena;
	const char *spellings[2];
	double billions;

	if (!number_parse(size, strlen(size), &billions) || billions <= 0)
		return NULL;
	spellings[0] = arena_printf(arena, "%s-%sb", name, size);
	spellings[1] = hyphen ? arena_printf(arena, "%.*s-%sb%s",
				    (int)(hyphen - name), name, size, hyphen)
			      : name;
	for (size_t i = 0; i < 2; i++) {
		bool exact;
		const struct model *model =
		    catalog_model(catalog, spellings[i], &exact);

		if (model &&
		    fabs(model->params / 1e9 - billions) <= 0.25 * billions)
			return model->id;
	}
	return NULL;
}

/* awq and gptq are formats; what pytorch is cut to is transformers' alone. */
static void
set_quantisation(struct engine_run *run)
{
	static const char *const formats[] = { "awq", "gptq", "fp8" };
	const struct engine_flag *format = engine_flag(run, "model-format");

	for (size_t i = 0; format && i < sizeof(formats) / sizeof(*formats);
	     i++)
		if (strcasecmp(format->value.text, formats[i]) == 0)
			engine_flag_add(run, "quantization", &format->name,
			    &format->value);
}

static void
xinference_prepare(struct engine_run *run)
{
	struct engine_flag *name = engine_flag(run, "model-name");
	struct engine_flag *gpus = engine_flag(run, "tensor-parallel-size");
	const struct engine_flag *size = engine_flag(run, "size-in-billions");
	const char *id = NULL;

	if (gpus && strcmp(gpus->value.text, "auto") == 0)
		gpus->value.unresolved = "Xinference counts the GPUs there are";
	if (name && size && !name->value.unresolved &&
	    !size->value.unresolved && !engine_flag(run, "model"))
		id = model_of(run, name->value.text, size->value.text);
	if (!id)
		return;
	engine_flag_add(run, "model", &name->name, &name->value);
	name = engine_flag(run, "model");
	name->value.text = id;
	name->value.length = strlen(id);
	name->value.exact = false;
	set_quantisation(run);
}

static const struct engine_alias aliases[] = {
	{ "-n", "model-name" },
	{ "-s", "size-in-billions" },
	{ "--model-size-in-billions", "size-in-billions" },
	{ "-f", "model-format" },
	{ "-q", "model-quantization" },
	{ "--quantization", "model-quantization" },
	{ "-en", "model-engine" },
	{ "--model-path", "model" },
	{ "-mp", "model" },
	{ "--n-gpu", "tensor-parallel-size" },
	{ NULL, NULL },
};

static const char *const switches[] = { "trust-remote-code", "help", "h",
	NULL };

static const struct engine_default defaults[] = {
	{ F_SERVE_MEMORY_FRACTION, NULL, NULL, "0.9", "Xinference 1.16" },
	{ FACT_COUNT, NULL, NULL, NULL, NULL },
};

const struct engine engine_xinference = {
	.name = "vllm",
	.dialect = "vllm",
	.starts = xinference_starts,
	.aliases = aliases,
	.switches = switches,
	.defaults = defaults,
	.prepare = xinference_prepare,
};
