# Facts and what makes them.
unit_tests += tests/unit/fact
tests_unit_fact_SOURCES = tests/unit/fact.c tests/unit/tap.h
tests_unit_fact_LDADD = $(unit_ldadd)
tests_unit_fact_CFLAGS = $(unit_cflags)
