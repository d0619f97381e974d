#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir and top_builddir
# A card says fixable: true where a fixture of its rule gets a proven fix, and
# nowhere else.

proven() { # proven RULE: a fixture of it is offered a fix for it
	for expect in "$top_srcdir/fixtures/$1"/*.expect; do
		[ -f "$expect" ] || continue
		awk -v rule="[$1]" '
			/: (error|warning|note): / {
				of = substr($0, length($0) - length(rule) + 1) == rule
			}
			/^fix: / && of { found = 1 }
			END { exit !found }' "$expect" && return 0
	done
	return 1
}

n=0
for card in "$top_srcdir"/rules/*/*.yaml; do
	rule=${card#"$top_srcdir"/rules/}
	rule=${rule%.yaml}
	case $rule in
	dialects/* | policy/*) continue ;;
	esac
	n=$((n + 1))
	says=no
	grep -q '^fixable: true$' "$card" && says=yes
	has=no
	proven "$rule" && has=yes
	if [ $says = $has ]; then
		echo "ok $n - $rule is fixable: $says"
	else
		echo "not ok $n - $rule is fixable: $says, and has a fix: $has"
	fi
done
echo "1..$n"
