# A fix writes what the framework of the file takes, and no other's words.

setup() {
	cd "$BATS_TEST_TMPDIR"
}

fixed() {
	"$GPULINT" check --isolated --quiet --fail-on never --fix \
	    --unsafe-fixes "$@" f.yaml >out
	cat f.yaml
}

@test "LitGPT's and Lightning's precision becomes theirs" {
	printf 'checkpoint_dir: checkpoints/EleutherAI/pythia-160m\nprecision: bf16-mixed\ntrain:\n  global_batch_size: 4\n  micro_batch_size: 1\n  max_tokens: 1000\n' >f.yaml
	[[ $(fixed --gpu T4) == *"precision: 16-mixed"* ]]
	sed -i 's/16-mixed/bf16-true/' f.yaml
	[[ $(fixed --gpu T4) == *"precision: 16-mixed"* ]]
}

@test "Composer's, OLMo's and NeMo-RL's precision becomes theirs" {
	printf 'max_seq_len: 512\nmodel:\n  name: hf_causal_lm\n  pretrained_model_name_or_path: gpt2\nglobal_train_batch_size: 8\ndevice_train_microbatch_size: 1\ntrain_loader:\n  name: text\nprecision: amp_bf16\nmax_duration: 1ep\n' >f.yaml
	[[ $(fixed --gpu T4) == *"precision: amp_fp16"* ]]
	printf 'policy:\n  model_name: Qwen/Qwen2.5-0.5B\n  precision: "bfloat16"\n  train_global_batch_size: 8\n  train_micro_batch_size: 1\n  max_total_sequence_length: 512\ngrpo:\n  num_prompts_per_step: 8\n' >f.yaml
	[[ $(fixed --gpu T4) == *'precision: "float16"'* ]]
}

@test "accelerate's precision becomes fp16" {
	printf 'compute_environment: LOCAL_MACHINE\ndistributed_type: MULTI_GPU\nmixed_precision: bf16\nnum_machines: 1\nnum_processes: 2\n' >f.yaml
	[[ $(fixed --gpu T4) == *"mixed_precision: fp16"* ]]
}

@test "the Trainer's limit of checkpoints has the Trainer's name" {
	printf 'model_name_or_path: Qwen/Qwen2.5-0.5B\nper_device_train_batch_size: 1\noutput_dir: out\nmax_steps: 500\nsave_strategy: steps\nsave_steps: 10\n' >f.yaml
	[[ $(fixed) == *"save_total_limit: 2"* ]]
}

@test "a switch is given no other word" {
	printf 'system:\n  tensor_model_parallel_size: 1\n  precision:\n    bf16: true\nmodel:\n  num_layers: 4\n  hidden_size: 512\n  num_attention_heads: 8\n  seq_length: 512\n  micro_batch_size: 1\n  global_batch_size: 8\n' >f.yaml
	fixed --os windows
	! grep sdpa f.yaml
}

@test "weights that a key loads in bf16 follow the precision" {
	printf 'model_name_or_path: Qwen/Qwen2.5-0.5B\ndtype: bfloat16\ndataset_name: d\nbf16: true\noutput_dir: o\nper_device_train_batch_size: 1\nmax_length: 512\n' >f.yaml
	cp f.yaml whole.yaml
	[[ $(fixed --gpu T4) == *"dtype: float32"*"fp16: true"* ]]
	sed 's/^dtype/use_peft: true\ndtype/' whole.yaml >f.yaml
	[[ $(fixed --gpu T4) == *"dtype: float16"*"fp16: true"* ]]
	[ ! -s out ]
}

@test "a half-followed precision is mended on cards without bf16" {
	printf 'model_name_or_path: Qwen/Qwen2.5-0.5B\ndtype: bfloat16\ndataset_name: d\nfp16: true\noutput_dir: o\nper_device_train_batch_size: 1\nmax_length: 512\n' >f.yaml
	[[ $(fixed --gpu T4) == *"dtype: float32"*"fp16: true"* ]]
	[ ! -s out ]
}

@test "a value in quotes is replaced within them" {
	printf 'servingEngineSpec:\n  modelSpec:\n  - name: a\n    repository: vllm/vllm-openai\n    tag: v0.9.0\n    modelURL: "Qwen/Qwen2.5-0.5B"\n    replicaCount: 1\n    requestGPU: 1\n    vllmConfig:\n      dtype: "bfloat16"\n      maxModelLen: 2048\n' >f.yaml
	[[ $(fixed --gpu T4) == *'dtype: "float16"'* ]]
}

@test "a key without a value is filled in" {
	cat >f.yaml <<-'EOF'
	checkpoint_dir: checkpoints/mistralai/Mistral-7B-v0.1
	precision: bf16-true
	quantize:   # none
	devices: 1
	train:
	  micro_batch_size: 1
	  global_batch_size: 8
	  max_seq_length: 512
	  save_interval: 1000
	lora_r: 8
	EOF
	[[ $(fixed --gpu "RTX 4080") == *"quantize: bnb.nf4   # none"* ]]
}

@test "a line is added between the braces of GPT-NeoX" {
	cat >f.yaml <<-'EOF'
	{
	  # ours
	  "pipe_parallel_size": 1,
	  "model_parallel_size": 1,
	  "num_layers": 12, # few
	  "hidden_size": 768,
	  "num_attention_heads": 12,
	  "seq_length": 2048,
	  "max_position_embeddings": 2048,
	  "train_micro_batch_size_per_gpu": 4,
	  "train_iters": 143000,
	  "save": "o",
	  "checkpoint_factor": 1000, # often
	  "optimizer": {"type": "Adam", "params": {"lr": 0.0006}}
	}
	EOF
	[[ $(fixed --disk-free 20GB) == *'"keep_last_n_checkpoints": '* ]]
	[ ! -s out ]
}
