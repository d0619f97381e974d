# Sources of this room; what reads data files serves the build tool too.
libread_la_SOURCES += \
	src/dialect/dialect.h src/dialect/folder.c src/dialect/load.c \
	src/dialect/load.h src/dialect/load_keys.c \
	src/dialect/load_signature.c src/dialect/load_words.c \
	src/dialect/load_writes.c src/dialect/markers.c \
	src/dialect/markers.h src/dialect/python_scalar.c \
	src/dialect/python_scalar.h src/dialect/scalar.c \
	src/dialect/scalar.h
libengine_la_SOURCES += \
	src/dialect/codes.c src/dialect/codes.h src/dialect/derive.c \
	src/dialect/derive.h src/dialect/dialect.c \
	src/dialect/interpolate.c \
	src/dialect/interpolate.h src/dialect/map.c src/dialect/map.h \
	src/dialect/reading.c src/dialect/recognise.c \
	src/dialect/say.c src/dialect/say.h src/dialect/say_flags.c \
	src/dialect/say_keys.c src/dialect/spelling.c \
	src/dialect/spelling.h src/dialect/value.c src/dialect/value.h \
	src/dialect/wording.c src/dialect/wording.h src/dialect/written.c
