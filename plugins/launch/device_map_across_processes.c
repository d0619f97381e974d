/* device-map-across-processes: each process would spread its own model. */

#include "conflict.h"
#include "launch.h"

/* A command that starts several processes, each of which is told to spread
 * the model (huggingface/accelerate src/accelerate/accelerator.py,
 * prepare_model).  What the file says in keys, the tables judge. */
static void
judge_command(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpus = gpulint_fact(pass, "parallel.gpus");
	struct setting map;
	struct gpulint_finding *finding;

	setting_find(pass, "$device-map", &map);
	if (map.node == NULL || map.node != gpulint_node_of(gpus) ||
	    gpulint_number(gpus) < 2 ||
	    !is_one_of(map.word, "auto|balanced|balanced_low_0|sequential", 39))
		return;
	finding = gpulint_report_at(pass, map.node,
	    "each of %.0f processes would spread its own copy over all GPUs",
	    gpulint_number(gpus));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "remove --device_map, or start one process");
}

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "device-map-across-processes");
	judge_command(pass);
}

const struct gpulint_check device_map_across_processes = {
	.id = "device-map-across-processes",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
