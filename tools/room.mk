# The tool that compiles cards, dialects and catalogue into C.
noinst_PROGRAMS += tools/compile
tools_compile_SOURCES = tools/compile.c tools/print.h \
	tools/print_cards.c tools/print_catalog.c tools/print_dialects.c \
	tools/print_string.c
tools_compile_LDADD = libread.la

# The tool runs in every build, which takes milliseconds, so that a file of
# rules/ that is added, changed or dropped is always seen; what it prints
# replaces the file only where it differs, so that nothing is compiled twice.
compiled_rules = cards_builtin.c catalog_builtin.c dialects_builtin.c
nodist_libengine_la_SOURCES += $(compiled_rules)
CLEANFILES += $(compiled_rules)
keep_same = { if cmp -s $@.tmp $@; then rm -f $@.tmp; else mv $@.tmp $@; fi; }

cards_builtin.c: tools/compile$(EXEEXT) rules-always
	$(AM_V_at)tools/compile$(EXEEXT) cards $(top_srcdir)/rules >$@.tmp \
		&& $(keep_same)
catalog_builtin.c: tools/compile$(EXEEXT) rules-always
	$(AM_V_at)tools/compile$(EXEEXT) catalog $(top_srcdir)/rules/catalog \
		>$@.tmp && $(keep_same)
dialects_builtin.c: tools/compile$(EXEEXT) rules-always
	$(AM_V_at)tools/compile$(EXEEXT) dialects \
		$(top_srcdir)/rules/dialects >$@.tmp && $(keep_same)
rules-always:
.PHONY: rules-always
