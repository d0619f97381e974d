/* engines-share-gpu: two servers ask for more than all of one GPU. */

#include "devices.h"
#include "vram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SERVICES_LIMIT = 16 };

/* vLLM measures its share of the whole card, and stops where so much is not
 * free (vllm-project/vllm vllm/v1/worker/gpu_worker.py). */
static const double vllm_default = 0.9;
static const double same_share = 0.01; /* less apart they are the same */
static const char *const share_flags[2] = { "--gpu-memory-utilization",
	"--gpu_memory_utilization" };

struct engine {
	const struct gpulint_node *service;
	const char *name;
	bool counts_others; /* as its own */
	struct devices devices;
	const struct gpulint_node *node; /* that says the share, or the image */
	const char *word; /* the share as it stands there, NULL: a default */
	double share; /* of each copy */
	double copies; /* of the service, on the same GPUs */
};

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

		if (at == NULL)
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

/* vLLM reads both spellings, in the command and behind it. */
static const char *
flag_value(struct gpulint_pass *pass, const struct gpulint_node *service,
    const char *const names[2], const struct gpulint_node **in)
{
	static const char *const keys[] = { "command", "entrypoint" };
	const char *text = NULL;

	for (size_t i = 0; i < 4 && text == NULL; i++)
		text = word_after(pass, gpulint_get(service, keys[i / 2]),
		    names[i % 2], in);
	return text;
}

/* The GPUs that a server takes: the first of those it sees. */
static size_t
ranks(struct gpulint_pass *pass, const struct gpulint_node *service)
{
	static const char *const names[2] = { "--tensor-parallel-size",
		"--tensor_parallel_size" };
	const struct gpulint_node *node;
	const char *text = flag_value(pass, service, names, &node);
	size_t ways = text != NULL ? strtoul(text, NULL, 10) : 1;

	return ways >= 1 ? ways : 1;
}

/* vLLM's own image, or another with its command. */
static bool
is_vllm(const struct gpulint_node *service)
{
	static const char *const starts[] = { "vllm serve",
		"vllm.entrypoints.openai.api_server" };
	static const char *const keys[] = { "command", "entrypoint" };
	const struct gpulint_node *image = gpulint_get(service, "image");

	if (strncmp(gpulint_scalar(image), "vllm/vllm-openai", 16) == 0)
		return true;
	for (size_t i = 0; i < 4; i++) {
		const struct gpulint_node *words =
		    gpulint_get(service, keys[i / 2]);
		const char *first = gpulint_scalar(
		    gpulint_is_scalar(words) ? words : gpulint_at(words, 0));

		if (strstr(first, starts[i % 2]) != NULL)
			return true;
		for (size_t k = 0; k < gpulint_length(words); k++)
			if (strcmp(gpulint_scalar(gpulint_at(words, k)),
				starts[1]) == 0)
				return true;
		if (strcmp(first, "vllm") == 0 &&
		    strcmp(gpulint_scalar(gpulint_at(words, 1)), "serve") == 0)
			return true;
	}
	return false;
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

	return copies >= 1 && copies <= SERVICES_LIMIT ? copies : 1;
}

/*
 * Versions whose profile takes what others have on the card for their own:
 * before 0.3.1 (vllm-project/vllm pull 2863), 0.6.4 (pull 10511), and the V1
 * engine until 0.9.1 (pull 18974), which is the default from 0.8 on.
 */
static bool
counts_others(const struct gpulint_node *service)
{
	const char *tag =
	    strchr(gpulint_scalar(gpulint_get(service, "image")), ':');
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

static bool
read_engine(struct gpulint_pass *pass, const struct gpulint_node *service,
    struct engine *engine)
{
	const struct gpulint_node *image = gpulint_get(service, "image");

	if (!is_vllm(service) || gpulint_get(service, "profiles") != NULL ||
	    !devices_of(pass, service, &engine->devices))
		return false;
	if (engine->devices.count > ranks(pass, service))
		engine->devices.count = ranks(pass, service);
	engine->service = service;
	engine->node = image != NULL ? image : gpulint_get(service, "command");
	engine->copies = copies_of(service);
	engine->counts_others = counts_others(service);
	engine->share = vllm_default;
	engine->word = flag_value(pass, service, share_flags, &engine->node);
	if (engine->word != NULL)
		engine->share = strtod(engine->word, NULL);
	return engine->share > 0;
}

static void
report(struct gpulint_pass *pass, const struct engine *first,
    const struct engine *second, const char *shared)
{
	double left = 0.95 - first->share;
	struct gpulint_finding *finding;

	finding = gpulint_report_word(pass, second->node,
	    second->word != NULL ? second->word : gpulint_scalar(second->node),
	    "%s takes %.0f%% of GPU %s, where %s takes %.0f%% already",
	    second->name, 100 * second->share, shared, first->name,
	    100 * first->share);
	gpulint_related_at(finding, first->node, "%.0f%%", 100 * first->share);
	gpulint_help(finding,
	    "make the sum of %s less than 1, or give each a GPU of its own",
	    share_flags[0]);
	if (second->word != NULL && left >= 0.2)
		gpulint_replace_word(gpulint_fix(finding, false,
					 "leave it %.2f", left),
		    second->node, second->word,
		    gpulint_format(pass, "%.2f", left));
}

/* Each has its context, and before 0.21 its CUDA graphs, beside its share, so
 * that two halves are more than the whole. */
static bool
is_whole_card(double share)
{
	return share > 1 - 1e-6;
}

/* Whichever starts last finds nothing left of its share. */
static void
report_profile(struct gpulint_pass *pass, const struct engine *first,
    const struct engine *second, const char *shared)
{
	struct gpulint_finding *finding;

	finding = gpulint_report_word(pass, second->node,
	    second->word != NULL ? second->word : gpulint_scalar(second->node),
	    "this version of vLLM counts what %s has on GPU %s as its own, "
	    "which leaves no cache of %.0f%%",
	    first->name, shared, 100 * second->share);
	gpulint_related_at(finding, first->node, "%.0f%%", 100 * first->share);
	gpulint_help(finding,
	    "take vLLM 0.9.1 or newer, or give each a GPU of its own");
}

/* depends_on is a list of services, or a map of conditions by their names. */
static bool
waits_for(const struct engine *engine, const struct engine *other)
{
	const struct gpulint_node *named =
	    gpulint_get(engine->service, "depends_on");

	for (size_t i = 0; i < gpulint_length(named); i++)
		if (strcmp(gpulint_scalar(gpulint_at(named, i)), other->name) ==
		    0)
			return true;
	return gpulint_get(named, other->name) != NULL;
}

/* The one of two that starts last where both count what the other holds, and
 * finds nothing left of its share; NULL where that depends on the order. */
static const struct engine *
last_without_room(const struct engine *a, const struct engine *b)
{
	if (!a->counts_others || !b->counts_others)
		return NULL;
	if (fabs(a->share - b->share) < same_share)
		return b;
	if (a->share < b->share)
		return waits_for(a, b) ? a : NULL;
	return waits_for(b, a) ? b : NULL;
}

/* What the servers before it leave of the GPUs that it shares with each. */
static void
compare(struct gpulint_pass *pass, const struct engine *engines, size_t i)
{
	struct engine others = { .name = NULL };
	const struct engine *last = NULL;
	const char *shared = NULL;
	size_t count = 0;

	for (size_t k = 0; k < i; k++) {
		const char *one =
		    devices_shared(&engines[k].devices, &engines[i].devices);

		if (one == NULL)
			continue;
		shared = shared != NULL ? shared : one;
		others.name = others.name == NULL
				  ? engines[k].name
				  : gpulint_format(pass, "%s and %s",
					others.name, engines[k].name);
		others.node = engines[k].node;
		others.share += engines[k].copies * engines[k].share;
		if (count++ == 0)
			last = last_without_room(&engines[k], &engines[i]);
	}
	if (shared == NULL || others.share > 1)
		return;
	if (is_whole_card(others.share + engines[i].share))
		report(pass, &others, &engines[i], shared);
	else if (last != NULL && count == 1)
		report_profile(pass,
		    last == &engines[i] ? &others : &engines[i], last, shared);
}

static void
report_copies(struct gpulint_pass *pass, const struct engine *engine)
{
	struct gpulint_finding *finding = gpulint_report_word(pass,
	    engine->node,
	    engine->word != NULL ? engine->word : gpulint_scalar(engine->node),
	    "each of %.0f copies of %s takes %.0f%% of GPU %s", engine->copies,
	    engine->name, 100 * engine->share, engine->devices.at[0]);

	gpulint_help(finding,
	    "give each a GPU of its own, or set %s to %.2f at most",
	    share_flags[0], floor(95 / engine->copies) / 100);
}

static void
run(struct gpulint_pass *pass)
{
	struct engine engines[SERVICES_LIMIT];
	const struct gpulint_node *services =
	    gpulint_get(gpulint_document(pass, 0), "services");
	size_t count = 0;

	if (strcmp(gpulint_dialect(pass), "docker_compose") != 0)
		return;
	for (size_t i = 0;
	     i < gpulint_length(services) && count < SERVICES_LIMIT; i++) {
		engines[count].name = gpulint_scalar(gpulint_key(services, i));
		if (read_engine(pass, gpulint_value(services, i),
			&engines[count]))
			count++;
	}
	for (size_t i = 0; i < count; i++) {
		if (engines[i].copies * engines[i].share > 1 &&
		    engines[i].copies > 1)
			report_copies(pass, &engines[i]);
		else
			compare(pass, engines, i);
	}
}

const struct gpulint_check engines_share_gpu = {
	.id = "engines-share-gpu",
	.scope = GPULINT_FILE,
	.run = run,
};
