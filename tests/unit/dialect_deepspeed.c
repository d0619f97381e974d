/* DeepSpeed's stages, offload and precision. */

#include "dialect_case.h"

static void
reads_stage_offload_and_master_weights(void **state)
{
	struct workload *w = workload_of("deepspeed", "ds.json",
	    "{\"bf16\": {\"enabled\": true}, \"zero_optimization\": "
	    "{\"stage\": 3, \"offload_param\": {\"device\": \"nvme\"}, "
	    "\"offload_optimizer\": {\"device\": \"cpu\"}}, "
	    "\"optimizer\": {\"type\": \"AdamW\"}}");

	(void)state;
	says(w, F_PARALLEL_SHARDING, "zero3");
	says(w, F_TRAIN_OFFLOAD_PARAMS, "nvme");
	says(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu");
	says(w, F_TRAIN_PRECISION, "bf16");
	says(w, F_TRAIN_MASTER_WEIGHTS, "yes");
	says(w, F_TRAIN_GRAD_DTYPE, "bf16");
	says(w, F_TRAIN_OPTIMIZER, "adamw");
}

static void
leaves_auto_open(void **state)
{
	struct workload *w = workload_of("deepspeed", "ds.json",
	    "{\"zero_optimization\": {\"stage\": 2}, \"bf16\": "
	    "{\"enabled\": \"auto\"}, "
	    "\"train_micro_batch_size_per_gpu\": \"auto\"}");

	(void)state;
	says(w, F_TRAIN_PRECISION, "unknown");
	says(w, F_TRAIN_MICRO_BATCH, "unknown");
	assert_non_null(strstr(w->facts[F_TRAIN_MICRO_BATCH].reason, "auto"));
}

static void
reads_the_old_spellings(void **state)
{
	struct workload *w = workload_of("deepspeed", "ds.json",
	    "{\"zero_optimization\": {\"stage\": 2, \"cpu_offload\": true}, "
	    "\"fp16\": {\"enabled\": true}}");

	(void)state;
	says(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu");
	says(w, F_TRAIN_PRECISION, "fp16");
	w = workload_of("deepspeed", "ds.json",
	    "{\"zero_optimization\": true, \"train_batch_size\": 8}");
	says(w, F_PARALLEL_SHARDING, "zero1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_stage_offload_and_master_weights),
		cmocka_unit_test(leaves_auto_open),
		cmocka_unit_test(reads_the_old_spellings),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
