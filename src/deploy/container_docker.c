#include "deploy/container.h"

#include "command/engine.h"

#include <stdlib.h>
#include <string.h>

/* `docker run` and its like: docker/cli cli/command/container/opts.go. */

static bool
is_word(const struct shell_words *words, size_t i, const char *text)
{
	return i < words->count && !words->items[i].ends &&
	       strcmp(words->items[i].text, text) == 0;
}

/* The index behind "docker run", or 0. */
static size_t
run_at(const struct shell_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		if ((is_word(words, i, "docker") ||
			is_word(words, i, "nvidia-docker") ||
			is_word(words, i, "podman") ||
			is_word(words, i, "nerdctl")) &&
		    is_word(words, i + 1, "run"))
			return i + 2;
	}
	return 0;
}

/* Options that take no value: `-it`, `--rm`. */
static bool
is_switch(const char *text)
{
	static const char *const names[] = { "--detach",
		"--disable-content-trust", "--init", "--interactive",
		"--no-healthcheck", "--oom-kill-disable", "--privileged",
		"--publish-all", "--quiet", "--read-only", "--rm",
		"--sig-proxy", "--tty" };

	if (text[1] != '-')
		return text[1 + strspn(text + 1, "ditPq")] == '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(text, names[i]) == 0)
			return true;
	return false;
}

/* The value of an option: behind its =, or the next word. */
static struct shell_word
value_of(const struct shell_words *words, size_t i)
{
	static const struct shell_word none = { .text = "" };
	const char *equals = strchr(words->items[i].text, '=');

	if (equals && words->items[i].text[1] == '-')
		return shell_word_after(&words->items[i],
		    (size_t)(equals - words->items[i].text) + 1);
	return i + 1 < words->count && !words->items[i + 1].ends
		   ? words->items[i + 1]
		   : none;
}

static bool
is_option(const char *text, const char *name)
{
	size_t n = strlen(name);

	return strncmp(text, name, n) == 0 &&
	       (text[n] == '\0' || text[n] == '=');
}

static void
add_variable(struct box *c, const struct shell_word *word)
{
	const char *equals = strchr(word->text, '=');
	struct shell_variable *v;
	struct shell_word value;

	if (!equals || word->unresolved)
		return;
	value = shell_word_after(word, (size_t)(equals - word->text) + 1);
	v = arena_alloc(c->shell.arena, sizeof(*v));
	v->name = arena_copy(c->shell.arena, word->text,
	    (size_t)(equals - word->text));
	v->text = value.text;
	v->key = v->node = value.node;
	v->source = value.source;
	v->span = value.span;
	v->exact = value.exact;
	v->next = c->variables;
	c->variables = v;
}

/* -v SOURCE:TARGET[:ro] */
static void
read_volume(struct box *c, const char *text)
{
	struct arena *arena = c->shell.arena;
	const char *colon = strchr(text, ':');

	if (colon)
		container_folder(c,
		    arena_copy(arena, colon + 1, strcspn(colon + 1, ":")),
		    arena_copy(arena, text, (size_t)(colon - text)));
}

/* all, 2, count=2, device=0,1; other fields may follow a comma, and quotes
 * may stand around one: docker/cli opts/gpus.go. */
static void
read_gpus(struct box *c, const char *value, const struct origin *origin)
{
	static const char device[] = "device=", count[] = "count=";
	double n = 1;
	char *end;

	value += strspn(value, "\"'");
	if (strncmp(value, device, sizeof(device) - 1) == 0) {
		value += sizeof(device) - 1;
		for (const char *p = value; *p && !strchr("\"'", *p); p++)
			n += *p == ',' && p[1] && !strchr("\"'", p[1]);
		workload_set_number(c->w, F_TARGET_GPUS, n, origin);
		return;
	}
	if (strncmp(value, count, sizeof(count) - 1) == 0)
		value += sizeof(count) - 1;
	n = strtod(value, &end);
	if (end != value && n > 0)
		workload_set_number(c->w, F_TARGET_GPUS, n, origin);
	else if (strncmp(value, "all", 3) == 0 || n == -1)
		container_every_gpu(c);
}

void
container_option(struct box *c, const char *option, const char *value,
    const struct origin *origin)
{
	double bytes;

	if (is_option(option, "--shm-size") &&
	    container_parse_size(value, strlen(value), &bytes))
		workload_set_number(c->w, F_HOST_SHM, bytes, origin);
	else if (is_option(option, "--memory") &&
		 container_parse_size(value, strlen(value), &bytes) &&
		 bytes > 0)
		workload_set_number(c->w, F_HOST_MEMORY_LIMIT, bytes, origin);
	else if (is_option(option, "--ipc") && strcmp(value, "host") == 0)
		workload_set_text(c->w, F_HOST_IPC, "host", origin);
	else if (is_option(option, "--gpus"))
		read_gpus(c, value, origin);
}

static void
read_option(struct box *c, size_t i)
{
	const char *text = c->words.items[i].text;
	struct shell_word value = value_of(&c->words, i);
	struct origin origin = shell_word_origin(&value);

	if (value.unresolved || !value.source)
		return;
	if (is_option(text, "-e") || is_option(text, "--env"))
		add_variable(c, &value);
	else if (is_option(text, "-v") || is_option(text, "--volume"))
		read_volume(c, value.text);
	else
		container_option(c, text, value.text, &origin);
}

static bool
gives_gpu(const struct box *c, size_t i)
{
	const char *text = c->words.items[i].text;
	struct shell_word value = value_of(&c->words, i);

	return is_option(text, "--gpus") ||
	       (is_option(text, "--runtime") &&
		   strcmp(value.text, "nvidia") == 0) ||
	       (is_option(text, "--device") &&
		   strncmp(value.text, "nvidia.com/gpu", 14) == 0);
}

static bool
covers_shm(const struct box *c, size_t i)
{
	const char *text = c->words.items[i].text;
	const char *value = value_of(&c->words, i).text;

	return is_option(text, "--ipc") || is_option(text, "--tmpfs") ||
	       ((is_option(text, "-v") || is_option(text, "--volume") ||
		    is_option(text, "--mount")) &&
		   strstr(value, "/dev/shm"));
}

size_t
container_options(struct box *c, size_t i, bool *has_gpu)
{
	struct origin origin = origin_note(ORIGIN_DEFAULT, "docker");
	bool has_shm = false;

	for (; i < c->words.count && !c->words.items[i].ends; i++) {
		const char *text = c->words.items[i].text;

		if (c->words.items[i].unresolved)
			continue; /* "$OPTIONS" of whoever starts it */
		if (*text != '-')
			break;
		read_option(c, i);
		*has_gpu = *has_gpu || gives_gpu(c, i);
		has_shm = has_shm || covers_shm(c, i);
		i += !is_switch(text) && !strchr(text, '=');
	}
	if (*has_gpu && !has_shm &&
	    c->w->facts[F_HOST_SHM].state == FACT_ABSENT)
		workload_set_number(c->w, F_HOST_SHM, 64.0 * 1024 * 1024,
		    &origin);
	return i;
}

/* What a GPU is given to, or is made for one; any other may be a helper. */
static void
read_image(struct box *c, bool has_gpu)
{
	const struct shell_word *word = &c->words.items[c->docker];
	struct origin origin = shell_word_origin(word);
	struct image image;

	if (!word->unresolved &&
	    image_parse(&image, word->text, c->shell.arena) &&
	    (has_gpu || image_is_evidence(&image)))
		image_facts(c->w, c->reading->catalog, word->text, &origin);
}

void
container_docker(struct box *c)
{
	size_t run = run_at(&c->words);
	bool has_gpu;

	if (!run)
		return;
	has_gpu = strncmp(c->words.items[run - 2].text, "nvidia", 6) == 0;
	run = container_options(c, run, &has_gpu);
	if (run >= c->words.count || c->words.items[run].ends)
		return;
	c->docker = run;
	read_image(c, has_gpu);
}

const struct engine *
container_docker_engine(struct box *c, size_t *first, size_t *end)
{
	const struct shell_word *word = &c->words.items[c->docker];
	struct image image;

	if (!c->docker || !image_parse(&image, word->text, c->shell.arena) ||
	    !image_engine(&image))
		return NULL;
	c->image = image;
	*first = c->docker + 1;
	for (*end = *first;
	     *end < c->words.count && !c->words.items[*end].ends;)
		(*end)++;
	return engine_by_name(image_engine(&image));
}
