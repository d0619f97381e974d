#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir and top_builddir
# Every rule has card, code, fixture and manual page, and the reverse: what
# is missing is named.

n=0
want() { # want DESCRIPTION COMMAND...
	n=$((n + 1))
	description=$1
	shift
	if "$@"; then
		echo "ok $n - $description"
	else
		echo "not ok $n - $description"
	fi
}

is_known() {
	printf '%s\n' "$rules" | grep -qx "$1"
}

has_fixture() {
	for expect in "$top_srcdir/fixtures/$1"/*.expect; do
		[ -f "$expect" ] && return 0
	done
	return 1
}

# A fixture that reports the rule, so that it is shown to work at all.
has_report() {
	grep -q "\[$1\]" "$top_srcdir/fixtures/$1"/*.expect 2>/dev/null
}

rules=$("$GPULINT" rules --format json |
    grep -o '"name":"[^"]*"' | cut -d'"' -f4)
want "there are rules" test -n "$rules"

for rule in $rules; do
	plugin=${rule%/*} id=${rule#*/}
	want "$rule has a card" test -f "$top_srcdir/rules/$rule.yaml"
	case $rule in
	config/syntax) ;; # found by the reader itself
	*)
		code=$(printf %s "$id" | tr - _)
		want "$rule has code" \
		    test -f "$top_srcdir/plugins/$plugin/$code.c"
		;;
	esac
	want "$rule has a fixture" has_fixture "$rule"
	want "$rule is reported by a fixture" has_report "$rule"
	want "$rule has a manual page" \
	    test -s "$top_builddir/man/written/gpulint-$plugin-$id.7"
done

for card in "$top_srcdir"/rules/*/*.yaml; do
	rule=${card#"$top_srcdir"/rules/}
	rule=${rule%.yaml}
	case $rule in
	dialects/*) ;;
	*) want "card $rule is known to the program" is_known "$rule" ;;
	esac
done
# A table's row speaks through a rule that asks for it.
asks() {
	grep -qs "conflicts_report(pass, \"$1\")" "$top_srcdir"/plugins/*/*.c
}
for rule in $(cut -f1 "$top_srcdir"/rules/conflicts/*.tsv | grep -v '^#' |
    sort -u); do
	case $rule in
	rule) ;; # the heads of the columns
	*) want "the tables' rule $rule has code that asks" asks "$rule" ;;
	esac
done

has_facts() {
	for facts in "$top_srcdir/fixtures/dialects/$1"/*.facts; do
		[ -f "$facts" ] && return 0
	done
	return 1
}

# A trainer's map is checked by hand against files of the kind it reads.
for file in "$top_srcdir"/rules/dialects/*.yaml; do
	dialect=${file##*/}
	dialect=${dialect%.yaml}
	grep -q '^kind: train' "$file" || continue
	want "dialect $dialect has hand-checked facts" has_facts "$dialect"
done
for folder in "$top_srcdir"/fixtures/*/*/; do
	rule=${folder#"$top_srcdir"/fixtures/}
	rule=${rule%/}
	case $rule in
	demo/* | dialects/* | measured/* | policies/*) ;;
	*) want "fixtures $rule belong to a rule" is_known "$rule" ;;
	esac
done
echo "1..$n"
