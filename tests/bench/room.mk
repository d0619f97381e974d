# Built on request, run by hand.
EXTRA_PROGRAMS += tests/bench/estimate
tests_bench_estimate_SOURCES = tests/bench/estimate.c
tests_bench_estimate_LDADD = libengine.la

bench: tests/bench/estimate$(EXEEXT)
	tests/bench/estimate$(EXEEXT)
.PHONY: bench
