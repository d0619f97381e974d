# What the data files of trainers and servers cannot say, a file each.
libengine_la_SOURCES += \
	src/framework/accelerate.c src/framework/adapter_config.c \
	src/framework/alpaca_lora.c \
	src/framework/axolotl.c src/framework/deepspeed.c \
	src/framework/deepspeed.h src/framework/deepspeed_chat.c \
	src/framework/gpt_neox.c src/framework/hf_config.c \
	src/framework/hf_companions.c \
	src/framework/hf_flavour.c src/framework/hf_flavour.h \
	src/framework/hf_sections.c \
	src/framework/hf_sections_find.c src/framework/hf_sections.h \
	src/framework/hf_trl.c \
	src/framework/hydra.c src/framework/lightning_cli.c \
	src/framework/litgpt.c src/framework/llama_recipes.c \
	src/framework/llama_swap.c \
	src/framework/llamafactory.c \
	src/framework/llamafactory.h src/framework/llamafactory_stage.c \
	src/framework/llm_foundry.c \
	src/framework/localai.c src/framework/localai_gallery.c \
	src/framework/megatron.c src/framework/megatron.h \
	src/framework/megatron_args.c src/framework/megatron_yaml.c \
	src/framework/ms_swift.c src/framework/nemo_rl.c \
	src/framework/olmo.c src/framework/openrlhf.c src/framework/oumi.c \
	src/framework/scratch.c \
	src/framework/template.c src/framework/torchtune.c \
	src/framework/trainer.c src/framework/trainer.h \
	src/framework/trainer_optimizer.c src/framework/training_code.c \
	src/framework/verl.c src/framework/workload_file.c
