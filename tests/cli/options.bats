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
	[ "$(wc -l <<<"$output")" -le 23 ]
	[ "$(wc -L <<<"$output")" -le 80 ]
	[[ $output == 'Usage: gpulint '* ]]
}

@test "the help of every command fits a screen, too" {
	for command in fit facts explain rules dialects gpus models tree probe test
	do
		apart "$GPULINT" "$command" --help
		[ "$status" -eq 0 ]
		[ "$(wc -l <<<"$output")" -le 24 ]
		[ "$(wc -L <<<"$output")" -le 80 ]
		[[ $output == "Usage: gpulint $command "*--help* ]]
	done
}

@test "a command's help has its own options and no others" {
	apart "$GPULINT" tree --help
	[[ $output == *--loader* && $output != *--gpu* ]]
	refuses tree --gpu T4 a.yaml
	apart "$GPULINT" fit --help
	[[ $output == *--gpu* && $output != *--loader* && $output != *--fix* ]]
}

@test "--version says who, under which terms, and how old the catalogue is" {
	apart "$GPULINT" --version
	[ "$status" -eq 0 ]
	[[ $output == *$'\nCatalogue of 20'[0-9][0-9]-[01][0-9]': '[1-9]*' GPUs, '* ]]
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
	refuses --fail-on eror a.yaml
	[[ $errors == *"did you mean 'error'?"* ]]
	refuses --color maybe a.yaml
	refuses --color alway a.yaml
	[[ $errors == *"did you mean 'always'?"* ]]
	refuses tree --loader pyaml a.yaml
	[[ $errors == *"did you mean 'pyyaml'?"* ]]
	for command in fit facts rules dialects gpus models probe tree; do
		refuses "$command" --format jsno
		[[ $errors == *"did you mean 'json'?"* ]]
	done
	refuses --select vram/overflo a.yaml
	[[ $errors == *"did you mean 'vram/overflow'?"* ]]
	refuses --gpus 0 a.yaml
	refuses --nodes 0 a.yaml
	refuses --ram 3x a.yaml
}

@test "a folder of rules that is not there stops all" {
	overflowing >a.yaml
	apart "$GPULINT" --rules nowhere a.yaml
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ $errors == 'gpulint: --rules nowhere: '* ]]
	apart "$GPULINT" --rules a.yaml a.yaml
	[ "$status" -eq 2 ]
}

@test "a name of several cards takes the smallest and says which" {
	overflowing >a.yaml
	apart "$GPULINT" --gpu A100 a.yaml
	[ "$status" -eq 1 ]
	[[ $errors == 'gpulint: --gpu A100: '*'A100 '*40GB* ]]
	[[ $output == *'A100 '*'40GB offers'* ]]
	apart "$GPULINT" --gpu 'A100 80GB' a.yaml
	[ -z "$errors" ]
	apart "$GPULINT" fit --gpu A100 a.yaml
	[[ $output == *smallest*40GB* ]]
	apart "$GPULINT" gpus A100
	[[ $errors == *smallest* ]]
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

@test "options may stand before the command, unless a path has its name" {
	overflowing >a.yaml
	apart "$GPULINT" --isolated --format json fit a.yaml
	[ "$status" -eq 1 ]
	[[ $output == '{"schema":"gpulint-fit/1"'* ]]
	apart "$GPULINT" --gpu B200 -o out fit a.yaml
	[ "$status" -le 1 ]
	grep -q 'B200  *offers' out
	apart "$GPULINT" --isolated --format json check a.yaml
	[[ $output == '{"schema":"gpulint-report/1"'*'"files":1,'* ]]
	[ -z "$errors" ]
	mkdir fit
	overflowing >fit/b.yaml
	apart "$GPULINT" --isolated fit
	[ "$status" -eq 1 ]
	[[ $output == 'fit/b.yaml:2:'* ]]
	apart "$GPULINT" --isolated -- facts
	[ "$status" -eq 2 ]
	[[ $errors == 'gpulint: facts: No such file or directory' ]]
	refuses --format fit a.yaml
}

@test "--color stands alone, or with one of its words" {
	overflowing >a.yaml
	for words in '--color a.yaml' 'a.yaml --color' '--color always a.yaml' \
		'--color=always a.yaml' 'a.yaml --color always'; do
		# shellcheck disable=SC2086
		apart "$GPULINT" $words
		[ "$status" -eq 1 ]
		[[ $output == *$'\e['* ]]
		[ -z "$errors" ]
	done
	for words in '--color never a.yaml' 'a.yaml --color auto'; do
		# shellcheck disable=SC2086
		apart "$GPULINT" $words
		[ "$status" -eq 1 ]
		[[ $output != *$'\e['* && -z $errors ]]
	done
	refuses --color=nevr a.yaml
	[[ $errors == *"did you mean 'never'?"* ]]
}

@test "a word that is like none says where the right ones are" {
	refuses --gpu Voodoo2 a.yaml
	[[ $errors == *"'gpulint gpus' lists them"* ]]
	refuses --select nothing-like-it a.yaml
	[[ $errors == *"'gpulint rules' lists them"* ]]
	refuses --format xyzzy a.yaml
	[[ $errors == *'want text, json, sarif, '*' or rdjson'* ]]
	apart "$GPULINT" explain vram
	[ "$status" -eq 2 ]
	[[ $errors == *"'gpulint rules' lists its rules"* ]]
}

@test "an option names itself, not the fact that it sets" {
	refuses --os beos a.yaml
	[[ $errors == 'gpulint: --os: beos is none of linux, '* ]]
	refuses --ram 5XB a.yaml
	[[ $errors == 'gpulint: --ram: 5XB is no size'* ]]
	refuses --ram 64 a.yaml
	[[ $errors == 'gpulint: --ram: 64 is too few bytes (24GiB'* ]]
	refuses --gpus -1 a.yaml
	[[ $errors == 'gpulint: --gpus -1: want 1 or more'* ]]
	refuses --set target.os=beos a.yaml
	[[ $errors == *'target.os: beos is none of '* ]]
}
