#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir
# What README.md shows as output of `$ gpulint ...` is what it prints.
# ACCEPT=1 writes the README anew.

cd "$top_srcdir" || exit 1
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
COLUMNS=80
export COLUMNS

# One file a block: the command on the first line, what it printed below.
awk -v work="$work" '
	/^    \$ gpulint / { n++; file = sprintf("%s/%02d", work, n); inside = 1 }
	inside && !/^    / && !/^$/ { inside = 0 }
	inside { sub(/^    /, ""); print >file }
' README.md

n=0
for block in "$work"/[0-9][0-9]; do
	[ -f "$block" ] || continue
	n=$((n + 1))
	command=$(sed -n '1s/^\$ gpulint //p' "$block")
	eval "set -- $command"
	{
		printf '$ gpulint %s\n' "$command"
		"$GPULINT" "$@" 2>&1
	} | sed 's/[ 	]*$//' >"$block.got"
	# Blank lines at the end of a block are the README's.
	printf '%s\n' "$(cat "$block")" >"$block.want"
	printf '%s\n' "$(cat "$block.got")" >"$block.have"
	if cmp -s "$block.want" "$block.have"; then
		echo "ok $n - gpulint $command"
	else
		echo "not ok $n - gpulint $command"
		diff -u "$block.want" "$block.have" | sed 's/^/# /'
	fi
done
if [ -n "$ACCEPT" ]; then
	awk -v work="$work" '
		inside && !/^    / && !/^$/ { inside = 0; print "" }
		/^    \$ gpulint / {
			n++
			inside = 1
			file = sprintf("%s/%02d.have", work, n)
			while ((getline line <file) > 0)
				print line == "" ? "" : "    " line
		}
		!inside { print }
	' README.md >"$work/README" && cp "$work/README" README.md
fi
[ "$n" -gt 0 ] || echo "not ok 1 - README.md shows no output"
echo "1..$n"
