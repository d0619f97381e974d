/* evaluation-overflow: training fits, and its evaluation does not. */

#include "vram.h"

#include <stdlib.h>
#include <string.h>

/* Who evaluates how many rows at once, and what shows that it does. */
struct trainer {
	const char *dialect;
	const char *key;
	double rows; /* unless the key says; 0: those of training */
	const char *when[4]; /* keys, one of which is on */
};

/* huggingface/transformers src/transformers/training_args.py,
 * axolotl-ai-cloud/axolotl src/axolotl/utils/config/__init__.py, modelscope/
 * ms-swift swift/trainers/arguments.py */
static const struct trainer trainers[] = {
	{ "hf_trl", "per_device_eval_batch_size", 8,
	    { "eval_strategy", "evaluation_strategy" } },
	{ "llamafactory", "per_device_eval_batch_size", 8,
	    { "eval_strategy", "evaluation_strategy" } },
	{ "ms_swift", "per_device_eval_batch_size", 0,
	    { "eval_strategy", "val_dataset", "split_dataset_ratio" } },
	{ "axolotl", "eval_batch_size", 0,
	    { "test_datasets", "val_set_size" } },
};

static const struct trainer *
trainer_of(struct gpulint_pass *pass)
{
	for (size_t i = 0; i < sizeof(trainers) / sizeof(*trainers); i++)
		if (strcmp(gpulint_dialect(pass), trainers[i].dialect) == 0)
			return &trainers[i];
	return NULL;
}

static bool
is_on(const struct gpulint_node *node)
{
	const char *text = gpulint_scalar(node);

	return text == NULL ||
	       (*text != '\0' && strcmp(text, "no") != 0 &&
		   strcmp(text, "false") != 0 && strcmp(text, "null") != 0 &&
		   strspn(text, "0.") < strlen(text));
}

static bool
evaluates(const struct gpulint_node *root, const struct trainer *trainer)
{
	for (size_t i = 0; i < 4 && trainer->when[i] != NULL; i++) {
		const struct gpulint_node *when =
		    gpulint_get(root, trainer->when[i]);

		if (when != NULL)
			return is_on(when);
	}
	return false;
}

static void
run(struct gpulint_pass *pass)
{
	const struct trainer *trainer = trainer_of(pass);
	const struct gpulint_node *root = gpulint_root(pass);
	const struct gpulint_node *node =
	    trainer != NULL ? gpulint_get(root, trainer->key) : NULL;
	const struct gpulint_fact *micro =
	    gpulint_fact(pass, "train.micro_batch");
	const struct gpulint_fact *kind = gpulint_fact(pass, "train.seq_kind");
	double usable = gpulint_number(gpulint_fact(pass, "target.vram"));
	double length = gpulint_number(gpulint_fact(pass, "train.seq_len"));
	double vocab = gpulint_number(gpulint_fact(pass, "model.vocab"));
	double rows = node != NULL      ? strtod(gpulint_scalar(node), NULL)
		      : trainer != NULL ? trainer->rows
					: 0;
	/* in 16 bits, once more in 32 for the loss, and their log-softmax
	 * (huggingface/transformers src/transformers/loss/loss_utils.py) */
	double logits = rows * length * vocab * (2 + 4 + 4);
	struct gpulint_finding *finding;
	struct gpulint_fix *fix;

	if (strcmp(gpulint_kind(pass), "train") != 0 || usable <= 0 ||
	    !gpulint_estimated(pass) || trainer == NULL ||
	    !evaluates(root, trainer) ||
	    gpulint_is(gpulint_fact(pass, "train.loss"), "fused") ||
	    rows <= gpulint_number(micro) || gpulint_expected(pass) > usable ||
	    vram_resident(pass) + logits <= usable)
		return;
	finding = gpulint_report_at(pass,
	    node != NULL ? node : gpulint_node_of(micro),
	    "an evaluation of %.0f rows%s has logits of %s beside %s; one %s "
	    "offers %s",
	    rows, node == NULL ? ", the default," : "",
	    gpulint_size(pass, logits), gpulint_size(pass, vram_resident(pass)),
	    vram_card(pass), gpulint_size(pass, usable));
	if (!gpulint_is(kind, "packed") && !gpulint_is(kind, "padded") &&
	    vram_resident(pass) + logits / 2 <= usable)
		gpulint_lower(finding, GPULINT_NOTE); /* rows may be short */
	gpulint_help(finding, "set %s to %.0f", trainer->key,
	    gpulint_number(micro));
	fix = gpulint_fix(finding, true, "set %s to %.0f", trainer->key,
	    gpulint_number(micro));
	if (node != NULL)
		gpulint_replace(fix, node,
		    gpulint_format(pass, "%.0f", gpulint_number(micro)));
	else
		gpulint_insert_after(fix, gpulint_key_of(micro), trainer->key,
		    gpulint_format(pass, "%.0f", gpulint_number(micro)));
}

const struct gpulint_check evaluation_overflow = {
	.id = "evaluation-overflow",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
