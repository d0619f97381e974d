# Plugins: which are loaded, and why others are refused.

load common

modules="$top_builddir/.libs"

# A plugin in a folder of its own that nobody else may write.
setup_file() {
	umask 022
}

refused() {
	overflowing >a.yaml
	apart "$GPULINT" --plugin "$1" a.yaml
	[ "$status" -eq 2 ]
	# What could be linted is still reported.
	[[ $output == *'[vram/overflow]'* ]]
	[[ $errors == *"$2"* ]]
}

@test "one for another ABI is refused before its checks are looked at" {
	refused "$modules/bad_abi.so" 'built for plugin ABI 2, this gpulint has 1'
}

@test "one with checks of another size is refused" {
	refused "$modules/bad_size.so" 'build it with the installed plugin.h'
}

@test "names, ids and cards must be there" {
	refused "$modules/no_symbol.so" 'exports no gpulint_plugin'
	refused "$modules/no_name.so" "name is 'No Name'"
	refused "$modules/no_check_id.so" 'has no proper id'
	refused "$modules/twice.so" 'has check check twice'
	refused "$modules/no_card.so" 'check no-card/check has no card'
}

@test "what is no shared object is refused" {
	refused "$PWD/nowhere.so" 'nowhere.so: '
	echo text >text.so
	refused "$PWD/text.so" 'text.so: '
	refused "$PWD" 'not a regular file'
}

@test "one that was loaded already is refused" {
	refused "$modules/vram.so" 'plugin vram was loaded from'
}

@test "one that others may write is refused" {
	mkdir own
	chmod 755 own
	cp "$modules/carded.so" own/carded.so
	chmod 664 own/carded.so
	refused own/carded.so 'others may write it'
	chmod 644 own/carded.so
	chmod 777 own
	refused own/carded.so 'others may write its folder'
}

card() {
	mkdir -p "$1/carded"
	cat >"$1/carded/batch.yaml" <<-'END'
	summary: the batch is said
	severity: warning
	since: "0.1"
	why: |
	  For the tests.
	sources: [none]
	file: a.yaml
	bad: |
	  a: 1
	good: |
	  b: 1
	END
}

@test "a sound one with its card is used, with its words made harmless" {
	overflowing >a.yaml
	card cards
	apart "$GPULINT" --rules cards --plugin "$modules/carded.so" a.yaml
	[[ $output == *'a.yaml:3:'*': warning: a batch of 8^[[31m [carded/batch]'* ]]
	[ "$status" -eq 1 ]
	[ -z "$errors" ]
}

@test "the examples of a plugin's card are run with the plugin" {
	mkdir -p cards/carded
	cat >cards/carded/batch.yaml <<-'END'
	summary: the batch is said
	severity: warning
	since: "0.1"
	why: |
	  For the tests.
	sources: [none]
	file: a.yaml
	bad: |
	  gpulint: workload/1
	  train: {micro_batch: 8} # want: a batch of 8
	good: |
	  gpulint: workload/1
	  train: {seq_len: 8}
	END
	run "$GPULINT" test cards
	[ "$status" -eq 1 ]
	run "$GPULINT" test --plugin "$modules/carded.so" cards
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"ok 1 - carded/batch: bad example"*"1..2" ]]
}

@test "a card without its check is refused" {
	card cards
	cp cards/carded/batch.yaml cards/carded/other.yaml
	overflowing >a.yaml
	apart "$GPULINT" --rules cards --plugin "$modules/carded.so" a.yaml
	[ "$status" -eq 2 ]
	[[ $errors == *'rule carded/other has a card but no check'* ]]
}

@test "nothing is loaded from where the linted files are" {
	mkdir -p repo/.libs repo/plugins
	cp "$modules/no_card.so" repo/
	cp "$modules/no_card.so" repo/.libs/
	cp "$modules/no_card.so" repo/plugins/
	echo no_card.so >repo/.gpulint-build
	overflowing >repo/a.yaml
	cd repo
	LD_LIBRARY_PATH=$PWD GPULINT_PLUGIN_PATH=$PWD PLUGINDIR=$PWD \
		apart "$GPULINT" .
	[ "$status" -eq 1 ]
	[ -z "$errors" ]
}

@test "a program that has no plugins calls nothing clean" {
	cp "$top_builddir/gpulint" alone
	overflowing >a.yaml
	apart ./alone --isolated a.yaml
	[ "$status" -ne 1 ] || skip "gpulint is installed here"
	[ "$status" -eq 2 ]
	[[ $errors == *'no plugins, so no rules'* ]]
}
