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

@test "each of several alike documents has its fix" {
	for i in 1 2 3; do
		printf -- '---\nmodel_name_or_path: gpt2\nper_device_train_batch_size: 1\noutput_dir: o%s\nevaluation_strategy: steps\n' $i
	done >many.yaml
	run "$GPULINT" check --isolated --unsafe-fixes many.yaml
	[ "$(grep -c '^fix:' <<<"$output")" -eq "$(grep -c '^help:' <<<"$output")" ]
	[ "$(grep -c '^fix:' <<<"$output")" -ge 3 ]
	run "$GPULINT" check --isolated --fix --unsafe-fixes many.yaml
	[ "$status" -eq 0 ]
}

@test "a link out of the repository is read and not written" {
	mkdir -p repository/.git outside
	mv a.yaml outside/o.yaml
	cp outside/o.yaml before
	ln -s ../outside/o.yaml repository/a.yaml
	run "$GPULINT" check --isolated --fix --unsafe-fixes repository
	[ "$status" -eq 2 ]
	[[ $output == *"repository/a.yaml: leads out of "*"name "*"outside/o.yaml itself"* ]]
	cmp before outside/o.yaml
	mv outside/o.yaml repository/b.yaml
	ln -sf b.yaml repository/a.yaml
	"$GPULINT" check --isolated --fix --unsafe-fixes repository/a.yaml
	! cmp before repository/b.yaml
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
	[ -z "$VALGRIND" ] ||
		skip "valgrind cannot write its own files under the limit"
	run bash -c 'ulimit -f 0; trap "" XFSZ; "$GPULINT" check --isolated --fix --unsafe-fixes --output /dev/null a.yaml'
	[ "$status" -eq 2 ]
	cmp a.yaml old.yaml.txt
	[ "$(find . -name 'a.yaml.*' | wc -l)" -eq 0 ]
}

@test "a file that may not be written is not replaced" {
	[ "$(id -u)" -ne 0 ] || skip "root may write every file"
	chmod 444 a.yaml
	run "$GPULINT" check --isolated --fix --unsafe-fixes a.yaml
	[ "$status" -eq 2 ]
	[[ $output == *"a.yaml: Permission denied"* ]]
	cmp a.yaml old.yaml.txt
}

# patched NAME: what patch(1) and git make of the patch is what --fix writes.
patched() {
	cp old.yaml.txt "$1"
	"$GPULINT" check --isolated --diff --unsafe-fixes "$1" >patch.txt ||
		[ $? -eq 1 ]
	"$GPULINT" check --isolated --fix --unsafe-fixes "$1" || [ $? -eq 1 ]
	mv "$1" fixed.txt
	if command -v patch >/dev/null; then
		cp old.yaml.txt "$1"
		patch --binary -s -p1 <patch.txt
		cmp "$1" fixed.txt
	fi
	cp old.yaml.txt "$1"
	git init -q .
	git -c core.autocrlf=false apply patch.txt
	cmp "$1" fixed.txt
	rm "$1"
}

@test "patch and git take the patch, whatever the file is called" {
	mkdir -p "sub dir"
	for name in b.yaml "two words.yaml" "sub dir/c.yaml" 'quo"te.yaml' \
	    $'tab\there.yaml' 'back\slash.yaml' "käse.yaml"; do
		patched "$name"
	done
}

# A trainer's file with a slip, and the DeepSpeed file that it names, which a
# T4 cannot run.
linking() {
	printf 'base_model: a/b\ndatasets:\n  - path: a\nmicro_batch_szie: 1\nadapter: lora\noutput_dir: o\ndeepspeed: ds.json\n' >b.yaml
	printf '{\r\n  "zero_optimization": {"stage": 2},\r\n  "bf16": {\r\n    "enabled": true\r\n  }\r\n}' >ds.json
	cp b.yaml b.txt
	cp ds.json ds.txt
	sed 's/szie/size/' b.txt >b.new
	sed 's/bf16/fp16/' ds.txt >ds.new
}

fix_t4() { # fix_t4 ARGUMENT...: a run of gpulint that finds no mistake in itself
	"$GPULINT" check --isolated --gpu T4 --unsafe-fixes "$@" ||
		[ $? -eq 1 ]
}

@test "a finding in a linked file is fixed there" {
	linking
	fix_t4 --format json b.yaml >report
	grep -q '"path":"ds.json".*"proven":true,"edits":\[{"path":"ds.json"' \
	    <(tr -d '\n ' <report)
	fix_t4 --diff b.yaml >patch.txt
	cmp b.yaml b.txt
	cmp ds.json ds.txt
	fix_t4 --fix b.yaml
	cmp b.yaml b.new
	cmp ds.json ds.new
	cp b.txt b.yaml
	cp ds.txt ds.json
	git init -q .
	git -c core.autocrlf=false apply patch.txt
	cmp b.yaml b.new
	cmp ds.json ds.new
}

@test "a file that is linted and linked is changed once" {
	linking
	for order in 'b.yaml ds.json' 'ds.json b.yaml' .; do
		cp b.txt b.yaml
		cp ds.txt ds.json
		rm -f a.yaml
		fix_t4 --diff $order >patch.txt
		[ "$(grep -c '^+++ ' patch.txt)" -eq 2 ]
		fix_t4 --fix $order >report
		grep -q '^No findings' report
		cmp b.yaml b.new
		cmp ds.json ds.new
	done
}

@test "a linked file stays where another file would then be wrong" {
	linking
	sed 's/szie/size/; $a fp16: false' b.txt >c.yaml
	fix_t4 --fix b.yaml c.yaml
	cmp b.yaml b.new
	cmp ds.json ds.txt
}

@test "a linked file that is refused stays, and what comes before it does not" {
	linking
	ln ds.json hard
	run "$GPULINT" check --isolated --gpu T4 --unsafe-fixes --fix b.yaml
	[ "$status" -eq 2 ]
	[[ $output == *"ds.json: has 2 hard links"* ]]
	[[ $output == *"1 edit made"* ]]
	cmp b.yaml b.new
	cmp ds.json ds.txt
}

@test "what only a linked file by itself is told of is fixed where that is linted" {
	printf 'base_model: a/b\ndatasets:\n  - path: a\ndeepspeed: ds.json\n' >b.yaml
	printf '{\n  "zero_optimization": {"stage": 2},\n  "train_batch_size": "auto",\n  "optimizer": {\n    "type": "AdamW",\n    "params": {"lr": "1e-5"}\n  }\n}\n' >ds.json
	cp ds.json ds.txt
	cp b.yaml b.txt
	"$GPULINT" check --isolated --fix --unsafe-fixes b.yaml || [ $? -eq 1 ]
	cmp b.yaml b.txt
	cmp ds.json ds.txt
	"$GPULINT" check --isolated --fix --unsafe-fixes b.yaml ds.json ||
		[ $? -eq 1 ]
	cmp b.yaml b.txt
	sed 's/"1e-5"/1.0e-5/' ds.txt | cmp - ds.json
}
