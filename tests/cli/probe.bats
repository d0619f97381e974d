# gpulint probe: this machine, in a form that --target takes.

bats_require_minimum_version 1.5.0

@test "YAML that --target takes" {
	"$GPULINT" probe >"$BATS_TEST_TMPDIR/here.yaml"
	echo 'a: 1' >"$BATS_TEST_TMPDIR/foreign.yaml"
	run -0 "$GPULINT" --isolated --target "$BATS_TEST_TMPDIR/here.yaml" \
		"$BATS_TEST_TMPDIR/foreign.yaml"
}

@test "YAML that is a .gpulint.yaml" {
	"$GPULINT" probe >"$BATS_TEST_TMPDIR/.gpulint.yaml"
	echo 'a: 1' >"$BATS_TEST_TMPDIR/foreign.yaml"
	run -0 "$GPULINT" "$BATS_TEST_TMPDIR/foreign.yaml"
}

@test "JSON that --target takes" {
	"$GPULINT" probe --format json >"$BATS_TEST_TMPDIR/here.json"
	jq -e '.target.os' "$BATS_TEST_TMPDIR/here.json"
	echo 'a: 1' >"$BATS_TEST_TMPDIR/foreign.yaml"
	run -0 "$GPULINT" --isolated --target "$BATS_TEST_TMPDIR/here.json" \
		"$BATS_TEST_TMPDIR/foreign.yaml"
}

@test "the system and its processor are those of uname" {
	case $(uname -s) in
	Linux) ;;
	*) skip "not Linux" ;;
	esac
	run -0 "$GPULINT" probe --format json
	[ "$(jq -r .target.arch <<<"$output")" = "$(uname -m)" ]
	[ "$(jq -r .target.cpus <<<"$output")" -ge 1 ]
}

@test "says so where there is no GPU" {
	[ -e /proc/driver/nvidia/version ] && skip "there is one"
	run -0 "$GPULINT" probe
	[[ $output == *"# no GPU: "* ]]
}

@test "an unknown format" {
	run -2 "$GPULINT" probe --format xml
	[[ $output == *"--format xml: want yaml, json or text"* ]]
}
