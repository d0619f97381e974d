### TAP throughout: C tests on cmocka, the command line on bats.

TEST_EXTENSIONS = .bats .t
tap_driver = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh --comments
LOG_DRIVER = $(tap_driver)
# make check VALGRIND=yes runs all of it under valgrind, which takes its time.
LOG_COMPILER = $(top_srcdir)/tests/start-unit
BATS_LOG_DRIVER = $(tap_driver)
BATS_LOG_COMPILER = $(BATS) --tap
T_LOG_DRIVER = $(tap_driver)
T_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	GPULINT="$$top_builddir/gpulint"; VALGRIND='$(VALGRIND)'; \
	test -z "$$VALGRIND" || GPULINT="$$top_srcdir/tests/start-gpulint"; \
	export GPULINT VALGRIND; \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	XDG_CONFIG_HOME=/nonexistent; export XDG_CONFIG_HOME; \
	LC_ALL=C.UTF-8; export LC_ALL;

# A C test is tests/unit/NAME.c, linked with the whole engine.
unit_tests =
unit_ldadd = libengine.la $(CMOCKA_LIBS)
unit_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)

bats_tests =

# Over data: what the folders hold decides what is tested.
data_tests = tests/rules/examples.t tests/rules/fixtures.t \
	tests/rules/facts.t tests/rules/corpus.t \
	tests/rules/complete.t tests/rules/failures.t \
	tests/rules/fixable.t tests/rules/fences.t tests/rules/readme.t \
	tests/rules/published.t

include tests/unit/room.mk
include tests/cli/room.mk
include tests/score/room.mk
include tests/bench/room.mk
include tests/fuzz/room.mk
include tests/calibration/room.mk
include tests/modules/room.mk

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
TESTS += $(bats_tests) $(data_tests)
EXTRA_DIST += tests/failures $(bats_tests) $(data_tests) tests/start tests/start-gpulint \
	tests/start-unit

# The engine's tests and one sweep over every command under valgrind.
check-valgrind: all
	$(MAKE) check VALGRIND=yes \
		TESTS='$(unit_tests) tests/cli/sweep.bats'

.PHONY: check-valgrind
