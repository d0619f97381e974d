/* What a training step holds: sums that can be done by hand, and the
 * directions in which every fact must push. */

#include "estimate_of.h"

#define LLAMA                                                                  \
	"model.id", "meta-llama/Llama-3.1-8B", "train.micro_batch", "1",       \
	    "train.seq_len", "2048", "train.seq_kind", "packed",               \
	    "train.attention", "flash2"
#define BF16 "load.dtype", "bf16", "train.precision", "bf16"
#define FULL "train.method", "full", "train.optimizer", "adamw"
#define LORA                                                                   \
	"train.method", "lora", "train.lora.rank", "16", "train.lora.targets", \
	    "all-linear", "train.optimizer", "adamw"

static const double parameters = 8030261248;

static void
adds_up(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, BF16, FULL);
	double sum = 0;

	assert_true(e.known);
	for (size_t i = 0; i < e.term_count; i++) {
		sum += e.terms[i].bytes;
		assert_non_null(e.terms[i].formula);
	}
	is_near(sum, e.expected, 0.001);
	assert_true(e.low < e.expected && e.expected < e.high);
	assert_true(e.allocated < e.reserved && e.reserved < e.expected);
	assert_non_null(e.phase);
}

/* Two bytes a weight, a gradient and each of two states. */
static void
follows_the_parameters_type(void **state)
{
	struct estimate e =
	    TRAIN(*state, LLAMA, BF16, FULL, "framework.name", "litgpt");

	is_near(term_sum(&e, TERM_WEIGHTS), 2 * parameters, 1);
	is_near(term_sum(&e, TERM_OPTIMIZER), 4 * parameters, 1);
	assert_true(term_sum(&e, TERM_MASTER_WEIGHTS) == 0);
	e = TRAIN(*state, LLAMA, "load.dtype", "fp32", "train.precision",
	    "fp32", FULL);
	is_near(term_sum(&e, TERM_WEIGHTS), 4 * parameters, 1);
	is_near(term_sum(&e, TERM_OPTIMIZER), 8 * parameters, 1);
}

/* Megatron: 2 + 4 + 4 + 8 bytes, the last two shared by a distributed
 * optimizer (Megatron-LM docs, distributed optimizer: 6 + 12 / d). */
static void
keeps_masters_in_megatron(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, BF16, FULL, "framework.name",
	    "megatron", "parallel.gpus", "8", "parallel.sharding", "distopt");

	is_near(term_sum(&e, TERM_WEIGHTS), 2 * parameters, 1);
	is_near(term_sum(&e, TERM_GRADIENTS), 4 * parameters, 1);
	is_near(term_sum(&e, TERM_MASTER_WEIGHTS), 4 * parameters / 8, 1);
	is_near(term_sum(&e, TERM_OPTIMIZER), 8 * parameters / 8, 1);
}

static void
shares_everything_in_zero3(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, "load.dtype", "bf16",
	    "train.precision", "bf16", FULL, "framework.name", "transformers",
	    "parallel.gpus", "4", "parallel.sharding", "zero3");

	is_near(term_sum(&e, TERM_WEIGHTS), 2 * parameters / 4, 1);
	is_near(term_sum(&e, TERM_MASTER_WEIGHTS), 4 * parameters / 4, 1);
	is_near(term_sum(&e, TERM_OPTIMIZER), 8 * parameters / 4, 1);
	assert_true(term_sum(&e, TERM_COMMUNICATION) > 1e9);
}

/* rank x (in + out) for seven matrices of 32 blocks: 41,943,040. */
static void
counts_adapters(void **state)
{
	struct estimate e =
	    TRAIN(*state, LLAMA, BF16, LORA, "framework.name", "torchtune");

	is_near(term_sum(&e, TERM_ADAPTERS), 2 * 41943040.0, 0.001);
	is_near(term_sum(&e, TERM_OPTIMIZER), 4 * 41943040.0, 0.001);
	e = TRAIN(*state, LLAMA, "load.dtype", "bf16", "train.precision",
	    "amp-bf16", LORA, "framework.name", "peft");
	is_near(term_sum(&e, TERM_ADAPTERS), 4 * 41943040.0, 0.001);
}

/* Half a byte and an fp32 scale for 64, in 32 blocks of 218,103,808 weights. */
static void
packs_four_bits(void **state)
{
	struct estimate plain =
	    TRAIN(*state, LLAMA, BF16, LORA, "framework.name", "axolotl",
		"quant.method", "bnb-nf4", "quant.double", "false");
	struct estimate twice =
	    TRAIN(*state, LLAMA, BF16, LORA, "framework.name", "axolotl",
		"quant.method", "bnb-nf4", "quant.double", "true");
	double matrices = 32 * 218103808.0, ends = parameters - matrices;

	is_near(term_sum(&plain, TERM_WEIGHTS), matrices * 0.5625 + 2 * ends,
	    1);
	is_near(term_sum(&twice, TERM_WEIGHTS), matrices * 0.51587 + 2 * ends,
	    1);
}

/* Packed matrices have no fp32 weights to copy for autocast: without a block's
 * recomputation nothing as large as 16 bits of them is there. */
static void
copies_no_packed_weights_for_autocast(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, "load.dtype", "fp32",
	    "train.precision", "amp-fp16", LORA, "framework.name", "trl",
	    "quant.method", "bnb-nf4", "train.checkpointing", "full");
	struct estimate plain = TRAIN(*state, LLAMA, "load.dtype", "fp32",
	    "train.precision", "amp-fp16", LORA, "framework.name", "trl",
	    "train.checkpointing", "full");

	assert_true(term_sum(&e, TERM_BUFFERS) < 2 * 128256 * 4096.0 + 100e6);
	assert_true(term_sum(&plain, TERM_BUFFERS) < parameters);
}

static void
pushes_the_right_way(void **state)
{
	struct estimate base = TRAIN(*state, LLAMA, BF16, FULL), other;

	other = TRAIN(*state, LLAMA, BF16, FULL, "train.checkpointing", "full");
	assert_true(other.expected <= base.expected);
	other = TRAIN(*state, LLAMA, BF16, LORA);
	assert_true(other.expected < base.expected);
	other = TRAIN(*state, "model.id", "meta-llama/Llama-3.1-8B",
	    "train.micro_batch", "8", "train.seq_len", "2048",
	    "train.attention", "flash2", BF16, FULL);
	assert_true(other.expected > base.expected);
	other = TRAIN(*state, "model.id", "meta-llama/Llama-3.1-8B",
	    "train.micro_batch", "8", "train.seq_len", "2048",
	    "train.attention", "eager", BF16, FULL);
	assert_true(other.expected > 1.3 * base.expected);
	other = TRAIN(*state, LLAMA, BF16, "train.method", "full",
	    "train.optimizer", "adamw-8bit");
	assert_true(term_sum(&other, TERM_OPTIMIZER) < 2.1 * parameters);
}

static void
does_not_keep_inputs_of_frozen_matrices(void **state)
{
	struct estimate few = TRAIN(*state, LLAMA, BF16, "train.method", "lora",
	    "train.lora.rank", "8", "train.lora.targets", "q", "framework.name",
	    "torchtune");
	struct estimate all = TRAIN(*state, LLAMA, BF16, "train.method", "lora",
	    "train.lora.rank", "8", "train.lora.targets", "all-linear",
	    "framework.name", "torchtune");

	/* the MLP's input and product: 2 x (4096 + 14336) bytes a token and
	 * block, no more and no less */
	is_near(term_sum(&all, TERM_ACTIVATIONS) -
		    term_sum(&few, TERM_ACTIVATIONS),
	    32 * 2048 * 2.0 * (4096 + 14336), 10);
}

#define BLOCKS                                                                 \
	"model.layers", "8", "model.hidden", "1024", "model.intermediate",     \
	    "2816", "model.heads", "8", "model.kv_heads", "2", "model.vocab",  \
	    "64", "train.micro_batch", "1", "train.seq_len", "2048",           \
	    "train.seq_kind", "packed", "train.loss", "plain",                 \
	    "train.optimizer", "sgd", "train.method", "full",                  \
	    "train.checkpointing", "none"
#define EXPERTS                                                                \
	"model.experts", "8", "model.experts_per_token", "2",                  \
	    "model.moe_intermediate", "2816"
#define AUTOCAST "load.dtype", "fp32", "train.precision", "amp-bf16"
#define FLASH "train.attention", "flash2"
#define SDPA "train.attention", "sdpa"
#define EAGER "train.attention", "eager"
#define NONE "train.dropout", "0"
#define TENTH "train.dropout", "0.1"

/* What the blocks keep, of one token and one block of 8. */
#define KEPT(state, ...) kept_of(TRAIN(*(state), BLOCKS, __VA_ARGS__))

static double
kept_of(struct estimate e)
{
	assert_true(e.known);
	return term_sum(&e, TERM_ACTIVATIONS) / 8 / 2048;
}

/* Autocast casts a norm's fp32 output for q, k, v, gate and up each, 1024 wide
 * and of 2 bytes; a matrix of q, k and v in one or of both branches takes one
 * cast, compiled code one for all, and a 16 bit norm's output needs none. */
static void
keeps_a_cast_for_each_matrix(void **state)
{
	double apart, fused;

	apart = KEPT(state, "model.family", "llama", AUTOCAST, SDPA);
	fused = KEPT(state, "model.family", "phi3", AUTOCAST, SDPA);
	is_near(apart - fused, 3 * 2 * 1024.0, 1);
	fused = KEPT(state, "model.family", "qwen", AUTOCAST, SDPA);
	is_near(apart - fused, 2 * 2 * 1024.0, 1);
	fused = KEPT(state, "model.family", "llama", AUTOCAST, SDPA,
	    "framework.name", "litgpt");
	is_near(apart - fused, 2 * 2 * 1024.0, 1);

	apart = KEPT(state, "model.family", "llama", BF16, SDPA);
	fused = KEPT(state, "model.family", "phi3", BF16, SDPA);
	is_near(apart, fused, 1);
	apart = KEPT(state, "model.family", "llama", AUTOCAST, SDPA,
	    "train.compile", "true");
	fused = KEPT(state, "model.family", "phi3", AUTOCAST, SDPA,
	    "train.compile", "true");
	is_near(apart, fused, 1);
}

/* Values that are a view of one matrix's output keep all of it: 1024 queries
 * and 256 keys more of 2 bytes; not where they are repeated or compiled. */
static void
keeps_what_values_are_a_view_of(void **state)
{
	double whole, apart;

	apart = KEPT(state, "model.family", "llama", BF16, FLASH);
	whole = KEPT(state, "model.family", "phi3", BF16, FLASH);
	is_near(whole - apart, 2 * (1024.0 + 256), 1);
	apart = KEPT(state, "model.family", "llama", BF16, SDPA);
	whole = KEPT(state, "model.family", "phi3", BF16, SDPA);
	is_near(whole, apart, 0.001);
}

/* Each of a token's two experts casts for gate and for up; gpt-oss' experts
 * hold both in one. */
static void
keeps_a_cast_for_each_matrix_of_experts(void **state)
{
	double apart =
	    KEPT(state, "model.family", "mixtral", EXPERTS, AUTOCAST, FLASH);
	double fused =
	    KEPT(state, "model.family", "gpt_oss", EXPERTS, AUTOCAST, FLASH);

	is_near(apart - fused, 2 * 2 * 1024.0, 1);
}

/* A shared expert keeps both branches, the activated one and their product,
 * which only its own last matrix reads: four of 2816 in 2 bytes. */
static void
keeps_what_shared_experts_read(void **state)
{
	double none =
	    KEPT(state, "model.family", "mixtral", EXPERTS, BF16, FLASH);
	double one = KEPT(state, "model.family", "mixtral", EXPERTS, BF16,
	    FLASH, "model.shared_experts", "1");

	is_near(one - none, 4 * 2 * 2816.0, 1);
}

/* 8 heads x 2048 scores a token: 2 bytes of GPT-2's softmax, 4 + 2 of Llama's
 * and of any under autocast; dropout adds a mask and its result.  The kernel
 * keeps 4 bytes a head. */
static void
keeps_scores_in_their_type(void **state)
{
	const double scores = 8 * 2048, kernel = 8 * 4;
	double more;

	more = KEPT(state, "model.family", "gpt2", BF16, NONE, EAGER) -
	       KEPT(state, "model.family", "gpt2", BF16, NONE, SDPA);
	is_near(more, 2 * scores - kernel, 1);
	more = KEPT(state, "model.family", "gpt2", BF16, TENTH, EAGER) -
	       KEPT(state, "model.family", "gpt2", BF16, TENTH, SDPA);
	is_near(more, 5 * scores - kernel, 1);
	more = KEPT(state, "model.family", "gpt2", AUTOCAST, NONE, EAGER) -
	       KEPT(state, "model.family", "gpt2", AUTOCAST, NONE, SDPA);
	is_near(more, 6 * scores - kernel, 1);
	more = KEPT(state, "model.family", "llama", BF16, NONE, EAGER) -
	       KEPT(state, "model.family", "llama", BF16, NONE, SDPA);
	is_near(more, 6 * scores - kernel, 1);
}

static void
says_what_is_missing(void **state)
{
	struct estimate e =
	    TRAIN(*state, "train.micro_batch", "1", "train.seq_len", "2048");

	assert_false(e.known);
	assert_int_equal(e.missing, F_MODEL_ID);
	assert_non_null(e.reason);
	e = TRAIN(*state, "model.id", "meta-llama/Llama-3.1-8B", "train.method",
	    "full");
	assert_false(e.known);
	assert_true(
	    e.missing == F_TRAIN_MICRO_BATCH || e.missing == F_TRAIN_SEQ_LEN);
}

/* The batch is not said, but weights and states alone are too much. */
static void
is_sure_without_a_batch(void **state)
{
	struct estimate e = TRAIN(*state, "model.id",
	    "meta-llama/Llama-3.1-70B", "train.method", "full", "load.dtype",
	    "bf16", "target.gpu", "A100 SXM4 80GB", "target.gpus", "1");

	assert_true(e.known);
	assert_int_equal(memory_verdict(&e, 79e9), VERDICT_OVERFLOWS);
}

static void
refuses_absurd_numbers(void **state)
{
	struct estimate e = TRAIN(*state, "model.layers", "9e15",
	    "model.hidden", "9e15", "model.heads", "1", "model.vocab", "9e15",
	    "model.intermediate", "9e15", "train.micro_batch", "9e15",
	    "train.seq_len", "9e15", "load.dtype", "fp32");

	assert_false(e.known);
	e = TRAIN(*state, "model.id", "meta-llama/Llama-3.1-8B",
	    "train.micro_batch", "9e15", "train.seq_len", "9e15", "load.dtype",
	    "bf16");
	assert_false(e.known);
}

static void
asks_for_the_fuller_stage(void **state)
{
	struct estimate first, last, max;

	first = TRAIN(*state, LLAMA, BF16, FULL, "framework.name", "megatron",
	    "parallel.gpus", "4", "parallel.pipeline", "4", "parallel.rank",
	    "first");
	last = TRAIN(*state, LLAMA, BF16, FULL, "framework.name", "megatron",
	    "parallel.gpus", "4", "parallel.pipeline", "4", "parallel.rank",
	    "last");
	max = TRAIN(*state, LLAMA, BF16, FULL, "framework.name", "megatron",
	    "parallel.gpus", "4", "parallel.pipeline", "4");
	assert_true(max.known && first.known && last.known);
	is_near(max.expected,
	    first.expected > last.expected ? first.expected : last.expected,
	    0.001);
}

/* ZeRO (Rajbhandari et al. 2020, arXiv:1910.02054), table 1: GB of model
 * states of 7.5 and 128 billion parameters under Adam in mixed precision. */
static void
parts_states_as_zero_does(void **state)
{
	static const struct {
		const char *params, *gpus, *sharding;
		double gigabytes, rounding;
	} rows[] = {
		{ "7.5e9", "1", "ddp", 120, 0.1 },
		{ "7.5e9", "4", "zero1", 52.5, 0.1 },
		{ "7.5e9", "16", "zero1", 35.6, 0.05 },
		{ "7.5e9", "64", "zero1", 31.4, 0.05 },
		{ "7.5e9", "4", "zero2", 41.3, 0.1 },
		{ "7.5e9", "64", "zero2", 16.6, 0.05 },
		{ "7.5e9", "4", "zero3", 30, 0.1 },
		{ "7.5e9", "64", "zero3", 1.88, 0.005 },
		{ "128e9", "64", "zero1", 536, 0.5 },
		{ "128e9", "256", "zero3", 8, 0.1 },
		{ "1e12", "1024", "zero3", 15.6, 0.1 },
	};
	static const enum term_name states[] = { TERM_WEIGHTS,
		TERM_MASTER_WEIGHTS, TERM_GRADIENTS, TERM_OPTIMIZER };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct estimate e =
		    TRAIN(*state, "model.params", rows[i].params,
			"framework.name", "deepspeed", "train.method", "full",
			"train.optimizer", "adam", "train.dtype", "fp16",
			"train.micro_batch", "1", "train.seq_len", "1024",
			"train.accumulation", "2", "parallel.gpus",
			rows[i].gpus, "parallel.sharding", rows[i].sharding);
		double sum = 0;

		assert_true(e.known);
		for (size_t t = 0; t < 4; t++)
			sum += term_sum(&e, states[t]);
		is_near(sum / 1e9, rows[i].gigabytes,
		    1000 * rows[i].rounding / rows[i].gigabytes);
	}
}

/* Of bf16 blocks 1024 and 2816 wide: a norm's input alone, the activated branch
 * no more, and in one of the 8 no gradients of two branches. */
static void
keeps_less_with_liger(void **state)
{
	double plain = KEPT(state, "model.family", "llama", "load.dtype",
	    "bf16", "train.precision", "bf16", SDPA);
	double liger = KEPT(state, "model.family", "llama", "load.dtype",
	    "bf16", "train.precision", "bf16", SDPA, "train.liger", "yes");

	is_near(plain - liger,
	    2 * (4 + 2 - 2) * 1024.0 + 2 * 2816.0 + 2 * 2 * 2816.0 / 8, 1);
}

/* An encoder-decoder has logits of the answer alone; elsewhere prompt and
 * answer are one row. */
static void
parts_answers_from_prompts(void **state)
{
	const char *const logits[] = { "64", "576" };
	const char *const ids[] = { "google/flan-t5-xl",
		"meta-llama/Llama-3.2-1B" };

	for (size_t i = 0; i < 2; i++) {
		struct estimate apart =
		    TRAIN(*state, "model.id", ids[i], "train.method", "full",
			"train.loss", "plain", "train.micro_batch", "8",
			"train.seq_len", "512", "train.target_len", "64");
		struct estimate whole = TRAIN(*state, "model.id", ids[i],
		    "train.method", "full", "train.loss", "plain",
		    "train.micro_batch", "8", "train.seq_len", logits[i]);

		assert_true(apart.known && whole.known);
		is_near(term_sum(&apart, TERM_LOGITS),
		    term_sum(&whole, TERM_LOGITS), 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_up),
		cmocka_unit_test(parts_answers_from_prompts),
		cmocka_unit_test(keeps_less_with_liger),
		cmocka_unit_test(follows_the_parameters_type),
		cmocka_unit_test(keeps_masters_in_megatron),
		cmocka_unit_test(shares_everything_in_zero3),
		cmocka_unit_test(parts_states_as_zero_does),
		cmocka_unit_test(counts_adapters),
		cmocka_unit_test(packs_four_bits),
		cmocka_unit_test(copies_no_packed_weights_for_autocast),
		cmocka_unit_test(pushes_the_right_way),
		cmocka_unit_test(does_not_keep_inputs_of_frozen_matrices),
		cmocka_unit_test(keeps_a_cast_for_each_matrix),
		cmocka_unit_test(keeps_a_cast_for_each_matrix_of_experts),
		cmocka_unit_test(keeps_what_values_are_a_view_of),
		cmocka_unit_test(keeps_what_shared_experts_read),
		cmocka_unit_test(keeps_scores_in_their_type),
		cmocka_unit_test(says_what_is_missing),
		cmocka_unit_test(is_sure_without_a_batch),
		cmocka_unit_test(refuses_absurd_numbers),
		cmocka_unit_test(asks_for_the_fuller_stage),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
