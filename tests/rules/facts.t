#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir and top_builddir
# fixtures/dialects/NAME/FILE.yaml (or .yml, .json) is understood as
# FILE.facts says, to the letter, and as a file of the dialect NAME unless
# the first line says it is nobody's.  A file below a folder there, or one
# called *-linked, is what a fixture refers to: no facts of its own unless it
# has a .facts file.  FILE.options holds more options, one a line.  ACCEPT=1
# writes the .facts files instead.

folder=$top_srcdir/fixtures/dialects
root=$(cd "$top_srcdir" && pwd -P)
n=0
IFS='
' # the only thing that no path here has

is_wanted() { # is_wanted INPUT
	[ -f "${1%.*}.facts" ] && return 0
	case $1 in
	*-linked.*) return 1 ;;
	esac
	case ${1#"$folder"/} in
	*/*/*) return 1 ;;
	esac
}

is_of() { # is_of DIALECT FACTS
	case $(printf '%s\n' "$2" | head -n 1) in
	*": $1" | *": $1, "* | *": a file of no dialect"*) return 0 ;;
	esac
	return 1
}

for input in $(find "$folder" -name '*.yaml' -o -name '*.yml' \
    -o -name '*.json' | sort); do
	is_wanted "$input" || continue
	base=${input%.*}
	n=$((n + 1))
	name=${base#"$folder"/}
	set --
	if [ -f "$base.options" ]; then
		while IFS= read -r option; do
			set -- "$@" "$option"
		done <"$base.options"
	fi
	got=$(cd "$(dirname "$input")" && "$GPULINT" facts --isolated "$@" \
	    -- "$(basename "$input")" 2>&1 | sed "s|$root/||g")
	if [ -n "$ACCEPT" ]; then
		printf '%s\n' "$got" >"$base.facts"
	fi
	if [ ! -f "$base.facts" ]; then
		echo "not ok $n - $name has no .facts"
	elif ! is_of "${name%%/*}" "$got"; then
		echo "not ok $n - $name is of the dialect ${name%%/*}"
	elif [ "$got" = "$(cat "$base.facts")" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		printf '%s\n' "$got" | diff -u "$base.facts" - | sed 's/^/# /'
	fi
done

for facts in $(find "$folder" -name '*.facts' | sort); do
	base=${facts%.facts}
	[ -f "$base.yaml" ] || [ -f "$base.yml" ] || [ -f "$base.json" ] &&
		continue
	n=$((n + 1))
	echo "not ok $n - ${base#"$folder"/}.facts is of no file"
done
echo "1..$n"
