#include "dialect/codes.h"

const struct dialect_code *const dialect_codes[] = {
	&code_accelerate,
	&code_axolotl,
	&code_deepspeed,
	&code_docker_compose,
	&code_hf_config,
	&code_hf_trl,
	&code_kubernetes,
	&code_litgpt,
	&code_llamafactory,
	&code_vllm_config,
	&code_workload,
	NULL,
};
