#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir
# Real files, where a collection lies beside the project: nine in ten of a
# framework's are either estimated, or what is missing is named.  Skipped
# without one.

corpus=${GPULINT_SHARED:-$top_srcdir/../shared}/corpus
bar=90
dialects="axolotl llamafactory hf_trl litgpt torchtune deepspeed accelerate
verl nemo_rl nemo nanotron olmo llm_foundry gpt_neox"

if [ ! -d "$corpus" ]; then
	echo "1..0 # SKIP no collection of files beside the project"
	exit 0
fi

# What fit says of FILE: estimated, missing (a fact is named), idle (the file
# trains and serves nothing) or mute.
answer() {
	said=$("$GPULINT" fit --isolated --gpu H100 --format json -- "$1" 2>&1)
	case $said in
	*'"status":"estimated"'* | *'"status": "estimated"'*)
		echo estimated ;;
	*' is not known'* | *' is not said'*) echo missing ;;
	*' trains and serves nothing itself'*) echo idle ;;
	*) echo mute ;;
	esac
}

n=0
for dialect in $dialects; do
	n=$((n + 1))
	counts=$(find "$corpus/$dialect" -type f | sort |
	    while IFS= read -r file; do answer "$file"; done | sort | uniq -c)
	mute=$(printf '%s\n' "$counts" | awk '$2 == "mute" { print $1 }')
	all=$(printf '%s\n' "$counts" | awk '{ n += $1 } END { print n + 0 }')
	if [ $((${mute:-0} * 100)) -gt $((all * (100 - bar))) ]; then
		printf 'not '
	fi
	echo "ok $n - $dialect:" $counts
done
echo "1..$n"
