# gpulint fit: the memory of a job, term by term.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
	cat >train.yaml <<'END'
gpulint: workload/1
model: {layers: 32, hidden: 4096, intermediate: 14336, heads: 32, kv_heads: 8,
  vocab: 128256, gated_mlp: true, tied_embeddings: false}
load: {dtype: bf16}
train:
  method: full
  precision: bf16
  optimizer: adamw
  micro_batch: 1
  seq_len: 2048
  seq_kind: packed
  checkpointing: full
  attention: flash2
  loss: plain
parallel: {gpus: 1}
END
}

@test "terms, places, interval" {
	run -0 "$GPULINT" fit --isolated train.yaml
	[[ ${lines[0]} == "train.yaml:1: train"* ]]
	[[ $output == *"weights"*"8.03 B"* || $output == *"weights"*"6.98 B"* ]]
	[[ $output == *"line "* ]]
	[[ $output == *"expected"*" to "* ]]
}

@test "a named target that is too small: exit 1, and where it would fit" {
	run -1 "$GPULINT" fit --isolated --gpu T4 train.yaml
	[[ $output == *"T4"*"overflows by"* ]]
	[[ $output == *"fits as it is: "*"B200"* ]]
}

@test "several targets, several verdicts, in the order given" {
	run -1 "$GPULINT" fit --isolated --format json --gpu "B200" --gpu T4 \
		train.yaml
	[ "$(jq -c '[.workloads[0].targets[] | [.gpu, .verdict]]' \
		<<<"$output")" = '[["B200","fits"],["T4","overflows"]]' ]
}

@test "a target in the file keeps the name it has there" {
	echo 'target: {gpu: rtx4090, gpus: 1}' >>train.yaml
	run -1 "$GPULINT" fit --isolated --format json train.yaml
	[ "$(jq -r '.workloads[0].targets[0].gpu' <<<"$output")" = rtx4090 ]
}

@test "the shape of gpulint-fit/1" {
	run -0 "$GPULINT" fit --isolated --format json train.yaml
	jq -e '.schema == "gpulint-fit/1" and (.workloads | length) == 1' \
		<<<"$output"
	jq -e '.workloads[0] | .path == "train.yaml" and .line == 1 and
		.kind == "train" and .status == "estimated" and
		(.per_gpu | .low < .expected and .expected < .high and
			.allocated <= .reserved and .reserved <= .expected) and
		all(.per_gpu.terms[]; .bytes >= 0 and (.origin | type) ==
			"array") and
		(.targets | length) > 5 and
		all(.targets[]; .usable > 0 and
			(.verdict | test("^(fits|tight|overflows)$")))' \
		<<<"$output"
	jq -e 'any(.workloads[0].per_gpu.terms[]; .name == "optimizer" and
		.origin[0] == {"fact": "train.optimizer", "value": "adamw",
			"path": "train.yaml", "line": 8})' <<<"$output"
}

@test "what is missing is named" {
	printf 'gpulint: workload/1\nmodel: {id: nobody/nothing}\n' >bare.yaml
	printf 'train: {method: full}\n' >>bare.yaml
	run -0 "$GPULINT" fit --isolated bare.yaml
	[[ $output == *"unknown: "* ]]
	run -0 "$GPULINT" fit --isolated --format json bare.yaml
	jq -e '.workloads[0] | .status == "unknown" and .per_gpu == null and
		(.reason | length) > 0' <<<"$output"
}

@test "a file that is nobody's" {
	echo 'a: 1' >foreign.yaml
	run -0 --separate-stderr "$GPULINT" fit --isolated --format json \
		foreign.yaml
	[ "$(jq -c .workloads <<<"$output")" = '[]' ]
	[[ $stderr == *"foreign.yaml"* ]]
}

@test "what cannot be done" {
	run -2 "$GPULINT" fit --isolated nothing.yaml
	run -2 "$GPULINT" fit --isolated
	run -2 "$GPULINT" fit --isolated --format xml train.yaml
	run -2 "$GPULINT" fit --isolated --gpu "RTX 4091" train.yaml
	[[ $output == *"RTX 4090"* ]]
}

@test "a name of several sizes is the smallest, and says so" {
	run -1 "$GPULINT" fit --isolated --gpu A100 train.yaml
	[[ $output == *"A100 comes in 2 sizes; this is the smallest, A100 SXM4 40GB"* ]]
	run -1 "$GPULINT" fit --isolated --format json --gpu A100 --gpu "A100 80GB" \
		train.yaml
	[ "$(jq -c '[.workloads[0].targets[].is_smallest_of_its_name]' \
		<<<"$output")" = '[true,false]' ]
}

@test "the phase of the peak is named" {
	run -0 "$GPULINT" fit --isolated --format json train.yaml
	phase=$(jq -r '.workloads[0].per_gpu.phase' <<<"$output")
	[ "$phase" != null ]
	run -0 "$GPULINT" fit --isolated train.yaml
	[[ $output == *"in the phase $phase"* ]]
}
