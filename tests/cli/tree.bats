# gpulint tree: what it prints and how it exits.

setup() {
	cd "$BATS_TEST_TMPDIR"
}

@test "a file is printed as it was read" {
	printf 'lr: 1e-5 # rate\nx: &a [on]\ny: *a\n' >a.yaml
	run "$GPULINT" tree a.yaml
	[ "$status" -eq 0 ]
	[[ $output == '{"schema":"gpulint-tree/1","path":"a.yaml","syntax":"yaml","documents":['* ]]
	[[ $output == *'"start":4,"end":8,"line":1,"column":5,"style":"plain","text":"1e-5","type":"string","value":"1e-5"'* ]]
	[[ $output == *'"type":"bool","value":true'* ]]
	[[ $output == *'{"kind":"alias","start":30,"end":32,"line":3,"column":4,"anchor":"a","target_start":22}'* ]]
}

@test "a loader types the scalars" {
	printf '1e-5\n' >a.yaml
	run "$GPULINT" tree --loader omegaconf a.yaml
	[[ $output == *'"type":"float","value":1e-05'* ]]
	run "$GPULINT" tree --loader 1.3 a.yaml
	[ "$status" -eq 2 ]
}

@test "a file that does not parse exits 1 with its place" {
	printf 'a: 1\né: b: c\n' >a.yaml
	run "$GPULINT" tree a.yaml
	[ "$status" -eq 1 ]
	[[ $output == 'a.yaml:2:5: error: '* ]]
	printf '[1,]' >a.json
	run "$GPULINT" tree a.json
	[ "$status" -eq 1 ]
	[[ $output == 'a.json:1:4: error: '* ]]
}

@test "a file that cannot be read exits 2" {
	run "$GPULINT" tree nowhere.yaml
	[ "$status" -eq 2 ]
	run "$GPULINT" tree .
	[ "$status" -eq 2 ]
	mkfifo pipe.yaml
	run timeout 10 "$GPULINT" tree pipe.yaml
	[ "$status" -eq 2 ]
	run "$GPULINT" tree
	[ "$status" -eq 2 ]
}

@test "deep, cyclic and huge input ends at once" {
	printf '[%.0s' $(seq 16000) >deep.yaml
	run timeout 10 "$GPULINT" tree deep.yaml
	[ "$status" -eq 1 ]
	printf '&a [*a, {? *a : *a}]\n' >cycle.yaml
	run timeout 10 "$GPULINT" tree cycle.yaml
	[ "$status" -eq 0 ]
	head -c 8388609 /dev/zero | tr '\0' '#' >huge.yaml
	run timeout 10 "$GPULINT" tree huge.yaml
	[ "$status" -eq 2 ]
	[[ $output == *'over the limit of 8 MiB'* ]]
}

@test "every file of the corpus exits 0 or 1" {
	corpus=${GPULINT_SHARED:-$top_srcdir/../shared}/corpus
	[ -d "$corpus" ] || skip "no corpus"
	while IFS= read -r file; do
		status=0
		timeout 10 "$GPULINT" tree "$file" >out 2>err || status=$?
		[ "$status" -le 1 ] || {
			echo "$file: exit $status"
			return 1
		}
		[ "$status" -eq 0 ] || grep -q ':[0-9]*:[0-9]*: error: ' err
	done < <(find "$corpus" -name '*.json' -o -name '*.y*ml')
}
