# gpulint check: what it looks at, what it says where, how it exits.

load common

@test "a finding goes to standard output and exits 1" {
	overflowing >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
	[[ $output == 'a.yaml:'*': error: '*'[vram/overflow]'* ]]
	[ -z "$errors" ]
}

@test "the command's name may be left out" {
	overflowing >a.yaml
	"$GPULINT" check a.yaml >with || true
	"$GPULINT" a.yaml >without || true
	cmp with without
}

@test "a foreign file is silent, even one that does not parse" {
	printf 'name: x\n' >a.yaml
	printf 'a: b: c\n' >b.yaml
	apart "$GPULINT" a.yaml b.yaml --format json
	[ "$status" -eq 0 ]
	[[ $output == *'"recognised":0,"errors":0'* ]]
}

@test "a folder without configs is told from a clean one" {
	mkdir empty
	echo hello >empty/notes.txt
	apart "$GPULINT" empty
	[ "$status" -eq 0 ]
	[[ $output == 'No files: '*'*.yaml'* ]]
}

@test "a job that was held against no GPU is not called clean alone" {
	overflowing | grep -v '^target' >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
	[[ $output == 'No findings in 1 file (1 recognised); '*'--gpu NAME'* ]]
	apart "$GPULINT" --gpu B300 --set train.micro_batch=1 a.yaml
	[[ $output == 'No findings in 1 file (1 recognised)' ]]
}

@test "one of ours that does not parse is a finding" {
	{ overflowing; echo 'x: [1,'; } >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
	[[ $output == *'[config/syntax]'* ]]
	[ -z "$errors" ]
}

@test "an unknown key of a workload file is refused with a suggestion" {
	overflowing | sed 's/micro_batch/micro_bach/' >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *'a.yaml:3:'*'did you mean train.micro_batch?'* ]]
}

@test "what cannot be read exits 2, and the rest is still reported" {
	overflowing >a.yaml
	apart "$GPULINT" nowhere.yaml a.yaml
	[ "$status" -eq 2 ]
	[[ $output == *'[vram/overflow]'* ]]
	[[ $errors == 'gpulint: nowhere.yaml: '* ]]
}

@test "a folder gives its files, an ignored one does not" {
	mkdir -p d/sub d/out
	overflowing | tee d/sub/a.yml d/out/b.yaml >d/c.json.txt
	git init -q d
	echo out/ >d/.gitignore
	apart "$GPULINT" --format json d
	[ "$status" -eq 1 ]
	[[ $output == *'"path":"d/sub/a.yml"'* ]]
	[[ $output == *'"files":1,'* ]]
}

@test "any number of jobs prints the same" {
	mkdir many
	for i in $(seq 1 150); do overflowing >many/$i.yaml; done
	"$GPULINT" --jobs 1 many >one || true
	"$GPULINT" --jobs 7 many >seven || true
	"$GPULINT" many >some || true
	[ "$(grep -c vram/overflow one)" -eq 150 ]
	cmp one seven
	cmp one some
}

@test "standard input goes by the name it is given" {
	overflowing >a.yaml
	apart "$GPULINT" - --stdin-filename conf/x.yaml <a.yaml
	[ "$status" -eq 1 ]
	[[ $output == 'conf/x.yaml:'* ]]
	apart "$GPULINT" - <a.yaml
	[[ $output == '<stdin>:'* ]]
}

@test "--fail-on decides the status, not the report" {
	overflowing >a.yaml
	apart "$GPULINT" --fail-on never a.yaml
	[ "$status" -eq 0 ]
	[[ $output == *'error: '*'[vram/overflow]'* ]]
}

@test "--select and --ignore choose rules, a plugin's name all of its" {
	overflowing >a.yaml
	apart "$GPULINT" --ignore vram a.yaml
	[ "$status" -eq 0 ]
	apart "$GPULINT" --select os,disk a.yaml
	[ "$status" -eq 0 ]
	apart "$GPULINT" --select vram/overflow a.yaml
	[ "$status" -eq 1 ]
	apart "$GPULINT" --select vram/overlow a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *"did you mean 'vram/overflow'?"* ]]
}

@test "the command line's target wins over the file's" {
	overflowing >a.yaml
	apart "$GPULINT" --gpu B200 --set train.micro_batch=1 \
		--set train.checkpointing=full --set train.method=lora \
		--set train.lora.rank=8 --set load.dtype=bf16 a.yaml
	[ "$status" -eq 0 ]
}

@test "a report that cannot be written exits 2" {
	[ -c /dev/full ] || skip "no /dev/full"
	overflowing >a.yaml
	run bash -c '"$GPULINT" a.yaml >/dev/full'
	[ "$status" -eq 2 ]
	[[ $output == 'gpulint: standard output: '* ]]
	run bash -c '"$GPULINT" --help >/dev/full'
	[ "$status" -eq 2 ]
	run "$GPULINT" --output nowhere/x a.yaml
	[ "$status" -eq 2 ]
}

@test "a pipe that is closed early ends it without a word" {
	overflowing >a.yaml
	run bash -c '{ sleep 0.2; "$GPULINT" a.yaml 2>&3; echo $? >status; } 3>errors | :'
	[ "$(cat status)" -eq 2 ]
	[ ! -s errors ]
}

@test "colour is for terminals, and for those who ask" {
	overflowing >a.yaml
	apart "$GPULINT" a.yaml
	[[ $output != *$'\e['* ]]
	apart "$GPULINT" --color=always a.yaml
	[[ $output == *$'\e['* ]]
	CLICOLOR_FORCE=1 apart "$GPULINT" a.yaml
	[[ $output == *$'\e['* ]]
	CLICOLOR_FORCE=1 NO_COLOR=1 apart "$GPULINT" a.yaml
	[[ $output != *$'\e['* ]]
}

# What a person at a terminal sees of a long run, and of a short one.
@test "a long run counts its files at a terminal, and nowhere else" {
	command -v script >/dev/null || skip "no script"
	script -qec true /dev/null >/dev/null 2>&1 </dev/null ||
		skip "no pseudo-terminal"
	mkdir long
	overflowing | sed '/^target/d' >long/0.yaml
	awk 'BEGIN { print "gpulint: workload/1\nx-notes:"
		for (i = 0; i < 150000; i++) print "- {a: 1, b: [2, 3]}" }' \
		>long/1.yaml
	for i in 2 3 4 5 6 7 8; do
		cp long/1.yaml "long/$i.yaml"
	done
	TERM=xterm script -qec "'$GPULINT' --isolated --jobs 1 long" /dev/null \
		>seen </dev/null || true
	[ "$(tr '\r' '\n' <seen | grep -c '^[0-9]* of 9 files')" -gt 0 ]
	"$GPULINT" --isolated --jobs 1 long >out 2>err || true
	[ "$(cat out err | grep -c 'of 9 files')" -eq 0 ]
	overflowing >a.yaml
	TERM=xterm script -qec "'$GPULINT' --isolated a.yaml" /dev/null \
		>seen </dev/null || true
	[ "$(grep -c 'of 1 files' seen)" -eq 0 ]
}
