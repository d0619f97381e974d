#!/usr/bin/env bats
# What a file says together with the files around it.

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	rm -rf repo
	mkdir repo
	cd repo || return
	mkdir .git
}

facts() {
	run "$GPULINT" facts --isolated "$@"
	[ "$status" -eq 0 ]
}

# says FACT VALUE ORIGIN: a line of the output
says() {
	printf '%s\n' "$output" | awk -v fact="$1" -v value="$2" -v origin="$3" '
	$1 == fact {
		rest = $0
		sub(/^ *[^ ]+ +/, "", rest)
		if (index(rest, value) == 1 && index(rest, origin)) found = 1
	}
	END { exit !found }' || {
		echo "no $1 $2 from $3 in:"
		echo "$output"
		return 1
	}
}

serving() {
	cat >"$1" <<-'EOF'
	services:
	  llm:
	    image: vllm/vllm-openai:v0.8.5
	    command: --model ${MODEL} --max-model-len ${LEN:-4096}
	    env_file: llm.env
	    shm_size: 1g
	EOF
}

@test "compose fills in from .env, defaults where it says nothing" {
	serving compose.yaml
	printf '# ours\nexport MODEL="Qwen/Qwen3-8B" # small\nEMPTY=\n' >.env
	facts compose.yaml
	says model.id Qwen/Qwen3-8B compose.yaml:4
	says serve.max_len 4,096 compose.yaml:4
	printf 'MODEL=Qwen/Qwen3-8B\nLEN=8192\n' >.env
	facts compose.yaml
	says serve.max_len 8,192 compose.yaml:4
}

@test "what compose cannot fill in is unknown, with the variable's name" {
	serving compose.yaml
	facts compose.yaml
	says model.id unknown '${MODEL} is not set here'
}

@test "compose looks for .env beside the file and nowhere else" {
	mkdir sub
	echo MODEL=Qwen/Qwen3-8B >.env
	serving sub/compose.yaml
	facts sub/compose.yaml
	says model.id unknown '${MODEL} is not set here'
	ln -s ../../outside sub/.env
	echo MODEL=Qwen/Qwen3-8B >../outside
	facts sub/compose.yaml
	says model.id unknown '${MODEL} is not set here'
}

@test "env_file sets the container's variables, environment wins" {
	cat >compose.yaml <<-'EOF'
	services:
	  tgi:
	    image: ghcr.io/huggingface/text-generation-inference:3.0.1
	    env_file:
	      - tgi.env
	      - {path: gone.env, required: false}
	    environment:
	      MAX_TOTAL_TOKENS: 2048
	EOF
	printf 'MODEL_ID=Qwen/Qwen3-8B\nMAX_TOTAL_TOKENS=9999\n' >tgi.env
	facts compose.yaml
	says model.id Qwen/Qwen3-8B compose.yaml:5
	says serve.max_len 2,048 compose.yaml:8
}

@test "an override file lies over the compose file, unasked" {
	serving compose.yaml
	cat >compose.override.yaml <<-'EOF'
	services:
	  llm:
	    command: [--model, Qwen/Qwen3-8B, --max-model-len, "1024"]
	    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 2, capabilities: [gpu]}]}}}
	EOF
	facts compose.yaml
	says serve.max_len 1,024 compose.override.yaml:3
	says target.gpus 2 compose.override.yaml:4
	says host.shm '1 GiB' compose.yaml:6
}

@test "a fragment without an image lies over the compose file beside it" {
	serving docker-compose.yml
	cat >docker-compose.gpu.yml <<-'EOF'
	services:
	  llm:
	    environment: {MODEL: x}
	    gpus: 4
	EOF
	echo MODEL=Qwen/Qwen3-8B >.env
	facts docker-compose.gpu.yml
	says target.gpus 4 docker-compose.gpu.yml:4
	says model.id Qwen/Qwen3-8B docker-compose.yml:4
	facts docker-compose.yml
	[[ "$output" != *target.gpus* ]]
}

@test "extends follows files and services, own keys win, cycles end" {
	cat >base.yaml <<-'EOF'
	services:
	  common: {extends: {service: root}, shm_size: 2g}
	  root: {image: "vllm/vllm-openai:v0.8.5", shm_size: 9g, environment: [A=1]}
	EOF
	cat >compose.yaml <<-'EOF'
	services:
	  llm:
	    extends: {file: base.yaml, service: common}
	    command: --model Qwen/Qwen3-8B
	  a: {extends: b, gpus: 1}
	  b: {extends: a}
	EOF
	facts compose.yaml
	says model.id Qwen/Qwen3-8B compose.yaml:4
	says host.shm '2 GiB' base.yaml:2
	says env.image vllm/vllm-openai:v0.8.5 base.yaml:3
}

@test "a file that is not there is a remark, no finding" {
	cat >compose.yaml <<-'EOF'
	include: [gone.yaml]
	services:
	  llm:
	    extends: {file: lost.yaml, service: common}
	    image: vllm/vllm-openai:v0.8.5
	    command: --model Qwen/Qwen3-8B
	EOF
	run "$GPULINT" check --isolated --show-unknown compose.yaml
	[ "$status" -eq 0 ]
	[[ "$output" == *"gone.yaml is not there"* ]]
	[[ "$output" == *"lost.yaml is not there"* ]]
}

@test "shared memory may be a tmpfs" {
	cat >compose.yaml <<-'EOF'
	services:
	  llm:
	    image: vllm/vllm-openai:v0.8.5
	    command: --model Qwen/Qwen3-8B
	    tmpfs: ["/tmp", "/dev/shm:size=8g,mode=1777"]
	EOF
	facts compose.yaml
	says host.shm '8 GiB' compose.yaml:5
}

@test "a finding stands in the file that says it" {
	cat >compose.yaml <<-'EOF'
	services:
	  llm: {image: "vllm/vllm-openai:v0.8.5", gpus: 1}
	EOF
	cat >compose.override.yaml <<-'EOF'
	services:
	  llm:
	    command: --model Qwen/Qwen3-8B --max-model-len 99999
	EOF
	run "$GPULINT" check --isolated compose.yaml
	[[ "${lines[0]}" == "compose.override.yaml:3:52: warning: 99999 tokens of context"* ]]
}

@test "a finding may stand in a file that lies below another" {
	cat >root.yaml <<-'EOF'
	policy:
	  model_name: Qwen/Qwen2.5-32B
	  precision: bfloat16
	  max_total_sequence_length: 8192
	  train_micro_batch_size: 8
	  dtensor_cfg: {enabled: true}
	grpo: {num_prompts_per_step: 4}
	cluster: {gpus_per_node: 1, num_nodes: 1}
	EOF
	printf 'defaults: root.yaml\npolicy: {train_global_batch_size: 32}\n' >child.yaml
	run "$GPULINT" check --isolated --gpu A10 --select vram/overflow child.yaml
	[ "$status" -eq 1 ]
	[[ "${lines[0]}" == "root.yaml:2:15: error: needs "* ]]
}
