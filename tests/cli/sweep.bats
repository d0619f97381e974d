# Every command over everything that lies in fixtures/, in a few processes:
# the part of the command line's tests that is worth valgrind's time.

load common

# expect STATUS COMMAND...: standard output is left in the file `out`.
expect() {
	status=0
	"${@:2}" >out 2>err || status=$?
	[ "$status" -eq "$1" ] || {
		echo "status $status, not $1: ${*:2}"
		cat err
		return 1
	}
}

everything() {
	find "$top_srcdir/fixtures" -type f \( -name '*.yaml' -o -name '*.yml' \
	    -o -name '*.json' \) | LC_ALL=C sort
}

@test "check, every format, any number of jobs" {
	expect 1 "$GPULINT" check --isolated --show-unknown --jobs 1 \
	    "$top_srcdir/fixtures"
	mv out one
	expect 1 "$GPULINT" check --isolated --show-unknown --jobs 4 \
	    "$top_srcdir/fixtures"
	cmp one out
	for format in json sarif github gitlab junit checkstyle tap rdjson; do
		expect 1 "$GPULINT" check --isolated --format "$format" \
		    "$top_srcdir/fixtures"
		[ -s out ]
	done
}

@test "fixes, proven and written" {
	cp -R "$top_srcdir/fixtures" copy
	chmod -R u+w copy
	expect 1 "$GPULINT" check --isolated --unsafe-fixes --diff copy
	grep -q '^+++ ' out
	expect 1 "$GPULINT" check --isolated --unsafe-fixes --fix copy
	! diff -r "$top_srcdir/fixtures" copy >differences
	grep -q '^>' differences
}

@test "fit, facts and tree of files of every folder" {
	# One process each, so not of every file.
	everything | awk 'NR % 12 == 1' >some
	[ -s some ]
	while IFS= read -r file; do
		for command in fit facts tree; do
			"$GPULINT" "$command" "$file" >>out || [ $? -le 2 ]
		done
	done <some
	[ -s out ]
}

@test "what needs no file" {
	for command in rules gpus models dialects facts probe --help; do
		expect 0 "$GPULINT" $command
		[ -s out ]
	done
	expect 0 "$GPULINT" explain vram/overflow
	expect 0 "$GPULINT" test "$top_srcdir/fixtures/policies"
	[ -s out ]
}
