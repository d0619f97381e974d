bats_tests += tests/score/score.bats
EXTRA_DIST += tests/score/table.py tests/score/serving.py

# The error by framework, where published measurements are at hand.
score: gpulint$(EXEEXT)
	$(top_srcdir)/tests/score/table.py \
	    "$${GPULINT_SHARED:-$(abs_top_srcdir)/../shared}/truth/dev" \
	    ./gpulint$(EXEEXT)
.PHONY: score
