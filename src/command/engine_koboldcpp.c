#include "command/engine.h"

#include "base/word.h"
#include "dialect/codes.h"

#include <string.h>

/*
 * KoboldCpp, llama.cpp under flags of its own, and the files that it saves its
 * settings to (.kcpps, JSON).  Read at LostRuins/koboldcpp 1.102,
 * koboldcpp.py.
 */

static bool
is_koboldcpp(const char *text)
{
	const char *slash = strrchr(text, '/');

	text = slash ? slash + 1 : text;
	return strncmp(text, "koboldcpp", 9) == 0 && !word_ends(text, ".gguf");
}

static size_t
koboldcpp_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 3; i++)
		if (is_koboldcpp(words->items[i].text))
			return i + 1;
	return 0;
}

static const struct engine_alias aliases[] = {
	{ "-m", "model" },
	{ "--model-param", "model" },
	{ "-c", "ctx-size" },
	{ "--contextsize", "ctx-size" },
	{ "-ngl", "n-gpu-layers" },
	{ "--gpulayers", "n-gpu-layers" },
	{ "--gpu-layers", "n-gpu-layers" },
	{ "-b", "ubatch-size" },
	{ "--batchsize", "ubatch-size" },
	{ "--blasbatchsize", "ubatch-size" },
	{ "--batch-size", "ubatch-size" },
	{ "-fa", "flash-attn" },
	{ "--flashattention", "flash-attn" },
	{ "-nkvo", "no-kv-offload" },
	{ "--lowvram", "no-kv-offload" },
	{ "-ncmoe", "n-cpu-moe" },
	{ "--moecpu", "n-cpu-moe" },
	{ "--overridetensors", "override-tensor" },
	{ "-ts", "tensor-split" },
	{ NULL, NULL },
};

static const char *const switches[] = { "flash-attn", "no-kv-offload",
	"usemmap", "usemlock", "mlock", "smartcontext", "launch", "quiet",
	"multiplayer", "websearch", "remotetunnel", "highpriority", "nommap",
	"noshift", "nofastforward", "useswa", "skiplauncher", "usecpu", "jinja",
	NULL };

static const struct engine_default defaults[] = {
	{ F_SERVE_FLASH_ATTENTION, NULL, NULL, "no", "KoboldCpp 1.102" },
	{ FACT_COUNT, NULL, NULL, NULL, NULL },
};

static bool
is_set(struct engine_run *run, const char *key)
{
	const struct engine_flag *flag = engine_flag(run, key);

	return flag && strcmp(flag->value.text, "false") != 0 &&
	       strcmp(flag->value.text, "0") != 0;
}

/* A file says every setting, also those that are off. */
static void
forget_unset(struct engine_run *run)
{
	static const char *const keys[] = { "no-kv-offload", "n-cpu-moe",
		"override-tensor", NULL };

	for (size_t i = 0; keys[i]; i++) {
		struct engine_flag *flag = engine_flag(run, keys[i]);

		if (flag && (!is_set(run, keys[i]) || !*flag->value.text))
			flag->key = "off";
	}
}

/* --usecublas lowvram 0 mmq */
static void
read_backend(struct engine_run *run)
{
	static const char *const keys[] = { "usecuda", "usecublas",
		"usehipblas", NULL };

	for (size_t i = 0; keys[i]; i++) {
		const struct engine_flag *flag = engine_flag(run, keys[i]);

		if (flag && strcmp(flag->value.text, "lowvram") == 0)
			engine_flag_add(run, "no-kv-offload", &flag->name,
			    &flag->value);
	}
}

/* 1 and 2 are q8_0 and q4_0, of the values with flash attention only. */
static void
name_cache(struct engine_run *run)
{
	struct engine_flag *flag = engine_flag(run, "quantkv");
	struct shell_word value;

	if (!flag || flag->value.unresolved || !is_set(run, "quantkv"))
		return;
	value = flag->value;
	value.text = strcmp(value.text, "1") == 0   ? "q8_0"
		     : strcmp(value.text, "2") == 0 ? "q4_0"
						    : value.text;
	value.length = strlen(value.text);
	value.exact = false;
	engine_flag_add(run, "cache-type-k", &flag->name, &value);
	if (is_set(run, "flash-attn"))
		engine_flag_add(run, "cache-type-v", &flag->name, &value);
}

static void
koboldcpp_prepare(struct engine_run *run)
{
	name_cache(run);
	read_backend(run);
	forget_unset(run);
}

/* of koboldai/koboldcpp's image, beside KCPP_ARGS */
static const struct engine_alias environment[] = {
	{ "KCPP_MODEL", "model" },
	{ NULL, NULL },
};

const struct engine engine_koboldcpp = {
	.name = "llama.cpp",
	.dialect = "llama_cpp",
	.starts = koboldcpp_starts,
	.aliases = aliases,
	.environment = environment,
	.switches = switches,
	.defaults = defaults,
	.prepare = koboldcpp_prepare,
	.derive = llama_cpp_derive,
};

static void
read_settings(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_SERVE, tree, root);

	engine_settings(reading, w, &engine_koboldcpp, root);
	reading_add(reading, w);
}

const struct dialect_code code_koboldcpp = {
	.name = "koboldcpp",
	.read = read_settings,
};
