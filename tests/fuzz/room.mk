# Made and run by hand: make fuzz && ./fuzz -t SECONDS FILE...  It lies at the
# top of the build tree, where plugins just built are found.
EXTRA_PROGRAMS += fuzz
fuzz_SOURCES = tests/fuzz/fuzz.c $(host_sources)
fuzz_CFLAGS = $(AM_CFLAGS)
fuzz_LDADD = libengine.la
fuzz_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
