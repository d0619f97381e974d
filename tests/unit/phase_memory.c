/* What there is beside the sums of weights and states: buffers of
 * communication, segments that stay, groups of GPUs. */

#include "estimate_of.h"

#include <math.h>
#include <stdio.h>

#define MIB 1048576.0
#define LLAMA                                                                  \
	"model.id", "meta-llama/Llama-3.1-8B", "train.micro_batch", "1",       \
	    "train.seq_len", "2048", "train.seq_kind", "packed",               \
	    "train.attention", "flash2", "load.dtype", "bf16"
#define FULL "train.method", "full", "train.optimizer", "adamw"
#define GPUS(n) "parallel.gpus", (n)
#define ZERO(n) "parallel.sharding", "zero" n

static double
difference(const struct estimate *a, const struct estimate *b,
    enum term_name name)
{
	return term_sum(a, name) - term_sum(b, name);
}

/* 3e8 elements of two bytes more. */
static void
holds_deepspeeds_buffer(void **state)
{
	struct estimate small = TRAIN(*state, LLAMA, FULL, GPUS("8"), ZERO("2"),
	    "framework.name", "deepspeed", "parallel.reduce_bucket", "2e8");
	struct estimate large = TRAIN(*state, LLAMA, FULL, GPUS("8"), ZERO("2"),
	    "framework.name", "deepspeed", "parallel.reduce_bucket", "5e8");
	struct estimate silent = TRAIN(*state, LLAMA, FULL, GPUS("8"),
	    ZERO("2"), "framework.name", "deepspeed");

	is_near(difference(&large, &small, TERM_BUFFERS), 6e8, 0.001);
	is_near(term_sum(&silent, TERM_BUFFERS), term_sum(&large, TERM_BUFFERS),
	    0.001);
	/* nobody says that it is not two of them, as with overlap_comm */
	assert_true(silent.high - silent.expected > 1e9);
}

/* One buffer is summed while the other is filled; stage 3 has one alone. */
static void
holds_two_where_communication_overlaps(void **state)
{
#define BUCKET(stage, overlaps)                                                \
	TRAIN(*state, LLAMA, FULL, GPUS("8"), ZERO(stage), "framework.name",   \
	    "deepspeed", "parallel.reduce_bucket", "5e8",                      \
	    "parallel.overlap_comm", (overlaps))
	struct estimate two = BUCKET("2", "true"), one = BUCKET("2", "false");
	struct estimate three = BUCKET("3", "true"),
			alone = BUCKET("3", "false");

	is_near(difference(&two, &one, TERM_BUFFERS), 1e9, 0.001);
	is_near(difference(&three, &alone, TERM_BUFFERS), 0, 1);
}

/* What DeepSpeed's stage 2 steps is one tensor, too large for the segments
 * of the passes; torch's AdamW, which Trainer gives it, copies one state. */
static void
keeps_a_flat_step_apart(void **state)
{
#define STAGE2(framework)                                                      \
	TRAIN(*state, LLAMA, FULL, GPUS("8"), ZERO("2"), "framework.name",     \
	    (framework), "train.checkpointing", "full",                        \
	    "parallel.reduce_bucket", "5e8", "parallel.overlap_comm", "true")
	struct estimate own = STAGE2("deepspeed"), trainer = STAGE2("trl");
	double part = 8030261248.0 / 8;

	assert_string_equal(own.phase, "optimizer step");
	is_near(difference(&trainer, &own, TERM_BUFFERS), 4 * part, 0.01);
	assert_true(term_sum(&own, TERM_FRAGMENTATION) > 0);
}

/* transformers writes the square of the hidden size for auto in stage 3. */
static void
makes_it_small_for_auto(void **state)
{
	struct estimate own = TRAIN(*state, LLAMA, FULL, GPUS("8"), ZERO("3"),
	    "framework.name", "deepspeed");
	struct estimate theirs = TRAIN(*state, LLAMA, FULL, GPUS("8"),
	    ZERO("3"), "framework.name", "transformers");

	is_near(difference(&own, &theirs, TERM_BUFFERS),
	    2 * (5e8 - 4096.0 * 4096), 0.001);
}

/* Stage 3's gradients are there from the start: in the forward pass too. */
static void
keeps_stage_threes_gradients(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, FULL, GPUS("8"), ZERO("3"),
	    "framework.name", "transformers", "train.micro_batch", "8");

	assert_string_equal(e.phase, "forward and backward");
	is_near(term_sum(&e, TERM_GRADIENTS), 2 * 8030261248.0 / 8, 0.001);
}

/* Of data, tensor and pipeline groups each brings its buffers. */
static void
counts_communicators(void **state)
{
	struct estimate one = TRAIN(*state, LLAMA, FULL, GPUS("2"),
	    "framework.name", "megatron", "parallel.tensor", "2");
	struct estimate three =
	    TRAIN(*state, LLAMA, FULL, GPUS("8"), "framework.name", "megatron",
		"parallel.tensor", "2", "parallel.pipeline", "2");

	is_near(difference(&three, &one, TERM_CONTEXT), 600 * MIB, 0.001);
}

/* fp32 adapters of 42 M parameters: AdamW's square roots find no room among
 * the activations' segments; the fused step makes none. */
static void
keeps_the_adapters_step_apart(void **state)
{
#define LORA                                                                   \
	"train.method", "lora", "train.lora.rank", "16", "train.lora.targets", \
	    "all-linear", "train.precision", "amp-bf16", "framework.name",     \
	    "peft"
	struct estimate plain =
	    TRAIN(*state, LLAMA, LORA, "train.optimizer", "adamw");
	struct estimate fused =
	    TRAIN(*state, LLAMA, LORA, "train.optimizer", "adamw-fused");
	/* inputs and outputs of q, k, v, o, gate, up and down */
	double each = 32 * 16.0 * (8192 + 2 * 5120 + 8192 + 3 * 18432);

	is_near(difference(&plain, &fused, TERM_FRAGMENTATION), 4 * each, 1);
	assert_true(plain.allocated == fused.allocated);
}

/* 12 of 18 bytes a logit are alive at the peak; a card that has no room for
 * the rest gets it back. */
static void
gives_free_segments_back(void **state)
{
#define LOGITS                                                                 \
	"model.id", "meta-llama/Llama-3.1-8B", "train.micro_batch", "8",       \
	    "train.seq_len", "2048", "train.attention", "flash2",              \
	    "load.dtype", "bf16", "train.method", "lora", "train.lora.rank",   \
	    "8", "train.lora.targets", "q,v", "train.precision", "amp-bf16",   \
	    "train.checkpointing", "full", "framework.name", "transformers",   \
	    "train.optimizer", "adamw-fused"
	struct estimate padded =
	    TRAIN(*state, LOGITS, "train.seq_kind", "padded");
	struct estimate varied = TRAIN(*state, LOGITS, "train.seq_kind", "cap");
	struct estimate tight = TRAIN(*state, LOGITS, "train.seq_kind",
	    "padded", "target.vram", "45GiB");
	double logits = 8 * 2048 * 128256.0;
	double passing = 2 * 8 * 2048 * (3 * 14336 + 2 * 4096.0);
	double inputs = term_sum(&padded, TERM_ACTIVATIONS);

	is_near(term_sum(&padded, TERM_LOGITS), 12 * logits, 0.001);
	/* as much again as one row's, where 15 % of the inputs count apart */
	is_near(difference(&varied, &padded, TERM_FRAGMENTATION),
	    0.85 * inputs + 18 * logits + passing, 0.001);
	assert_true(padded.expected > 45 * 1024 * MIB);
	assert_true(tight.expected <= 45 * 1024 * MIB);
	assert_true(tight.allocated == padded.allocated);
}

/* Segments that grow hold the next row too. */
static void
leaves_segments_of_shorter_rows(void **state)
{
#define ROWS(kind, ...)                                                        \
	TRAIN(*state, "model.id", "meta-llama/Llama-3.1-8B", "load.dtype",     \
	    "bf16", "train.method", "lora", "train.micro_batch", "2",          \
	    "train.seq_len", "512", "train.seq_kind", (kind),                  \
	    "train.precision", "bf16", "train.loss", "plain", __VA_ARGS__)
#define OLD "framework.name", "torchtune", "framework.version", "2024-04"
#define NEW "framework.name", "torchtune", "framework.version", "2025-07"
	struct estimate old = ROWS("cap", OLD), even = ROWS("padded", OLD);
	struct estimate grown = ROWS("cap", NEW), same = ROWS("padded", NEW);

	assert_true(difference(&old, &even, TERM_FRAGMENTATION) >=
		    term_sum(&even, TERM_LOGITS));
	assert_true(old.allocated == even.allocated);
	is_near(grown.expected, same.expected, 0.001);
}

/* A fused loss holds the exponentials beside the fp32 copy of the logits. */
static void
fuses_megatrons_loss(void **state)
{
#define MEGATRON                                                               \
	LLAMA, FULL, "framework.name", "megatron", "train.precision", "bf16",  \
	    "train.checkpointing", "full"
	struct estimate plain = TRAIN(*state, MEGATRON, "train.loss", "plain");
	struct estimate fused = TRAIN(*state, MEGATRON, "train.loss", "fused");

	is_near(difference(&fused, &plain, TERM_LOGITS), 2048 * 128256.0 * 4,
	    0.001);
	is_near(term_sum(&plain, TERM_LOGITS), 2048 * 128256.0 * 6, 0.001);
}

/* One micro batch in all is one replica, whatever the GPUs. */
static void
deals_out_the_global_batch(void **state)
{
	struct estimate e = TRAIN(*state, MEGATRON, GPUS("8"),
	    "parallel.sharding", "distopt", "train.global_batch", "1");

	is_near(term_sum(&e, TERM_OPTIMIZER), 8 * 8030261248.0, 0.001);
	is_near(term_sum(&e, TERM_MASTER_WEIGHTS), 4 * 8030261248.0, 0.001);
}

/* litgpt accumulates whole gradients under FSDP; each shard takes the place of
 * a whole one, and the root joins those of embedding and head. */
static void
scatters_whole_gradients(void **state)
{
	struct estimate e =
	    TRAIN(*state, LLAMA, FULL, GPUS("4"), "parallel.sharding", "fsdp",
		"framework.name", "litgpt", "train.precision", "bf16",
		"train.checkpointing", "full", "train.loss", "chunked",
		"train.micro_batch", "1", "train.seq_len", "128");
	double ends = 2 * 128256.0 * 4096, block = 218103808.0 + 2 * 4096;

	assert_string_equal(e.phase, "end of backward");
	is_near(term_sum(&e, TERM_GRADIENTS), 0, 0);
	/* gradients of all, joined ends, two blocks and the ends gathered */
	is_near(term_sum(&e, TERM_COMMUNICATION),
	    2 * (8030261248.0 + 2 * ends + 2 * block + ends), 0.1);
}

static struct estimate
on_a_card(struct arena *arena, double bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%.0f", bytes);
	return TRAIN(arena, LLAMA, FULL, GPUS("1"), "target.vram", text);
}

/* Fragments take the room that is left on a card that holds all else, and no
 * more; a card that cannot hold it is too small by all that the job takes. */
static void
fills_a_card_no_further_than_it_goes(void **state)
{
	struct estimate ample = on_a_card(*state, 400e9);
	double bare = ample.expected - ample.reserved + ample.allocated;
	double between = floor((bare + ample.expected) / 2);
	struct estimate full = on_a_card(*state, between);
	struct estimate small = on_a_card(*state, floor(bare * 0.9));
	struct estimate brimful = on_a_card(*state, floor(bare * 1.005));

	assert_true(bare < ample.expected);
	assert_true(full.expected <= between && full.expected > bare);
	is_near(full.low, ample.low, 0.001);
	is_near(full.allocated, ample.allocated, 0.001);
	assert_true(memory_verdict(&full, between) == VERDICT_TIGHT);
	assert_true(small.expected > bare);
	assert_true(brimful.expected > bare * 1.005);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_deepspeeds_buffer),
		cmocka_unit_test(holds_two_where_communication_overlaps),
		cmocka_unit_test(keeps_a_flat_step_apart),
		cmocka_unit_test(makes_it_small_for_auto),
		cmocka_unit_test(keeps_stage_threes_gradients),
		cmocka_unit_test(counts_communicators),
		cmocka_unit_test(keeps_the_adapters_step_apart),
		cmocka_unit_test(gives_free_segments_back),
		cmocka_unit_test(leaves_segments_of_shorter_rows),
		cmocka_unit_test(fills_a_card_no_further_than_it_goes),
		cmocka_unit_test(fuses_megatrons_loss),
		cmocka_unit_test(deals_out_the_global_batch),
		cmocka_unit_test(scatters_whole_gradients),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
