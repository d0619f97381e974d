/* engines-share-gpu: two servers ask for more than all of one GPU. */

#include "vram.h"

#include <stdlib.h>
#include <string.h>

enum { SERVICES_LIMIT = 16 };

/* vLLM measures its share of the whole card, and stops where so much is not
 * free (vllm-project/vllm vllm/v1/worker/gpu_worker.py). */
static const double vllm_default = 0.9;
static const char flag[] = "--gpu-memory-utilization";

struct engine {
	const char *name, *devices; /* "0", "all" */
	const struct gpulint_node *node; /* that says the share, or the image */
	const char *word; /* the share as it stands there, NULL: a default */
	double share;
};

static bool
read_text(struct gpulint_pass *pass, const struct gpulint_node *node,
    struct engine *engine)
{
	const char *at = strstr(gpulint_scalar(node), flag);

	if (at == NULL)
		return false;
	at += sizeof(flag) - 1;
	at += strspn(at, " =");
	engine->share = strtod(at, NULL);
	engine->node = node;
	engine->word =
	    gpulint_format(pass, "%.*s", (int)strspn(at, "0123456789."), at);
	return engine->share > 0;
}

static void
read_share(struct gpulint_pass *pass, const struct gpulint_node *command,
    struct engine *engine)
{
	if (gpulint_is_scalar(command))
		read_text(pass, command, engine);
	for (size_t i = 0;
	     gpulint_is_sequence(command) && i < gpulint_length(command); i++) {
		const struct gpulint_node *item = gpulint_at(command, i);

		if (strcmp(gpulint_scalar(item), flag) != 0) {
			if (read_text(pass, item, engine))
				return;
			continue;
		}
		item = gpulint_at(command, i + 1);
		engine->node = item;
		engine->word = gpulint_scalar(item);
		engine->share = strtod(engine->word, NULL);
		return;
	}
}

/* The one GPU that a service may use by its number; "0" is what count: 1 and
 * the first of all give; NULL where several or none are known. */
static const char *
device_of(const struct gpulint_node *service)
{
	const struct gpulint_node *device =
	    gpulint_at(gpulint_path(service,
			   "deploy.resources.reservations.devices"),
		0);
	const struct gpulint_node *ids = gpulint_get(device, "device_ids");
	const char *count = gpulint_scalar(gpulint_get(device, "count"));

	if (gpulint_length(ids) == 1)
		return gpulint_scalar(gpulint_at(ids, 0));
	if (ids != NULL ||
	    (strcmp(count, "1") != 0 && strcmp(count, "all") != 0))
		return NULL;
	return "0";
}

static bool
read_engine(struct gpulint_pass *pass, const struct gpulint_node *service,
    struct engine *engine)
{
	const struct gpulint_node *image = gpulint_get(service, "image");
	const char *devices = device_of(service);

	if (strncmp(gpulint_scalar(image), "vllm/vllm-openai", 16) != 0 ||
	    devices == NULL || gpulint_get(service, "profiles") != NULL ||
	    gpulint_get(service, "environment") != NULL)
		return false;
	engine->devices = devices;
	engine->node = image;
	engine->word = NULL;
	engine->share = vllm_default;
	read_share(pass, gpulint_get(service, "command"), engine);
	return true;
}

static void
report(struct gpulint_pass *pass, const struct engine *first,
    const struct engine *second)
{
	double left = 0.95 - first->share;
	struct gpulint_finding *finding;

	finding = gpulint_report_word(pass, second->node,
	    second->word != NULL ? second->word : gpulint_scalar(second->node),
	    "%s takes %.0f%% of GPU %s, where %s takes %.0f%% already",
	    second->name, 100 * second->share, second->devices, first->name,
	    100 * first->share);
	gpulint_related_at(finding, first->node, "%.0f%%", 100 * first->share);
	gpulint_help(finding,
	    "make the sum of %s less than 1, or give each a GPU of its own",
	    flag);
	if (second->word != NULL && left >= 0.2)
		gpulint_replace_word(gpulint_fix(finding, false,
					 "leave it %.2f", left),
		    second->node, second->word,
		    gpulint_format(pass, "%.2f", left));
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
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(engines[i].devices, engines[k].devices) ==
				0 &&
			    engines[i].share + engines[k].share > 1) {
				report(pass, &engines[k], &engines[i]);
				break;
			}
}

const struct gpulint_check engines_share_gpu = {
	.id = "engines-share-gpu",
	.scope = GPULINT_FILE,
	.run = run,
};
