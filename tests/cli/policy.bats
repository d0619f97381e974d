# Rules that are cards alone.

load common

# A policy of the given match, message or edit, in ci/policy/NAME.yaml.
policy() { # policy NAME <<conditions
	mkdir -p ci/policy
	{
		printf 'summary: this is not done here\nseverity: warning\n'
		cat
		printf 'bad: "x"\ngood: "x"\n'
	} >ci/policy/"$1".yaml
}

job() {
	overflowing | sed '/^target/d'
}

lora() {
	cat <<-'END'
	base_model: meta-llama/Llama-3.2-1B
	datasets:
	  - path: data.jsonl
	    type: alpaca
	sequence_len: 1024
	micro_batch_size: 16  # mine
	optimizer: adamw_torch
	output_dir: ./out
	END
}

# What is refused, with the place: the rest of the message after a prefix.
refused() { # refused PLACE MESSAGE
	apart "$GPULINT" --isolated --rules ci a.yaml
	echo "$errors"
	[ "$status" -eq 2 ]
	[ "$errors" = "gpulint: ci/policy/p.yaml:$1: $2" ]
}

@test "the examples of the policies that come with the source hold" {
	run "$GPULINT" test "$top_srcdir/fixtures/policies"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"ok 1 - policy/"* ]]
	[[ $output == *"1..6" ]]
}

@test "a policy needs no more than conditions and a text" {
	lora >a.yaml
	mkdir -p ci/policy
	printf 'match: {kind: train}\nmessage: trains {fact:model.id}\n' \
	    >ci/policy/p.yaml
	apart "$GPULINT" --isolated --rules ci a.yaml
	[[ $output == *": warning: trains meta-llama/Llama-3.2-1B [policy/p]"* ]]
	run "$GPULINT" test ci
	[ "$status" -eq 0 ]
	[[ $output == *"ok 1 - policy/p: bad example # SKIP"*"1..2" ]]
	echo 'match: {kind: train}' >ci/policy/p.yaml
	refused 1:1 "no summary"
	run "$GPULINT" explain --rules ci policy/p
	[ "$status" -eq 2 ]
}

@test "test takes folders, cards in the place of built-in ones, and rules" {
	mkdir -p ci/vram
	sed 's/^good: |/good: |\n  x: 1/' "$top_srcdir/rules/vram/overflow.yaml" \
	    >ci/vram/overflow.yaml
	run "$GPULINT" test ci
	[[ $output == *"vram/overflow: bad example"*"1..2" ]]
	run "$GPULINT" test vram/overflow
	[ "$status" -eq 0 ]
	[[ $output == "ok 1 - vram/overflow: bad example"*"1..2" ]]
	run "$GPULINT" test nowhere
	[ "$status" -eq 2 ]
	[[ $output == *"nowhere: neither a folder nor a rule"* ]]
}

@test "an example that is not reported as marked fails" {
	mkdir -p ci/policy
	sed 's/"> 8"/"> 80"/' \
	    "$top_srcdir/fixtures/policies/policy/at-most-eight-h100.yaml" \
	    >ci/policy/p.yaml
	run "$GPULINT" test ci
	[ "$status" -eq 1 ]
	[[ $output == *"not ok 1"*"was not reported: asks for 16 GPUs"* ]]
}

@test "a fact is compared with its unit, and named in the message" {
	job >a.yaml
	policy p <<-'END'
	match: {facts: {train.micro_batch: "> 4"}, estimate: {low: "> 24GiB"}}
	message: "{fact:train.micro_batch} rows, {{no more}"
	END
	apart "$GPULINT" --isolated --rules ci a.yaml
	[ "$status" -eq 0 ]
	[[ $output == *"a.yaml:3:36: warning: 8 rows, {no more} [policy/p]"* ]]
	sed -i 's/> 4/> 8/' ci/policy/p.yaml
	apart "$GPULINT" --isolated --rules ci a.yaml
	[[ $output != *policy/p* ]]
	sed -i 's/> 8/>= 8/; s/24GiB/24TiB/' ci/policy/p.yaml
	apart "$GPULINT" --isolated --rules ci a.yaml
	[[ $output != *policy/p* ]]
}

@test "texts are equal, one of a list, or like a glob" {
	job >a.yaml
	for value in full 'full' '[lora, full]' '"!= lora"' '"f*l"' known stated; do
		policy p <<<"match: {facts: {train.method: $value}}"
		apart "$GPULINT" --isolated --rules ci a.yaml
		echo "$value: $output"
		[[ $output == *"a.yaml:3:17: "*"[policy/p]"* ]]
	done
	for value in lora '[lora, dora]' '"!= full"' '"l*"' absent unstated; do
		policy p <<<"match: {facts: {train.method: $value}}"
		apart "$GPULINT" --isolated --rules ci a.yaml
		echo "$value: $output"
		[[ $output != *policy/p* ]]
	done
}

@test "what is not known is never a match, and is noted" {
	job >a.yaml
	policy p <<<'match: {facts: {target.ram: "< 64GiB"}}'
	apart "$GPULINT" --isolated --rules ci --format json a.yaml
	[[ $output == *'"findings":[]'* ]]
	[[ $output == *'"rule":"policy/p","reason":"target.ram is not known"'* ]]
	policy p <<<'match: {facts: {target.ram: "< 64GiB", train.method: lora}}'
	apart "$GPULINT" --isolated --rules ci --format json a.yaml
	[[ $output != *'policy/p'* ]]
	policy p <<<'match: {facts: {target.ram: "!= 64GiB"}, value: nowhere}'
	apart "$GPULINT" --isolated --rules ci --format json a.yaml
	[[ $output != *'policy/p'* ]]
}

@test "key and value are patterns of dotted paths and scalars" {
	lora >a.yaml
	policy p <<-'END'
	match: {key: '^datasets\.\d+\.path$', value: '\.jsonl$'}
	message: "{key} is {value}"
	END
	apart "$GPULINT" --isolated --rules ci a.yaml
	[[ $output == *"a.yaml:3:11: warning: datasets.0.path is data.jsonl [policy/p]"* ]]
	policy p <<<"match: {key: datasets}"
	apart "$GPULINT" --isolated --rules ci --format json a.yaml
	[[ $output == *'"line":2,"column":1,'* ]]
	[[ $output == *'"warnings":1,'* ]]
}

@test "dialect, kind and path are conditions too" {
	mkdir -p prod
	lora | tee prod/a.yaml >a.yaml
	for good in 'dialect: axolotl' 'dialect: [ollama, axolotl]' \
	    'kind: train' 'path: prod/*' 'path: [b.yaml, a.yaml]'; do
		policy p <<<"match: {$good}"
		apart "$GPULINT" --isolated --rules ci prod
		echo "$good: $output"
		[[ $output == *'[policy/p]'* ]]
	done
	for bad in 'dialect: ollama' 'kind: serve' 'path: staging/*'; do
		policy p <<<"match: {$bad}"
		apart "$GPULINT" --isolated --rules ci prod
		[[ $output != *'[policy/p]'* ]]
	done
	policy p <<<'match: {path: prod/*}'
	apart "$GPULINT" --isolated --rules ci a.yaml "$PWD/prod/a.yaml"
	[[ $output == *"prod/a.yaml:1:1"* ]]
	[[ $output == *"1 warning in 2 files"* ]]
}

@test "an edit replaces the value that was found" {
	lora >a.yaml
	policy p <<-'END'
	match: {key: '^output_dir$', value: '^\./'}
	edit: {replace: "runs/1", safe: true}
	END
	"$GPULINT" --isolated --rules ci --fix a.yaml
	lora | sed 's!\./out!runs/1!' | cmp - a.yaml
}

@test "an edit that changes what is trained is not safe, whatever it says" {
	lora >a.yaml
	policy p <<-'END'
	match: {key: '^micro_batch_size$', value: '^1\d$'}
	edit: {replace: "8", safe: true}
	END
	"$GPULINT" --isolated --rules ci --fix a.yaml
	lora | cmp - a.yaml
	"$GPULINT" --isolated --rules ci --fix --unsafe-fixes a.yaml
	lora | sed 's/_size: 16/_size: 8/' | cmp - a.yaml
}

@test "an edit sets keys, below the finding where they are new" {
	lora >a.yaml
	policy p <<-'END'
	match: {facts: {train.micro_batch: "> 8"}}
	edit: {set: {micro_batch_size: "8", gradient_accumulation_steps: "2"}}
	END
	"$GPULINT" --isolated --rules ci --fix a.yaml
	lora | cmp - a.yaml
	"$GPULINT" --isolated --rules ci --fix --unsafe-fixes a.yaml
	lora | sed 's/_size: 16/_size: 8/
		/^micro/a gradient_accumulation_steps: 2' | cmp - a.yaml
}

@test "an edit that does not remove its finding is not offered" {
	lora >a.yaml
	policy p <<-'END'
	match: {key: '^micro_batch_size$', value: '^1\d$'}
	edit: {replace: "12", safe: true}
	END
	apart "$GPULINT" --isolated --rules ci --format json --fix a.yaml
	[[ $output == *'"fixes":[]'* ]]
	lora | cmp - a.yaml
}

@test "a text that YAML would read otherwise goes into quotes" {
	lora >a.yaml
	policy p <<-'END'
	match: {key: '^output_dir$', value: '^\./'}
	edit: {replace: "[a: #b", safe: true}
	END
	"$GPULINT" --isolated --rules ci --fix a.yaml
	lora | sed 's!\./out!"[a: #b"!' | cmp - a.yaml
}

@test "a pattern that gives up is said to, and costs little" {
	lora >a.yaml
	printf 'hub_model_id: %s!\n' "$(printf 'a%.0s' {1..40})" >>a.yaml
	policy p <<<"match: {key: hub, value: '(a+)+\$'}"
	apart timeout 10 "$GPULINT" --isolated --rules ci a.yaml
	[[ $output == *": note: policy/p: its pattern gave up on this file: value"*"[policy/p]"* ]]
	apart "$GPULINT" --isolated --rules ci --format json a.yaml
	[[ $output == *'"rule":"policy/p","reason":"the pattern of value gave up"'* ]]
}

@test "a pattern that costs much everywhere gives up for the file" {
	lora >a.yaml
	for i in $(seq 2000); do
		printf 'k%d: %s!\n' "$i" "$(printf 'a%.0s' {1..14})"
	done >>a.yaml
	policy p <<<"match: {value: '^(a+)+\$'}"
	apart timeout 20 "$GPULINT" --isolated --rules ci a.yaml
	[[ $output == *"its pattern gave up"* ]]
}

@test "what a card says wrong is refused at its place" {
	lora >a.yaml
	policy p <<<'match: {facts: {train.micro_bacth: "> 4"}}'
	refused 3:17 "no fact 'train.micro_bacth'; did you mean 'train.micro_batch'?"
	policy p <<<'match: {fact: {}}'
	refused 3:9 "unknown key 'fact'; did you mean 'facts'?"
	policy p <<<'match: {key: "a(b"}'
	refused 3:14 "'a(b': missing closing parenthesis at character 4"
	policy p <<<'match: {facts: {train.micro_batch: "> many"}}'
	refused 3:36 "train.micro_batch: many is no count (a whole number up to 2^53; 8B, 4k are read)"
	policy p <<<'match: {facts: {train.method: "> full"}}'
	refused 3:31 "train.method is no number: < and > say nothing of it"
	policy p <<<'match: {facts: {train.micro_batch: != 8}}'
	refused 3:39 "'!=' is a tag to YAML: put the comparison in quotes"
	policy p <<<'match: {facts: {train.micro_batch: 1, train.micro_batch: 2}}'
	refused 3:39 "the key is there twice"
	policy p <<<'match: {dialect: axolotle}'
	refused 3:18 "no dialect 'axolotle'; did you mean 'axolotl'?"
	policy p <<<'match: {kind: training}'
	refused 3:15 "kind 'training' is neither train nor serve"
	policy p <<<'match: {estimate: {expect: "> 1GiB"}}'
	refused 3:20 "no figure of the estimate 'expect'; did you mean 'expected'?"
	policy p <<<'match: {}'
	refused 3:8 "match wants at least one condition"
	policy p < <(printf 'match: {kind: train}\nmessage: "{value}"\n')
	refused 4:10 "{value}: match asks for no key or value"
	policy p < <(printf 'match: {kind: train}\nmessage: "{fact:nope}"\n')
	refused 4:10 "{fact:nope}: no such fact"
	policy p < <(printf 'match: {kind: train}\nmessage: "a {"\n')
	refused 4:10 "a { without its }; {{ is a brace"
	policy p < <(printf 'match: {kind: train}\nedit: {replace: a}\n')
	refused 4:7 "replace needs a key or value in match to stand at"
	policy p < <(printf 'match: {kind: train}\nedit: {safe: true}\n')
	refused 4:7 "edit wants either replace or set"
}

@test "match belongs to policies, and policies have one" {
	lora >a.yaml
	policy p <<<'why: because'
	apart "$GPULINT" --isolated --rules ci a.yaml
	[ "$status" -eq 2 ]
	[ "$errors" = 'gpulint: ci/policy/p.yaml:1:1: no match' ]
	policy p <<<'match: {kind: train}'
	mv ci/policy ci/launch
	apart "$GPULINT" --isolated --rules ci a.yaml
	[ "$status" -eq 2 ]
	[ "$errors" = 'gpulint: ci/launch/p.yaml:3:1: match is for the cards of policy/' ]
}

@test "a project file names folders of policies" {
	git init -q .
	mkdir -p sub
	lora | tee sub/a.yaml >b.yaml
	policy p <<<'match: {kind: train}'
	mv ci sub
	echo 'extend: [ci]' >sub/.gpulint.yaml
	apart "$GPULINT" .
	[ "$status" -eq 0 ]
	[[ $output == *"sub/a.yaml:1:"*"[policy/p]"* ]]
	[[ $output != *"b.yaml:"* ]]
	apart "$GPULINT" --isolated .
	[[ $output != *"policy/p"* ]]
	apart "$GPULINT" --select policy/p --fail-on warning sub
	[ "$status" -eq 1 ]
	apart "$GPULINT" --ignore policy .
	[[ $output != *"[policy/p]"* ]]
	apart "$GPULINT" --select policy/q sub
	[ "$status" -eq 2 ]
	[[ $errors == *"no rule 'policy/q'; did you mean 'policy/p'?"* ]]
	sed -i '1s/$/  # gpulint: ignore=policy\/p -- this once/' sub/a.yaml
	apart "$GPULINT" sub
	[[ $output != *"[policy/p]"* ]]
	[ -z "$errors" ]
}

@test "a nearer policy stands before a farther one of its name" {
	git init -q .
	mkdir -p sub/more/policy
	lora >sub/a.yaml
	policy p <<<'match: {kind: train}'
	sed 's/this is not/that is not/' ci/policy/p.yaml >sub/more/policy/p.yaml
	echo 'extend: [ci]' >.gpulint.yaml
	echo 'extend: [more]' >sub/.gpulint.yaml
	apart "$GPULINT" sub
	[[ $output == *"that is not done here"* ]]
	[[ $output != *"this is not done here"* ]]
	apart "$GPULINT" --rules ci sub
	[[ $output == *"this is not done here"* ]]
	[[ $output != *"that is not done here"* ]]
}

@test "rules of a project file change the severity of its policies" {
	git init -q .
	mkdir sub
	lora >sub/a.yaml
	policy p <<<'match: {kind: train}'
	echo 'extend: ci' >.gpulint.yaml
	echo 'rules: {policy/p: error}' >sub/.gpulint.yaml
	apart "$GPULINT" sub
	[ "$status" -eq 1 ]
	[[ $output == *" error: "*"[policy/p]"* ]]
	echo 'rules: {policy/pp: off}' >sub/.gpulint.yaml
	apart "$GPULINT" sub
	[ "$status" -eq 2 ]
	[ "$errors" = "gpulint: sub/.gpulint.yaml:1:9: no rule 'policy/pp'; did you mean 'policy/p'?" ]
}

@test "policies lie in the repository" {
	git init -q in
	mkdir -p out/policy in/empty
	lora >in/a.yaml
	policy p <<<'match: {kind: train}'
	cp ci/policy/p.yaml out/policy
	cd in
	for folder in ../out "$PWD/../out" /; do
		echo "extend: [$folder]" >.gpulint.yaml
		apart "$GPULINT" a.yaml
		echo "$errors"
		[ "$status" -eq 2 ]
		[[ $errors == *"outside the repository"* ||
			$errors == *"relative to this file"* ]]
	done
	for folder in empty nowhere; do
		echo "extend: [$folder]" >.gpulint.yaml
		apart "$GPULINT" a.yaml
		[ "$status" -eq 2 ]
		[[ $errors == *".gpulint.yaml:1:10: extend: no "* ]]
	done
	mkdir -p linked/policy
	ln -s ../../../out/policy/p.yaml linked/policy/p.yaml
	echo 'extend: [linked]' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *"linked/policy/p.yaml lies outside the repository" ]]
	ln -s ../out around
	echo 'extend: [around]' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *"around lies outside the repository" ]]
}

@test "a policy has a manual as other rules have" {
	policy p <<<'match: {kind: train}'
	run "$GPULINT" explain --rules ci policy/p
	[ "$status" -eq 0 ]
	[[ $output == *"this is not done here"* ]]
	run "$GPULINT" rules --rules ci
	[[ $output == *"policy/p "*" warning "* ]]
}

@test "test: a folder without cards has passed nothing" {
	mkdir empty
	apart "$GPULINT" test empty
	[ "$status" -eq 2 ]
	[[ $errors == "gpulint: empty: no card "* ]]
}
