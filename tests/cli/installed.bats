# What make install leaves: plugins where pkg-config says, headers that somebody
# else builds a plugin with; and uninstall takes all of it away.

load common

@test "installed, extended from outside, and removed" {
	command -v pkg-config >/dev/null || skip "no pkg-config"
	command -v make >/dev/null || skip "no make"
	at=$BATS_TEST_TMPDIR/at
	env -u MAKEFLAGS -u MFLAGS -u TESTS make -s -C "$top_builddir" \
		install DESTDIR="$at" >log 2>&1 || { cat log; false; }
	export PKG_CONFIG_SYSROOT_DIR=$at
	export PKG_CONFIG_PATH
	PKG_CONFIG_PATH=$(dirname "$(find "$at" -name gpulint.pc)")
	plugins=$(pkg-config --variable=plugindir gpulint)
	[ "$(pkg-config --variable=abi gpulint)" = 1 ]
	[ -f "${plugins#"$at"}/vram.so" ] || [ -f "$plugins/vram.so" ] ||
		[ -f "$at$plugins/vram.so" ]

	# what completes words in shells
	for file in bash-completion/completions/gpulint \
		zsh/site-functions/_gpulint \
		fish/vendor_completions.d/gpulint.fish; do
		[ -n "$(find "$at" -path "*/share/$file" -size +1k)" ]
	done

	mkdir -p cards/outside
	cat >outside.c <<-'END'
	#include <gpulint/plugin.h>
	static void
	run(struct gpulint_pass *pass)
	{
		gpulint_report(pass, gpulint_fact(pass, "model.id"), "seen");
	}
	static const struct gpulint_check seen = {
		.id = "seen", .scope = GPULINT_WORKLOAD, .run = run };
	static const struct gpulint_check *const checks[] = { &seen, NULL };
	GPULINT_PLUGIN("outside", checks);
	END
	cat >cards/outside/seen.yaml <<-'END'
	summary: the model is seen
	severity: note
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
	${CC:-cc} -std=c99 -Wall -Werror -fPIC -shared \
		$(pkg-config --cflags gpulint) -o outside.so outside.c
	overflowing >a.yaml
	apart "$(find "$at" -name gpulint -type f -perm -u+x)" --rules cards \
		--plugin ./outside.so --format json a.yaml
	[[ $output == *'"rule":"outside/seen","severity":"note"'* ]]
	[ -z "$errors" ]

	env -u MAKEFLAGS -u MFLAGS -u TESTS make -s -C "$top_builddir" \
		uninstall DESTDIR="$at" >log 2>&1 || { cat log; false; }
	[ -z "$(find "$at" ! -type d -o -name gpulint)" ]
}
