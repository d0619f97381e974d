# Numbers that no machine has: fit says unknown, or a number that is one.

setup() {
	cd "$BATS_TEST_TMPDIR"
	extremes="0 -1 0.3 1 7 1e-300 2147483648 9007199254740993
		18446744073709551616 1e18 1e300 1e309 inf nan 0x7fffffff"
	: >answers
}

# A job of KIND as a workload file.
job() {
	echo 'gpulint: workload/1'
	echo 'model: {layers: 32, hidden: 4096, intermediate: 14336,' \
	    'heads: 32, kv_heads: 8, vocab: 128256}'
	case $1 in
	train)
		echo 'train: {method: full, precision: bf16, micro_batch: 2,' \
		    'seq_len: 2048, optimizer: adamw, epochs: 1}'
		echo 'data: {tokens: 1e9}'
		echo 'parallel: {gpus: 8, sharding: zero3}' ;;
	lora)
		echo 'train: {method: lora, precision: bf16, micro_batch: 2,' \
		    'seq_len: 2048, lora: {rank: 16, targets: all-linear}}' ;;
	*)
		echo "serve: {engine: $1, max_len: 8192, max_seqs: 8, batch: 4," \
		    'prompt_len: 512, new_tokens: 128}'
		echo 'load: {dtype: bf16}' ;;
	esac
	echo 'target: {gpu: RTX 4090, gpus: 8}'
}

# All that was answered since the last time has no number that is none.
sane() {
	jq -e '
		def good: type != "number" or (. >= 0 and . < 1e300);
		def size: . == null or (. >= 0 and . < 1e24);
		all(.workloads[];
			(.status == "estimated") == (.per_gpu != null) and
			(.status == "estimated" or (.reason | length) > 0) and
			(.per_gpu == null or (.per_gpu |
				.low >= 0 and .low <= .expected and
				.expected <= .high and .high < 1e24 and
				.allocated >= 0 and .reserved >= .allocated and
				all(.terms[]; .bytes >= 0))) and
			(.disk_bytes | size) and (.host_ram_bytes | size) and
			(.disk_low // 0) <= (.disk_high // 1e24) and
			(.host_ram_low // 0) <= (.host_ram_high // 1e24) and
			(.hours_low // 0) <= (.hours_high // 1e300) and
			all(.hours, .cost_usd, .tokens; good) and
			all(.limits[]; (.now | good) and (.most | good)) and
			all(.doubling[]; .expected >= 0)) or
			error(tostring)' answers >/dev/null
	: >answers
}

# try FILE OPTION...: an answer, or a refusal that names the value.
try() {
	local status=0
	timeout 20 "$GPULINT" fit --isolated --format json "$@" >>answers \
		2>errors || status=$?
	[ "$status" -lt 2 ] || { [ "$status" -eq 2 ] && [ -s errors ]; } || {
		echo "$*: exit $status"
		return 1
	}
}

@test "extremes on the command line, training" {
	job train >job.yaml
	try job.yaml
	for fact in model.layers model.hidden model.heads model.kv_heads \
		model.vocab model.intermediate model.params train.micro_batch \
		train.seq_len train.accumulation train.epochs train.max_steps \
		train.tokens data.tokens parallel.gpus parallel.tensor \
		parallel.pipeline parallel.nodes target.vram save.keep \
		save.total; do
		for n in $extremes; do
			try job.yaml --set "$fact=$n"
		done
		sane
	done
}

@test "extremes on the command line, adapters" {
	job lora >job.yaml
	try job.yaml
	for fact in train.lora.rank quant.bits quant.group_size \
		model.experts model.experts_per_token model.head_dim; do
		for n in $extremes; do
			try job.yaml --set "$fact=$n"
		done
		sane
	done
}

@test "extremes on the command line, serving" {
	for engine in vllm llama.cpp transformers; do
		job $engine >job.yaml
		try job.yaml
		for fact in model.layers model.vocab model.kv_heads \
			serve.max_len serve.max_seqs serve.batch \
			serve.prompt_len serve.new_tokens \
			serve.memory_fraction serve.gpu_layers \
			serve.max_batched_tokens parallel.tensor; do
			for n in $extremes; do
				try job.yaml --set "$fact=$n"
			done
			sane
		done
	done
}

@test "extremes written in a framework's file" {
	for key in micro_batch_size sequence_len gradient_accumulation_steps \
		lora_r num_epochs max_steps save_total_limit; do
		for n in $extremes '""' '~' '[]' '{}' .inf .nan -.inf \
			'"1e400"' 0o17 1:30 '!!int 7' '"  9 "' \
			12345678901234567890123456789012345678901234567890; do
			cat >job.yaml <<-END
			base_model: meta-llama/Llama-3.1-8B
			datasets: [{path: data.jsonl, type: alpaca}]
			adapter: lora
			sequence_len: 2048
			micro_batch_size: 2
			optimizer: adamw_torch
			bf16: true
			END
			sed -i "/^$key:/d" job.yaml
			echo "$key: $n" >>job.yaml
			try job.yaml --gpu "RTX 4090" --gpus 1
		done
		sane
	done
}

@test "all at once" {
	job train >job.yaml
	for n in 1e9 1e15 1e18 4e18 1e30 1e300; do
		try job.yaml --set model.layers="$n" --set model.hidden="$n" \
			--set model.vocab="$n" --set train.micro_batch="$n" \
			--set train.seq_len="$n" --set data.tokens="$n"
	done
	sane
}

@test "what passes all bounds is unknown, with a reason" {
	job train >job.yaml
	"$GPULINT" fit --isolated --format json --set model.hidden=1e12 \
		--set model.layers=1e12 job.yaml |
	jq -e '.workloads[0] | .status == "unknown" and (.reason | length) > 0
		and .per_gpu == null'
}
