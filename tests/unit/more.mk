# Tests of the dialects beside those of the big trainers and servers.
unit_tests += tests/unit/dialect_gpt_neox
tests_unit_dialect_gpt_neox_SOURCES = tests/unit/dialect_gpt_neox.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_gpt_neox_LDADD = $(unit_ldadd)
tests_unit_dialect_gpt_neox_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_llm_foundry
tests_unit_dialect_llm_foundry_SOURCES = tests/unit/dialect_llm_foundry.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_llm_foundry_LDADD = $(unit_ldadd)
tests_unit_dialect_llm_foundry_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_megatron_args
tests_unit_dialect_megatron_args_SOURCES = tests/unit/dialect_megatron_args.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_megatron_args_LDADD = $(unit_ldadd)
tests_unit_dialect_megatron_args_CFLAGS = $(unit_cflags)

unit_tests += tests/unit/dialect_olmo
tests_unit_dialect_olmo_SOURCES = tests/unit/dialect_olmo.c \
	tests/unit/dialect_case.h tests/unit/tap.h
tests_unit_dialect_olmo_LDADD = $(unit_ldadd)
tests_unit_dialect_olmo_CFLAGS = $(unit_cflags)
