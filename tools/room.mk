# The tool that compiles cards, dialects and catalogue into C.
noinst_PROGRAMS += tools/compile
tools_compile_SOURCES = tools/compile.c tools/print.h \
	tools/print_catalog.c tools/print_string.c
tools_compile_LDADD = libread.la

# tests/unit/catalog.c holds this list against the folder.
catalog_tables = \
	rules/catalog/caveats.tsv \
	rules/catalog/containers.tsv \
	rules/catalog/cuda.tsv \
	rules/catalog/frameworks.tsv \
	rules/catalog/gpus.tsv \
	rules/catalog/instances.tsv \
	rules/catalog/models.tsv \
	rules/catalog/quants.tsv \
	rules/catalog/storage.tsv \
	rules/catalog/torch.tsv

nodist_libengine_la_SOURCES += catalog_builtin.c
CLEANFILES += catalog_builtin.c
catalog_builtin.c: tools/compile$(EXEEXT) $(catalog_tables)
	$(AM_V_GEN)tools/compile$(EXEEXT) catalog $(top_srcdir)/rules/catalog \
		>$@.tmp && mv $@.tmp $@
