# Dialects beside those of the big trainers and servers.
libengine_la_SOURCES += \
	src/dialect/adapter_config.c src/dialect/ci.c src/dialect/ci.h \
	src/dialect/ci_jobs.c src/dialect/ci_runner.c \
	src/dialect/conda.c src/dialect/ray_cluster.c \
	src/dialect/derive.c src/dialect/derive.h \
	src/dialect/dstack.c \
	src/dialect/evidence.c src/dialect/evidence.h \
	src/dialect/gpt_neox.c \
	src/dialect/helm_values.c src/dialect/hydra.c \
	src/dialect/kustomize.c src/dialect/localai_gallery.c \
	src/dialect/kserve.c src/dialect/lightning_cli.c \
	src/dialect/llama_swap.c \
	src/dialect/llm_foundry.c src/dialect/localai.c \
	src/dialect/megatron_args.c src/dialect/megatron_yaml.c src/dialect/mosaicml_mcli.c \
	src/dialect/nemo_rl.c src/dialect/olmo.c \
	src/dialect/pods.c src/dialect/scratch.c \
	src/dialect/skypilot.c \
	src/dialect/task.c src/dialect/task.h \
	src/dialect/template.c src/dialect/torchtune.c \
	src/dialect/verl.c
