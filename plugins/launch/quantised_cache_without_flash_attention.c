/* quantised-cache-without-flash-attention: values cannot be kept so. */

#include "launch.h"
#include "llama_build.h"

#include <string.h>

enum { BUILD_UNEQUAL_HEADS = 5050 };

/* Grok by its row, or what its quantised copies are called. */
static bool
is_grok(struct gpulint_pass *pass)
{
	const char *id = gpulint_text(gpulint_fact(pass, "model.id"));

	return gpulint_is(gpulint_fact(pass, "model.family"), "grok") ||
	       strstr(id, "grok-1") != NULL || strstr(id, "grok-2") != NULL;
}

/* Models that it forces flash attention off for: Grok's (src/llama-context.cpp,
 * "flash_attn is not compatible with Grok"; ollama/ollama issue 15043), and
 * those whose keys and values differ in width, before latent attention had
 * kernels (pull request 12801; ollama/ollama pull request 6279). */
static bool
is_forced_off(struct gpulint_pass *pass)
{
	const char *family = gpulint_text(gpulint_fact(pass, "model.family"));
	long build = llama_build(pass);

	return is_grok(pass) || (strncmp(family, "deepseek_v", 10) == 0 &&
				    build > 0 && build < BUILD_UNEQUAL_HEADS);
}

/* What llama.cpp's images for CUDA and ROCm have kernels for, of keys and
 * values (ggml-org/llama.cpp ggml/src/ggml-cuda/CMakeLists.txt and
 * ggml/src/ggml-hip/CMakeLists.txt without GGML_CUDA_FA_ALL_QUANTS;
 * .devops/cuda.Dockerfile, .devops/rocm.Dockerfile).  Flash attention is off
 * for other pairs unless it is asked for: issues 28524, 25007. */
static bool
is_off_for_pair(struct gpulint_pass *pass, const char *values)
{
	static const char *const pairs[] = { "q4_0 q4_0", "q8_0 q8_0",
		"q8_0 q4_0" };
	const struct gpulint_fact *dtype = gpulint_fact(pass, "serve.kv_dtype");
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *keys = gpulint_stated(dtype) ? gpulint_text(dtype) : "f16";
	const char *pair = gpulint_format(pass, "%s %s", keys, values);

	if (strncmp(image, "ghcr.io/ggml-org/llama.cpp:", 27) != 0 ||
	    (strstr(image, "cuda") == NULL && strstr(image, "rocm") == NULL))
		return false;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (strcmp(pair, pairs[i]) == 0)
			return false;
	return true;
}

/* Ollama asks for it by itself, for some models, since 0.11
 * (ollama/ollama fs/ggml/ggml.go, FlashAttention). */
static bool
is_off_in_ollama(struct gpulint_pass *pass)
{
	const struct gpulint_fact *version =
	    gpulint_fact(pass, "framework.version");

	return gpulint_stated(version) &&
	       gpulint_version_compare(gpulint_text(version), "0.11") < 0;
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
 * (llm/server.go), llama-box does so in silence (gpustack/llama-box issue 45).
 */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	bool ollama = gpulint_is(engine, "ollama");
	bool box =
	    gpulint_is(gpulint_fact(pass, "framework.name"), "llama-box");
	bool own = strcmp(gpulint_dialect(pass), "workload") == 0;
	const struct gpulint_fact *dtype = gpulint_fact(pass,
	    ollama || own ? "serve.kv_dtype" : "serve.value_dtype");
	const struct gpulint_fact *flash =
	    gpulint_fact(pass, "serve.flash_attention");
	static const struct {
		const char *off, *on;
	} words[] = { { "off", "on" }, { "0", "1" }, { "false", "true" } };
	const struct gpulint_node *off = gpulint_node_of(flash);
	struct gpulint_finding *finding;
	bool for_pair = false, forced = is_forced_off(pass);

	if ((!ollama && !gpulint_is(engine, "llama.cpp")) ||
	    !is_quantised(dtype) || (gpulint_number(flash) != 0 && !forced))
		return;
	if (!forced && !gpulint_known(flash)) {
		for_pair =
		    !ollama && is_off_for_pair(pass, gpulint_text(dtype));
		if (!for_pair && !(ollama && is_off_in_ollama(pass)))
			return;
	}
	finding = gpulint_report(pass, dtype,
	    "a %s cache of values needs flash attention, which is off%s",
	    gpulint_text(dtype),
	    forced     ? " for this model"
	    : for_pair ? " where the keys are of another type"
		       : "");
	if (ollama || box || for_pair)
		gpulint_lower(finding, GPULINT_WARNING);
	if (forced) {
		gpulint_help(finding, "use f16");
		return;
	}
	if (gpulint_stated(flash))
		gpulint_related(finding, flash, "flash attention is off");
	gpulint_help(finding, "%s",
	    ollama     ? "set OLLAMA_FLASH_ATTENTION=1"
	    : for_pair ? "use q8_0 or q4_0 for both, or f16"
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
