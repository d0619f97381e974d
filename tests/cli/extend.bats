# What --rules DIR and the project file add to what is known: rows of the
# catalogue, dialects, policies.

load common

setup() {
	cd "$BATS_TEST_TMPDIR"
	git init -q .
	mkdir -p ours/catalog ours/dialects ours/policy
	printf 'name\tvram_gb\tsource\nHouse 640\t640\tours\n' \
	    >ours/catalog/gpus.tsv
	printf 'id\tfamily\tparams\tlayers\thidden\tintermediate\theads\tkv_heads\thead_dim\tvocab\tsource\nhouse/tiny\tllama\t1e9\t16\t2048\t8192\t32\t8\t64\t128256\tours\n' \
	    >ours/catalog/models.tsv
	cat >ours/dialects/house.yaml <<-'END'
	summary: our own launcher
	signature: [{all: [our_launcher]}]
	kind: train
	keys: {our_batch: train.micro_batch, our_model: model.id, our_method: train.method, our_length: train.seq_len, our_dtype: load.dtype, our_optimizer: train.optimizer, our_precision: train.precision}
	END
	cat >ours/policy/batch.yaml <<-'END'
	summary: batches are small
	severity: warning
	match: {dialect: house, facts: {train.micro_batch: "> 4"}}
	bad: |
	  our_launcher: 1
	  our_batch: 8  # want: batches are small
	good: |
	  our_launcher: 1
	  our_batch: 4
	END
	printf 'our_launcher: 1\nour_batch: 8\nour_model: house/tiny\nour_method: full\nour_length: 1024\nour_dtype: bf16\nour_optimizer: adamw\nour_precision: bf16\n' >a.yaml
}

# Everything that ours/ adds, with the options that bring it.
knows() { # knows [OPTION...]
	apart "$GPULINT" gpus "$@" "House 640"
	[[ $output == *640* ]]
	apart "$GPULINT" models "$@" house/tiny
	[[ $output == *2048* ]]
	apart "$GPULINT" dialects "$@"
	[[ $output == *"house: our own launcher"* ]]
	apart "$GPULINT" rules "$@"
	[[ $output == *"policy/batch "*"batches are small"* ]]
	apart "$GPULINT" explain "$@" policy/batch
	[[ $output == *"batches are small"* ]]
	apart "$GPULINT" check "$@" --gpu "House 640" a.yaml
	[[ $output == *"a.yaml:2:12: warning: batches are small [policy/batch]"* ]]
	apart "$GPULINT" facts "$@" --format json a.yaml
	[[ $output == *'"dialect":"house"'* ]]
	[[ $output == *'"model.hidden":{"value":2048'* ]]
	apart "$GPULINT" fit "$@" --gpu "House 640" --format json a.yaml
	[[ $output == *'"gpu":"House 640"'* ]]
}

# Nothing of it.
knows_nothing() {
	apart "$GPULINT" gpus "$@" "House 640"
	[ "$status" -eq 2 ]
	apart "$GPULINT" models "$@" house/tiny
	[ "$status" -eq 2 ]
	apart "$GPULINT" dialects "$@"
	[[ $output != *house* ]]
	apart "$GPULINT" rules "$@"
	[[ $output != *policy/batch* ]]
	apart "$GPULINT" check "$@" a.yaml
	[ "$status" -eq 0 ]
	[[ $output != *batches* ]]
}

@test "a folder describes families of models, and the first of a name counts" {
	cat >trained.yaml <<-'END'
	gpulint: workload/1
	model: {family: ours, layers: 16, hidden: 2048, intermediate: 8192,
	  heads: 32, kv_heads: 8, vocab: 32000}
	load: {dtype: bf16}
	train: {method: full, micro_batch: 1, seq_len: 512, optimizer: adamw,
	  precision: bf16}
	END
	weights() {
		"$GPULINT" fit "$@" --format json trained.yaml | jq '
		    [.workloads[0].per_gpu.terms[] | select(.name == "weights")
			.bytes] | add'
	}
	plain=$(weights --rules ours)
	printf 'name\tnorms\tqkv_bias\tgated\tsource\nours\t2\tyes\tyes\tours\n' \
	    >ours/catalog/families.tsv
	biased=$(weights --rules ours)
	# 16 layers of q (32 x 64), k and v (8 x 64), 2 bytes each; and a norm
	# at the end less, which the row does not name
	[ "$((biased - plain))" -eq "$((16 * (2048 + 512 + 512) * 2 - 2048 * 2))" ]
	sed -i 's/yes\tyes/yes\tno/' ours/catalog/families.tsv
	apart "$GPULINT" fit --rules ours trained.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *'families.tsv:2: column "gated" is "no", not yes or empty' ]]
}

@test "--rules DIR adds a GPU, a model, a dialect and a policy" {
	knows_nothing
	knows --rules ours
	knows --isolated --rules ours
}

@test "so does the project file, for what lies below it" {
	echo 'extend: ours' >.gpulint.yaml
	knows
	knows_nothing --isolated
	mkdir deep
	cp a.yaml deep
	apart "$GPULINT" check deep
	[[ $output == *"deep/a.yaml:2:12: warning: batches"* ]]
	mv ours .gpulint.yaml deep
	apart "$GPULINT" check .
	[[ $output == *"deep/a.yaml:2:12: warning: batches"* ]]
	[[ $output != *" a.yaml:"* && $output != "a.yaml:"* ]]
	(cd deep && knows)
}

@test "and one that --config names" {
	mkdir elsewhere
	mv ours elsewhere
	echo 'extend: [ours]' >elsewhere/house.yaml
	knows --config elsewhere/house.yaml
	knows_nothing
}

@test "the examples of such policies are tested" {
	run "$GPULINT" test ours
	[ "$status" -eq 0 ]
	[[ $output == *"ok 1 - policy/batch: bad example"*"ok 2 - policy/batch: good example"*"1..2" ]]
}

@test "--rules stands before the project file, nearer before farther" {
	row() { # row DIR VRAM
		mkdir -p "$1/catalog"
		printf 'name\tvram_gb\tsource\nHouse 640\t%s\tours\n' "$2" \
		    >"$1/catalog/gpus.tsv"
	}
	mkdir sub
	row ours 100
	row sub/near 200
	row option 300
	echo 'extend: ours' >.gpulint.yaml
	echo 'extend: near' >sub/.gpulint.yaml
	shows() { # shows VRAM [OPTION...]
		apart "$GPULINT" gpus --format json "${@:2}" "House 640"
		[[ $output == *"\"vram_gb\":$1,"* ]]
	}
	shows 100
	(cd sub && shows 200)
	(cd sub && shows 300 --rules ../option)
	(cd sub && apart "$GPULINT" models house/tiny && [ "$status" -eq 0 ])
	# The built-in row of the name is replaced as well.
	sed -i 's/House 640/RTX 4090/' ours/catalog/gpus.tsv
	apart "$GPULINT" gpus --format json "RTX 4090"
	[[ $output == *'"vram_gb":100'* ]]
}

@test "what is wrong in a folder is said with its place" {
	echo 'extend: ours' >.gpulint.yaml
	echo 'RTX 1' >>ours/catalog/gpus.tsv
	for command in "check a.yaml" "gpus" "dialects" "rules" "models"; do
		# shellcheck disable=SC2086
		apart "$GPULINT" $command
		[ "$status" -eq 2 ]
		[[ $errors == *"ours/catalog/gpus.tsv:3"* ]]
	done
	apart "$GPULINT" explain vram/overflow
	[ "$status" -eq 0 ]
	sed -i '$d' ours/catalog/gpus.tsv
	echo 'nokey: 1' >>ours/dialects/house.yaml
	apart "$GPULINT" check a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *"ours/dialects/house.yaml:5:1: "* ]]
	sed -i '$d' ours/dialects/house.yaml
	mv ours/catalog/gpus.tsv ours/catalog/gpu.tsv
	apart "$GPULINT" check a.yaml
	[[ $errors == *"ours/catalog/gpu.tsv: no such table; did you mean gpus.tsv?" ]]
	apart "$GPULINT" check --isolated --rules ours a.yaml
	[ "$status" -eq 2 ]
}

@test "a project file reads nothing from outside, nor what all may write" {
	echo 'extend: ours' >.gpulint.yaml
	refused() { # refused WHAT
		apart "$GPULINT" check a.yaml
		echo "$errors"
		[ "$status" -eq 2 ]
		[[ $errors == *".gpulint.yaml:1:9: extend: "*"$1"* ]]
	}
	for file in ours ours/catalog ours/catalog/gpus.tsv \
	    ours/dialects/house.yaml ours/policy/batch.yaml; do
		chmod o+w "$file"
		refused "everybody may write $file; chmod o-w"
		chmod o-w "$file"
	done
	outside=$(mktemp -d)
	for file in catalog/gpus.tsv dialects/house.yaml policy/batch.yaml; do
		mv "ours/$file" "$outside/file"
		ln -s "$outside/file" "ours/$file"
		refused "ours/$file lies outside the repository"
		rm "ours/$file"
		mv "$outside/file" "ours/$file"
	done
	mv ours/catalog "$outside/catalog"
	ln -s "$outside/catalog" ours/catalog
	refused "ours/catalog lies outside the repository"
	rm -r "$outside"
}

@test "what is no file does not keep it waiting" {
	rm ours/catalog/gpus.tsv
	mkfifo ours/catalog/gpus.tsv
	apart timeout 20 "$GPULINT" check --isolated --rules ours a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *"ours/catalog/gpus.tsv: is no regular file"* ]]
}

@test "a project file loads no plugin, and says how folders are named" {
	echo 'rules: [ours]' >.gpulint.yaml
	apart "$GPULINT" check a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *"extend names folders of rules" ]]
	echo 'plugins: [x.so]' >.gpulint.yaml
	apart "$GPULINT" check a.yaml
	[[ $errors == *"a project file cannot load plugins"* ]]
}
