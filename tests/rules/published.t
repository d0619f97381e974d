#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir
# Memory that others measured and published: fixtures/published/figures.tsv.
# Nineteen of twenty figures lie in the interval, nine of ten parts are met within a
# twentieth, and of no job that ran on a card is it said that it overflows, or is
# likely to.  PUBLISHED=1 prints every row.

folder=$top_srcdir/fixtures/published
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT

# Prints reserved, expected, low and high in GiB, the verdict, and in GiB the
# weights, the KV cache, the buffers, the file, the activations, what is
# allocated and what the card offers.
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
	jq -r 'def part(name): [.per_gpu.terms[] | select(.name == name)
			| .bytes] | add // 0;
		.workloads[0] | (.per_gpu | [.reserved, .expected, .low,
		.high] | map(. / 1073741824)) + [.targets[0].verdict // "-"]
		+ ([part("weights"), part("kv_cache"), part("buffers"),
		.disk_bytes, part("activations"), .per_gpu.allocated,
		.targets[0].usable // 0]
		| map(. / 1073741824))
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
	BEGIN {
		part_of["weights"] = 9
		part_of["kv"] = 10
		part_of["buffers"] = 11
		part_of["file"] = 12
		part_of["activations"] = 13
	}
	{ n++ }
	!($5 > 0) {
		print "# no estimate: " $0
		unknown++
		next
	}
	$2 == "ran" {
		ran++
		if ($8 == "overflows" || $14 + $5 - $4 > $15) {
			print "# ran: " $0
			overflows++
		}
		next
	}
	$2 in part_of {
		got = $(part_of[$2])
		off = (got > $3 ? got - $3 : $3 - got) / $3
		parts++
		near += off <= 0.05
		files += $2 == "file"
		exact += $2 == "file" && off <= 0.01
		if (all || off > 0.05)
			printf "# %s %s %.2f for %.2f: %s\n", $1, $2, got, \
			    $3, substr($0, index($0, "|") + 2)
		next
	}
	{
		measured = $3
		scale = $2 == "reserved" ? $4 / $5 : \
		    $2 == "allocated" ? $14 / $5 : 1
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
		    (total && sum >= 0.95 * total) ? "" : "not ", sum, total
		print (ran && !overflows ? "" : "not ") "ok 3 - none of " \
		    ran " jobs that ran is said to overflow, or likely to"
		printf "%sok 4 - %d of %d parts are within a twentieth\n", \
		    (parts && near >= 0.9 * parts) ? "" : "not ", near, parts
		printf "%sok 5 - %d of %d files are within a hundredth\n", \
		    (files && exact == files) ? "" : "not ", exact, files
	}' "$work/rows"

# plugins/vram/overflow.c takes it that a job that fails for want of memory has used
# nearly all that its allocator holds.
sed '1,/^allocated/d' "$folder/unallocated.tsv" |
awk -F "$tab" '{ print $2 / $1 }' | sort -g |
awk '
	{ share[NR] = $1 }
	END {
		median = (share[int((NR + 1) / 2)] + share[int(NR / 2) + 1]) / 2
		printf "%sok 6 - %.1f %% unallocated by median of %d " \
		    "failures\n", (NR >= 20 && median < 0.02) ? "" : "not ",
		    100 * median, NR
	}'
echo 1..6
