/* eager-attention: scores of all pairs of tokens are kept. */

#include "vram.h"

#include <string.h>

/* Scores and probabilities of one block: rows x heads x length squared, 2
 * bytes each in 16 bits, and 4 while the softmax is taken (huggingface/
 * transformers src/transformers/models/llama/modeling_llama.py,
 * eager_attention_forward). */
static double
scores(struct gpulint_pass *pass)
{
	double length = gpulint_number(gpulint_fact(pass, "train.seq_len"));

	return gpulint_number(gpulint_fact(pass, "train.micro_batch")) *
	       gpulint_number(gpulint_fact(pass, "model.heads")) * length *
	       length * (2 + 4);
}

/* What a twentieth of is worth a note: the GPU, where it is known.  What else
 * the job takes changes with every edit, and is no measure of this. */
static double
whole(struct gpulint_pass *pass)
{
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");

	return gpulint_known(vram) ? gpulint_number(vram)
				   : gpulint_expected(pass);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *attention =
	    gpulint_fact(pass, "train.attention");
	const struct gpulint_fact *length = gpulint_fact(pass, "train.seq_len");
	double block = scores(pass);
	struct gpulint_finding *finding;

	if (strcmp(gpulint_kind(pass), "train") != 0 ||
	    !gpulint_is(attention, "eager") || !gpulint_stated(attention) ||
	    !gpulint_estimated(pass) || block < whole(pass) / 20)
		return;
	finding = gpulint_report(pass, attention,
	    "the scores of one block are %s: they grow with the square of "
	    "%.0f tokens",
	    gpulint_size(pass, block), gpulint_number(length));
	gpulint_related(finding, length, "%.0f tokens a row",
	    gpulint_number(length));
	gpulint_help(finding,
	    "use sdpa, which gives the same result without keeping them");
	if (strcmp(gpulint_written(pass, attention), "true") == 0)
		gpulint_rewrite(gpulint_fix(finding, true, "use sdpa"),
		    attention, "false");
	else
		gpulint_set(gpulint_fix(finding, true, "use sdpa"),
		    "train.attention", "sdpa");
}

const struct gpulint_check eager_attention = {
	.id = "eager-attention",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
