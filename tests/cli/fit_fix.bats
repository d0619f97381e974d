# A job that overflows is edited in the keys of its own file until it fits.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
}

check() {
	"$GPULINT" check --isolated "$@"
}

# overflows FILE OPTION...: vram/overflow or vram/kv-cache-too-small is found.
overflows() {
	check --format json --fail-on never "$@" |
	jq -e 'any(.findings[]; .rule == "vram/overflow" or
		.rule == "vram/kv-cache-too-small")' >found
}

# changes FILE EXPECTED OPTION...: what --fix and OPTION change, and that the
# job fits then; the second time there is nothing to do.
changes() {
	local file=$1 expected=$2
	shift 2
	cp "$file" old
	check "$file" "$@" --diff >patch || true
	cmp "$file" old
	check "$file" "$@" --fix --fail-on never
	diff old "$file" | grep '^[<>]' >changed || true
	printf '%s\n' "$expected" >wanted
	diff -u wanted changed
	sed -n '/^[-+][^-+]/p' patch | sed 's/^-/< /;s/^+/> /' | sort >shown
	sort wanted | diff -u - shown
	set -- "${@/#--unsafe-fixes/--fail-on=error}"
	run ! overflows "$file" "$@"
	cp "$file" once
	check "$file" "$@" --fix --fail-on never
	cmp "$file" once
}

llama='base_model: meta-llama/Llama-3.1-8B'

axolotl() {
	cat >job.yaml <<-END
	$llama
	datasets: [{path: data.jsonl, type: alpaca}]
	adapter: lora
	lora_r: 16
	lora_target_linear: true
	sequence_len: 4096
	micro_batch_size: 4   # for two cards
	gradient_accumulation_steps: 8
	optimizer: adamw_torch
	learning_rate: 0.00002
	bf16: true
	END
}

@test "axolotl: checkpointing and a smaller micro batch" {
	axolotl
	changes job.yaml '< micro_batch_size: 4   # for two cards
< gradient_accumulation_steps: 8
> micro_batch_size: 2   # for two cards
> gradient_accumulation_steps: 16
> gradient_checkpointing: true' --gpu L40S --gpus 1
}

@test "axolotl: what needs more than that is unsafe, and waits" {
	axolotl
	cp job.yaml old
	check job.yaml --gpu "L4" --gpus 1 --fix --fail-on never
	cmp job.yaml old
	check job.yaml --gpu "L4" --gpus 1 --fix --unsafe-fixes \
		--fail-on never
	run ! overflows job.yaml --gpu L4 --gpus 1
	run ! cmp job.yaml old
}

@test "axolotl: accumulation that another key decides is left to it" {
	axolotl
	sed -i 's/^gradient_accumulation_steps: 8/batch_size: 32/' job.yaml
	cp job.yaml old
	check job.yaml --gpu L40S --gpus 1 --fix --unsafe-fixes \
		--fail-on never
	run ! grep gradient_accumulation_steps job.yaml
}

@test "preferences that a micro batch is compared for keep two rows" {
	axolotl
	sed -i 's/^micro_batch_size: 4/micro_batch_size: 2/' job.yaml
	printf 'rl: kto\ngradient_checkpointing: true\n' >>job.yaml
	check job.yaml --gpu "RTX 3090" --gpus 1 --fix --unsafe-fixes \
		--fail-on never
	grep -q '^micro_batch_size: 2' job.yaml
}

@test "LLaMA-Factory: its own keys" {
	cat >job.yaml <<-'END'
	model_name_or_path: meta-llama/Llama-3.1-8B
	stage: sft
	do_train: true
	finetuning_type: lora
	lora_target: all
	dataset: alpaca
	template: llama3
	cutoff_len: 4096
	per_device_train_batch_size: 2
	gradient_accumulation_steps: 2
	disable_gradient_checkpointing: true
	bf16: true
	output_dir: out
	END
	changes job.yaml '< disable_gradient_checkpointing: true
> disable_gradient_checkpointing: false' --gpu "A100 80GB" --gpus 1
}

@test "transformers and TRL: accumulation is added where none is written" {
	cat >job.yaml <<-'END'
	model_name_or_path: meta-llama/Llama-3.1-8B
	dtype: bfloat16
	dataset_name: trl-lib/Capybara
	use_peft: true
	lora_r: 16
	lora_target_modules: all-linear
	bf16: true
	max_length: 4096
	per_device_train_batch_size: 16
	learning_rate: 1.0e-4
	output_dir: out
	END
	changes job.yaml '< per_device_train_batch_size: 16
> per_device_train_batch_size: 4
> gradient_accumulation_steps: 4' --gpu "H100 SXM5 80GB" --gpus 1
}

@test "litgpt: the global batch is written, so accumulation follows" {
	cat >job.yaml <<-'END'
	checkpoint_dir: checkpoints/meta-llama/Llama-3.1-8B
	precision: bf16-true
	devices: 1
	lora_r: 32
	lora_query: true
	lora_value: true
	data:
	  class_path: litgpt.data.Alpaca
	train:
	  global_batch_size: 16
	  micro_batch_size: 8
	  max_seq_length: 4096
	  epochs: 1
	END
	changes job.yaml '<   micro_batch_size: 8
>   micro_batch_size: 2' --gpu "H100 NVL" --gpus 1
}

@test "torchtune: a switch in its own spelling" {
	cat >job.yaml <<-'END'
	model:
	  _component_: torchtune.models.llama3_1.lora_llama3_1_8b
	  lora_attn_modules: ['q_proj', 'v_proj']
	  lora_rank: 8
	tokenizer:
	  _component_: torchtune.models.llama3.llama3_tokenizer
	  max_seq_len: 4096
	dataset: {_component_: torchtune.datasets.alpaca_dataset, packed: True}
	batch_size: 8
	gradient_accumulation_steps: 4
	optimizer: {_component_: torch.optim.AdamW, lr: 3e-4}
	loss: {_component_: torchtune.modules.loss.LinearCrossEntropyLoss}
	dtype: bf16
	enable_activation_checkpointing: False
	END
	changes job.yaml '< enable_activation_checkpointing: False
> enable_activation_checkpointing: True' --gpu "A100 80GB" --gpus 1
}

@test "DeepSpeed: JSON, and a mapping that was not there" {
	cat >ds.json <<-'END'
	{
	  "train_micro_batch_size_per_gpu": 2,
	  "gradient_accumulation_steps": 2,
	  "bf16": {"enabled": true},
	  "zero_optimization": {
	    "stage": 2
	  }
	}
	END
	changes ds.json '>     "offload_optimizer": {"device": "cpu"},' \
		--gpu "RTX 4090" --gpus 1 --set model.id=meta-llama/Llama-3.2-1B \
		--set train.method=full --set train.seq_len=1024 --unsafe-fixes
	jq -e .zero_optimization.offload_optimizer.device ds.json
}

@test "a workload file: a line is inserted, and none in brackets" {
	cat >job.yaml <<-'END'
	gpulint: workload/1
	model: {id: meta-llama/Llama-3.1-8B}
	train:
	  method: lora
	  lora: {rank: 16, targets: all-linear}
	  micro_batch: 2
	  seq_len: 4096
	  attention: flash2
	  dtype: bf16
	target: {gpu: L40S, gpus: 1}
	END
	changes job.yaml '>   checkpointing: full'
	cat >brackets.yaml <<-'END'
	gpulint: workload/1
	model: {id: meta-llama/Llama-3.1-8B}
	train: {method: lora, lora: {rank: 16, targets: all-linear},
	  micro_batch: 2, seq_len: 4096, attention: flash2, dtype: bf16}
	target: {gpu: L40S, gpus: 1}
	END
	check brackets.yaml --format json --fail-on never |
		jq -e 'all(.findings[]; .fixes == [])'
}

@test "vLLM under compose: a number in a command line" {
	cat >compose.yaml <<-'END'
	services:
	  vllm:
	    image: vllm/vllm-openai:v0.11.0
	    command: --model meta-llama/Llama-3.1-8B-Instruct --max-model-len 131072 --port 80
	    deploy:
	      resources:
	        reservations:
	          devices:
	            - {driver: nvidia, count: 1, capabilities: [gpu]}
	END
	run -0 overflows compose.yaml --gpu "RTX 4090" --gpus 1
	cp compose.yaml old
	check compose.yaml --gpu "RTX 4090" --gpus 1 --fix --unsafe-fixes
	run ! overflows compose.yaml --gpu "RTX 4090" --gpus 1
	[ "$(diff old compose.yaml | grep -c '^>')" -eq 1 ]
	grep -E -- '--max-model-len [0-9]+ --port 80$' compose.yaml
	length=$(sed -nE 's/.*max-model-len ([0-9]+).*/\1/p' compose.yaml)
	[ "$length" -ge 16384 ] && [ "$length" -lt 131072 ]
}

pod() {
	cat >pod.yaml <<-END
	apiVersion: v1
	kind: Pod
	metadata: {name: vllm}
	spec:
	  volumes:
	    - name: shm
	      emptyDir: {medium: Memory, sizeLimit: 16Gi}
	  containers:
	    - name: vllm
	      image: vllm/vllm-openai:v0.11.0
	      volumeMounts:
	        - {name: shm, mountPath: /dev/shm}
	$1
	      resources:
	        limits:
	          nvidia.com/gpu: 4
	END
}

@test "vLLM under Kubernetes: one more item of the arguments" {
	pod '      args:
        - --model
        - meta-llama/Llama-3.1-70B-Instruct
        - --max-model-len=8192'
	changes pod.yaml '>         - --tensor-parallel-size=4' \
		--gpu "H100 SXM5 80GB" --unsafe-fixes
}

@test "vLLM under Kubernetes: one more word of a script" {
	pod '      command: [/bin/sh, -c]
      args:
        - |
          exec vllm serve meta-llama/Llama-3.1-70B-Instruct \
            --max-model-len 8192 \
            --port 8000'
	changes pod.yaml '<             --max-model-len 8192 \
>             --max-model-len 8192 --tensor-parallel-size 4 \' \
		--gpu "H100 SXM5 80GB" --unsafe-fixes
}

@test "vLLM under Kubernetes: a list in brackets gets no item" {
	pod '      args: ["--model", "meta-llama/Llama-3.1-70B-Instruct", "--max-model-len=8192"]'
	check pod.yaml --gpu "H100 SXM5 80GB" --format json --fail-on never |
		jq -e 'any(.findings[]; .rule == "vram/overflow" and
			.fixes == [])'
}

zeroed() {
	axolotl
	sed -i '/^sequence_len/d; /^adapter/d; /^bf16/d; /^lora/d; s/^micro_batch_size: 4/micro_batch_size: 1/; s/steps: 8/steps: 1/' job.yaml
	printf 'sequence_len: 2048\nbf16: true\ngradient_checkpointing: true\ndeepspeed: zero.json\n' >>job.yaml
	printf '{\n  "train_micro_batch_size_per_gpu": "auto",\n  "zero_optimization": {\n    "stage": 2\n  }\n}\n' >zero.json
	cp zero.json zero.old
	cp job.yaml job.old
}

@test "a plan names the linked file where a key belongs, and edits it" {
	zeroed
	run -1 "$GPULINT" fit --isolated --gpu A10G --gpus 8 job.yaml
	[[ $output == *"zero_optimization.stage: 2 -> 3 in zero.json"* ]]
	[[ $output == *"zero_optimization.offload_optimizer.device: cpu in zero.json"* ]]
	run -1 "$GPULINT" fit --isolated --format json --gpu A10G --gpus 8 job.yaml
	jq -e 'any(.workloads[0].remedies[0].changes[].words[];
		.key == "zero_optimization.stage" and .text == "3" and
		.path == "zero.json")' <<<"$output"
	check job.yaml --gpu A10G --gpus 8 --fix --unsafe-fixes --fail-on never
	cmp job.yaml job.old
	[ "$(jq -c .zero_optimization zero.json)" = '{"offload_optimizer":{"device":"cpu"},"stage":3}' ]
	check job.yaml --gpu A10G --gpus 8 --format json |
		jq -e 'all(.findings[]; .rule != "vram/overflow")'
}

@test "no half of a plan is written where two files would change" {
	axolotl
	echo 'deepspeed: zero.json' >>job.yaml
	echo '{"train_micro_batch_size_per_gpu": "auto", "zero_optimization": {"stage": 2}}' >zero.json
	cp zero.json zero.old
	cp job.yaml job.old
	check job.yaml --gpu "RTX 3060" --gpus 1 --fix --unsafe-fixes \
		--fail-on never
	cmp zero.json zero.old || cmp job.yaml job.old
}

@test "fit proposes in the words of the file" {
	axolotl
	run -1 "$GPULINT" fit --isolated --gpu "A100 40GB" --gpus 1 job.yaml
	[[ $output == *"gradient_checkpointing: true"* ]]
	run -1 "$GPULINT" fit --isolated --format json --gpu "A100 40GB" \
		--gpus 1 job.yaml
	jq -e '.workloads[0] | (.remedies | length) == 1 and
		(.remedies[0] | .high <= $room and
			all(.changes[]; .words | length > 0)) and
		any(.remedies[0].changes[].words[];
			.key == "gradient_checkpointing" and .text == "true")' \
		--argjson room "$(jq '.workloads[0].targets[0].usable' \
			<<<"$output")" <<<"$output"
}

@test "what makes a job fit is worked out after the other fixes" {
	cat >a.yaml <<-'EOF'
	train:
	  micro_batch_size: 32
	  global_batch_size: 64
	  max_seq_length: 512
	  epochs: 1
	  save_interval: 1000
	checkpoint_dir: checkpoints/EleutherAI/pythia-410m
	precision: bf16-true
	devices: 1
	EOF
	run check --gpu T4 --fix --unsafe-fixes --quiet a.yaml
	[ "$output" = "" ]
	[ "$status" -eq 0 ]
	grep -q 'precision: 16-mixed' a.yaml
}
