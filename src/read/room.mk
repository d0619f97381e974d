libread_la_SOURCES += \
	src/read/anchors.c src/read/anchors.h \
	src/read/build.c src/read/build.h \
	src/read/comments.c \
	src/read/ignore.c src/read/ignore.h \
	src/read/json.c src/read/json_parse.h src/read/json_scalar.c \
	src/read/pairs.c \
	src/read/source.c src/read/source.h \
	src/read/syntax.c src/read/syntax.h \
	src/read/tree.c src/read/tree.h \
	src/read/walk.c src/read/walk.h \
	src/read/yaml.c
