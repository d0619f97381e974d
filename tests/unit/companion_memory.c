/* Models beside the one that is trained: each is counted, or the estimate says
 * that it cannot be. */

#include "estimate_of.h"

#define LLAMA                                                                  \
	"model.id", "meta-llama/Llama-3.1-8B", "train.micro_batch", "1",       \
	    "train.seq_len", "2048", "train.seq_kind", "packed",               \
	    "train.attention", "flash2", "train.checkpointing", "full",        \
	    "load.dtype", "bf16"
#define LORA                                                                   \
	"train.method", "lora", "train.lora.rank", "16", "train.lora.targets", \
	    "all-linear", "train.optimizer", "adamw", "framework.name", "trl"
#define FULL "train.method", "full", "train.optimizer", "adamw"

static const double student = 8030261248, teacher = 70553706496;

static double
weights(const struct estimate *e)
{
	if (!e->known)
		fail_msg("unknown: %s", e->reason);
	return term_sum(e, TERM_WEIGHTS);
}

static void
holds_a_teacher_as_the_student_is(void **state)
{
	struct estimate alone = TRAIN(*state, LLAMA, LORA, "train.precision",
			    "amp-bf16"),
			taught = TRAIN(*state, LLAMA, LORA, "train.precision",
			    "amp-bf16", "train.other_models",
			    "meta-llama/Llama-3.1-70B-Instruct"),
			packed = TRAIN(*state, LLAMA, LORA, "train.precision",
			    "amp-bf16", "train.other_models",
			    "meta-llama/Llama-3.1-70B-Instruct@0.5");

	is_near(weights(&taught) - weights(&alone), 2 * teacher, 1);
	is_near(weights(&packed) - weights(&alone), 0.5 * teacher, 1);
}

static void
adds_several_up_and_shares_them(void **state)
{
	struct estimate one = TRAIN(*state, LLAMA, FULL, "parallel.gpus", "8",
			    "parallel.sharding", "fsdp", "framework.name",
			    "verl", "train.precision", "amp-bf16"),
			two = TRAIN(*state, LLAMA, FULL, "parallel.gpus", "8",
			    "parallel.sharding", "fsdp", "framework.name",
			    "verl", "train.precision", "amp-bf16",
			    "train.other_models",
			    "meta-llama/Llama-3.1-8B@12,"
			    "meta-llama/Llama-3.1-70B-Instruct@2");

	is_near(weights(&two) - weights(&one), (12 * student + 2 * teacher) / 8,
	    1);
}

/* accelerate casts what FSDP trains to fp32, verl's own wrapper does not. */
static void
leaves_verls_weights_in_their_type(void **state)
{
	struct estimate trl = TRAIN(*state, LLAMA, FULL, "parallel.gpus", "8",
			    "parallel.sharding", "fsdp", "framework.name",
			    "trl", "train.precision", "amp-bf16"),
			verl = TRAIN(*state, LLAMA, FULL, "parallel.gpus", "8",
			    "parallel.sharding", "fsdp", "framework.name",
			    "verl", "train.precision", "amp-bf16");

	is_near(weights(&trl), 4 * student / 8, 1);
	is_near(weights(&verl), 2 * student / 8, 1);
}

/* Weights beside the decoder; its states too where it is trained. */
static void
counts_a_tower(void **state)
{
#define EYES                                                                   \
	"model.id", "Qwen/Qwen2-VL-7B-Instruct", "train.micro_batch", "1",     \
	    "train.seq_len", "1024", "train.attention", "flash2",              \
	    "train.checkpointing", "full", "load.dtype", "bf16",               \
	    "train.precision", "bf16"
	static const double decoder = 7615616512, tower = 675759104;
	struct estimate frozen = TRAIN(*state, EYES, FULL, "framework.name",
			    "llamafactory"),
			trained = TRAIN(*state, EYES, FULL, "framework.name",
			    "llamafactory", "train.tower", "yes"),
			whole =
			    TRAIN(*state, EYES, FULL, "framework.name", "trl"),
			adapted =
			    TRAIN(*state, EYES, LORA, "train.tower", "yes");

	is_near(weights(&frozen), 2 * (decoder + tower), 1);
	is_near(term_sum(&frozen, TERM_OPTIMIZER), 4 * decoder, 1);
	is_near(weights(&trained), 2 * (decoder + tower), 1);
	is_near(term_sum(&trained, TERM_OPTIMIZER), 4 * (decoder + tower), 1);
	is_near(term_sum(&whole, TERM_OPTIMIZER), 4 * (decoder + tower), 1);
	is_near(weights(&adapted), 2 * (decoder + tower), 1);
#undef EYES
}

static void
does_not_guess_the_size_of_one(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, LORA, "train.precision",
	    "amp-bf16", "train.other_models", "./checkpoints/reward");

	assert_false(e.known);
	assert_int_equal(e.missing, F_TRAIN_OTHER_MODELS);
	assert_non_null(strstr(e.reason, "./checkpoints/reward"));
}

/* The copy that only answers is not upcast with the one that is trained. */
static void
keeps_a_reference_as_it_was_loaded(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, FULL, "train.stage", "dpo",
	    "train.reference_model", "full", "train.precision", "amp-bf16",
	    "train.trainable_dtype", "fp32", "framework.name", "llamafactory");

	is_near(weights(&e), (4 + 2) * student, 1);
}

/* Nine fp32 tensors of tokens x vocabulary. */
static void
compares_whole_distributions(void **state)
{
	struct estimate e = TRAIN(*state, LLAMA, LORA, "train.precision",
	    "amp-bf16", "train.other_models", "meta-llama/Llama-3.1-8B",
	    "train.distillation", "yes");

	is_near(term_sum(&e, TERM_LOGITS), 9 * 4 * 2048.0 * 128256, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_a_teacher_as_the_student_is),
		cmocka_unit_test(adds_several_up_and_shares_them),
		cmocka_unit_test(counts_a_tower),
		cmocka_unit_test(leaves_verls_weights_in_their_type),
		cmocka_unit_test(does_not_guess_the_size_of_one),
		cmocka_unit_test(keeps_a_reference_as_it_was_loaded),
		cmocka_unit_test(compares_whole_distributions),
	};

	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
