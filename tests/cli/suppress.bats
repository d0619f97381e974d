# Comments that silence findings.

load common

line2() {
	overflowing | sed "2s|\$|$1|" >a.yaml
}

@test "a comment on the line silences the rule it names" {
	line2 '  # gpulint: ignore=vram/overflow -- measured'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
	[ -z "$errors" ]
	line2 '  # gpulint: ignore=os/macos-unsupported,vram'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
}

@test "of another rule it silences nothing" {
	line2 '  # gpulint: ignore=os/macos-unsupported'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
}

@test "alone it speaks of the next line that is no comment" {
	overflowing | sed '2i# gpulint: ignore=vram/overflow\n# more\n' >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
	overflowing | sed '3i# gpulint: ignore=vram/overflow' >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
}

@test "ignore-file speaks of the whole file" {
	{ overflowing; echo '# gpulint: ignore-file=vram/overflow'; } >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
}

@test "inside a string it is no comment" {
	{ overflowing | sed 's|id: meta-llama/Llama-3.1-8B|&, x: "# gpulint: ignore-file=vram"|'; } >a.yaml
	apart "$GPULINT" a.yaml
	[[ $output == *'[vram/overflow]'* ]]
}

@test "a rule that nobody has is remarked on" {
	line2 '  # gpulint: ignore=vram/overlow'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
	[[ $errors == 'gpulint: a.yaml:2:'*'did you mean vram/overflow?' ]]
	line2 '  # gpulint: ignroe=vram/overflow'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
}

@test "a comment that silences nothing is remarked on, where its rule was judged" {
	printf 'base_model: x # gpulint: ignore=launch/both-fp16-and-bf16 -- old\ndatasets: []\nmicro_batch_size: 1\nadapter: lora\n' >a.yaml
	apart "$GPULINT" --isolated a.yaml
	[ "$status" -eq 0 ]
	[[ $errors == 'gpulint: a.yaml:1:15: ignore=launch/both-fp16-and-bf16 silences nothing' ]]
	apart "$GPULINT" --isolated --quiet a.yaml
	[ -z "$errors" ]
	apart "$GPULINT" --isolated --ignore launch/both-fp16-and-bf16 a.yaml
	[ -z "$errors" ]
	# nobody can tell without a target
	printf 'base_model: x\ndatasets: [] # gpulint: ignore=vram/overflow\nmicro_batch_size: 1\nadapter: lora\n' >a.yaml
	apart "$GPULINT" --isolated a.yaml
	[ -z "$errors" ]
	line2 '  # gpulint: ignore=vram/overflow,launch/both-fp16-and-bf16'
	apart "$GPULINT" --isolated a.yaml
	[ "$status" -eq 0 ]
	[[ $errors == *'ignore=launch/both-fp16-and-bf16 silences nothing' ]]
}

@test "a linked file that is linted too is reported once" {
	printf 'base_model: x\ndatasets: []\nmicro_batch_size: 1\nadapter: lora\ndeepspeed: ds.json\n' >a.yaml
	printf '{"train_micro_batch_size_per_gpu": 1, "fp16": {"enabled": true}, "bf16": {"enabled": true}}' >ds.json
	for order in 'a.yaml ds.json' 'ds.json a.yaml' .; do
		apart "$GPULINT" --isolated --format json $order
		[ "$(grep -o '"rule":"launch/both-fp16-and-bf16"' <<<"$output" | wc -l)" -eq 1 ]
	done
}

@test "a comment in a linked file silences what is found there" {
	git init -q .
	printf 'services:\n  vllm:\n    image: vllm/vllm-openai:v0.11.0\n    extends: {file: base.yaml, service: base}\n' >compose.yaml
	base() {
		cat <<-END
		services:
		  base:
		    command: --model meta-llama/Llama-3.1-70B-Instruct$1
		END
	}
	base >base.yaml
	apart "$GPULINT" --isolated --gpu T4 --format json compose.yaml
	[[ $output == *'"rule":"vram/overflow"'*'"path":"base.yaml"'* ]]
	base ' # gpulint: ignore=vram -- another card' >base.yaml
	apart "$GPULINT" --isolated --gpu T4 compose.yaml
	[ "$status" -eq 0 ]
	[[ $output != *base.yaml* ]]
	# a comment of the file that links to it is not that file's
	base >base.yaml
	sed -i '1i # gpulint: ignore-file=vram' compose.yaml
	apart "$GPULINT" --isolated --gpu T4 compose.yaml
	[[ $output == *'base.yaml:3:'*'[vram/overflow]'* ]]
}

@test "what an earlier report has is known, wherever it has moved to" {
	overflowing >a.yaml
	mkdir b
	overflowing >b/a.yaml
	apart "$GPULINT" --isolated --format json -o known.json a.yaml
	[ "$status" -eq 1 ]
	apart "$GPULINT" --isolated --baseline known.json ./a.yaml
	[ "$status" -eq 0 ]
	[[ $output == 'No findings in 1 file'* ]]
	# On another line, with another number; not in another file.
	{ echo '# moved'; sed 's/micro_batch: 8/micro_batch: 9/' a.yaml; } >c
	mv c a.yaml
	apart "$GPULINT" --isolated --baseline known.json a.yaml
	[ "$status" -eq 0 ]
	apart "$GPULINT" --isolated --baseline known.json a.yaml b
	[ "$status" -eq 1 ]
	[[ $output == 'b/a.yaml:'* && $output != *$'\na.yaml:'* ]]
	# Known findings are not mended either, and SARIF has them as known.
	cp a.yaml before
	apart "$GPULINT" --isolated --baseline known.json --fix \
		--unsafe-fixes a.yaml
	cmp before a.yaml
	apart "$GPULINT" --isolated --baseline known.json --format sarif a.yaml
	[[ $output == *'"suppressions":[{"kind":"external"'* ]]
	echo '{}' >none.json
	for file in none.json a.yaml; do
		apart "$GPULINT" --baseline "$file" a.yaml
		[ "$status" -eq 2 ]
		[[ $errors == "gpulint: $file: no report of gpulint;"* ]]
	done
	apart "$GPULINT" --baseline nowhere.json a.yaml
	[ "$status" -eq 2 ]
}

@test "a finding in a file that several are linked to is told once" {
	for i in 1 2 3; do
		printf 'base_model: a/b\nadapter: lora\nmicro_batch_size: 1\nsequence_len: 512\ndatasets:\n  - path: a\ndeepspeed: ds.json\n' >a$i.yaml
	done
	printf '{\n  "zero_optimization": {"stage": 2},\n  "bf16": {"enabled": true}\n}\n' >ds.json
	for paths in 'a1.yaml a2.yaml a3.yaml' 'a1.yaml ds.json' \
		'./ds.json a3.yaml' "$PWD/a1.yaml a2.yaml" .; do
		for format in text json sarif github gitlab junit tap; do
			apart "$GPULINT" --isolated --gpu T4 --format "$format" $paths
			[ "$(grep -c 'bf16 needs compute capability' <<<"$output")" -eq 1 ]
		done
		apart "$GPULINT" --isolated --gpu T4 $paths
		[[ $output == *'1 warning in '* ]]
	done
	# It is fixed once, wherever it is told.
	for paths in 'a1.yaml a2.yaml' 'a2.yaml ds.json' .; do
		cp ds.json old.txt
		apart "$GPULINT" --isolated --gpu T4 --fix --unsafe-fixes $paths
		[ "$status" -eq 0 ]
		grep -q fp16 ds.json
		[[ $output == 'No findings'* ]]
		mv old.txt ds.json
	done
}

@test "what a baseline knows and nobody finds any more is told" {
	overflowing >a.yaml
	overflowing >b.yaml
	overflowing >c.yaml
	apart "$GPULINT" --isolated --fail-on never --format json -o known.json .
	apart "$GPULINT" --isolated --baseline known.json .
	[ -z "$errors" ]
	sed -i 's|train: .*|train: {method: lora, micro_batch: 1, seq_len: 128}|; s|id: .*|id: gpt2}|' a.yaml
	rm b.yaml
	apart "$GPULINT" --isolated --baseline known.json .
	[ "$status" -eq 0 ]
	[[ $errors == *"gpulint: known.json:3:1: vram/overflow is found no more in a.yaml"* ]]
	[[ $errors == *"gpulint: known.json:5:1: vram/overflow is found no more in b.yaml"* ]]
	[[ $errors != *c.yaml* ]]
	# Nobody can tell of files and rules that were not asked for.
	for few in 'c.yaml' '--ignore vram .' '--quiet .'; do
		apart "$GPULINT" --isolated --baseline known.json $few
		[[ $errors != *a.yaml* ]]
	done
	# The report is the same with and without them.
	apart "$GPULINT" --isolated --format json --baseline known.json .
	[[ $output == *'"findings":['*']'*'"errors":0'* && $output != *'no more'* ]]
	# Many are counted.
	for i in $(seq 9); do overflowing >"d$i.yaml"; done
	apart "$GPULINT" --isolated --fail-on never --format json -o known.json .
	rm d*.yaml
	apart "$GPULINT" --isolated --fail-on never --baseline known.json .
	[ "$(grep -c 'found no more in d' <<<"$errors")" -eq 5 ]
	[[ $errors == *'gpulint: known.json: 13 more of its findings are gone'* ]]
}
