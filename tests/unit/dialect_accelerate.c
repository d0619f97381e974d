/* How accelerate's launcher shares a model out. */

#include "dialect_case.h"

static void
reads_every_kind_of_distribution(void **state)
{
	struct workload *w = workload_of("accelerate", "a.yaml",
	    "distributed_type: MULTI_GPU\nnum_processes: 16\n"
	    "num_machines: 2\nmixed_precision: bf16\n");

	(void)state;
	says(w, F_PARALLEL_GPUS, "16");
	says(w, F_PARALLEL_NODES, "2");
	says(w, F_PARALLEL_SHARDING, "ddp");
	says(w, F_TRAIN_PRECISION, "amp-bf16");
	w = workload_of("accelerate", "a.yaml",
	    "distributed_type: DEEPSPEED\nnum_processes: 8\n"
	    "deepspeed_config: {zero_stage: 3, offload_param_device: cpu}\n");
	says(w, F_PARALLEL_SHARDING, "zero3");
	says(w, F_TRAIN_OFFLOAD_PARAMS, "cpu");
	w = workload_of("accelerate", "a.yaml",
	    "distributed_type: DEEPSPEED\nnum_processes: 8\n");
	says(w, F_PARALLEL_SHARDING, "zero2");
	w = workload_of("accelerate", "a.yaml",
	    "distributed_type: 'NO'\nuse_cpu: false\n");
	says(w, F_PARALLEL_SHARDING, "none");
	says(w, F_PARALLEL_GPUS, "1");
}

static void
reads_fsdp_by_name_and_number(void **state)
{
	struct workload *w = workload_of("accelerate", "a.yaml",
	    "distributed_type: FSDP\nnum_processes: 8\nfsdp_config:\n"
	    "  {fsdp_sharding_strategy: 2, fsdp_offload_params: true}\n");

	(void)state;
	says(w, F_PARALLEL_SHARDING, "fsdp-grad-op");
	says(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu");
	w = workload_of("accelerate", "a.yaml",
	    "distributed_type: FSDP\nnum_processes: 8\nfsdp_config:\n"
	    "  {fsdp_version: 2, fsdp_activation_checkpointing: true}\n");
	says(w, F_PARALLEL_SHARDING, "fsdp");
	says(w, F_TRAIN_CHECKPOINTING, "full");
}

static void
takes_no_for_an_answer(void **state)
{
	struct workload *w = workload_of("accelerate", "a.yaml",
	    "distributed_type: MULTI_GPU\nnum_processes: -1\n"
	    "mixed_precision: no\n");

	(void)state;
	says(w, F_TRAIN_PRECISION, "fp32");
	says(w, F_PARALLEL_GPUS, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_kind_of_distribution),
		cmocka_unit_test(reads_fsdp_by_name_and_number),
		cmocka_unit_test(takes_no_for_an_answer),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
