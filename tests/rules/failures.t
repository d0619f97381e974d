#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir and top_builddir
# tests/failures/ID.yaml is set up as a job was that failed, told in public:
# a rule is named on the line that is to blame, and reports it there.  In
# ID.fixed.yaml the same rule says nothing, and no other warns.

n=0
for failed in "$top_srcdir"/tests/failures/*.yaml; do
	case $failed in
	*.fixed.yaml) continue ;;
	esac
	id=$(basename "$failed" .yaml)
	rule=$(sed -n 's/.*# want: //p' "$failed")
	line=$(grep -n '# want: ' "$failed" | cut -d: -f1)
	options=$(sed -n 's/^# options: //p' "$failed")
	for file in "$failed" "${failed%.yaml}.fixed.yaml"; do
		n=$((n + 1))
		# shellcheck disable=SC2086 # options are words
		got=$("$GPULINT" check --isolated --color=never $options \
		    -- "$file" 2>/dev/null)
		if [ "$file" = "$failed" ]; then
			what="$id is reported by $rule"
			printf '%s\n' "$got" |
			    grep -q ":$line:[0-9]*: [a-z]*: .*\\[$rule\\]$"
		else
			what="$id, fixed, is not"
			! printf '%s\n' "$got" |
			    grep -q -e "\\[$rule\\]$" \
				-e ':[0-9]*: error: ' -e ':[0-9]*: warning: '
		fi && echo "ok $n - $what" || echo "not ok $n - $what"
	done
done
echo "1..$n"
