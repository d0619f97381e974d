# Command lines: words as a shell splits them, and what engines mean.
libengine_la_SOURCES += \
	src/command/accelerate.c \
	src/command/arguments.c src/command/arguments.h \
	src/command/engine.c src/command/engine.h \
	src/command/engine_aphrodite.c src/command/engine_config.c src/command/engine_flags.c src/command/engine_llama_cpp.c src/command/engine_llama_cpp_python.c \
	src/command/engine_koboldcpp.c \
	src/command/engine_lightllm.c src/command/engine_lmdeploy.c src/command/engine_mlc.c \
	src/command/engine_ollama.c src/command/engine_ollama_library.c \
	src/command/engine_positions.c src/command/engine_ramalama.c src/command/engine_sglang.c \
	src/command/engine_textgen.c src/command/engine_tgi.c src/command/engine_trtllm.c src/command/engine_value.c \
	src/command/engine_swift.c \
	src/command/engine_vllm.c src/command/engine_xinference.c src/command/installs.c \
	src/command/installs.h src/command/launch.c src/command/launch.h \
	src/command/launch_parts.h src/command/launcher.c \
	src/command/program.c src/command/script.c src/command/script_known.c \
	src/command/telling.c \
	src/command/shell.c src/command/shell.h src/command/shell_assign.c src/command/shell_cells.c \
	src/command/shell_cells.h src/command/shell_here.c src/command/shell_here.h \
	src/command/shell_split.c
