#include "deploy/container.h"

#include "command/engine.h"
#include "command/installs.h"
#include "command/launch.h"
#include "deploy/nats.h"
#include "link/mount.h"

#include <string.h>
#include <strings.h>

void
container_init(struct box *c, struct reading *reading, struct workload *w,
    enum shell_host host)
{
	memset(c, 0, sizeof(*c));
	c->reading = reading;
	c->w = w;
	c->shell.host = host;
	c->shell.source = w->source;
	c->shell.arena = reading->arena;
}

struct origin
container_origin(const struct box *c, const struct node *key,
    const struct node *value)
{
	return origin_written(shell_source(&c->shell, value ? value : key), key,
	    value);
}

void
container_mount(struct box *c, const char *at, const struct node *from)
{
	struct shell_word word = shell_scalar(&c->shell, from);
	struct mount mount = { .at = at,
		.from = word.text,
		.source = shell_source(&c->shell, from) };

	if (!word.unresolved && *at)
		c->shell.mounts =
		    mount_add(c->shell.arena, c->shell.mounts, &mount);
}

void
container_text(struct box *c, const char *at, const struct node *text,
    struct source *source)
{
	struct mount mount = { .at = at, .text = text, .source = source };

	c->shell.mounts = mount_add(c->shell.arena, c->shell.mounts, &mount);
}

void
container_image(struct box *c, const struct node *value)
{
	struct shell_word word = shell_scalar(&c->shell, value);
	struct origin origin = container_origin(c, NULL, value);

	if (!node_is(value, NODE_SCALAR) || !word.length)
		return;
	if (word.unresolved) {
		workload_set_unknown(c->w, F_ENV_IMAGE, word.unresolved,
		    &origin);
		/* a tag that is not known leaves the name */
		if (!strpbrk(word.text, "$"))
			return;
		word.text = arena_copy(c->shell.arena, word.text,
		    strcspn(word.text, "$"));
	} else {
		image_facts(c->w, c->reading->catalog, word.text, &origin);
	}
	if (!image_parse(&c->image, word.text, c->shell.arena))
		memset(&c->image, 0, sizeof(c->image));
}

/* "0,1" is two GPUs, "none" and "" are none; "all" does not tell. */
static bool
visible_count(const char *text, double *count)
{
	double n = 1;

	if (strcasecmp(text, "all") == 0)
		return false;
	if (!*text || strcasecmp(text, "none") == 0 ||
	    strcasecmp(text, "void") == 0 || strcmp(text, "-1") == 0) {
		*count = 0;
		return true;
	}
	for (const char *p = text; *p; p++)
		n += *p == ',' && p[1];
	*count = n;
	return true;
}

void
container_every_gpu(struct box *c)
{
	static const char name[] = "NVIDIA_VISIBLE_DEVICES";
	struct shell_variable *v;

	if (shell_variable(c->variables, name, sizeof(name) - 1))
		return;
	v = arena_alloc(c->shell.arena, sizeof(*v));
	v->name = name;
	v->text = "all";
	v->next = c->variables;
	c->variables = v;
}

static void
read_visible(struct box *c)
{
	static const char *const names[] = { "CUDA_VISIBLE_DEVICES",
		"NVIDIA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
		"ROCR_VISIBLE_DEVICES" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct shell_variable *v =
		    shell_variable(c->variables, names[i], strlen(names[i]));
		struct origin origin;
		double count;

		if (!v || v->unresolved || !visible_count(v->text, &count))
			continue;
		origin = origin_written(v->source, v->key, v->node);
		origin.span = v->span;
		workload_set_number(c->w, F_TARGET_GPUS, count, &origin);
		return;
	}
}

static void
read_cache(struct box *c)
{
	static const char *const names[] = { "HF_HOME", "HF_HUB_CACHE",
		"HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_CACHE" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct shell_variable *v =
		    shell_variable(c->variables, names[i], strlen(names[i]));
		struct origin origin;

		if (!v || v->unresolved || !*v->text)
			continue;
		origin = origin_written(v->source, v->key, v->node);
		origin.span = v->span;
		workload_set_text(c->w, F_CACHE_DIR, v->text, &origin);
		return;
	}
}

/* Built for no GPU that is judged here: the memory of one says nothing. */
static bool
runs_elsewhere(const struct box *c)
{
	const char *platform =
	    c->image.repository ? image_platform(&c->image) : NULL;

	return platform && strcmp(platform, "rocm") != 0 &&
	       strcmp(platform, "vulkan") != 0;
}

/* What such an image is told says nothing of the GPU one might judge. */
static void
forget_gpu(struct workload *w, const char *platform)
{
	const char *why = arena_printf(w->arena,
	    "the image is built for %s, and no GPU is judged by it", platform);
	struct origin origin = origin_note(ORIGIN_DERIVED, "env.image");
	static const struct {
		enum fact_id first, last;
	} ranges[] = {
		{ F_LOAD_DTYPE, F_QUANT_GGUF_TYPE },
		{ F_PARALLEL_GPUS, F_PARALLEL_RANK },
		{ F_SERVE_MAX_LEN, F_SERVE_EAGER },
		{ F_ENV_CUDA, F_ENV_TORCH },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		size_t n = (size_t)(ranges[i].last - ranges[i].first) + 1;

		memset(&w->facts[ranges[i].first], 0, n * sizeof(w->facts[0]));
	}
	workload_set_unknown(w, F_PARALLEL_GPUS, why, &origin);
	workload_set_unknown(w, F_SERVE_MEMORY_FRACTION, why, &origin);
}

/* llama.cpp publishes a server, and all its tools behind a first word
 * (ggml-org/llama.cpp .devops/tools.sh); these are told what the server is. */
static bool
is_word_of_tools(const struct box *c)
{
	static const char *const words[] = { "--server", "-s", "--run", "-r",
		"--run-legacy", "-l", "--perplexity", "-p" };
	const char *word = c->words.count > 0 ? c->words.items[0].text : "";

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i]) == 0)
			return strncmp(c->image.tag, "full", 4) == 0;
	return false;
}

/* The image of Ollama starts it with the command as its first word. */
static bool
is_verb_of_ollama(const struct box *c)
{
	const char *word = c->words.count > 0 ? c->words.items[0].text : "";

	return strcmp(word, "serve") == 0 || strcmp(word, "run") == 0;
}

static bool
starts_by_itself(const struct box *c, const struct engine *engine)
{
	if (engine == &engine_sglang)
		return false;
	if (engine == &engine_llama_cpp)
		return strncmp(c->image.tag, "server", 6) == 0 ||
		       is_word_of_tools(c);
	return true;
}

static const struct engine *
image_starts(struct box *c, size_t *first, size_t *end)
{
	const struct engine *engine = container_told(c);

	if (engine) {
		*first = 0;
		*end = c->words.count;
		return engine;
	}
	engine = !c->own_command && c->image.repository
		     ? engine_by_name(image_engine(&c->image))
		     : NULL;

	if (!engine || !starts_by_itself(c, engine))
		return NULL;
	*first = (engine == &engine_llama_cpp && is_word_of_tools(c)) ||
		 (engine == &engine_ollama && is_verb_of_ollama(c));
	*end = *first;
	while (*end < c->words.count && !c->words.items[*end].ends)
		(*end)++;
	return engine;
}

/* The command that docker starts in an image, or else all that is run. */
static bool
launches(struct box *c)
{
	struct shell_words inside = c->words;

	if (c->docker) {
		inside.items += c->docker + 1;
		inside.count -= c->docker + 1;
	}
	return (inside.count &&
		   launch_read(c->reading, c->w, &c->shell, &inside)) ||
	       (c->docker &&
		   launch_read(c->reading, c->w, &c->shell, &c->words));
}

void
container_serve(struct box *c)
{
	size_t first = 0, end = 0;
	const struct engine *engine;

	c->shell.variables = c->variables;
	c->words = shell_follow(&c->shell, &c->words);
	container_written(c, &c->setup);
	container_written(c, &c->words);
	read_visible(c);
	read_cache(c);
	if (nats_serve(c))
		return;
	container_fetches(c, &c->words);
	container_docker(c);
	c->asked = container_asks(c);
	if (c->asked)
		return;
	engine = engine_of_words(&c->words, &first, &end);
	if (!engine)
		engine = container_docker_engine(c, &first, &end);
	if (!engine && launches(c)) {
		installs_read(c->w, &c->words, &c->words);
		return;
	}
	if (!engine)
		engine = image_starts(c, &first, &end);
	if (engine)
		container_serve_with(c, engine, first, end);
	else
		container_unnamed(c);
}

/* pip install vllm==0.6.3, in the script or in what was run before it. */
static const char *
installed_version(struct box *c, const struct engine *engine)
{
	installs_engine(c->w, &c->words, engine->name);
	installs_engine(c->w, &c->setup, engine->name);
	return fact_known(c->w, F_FRAMEWORK_VERSION)
		   ? fact_text(c->w, F_FRAMEWORK_VERSION)
		   : NULL;
}

void
container_serve_with(struct box *c, const struct engine *engine, size_t first,
    size_t end)
{
	const char *version = NULL, *named;

	c->shell.variables = c->variables;
	named = c->image.repository ? image_engine(&c->image) : NULL;
	if (named && strcmp(named, engine->name) == 0)
		version = image_version(&c->image, c->shell.arena);
	else
		version = installed_version(c, engine);
	container_pulled(c, engine);
	engine_facts(c->reading, c->w, engine, &c->shell, &c->words, first, end,
	    version);
	container_downloaded(c);
	if (runs_elsewhere(c))
		forget_gpu(c->w, image_platform(&c->image));
}
