/* duplicate-key: a mapping says a key twice. */

#include "config.h"

#include <string.h>

enum { MOST = 20 }; /* findings a file: past that nobody reads on */

/*
 * What a loader does with the second: OmegaConf (omegaconf/_utils.py,
 * construct_mapping), DeepSpeed (runtime/config_utils.py,
 * dict_raise_error_on_duplicate_keys) and Compose (compose-go, "mapping key
 * already defined") stop; PyYAML and Python's json keep the last.
 */
static const struct {
	const char *dialect, *who;
} stops[] = {
	{ "deepspeed", "DeepSpeed" },
	{ "docker_compose", "Compose" },
	{ "hydra", "OmegaConf" },
	{ "llm_foundry", "OmegaConf" },
	{ "nemo", "OmegaConf" },
	{ "nemo_rl", "OmegaConf" },
	{ "torchtune", "OmegaConf" },
	{ "verl", "OmegaConf" },
};

static const char *
who_stops(struct gpulint_pass *pass)
{
	for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++)
		if (strcmp(gpulint_dialect(pass), stops[i].dialect) == 0)
			return stops[i].who;
	return NULL;
}

static void
report(struct gpulint_pass *pass, const struct gpulint_node *key,
    const struct gpulint_node *earlier, bool agrees)
{
	const char *who = who_stops(pass);
	struct gpulint_finding *finding;

	if (who != NULL) {
		finding = gpulint_report_at(pass, key,
		    "%s is set on line %u already, at which %s stops",
		    gpulint_scalar(key), gpulint_line(pass, earlier), who);
		gpulint_help(finding, "keep one");
	} else {
		finding = gpulint_report_at(pass, key,
		    "%s is set on line %u already%s", gpulint_scalar(key),
		    gpulint_line(pass, earlier),
		    agrees ? ", to the same value" : "");
		gpulint_lower(finding, agrees ? GPULINT_NOTE : GPULINT_WARNING);
		gpulint_help(finding,
		    "keep one: most loaders take the last, some stop");
	}
	gpulint_related_at(finding, earlier, "first set here");
	/* The last is in force where anything is. */
	gpulint_drop(gpulint_fix(finding, who == NULL, "remove the first"),
	    earlier);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *key, *earlier = NULL;

	for (size_t i = 0;
	     i < MOST && (key = gpulint_duplicate(pass, i, &earlier)) != NULL;
	     i++)
		report(pass, key, earlier, gpulint_duplicate_agrees(pass, i));
}

const struct gpulint_check duplicate_key = {
	.id = "duplicate-key",
	.scope = GPULINT_FILE,
	.run = run,
};
