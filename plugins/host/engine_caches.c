#include "engine_caches.h"

#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Each rank takes so many GB, from its start on. */
struct cache {
	const char *engine;
	const char *name; /* a flag, or a variable */
	double unit;
	const char *before; /* the release that takes none any more, or NULL */
	double otherwise; /* where nothing sets it */
	bool is_for_all; /* ranks together */
};

/* vllm-project/vllm vllm/worker/cache_engine.py, v0.7.3 (the V1 engine has no
 * swap space); sgl-project/sglang docs, --hicache-size "for each rank";
 * LMCache/LMCache lmcache/v1/config.py, max_local_cpu_size, a worker each
 * (LMCache/LMCache#949); vllm/config/cache.py, kv_offloading_size, "summed
 * across all TP ranks". */
static const struct cache caches[] = {
	{ "vllm", "--swap-space", 1073741824.0, "0.8", 4, false },
	{ "vllm", "--kv-offloading-size", 1073741824.0, NULL, 0, true },
	{ "sglang", "--hicache-size", 1e9, NULL, 0, false },
	{ "vllm", "LMCACHE_MAX_LOCAL_CPU_SIZE", 1073741824.0, NULL, 0, false },
};

/* "swap-space" or "swap_space" of "--swap-space". */
static bool
is_flag_key(const char *key, const char *flag)
{
	flag += strspn(flag, "-");
	for (; *key != '\0' && *flag != '\0'; key++, flag++)
		if (*key != *flag && !(*key == '_' && *flag == '-'))
			return false;
	return *key == *flag;
}

/* The same without dashes, in a file for `vllm serve --config`. */
static const struct gpulint_node *
find_key(struct gpulint_pass *pass, const char *flag)
{
	const struct gpulint_node *root = gpulint_root(pass);

	if (strcmp(gpulint_dialect(pass), "vllm_config") != 0 || *flag != '-')
		return NULL;
	for (size_t i = 0; i < gpulint_length(root); i++)
		if (is_flag_key(gpulint_scalar(gpulint_key(root, i)), flag))
			return gpulint_value(root, i);
	return NULL;
}

/* The node that sets it and its number, NULL where nothing does. */
static const struct gpulint_node *
find(struct gpulint_pass *pass, const char *name, double *number)
{
	const char *const names[] = { name, NULL };
	const struct gpulint_node *node = find_key(pass, name);
	const char *value = gpulint_scalar(node);

	if (node == NULL)
		node = *name == '-' ? argument_find(pass, names, &value)
				    : variable_find(pass, name, &value);
	*number = strtod(value, NULL);
	return node;
}

static bool
is_taken(struct gpulint_pass *pass, const struct cache *cache)
{
	const struct gpulint_fact *version =
	    gpulint_fact(pass, "framework.version");
	const char *switched;

	variable_find(pass, "LMCACHE_LOCAL_CPU", &switched);
	if (strncmp(cache->name, "LMCACHE", 7) == 0 &&
	    strcasecmp(switched, "false") == 0)
		return false;
	return gpulint_is(gpulint_fact(pass, "serve.engine"), cache->engine) &&
	       (cache->before == NULL ||
		   (gpulint_known(version) &&
		       gpulint_version_compare(gpulint_text(version),
			   cache->before) < 0));
}

/* Of a default: on the line of a limit, which nothing else is said of. */
static bool
is_worth_saying(struct gpulint_pass *pass, const struct gpulint_fact *ram)
{
	return gpulint_node_of(ram) != NULL &&
	       gpulint_figure(pass, "host_ram_low") <= gpulint_number(ram);
}

static void
judge(struct gpulint_pass *pass, const struct cache *cache)
{
	const struct gpulint_fact *limit =
	    gpulint_fact(pass, "host.memory_limit");
	const struct gpulint_fact *ram =
	    gpulint_known(limit) ? limit : gpulint_fact(pass, "target.ram");
	double ranks = gpulint_number(gpulint_fact(pass, "parallel.tensor"));
	double have = gpulint_number(ram), number, bytes;
	const struct gpulint_node *node = find(pass, cache->name, &number);
	const char *message;
	struct gpulint_finding *finding;

	ranks = ranks > 1 ? ranks : 1;
	number = node != NULL ? number : cache->otherwise;
	bytes = (cache->is_for_all ? 1 : ranks) * number * cache->unit;
	if (ram != limit && gpulint_is(gpulint_fact(pass, "target.os"), "wsl2"))
		have /= 2; /* what WSL takes of its host */
	if (!(number > 0) || !gpulint_known(ram) || bytes < have ||
	    (node == NULL && !is_worth_saying(pass, ram)))
		return;
	message = gpulint_format(pass,
	    "%s takes %s of RAM for %.0f GPU%s%s; there are %s", cache->name,
	    gpulint_size(pass, bytes), ranks, ranks > 1 ? "s" : "",
	    node == NULL ? ", unless it is set" : "", gpulint_size(pass, have));
	finding = gpulint_node_of(ram) != NULL
		      ? gpulint_report(pass, ram, "%s", message)
		      : gpulint_report_at(pass, node, "%s", message);
	if (node != NULL)
		gpulint_related_at(finding, node, "%g GB %s", number,
		    cache->is_for_all ? "in all" : "a GPU");
	gpulint_help(finding, "take less for %s, or give it more memory",
	    cache->name);
}

/* vLLM stops where the swap space of its ranks, 4 GiB each unless said, is
 * more than seven tenths of the machine's memory, whatever a container may
 * take of it, and whether its engine swaps or not (vllm/config/cache.py,
 * verify_with_parallel_config; gone with the flag in 0.19). */
static bool
judge_swap_space(struct gpulint_pass *pass)
{
	const struct gpulint_fact *ram = gpulint_fact(pass, "target.ram");
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));
	double ranks = gpulint_number(gpulint_fact(pass, "parallel.tensor"));
	double have = gpulint_number(ram), number, bytes;
	const struct gpulint_node *node = find(pass, "--swap-space", &number);
	struct gpulint_finding *finding;
	const char *message;

	if (!gpulint_is(engine, "vllm") || !gpulint_known(ram) ||
	    (*version == '\0' ? node == NULL
			      : gpulint_version_compare(version, "0.19") >= 0))
		return false;
	if (gpulint_is(gpulint_fact(pass, "target.os"), "wsl2"))
		have /= 2; /* what WSL takes of its host */
	number = node == NULL ? 4 : number;
	bytes = (ranks > 1 ? ranks : 1) * number * 1073741824.0;
	if (!(bytes > 0.7 * have))
		return false;
	message = gpulint_format(pass,
	    "vLLM refuses a swap space of %s%s beside %s of RAM",
	    gpulint_size(pass, bytes), node == NULL ? ", the default," : "",
	    gpulint_size(pass, have));
	finding = node != NULL ? gpulint_report_word(pass, node, "--swap-space",
				     "%s", message)
			       : gpulint_report(pass, engine, "%s", message);
	gpulint_related(finding, ram, "%s",
	    gpulint_size(pass, gpulint_number(ram)));
	gpulint_help(finding, "set --swap-space to 0, or to less");
	return true;
}

void
engine_caches_judge(struct gpulint_pass *pass)
{
	bool is_refused = judge_swap_space(pass);

	for (size_t i = 0; i < sizeof(caches) / sizeof(*caches); i++)
		if (is_taken(pass, &caches[i]) &&
		    !(is_refused &&
			strcmp(caches[i].name, "--swap-space") == 0))
			judge(pass, &caches[i]);
}
