# Cards are read by the build tool as well.
libread_la_SOURCES += \
	src/rule/card.c src/rule/card.h \
	src/rule/card_folder.c \
	src/rule/severity.c

# The functions that plugins call, exported by the program and by the library.
host_sources =
libgpulint_la_SOURCES = $(host_sources)
libgpulint_la_LIBADD = libengine.la
libgpulint_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0
