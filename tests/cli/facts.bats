#!/usr/bin/env bats
# gpulint facts: what was understood of a file, and where it comes from.

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cat >w.yaml <<-'EOF'
	gpulint: workload/1
	model: {id: meta-llama/Llama-3.1-8B}
	train: {method: lora, lora: {rank: 16}, micro_batch: 2}
	target: {gpu: RTX 4090, gpus: 4}
	EOF
}

@test "facts show value and origin, written, catalogue and derived" {
	run "$GPULINT" facts --isolated w.yaml
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "w.yaml:1: workload, train" ]]
	[[ "$output" =~ train.lora.rank\ +16\ +w.yaml:3 ]]
	[[ "$output" =~ model.layers\ +32\ +catalogue ]]
	[[ "$output" =~ parallel.data\ +4\ +derived:\ gpus\ 4 ]]
}

@test "facts --format json keeps its contract" {
	"$GPULINT" facts --isolated --format json w.yaml >out.json
	jq -e '.schema == "gpulint-facts/1" and
	    .files == [{path: "w.yaml", dialect: "workload"}]' out.json
	jq -e '.workloads[0] | [.path, .line, .dialect, .kind] ==
	    ["w.yaml", 1, "workload", "train"]' out.json
	jq -e '.workloads[0].facts | .["train.micro_batch"] ==
	    {value: 2, unit: "count", origin: "w.yaml:3"} and
	    .["target.vram"].unit == "bytes"' out.json
}

@test "the same file gives the same bytes" {
	"$GPULINT" facts --isolated --format json w.yaml >a
	"$GPULINT" facts --isolated --format json w.yaml >b
	cmp a b
}

@test "the command line wins over the file" {
	run "$GPULINT" facts --isolated --gpus 2 --set train.micro_batch=7 w.yaml
	[ "$status" -eq 0 ]
	[[ "$output" =~ train.micro_batch\ +7\  ]]
	[[ "$output" =~ parallel.gpus\ +2\  ]]
}

@test "a key that is no fact stops with a suggestion, the rest is shown" {
	printf 'gpulint: workload/1\ntrain: {micro_bacth: 1, seq_len: 8}\n' >x.yaml
	run "$GPULINT" facts --isolated x.yaml
	[ "$status" -eq 2 ]
	[[ "$output" == *"x.yaml:2: train.micro_bacth: no such fact; did you mean train.micro_batch?"* ]]
	[[ "$output" =~ train.seq_len\ +8 ]]
}

@test "a key that is no fact stops check too" {
	printf 'gpulint: workload/1\ntrain: {micro_bacth: 1}\n' >x.yaml
	run "$GPULINT" check --isolated x.yaml
	[ "$status" -eq 2 ]
	[[ "$output" == *"x.yaml:2: train.micro_bacth: no such fact"* ]]
}

@test "a GPU that nobody knows is refused by name" {
	run "$GPULINT" facts --isolated --gpu "RTX 4091" w.yaml
	[ "$status" -eq 2 ]
	[[ "$output" == *"did you mean"*"RTX 40"* ]]
}

@test "what cannot be read is null with a reason" {
	printf 'gpulint: workload/1\ntrain: {micro_batch: "${B}"}\n' >x.yaml
	run "$GPULINT" facts --isolated --format json x.yaml
	[ "$status" -eq 0 ]
	[[ "$output" == *'"train.micro_batch":{"value":null'*'"reason":"${B} is not rendered"'* ]]
}

@test "a file of nobody has no dialect" {
	echo 'hello: world' >x.yaml
	run "$GPULINT" facts --isolated --format json x.yaml
	[ "$status" -eq 0 ]
	[[ "$output" == *'"files":[{"path":"x.yaml","dialect":null}],"workloads":[]'* ]]
}

@test "without a file the vocabulary is listed" {
	run "$GPULINT" facts
	[ "$status" -eq 0 ]
	[[ "$output" =~ load.dtype\ +text ]]
	"$GPULINT" facts --format json | jq -e '[.facts[].name] |
	    length > 100 and length == (unique | length) and
	    index("train.micro_batch") != null'
}

@test "an unknown format and an unreadable file are refused" {
	run "$GPULINT" facts --format xml w.yaml
	[ "$status" -eq 2 ]
	run "$GPULINT" facts --isolated no-such-file.yaml
	[ "$status" -eq 2 ]
}

@test "the source of a row of the catalogue is said once, below" {
	run "$GPULINT" facts --isolated w.yaml
	[ "$status" -eq 0 ]
	[[ "$output" =~ model.layers\ +32\ +catalogue\ \(meta-llama/[^\;]*\)\ \[1\] ]]
	[[ "$output" =~ target.vram\ .*catalogue\ \(RTX\ 4090\)\ \[2\] ]]
	[ "$(grep -c '^  \[1\] ' <<<"$output")" -eq 1 ]
	[ "$(grep -c '^  \[2\] ' <<<"$output")" -eq 1 ]
	# A name of several cards says which was taken in its own line.
	run "$GPULINT" facts --isolated --gpu A100 w.yaml
	[[ "$output" =~ target.vram\ .*\(A100\ covers\ 2\ cards,\ the\ smallest\ is\ A100\ SXM4\ 40GB\)\ \[2\] ]]
}
