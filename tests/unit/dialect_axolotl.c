/* What several keys of an axolotl file say together. */

#include "dialect_case.h"

static void
reads_a_qlora_file(void **state)
{
	struct workload *w = workload_of("axolotl", "q.yaml",
	    "base_model: NousResearch/Llama-2-7b-hf\nadapter: qlora\n"
	    "load_in_4bit: true\nsequence_len: 4096\nsample_packing: true\n"
	    "lora_r: 32\nlora_target_linear: true\nbf16: true\n"
	    "gradient_checkpointing: true\nflash_attention: true\n"
	    "optimizer: paged_adamw_32bit\n");

	(void)state;
	says(w, F_FRAMEWORK_NAME, "axolotl");
	says(w, F_TRAIN_METHOD, "lora");
	says(w, F_QUANT_METHOD, "bnb-nf4");
	says(w, F_QUANT_BITS, "4");
	says(w, F_QUANT_DOUBLE, "yes");
	says(w, F_QUANT_COMPUTE_DTYPE, "bf16");
	says(w, F_LOAD_DTYPE, "bf16");
	says(w, F_TRAIN_PRECISION, "amp-bf16");
	says(w, F_TRAIN_SEQ_KIND, "packed");
	says(w, F_TRAIN_CHECKPOINTING, "full");
	says(w, F_TRAIN_ATTENTION, "flash2");
	says(w, F_TRAIN_OPTIMIZER, "paged-adamw-32bit");
	says(w, F_TRAIN_LORA_TARGETS, "all-linear");
	says(w, F_TRAIN_TRAINABLE_DTYPE, "fp32");
}

static void
leaves_precision_to_the_gpu_as_a_default(void **state)
{
	struct workload *w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nbf16: auto\n");

	(void)state;
	says(w, F_TRAIN_METHOD, "full");
	says(w, F_TRAIN_PRECISION, "amp-bf16");
	assert_int_equal(w->facts[F_TRAIN_PRECISION].origin.kind,
	    ORIGIN_DEFAULT);
	w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nbf16: false\n");
	says(w, F_TRAIN_PRECISION, "fp32");
	says(w, F_LOAD_DTYPE, "fp32");
	w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nfp16: true\n");
	says(w, F_LOAD_DTYPE, "fp16");
}

static void
divides_the_batch(void **state)
{
	struct workload *w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nmicro_batch_size: 4\n"
	    "batch_size: 32\n");

	(void)state;
	says(w, F_TRAIN_ACCUMULATION, "8");
}

static void
reads_both_spellings_of_fsdp(void **state)
{
	struct workload *w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nfsdp_version: 2\n"
	    "fsdp_config: {offload_params: true, reshard_after_forward: "
	    "false, activation_checkpointing: true}\n");

	(void)state;
	says(w, F_PARALLEL_SHARDING, "fsdp-grad-op");
	says(w, F_TRAIN_OFFLOAD_PARAMS, "cpu");
	says(w, F_TRAIN_CHECKPOINTING, "full");
	w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nfsdp: [full_shard, auto_wrap]\n"
	    "fsdp_config: {fsdp_sharding_strategy: FULL_SHARD}\n");
	says(w, F_PARALLEL_SHARDING, "fsdp");
}

static void
knows_the_deepspeed_files_that_axolotl_brings(void **state)
{
	struct workload *w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nbf16: true\ndeepspeed: "
	    "deepspeed_configs/zero3_bf16_cpuoffload_params.json\n");

	(void)state;
	says(w, F_PARALLEL_SHARDING, "zero3");
	says(w, F_TRAIN_OFFLOAD_PARAMS, "cpu");
	says(w, F_TRAIN_OFFLOAD_OPTIMIZER, "none");
	says(w, F_TRAIN_PRECISION, "bf16");
	w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\ndeepspeed: my/zero3.json\n");
	says(w, F_PARALLEL_SHARDING, "zero3");
	says(w, F_TRAIN_OFFLOAD_PARAMS, "unknown");
}

static void
counts_the_reference_model(void **state)
{
	struct workload *w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nrl: dpo\n");

	(void)state;
	says(w, F_TRAIN_STAGE, "dpo");
	says(w, F_TRAIN_REFERENCE_MODEL, "full");
	w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nrl: dpo\nadapter: lora\n");
	says(w, F_TRAIN_REFERENCE_MODEL, "adapter-base");
}

static void
knows_the_fused_losses(void **state)
{
	struct workload *w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 8\nplugins:\n  - "
	    "axolotl.integrations.cut_cross_entropy.CutCrossEntropyPlugin\n");

	(void)state;
	says(w, F_TRAIN_LOSS, "fused");
}

static void
reads_the_arguments_of_optimizers(void **state)
{
	struct workload *w = workload_of("axolotl", "a.yaml",
	    "base_model: x\nsequence_len: 512\noptimizer: galore_adamw\n"
	    "optim_args: {rank: 256}\noptim_target_modules: [q_proj, mlp]\n");

	(void)state;
	says(w, F_TRAIN_OPTIMIZER, "galore");
	says(w, F_TRAIN_OPTIMIZER_RANK, "256");
	says(w, F_TRAIN_OPTIMIZER_TARGETS, "q, mlp");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_qlora_file),
		cmocka_unit_test(leaves_precision_to_the_gpu_as_a_default),
		cmocka_unit_test(divides_the_batch),
		cmocka_unit_test(reads_both_spellings_of_fsdp),
		cmocka_unit_test(knows_the_deepspeed_files_that_axolotl_brings),
		cmocka_unit_test(counts_the_reference_model),
		cmocka_unit_test(knows_the_fused_losses),
		cmocka_unit_test(reads_the_arguments_of_optimizers),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
