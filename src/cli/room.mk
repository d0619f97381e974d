# One file a command.  The program is one binary: plugins find the host's
# functions in it, so it is linked with the engine itself, not with the
# shared library, and nothing has to be found at start-up.
# All but main(): the fuzzer calls the commands too.
cli_sources = \
	src/cli/check.c \
	src/cli/cli.h \
	src/cli/commands.c \
	src/cli/completion.c \
	src/cli/completion_words.c \
	src/cli/completion.h \
	src/cli/dialects.c \
	src/cli/explain.c \
	src/cli/facts.c \
	src/cli/fit.c \
	src/cli/fix.c \
	src/cli/gpus.c \
	src/cli/help.c \
	src/cli/input.c \
	src/cli/listing.c \
	src/cli/listing.h \
	src/cli/machine.c \
	src/cli/machine.h \
	src/cli/manual.c \
	src/cli/models.c \
	src/cli/nvml.c \
	src/cli/nvml.h \
	src/cli/option.c \
	src/cli/option.h \
	src/cli/options.c \
	src/cli/output.c \
	src/cli/probe.c \
	src/cli/progress.c \
	src/cli/progress.h \
	src/cli/rules.c \
	src/cli/start.c \
	src/cli/test.c \
	src/cli/tree.c \
	src/cli/word.c \
	$(host_sources)

bin_PROGRAMS += gpulint
gpulint_SOURCES = src/cli/main.c $(cli_sources)
gpulint_CFLAGS = $(AM_CFLAGS)
gpulint_LDADD = libengine.la
gpulint_LDFLAGS = $(AM_LDFLAGS) -export-dynamic


# What completes words in shells, written by the program; the folders are those
# where each of them looks.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
nodist_bashcompletion_DATA = completions/gpulint
nodist_zshcompletion_DATA = completions/_gpulint
nodist_fishcompletion_DATA = completions/gpulint.fish
CLEANFILES += $(nodist_bashcompletion_DATA) $(nodist_zshcompletion_DATA) \
	$(nodist_fishcompletion_DATA)

write_completion = $(AM_V_GEN)$(MKDIR_P) completions && \
	./gpulint$(EXEEXT) completion
completions/gpulint: gpulint$(EXEEXT)
	$(write_completion) bash >$@.tmp && mv $@.tmp $@
completions/_gpulint: gpulint$(EXEEXT)
	$(write_completion) zsh >$@.tmp && mv $@.tmp $@
completions/gpulint.fish: gpulint$(EXEEXT)
	$(write_completion) fish >$@.tmp && mv $@.tmp $@
