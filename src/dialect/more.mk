# Dialects beside those of the big trainers and servers.
libengine_la_SOURCES += \
	src/dialect/ci.c src/dialect/conda.c \
	src/dialect/evidence.c src/dialect/evidence.h \
	src/dialect/helm_values.c src/dialect/hydra.c \
	src/dialect/pods.c src/dialect/scratch.c \
	src/dialect/skypilot.c src/dialect/template.c
