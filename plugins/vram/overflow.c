/* overflow: the job needs more memory than one GPU has. */

#include "vram.h"

#include <math.h>
#include <string.h>

/* vLLM stops over its cache before anything overflows: as long as there is
 * room for some cache, vram/kv-cache-too-small is the one to speak.  SGLang's
 * cache takes what the share has, whatever else there is. */
static bool
leaves_a_cache(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	return gpulint_figure(pass, "kv_tokens") > 0 &&
	       (gpulint_is(engine, "vllm") ||
		   (gpulint_is(engine, "sglang") &&
		       gpulint_term(pass, "buffers") <= 0));
}

/* Since when a share of all of the card is refused at start, where some of it
 * always is in use: "less than desired GPU memory utilization"
 * (vllm-project/vllm issue 20305). */
static const char *const refuses_all = "0.9.1";

/* Releases of vLLM that run with less beside the share. */
static bool
is_older(struct gpulint_pass *pass, double part)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") &&
	       *version == '0' &&
	       gpulint_version_compare(version,
		   part == 1 ? refuses_all : "0.8") < 0;
}

/* Where a sequence lacks some of vLLM's cache, a buffer, the estimate is of a
 * card that has it. */
static bool
lacks_cache(struct gpulint_pass *pass)
{
	return gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") &&
	       gpulint_term(pass, "buffers") > 0;
}

/* CUDA graphs and the context lie beside the share that vLLM fills, and the
 * sampler's warm-up, which came with its V1 engine, needs again what the profile
 * run was left: "out of memory occurred when warming up sampler"
 * (vllm-project/vllm issues 15105, 19445).  Beside SGLang's lies a pass, too
 * (sgl-project/sglang docs/advanced_features/hyperparameter_tuning.md). */
static void
report_share(struct gpulint_pass *pass, double usable)
{
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));
	double part = gpulint_number(share);
	/* what the longest sequence lacks of the cache is counted as a buffer */
	double beside = gpulint_expected(pass) - gpulint_term(pass, "buffers") -
			part * usable;
	double most = floor(100 * (usable - beside) / usable) / 100;
	/* without graphs releases before 0.8 run so, and nobody says which it
	 * is */
	bool may_be_older =
	    *version == '\0' &&
	    gpulint_number(gpulint_fact(pass, "serve.eager")) != 0;
	struct gpulint_finding *finding;

	if (!gpulint_stated(share) || part > 1 || most < 0.5 ||
	    beside <= (1 - part) * usable || is_older(pass, part) ||
	    lacks_cache(pass))
		return;
	finding = gpulint_report(pass, share,
	    "%.0f%% of one %s leave %s, and what lies beside them takes %s",
	    100 * part, vram_card(pass),
	    gpulint_size(pass, (1 - part) * usable),
	    gpulint_size(pass, beside));
	gpulint_lower(finding,
	    beside > 1.25 * (1 - part) * usable && !may_be_older
		? GPULINT_WARNING
		: GPULINT_NOTE);
	gpulint_related_terms(finding);
	gpulint_help(finding, "take %.0f%% at most", 100 * most);
	gpulint_set(gpulint_fix(finding, false, "set it to %.2f", most),
	    "serve.memory_fraction", gpulint_format(pass, "%.2f", most));
}

/* What the estimate took for granted, because this file does not say it. */
enum assumption { NOTHING, SINGLE_GPU, ONE_NODE, FULL_COPIES };

/* NeMo's and Lightning's files name a node's GPUs, and the nodes come with the
 * start (trainer.num_nodes on the command line, the launcher). */
static bool
is_left_to_the_start(struct gpulint_pass *pass)
{
	static const char *const counts[] = { "parallel.nodes", "target.gpus",
		"target.nodes" };

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		if (gpulint_known(gpulint_fact(pass, counts[i])))
			return false;
	return strcmp(gpulint_dialect(pass), "nemo") == 0 ||
	       strcmp(gpulint_dialect(pass), "lightning_cli") == 0;
}

/* More nodes take a share of what every replica would else hold whole. */
static bool
is_sharded(struct gpulint_pass *pass)
{
	const struct gpulint_fact *kind =
	    gpulint_fact(pass, "parallel.sharding");

	return gpulint_known(kind) && !gpulint_is(kind, "none") &&
	       !gpulint_is(kind, "ddp");
}

/* Weights that stay packed as they were published are held whole by every
 * process: neither ZeRO 3 nor FSDP takes them (hiyouga/LLaMA-Factory
 * src/llamafactory/model/model_utils/quantization.py). */
static bool
is_packed_for_good(struct gpulint_pass *pass)
{
	static const char *const methods[] = { "gptq", "awq", "aqlm", "eetq",
		"bnb-int8" };
	const struct gpulint_fact *method = gpulint_fact(pass, "quant.method");

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (gpulint_is(method, methods[i]))
			return true;
	return false;
}

/* These share a model out by settings of their own, whatever starts them. */
static bool
shares_out_itself(struct gpulint_pass *pass)
{
	static const char *const names[] = { "megatron", "nemo", "nanotron",
		"gpt-neox", "torchtitan", "torchtune", "litgpt", "llm-foundry",
		"olmo" };
	const struct gpulint_fact *name = gpulint_fact(pass, "framework.name");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (gpulint_is(name, names[i]))
			return true;
	return false;
}

/* Whose own file names the file that shares a model out; what starts them makes
 * copies of it (hiyouga/LLaMA-Factory src/llamafactory/launcher.py, axolotl-ai-
 * cloud/axolotl src/axolotl/cli/utils/train.py).  LLaMA-Factory's examples start
 * packed bases with a file of accelerate's (examples/extras/fsdp_qlora), and
 * Megatron's degrees come with settings of its own (examples/megatron). */
static bool
names_its_sharding(struct gpulint_pass *pass)
{
	const struct gpulint_fact *name = gpulint_fact(pass, "framework.name");

	return (gpulint_is(name, "axolotl") ||
		   gpulint_is(name, "llamafactory")) &&
	       !gpulint_known(gpulint_fact(pass, "quant.method")) &&
	       !gpulint_known(gpulint_fact(pass, "parallel.tensor"));
}

/* A launcher's own file may spread a training job over more GPUs than this
 * file knows of, or share the model out between them. */
static enum assumption
assumption(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpus = gpulint_fact(pass, "parallel.gpus");

	if (strcmp(gpulint_kind(pass), "train") != 0)
		return NOTHING;
	if (!gpulint_known(gpus))
		return SINGLE_GPU;
	if (is_sharded(pass) && is_left_to_the_start(pass))
		return ONE_NODE;
	if (gpulint_number(gpus) > 1 && !is_packed_for_good(pass) &&
	    !shares_out_itself(pass) &&
	    !gpulint_known(gpulint_fact(pass, "parallel.sharding")))
		return FULL_COPIES;
	return NOTHING;
}

/* GPT-NeoX merges several files, and OmegaConf's defaults are files below this
 * one: what one of them lacks another may say, sharding and GPUs too. */
static bool
is_part(struct gpulint_pass *pass)
{
	if (strcmp(gpulint_dialect(pass), "gpt_neox") == 0)
		return !gpulint_known(gpulint_fact(pass, "train.micro_batch"));
	return gpulint_get(gpulint_root(pass), "defaults") != NULL &&
	       !gpulint_known(gpulint_fact(pass, "parallel.gpus"));
}

/* How long the samples of NeMo RL, verl and OpenRLHF's PPO are is not in their
 * files, and their own recipes run where estimates from the caps overflow: what
 * no length changes has to be too much. */
static bool
leaves_lengths_open(struct gpulint_pass *pass)
{
	if (gpulint_is(gpulint_fact(pass, "framework.name"), "openrlhf"))
		return gpulint_is(gpulint_fact(pass, "train.stage"), "ppo");
	return strcmp(gpulint_dialect(pass), "nemo_rl") == 0 ||
	       gpulint_is(gpulint_fact(pass, "framework.name"), "verl");
}

static bool
has_loose_lengths(struct gpulint_pass *pass, double usable)
{
	static const char *const fixed[] = { "weights", "master_weights",
		"gradients", "optimizer" };
	double sum = 0;

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		sum += gpulint_term(pass, fixed[i]);
	return leaves_lengths_open(pass) && sum <= usable;
}

/* On Windows the driver goes on in the host's RAM, of which it gives half,
 * many times slower (os/spills-into-ram). */
static bool
is_spilled(struct gpulint_pass *pass, double usable)
{
	const struct gpulint_fact *ram = gpulint_fact(pass, "target.ram");

	return gpulint_is(gpulint_fact(pass, "target.os"), "windows") &&
	       gpulint_known(ram) &&
	       gpulint_low(pass) <= usable + gpulint_number(ram) / 2;
}

/* What is left of the low end where more replicas than were assumed share the
 * states of the optimizer, or more GPUs the whole model. */
static double
least(struct gpulint_pass *pass, enum assumption assumed)
{
	double gpus = gpulint_number(gpulint_fact(pass, "parallel.gpus"));
	double low = gpulint_low(pass);
	/* what an engine beside the trainer keeps for itself is not shared */
	double kept = gpulint_term(pass, "kv_cache");

	if (assumed == FULL_COPIES)
		return kept + (low - kept) / gpus;
	if (assumed == ONE_NODE &&
	    gpulint_is(gpulint_fact(pass, "parallel.sharding"), "distopt"))
		return low - gpulint_term(pass, "master_weights") -
		       gpulint_term(pass, "optimizer");
	return low;
}

/* An assumption is no ground for an error, nor for a warning where the copies
 * shared out would fit and a launcher's file may well do it; where they would
 * not, offload may still. */
static void
weigh(struct gpulint_finding *finding, struct gpulint_pass *pass, double usable,
    enum assumption assumed)
{
	double low = gpulint_low(pass), shared = least(pass, assumed);

	if ((shared < low && shared <= usable && !names_its_sharding(pass)) ||
	    has_loose_lengths(pass, usable) || is_part(pass))
		gpulint_lower(finding, GPULINT_NOTE);
	else if (low <= usable || is_spilled(pass, usable) ||
		 assumed != NOTHING)
		gpulint_lower(finding, GPULINT_WARNING);
}

/* Where the GPUs are known from another file, and how sure that is. */
static const char *
neighbour(struct gpulint_pass *pass, bool *sure)
{
	static const char *const facts[] = { "target.gpu", "parallel.gpus" };

	*sure = true;
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		const struct gpulint_fact *fact = gpulint_fact(pass, facts[i]);

		if (gpulint_neighbour_of(fact) == GPULINT_NO_NEIGHBOUR)
			continue;
		*sure = gpulint_neighbour_of(fact) == GPULINT_LAUNCHER;
		return gpulint_origin(pass, fact);
	}
	return NULL;
}

/* "needs 24.1 GiB of GPU memory (22 GiB to 26 GiB)".  Where nobody says how
 * large a batch is, the estimate is the least that any batch needs; where the
 * tokenizer decides the vocabulary, the least without embedding and head. */
static const char *
need(struct gpulint_pass *pass)
{
	const char *expected = gpulint_size(pass, gpulint_expected(pass));
	double share = gpulint_figure(pass, "share");

	if (gpulint_high(pass) <= gpulint_low(pass) &&
	    gpulint_unknown_fact(gpulint_fact(pass, "model.vocab")))
		return gpulint_format(pass,
		    "needs %s of GPU memory without its vocabulary", expected);
	if (gpulint_high(pass) <= gpulint_low(pass))
		return gpulint_format(pass,
		    "needs %s of GPU memory before the first batch", expected);
	if (share > 0 && share < 1)
		return gpulint_format(pass,
		    "needs a GPU of %s (%s to %s), to take %.0f%% of it",
		    expected, gpulint_size(pass, gpulint_low(pass)),
		    gpulint_size(pass, gpulint_high(pass)), 100 * share);
	return gpulint_format(pass, "needs %s of GPU memory (%s to %s)",
	    expected, gpulint_size(pass, gpulint_low(pass)),
	    gpulint_size(pass, gpulint_high(pass)));
}

/* Who shares the model out, and how, stands elsewhere: too much however that
 * is done, for rows are a GPU's own.  Not by a cap on rows that nobody wrote: they may be far shorter. */
static bool
report_spread(struct gpulint_pass *pass, double usable)
{
	double spread = gpulint_figure(pass, "spread");
	bool estimated = gpulint_estimated(pass);
	struct gpulint_finding *finding;

	if (spread <= usable || is_part(pass) || leaves_lengths_open(pass) ||
	    !gpulint_stated(gpulint_fact(pass, "train.seq_len")))
		return false;
	finding = gpulint_report(pass,
	    estimated ? vram_culprit(pass, usable) : vram_rows(pass),
	    "needs %s of GPU memory however the model is shared out; one %s "
	    "offers %s",
	    gpulint_size(pass, spread), vram_card(pass),
	    gpulint_size(pass, usable));
	gpulint_lower(finding, GPULINT_WARNING);
	if (!estimated) {
		gpulint_help(finding, "take fewer or shorter rows, with "
				      "checkpointing and a fused loss");
		return true;
	}
	gpulint_related_terms(finding);
	gpulint_help(finding, "%s", gpulint_remedy(pass, usable));
	gpulint_fix_to_fit(finding, usable);
	return true;
}

static void
run(struct gpulint_pass *pass)
{
	static const char *const lead_in[] = { "", "on a single GPU ",
		"on a single node ", "unless its launcher shards the model, " };
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");
	double usable = gpulint_number(vram);
	enum assumption assumed = assumption(pass);
	bool sure;
	const char *who = neighbour(pass, &sure);
	struct gpulint_finding *finding;

	if (!gpulint_known(vram))
		return;
	if (!gpulint_estimated(pass)) {
		if (report_spread(pass, usable))
			return;
		gpulint_unknown(pass, "%s", gpulint_estimate_reason(pass));
		return;
	}
	if (vram_left_in_ram(pass, usable))
		return;
	if (gpulint_expected(pass) <= usable)
		return;
	if (gpulint_is(gpulint_fact(pass, "model.family"), "diffusion"))
		gpulint_sourced(pass, "models",
		    gpulint_text(gpulint_fact(pass, "model.id")), "params");
	if (leaves_a_cache(pass)) {
		report_share(pass, usable);
		return;
	}
	if (assumed == FULL_COPIES && report_spread(pass, usable))
		return;
	finding = gpulint_report(pass, vram_culprit(pass, usable),
	    "%s%s; one %s offers %s%s%s%s", lead_in[assumed], need(pass),
	    vram_card(pass), gpulint_size(pass, usable),
	    who == NULL ? "" : " (by ", who == NULL ? "" : who,
	    who == NULL ? "" : ")");
	weigh(finding, pass, usable, assumed);
	if (!sure)
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_terms(finding);
	gpulint_help(finding, "%s", gpulint_remedy(pass, usable));
	gpulint_fix_to_fit(finding, usable);
}

const struct gpulint_check overflow = {
	.id = "overflow",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
