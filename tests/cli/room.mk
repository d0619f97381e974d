# bats_tests += tests/cli/NAME.bats
bats_tests += tests/cli/tree.bats
bats_tests += tests/cli/facts.bats
bats_tests += tests/cli/catalog.bats
bats_tests += tests/cli/fix.bats tests/cli/precommit.bats
bats_tests += tests/cli/dialects.bats
