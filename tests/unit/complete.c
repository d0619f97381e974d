/* What follows from what is written, and what stays open. */

#include "catalog/index.h"
#include "workload/complete.h"
#include "workload_of.h"

static struct arena arena;

static const struct model rows[] = {
	{ .id = "org/base-7b",
	    .family = "llama",
	    .params = 7e9,
	    .layers = 32,
	    .hidden = 4096,
	    .intermediate = 11008,
	    .heads = 32,
	    .kv_heads = 8,
	    .vocab = 32000,
	    .tied_embeddings = "no",
	    .gated_mlp = "yes",
	    .dtype = "bf16",
	    .source = "a config" },
};

static struct catalog catalog = { .models = rows, .models_count = 1 };

static struct workload *
completed(const char *body)
{
	struct workload *w = workload_of(&arena,
	    arena_printf(&arena, "gpulint: workload/1\n%s\n", body));

	assert_null(w->problems);
	workload_complete(w, &catalog);
	return w;
}

static const char *
note_of(const struct workload *w, enum fact_id id)
{
	const char *note = workload_fact(w, id)->origin.note;

	return note == NULL ? "" : note;
}

static void
takes_dimensions_from_the_catalogue(void **state)
{
	struct workload *w = completed("model: {id: org/base-7b}");

	(void)state;
	assert_true(fact_number(w, F_MODEL_LAYERS, 0) == 32);
	assert_true(fact_number(w, F_MODEL_PARAMS, 0) == 7e9);
	assert_true(fact_is(w, F_MODEL_FAMILY, "llama"));
	assert_true(fact_flag(w, F_MODEL_GATED_MLP, false));
	assert_int_equal(workload_fact(w, F_MODEL_LAYERS)->origin.kind,
	    ORIGIN_CATALOG);
	assert_string_equal(note_of(w, F_MODEL_LAYERS),
	    "org/base-7b; a config");
	assert_true(fact_number(w, F_MODEL_HEAD_DIM, 0) == 128);
	assert_string_equal(note_of(w, F_MODEL_HEAD_DIM),
	    "hidden 4096 / heads 32");
	assert_int_equal(workload_fact(w, F_LOAD_DTYPE)->state, FACT_ABSENT);
}

static void
lets_written_dimensions_win(void **state)
{
	struct workload *w = completed("model: {id: org/base-7b, layers: 4}");

	(void)state;
	assert_true(fact_number(w, F_MODEL_LAYERS, 0) == 4);
	assert_true(fact_number(w, F_MODEL_HIDDEN, 0) == 4096);
	/* The row's sum is of another model then. */
	assert_int_equal(workload_fact(w, F_MODEL_PARAMS)->state, FACT_ABSENT);
}

static void
names_a_model_nobody_knows(void **state)
{
	struct workload *w = completed("model: {id: org/never-heard-of}");

	(void)state;
	assert_int_equal(workload_fact(w, F_MODEL_LAYERS)->state, FACT_UNKNOWN);
	assert_non_null(strstr(workload_fact(w, F_MODEL_LAYERS)->reason,
	    "org/never-heard-of is not in the catalogue"));
}

static void
takes_published_weights_for_serving_only(void **state)
{
	struct workload *w = completed("model: {id: org/base-7b}\n"
				       "serve: {engine: vllm}");

	(void)state;
	assert_true(fact_is(w, F_LOAD_DTYPE, "bf16"));
	w = completed("model: {id: org/base-7b}\nload: {dtype: fp16}\n"
		      "serve: {engine: vllm}");
	assert_true(fact_is(w, F_LOAD_DTYPE, "fp16"));
	w = completed("model: {id: org/base-7b}\ntrain: {method: full}");
	assert_int_equal(workload_fact(w, F_LOAD_DTYPE)->state, FACT_ABSENT);
}

static void
counts_key_heads_as_the_family_does(void **state)
{
	struct workload *w =
	    completed("model: {family: llama, heads: 32, hidden: 4096}");

	(void)state;
	assert_true(fact_number(w, F_MODEL_KV_HEADS, 0) == 32);
	w = completed("model: {family: gemma, heads: 8, hidden: 3072}");
	assert_int_equal(workload_fact(w, F_MODEL_KV_HEADS)->state,
	    FACT_ABSENT);
	w = completed("model: {heads: 8}");
	assert_string_equal(workload_fact(w, F_MODEL_HEAD_DIM)->reason,
	    "model.hidden is not known");
}

static void
derives_degrees_and_batches(void **state)
{
	struct workload *w = completed(
	    "target: {gpus: 8, nodes: 2}\nparallel: {tensor: 2, pipeline: 2}\n"
	    "train: {micro_batch: 2, global_batch: 64}");

	(void)state;
	assert_true(fact_number(w, F_PARALLEL_GPUS, 0) == 16);
	assert_true(fact_number(w, F_PARALLEL_DATA, 0) == 4);
	assert_true(fact_number(w, F_TRAIN_ACCUMULATION, 0) == 8);
	assert_string_equal(note_of(w, F_TRAIN_ACCUMULATION),
	    "global_batch 64 / (micro_batch 2 x data 4)");
	w = completed("parallel: {gpus: 4}\n"
		      "train: {micro_batch: 2, accumulation: 3}");
	assert_true(fact_number(w, F_TRAIN_GLOBAL_BATCH, 0) == 24);
	w = completed("train: {micro_batch: 2, accumulation: 3}");
	assert_string_equal(workload_fact(w, F_TRAIN_GLOBAL_BATCH)->reason,
	    "parallel.data is not known");
	/* 8 GPUs do not split into streams of 3: no degree is made up. */
	w = completed("parallel: {gpus: 8, tensor: 3}\ntrain: {method: full}");
	assert_int_equal(workload_fact(w, F_PARALLEL_DATA)->state, FACT_ABSENT);
}

static void
takes_the_gpus_a_server_asks_for(void **state)
{
	struct workload *w = completed(
	    "serve: {engine: vllm}\nparallel: {tensor: 2}\ntarget: {gpus: 8}");

	(void)state;
	assert_true(fact_number(w, F_PARALLEL_GPUS, 0) == 2);
	w = completed("serve: {engine: vllm}\nparallel: {gpus: 4}");
	assert_true(fact_number(w, F_PARALLEL_TENSOR, 0) == 4);
}

static void
does_it_over_from_what_is_said_by_now(void **state)
{
	struct workload *w =
	    completed("target: {gpus: 2}\ntrain: {micro_batch: 1}");
	struct origin option = origin_note(ORIGIN_OPTION, "--gpus 8");

	(void)state;
	assert_true(fact_number(w, F_PARALLEL_GPUS, 0) == 2);
	workload_set_number(w, F_TARGET_GPUS, 8, &option);
	workload_complete(w, &catalog);
	assert_true(fact_number(w, F_PARALLEL_GPUS, 0) == 8);
	assert_true(fact_number(w, F_PARALLEL_DATA, 0) == 8);
	workload_complete(w, &catalog);
	assert_true(fact_number(w, F_PARALLEL_GPUS, 0) == 8);
}

static void
says_what_a_framework_does(const char *body, enum fact_id id, const char *value)
{
	struct workload *w = completed(body);

	assert_string_equal(fact_text(w, id), value);
	if (*value != '\0')
		assert_int_equal(workload_fact(w, id)->origin.kind,
		    ORIGIN_DEFAULT);
}

static void
knows_what_frameworks_do_to_memory(void **state)
{
	(void)state;
	/* trl loads fp32 under autocast: 16 bytes a parameter */
	says_what_a_framework_does("framework: {name: trl}\n"
				   "train: {method: full, optimizer: adamw}",
	    F_LOAD_DTYPE, "fp32");
	says_what_a_framework_does("framework: {name: trl}\n"
				   "train: {method: full, optimizer: adamw}",
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, "fp32");
	says_what_a_framework_does("framework: {name: trl, version: 2024-03}\n"
				   "train: {method: full}",
	    F_LOAD_DTYPE, "");
	/* axolotl loads bf16, and the states follow */
	says_what_a_framework_does("framework: {name: axolotl}\ntrain: "
				   "{method: full, "
				   "optimizer: adamw, precision: amp-bf16}",
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, "bf16");
	/* Unsloth's versions are dates with dots */
	says_what_a_framework_does("framework: {name: unsloth, version: "
				   "2025.11.3}\n"
				   "train: {method: lora}",
	    F_TRAIN_OPTIMIZER, "adamw-8bit");
	says_what_a_framework_does("framework: {name: unsloth, version: "
				   "2024-06}\n"
				   "train: {method: lora}",
	    F_TRAIN_OPTIMIZER, "");
	/* LLaMA-Factory upcasts what is trained unless pure_bf16 */
	says_what_a_framework_does("framework: {name: llamafactory}\n"
				   "train: {method: full, precision: amp-bf16}",
	    F_TRAIN_TRAINABLE_DTYPE, "fp32");
	says_what_a_framework_does("framework: {name: llamafactory}\n"
				   "train: {method: full, precision: bf16}",
	    F_TRAIN_TRAINABLE_DTYPE, "bf16");
	/* adapters over half precision weights are fp32 in PEFT */
	says_what_a_framework_does("framework: {name: peft}\nload: {dtype: "
				   "bf16}\n"
				   "train: {method: lora}",
	    F_TRAIN_TRAINABLE_DTYPE, "fp32");
	/* eight bits whoever runs it */
	says_what_a_framework_does("train: {optimizer: paged-adamw-8bit}",
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, "int8");
	/* nobody's framework: nothing is assumed */
	says_what_a_framework_does("train: {method: full, optimizer: adamw}",
	    F_TRAIN_OPTIMIZER_STATE_DTYPE, "");
}

static void
keeps_master_weights_under_deepspeed(void **state)
{
	struct workload *w =
	    completed("parallel: {sharding: zero3}\nload: {dtype: bf16}\n"
		      "framework: {name: transformers}\n"
		      "train: {method: full, precision: amp-bf16, "
		      "optimizer: adamw}");

	(void)state;
	assert_true(fact_flag(w, F_TRAIN_MASTER_WEIGHTS, false));
	assert_true(fact_is(w, F_TRAIN_OPTIMIZER_STATE_DTYPE, "fp32"));
	assert_true(fact_is(w, F_TRAIN_GRAD_DTYPE, "bf16"));
	w = completed("parallel: {sharding: fsdp}\n"
		      "train: {method: full, precision: amp-bf16}");
	assert_false(fact_known(w, F_TRAIN_MASTER_WEIGHTS));
}

static void
knows_the_bits_of_a_method(void **state)
{
	(void)state;
	assert_true(fact_number(completed("quant: {method: bnb-nf4}"),
			F_QUANT_BITS, 0) == 4);
	assert_true(fact_number(completed("quant: {method: bnb-int8}"),
			F_QUANT_BITS, 0) == 8);
	assert_false(
	    fact_known(completed("quant: {method: gptq}"), F_QUANT_BITS));
}

static int
release(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_dimensions_from_the_catalogue),
		cmocka_unit_test(lets_written_dimensions_win),
		cmocka_unit_test(names_a_model_nobody_knows),
		cmocka_unit_test(takes_published_weights_for_serving_only),
		cmocka_unit_test(counts_key_heads_as_the_family_does),
		cmocka_unit_test(derives_degrees_and_batches),
		cmocka_unit_test(takes_the_gpus_a_server_asks_for),
		cmocka_unit_test(does_it_over_from_what_is_said_by_now),
		cmocka_unit_test(knows_what_frameworks_do_to_memory),
		cmocka_unit_test(keeps_master_weights_under_deepspeed),
		cmocka_unit_test(knows_the_bits_of_a_method),
	};

	arena_init(&arena);
	index_make(&catalog, &arena);
	return cmocka_run_group_tests(tests, NULL, release);
}
