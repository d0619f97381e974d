/* What one framework, or one age of it, holds and another does not. */

#include "estimate_of.h"

#define LLAMA                                                                  \
	"model.id", "meta-llama/Llama-3.1-8B", "train.micro_batch", "1",       \
	    "train.seq_kind", "packed", "train.attention", "flash2",           \
	    "train.checkpointing", "full"
#define LONG LLAMA, "train.seq_len", "65536"
#define QLORA                                                                  \
	"train.method", "lora", "train.lora.rank", "16", "train.lora.targets", \
	    "all-linear", "train.optimizer", "adamw-8bit", "load.dtype",       \
	    "bf16", "train.precision", "amp-bf16", "quant.method", "bnb-nf4"
#define MPT                                                                    \
	"model.family", "mpt", "model.layers", "32", "model.hidden", "4096",   \
	    "model.heads", "32", "model.vocab", "50368", "train.micro_batch",  \
	    "2", "train.seq_len", "2048", "train.seq_kind", "packed",          \
	    "train.attention", "flash2", "train.method", "full",               \
	    "train.optimizer", "adamw", "load.dtype", "fp32",                  \
	    "train.precision", "amp-bf16", "parallel.gpus", "8",               \
	    "parallel.sharding", "fsdp"
#define BERT                                                                   \
	"model.id", "google-bert/bert-large-uncased", "model.head",            \
	    "classification", "train.micro_batch", "4", "train.seq_len",       \
	    "512", "train.method", "full", "train.optimizer", "adamw",         \
	    "load.dtype", "fp32", "train.precision", "fp32",                   \
	    "train.attention", "eager", "framework.name", "transformers"

static const double MEBI = 1048576;
static const double parameters = 8030261248;

/* Inputs of 32 blocks, 2 bytes x 4096 for each of 65536 tokens: 16 GiB. */
static void
leaves_unsloths_inputs_on_the_host(void **state)
{
	struct estimate e = TRAIN(*state, LONG, QLORA, "framework.name",
			    "unsloth", "train.loss", "fused"),
			there = TRAIN(*state, LONG, QLORA, "framework.name",
			    "unsloth", "train.loss", "fused",
			    "train.offload.activations", "none"),
			before = TRAIN(*state, LONG, QLORA, "framework.name",
			    "unsloth", "framework.version", "2024-03",
			    "train.loss", "fused");
	double inputs = 32 * 2 * 4096 * 65536.0;

	is_near(term_sum(&there, TERM_ACTIVATIONS) -
		    term_sum(&e, TERM_ACTIVATIONS),
	    inputs, 1);
	is_near(term_sum(&before, TERM_ACTIVATIONS),
	    term_sum(&there, TERM_ACTIVATIONS), 0.001);
}

static void
fuses_unsloths_loss(void **state)
{
	struct estimate e = TRAIN(*state, LONG, QLORA, "framework.name",
			    "unsloth"),
			fused = TRAIN(*state, LONG, QLORA, "framework.name",
			    "unsloth", "train.loss", "fused"),
			before = TRAIN(*state, LONG, QLORA, "framework.name",
			    "unsloth", "framework.version", "2024-06");

	is_near(e.expected, fused.expected, 0.001);
	assert_true(before.expected > e.expected + 10e9);
}

/* Its segments grow since March 2024: less lies free between tensors. */
static void
grows_unsloths_segments(void **state)
{
	struct estimate e = TRAIN(*state, LONG, QLORA, "framework.name",
			    "unsloth", "train.loss", "fused"),
			before = TRAIN(*state, LONG, QLORA, "framework.name",
			    "unsloth", "framework.version", "2024-02",
			    "train.loss", "fused", "train.offload.activations",
			    "cpu");

	is_near(e.allocated, before.allocated, 0.001);
	assert_true(before.reserved > 1.05 * e.reserved);
}

/* 16 bit logits and the fp32 copy that accelerate returns: 6 bytes. */
static void
copies_unsloths_logits(void **state)
{
#define WIDE                                                                   \
	"model.id", "google/gemma-2b", "load.dtype", "bf16",                   \
	    "train.micro_batch", "4", "train.seq_len", "256",                  \
	    "train.seq_kind", "padded", "train.method", "lora",                \
	    "train.checkpointing", "full", "train.loss", "plain"
	double logits = 4 * 256 * 256000.0;
	struct estimate amp = TRAIN(*state, WIDE, "framework.name", "unsloth",
	    "train.precision", "amp-bf16");
	struct estimate low = TRAIN(*state, WIDE, "framework.name", "unsloth",
	    "train.precision", "bf16");

	is_near(term_sum(&amp, TERM_LOGITS), 6 * logits, 0.001);
	is_near(term_sum(&low, TERM_LOGITS), 2 * logits, 0.001);
}

/* With the inputs on the host nothing takes the places of what a block's forward
 * pass dropped, and the logits do not fit there: three branches, the residual
 * and two norms' outputs, queries, keys and values, and what attention returns.
 */
static void
keeps_what_unsloths_blocks_drop(void **state)
{
#define UNSLOTH(n)                                                             \
	TRAIN(*state, "model.id", "meta-llama/Llama-3.1-8B", "load.dtype",     \
	    "bf16", "train.micro_batch", (n), "train.seq_len", "512",          \
	    "train.seq_kind", "padded", "train.method", "lora",                \
	    "train.checkpointing", "full", "train.loss", "plain",              \
	    "train.precision", "amp-bf16", "framework.name", "unsloth")
	struct estimate four = UNSLOTH("4"), eight = UNSLOTH("8");

	is_near(term_sum(&eight, TERM_FRAGMENTATION) -
		    term_sum(&four, TERM_FRAGMENTATION),
	    2 * 4 * 512 * (3 * 14336 + 3 * 4096 + 2 * (4096 + 1024.0)), 0.1);
}

/* A loop of its own keeps what the model returned: fp32 before 4.46. */
static void
holds_what_a_model_returned(void **state)
{
	double logits = 4 * 256 * 256000.0;
	struct estimate now = TRAIN(*state, WIDE, "train.precision", "bf16");
	struct estimate before = TRAIN(*state, WIDE, "train.precision", "bf16",
	    "framework.version", "2024-03");

	is_near(term_sum(&now, TERM_LOGITS), 14 * logits, 0.001);
	is_near(term_sum(&before, TERM_LOGITS), 16 * logits, 0.001);
}

/* Two bytes of the head's and the gradient's each; no norm in fp32. */
static void
keeps_mpt_in_sixteen_bits(void **state)
{
	struct estimate e = TRAIN(*state, MPT, "framework.name", "llm-foundry"),
			plain = TRAIN(*state, MPT, "framework.name",
			    "llm-foundry", "train.loss", "plain");
	double tokens = 2 * 2048;
	/* two norms' inputs 4, what q, k, v and up read 4, q, k, v and the
	 * output 8, up's output 8, what down reads 8; and a sum for each head
	 */
	double block = 32 * 4096 + 4 * 32;
	double working = term_sum(&e, TERM_ACTIVATIONS) - 32 * tokens * block;

	assert_true(working >= 0 && working < 1e9);
	is_near(term_sum(&e, TERM_LOGITS), working > 0 ? 0 : tokens * 50368 * 4,
	    1);
	assert_true(plain.expected > e.expected + 1e9);
}

/* 1,050,673,152 parameters in embedding and head, 266,240 in norms. */
static void
prepares_no_sharded_weights(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, "train.seq_len", "2048", QLORA,
			    "framework.name", "trl"),
			sharded = TRAIN(*state, LLAMA, "train.seq_len", "2048",
			    QLORA, "framework.name", "trl", "parallel.gpus",
			    "2", "parallel.sharding", "fsdp");
	double matrices = 32 * 218103808.0 * 0.5625;
	double ends = 8030261248 - 32 * 218103808.0;

	is_near(term_sum(&e, TERM_WEIGHTS), matrices + 4 * ends, 1);
	is_near(term_sum(&sharded, TERM_WEIGHTS), (matrices + 2 * ends) / 2, 1);
}

/* All kernels in the context, gradients that stay, one step at a time. */
static void
remembers_torch_before_two(void **state)
{
	struct estimate now = TRAIN(*state, BERT),
			old =
			    TRAIN(*state, BERT, "framework.version", "2022-07");

	assert_string_equal(now.phase, old.phase);
	assert_true(term_sum(&old, TERM_CONTEXT) >
		    term_sum(&now, TERM_CONTEXT) + 800 * MEBI);
	assert_true(term_sum(&now, TERM_GRADIENTS) == 0);
	is_near(term_sum(&old, TERM_GRADIENTS), 4 * 335.1e6, 1e7);
	assert_true(old.high - old.expected < now.high - now.expected);
}

/* 128,256 x 4,096 of them: eight bytes, not two and a scale each. */
static void
keeps_wide_states_of_embeddings(void **state)
{
#define EIGHT                                                                  \
	LLAMA, "train.seq_len", "512", "train.method", "full",                 \
	    "train.optimizer", "adamw-8bit", "load.dtype", "bf16",             \
	    "framework.name", "axolotl"
	struct estimate e = TRAIN(*state, EIGHT),
			before = TRAIN(*state, EIGHT, "framework.version",
			    "2025-03");
	double narrow = 2 * (1 + 4 / 256.0);

	is_near(term_sum(&before, TERM_OPTIMIZER), narrow * 8030261248, 1);
	is_near(term_sum(&e, TERM_OPTIMIZER),
	    term_sum(&before, TERM_OPTIMIZER) + (8 - narrow) * 128256 * 4096.0,
	    1);
}

/* Lengths that differ leave segments behind, as far as the card has room. */
static void
leaves_segments_where_lengths_differ(void **state)
{
#define ROWS                                                                   \
	"model.id", "meta-llama/Llama-3.1-8B", "train.micro_batch", "1",       \
	    "train.seq_len", "8192", "train.attention", "flash2",              \
	    "train.checkpointing", "full", "framework.name", "transformers",   \
	    QLORA
	struct estimate same = TRAIN(*state, ROWS, "train.seq_kind", "padded"),
			differ = TRAIN(*state, ROWS, "train.seq_kind", "cap"),
			small = TRAIN(*state, ROWS, "train.seq_kind", "cap",
			    "target.vram", "32GiB");

	assert_true(differ.reserved > same.reserved + 5e9);
	is_near(differ.allocated, same.allocated, 1);
	assert_true(small.reserved < differ.reserved);
	assert_true(small.expected <= 32 * 1024 * MEBI);
}

/* A whole model's step finds no room where forward's logits were not. */
static void
keeps_the_passes_apart_from_a_larger_step(void **state)
{
#define STEP                                                                   \
	LLAMA, "train.seq_len", "512", "train.method", "full",                 \
	    "train.optimizer", "adamw", "load.dtype", "bf16",                  \
	    "train.precision", "bf16"
	struct estimate e = TRAIN(*state, STEP, "framework.name", "trl"),
			grown = TRAIN(*state, STEP, "framework.name",
			    "torchtune", "framework.version", "2025-09");
	double logits = 512 * 128256.0 * 12, inputs = 32 * 512 * 4096 * 2.0;

	assert_string_equal(e.phase, "optimizer step");
	is_near(e.allocated - 2 * 8.125 * MEBI, 10 * parameters, 1);
	assert_true(e.reserved - e.allocated > logits + inputs);
	assert_true(grown.reserved - grown.allocated < logits);
}

/* accelerate casts to fp32 what FSDP trains under mixed precision. */
static void
trains_fp32_under_fsdp(void **state)
{
#define FSDP                                                                   \
	LLAMA, "train.seq_len", "512", "train.method", "full",                 \
	    "train.optimizer", "adamw", "load.dtype", "bf16",                  \
	    "framework.name", "transformers", "parallel.gpus", "2",            \
	    "parallel.sharding", "fsdp"
	struct estimate e = TRAIN(*state, FSDP, "train.precision", "amp-bf16"),
			pure = TRAIN(*state, FSDP, "train.precision", "bf16");

	is_near(term_sum(&e, TERM_WEIGHTS), 4 * parameters / 2, 1);
	is_near(term_sum(&e, TERM_OPTIMIZER), 8 * parameters / 2, 1);
	is_near(term_sum(&pure, TERM_WEIGHTS), 2 * parameters / 2, 1);
}

/* 12 bytes a logit, 14 while the shifted copy stood beside the model's own, 8
 * where the loss is taken in 16 bit. */
static void
follows_the_loss_through_the_versions(void **state)
{
#define LOSS                                                                   \
	LLAMA, "train.seq_len", "4096", "train.method", "lora",                \
	    "train.lora.rank", "8", "train.lora.targets", "q,v",               \
	    "train.optimizer", "adamw", "load.dtype", "bf16",                  \
	    "train.precision", "bf16", "framework.name", "trl"
	struct estimate now = TRAIN(*state, LOSS),
			then =
			    TRAIN(*state, LOSS, "framework.version", "2025-01"),
			plain = TRAIN(*state, LOSS, "framework.version",
			    "2025-01", "model.family", "gpt_bigcode");
	double logits = 4096 * 128256.0;

	is_near(term_sum(&now, TERM_LOGITS), 12 * logits, 0.001);
	is_near(term_sum(&then, TERM_LOGITS), 14 * logits, 0.001);
	is_near(term_sum(&plain, TERM_LOGITS), 8 * logits, 0.001);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_unsloths_inputs_on_the_host),
		cmocka_unit_test(fuses_unsloths_loss),
		cmocka_unit_test(grows_unsloths_segments),
		cmocka_unit_test(copies_unsloths_logits),
		cmocka_unit_test(keeps_what_unsloths_blocks_drop),
		cmocka_unit_test(holds_what_a_model_returned),
		cmocka_unit_test(keeps_mpt_in_sixteen_bits),
		cmocka_unit_test(prepares_no_sharded_weights),
		cmocka_unit_test(remembers_torch_before_two),
		cmocka_unit_test(keeps_the_passes_apart_from_a_larger_step),
		cmocka_unit_test(trains_fp32_under_fsdp),
		cmocka_unit_test(follows_the_loss_through_the_versions),
		cmocka_unit_test(keeps_wide_states_of_embeddings),
		cmocka_unit_test(leaves_segments_where_lengths_differ),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
