/* hidden-states: the output of every block is kept and returned. */

#include "vram.h"

#include <string.h>

static const struct gpulint_node *
asked(const struct gpulint_node *root)
{
	static const char *const paths[] = { "output_hidden_states",
		"model_kwargs.output_hidden_states",
		"model_init_kwargs.output_hidden_states",
		"model.output_hidden_states" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		const struct gpulint_node *node = gpulint_path(root, paths[i]);

		if (node != NULL)
			return node;
	}
	return NULL;
}

/* One for the embedding and one a block (huggingface/transformers
 * src/transformers/modeling_outputs.py). */
static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *node = asked(gpulint_root(pass));
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double rows = gpulint_number(gpulint_fact(pass, "train.micro_batch"));
	double layers = gpulint_number(gpulint_fact(pass, "model.layers"));
	double bytes = (layers + 1) * rows *
		       gpulint_number(gpulint_fact(pass, "train.seq_len")) *
		       gpulint_number(gpulint_fact(pass, "model.hidden")) * 2;
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 ||
	    !gpulint_truth(pass, node) || bytes <= 0 ||
	    !gpulint_estimated(pass))
		return;
	finding = gpulint_report_at(pass, node,
	    "%s more are kept: the output of each of %.0f blocks",
	    gpulint_size(pass, bytes), layers);
	if (usable <= 0 || gpulint_expected(pass) + bytes <= usable ||
	    gpulint_expected(pass) > usable)
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_help(finding, "leave it out, unless the loss needs them");
	gpulint_replace(gpulint_fix(finding, false, "set it to false"), node,
	    "false");
}

const struct gpulint_check hidden_states = {
	.id = "hidden-states",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
