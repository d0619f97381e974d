# The functions that plugins call, exported by the program and by the library.
host_sources =
libgpulint_la_SOURCES = $(host_sources)
libgpulint_la_LIBADD = libengine.la
libgpulint_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0
