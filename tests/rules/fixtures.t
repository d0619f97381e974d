#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir and top_builddir
# fixtures/<plugin>/<rule>/NAME.yaml (or .json) is reported as NAME.expect
# says, to the letter and to the exit status.  NAME.options holds more
# options, one a line.  ACCEPT=1 writes the .expect files instead.

n=0
for input in "$top_srcdir"/fixtures/*/*/*.yaml "$top_srcdir"/fixtures/*/*/*.json; do
	case $input in
	*'*'* | */fixtures/demo/* | */fixtures/policies/* | */fixtures/dialects/*)
		continue ;;
	esac
	base=${input%.*}
	# A fixture's second file (a linked one) has no expectation of its own.
	case $base in
	*-linked) continue ;;
	esac
	n=$((n + 1))
	name=${base#"$top_srcdir"/fixtures/}
	set --
	if [ -f "$base.options" ]; then
		while IFS= read -r option; do
			set -- "$@" "$option"
		done <"$base.options"
	fi
	got=$(cd "$(dirname "$input")" && "$GPULINT" check --isolated \
	    --color=never "$@" -- "$(basename "$input")" 2>&1
	echo "exit $?")
	if [ -n "$ACCEPT" ]; then
		printf '%s\n' "$got" >"$base.expect"
	fi
	if [ ! -f "$base.expect" ]; then
		echo "not ok $n - $name has no .expect"
	elif [ "$got" = "$(cat "$base.expect")" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		printf '%s\n' "$got" | diff -u "$base.expect" - | sed 's/^/# /'
	fi
done
echo "1..$n"
