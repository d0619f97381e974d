# Estimates against published measurements, where their folder is at hand:
# $GPULINT_SHARED, or shared beside the source tree.  No figure may get worse.

setup() {
	truth=${GPULINT_SHARED:-$top_srcdir/../shared}/truth/dev
	[ -x "$truth/score" ] || skip "no measurements here"
	command -v python3 >/dev/null || skip "no python3"
}

score() {
	run "$truth/score" --gpulint "$GPULINT" --dir "$truth" --bar "$1"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "no job that ran is called an overflow, and most that failed are caught" {
	score "false_overflow==0,negatives_caught_share>=0.9,failed==0"
}

@test "every measured case is estimated" {
	score "coverage>=0.97,macro_coverage>=0.97"
}

@test "the error over all groups stays where it is" {
	score "macro_median<=0.04,macro_p90<=0.105,macro_within20>=0.95"
}

@test "frameworks whose code is followed stay within a few per cent" {
	score "litgpt-config-hub.median<=0.035,litgpt-resource-tables.median<=0.035,torchtitan.median<=0.03,torchtune.median<=0.05,axolotl-examples.median<=0.05,qwen2.5-speed.median<=0.02,torch-preflight.median<=0.02,megatron-golden.median<=0.03,vllm-empirical.median<=0.01"
}

@test "the interval holds most peaks" {
	score "macro_inside>=0.97"
}

@test "the README's table is not out of date" {
	"$top_srcdir/tests/score/table.py" "$truth" "$GPULINT" \
		"$top_srcdir/README.md"
}

@test "of ten files that serve a model nine are answered" {
	corpus=${truth%/truth/dev}/corpus
	[ -d "$corpus/docker_compose" ] || skip "no files here"
	run "$top_srcdir/tests/score/serving.py" "$corpus" "$GPULINT" -v
	echo "$output"
	[ "$status" -eq 0 ]
}
