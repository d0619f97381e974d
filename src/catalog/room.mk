# Reading tables and indexing them, which the build tool does too; then
# looking things up.
libread_la_SOURCES += \
	src/catalog/catalog.h \
	src/catalog/extend.c \
	src/catalog/gpu_name.c src/catalog/gpu_name.h \
	src/catalog/index.c src/catalog/index.h \
	src/catalog/model_name.c src/catalog/model_name.h \
	src/catalog/name.c src/catalog/name.h \
	src/catalog/schema.c \
	src/catalog/table.c src/catalog/table.h
libengine_la_SOURCES += \
	src/catalog/gpu.c \
	src/catalog/list.c src/catalog/list.h \
	src/catalog/lookup.c \
	src/catalog/model.c src/catalog/model_like.c \
	src/catalog/model_spelling.c src/catalog/model_spelling.h
