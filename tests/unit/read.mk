# The tests of the reader.
unit_tests += tests/unit/source tests/unit/json tests/unit/yaml tests/unit/tree
tests_unit_source_SOURCES = tests/unit/source.c tests/unit/read.h \
	tests/unit/tap.h
tests_unit_source_LDADD = $(unit_ldadd)
tests_unit_source_CFLAGS = $(unit_cflags)
tests_unit_json_SOURCES = tests/unit/json.c tests/unit/read.h tests/unit/tap.h
tests_unit_json_LDADD = $(unit_ldadd)
tests_unit_json_CFLAGS = $(unit_cflags)
tests_unit_yaml_SOURCES = tests/unit/yaml.c tests/unit/read.h tests/unit/tap.h
tests_unit_yaml_LDADD = $(unit_ldadd)
tests_unit_yaml_CFLAGS = $(unit_cflags)
tests_unit_tree_SOURCES = tests/unit/tree.c tests/unit/read.h tests/unit/tap.h
tests_unit_tree_LDADD = $(unit_ldadd)
tests_unit_tree_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/scalar tests/unit/walk
tests_unit_scalar_SOURCES = tests/unit/scalar.c tests/unit/read.h \
	tests/unit/tap.h
tests_unit_scalar_LDADD = $(unit_ldadd)
tests_unit_scalar_CFLAGS = $(unit_cflags)
tests_unit_walk_SOURCES = tests/unit/walk.c tests/unit/tap.h
tests_unit_walk_LDADD = $(unit_ldadd)
tests_unit_walk_CFLAGS = $(unit_cflags)
