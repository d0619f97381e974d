# The hooks work with pre-commit as Debian packages it.

setup() {
	command -v pre-commit >/dev/null || skip "pre-commit is not installed"
	command -v git >/dev/null || skip "git is not installed"
	[ -z "$VALGRIND" ] || skip "pre-commit starts the program itself"
	cd "$BATS_TEST_TMPDIR"
	export HOME="$BATS_TEST_TMPDIR/home" GIT_CONFIG_NOSYSTEM=1
	export PATH="$top_builddir:$PATH"
	mkdir -p home hooks work
	git config --global user.email test@example.org
	git config --global user.name test
	git config --global init.defaultBranch main
	cp "$top_srcdir/.pre-commit-hooks.yaml" hooks/
	git -C hooks init -q
	git -C hooks add .
	git -C hooks commit -qm hooks
	git -C work init -q
	cat >work/.pre-commit-config.yaml <<-EOF
	repos:
	  - repo: $BATS_TEST_TMPDIR/hooks
	    rev: $(git -C hooks rev-parse HEAD)
	    hooks:
	      - id: gpulint
	EOF
	cd work
}

@test "a sound file passes the hook" {
	cat >ds_config.json <<-'EOF'
	{
	  "train_micro_batch_size_per_gpu": 4,
	  "gradient_accumulation_steps": 2,
	  "bf16": {"enabled": true},
	  "zero_optimization": {"stage": 2}
	}
	EOF
	git add .
	run pre-commit run --all-files
	[ "$status" -eq 0 ]
	[[ $output == *Passed* ]]
}

@test "a troubled file stops the commit and names the rule" {
	cat >ds_config.json <<-'EOF'
	{
	  "train_micro_batch_size_per_gpu": 4,
	  "gradient_accumulation_steps": 2,
	  "fp16": {"enabled": true},
	  "bf16": {"enabled": true},
	  "zero_optimization": {"stage": 2}
	}
	EOF
	git add .
	run pre-commit run --all-files
	[ "$status" -ne 0 ]
	[[ $output == *launch/both-fp16-and-bf16* ]]
}
