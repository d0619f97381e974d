# Sources of this room.
libengine_la_SOURCES += \
	src/memory/activations.c \
	src/memory/adapters.c \
	src/memory/allocator.c \
	src/memory/attention.c \
	src/memory/certain.c \
	src/memory/cut.c \
	src/memory/doubling.c \
	src/memory/estimate.c \
	src/memory/families.c \
	src/memory/generate.c \
	src/memory/host.c \
	src/memory/job.h \
	src/memory/kv.c \
	src/memory/ledger.c \
	src/memory/levers.c \
	src/memory/levers.h \
	src/memory/limits.c \
	src/memory/llamacpp.c \
	src/memory/local.c \
	src/memory/logits.c \
	src/memory/memory.h \
	src/memory/phases.c \
	src/memory/quantised.c \
	src/memory/remedy.c \
	src/memory/schedule.c \
	src/memory/serve.c \
	src/memory/serve.h \
	src/memory/sglang.c \
	src/memory/shape.c \
	src/memory/shape.h \
	src/memory/state.c \
	src/memory/train.c \
	src/memory/trial.c \
	src/memory/trial.h \
	src/memory/vllm.c
