# What programs that read gpulint rely on: names, forms and statuses that
# change with a new schema only.

load common

setup() {
	cd "$BATS_TEST_TMPDIR"
	unset NO_COLOR CLICOLOR_FORCE
	overflowing >a.yaml
}

# A job with a note and nothing worse, on a H200.
roomy() {
	cat <<-'END'
	gpulint: workload/1
	model: {id: meta-llama/Llama-3.1-8B}
	train: {method: lora, lora: {rank: 16, targets: all-linear},
	        micro_batch: 8, seq_len: 4096, checkpointing: full,
	        attention: flash2, optimizer: adamw, dtype: bf16}
	target: {gpu: H200, gpus: 1}
	END
}

# As apart, a report's lines joined: where they end is no part of its form.
joined() {
	apart "$@"
	output=${output//$'\n'/}
}

# The names of all keys in the order in which they first stand.
keys() {
	grep -o '"[a-z_]*":' <<<"$output" | awk '!seen[$0]++' | tr -d '":' |
		paste -s -d ' '
}

# The order of keys, and that our own strict reader takes it for JSON.
has_keys() {
	echo "want $1"
	echo "have $(keys)"
	[ "$(keys)" = "$1" ]
	is_json
}

is_json() {
	printf '%s' "$output" >out.json
	"$GPULINT" tree out.json >/dev/null
}

# Keys that must be there, among others.
has() {
	for key; do
		[[ " $(keys) " == *" $key "* ]] || {
			echo "no $key in: $(keys)"
			return 1
		}
	done
	is_json
}

@test "gpulint-report/1" {
	joined "$GPULINT" check --format json a.yaml
	[ "$status" -eq 1 ]
	[[ $output == '{"schema":"gpulint-report/1","findings":[{"rule":"'* ]]
	has rule severity path line column end_line end_column message \
		confidence related fixes fingerprint unknown summary files \
		recognised errors warnings notes
	[[ $output =~ \"rule\":\"vram/overflow\",\"severity\":\"error\",\"path\":\"a.yaml\",\"line\":[0-9]+,\"column\":[0-9]+,\"end_line\":[0-9]+,\"end_column\":[0-9]+, ]]
	[[ $output =~ \"related\":\[\{\"path\":\"a.yaml\",\"line\":[0-9]+,\"column\":[0-9]+,\"message\":\" ]]
	[[ $output =~ \"summary\":\{\"files\":1,\"recognised\":1,\"errors\":[1-9][0-9]*,\"warnings\":[0-9]+,\"notes\":[0-9]+\} ]]
}

@test "gpulint-report/1 with nothing found" {
	echo 'a: 1' >foreign.yaml
	joined "$GPULINT" check --format json foreign.yaml
	[ "$status" -eq 0 ]
	[ "$output" = '{"schema":"gpulint-report/1","findings":[],"unknown":[],"summary":{"files":1,"recognised":0,"errors":0,"warnings":0,"notes":0}}' ]
}

@test "edits: title, safe, proven, byte ranges" {
	mkdir c
	printf 'base_model: meta-llama/Llama-3.2-1B\ndatasets:\n  - path: a\nmicro_batch_szie: 1\noutput_dir: o\n' >c/x.yaml
	joined "$GPULINT" check --format json c/x.yaml
	[[ $output == *'"fixes":[{"title":"'*'","safe":false,"proven":true,"edits":[{"path":"c/x.yaml","start":58,"end":74,"text":"micro_batch_size"}]}]'* ]]
	is_json
}

@test "what could not be judged: path, rule, reason" {
	printf 'gpulint: workload/1\nmodel: {id: nobody/nothing}\ntrain: {method: full}\ntarget: {gpu: T4}\n' >b.yaml
	joined "$GPULINT" check --format json b.yaml
	[[ $output =~ \"unknown\":\[\{\"path\":\"b.yaml\",\"rule\":\"[a-z]+/[a-z0-9-]+\",\"reason\":\" ]]
	is_json
}

@test "gpulint-fit/1" {
	joined "$GPULINT" fit --format json a.yaml
	[ "$status" -eq 1 ]
	[[ $output == '{"schema":"gpulint-fit/1","workloads":[{"path":"a.yaml","line":1,"name":'* ]]
	has kind status reason per_gpu low expected high allocated reserved \
		terms bytes origin fact value targets gpu usable verdict \
		disk_bytes host_ram_bytes hours cost_usd
	[[ $output =~ \"kind\":\"train\" && $output =~ \"status\":\"estimated\" ]]
	[[ $output =~ \"gpu\":\"RTX\ 4090\"[^}]*\"usable\":[0-9]+,\"verdict\":\"overflows\" ]]
}

@test "gpulint-facts/1" {
	echo 'a: 1' >foreign.yaml
	joined "$GPULINT" facts --format json a.yaml foreign.yaml
	[ "$status" -eq 0 ]
	[[ $output == '{"schema":"gpulint-facts/1","files":[{"path":"a.yaml","dialect":"workload"},{"path":"foreign.yaml","dialect":null}],"workloads":[{"path":"a.yaml","line":1,"dialect":"workload","kind":"train","facts":{'* ]]
	[[ $output == *'"train.micro_batch":{"value":8,"unit":"count","origin":"a.yaml:3"}'* ]]
	is_json
}

@test "gpulint-rules/1" {
	joined "$GPULINT" rules --format json
	[ "$status" -eq 0 ]
	has_keys "schema rules name plugin severity summary since fixable"
	[[ $output =~ \{\"name\":\"vram/overflow\",\"plugin\":\"vram\",\"severity\":\"error\",\"summary\":\"[^\"]+\",\"since\":\"[0-9.]+\",\"fixable\":(true|false)\} ]]
}

@test "every listing has text and JSON" {
	for command in rules dialects facts gpus models; do
		apart "$GPULINT" "$command" --format text
		[ "$status" -eq 0 ]
		[[ $output != '{'* ]]
		[ "$(wc -l <<<"$output")" -gt 5 ]
		apart "$GPULINT" "$command" --format json
		[ "$status" -eq 0 ]
		[[ $output == '{"schema":"gpulint-'*'/1",'* ]]
		is_json
	done
}

@test "the text form: place, severity, message, rule" {
	apart "$GPULINT" a.yaml
	place='^a\.yaml:[0-9]+:[0-9]+: (error|warning|note): .+ \[[a-z0-9-]+/[a-z0-9-]+\]$'
	[ "$(grep -cE "$place" <<<"$output")" -ge 1 ]
	[ "$(grep -cE '^a\.yaml:' <<<"$output")" -eq \
		"$(grep -cE "$place" <<<"$output")" ]
}

@test "columns count characters, from 1" {
	printf '\xc3\xa9: 1\n\xc3\xa9\xf0\x9f\x98\x80: b: c\n' >utf8.yaml
	apart "$GPULINT" tree utf8.yaml
	[ "$status" -eq 1 ]
	[[ $errors == utf8.yaml:2:6:* ]]
	overflowing | sed '2s/model: {/&\xc3\xa9: x, /' >utf8.yaml
	apart "$GPULINT" utf8.yaml
	overflowing | sed '2s/model: {/&e: x, /' >plain.yaml
	place=$("$GPULINT" plain.yaml 2>&1 | grep -o -m 1 "^plain.yaml:2:[0-9]*")
	[[ $output == "utf8${place#plain}:"* ]]
}

@test "--fail-on: what makes it 1" {
	# a note and an error
	for row in error:1 warning:1 note:1 never:0; do
		apart "$GPULINT" --fail-on "${row%:*}" a.yaml
		[ "$status" -eq "${row#*:}" ]
	done
	# notes alone
	roomy >b.yaml
	joined "$GPULINT" --format json --fail-on never b.yaml
	[[ $output == *'"errors":0,"warnings":0,"notes":'[1-9]* ]]
	for row in error:0 warning:0 note:1 never:0; do
		apart "$GPULINT" --fail-on "${row%:*}" b.yaml
		[ "$status" -eq "${row#*:}" ]
	done
}

@test "status 2 wins over 1, whatever --fail-on says" {
	apart "$GPULINT" --fail-on never a.yaml nowhere.yaml
	[ "$status" -eq 2 ]
	apart "$GPULINT" --plugin ./none.so a.yaml
	[ "$status" -eq 2 ]
	[[ $output == *'[vram/overflow]'* ]]
	apart "$GPULINT" --output no/such/folder a.yaml
	[ "$status" -eq 2 ]
	apart "$GPULINT" fit --output no/such/folder a.yaml
	[ "$status" -eq 2 ]
	echo 'rulse: {}' >.gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *'did you mean'*rules* ]]
	apart "$GPULINT" --isolated a.yaml
	[ "$status" -eq 1 ]
}

@test "fit exits 1 for a target that was named, never for the ladder" {
	roomy | sed '/^target/d' >b.yaml
	apart "$GPULINT" fit b.yaml
	[ "$status" -eq 0 ]
	apart "$GPULINT" fit --gpu T4 b.yaml
	[ "$status" -eq 1 ]
	apart "$GPULINT" fit --gpu B200 b.yaml
	[ "$status" -eq 0 ]
}

@test "tree: 0 parsed, 1 not, 2 not read" {
	echo '{"a": [1, 2]}' >t.json
	apart "$GPULINT" tree t.json
	[ "$status" -eq 0 ]
	echo '{"a": [1, 2}' >t.json
	apart "$GPULINT" tree t.json
	[ "$status" -eq 1 ]
	apart "$GPULINT" tree none.json
	[ "$status" -eq 2 ]
}

@test "a template that is not rendered is unknown, no crash and no finding" {
	for batch in '{{ batch }}' '${BATCH}'; do
		roomy | sed "s/micro_batch: 8/micro_batch: \"$batch\"/" >t.yaml
		joined "$GPULINT" --format json --gpu 'RTX 4090' t.yaml
		[ "$status" -eq 0 ]
		[[ $output == *'"findings":[],"unknown":[{'* ]]
	done
	printf '{{- if .Values.x }}\nimage: vllm/vllm-openai\n{{- end }}\n' >t.yaml
	joined "$GPULINT" --format json t.yaml
	[ "$status" -eq 0 ]
}

@test "stdin has the name it is given" {
	apart "$GPULINT" - --stdin-filename deep/x.yaml <a.yaml
	[ "$status" -eq 1 ]
	[[ $output == deep/x.yaml:2:* ]]
}

@test "probe prints a target that --target and .gpulint.yaml take" {
	"$GPULINT" probe >t.yaml
	grep -q '^target:' t.yaml
	apart "$GPULINT" --target t.yaml --gpu 'RTX 4090' a.yaml
	[ "$status" -eq 1 ]
	cp t.yaml .gpulint.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
	[[ $errors != *gpulint.yaml* ]]
}

@test "from any working directory" {
	mkdir elsewhere
	cd elsewhere
	apart "$GPULINT" ../a.yaml
	[ "$status" -eq 1 ]
	[[ $output == '../a.yaml:2:'* ]]
}

@test "a native workload takes every fact by its dotted name, nested or not" {
	cat >n.yaml <<-'END'
	gpulint: workload/1
	model: {layers: 32, hidden: 4096, heads: 32, kv_heads: 8,
	        intermediate: 14336, vocab: 128256}
	train: {method: lora, lora: {rank: 16, targets: all-linear},
	        micro_batch: 1, seq_len: 4096, checkpointing: full,
	        attention: flash2, optimizer: adamw, dtype: bf16}
	target: {gpu: RTX 4090, gpus: 1}
	END
	joined "$GPULINT" fit --format json n.yaml
	[ -z "$errors" ]
	[[ $output == *'"status":"estimated"'* ]]
	joined "$GPULINT" facts --format json n.yaml
	[[ $output == *'"train.lora.rank":{"value":16,'* ]]
	[[ $output == *'"train.precision":{"value":"bf16",'* ]]
	apart "$GPULINT" fit n.yaml --set model.layer=3
	[ "$status" -eq 2 ]
	[[ $errors == *'did you mean model.layers?'* ]]
}

@test "a file that does not parse is no clean file to fit and facts" {
	printf 'base_model: a/b\nmicro_batch_size: 1\n sequence_len: 2\n' >b.yaml
	printf 'datasets: []\nadapter: lora\n' >>b.yaml
	apart "$GPULINT" check --isolated b.yaml
	[ "$status" -eq 1 ]
	[[ $output == 'b.yaml:3:14: error: '*' [config/syntax]'* ]]
	for command in fit facts; do
		apart "$GPULINT" "$command" --isolated b.yaml
		[ "$status" -eq 2 ]
		[[ $errors == 'gpulint: b.yaml:3:14: '* ]]
	done
	echo 'a: [' >foreign.yaml
	apart "$GPULINT" fit --isolated foreign.yaml
	[ "$status" -eq 2 ]
	[[ $errors == 'gpulint: foreign.yaml:2:1: '* ]]
	apart "$GPULINT" facts --isolated --format json foreign.yaml
	[ "$status" -eq 0 ]
	[[ $output == *'{"path":"foreign.yaml","dialect":null}'* ]]
	[[ $errors == *'foreign.yaml:2:1: '* ]]
}

@test "fit, facts and tree read standard input, too" {
	apart "$GPULINT" fit --isolated --stdin-filename x.yaml - <a.yaml
	[ "$status" -eq 1 ]
	[[ $output == 'x.yaml:1: train, '* ]]
	apart "$GPULINT" facts --isolated --format json - <a.yaml
	[ "$status" -eq 0 ]
	[[ $output == *'"files":[{"path":"<stdin>","dialect":"workload"}]'* ]]
	apart "$GPULINT" tree --stdin-filename x.json - <<<'{"a": 1}'
	[ "$status" -eq 0 ]
	[[ $output == *'"path":"x.json","syntax":"json"'* ]]
	apart "$GPULINT" fit --isolated - <.
	[ "$status" -eq 2 ]
	[[ $errors == *'standard input: '* ]]
}
