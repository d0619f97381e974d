# Edits are shown, proven and written; what is not asked for is not touched.

setup() {
	cd "$BATS_TEST_TMPDIR"
	printf 'base_model: meta-llama/Llama-3.2-1B\r\ndatasets:\r\n  - path: a # mine\r\nsequence_len: 1024\r\nmicro_batch_szie: 1  # x\r\noutput_dir: o' >a.yaml
	cp a.yaml old.yaml.txt
}

@test "--diff prints the patch and writes nothing" {
	run "$GPULINT" check --isolated --diff --unsafe-fixes a.yaml
	[[ $output == *"--- a/a.yaml"* ]]
	[[ $output == *"+micro_batch_size: 1  # x"* ]]
	cmp a.yaml old.yaml.txt
}

@test "an unsafe edit waits for --unsafe-fixes" {
	run "$GPULINT" check --isolated --fix a.yaml
	cmp a.yaml old.yaml.txt
	[[ $output == *"--unsafe-fixes"* ]]
}

@test "--fix changes the token and not one byte more" {
	"$GPULINT" check --isolated --fix --unsafe-fixes a.yaml
	sed 's/szie/size/' old.yaml.txt | cmp - a.yaml
}

@test "fixing what is fixed changes nothing" {
	"$GPULINT" check --isolated --fix --unsafe-fixes a.yaml
	cp a.yaml once
	"$GPULINT" check --isolated --fix --unsafe-fixes a.yaml
	cmp a.yaml once
}

@test "a fix in JSON is marked proven" {
	run "$GPULINT" check --isolated --format json a.yaml
	[[ $output == *'"proven":true'* ]]
}

@test "a file with a hard link is refused and stays" {
	ln a.yaml b.txt
	run "$GPULINT" check --isolated --fix --unsafe-fixes a.yaml
	[ "$status" -eq 2 ]
	[[ $output == *"hard link"* ]]
	cmp a.yaml old.yaml.txt
}

@test "standard input cannot be fixed in place" {
	run "$GPULINT" check --isolated --fix - <a.yaml
	[ "$status" -eq 2 ]
}

@test "a file size limit leaves the old file" {
	run bash -c 'ulimit -f 0; trap "" XFSZ; "$GPULINT" check --isolated --fix --unsafe-fixes --output /dev/null a.yaml'
	[ "$status" -eq 2 ]
	cmp a.yaml old.yaml.txt
	[ "$(find . -name 'a.yaml.*' | wc -l)" -eq 0 ]
}
