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

@test "the disk holds what is downloaded, whatever it is packed to" {
	cat >qlora.yaml <<-'END'
	gpulint: workload/1
	model: {id: meta-llama/Llama-3.1-8B}
	quant: {method: bnb-nf4}
	train: {method: lora, lora: {rank: 8, targets: all-linear},
	  micro_batch: 1, seq_len: 512, precision: amp-bf16}
	END
	run -0 "$GPULINT" fit --isolated --format json qlora.yaml
	jq -e '.workloads[0] | .download_bytes > 16.0e9 and
		.download_bytes < 16.1e9 and
		.disk_bytes > .download_bytes and
		([.per_gpu.terms[] | select(.name == "weights").bytes] | add)
			< 6.5e9' <<<"$output"
	# packed before it was published: no more than its bits
	sed -i 's/bnb-nf4/gptq, bits: 4, group_size: 128/' qlora.yaml
	run -0 "$GPULINT" fit --isolated --format json qlora.yaml
	jq -e '.workloads[0].download_bytes < 7e9' <<<"$output"
}

@test "time and money from tokens, with what they assume" {
	cat >long.yaml <<-'END'
	gpulint: workload/1
	model: {id: meta-llama/Llama-3.1-8B}
	train: {method: full, precision: amp-bf16, micro_batch: 1,
	  seq_len: 4096, checkpointing: full, epochs: 3}
	data: {tokens: 1e9}
	parallel: {gpus: 8, sharding: fsdp}
	target: {gpu: H100 SXM5 80GB, gpus: 8}
	END
	run "$GPULINT" fit --isolated --format json long.yaml
	jq -e '.workloads[0] | .tokens == 3e9 and
		(.hours - .tokens / .tokens_per_second / 3600 | fabs) < 1e-6 and
		.hours_low < .hours and .hours < .hours_high and
		.cost_usd_low < .cost_usd and .cost_usd < .cost_usd_high and
		(.cost_usd_low / .hours_low / 8 -
			.cost_usd_high / .hours_high / 8 | fabs) < 1e-6 and
		(.assumptions | length) == 4' <<<"$output"
	run "$GPULINT" fit --isolated long.yaml
	[[ $output == *" hours, about "* ]]
	[[ $output == *" USD, about "* ]]
	[[ $output == *"USD a GPU and hour"* ]]
}

@test "RAM for what is offloaded" {
	sed 's/^parallel:.*/parallel: {gpus: 8, sharding: zero3}/' \
		train.yaml >zero.yaml
	run "$GPULINT" fit --isolated --format json zero.yaml
	before=$(jq '.workloads[0].host_ram_bytes' <<<"$output")
	run "$GPULINT" fit --isolated --format json \
		--set train.offload.optimizer=cpu zero.yaml
	# 16 bytes a parameter: master weights, two states, gradients
	jq -e --argjson before "$before" '.workloads[0] |
		.host_ram_bytes - $before > 8.0e9 * 16 and
		any(.assumptions[]; test("offloaded"))' <<<"$output"
}

@test "lines end where the terminal does, and go on below what they explain" {
	for columns in 60 80 100; do
		COLUMNS=$columns run "$GPULINT" fit --isolated --gpu T4 \
			--gpu "RTX 4090" train.yaml
		[ "$status" -eq 1 ]
		[ "$(wc -L <<<"$output")" -le "$columns" ]
	done
	# Without a terminal, 80; nothing is lost but spaces.
	run -1 env -u COLUMNS "$GPULINT" fit --isolated --gpu T4 train.yaml
	[ "$(wc -L <<<"$output")" -le 80 ]
	narrow=$(tr -s ' \n' '  ' <<<"$output")
	COLUMNS=80 run -1 "$GPULINT" fit --isolated --color always --gpu T4 \
		train.yaml
	[ "$(sed 's/\x1b\[[0-9;]*m//g' <<<"$output" | tr -s ' \n' '  ')" = \
		"$narrow" ]
}
