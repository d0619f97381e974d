# gpulint explain: a rule's manual, as plain text where nobody watches.

bats_require_minimum_version 1.5.0

@test "a rule by its whole name" {
	run -0 "$GPULINT" explain vram/overflow
	[ "${lines[0]}" = NAME ]
	[[ $output == *"gpulint-vram-overflow - "* ]]
	[[ $output == *"# gpulint: ignore=vram/overflow -- "* ]]
}

@test "a rule by the part after the slash" {
	run -0 "$GPULINT" explain overflow
	[[ $output == *"gpulint-vram-overflow - "* ]]
}

@test "a test's marks are no part of an example" {
	run -0 "$GPULINT" explain vram/overflow
	[[ $output != *"want:"* ]]
	[[ $output == *"# reported"* ]]
}

@test "lines are as wide as the terminal" {
	COLUMNS=40 run -0 "$GPULINT" explain vram/overflow
	awk '/^DESCRIPTION/ { on = 1 } /^EXAMPLES/ { on = 0 }
		on && length($0) > 40 { print; bad = 1 } END { exit bad }' \
		<<<"$output"
}

@test "an unknown rule: did you mean" {
	run -2 "$GPULINT" explain vram/overflw
	[[ $output == *"did you mean vram/overflow?"* ]]
}

@test "no rule, two rules" {
	run -2 "$GPULINT" explain
	run -2 "$GPULINT" explain vram/overflow host/shm-too-small
}
