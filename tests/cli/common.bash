# What several tests of the command line share.

setup() {
	# Of no repository and without a terminal's habits.
	cd "$BATS_TEST_TMPDIR"
	unset NO_COLOR CLICOLOR_FORCE
}

# A job that overflows the card it names, on line 3, whatever the model
# costs to the byte.
overflowing() {
	cat <<-'END'
	gpulint: workload/1
	model: {id: meta-llama/Llama-3.1-8B}
	train: {method: full, micro_batch: 8, seq_len: 4096}
	target: {gpu: RTX 4090, gpus: 1}
	END
}

# Standard output alone, with the status and what went to standard error.
apart() {
	status=0
	output=$("$@" 2>stderr) || status=$?
	errors=$(cat stderr)
}
