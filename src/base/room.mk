libread_la_SOURCES += \
	src/base/arena.c src/base/arena.h \
	src/base/error.c src/base/error.h \
	src/base/glob.c src/base/glob.h \
	src/base/memory_end.c src/base/memory_end.h \
	src/base/names.c src/base/names.h \
	src/base/number.c src/base/number.h \
	src/base/pattern.c src/base/pattern.h \
	src/base/suggest.c src/base/suggest.h \
	src/base/text.c src/base/text.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/word.c src/base/word.h
