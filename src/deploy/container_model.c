#include "deploy/container.h"

#include "command/engine.h"

#include <string.h>

/* Models that commands fetch before anybody serves them: ollama/ollama
 * cmd/cmd.go (pull, run), huggingface/huggingface_hub
 * src/huggingface_hub/cli/download.py. */

/* A model in a folder of the container: fetched from the hub, or of a folder
 * of the host that bears its name. */
struct download {
	const char *folder;
	struct shell_word id; /* without a source: the host's */
	const struct download *next;
};

static const char *
name_at(const struct shell_words *words, size_t i)
{
	const char *text = i < words->count && !words->items[i].ends
			       ? words->items[i].text
			       : "";
	const char *slash = strrchr(text, '/');

	return slash ? slash + 1 : text;
}

/* ollama pull NAME, or run, which pulls; several say nothing of the one that is served. */
static void
read_pull(struct box *c, const struct shell_word *word)
{
	if (word->unresolved || *word->text == '-')
		return;
	if (c->pulled && strcmp(c->pulled->text, word->text) != 0)
		c->pulled_more = true;
	c->pulled = word;
}

/* The value of --local-dir behind word i of a command. */
static const char *
local_folder(const struct shell_words *words, size_t i)
{
	for (; i < words->count && !words->items[i].ends; i++) {
		const char *text = words->items[i].text;

		if (strncmp(text, "--local-dir", 11) != 0)
			continue;
		if (text[11] == '=')
			return text + 12;
		if (!text[11] && i + 1 < words->count)
			return words->items[i + 1].text;
	}
	return NULL;
}

static void
read_download(struct box *c, const struct shell_words *words, size_t i)
{
	const char *folder = local_folder(words, i);
	struct download *d;

	if (!folder || words->items[i].unresolved ||
	    !strchr(words->items[i].text, '/'))
		return;
	d = arena_alloc(c->shell.arena, sizeof(*d));
	d->folder = folder;
	d->id = words->items[i];
	d->next = c->downloads;
	c->downloads = d;
}

void
container_fetches(struct box *c, const struct shell_words *words)
{
	for (size_t i = 0; i + 2 < words->count; i++) {
		const char *name = name_at(words, i);
		const char *verb = name_at(words, i + 1);

		if (words->items[i + 2].ends)
			continue;
		if (strcmp(name, "ollama") == 0 &&
		    (strcmp(verb, "pull") == 0 || strcmp(verb, "run") == 0))
			read_pull(c, &words->items[i + 2]);
		if ((strcmp(name, "huggingface-cli") == 0 ||
			strcmp(name, "hf") == 0) &&
		    strcmp(verb, "download") == 0)
			read_download(c, words, i + 2);
	}
}

void
container_folder(struct box *c, const char *at, const char *from)
{
	size_t n = strlen(from);
	const char *slash;
	struct download *d;
	bool exact;

	while (n > 1 && from[n - 1] == '/')
		n--;
	from = arena_copy(c->shell.arena, from, n);
	/* what a variable holds in front is no part of the name */
	slash = strrchr(from, '/');
	if (slash && (slash == from || strchr(from, '$')))
		from = slash + 1;
	if (!slash || *at != '/' || strchr(from, '$') ||
	    !catalog_model(c->reading->catalog, from, &exact))
		return;
	d = arena_alloc(c->shell.arena, sizeof(*d));
	memset(d, 0, sizeof(*d));
	d->folder = at;
	d->id.text = from;
	d->next = c->downloads;
	c->downloads = d;
}

/* "http://ollama:11434" */
static const char *
host_of(const char *text, struct arena *arena)
{
	const char *scheme = strstr(text, "://");

	text = scheme ? scheme + 3 : text;
	return arena_copy(arena, text, strcspn(text, ":/"));
}

const char *
container_asks(struct box *c)
{
	static const char name[] = "OLLAMA_HOST";
	const struct shell_variable *v =
	    shell_variable(c->variables, name, sizeof(name) - 1);
	const char *verb = name_at(&c->words, 0), *host;

	if (!v || v->unresolved)
		return NULL;
	host = host_of(v->text, c->shell.arena);
	if (!*host || strspn(host, "0123456789.") == strlen(host) ||
	    strcmp(host, "localhost") == 0)
		return NULL;
	/* the image starts ollama with these as its first word */
	if (!c->own_command && c->words.count > 1 &&
	    (strcmp(verb, "pull") == 0 || strcmp(verb, "run") == 0))
		read_pull(c, &c->words.items[1]);
	return c->pulled ? host : NULL;
}

void
container_pulled(struct box *c, const struct engine *engine)
{
	struct origin origin;

	if (engine != &engine_ollama || !c->pulled || c->pulled_more)
		return;
	origin = shell_word_origin(c->pulled);
	workload_set_text(c->w, F_MODEL_ID, c->pulled->text, &origin);
}

void
container_downloaded(struct box *c)
{
	const char *path = fact_text(c->w, F_MODEL_ID);
	const struct download *d = c->downloads;
	size_t n = strlen(path);
	struct origin origin;

	while (n > 1 && path[n - 1] == '/')
		n--;
	for (; d; d = d->next) {
		size_t m = strlen(d->folder);

		while (m > 1 && d->folder[m - 1] == '/')
			m--;
		if (m != n || strncmp(d->folder, path, n) != 0)
			continue;
		origin = d->id.source ? shell_word_origin(&d->id)
				      : c->w->facts[F_MODEL_ID].origin;
		memset(&c->w->facts[F_MODEL_ID], 0, sizeof(struct fact));
		workload_set_text(c->w, F_MODEL_ID, d->id.text, &origin);
		return;
	}
}

/* Images that are told by a variable, and those whose engine goes by another's
 * name: koboldai/koboldcpp, atinoda/text-generation-webui-docker,
 * abetlen/llama-cpp-python docker/simple. */
const struct engine *
container_told(struct box *c)
{
	static const struct {
		const char *image, *variable;
		const struct engine *engine;
	} images[] = {
		{ "koboldcpp", "KCPP_ARGS", &engine_koboldcpp },
		{ "text-generation-webui", "EXTRA_LAUNCH_ARGS",
		    &engine_textgen },
		{ "llama-cpp-python", "MODEL", &engine_llama_cpp_python },
	};

	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		const char *name = images[i].variable;
		const struct shell_variable *v =
		    shell_variable(c->variables, name, strlen(name));

		if (!c->image.repository || !v || c->words.count ||
		    !strstr(c->image.repository, images[i].image))
			continue;
		if (strcmp(name, "MODEL") != 0 && v->node)
			c->words = shell_split(&c->shell, v->node);
		return images[i].engine;
	}
	return NULL;
}

/* Servers whose settings no command tells: it is them, but no more. */
void
container_unnamed(struct box *c)
{
	static const char *const servers[][2] = {
		{ "nvcr.io/nim/", "NIM picks engine and profile by the GPU" },
		{ "nvcr.io/nvidia/tritonserver",
		    "the model repository says what Triton serves" },
		{ "localai/localai",
		    "the files of its models folder say what LocalAI serves" },
		{ "quay.io/go-skynet/local-ai",
		    "the files of its models folder say what LocalAI serves" },
	};
	struct origin origin = origin_note(ORIGIN_DERIVED, "env.image");

	for (size_t i = 0; i < sizeof(servers) / sizeof(*servers); i++) {
		if (!c->image.repository ||
		    strncmp(c->image.repository, servers[i][0],
			strlen(servers[i][0])) != 0)
			continue;
		c->w->kind = WORKLOAD_SERVE;
		workload_set_unknown(c->w, F_SERVE_ENGINE, servers[i][1],
		    &origin);
		return;
	}
}
