include tests/unit/read.mk
include tests/unit/workload.mk
include tests/unit/dialect.mk
include tests/unit/serve.mk
include tests/unit/more.mk

unit_tests += tests/unit/base
tests_unit_base_SOURCES = tests/unit/base.c tests/unit/tap.h
tests_unit_base_LDADD = $(unit_ldadd)
tests_unit_base_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/suggest
tests_unit_suggest_SOURCES = tests/unit/suggest.c tests/unit/tap.h
tests_unit_suggest_LDADD = $(unit_ldadd)
tests_unit_suggest_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/catalog
tests_unit_catalog_SOURCES = tests/unit/catalog.c tests/unit/tap.h
tests_unit_catalog_LDADD = $(unit_ldadd)
tests_unit_catalog_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/catalog_names
tests_unit_catalog_names_SOURCES = tests/unit/catalog_names.c tests/unit/tap.h
tests_unit_catalog_names_LDADD = $(unit_ldadd)
tests_unit_catalog_names_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/frame
tests_unit_frame_SOURCES = tests/unit/frame.c tests/unit/tap.h
tests_unit_frame_LDADD = $(unit_ldadd)
tests_unit_frame_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/linehash
tests_unit_linehash_SOURCES = tests/unit/linehash.c tests/unit/tap.h
tests_unit_linehash_LDADD = $(unit_ldadd)
tests_unit_linehash_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/edit
tests_unit_edit_SOURCES = tests/unit/edit.c tests/unit/tap.h
tests_unit_edit_LDADD = $(unit_ldadd)
tests_unit_edit_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/card
tests_unit_card_SOURCES = tests/unit/card.c tests/unit/tap.h
tests_unit_card_LDADD = $(unit_ldadd)
tests_unit_card_CFLAGS = $(unit_cflags)
unit_tests += tests/unit/report
tests_unit_report_SOURCES = tests/unit/report.c tests/unit/tap.h
tests_unit_report_LDADD = $(unit_ldadd)
tests_unit_report_CFLAGS = $(unit_cflags)
unit_tests += tests/unit/machine
tests_unit_machine_SOURCES = tests/unit/machine.c tests/unit/tap.h \
	src/cli/machine.c
tests_unit_machine_LDADD = $(unit_ldadd)
tests_unit_machine_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/table
tests_unit_table_SOURCES = tests/unit/table.c tests/unit/tap.h
tests_unit_table_LDADD = $(unit_ldadd)
tests_unit_table_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/fingerprint
tests_unit_fingerprint_SOURCES = tests/unit/fingerprint.c tests/unit/tap.h
tests_unit_fingerprint_LDADD = $(unit_ldadd)
tests_unit_fingerprint_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/params
tests_unit_params_SOURCES = tests/unit/params.c tests/unit/tap.h \
	tests/unit/estimate_of.h
tests_unit_params_LDADD = $(unit_ldadd)
tests_unit_params_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/train_memory
tests_unit_train_memory_SOURCES = tests/unit/train_memory.c tests/unit/tap.h \
	tests/unit/estimate_of.h
tests_unit_train_memory_LDADD = $(unit_ldadd)
tests_unit_train_memory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/megatron_memory
tests_unit_megatron_memory_SOURCES = tests/unit/megatron_memory.c \
	tests/unit/estimate_of.h tests/unit/tap.h
tests_unit_megatron_memory_LDADD = $(unit_ldadd)
tests_unit_megatron_memory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/optimizer_memory
tests_unit_optimizer_memory_SOURCES = tests/unit/optimizer_memory.c \
	tests/unit/estimate_of.h tests/unit/tap.h
tests_unit_optimizer_memory_LDADD = $(unit_ldadd)
tests_unit_optimizer_memory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/companion_memory
tests_unit_companion_memory_SOURCES = tests/unit/companion_memory.c \
	tests/unit/estimate_of.h tests/unit/tap.h
tests_unit_companion_memory_LDADD = $(unit_ldadd)
tests_unit_companion_memory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/hybrid_memory
tests_unit_hybrid_memory_SOURCES = tests/unit/hybrid_memory.c \
	tests/unit/estimate_of.h tests/unit/tap.h
tests_unit_hybrid_memory_LDADD = $(unit_ldadd)
tests_unit_hybrid_memory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/phase_memory
tests_unit_phase_memory_SOURCES = tests/unit/phase_memory.c tests/unit/tap.h \
	tests/unit/estimate_of.h
tests_unit_phase_memory_LDADD = $(unit_ldadd)
tests_unit_phase_memory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/framework_memory
tests_unit_framework_memory_SOURCES = tests/unit/framework_memory.c \
	tests/unit/tap.h tests/unit/estimate_of.h
tests_unit_framework_memory_LDADD = $(unit_ldadd)
tests_unit_framework_memory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/kv_bytes
tests_unit_kv_bytes_SOURCES = tests/unit/kv_bytes.c tests/unit/tap.h \
	tests/unit/estimate_of.h
tests_unit_kv_bytes_LDADD = $(unit_ldadd)
tests_unit_kv_bytes_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/serve_memory
tests_unit_serve_memory_SOURCES = tests/unit/serve_memory.c tests/unit/tap.h \
	tests/unit/estimate_of.h
tests_unit_serve_memory_LDADD = $(unit_ldadd)
tests_unit_serve_memory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/remedy
tests_unit_remedy_SOURCES = tests/unit/remedy.c tests/unit/tap.h \
	tests/unit/estimate_of.h
tests_unit_remedy_LDADD = $(unit_ldadd)
tests_unit_remedy_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/pattern
tests_unit_pattern_SOURCES = tests/unit/pattern.c tests/unit/tap.h
tests_unit_pattern_LDADD = $(unit_ldadd)
tests_unit_pattern_CFLAGS = $(unit_cflags)

# With the functions that plugins call: it loads those that were just built.
unit_tests += tests/unit/fixes
tests_unit_fixes_SOURCES = tests/unit/fixes.c \
	tests/unit/built_plugins.h tests/unit/tap.h \
	tests/unit/respell.c tests/unit/respell.h $(host_sources)
tests_unit_fixes_LDADD = $(unit_ldadd)
tests_unit_fixes_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
tests_unit_fixes_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/absurd
tests_unit_absurd_SOURCES = tests/unit/absurd.c \
	tests/unit/built_plugins.h tests/unit/tap.h \
	$(host_sources)
tests_unit_absurd_LDADD = $(unit_ldadd)
tests_unit_absurd_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
tests_unit_absurd_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/session
tests_unit_session_SOURCES = tests/unit/session.c tests/unit/tap.h
tests_unit_session_LDADD = $(unit_ldadd)
tests_unit_session_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/suppress
tests_unit_suppress_SOURCES = tests/unit/suppress.c tests/unit/tap.h
tests_unit_suppress_LDADD = $(unit_ldadd)
tests_unit_suppress_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/project
tests_unit_project_SOURCES = tests/unit/project.c tests/unit/tap.h
tests_unit_project_LDADD = $(unit_ldadd)
tests_unit_project_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/plugins
tests_unit_plugins_SOURCES = tests/unit/plugins.c tests/unit/tap.h \
	$(host_sources)
tests_unit_plugins_LDADD = $(unit_ldadd)
tests_unit_plugins_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
tests_unit_plugins_CFLAGS = $(unit_cflags)
