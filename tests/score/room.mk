bats_tests += tests/score/score.bats
