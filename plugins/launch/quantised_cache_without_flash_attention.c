/* quantised-cache-without-flash-attention: values cannot be kept so. */

#include "launch.h"

#include <stdlib.h>
#include <string.h>

/* llama.cpp decides by itself since August 2025 (--flash-attn auto, in build
 * 6327: mybigday/llama.node pull 102); before that it is off unless asked for.
 */
static bool
is_off_by_default(struct gpulint_pass *pass)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *tag = strrchr(image, ':'), *build;

	if (strstr(image, "llama.cpp:") == NULL || tag == NULL)
		return false;
	build = strrchr(tag, '-');
	if (build == NULL || build[1] != 'b' ||
	    strspn(build + 2, "0123456789") != strlen(build + 2) ||
	    build[2] == '\0')
		return false;
	return strtol(build + 2, NULL, 10) < 6300;
}

static bool
is_quantised(const struct gpulint_fact *dtype)
{
	const char *text = gpulint_text(dtype);

	return gpulint_stated(dtype) &&
	       (text[0] == 'q' || strncmp(text, "iq", 2) == 0);
}

/*
 * llama.cpp stops (src/llama-context.cpp: "V cache quantization requires
 * flash_attn"); Ollama keeps the cache in fp16 and says so in its log
 * (llm/server.go).
 */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	bool ollama = gpulint_is(engine, "ollama");
	const struct gpulint_fact *dtype =
	    gpulint_fact(pass, ollama ? "serve.kv_dtype" : "serve.value_dtype");
	const struct gpulint_fact *flash =
	    gpulint_fact(pass, "serve.flash_attention");
	static const struct {
		const char *off, *on;
	} words[] = { { "off", "on" }, { "0", "1" }, { "false", "true" } };
	const struct gpulint_node *off = gpulint_node_of(flash);
	struct gpulint_finding *finding;

	if ((!ollama && !gpulint_is(engine, "llama.cpp")) ||
	    !is_quantised(dtype) || gpulint_number(flash) != 0 ||
	    (!gpulint_stated(flash) && !is_off_by_default(pass)))
		return;
	finding = gpulint_report(pass, dtype,
	    "a %s cache of values needs flash attention, which is off",
	    gpulint_text(dtype));
	if (ollama)
		gpulint_lower(finding, GPULINT_WARNING);
	if (gpulint_stated(flash))
		gpulint_related(finding, flash, "flash attention is off");
	gpulint_help(finding, ollama ? "set OLLAMA_FLASH_ATTENTION=1"
				     : "use --flash-attn on, or f16");
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(gpulint_scalar(off), words[i].off) == 0)
			gpulint_replace(gpulint_fix(finding, true,
					    "turn flash attention on"),
			    off, words[i].on);
}

const struct gpulint_check quantised_cache_without_flash_attention = {
	.id = "quantised-cache-without-flash-attention",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
