# Tests of the dialect room.
unit_tests += tests/unit/dialect_load
tests_unit_dialect_load_SOURCES = tests/unit/dialect_load.c tests/unit/tap.h
tests_unit_dialect_load_LDADD = $(unit_ldadd)
tests_unit_dialect_load_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/recognise
tests_unit_recognise_SOURCES = tests/unit/recognise.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_recognise_LDADD = $(unit_ldadd)
tests_unit_recognise_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/map
tests_unit_map_SOURCES = tests/unit/map.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_map_LDADD = $(unit_ldadd)
tests_unit_map_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/link
tests_unit_link_SOURCES = tests/unit/link.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_link_LDADD = $(unit_ldadd)
tests_unit_link_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_axolotl
tests_unit_dialect_axolotl_SOURCES = tests/unit/dialect_axolotl.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_axolotl_LDADD = $(unit_ldadd)
tests_unit_dialect_axolotl_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_deepspeed
tests_unit_dialect_deepspeed_SOURCES = tests/unit/dialect_deepspeed.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_deepspeed_LDADD = $(unit_ldadd)
tests_unit_dialect_deepspeed_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_llamafactory
tests_unit_dialect_llamafactory_SOURCES = tests/unit/dialect_llamafactory.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_llamafactory_LDADD = $(unit_ldadd)
tests_unit_dialect_llamafactory_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_hf_trl
tests_unit_dialect_hf_trl_SOURCES = tests/unit/dialect_hf_trl.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_hf_trl_LDADD = $(unit_ldadd)
tests_unit_dialect_hf_trl_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_accelerate
tests_unit_dialect_accelerate_SOURCES = tests/unit/dialect_accelerate.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_accelerate_LDADD = $(unit_ldadd)
tests_unit_dialect_accelerate_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_litgpt
tests_unit_dialect_litgpt_SOURCES = tests/unit/dialect_litgpt.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_litgpt_LDADD = $(unit_ldadd)
tests_unit_dialect_litgpt_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_hf_config
tests_unit_dialect_hf_config_SOURCES = tests/unit/dialect_hf_config.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_hf_config_LDADD = $(unit_ldadd)
tests_unit_dialect_hf_config_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_corpus
tests_unit_dialect_corpus_SOURCES = tests/unit/dialect_corpus.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_corpus_LDADD = $(unit_ldadd)
tests_unit_dialect_corpus_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_torchtune
tests_unit_dialect_torchtune_SOURCES = tests/unit/dialect_torchtune.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_torchtune_LDADD = $(unit_ldadd)
tests_unit_dialect_torchtune_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/layers
tests_unit_layers_SOURCES = tests/unit/layers.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_layers_LDADD = $(unit_ldadd)
tests_unit_layers_CFLAGS = $(unit_cflags)
