#include "engines.h"

#include <stdlib.h>
#include <string.h>

enum { COPIES_LIMIT = 16 };

/* How a server is told its share, both spellings where it reads both. */
struct kind {
	const char *images[2]; /* that start it without a word */
	const char *commands[3];
	const char *shares[3];
	const char *variable;
	const char *ranks[4];
	double share; /* unless told otherwise */
	bool of_rest;
};

/*
 * vLLM measures its share of the whole card, and stops where so much is not
 * free (vllm-project/vllm vllm/v1/worker/gpu_worker.py).  SGLang and TGI take
 * theirs of what they find (sgl-project/sglang python/sglang/srt/
 * model_executor/model_runner.py, profile_max_num_token, about 0.8 to 0.88 by
 * the card; huggingface/text-generation-inference server/
 * text_generation_server/models/flash_causal_lm.py, warmup).
 */
static const struct kind kinds[] = {
	{ { "vllm/vllm-openai", NULL },
	    { "vllm serve", "vllm.entrypoints.openai.api_server", NULL },
	    { "--gpu-memory-utilization", "--gpu_memory_utilization", NULL },
	    NULL,
	    { "--tensor-parallel-size", "--tensor_parallel_size", "-tp", NULL },
	    0.9, false },
	{ { NULL }, { "sglang.launch_server", "sglang serve", NULL },
	    { "--mem-fraction-static", NULL }, NULL,
	    { "--tp-size", "--tensor-parallel-size", "--tp", NULL }, 0.8,
	    true },
	{ { "huggingface/text-generation-inference", NULL },
	    { "text-generation-launcher", NULL },
	    { "--cuda-memory-fraction", NULL }, "CUDA_MEMORY_FRACTION",
	    { "--num-shard", NULL }, 1, true },
};

static const char *const command_keys[] = { "entrypoint", "command" };

/* A flag's value where a command has it, as a word of its own or behind "=";
 * *in is the scalar it stands in. */
static const char *
word_after(struct gpulint_pass *pass, const struct gpulint_node *command,
    const char *name, const struct gpulint_node **in)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < 1 || i < gpulint_length(command); i++) {
		const struct gpulint_node *item = gpulint_is_scalar(command)
						      ? command
						      : gpulint_at(command, i);
		const char *at = strstr(gpulint_scalar(item), name);

		if (at == NULL || strchr(" =\n", at[length]) == NULL ||
		    (at != gpulint_scalar(item) &&
			strchr(" \n", at[-1]) == NULL))
			continue;
		*in = item;
		if (at[length] == '\0') {
			*in = gpulint_at(command, i + 1);
			return gpulint_scalar(*in);
		}
		at += length;
		at += strspn(at, " =");
		return gpulint_format(pass, "%.*s", (int)strcspn(at, " \n"),
		    at);
	}
	return NULL;
}

/* What the command says, or what stands behind it. */
static const char *
flag_value(struct gpulint_pass *pass, const struct gpulint_node *service,
    const char *const *names, const struct gpulint_node **in)
{
	const char *text = NULL;

	for (; *names != NULL && text == NULL; names++)
		for (size_t i = 0; i < 2 && text == NULL; i++)
			text = word_after(pass,
			    gpulint_get(service, command_keys[i]), *names, in);
	return text;
}

/* The GPUs that a server takes: the first of those it sees. */
static size_t
ranks_of(struct gpulint_pass *pass, const struct gpulint_node *service,
    const struct kind *kind)
{
	const struct gpulint_node *node;
	const char *text = flag_value(pass, service, kind->ranks, &node);
	size_t ways = text != NULL ? strtoul(text, NULL, 10) : 1;

	return ways >= 1 ? ways : 1;
}

/* From whichever registry. */
static bool
is_image(const char *image, const char *name)
{
	const char *at = name != NULL ? strstr(image, name) : NULL;

	return at != NULL && (at == image || at[-1] == '/') &&
	       strchr(":@", at[strlen(name)]) != NULL;
}

/* "a b" in the words, or the program that they start with. */
static bool
has_command(const struct gpulint_node *words, const char *command)
{
	const char *first = gpulint_scalar(
	    gpulint_is_scalar(words) ? words : gpulint_at(words, 0));
	const char *space = strchr(command, ' ');
	size_t length = space != NULL ? (size_t)(space - command) : 0;

	if (strstr(first, command) != NULL)
		return true;
	if (space != NULL)
		return strncmp(first, command, length) == 0 &&
		       first[length] == '\0' &&
		       strcmp(gpulint_scalar(gpulint_at(words, 1)),
			   space + 1) == 0;
	for (size_t i = 0; i < gpulint_length(words); i++)
		if (strcmp(gpulint_scalar(gpulint_at(words, i)), command) == 0)
			return true;
	return false;
}

static const struct kind *
kind_of(const struct gpulint_node *service)
{
	const char *image = gpulint_scalar(gpulint_get(service, "image"));

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		if (is_image(image, kinds[k].images[0]))
			return &kinds[k];
		for (const char *const *c = kinds[k].commands; *c != NULL; c++)
			for (size_t i = 0; i < 2; i++)
				if (has_command(gpulint_get(service,
						    command_keys[i]),
					*c))
					return &kinds[k];
	}
	return NULL;
}

/* deploy.replicas, or scale: containers of one service get the same GPUs. */
static double
copies_of(const struct gpulint_node *service)
{
	const struct gpulint_node *replicas =
	    gpulint_path(service, "deploy.replicas");
	double copies =
	    strtod(gpulint_scalar(replicas != NULL
				      ? replicas
				      : gpulint_get(service, "scale")),
		NULL);

	return copies >= 1 && copies <= COPIES_LIMIT ? copies : 1;
}

/*
 * Versions whose profile takes what others have on the card for their own:
 * before 0.3.1 (vllm-project/vllm pull 2863), 0.6.4 (pull 10511), and the V1
 * engine until 0.9.1 (pull 18974), which is the default from 0.8 on.
 */
static bool
counts_others(const struct gpulint_node *service)
{
	const char *image = gpulint_scalar(gpulint_get(service, "image"));
	const char *slash = strrchr(image, '/');
	const char *tag = strchr(slash != NULL ? slash : image, ':');
	const char *v1 = devices_variable(service, "VLLM_USE_V1");

	if (tag == NULL || tag[1] != 'v' || tag[2] != '0')
		return false;
	tag += 2;
	if (gpulint_version_compare(tag, "0.7") >= 0)
		return gpulint_version_compare(tag, "0.9.1") < 0 &&
		       (v1 != NULL ? strcmp(v1, "1") == 0
				   : gpulint_version_compare(tag, "0.8") >= 0);
	return gpulint_version_compare(tag, "0.3.1") < 0 ||
	       (gpulint_version_compare(tag, "0.6.4") >= 0 &&
		   gpulint_version_compare(tag, "0.6.5") < 0);
}

/* The share, from the command or from the variable of its own. */
static void
read_share(struct gpulint_pass *pass, const struct kind *kind,
    struct engine *engine)
{
	const char *set =
	    kind->variable != NULL
		? devices_variable(engine->service, kind->variable)
		: NULL;

	engine->share = kind->share;
	engine->word =
	    flag_value(pass, engine->service, kind->shares, &engine->node);
	if (engine->word != NULL)
		engine->share = strtod(engine->word, NULL);
	else if (set != NULL)
		engine->share = strtod(set, NULL); /* "$", not told: none */
	engine->of_rest = kind->of_rest;
}

/* Not always started, on other GPUs than the file's, or sharing them by other
 * means (ovg-project/kvcached). */
static bool
is_apart(struct gpulint_pass *pass, const struct gpulint_node *service)
{
	static const char *const base[] = { "--base-gpu-id", NULL };
	const char *elastic = devices_variable(service, "ENABLE_KVCACHED");
	const struct gpulint_node *node;

	return gpulint_get(service, "profiles") != NULL ||
	       flag_value(pass, service, base, &node) != NULL ||
	       (elastic != NULL && strcmp(elastic, "true") == 0);
}

/* Where a flag would stand: the command, or the image without one. */
static const struct gpulint_node *
command_of(const struct gpulint_node *service)
{
	for (size_t i = 2; i-- > 0;) {
		const struct gpulint_node *words =
		    gpulint_get(service, command_keys[i]);

		if (*gpulint_scalar(words) != '\0')
			return words;
		if (*gpulint_scalar(gpulint_at(words, 0)) != '\0')
			return gpulint_at(words, 0);
	}
	return gpulint_get(service, "image");
}

bool
engine_read(struct gpulint_pass *pass, const struct gpulint_node *service,
    struct engine *engine)
{
	const struct kind *kind = kind_of(service);

	if (kind == NULL || is_apart(pass, service) ||
	    !devices_of(pass, service, &engine->devices))
		return false;
	if (engine->devices.count > ranks_of(pass, service, kind))
		engine->devices.count = ranks_of(pass, service, kind);
	engine->service = service;
	engine->flag = kind->shares[0];
	engine->node = command_of(service);
	engine->copies = copies_of(service);
	engine->counts_others = kind == &kinds[0] && counts_others(service);
	read_share(pass, kind, engine);
	return engine->share > 0;
}

/* depends_on is a list of services, or a map of conditions by their names. */
bool
engine_waits_for(const struct engine *engine, const struct engine *other)
{
	const struct gpulint_node *named =
	    gpulint_get(engine->service, "depends_on");

	for (size_t i = 0; i < gpulint_length(named); i++)
		if (strcmp(gpulint_scalar(gpulint_at(named, i)), other->name) ==
		    0)
			return true;
	return gpulint_get(named, other->name) != NULL;
}
