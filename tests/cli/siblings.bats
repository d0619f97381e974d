#!/usr/bin/env bats
# Who the target is where a training file does not say.

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	rm -rf repo
	mkdir -p repo/.git repo/cfg
	cd repo || return
	cat >cfg/full.yaml <<-'EOF'
	base_model: Qwen/Qwen3-32B
	datasets: [{path: x, type: alpaca}]
	sequence_len: 4096
	micro_batch_size: 2
	num_epochs: 1
	bf16: true
	EOF
	cat >trl.yaml <<-'EOF'
	model_name_or_path: Qwen/Qwen3-8B
	dataset_name: x
	per_device_train_batch_size: 2
	learning_rate: 1.0e-5
	max_length: 1024
	output_dir: out
	EOF
}

sky() {
	cat >sky.yaml <<-EOF
	resources:
	  accelerators: $1
	num_nodes: 2
	setup: pip install axolotl
	run: |
	  accelerate launch --num_processes 8 -m axolotl.cli.train cfg/full.yaml
	EOF
}

accelerate_file() {
	cat >"$1" <<-EOF
	compute_environment: LOCAL_MACHINE
	distributed_type: FSDP
	num_processes: $2
	mixed_precision: bf16
	fsdp_config: {fsdp_version: 2}
	EOF
}

facts() {
	run "$GPULINT" facts --isolated "$@"
	[ "$status" -eq 0 ]
}

@test "the SkyPilot task that launches a file gives it GPUs and world" {
	sky L4:4
	facts cfg/full.yaml
	[[ "$output" =~ target.gpu\ +L4\ +sky.yaml:2,\ which\ launches\ it ]]
	[[ "$output" =~ target.gpus\ +4\ +sky.yaml:2 ]]
	[[ "$output" =~ parallel.gpus\ +8\ +sky.yaml:6 ]]
	[[ "$output" =~ parallel.nodes\ +2\ +sky.yaml ]]
}

@test "a finding names the file that its GPU is known from" {
	sky L4:4
	run "$GPULINT" check --isolated cfg/full.yaml
	[ "$status" -eq 1 ]
	[[ "$output" == *"one L4 offers 22.4 GiB (by sky.yaml:2, which launches it) [vram/overflow]"* ]]
}

@test "the command line has the last word" {
	sky L4:4
	facts --gpu H100 --gpus 2 cfg/full.yaml
	[[ "$output" =~ target.gpus\ +2\ +--gpus\ 2 ]]
	[[ "$output" =~ target.gpu\ +H100\ SXM5\ 80GB\ +--gpu\ H100 ]]
}

@test "a task that launches another file says nothing of this one" {
	sky L4:4
	sed -i s/full/other/ sky.yaml
	cp cfg/full.yaml cfg/other.yaml
	echo '# not full.yaml' >>sky.yaml
	facts cfg/full.yaml
	[[ "$output" != *sky.yaml* ]]
}

@test "two tasks that do not agree settle nothing" {
	sky L4:4
	sed s/L4:4/A100:8/ sky.yaml >sky2.yaml
	facts cfg/full.yaml
	[[ "$output" != *"launches it"* ]]
}

@test "a Kubernetes job and a CI job launch files too" {
	cat >job.yaml <<-'EOF'
	apiVersion: batch/v1
	kind: Job
	metadata: {name: train}
	spec:
	  template:
	    spec:
	      nodeSelector: {nvidia.com/gpu.product: NVIDIA-L4}
	      containers:
	      - name: train
	        image: axolotlai/axolotl:main-latest
	        command: [axolotl, train, cfg/full.yaml]
	        resources: {limits: {nvidia.com/gpu: 4}}
	EOF
	facts cfg/full.yaml
	[[ "$output" =~ target.gpu\ +L4\ +job.yaml:7 ]]
	[[ "$output" =~ target.gpus\ +4\ +job.yaml:12 ]]
	rm job.yaml
	mkdir -p .github/workflows
	cat >.github/workflows/train.yml <<-'EOF'
	on: push
	jobs:
	  train:
	    runs-on: [self-hosted, l40s-4gpu]
	    steps:
	    - run: axolotl train cfg/full.yaml
	EOF
	facts cfg/full.yaml
	[[ "$output" =~ target.gpu\ +L40S\ +.github/workflows/train.yml:4 ]]
	[[ "$output" =~ target.gpus\ +4\  ]]
}

@test "a file that is mounted elsewhere is launched by its path there" {
	cat >sky.yaml <<-'EOF'
	resources: {accelerators: "L4:2"}
	file_mounts: {/configs: ./cfg}
	run: axolotl train /configs/full.yaml
	EOF
	facts cfg/full.yaml
	[[ "$output" =~ target.gpu\ +L4\ +sky.yaml:1,\ which\ launches\ it ]]
	rm sky.yaml
	cat >compose.yaml <<-'EOF'
	services:
	  train:
	    image: axolotlai/axolotl:main-latest
	    command: axolotl train /work/full.yaml
	    volumes: ["./cfg:/work"]
	    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 2, capabilities: [gpu]}]}}}
	EOF
	facts cfg/full.yaml
	[[ "$output" =~ target.gpus\ +2\ +compose.yaml:6,\ which\ launches\ it ]]
}

@test "a script of one's own launches the config that it is given" {
	cat >task.dstack.yml <<-'EOF'
	type: task
	commands:
	  - accelerate launch --num_processes 2 src/train.py --config trl.yaml --output_dir elsewhere
	resources: {gpu: "L40S:2"}
	EOF
	facts trl.yaml
	[[ "$output" =~ target.gpu\ +L40S\ +task.dstack.yml:4 ]]
	[[ "$output" =~ parallel.gpus\ +2\ +task.dstack.yml:3 ]]
	[[ "$output" =~ save.dir\ +out\  ]]
	facts task.dstack.yml
	[[ "$output" =~ model.id\ +Qwen/Qwen3-8B\ +trl.yaml:1 ]]
	[[ "$output" =~ save.dir\ +elsewhere\ +task.dstack.yml:3 ]]
}

@test "accelerate's only file beside a trainer's says the world" {
	accelerate_file acc.yaml 4
	facts trl.yaml
	[[ "$output" =~ parallel.gpus\ +4\ +acc.yaml:3,\ accelerate\'s\ file\ beside\ it ]]
	[[ "$output" =~ parallel.sharding\ +fsdp\ +acc.yaml:2 ]]
	accelerate_file acc2.yaml 8
	facts trl.yaml
	[[ "$output" != *acc.yaml* ]]
	[[ "$output" != *acc2.yaml* ]]
}

@test "what accelerate's file makes too small is a warning" {
	sed -i s/8B/32B/ trl.yaml
	accelerate_file acc.yaml 2
	run "$GPULINT" check --isolated --gpu T4 --select vram/overflow trl.yaml
	[ "$status" -eq 0 ]
	[[ "$output" == *"warning: needs"*"(by acc.yaml:3, accelerate's file beside it)"* ]]
}

@test "accelerate's file is another job's where there are fewer GPUs" {
	accelerate_file acc.yaml 4
	facts --gpu H100-80GB --gpus 4 trl.yaml
	[[ "$output" =~ parallel.sharding\ +fsdp ]]
	facts --gpu H100-80GB --gpus 1 trl.yaml
	[[ "$output" =~ parallel.gpus\ +1\  ]]
	[[ "$output" != *parallel.sharding* ]]
}

@test "nothing outside the repository is asked" {
	mv cfg/full.yaml .
	sky L4:4
	sed -i s,cfg/,, sky.yaml
	mkdir deep
	mv full.yaml deep
	mv sky.yaml ..
	sed -i 's,full.yaml,repo/deep/full.yaml,' ../sky.yaml
	facts deep/full.yaml
	[[ "$output" != *sky.yaml* ]]
}

@test "a neighbour that is a link out of the repository is none" {
	accelerate_file ../acc.yaml 4
	ln -s ../acc.yaml acc.yaml
	facts trl.yaml
	[[ "$output" != *acc.yaml* ]]
}
