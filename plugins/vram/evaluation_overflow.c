/* evaluation-overflow: training fits, and its evaluation does not. */

#include "vram.h"

#include <stdlib.h>
#include <string.h>

/* huggingface/transformers src/transformers/training_args.py */
static const double trainer_default = 8;
static const char key[] = "per_device_eval_batch_size";

static bool
evaluates(const struct gpulint_node *root)
{
	const struct gpulint_node *when = gpulint_get(root, "eval_strategy");

	if (when == NULL)
		when = gpulint_get(root, "evaluation_strategy");
	return when != NULL && strcmp(gpulint_scalar(when), "no") != 0 &&
	       strcmp(gpulint_scalar(when), "false") != 0;
}

/* What stays through an evaluation: no gradients, no activations kept. */
static double
resident(struct gpulint_pass *pass)
{
	static const char *const terms[] = { "weights", "master_weights",
		"optimizer", "adapters", "context" };
	double sum = 0;

	for (size_t i = 0; i < sizeof(terms) / sizeof(*terms); i++)
		sum += gpulint_term(pass, terms[i]);
	return sum;
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *node = gpulint_get(root, key);
	const struct gpulint_fact *micro =
	    gpulint_fact(pass, "train.micro_batch");
	const struct gpulint_fact *kind = gpulint_fact(pass, "train.seq_kind");
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double length = gpulint_number(gpulint_fact(pass, "train.seq_len"));
	double vocab = gpulint_number(gpulint_fact(pass, "model.vocab"));
	double rows =
	    node != NULL ? strtod(gpulint_scalar(node), NULL) : trainer_default;
	/* in 16 bits, once more in 32 for the loss, and their log-softmax
	 * (huggingface/transformers src/transformers/loss/loss_utils.py) */
	double logits = rows * length * vocab * (2 + 4 + 4);
	struct gpulint_finding *finding;
	struct gpulint_fix *fix;

	if (strcmp(gpulint_kind(pass), "train") != 0 || usable <= 0 ||
	    !gpulint_estimated(pass) || !evaluates(root) ||
	    gpulint_is(gpulint_fact(pass, "train.loss"), "fused") ||
	    (strcmp(gpulint_dialect(pass), "hf_trl") != 0 &&
		strcmp(gpulint_dialect(pass), "llamafactory") != 0) ||
	    rows <= gpulint_number(micro) || gpulint_expected(pass) > usable ||
	    resident(pass) + logits <= usable)
		return;
	finding = gpulint_report_at(pass,
	    node != NULL ? node : gpulint_node_of(micro),
	    "an evaluation of %.0f rows%s has logits of %s beside %s; one %s "
	    "offers %s",
	    rows, node == NULL ? ", the default," : "",
	    gpulint_size(pass, logits), gpulint_size(pass, resident(pass)),
	    gpulint_text(gpulint_fact(pass, "target.gpu")),
	    gpulint_size(pass, usable));
	if (!gpulint_is(kind, "packed") && !gpulint_is(kind, "padded") &&
	    resident(pass) + logits / 2 <= usable)
		gpulint_lower(finding, GPULINT_NOTE); /* rows may be short */
	gpulint_help(finding, "set %s to %.0f", key, gpulint_number(micro));
	fix = gpulint_fix(finding, true, "set %s to %.0f", key,
	    gpulint_number(micro));
	if (node != NULL)
		gpulint_replace(fix, node,
		    gpulint_format(pass, "%.0f", gpulint_number(micro)));
	else
		gpulint_insert_after(fix, gpulint_key_of(micro), key,
		    gpulint_format(pass, "%.0f", gpulint_number(micro)));
}

const struct gpulint_check evaluation_overflow = {
	.id = "evaluation-overflow",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
