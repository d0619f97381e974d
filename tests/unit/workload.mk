# Facts and what makes them.
unit_tests += tests/unit/fact
tests_unit_fact_SOURCES = tests/unit/fact.c tests/unit/tap.h
tests_unit_fact_LDADD = $(unit_ldadd)
tests_unit_fact_CFLAGS = $(unit_cflags)
unit_tests += tests/unit/workload
tests_unit_workload_SOURCES = tests/unit/workload.c tests/unit/tap.h
tests_unit_workload_LDADD = $(unit_ldadd)
tests_unit_workload_CFLAGS = $(unit_cflags)
unit_tests += tests/unit/native
tests_unit_native_SOURCES = tests/unit/native.c tests/unit/tap.h tests/unit/workload_of.h
tests_unit_native_LDADD = $(unit_ldadd)
tests_unit_native_CFLAGS = $(unit_cflags)
