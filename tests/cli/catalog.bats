# gpulint gpus and gpulint models.

@test "gpus lists every card in 100 columns" {
	run "$GPULINT" gpus
	[ "$status" -eq 0 ]
	[[ "$output" == *"RTX 4090 "* ]]
	[ -z "$(awk 'length > 100' <<<"$output")" ]
}

@test "gpus shows one card with its source" {
	run "$GPULINT" gpus nvidia-tesla-t4
	[ "$status" -eq 0 ]
	[[ "$output" == *"compute           7.5"* ]]
	[[ "$output" == *"source "* ]]
}

@test "gpus says that a name covers several sizes" {
	run "$GPULINT" gpus A100
	[ "$status" -eq 0 ]
	[[ "$output" == *"several sizes"* ]]
	[[ "$output" == *"A100 SXM4 40GB"* ]]
}

@test "gpus refuses a name that nobody knows, with the nearest" {
	run "$GPULINT" gpus "RTX 4091"
	[ "$status" -eq 2 ]
	[[ "$output" == *'did you mean "RTX 4090"?'* ]]
}

@test "gpus --format json has every column" {
	run "$GPULINT" gpus --format json T4
	[ "$status" -eq 0 ]
	[[ "$output" == '{"schema":"gpulint-gpus/1","gpus":[{"name":"T4"'* ]]
	[[ "$output" == *'"usable":15837691904'* ]]
}

@test "gpus takes no other format" {
	run "$GPULINT" gpus --format yaml
	[ "$status" -eq 2 ]
}

@test "models lists and finds derivatives" {
	run "$GPULINT" models --format json unsloth/llama-3-8b-bnb-4bit
	[ "$status" -eq 0 ]
	[[ "$output" == *'"id":"meta-llama/Meta-Llama-3-8B"'* ]]
	run "$GPULINT" models
	[ "$status" -eq 0 ]
	[[ "$output" == *"Qwen/Qwen3-8B "* ]]
}

@test "models refuses a name that nobody knows" {
	run "$GPULINT" models nobody/Nothing-7B
	[ "$status" -eq 2 ]
}

@test "--rules adds a card" {
	mkdir -p "$BATS_TEST_TMPDIR/catalog"
	printf 'name\tvram_gb\tsource\nRTX 9999\t640\tours\n' \
		>"$BATS_TEST_TMPDIR/catalog/gpus.tsv"
	run "$GPULINT" gpus --rules "$BATS_TEST_TMPDIR" 9999
	[ "$status" -eq 0 ]
	[[ "$output" == *"vram_gb           640"* ]]
}
