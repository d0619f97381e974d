/* codes: the C files of single dialects, for codes.c alone. */

#ifndef GPULINT_CODES_H
#define GPULINT_CODES_H

#include "dialect/dialect.h"

extern const struct dialect_code code_accelerate;
extern const struct dialect_code code_adapter_config;
extern const struct dialect_code code_alpaca_lora;
extern const struct dialect_code code_axolotl;
extern const struct dialect_code code_azureml;
extern const struct dialect_code code_cog;
extern const struct dialect_code code_conda;
extern const struct dialect_code code_deepspeed;
extern const struct dialect_code code_deepspeed_chat;
extern const struct dialect_code code_docker_compose;
extern const struct dialect_code code_dstack;
extern const struct dialect_code code_github_actions;
extern const struct dialect_code code_gitlab_ci;
extern const struct dialect_code code_gpt_neox;
extern const struct dialect_code code_helm_release;
extern const struct dialect_code code_helm_template;
extern const struct dialect_code code_helm_values;
extern const struct dialect_code code_hf_config;
extern const struct dialect_code code_hf_sections;
extern const struct dialect_code code_hf_trl;
extern const struct dialect_code code_hydra;
extern const struct dialect_code code_koboldcpp;
extern const struct dialect_code code_kserve;
extern const struct dialect_code code_kubeflow;
extern const struct dialect_code code_kuberay;
extern const struct dialect_code code_kubernetes;
extern const struct dialect_code code_kustomize;
extern const struct dialect_code code_lightning_cli;
extern const struct dialect_code code_litgpt;
extern const struct dialect_code code_llama_cpp_python;
extern const struct dialect_code code_llama_recipes;
extern const struct dialect_code code_llama_swap;
extern const struct dialect_code code_llamafactory;
extern const struct dialect_code code_llm_foundry;
extern const struct dialect_code code_localai;
extern const struct dialect_code code_localai_gallery;
extern const struct dialect_code code_megatron_args;
extern const struct dialect_code code_megatron_yaml;
extern const struct dialect_code code_devcontainer;
extern const struct dialect_code code_mosaicml_mcli;
extern const struct dialect_code code_ms_swift;
extern const struct dialect_code code_nats;
extern const struct dialect_code code_nemo;
extern const struct dialect_code code_nemo_rl;
extern const struct dialect_code code_olmo;
extern const struct dialect_code code_openrlhf;
extern const struct dialect_code code_oumi;
extern const struct dialect_code code_ray_cluster;
extern const struct dialect_code code_ray_serve;
extern const struct dialect_code code_scratch;
extern const struct dialect_code code_sglang_config;
extern const struct dialect_code code_vllm_section;
extern const struct dialect_code code_skypilot;
extern const struct dialect_code code_template;
extern const struct dialect_code code_textgen;
extern const struct dialect_code code_torchtune;
extern const struct dialect_code code_training_code;
extern const struct dialect_code code_truss;
extern const struct dialect_code code_verl;
extern const struct dialect_code code_vertex_ai;
extern const struct dialect_code code_vllm_config;
extern const struct dialect_code code_workload;
extern const struct dialect_code code_xinference;

#endif
