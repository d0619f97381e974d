# Sources of this room; what reads data files serves the build tool too.
libread_la_SOURCES += \
	src/dialect/dialect.h \
	src/dialect/folder.c \
	src/dialect/load.c src/dialect/load.h \
	src/dialect/load_keys.c src/dialect/load_signature.c \
	src/dialect/load_words.c src/dialect/load_writes.c \
	src/dialect/markers.c src/dialect/markers.h
libengine_la_SOURCES += \
	src/dialect/accelerate.c src/dialect/axolotl.c \
	src/dialect/codes.c src/dialect/codes.h \
	src/dialect/deepspeed.c src/dialect/deepspeed.h \
	src/dialect/hf_config.c src/dialect/hf_trl.c \
	src/dialect/interpolate.c src/dialect/interpolate.h \
	src/dialect/layers.c src/dialect/layers.h \
	src/dialect/layers_hydra.c src/dialect/layers_parts.h \
	src/dialect/link.c src/dialect/link.h \
	src/dialect/litgpt.c src/dialect/llamafactory.c \
	src/dialect/map.c src/dialect/map.h \
	src/dialect/reading.c src/dialect/recognise.c \
	src/dialect/sibling.c src/dialect/sibling.h \
	src/dialect/spelling.c src/dialect/spelling.h \
	src/dialect/trainer.c src/dialect/trainer.h \
	src/dialect/value.c src/dialect/value.h \
	src/dialect/wording.c src/dialect/wording.h \
	src/dialect/workload_file.c \
	src/dialect/written.c
