# Built on request, run by hand: make bench BENCH_FOLDER=DIR
EXTRA_PROGRAMS = tests/bench/estimate tests/bench/events
tests_bench_estimate_SOURCES = tests/bench/estimate.c
tests_bench_estimate_LDADD = libengine.la
tests_bench_events_SOURCES = tests/bench/events.c
tests_bench_events_LDADD = $(YAML_LIBS)
EXTRA_DIST += tests/bench/bench tests/bench/growth

bench: all tests/bench/estimate$(EXEEXT) tests/bench/events$(EXEEXT)
	@tests/bench/estimate$(EXEEXT)
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
		GPULINT='$(abs_top_builddir)/gpulint' \
		$(SHELL) $(top_srcdir)/tests/bench/bench
	@GPULINT='$(abs_top_builddir)/gpulint' \
		$(SHELL) $(top_srcdir)/tests/bench/growth

# The last part alone: twice the input, twice the time.
bench-growth: all
	@GPULINT='$(abs_top_builddir)/gpulint' \
		$(SHELL) $(top_srcdir)/tests/bench/growth
.PHONY: bench bench-growth
