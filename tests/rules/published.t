#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir
# Memory that others measured and published: fixtures/published/figures.tsv.
# Nine of ten figures lie in the interval, and no job that ran on a card is said
# to overflow it.  PUBLISHED=1 prints every row.

folder=$top_srcdir/fixtures/published
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT

# Prints reserved, expected, low and high in GiB, and the verdict.
estimate() { # estimate WORKLOAD GPU FACT=VALUE...
	workload=$1
	gpu=$2
	shift 2
	for fact; do
		set -- "$@" --set "$fact"
		shift
	done
	[ -n "$gpu" ] && set -- "$@" --gpu "$gpu"
	"$GPULINT" fit --isolated --format json "$@" "$workload" |
	jq -r '.workloads[0] | (.per_gpu | [.reserved, .expected, .low,
		.high] | map(. / 1073741824)) + [.targets[0].verdict // "-"]
		| map(tostring) | join(" ")'
}

tab=$(printf '\t')
sed '1,/^workload/d' "$folder/figures.tsv" |
while IFS=$tab read -r workload metric figure facts _; do
	[ "$facts" = - ] && facts=
	gpu=
	if [ "$metric" = ran ]; then
		gpu=$figure
		figure=0
	fi
	# shellcheck disable=SC2086 # a list of facts
	printf '%s %s %s %s | %s\n' "$workload" "$metric" "$figure" \
		"$(estimate "$folder/$workload.yaml" "$gpu" $facts)" \
		"$gpu $facts"
done >"$work/rows"

awk -v all="$PUBLISHED" '
	{ n++ }
	!($5 > 0) {
		print "# no estimate: " $0
		unknown++
		next
	}
	$2 == "ran" {
		ran++
		if ($8 == "overflows") {
			print "# ran: " $0
			overflows++
		}
		next
	}
	{
		measured = $3
		scale = $2 == "reserved" ? $4 / $5 : 1
		got = $5 * scale
		from = $6 * scale
		to = $7 * scale
		off = got > measured ? got - measured : measured - got
		is_in = from <= measured && measured <= to
		count[$1]++
		held[$1] += is_in
		part[$1] += off / measured
		total++
		sum += is_in
		if (all || !is_in)
			printf "# %s %s %.2f for %.2f (%.2f to %.2f): %s\n", \
			    $1, $2, got, measured, from, to, \
			    substr($0, index($0, "|") + 2)
	}
	END {
		for (name in count)
			printf "# %-13s %3d figures, %3d %% inside, " \
			    "mean error %.1f %%\n", name, count[name], \
			    100 * held[name] / count[name], \
			    100 * part[name] / count[name]
		print (n > 100 && !unknown ? "" : "not ") \
		    "ok 1 - all of " n " published jobs are estimated"
		printf "%sok 2 - %d of %d figures are inside the interval\n", \
		    (total && sum >= 0.9 * total) ? "" : "not ", sum, total
		print (ran && !overflows ? "" : "not ") "ok 3 - none of " \
		    ran " jobs that ran is said to overflow"
		print "1..3"
	}' "$work/rows"
