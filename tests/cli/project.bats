# .gpulint.yaml: where it is looked for and what it may say.

load common

job() {
	overflowing | sed '/^target/d' >"$1"
}

@test "its target holds for the files below it, nearer ones first" {
	git init -q .
	mkdir -p a/b
	job a/b/job.yaml
	apart "$GPULINT" a
	[ "$status" -eq 0 ]
	echo 'target: {gpu: RTX 4090, gpus: 1}' >.gpulint.yaml
	apart "$GPULINT" a
	[ "$status" -eq 1 ]
	[[ $output == *'RTX 4090'* ]]
	echo 'target: {gpu: T4}' >a/.gpulint.yaml
	apart "$GPULINT" a
	[[ $output == *' T4 '* ]]
	apart "$GPULINT" --gpu K80 a
	[[ $output == *'K80'* ]]
	apart "$GPULINT" --isolated a
	[ "$status" -eq 0 ]
}

@test "the file's own target wins over it" {
	overflowing >a.yaml
	echo 'target: {gpu: T4}' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[[ $output == *'RTX 4090 offers'* ]]
}

@test "its system is not that of a cluster or a cloud" {
	printf '%s\n' 'resources: {accelerators: "L4:1"}' \
		'run: vllm serve Qwen/Qwen3-8B' >sky.yaml
	echo 'target: {os: macos}' >.gpulint.yaml
	apart "$GPULINT" sky.yaml
	[[ $output != *'os/'* ]]
	apart "$GPULINT" --os macos sky.yaml
	[[ $output == *'os/macos-unsupported'* ]]
}

@test "root: true and the repository end the search" {
	mkdir -p in/repo
	git init -q in/repo
	job in/repo/job.yaml
	echo 'target: {gpu: T4, gpus: 1}' >in/.gpulint.yaml
	apart "$GPULINT" in
	[ "$status" -eq 0 ]
	rm -r in/repo/.git
	git init -q in
	apart "$GPULINT" in
	[ "$status" -eq 1 ]
	echo 'root: true' >in/repo/.gpulint.yaml
	apart "$GPULINT" in
	[ "$status" -eq 0 ]
}

@test "rules change severity, or are off" {
	overflowing >a.yaml
	printf 'rules:\n  vram/overflow: note\n' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
	[[ $output == *': note: '* ]]
	printf 'rules: {vram/overflow: note}\nfail_on: note\n' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
	printf 'rules: {vram: off}\n' >.gpulint.yaml
	apart "$GPULINT" a.yaml --format json
	[[ $output == *'"findings":[]'* ]]
}

@test "overrides speak of some paths, ignore of none" {
	mkdir -p old/deep new
	overflowing | tee old/deep/a.yaml >new/b.yaml
	printf 'overrides: [{paths: [old/**], rules: {vram: off}}]\n' >.gpulint.yaml
	apart "$GPULINT" old
	[ "$status" -eq 0 ]
	apart "$GPULINT" new
	[ "$status" -eq 1 ]
	printf 'ignore: [new, "*.txt"]\n' >.gpulint.yaml
	apart "$GPULINT" . --format json
	[[ $output == *'"path":"./old/deep/a.yaml"'* || $output == *'"path":"old/deep/a.yaml"'* ]]
	[[ $output != *'new/b.yaml'* ]]
}

@test "a wrong key is refused at its place" {
	overflowing >a.yaml
	printf 'root: true\nrule: {}\n' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *".gpulint.yaml:2:1: unknown key 'rule'; did you mean 'rules'?" ]]
	printf 'rules: {vram/overlow: off}\n' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 2 ]
	printf 'target: {gpuu: T4}\n' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 2 ]
}

@test "it cannot name code" {
	overflowing >a.yaml
	printf 'plugins: [./evil.so]\n' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *'cannot load plugins'* ]]
}

@test "the user's own file stands behind those of the repository" {
	mkdir -p config/gpulint home/.config/gpulint repo
	git init -q repo
	job repo/job.yaml
	export XDG_CONFIG_HOME=$PWD/config HOME=$PWD/home
	echo 'target: {gpu: T4, gpus: 1}' >config/gpulint/gpulint.yaml
	echo 'target: {gpu: K80, gpus: 1}' >home/.config/gpulint/gpulint.yaml
	apart "$GPULINT" repo
	[ "$status" -eq 1 ]
	[[ $output == *' T4 '* ]]
	XDG_CONFIG_HOME='' apart "$GPULINT" repo
	[[ $output == *' K80 '* ]]
	apart "$GPULINT" --isolated repo
	[ "$status" -eq 0 ]
	echo 'target: {gpu: RTX 4090}' >repo/.gpulint.yaml
	apart "$GPULINT" repo
	[[ $output == *' RTX 4090 '* ]]
	echo 'root: true' >repo/.gpulint.yaml
	apart "$GPULINT" repo
	[ "$status" -eq 0 ]
	rm repo/.gpulint.yaml
	echo 'targte: {}' >config/gpulint/gpulint.yaml
	apart "$GPULINT" repo
	[ "$status" -eq 2 ]
	[[ $errors == *"config/gpulint/gpulint.yaml:1:"*"did you mean"* ]]
}
