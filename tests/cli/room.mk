# bats_tests += tests/cli/NAME.bats
bats_tests += tests/cli/explain.bats
bats_tests += tests/cli/fit.bats tests/cli/fit_extremes.bats \
	tests/cli/fit_fix.bats
bats_tests += tests/cli/formats.bats
bats_tests += tests/cli/manual.bats
bats_tests += tests/cli/probe.bats
bats_tests += tests/cli/tree.bats
bats_tests += tests/cli/facts.bats
bats_tests += tests/cli/completion.bats tests/cli/contract.bats
bats_tests += tests/cli/catalog.bats
bats_tests += tests/cli/fix.bats tests/cli/fix_words.bats \
	tests/cli/interrupt.bats \
	tests/cli/precommit.bats
bats_tests += tests/cli/dialects.bats
bats_tests += tests/cli/policy.bats tests/cli/extend.bats
bats_tests += tests/cli/check.bats tests/cli/installed.bats \
	tests/cli/options.bats \
	tests/cli/plugins.bats tests/cli/project.bats tests/cli/suppress.bats
bats_tests += tests/cli/quickstart.bats tests/cli/sweep.bats
EXTRA_DIST += tests/cli/common.bash
bats_tests += tests/cli/links.bats
bats_tests += tests/cli/siblings.bats
