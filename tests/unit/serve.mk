unit_tests += tests/unit/shell tests/unit/image tests/unit/engine \
	tests/unit/arguments tests/unit/nats_conf \
	tests/unit/compose tests/unit/kubernetes
tests_unit_shell_SOURCES = tests/unit/shell.c tests/unit/tap.h
tests_unit_shell_LDADD = $(unit_ldadd)
tests_unit_shell_CFLAGS = $(unit_cflags)
tests_unit_image_SOURCES = tests/unit/image.c tests/unit/tap.h
tests_unit_image_LDADD = $(unit_ldadd)
tests_unit_image_CFLAGS = $(unit_cflags)
tests_unit_engine_SOURCES = tests/unit/engine.c tests/unit/tap.h tests/unit/reading.h
tests_unit_engine_LDADD = $(unit_ldadd)
tests_unit_engine_CFLAGS = $(unit_cflags)
tests_unit_compose_SOURCES = tests/unit/compose.c tests/unit/tap.h tests/unit/reading.h
tests_unit_compose_LDADD = $(unit_ldadd)
tests_unit_compose_CFLAGS = $(unit_cflags)
tests_unit_kubernetes_SOURCES = tests/unit/kubernetes.c tests/unit/tap.h tests/unit/reading.h
tests_unit_kubernetes_LDADD = $(unit_ldadd)
tests_unit_kubernetes_CFLAGS = $(unit_cflags)
tests_unit_arguments_SOURCES = tests/unit/arguments.c tests/unit/tap.h
tests_unit_arguments_LDADD = $(unit_ldadd)
tests_unit_arguments_CFLAGS = $(unit_cflags)
tests_unit_nats_conf_SOURCES = tests/unit/nats_conf.c tests/unit/tap.h
tests_unit_nats_conf_LDADD = $(unit_ldadd)
tests_unit_nats_conf_CFLAGS = $(unit_cflags)
