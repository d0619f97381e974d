# One file a command.  The program is one binary: plugins find the host's
# functions in it, so it is linked with the engine itself, not with the
# shared library, and nothing has to be found at start-up.
bin_PROGRAMS += gpulint
gpulint_SOURCES = \
	src/cli/check.c \
	src/cli/cli.h \
	src/cli/facts.c \
	src/cli/help.c \
	src/cli/main.c \
	src/cli/options.c \
	src/cli/output.c \
	src/cli/rules.c \
	src/cli/tree.c \
	$(host_sources)
gpulint_CFLAGS = $(AM_CFLAGS)
gpulint_LDADD = libengine.la
gpulint_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
