# The manual: no warnings, and nothing of the program left out.

setup() {
	command -v mandoc >/dev/null || skip "no mandoc"
	manual=$top_srcdir/man
	written=$BATS_TEST_TMPDIR
}

@test "pages by hand are silent under mandoc -T lint" {
	run mandoc -T lint -W warning "$manual"/gpulint*.[135]
	echo "$output"
	[ -z "$output" ]
}

@test "every page that is written is silent under mandoc -T lint" {
	for page in $("$GPULINT" manual); do
		"$GPULINT" manual "$page" >"$written/$page.7"
	done
	[ -s "$written/gpulint-rules.7" ]
	run mandoc -T lint -W warning "$written"/*.7
	echo "$output"
	[ -z "$output" ]
}

@test "every rule has a page, and the index names it" {
	"$GPULINT" manual gpulint-rules | mandoc -T utf8 | col -b \
		>"$written/index"
	"$GPULINT" rules --format json | jq -r '.rules[].name' \
		>"$written/rules"
	[ -s "$written/rules" ]
	while read -r rule; do
		"$GPULINT" manual "gpulint-${rule%%/*}-${rule#*/}" >/dev/null
		grep -q "^ *$rule\$" "$written/index" || { echo "$rule"; false; }
	done <"$written/rules"
}

@test "every option of --help is in gpulint(1)" {
	"$GPULINT" --help | grep -o -- '--[a-z][a-z-]*' | sort -u \
		>"$written/options"
	[ -s "$written/options" ]
	while read -r option; do
		grep -q "^\.It Fl -${option#--}\( \|\$\)" "$manual/gpulint.1" ||
			{ echo "$option"; false; }
	done <"$written/options"
}

@test "every command of --help is in gpulint(1)" {
	"$GPULINT" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' \
		>"$written/commands"
	[ -s "$written/commands" ]
	while read -r command; do
		grep -q "^\.It Cm $command\( \|\$\)" "$manual/gpulint.1" ||
			{ echo "$command"; false; }
	done <"$written/commands"
}

@test "every function of plugin.h is in gpulint-plugin(3), twice" {
	sed 's|/\*.*||' "$top_srcdir/src/plugin.h" |
		grep -o 'gpulint_[a-z_]*(' | tr -d '(' | sort -u \
		>"$written/functions"
	[ -s "$written/functions" ]
	while read -r function; do
		n=$(grep -c "Fn $function\( \|\$\)" "$manual/gpulint-plugin.3")
		[ "$n" -ge 2 ] || { echo "$function"; false; }
	done <"$written/functions"
}

@test "every format is in gpulint(1)" {
	for format in text json sarif github gitlab junit checkstyle tap rdjson
	do
		grep -q "^\.It Cm $format\$" "$manual/gpulint.1"
	done
}

@test "explain says what the page says" {
	words() { tr -cs '[:alnum:]/+*=:.-' '\n' | grep -v '^[.:]*$'; }
	for rule in $("$GPULINT" rules --format json | jq -r '.rules[].name'); do
		page=gpulint-${rule%%/*}-${rule#*/}
		"$GPULINT" explain "$rule" | words >"$written/explained"
		"$GPULINT" manual "$page" | mandoc -T ascii -O width=500 |
			col -bx | sed '1d;$d' | words >"$written/page"
		diff "$written/explained" "$written/page"
	done
}
