#include "command/engine.h"

#include "base/number.h"
#include "base/word.h"

#include <string.h>

/* llama-server and its like.  Read at ggml-org/llama.cpp common/arg.cpp, common/common.h
 * and tools/server/README.md. */

/* llama-server --version starts nothing. */
static bool
is_question(const struct shell_words *words, size_t at, size_t to)
{
	const char *text = at < to ? words->items[at].text : "";

	return strcmp(text, "--version") == 0 || strcmp(text, "--help") == 0 ||
	       strcmp(text, "-h") == 0;
}

/* A shell takes the backslashes out of C:\llama\llama-server.exe, so that the
 * folder may still stand before the name. */
static bool
is_windows(const char *name, const char *tool)
{
	size_t length = strlen(name), own = strlen(tool);

	return length >= own + 4 && word_ends(name, ".exe") &&
	       strncmp(name + length - own - 4, tool, own) == 0;
}

/* Tools that load a model as the server does, GPUStack's llama-box and
 * Mozilla's llamafile among them, which have its flags; before build 3100 they went
 * without llama- in front (ggml-org/llama.cpp pull request 7809). */
static bool
is_tool(const struct shell_words *words, size_t at, size_t to, const char *name)
{
	static const char *const tools[] = { "llama-server", "llama-cli",
		"llama-mtmd-cli", "llama-perplexity", "llama-box",
		"llamafile" };

	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++)
		if (strcmp(name, tools[i]) == 0 || is_windows(name, tools[i]))
			return true;
	if (strcmp(name, "server") != 0 && strcmp(name, "main") != 0)
		return false;
	for (size_t i = at + 1; i < to; i++)
		if (word_ends(words->items[i].text, ".gguf"))
			return true;
	return false;
}

static size_t
llama_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 3; i++) {
		const char *text = words->items[i].text;
		const char *slash = strrchr(text, '/');

		text = slash ? slash + 1 : text;
		if (is_tool(words, i, to, text))
			return is_question(words, i + 1, to) ? 0 : i + 1;
	}
	return 0;
}

/* The build of a release, by the folder that it is unpacked to, or that its
 * sources are: llama-b3758-bin-win-cuda-x64, llama.cpp-b3488.  0 where the
 * path has none. */
static double
build_of_path(const char *program)
{
	static const char *const folders[] = { "llama-b", "llama.cpp-b" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const char *at = strstr(program, folders[i]);
		size_t digits;
		double build;

		if (!at)
			continue;
		at += strlen(folders[i]);
		digits = strspn(at, "0123456789");
		if (digits && strchr("-/\\", at[digits]) &&
		    number_parse(at, digits, &build))
			return build;
	}
	return 0;
}

static double
build_of(const struct engine_run *run)
{
	const char *version = run->version;
	double build;

	if (version && *version == 'b' &&
	    number_parse(version + 1, strlen(version + 1), &build))
		return build;
	return run->program ? build_of_path(run->program) : 0;
}

static const struct engine_alias aliases[] = {
	{ "-m", "model" },
	{ "-hf", "hf-repo" },
	{ "-hfr", "hf-repo" },
	{ "-hff", "hf-file" },
	{ "-mu", "model-url" },
	{ "-c", "ctx-size" },
	{ "-b", "batch-size" },
	{ "-ub", "ubatch-size" },
	{ "-np", "parallel" },
	{ "-fa", "flash-attn" },
	{ "-ngl", "n-gpu-layers" },
	{ "--gpu-layers", "n-gpu-layers" },
	{ "-ctk", "cache-type-k" },
	{ "-ctv", "cache-type-v" },
	{ "-ts", "tensor-split" },
	{ "-sm", "split-mode" },
	{ "-cmoe", "cpu-moe" },
	{ "-ncmoe", "n-cpu-moe" },
	{ "-ot", "override-tensor" },
	{ "-nkvo", "no-kv-offload" },
	{ "-kvu", "kv-unified" },
	{ "-no-kvu", "no-kv-unified" },
	{ "-dev", "device" },
	{ "-dr", "docker-repo" },
	{ "-a", "alias" },
	{ NULL, NULL },
};

static const struct engine_alias environment[] = {
	{ "LLAMA_ARG_MODEL", "model" },
	{ "LLAMA_ARG_HF_REPO", "hf-repo" },
	{ "LLAMA_ARG_HF_FILE", "hf-file" },
	{ "LLAMA_ARG_CTX_SIZE", "ctx-size" },
	{ "LLAMA_ARG_N_GPU_LAYERS", "n-gpu-layers" },
	{ "LLAMA_ARG_BATCH", "batch-size" },
	{ "LLAMA_ARG_UBATCH", "ubatch-size" },
	{ "LLAMA_ARG_N_PARALLEL", "parallel" },
	{ "LLAMA_ARG_FLASH_ATTN", "flash-attn" },
	{ "LLAMA_ARG_CACHE_TYPE_K", "cache-type-k" },
	{ "LLAMA_ARG_CACHE_TYPE_V", "cache-type-v" },
	{ "LLAMA_ARG_KV_UNIFIED", "kv-unified" },
	{ "LLAMA_ARG_SWA_FULL", "swa-full" },
	{ "LLAMA_ARG_MODEL_URL", "model-url" },
	{ "LLAMA_ARG_CPU_MOE", "cpu-moe" },
	{ "LLAMA_ARG_N_CPU_MOE", "n-cpu-moe" },
	{ "LLAMA_ARG_NO_KV_OFFLOAD", "no-kv-offload" },
	{ "LLAMA_ARG_SPLIT_MODE", "split-mode" },
	{ "LLAMA_ARG_TENSOR_SPLIT", "tensor-split" },
	{ "LLAMA_ARG_DEVICE", "device" },
	{ NULL, NULL },
};

static const char *const switches[] = { "flash-attn", "mlock", "no-mmap",
	"embedding", "embeddings", "cont-batching", "jinja", "metrics", "slots",
	"verbose", "v", "reranking", "rerank", "swa-full", "kv-unified",
	"cpu-moe", "help", "h", NULL };

static bool
is_unified(struct engine_run *run)
{
	const struct engine_flag *flag = engine_flag(run, "kv-unified");

	return flag && strcmp(flag->value.text, "false") != 0 &&
	       strcmp(flag->value.text, "0") != 0;
}

/* The context is shared out among the slots, where they have a cache each
 * (src/llama-context.cpp, n_ctx_seq). */
static void
share_context(struct engine_run *run)
{
	struct engine_flag *context = engine_flag(run, "ctx-size");
	struct engine_flag *slots = engine_flag(run, "parallel");
	double tokens, count;

	if (!context || !slots || context->value.unresolved ||
	    slots->value.unresolved || is_unified(run))
		return;
	if (number_parse(context->value.text, context->value.length, &tokens) &&
	    number_parse(slots->value.text, slots->value.length, &count) &&
	    tokens >= 1 && count > 1) {
		context->value.text = arena_printf(run->w->arena, "%.0f",
		    (double)(long long)(tokens / count));
		context->value.length = strlen(context->value.text);
		context->value.exact = false;
	}
}

/* -hf user/model:QUANT */
static void
split_repository(struct engine_run *run)
{
	struct engine_flag *flag = engine_flag(run, "hf-repo");
	const char *colon;

	if (!flag || flag->value.unresolved ||
	    !(colon = strchr(flag->value.text, ':')))
		return;
	engine_flag_add(run, "gguf-type", &flag->name, &flag->value);
	flag = engine_flag(run, "hf-repo");
	flag->value.length = (size_t)(colon - flag->value.text);
	flag->value.text =
	    arena_copy(run->w->arena, flag->value.text, flag->value.length);
	flag->value.exact = false;
}

static void
llama_prepare(struct engine_run *run)
{
	static const char *const zeros[] = { "ctx-size", NULL };

	split_repository(run);
	share_context(run);
	for (size_t i = 0; zeros[i]; i++) {
		struct engine_flag *flag = engine_flag(run, zeros[i]);

		if (flag && strcmp(flag->value.text, "0") == 0)
			flag->value.text = "auto";
	}
}

/* How much of the model lies on the GPU where no number of layers says it:
 * none until the end of 2025, since then what fits (ggml-org/llama.cpp pull
 * requests 16653 and 18266). */
static void
set_placement(struct engine_run *run)
{
	static const char *const movers[] = { "cpu-moe", "n-cpu-moe",
		"override-tensor", "no-kv-offload", NULL };
	struct origin origin = origin_note(ORIGIN_DEFAULT, "llama.cpp");

	for (size_t i = 0; movers[i]; i++) {
		if (!engine_flag(run, movers[i]))
			continue;
		memset(&run->w->facts[F_SERVE_GPU_LAYERS], 0,
		    sizeof(struct fact));
		workload_set_unknown(run->w, F_SERVE_GPU_LAYERS,
		    arena_printf(run->w->arena,
			"--%s keeps part of it in host memory", movers[i]),
		    &origin);
		return;
	}
	if (run->w->facts[F_SERVE_GPU_LAYERS].state == FACT_ABSENT)
		workload_set_unknown(run->w, F_SERVE_GPU_LAYERS,
		    "no -ngl: llama-server takes as many layers as fit, and "
		    "took none before",
		    &origin);
}

/* A repository without a type after its colon: its Q4_K_M, or the first file
 * where it has none, as gpt-oss is published (common/arg.cpp, --hf-repo). */
static void
set_default_type(struct engine_run *run)
{
	const struct engine_flag *flag = engine_flag(run, "hf-repo");
	struct origin origin = origin_note(ORIGIN_DEFAULT, "llama.cpp");

	if (!flag || flag->value.unresolved || engine_flag(run, "hf-file") ||
	    run->w->facts[F_QUANT_GGUF_TYPE].state != FACT_ABSENT)
		return;
	workload_set_text(run->w, F_QUANT_GGUF_TYPE,
	    strstr(flag->value.text, "gpt-oss") ? "MXFP4" : "Q4_K_M", &origin);
}

/* The type of the keys is not that of the values. */
static void
set_value_type(struct engine_run *run)
{
	struct origin origin = origin_note(ORIGIN_DEFAULT, "llama.cpp");

	if (engine_flag(run, "cache-type-k") &&
	    run->w->facts[F_SERVE_VALUE_DTYPE].state == FACT_ABSENT)
		workload_set_text(run->w, F_SERVE_VALUE_DTYPE, "fp16", &origin);
}

/* llama-box keeps to itself what llama.cpp stops for. */
static bool
is_box(const struct engine_run *run)
{
	return run->program && (word_ends(run->program, "llama-box") ||
				   strstr(run->program, "llama-box.exe"));
}

static void
set_box(struct engine_run *run)
{
	struct origin origin = origin_note(ORIGIN_DEFAULT, "llama-box");

	if (!is_box(run))
		return;
	origin.kind = ORIGIN_DERIVED;
	memset(&run->w->facts[F_FRAMEWORK_NAME], 0, sizeof(struct fact));
	workload_set_text(run->w, F_FRAMEWORK_NAME, "llama-box", &origin);
}

/* Flash attention was off unless asked for before build 6325 (pull request
 * 15434); those that came out under the project's first name are older.
 * llama-box has it off to its end (gpustack/llama-box README.md). */
static void
set_flash_attention(struct engine_run *run)
{
	struct origin origin =
	    origin_note(ORIGIN_DEFAULT, "llama.cpp before b6325");
	const char *image = fact_text(run->w, F_ENV_IMAGE);
	double build = build_of(run);

	if (run->w->facts[F_SERVE_FLASH_ATTENTION].state != FACT_ABSENT)
		return;
	if (is_box(run))
		origin.note = "llama-box";
	if (is_box(run) || (build > 0 && build < 6325) ||
	    strstr(image, "ggerganov/llama.cpp"))
		workload_set_number(run->w, F_SERVE_FLASH_ATTENTION, 0,
		    &origin);
}

/* What the file's name says of its quantisation. */
void
llama_cpp_derive(struct engine_run *run)
{
	static const char *const names[] = { "hf-file", "gguf-type", "model",
		"hf-repo", "model-url", NULL };
	struct origin origin;

	for (size_t i = 0; names[i]; i++) {
		struct engine_flag *flag = engine_flag(run, names[i]);
		const char *type =
		    flag && !flag->value.unresolved
			? engine_gguf_type(flag->value.text, run->w->arena)
			: NULL;

		if (!type)
			continue;
		origin = origin_written(flag->value.source, NULL, NULL);
		origin.span = flag->value.span;
		workload_set_text(run->w, F_QUANT_GGUF_TYPE, type, &origin);
		break;
	}
	set_default_type(run);
	set_value_type(run);
	set_box(run);
	set_flash_attention(run);
	set_placement(run);
	origin = origin_note(ORIGIN_DERIVED, "llama.cpp loads GGUF files");
	workload_set_text(run->w, F_QUANT_METHOD, "gguf", &origin);
}

const struct engine engine_llama_cpp = {
	.name = "llama.cpp",
	.dialect = "llama_cpp",
	.starts = llama_starts,
	.aliases = aliases,
	.environment = environment,
	.switches = switches,
	.prepare = llama_prepare,
	.derive = llama_cpp_derive,
};
