# Command lines, images and containers.
libengine_la_SOURCES += \
	src/dialect/compose.c src/dialect/compose.h \
	src/dialect/compose_evidence.c src/dialect/compose_files.c \
	src/dialect/container_docker.c src/dialect/container.c src/dialect/container.h \
	src/dialect/engine.c src/dialect/engine.h \
	src/dialect/engine_flags.c \
	src/dialect/engine_llama_cpp.c \
	src/dialect/engine_ollama.c \
	src/dialect/engine_sglang.c \
	src/dialect/engine_tgi.c \
	src/dialect/engine_value.c \
	src/dialect/engine_vllm.c \
	src/dialect/image.c src/dialect/image.h \
	src/dialect/kubernetes.c src/dialect/kubernetes.h \
	src/dialect/embedded.c src/dialect/embedded.h \
	src/dialect/kubeai.c src/dialect/kuberay.c \
	src/dialect/kubernetes_pod.c \
	src/dialect/launch.c src/dialect/launch.h \
	src/dialect/shell.c src/dialect/shell.h \
	src/dialect/shell_cells.c src/dialect/shell_cells.h
