# bats_tests += tests/cli/NAME.bats
