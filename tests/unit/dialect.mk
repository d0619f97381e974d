# Tests of the dialect room.
unit_tests += tests/unit/dialect_load
tests_unit_dialect_load_SOURCES = tests/unit/dialect_load.c tests/unit/tap.h
tests_unit_dialect_load_LDADD = $(unit_ldadd)
tests_unit_dialect_load_CFLAGS = $(unit_cflags)
