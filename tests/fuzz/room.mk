# Made and run by hand: make fuzz && ./fuzz -t SECONDS FILE..., and make
# fuzz-commands && ./fuzz-commands -n COUNT FOLDER FILE...  They lie at the
# top of the build tree, where plugins just built are found.
EXTRA_PROGRAMS += fuzz fuzz-commands
fuzz_SOURCES = tests/fuzz/fuzz.c tests/fuzz/mutate.c tests/fuzz/mutate.h \
	$(host_sources)
fuzz_CFLAGS = $(AM_CFLAGS)
fuzz_LDADD = libengine.la
fuzz_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
fuzz_commands_SOURCES = tests/fuzz/commands.c tests/fuzz/mutate.c \
	tests/fuzz/mutate.h $(cli_sources)
fuzz_commands_CFLAGS = $(AM_CFLAGS)
fuzz_commands_LDADD = libengine.la
fuzz_commands_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
