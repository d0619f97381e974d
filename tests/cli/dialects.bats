# gpulint dialects: what is recognised, and how.

@test "every dialect of the project is listed with its signature" {
	run "$GPULINT" dialects
	[ "$status" -eq 0 ]
	for file in "$top_srcdir"/rules/dialects/*.yaml; do
		name=$(basename "$file" .yaml)
		[[ $output == *"$name: "* ]] || { echo "$name is missing"; false; }
	done
	[[ $output == *"known by: base_model and 1 of "* ]]
	[[ $output == *"framework: axolotl 0.18"* ]]
}

@test "the same as JSON" {
	run "$GPULINT" dialects --format json
	[ "$status" -eq 0 ]
	[[ $output == '{"schema":"gpulint-dialects/1","dialects":[{"name":"accelerate"'* ]]
	[[ $output == *'"name":"deepspeed","summary":"DeepSpeed engine configuration","framework":"deepspeed"'* ]]
}

@test "a folder of rules adds a dialect" {
	mkdir -p "$BATS_TEST_TMPDIR/mine/dialects"
	cat >"$BATS_TEST_TMPDIR/mine/dialects/house.yaml" <<-'END'
	summary: our own launcher
	signature: [{all: [our_launcher]}]
	keys: {batch: train.micro_batch}
	END
	run "$GPULINT" dialects --rules "$BATS_TEST_TMPDIR/mine"
	[ "$status" -eq 0 ]
	[[ $output == *"house: our own launcher"*"known by: our_launcher"*"keys: 1"* ]]
}

@test "what it cannot do exits 2" {
	run "$GPULINT" dialects --format xml
	[ "$status" -eq 2 ]
	run "$GPULINT" dialects axolotl
	[ "$status" -eq 2 ]
}
