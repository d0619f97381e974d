# The words of the command line, and what is said of wrong ones.

load common

# Status 2, nothing on standard output, two lines on standard error.
refuses() {
	apart "$GPULINT" "$@"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[ "$(wc -l <stderr)" -eq 2 ]
	[[ $errors == *"--help' for more information." ]]
}

@test "--help fits a screen" {
	apart "$GPULINT" --help
	[ "$status" -eq 0 ]
	[ "$(wc -l <<<"$output")" -le 24 ]
	[ "$(wc -L <<<"$output")" -le 80 ]
	[[ $output == 'Usage: gpulint '* ]]
}

@test "--version says who and under which terms" {
	apart "$GPULINT" --version
	[ "$status" -eq 0 ]
	[[ $output == 'gpulint (gpulint) '[0-9]*'NO WARRANTY'* ]]
}

@test "wrong words are refused, with the nearest right one" {
	refuses
	refuses --fromat json a.yaml
	[[ $errors == *"did you mean '--format'?"* ]]
	refuses chek
	[[ $errors == *"did you mean 'check'?"* ]]
	refuses --format jsn a.yaml
	[[ $errors == *"did you mean 'json'?"* ]]
	refuses --gpu 'RTX 4099' a.yaml
	[[ $errors == *"did you mean 'RTX 40"* ]]
	refuses --set train.micro_batc=1 a.yaml
	[[ $errors == *"did you mean train.micro_batch?"* ]]
	refuses --set train a.yaml
	refuses --gpus
	refuses --jobs 0 a.yaml
	refuses --fail-on always a.yaml
	refuses --color maybe a.yaml
	refuses --ram 3x a.yaml
}

@test "a command wins over a folder of its name" {
	mkdir rules
	apart "$GPULINT" rules
	[ "$status" -eq 0 ]
	[[ $output == *'vram/overflow'* ]]
}

@test "options may be abbreviated and follow operands; -- ends them" {
	overflowing >--a.yaml
	apart "$GPULINT" --form json -- --a.yaml
	[ "$status" -eq 1 ]
	[[ $output == '{"schema":"gpulint-report/1"'* ]]
}

@test "rules are listed as text and as JSON" {
	apart "$GPULINT" rules --format json
	[ "$status" -eq 0 ]
	[[ $output == '{"schema":"gpulint-rules/1","rules":['*'"name":"vram/overflow","plugin":"vram","severity":"error","summary":'* ]]
	refuses rules --format yaml
}
