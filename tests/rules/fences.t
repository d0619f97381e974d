#!/bin/sh
# shellcheck disable=SC2154 # the harness sets top_srcdir and top_builddir
# Who may include what, what nobody calls, and how long a file may be.

cd "$top_srcdir" || exit 1
n=0

# none DESCRIPTION FOUND: ok where nothing was found, else shows it.
none() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

# FILE:LINE of what matches an extended pattern in all sources.
sources() {
	find src plugins tools -name '*.[ch]' -exec grep -nE -e "$1" {} +
}

includes() {
	sources "^#include [<\"]($1)[>\"]"
}

none "only the reader sees <yaml.h>" \
    "$(includes 'yaml\.h' | grep -v '^src/read/')"
none "only base/pattern.c sees <pcre2.h>" \
    "$(includes 'pcre2\.h' | grep -v '^src/base/pattern\.c:')"
none "only the plugin loader and the NVML probe see <dlfcn.h>" \
    "$(includes 'dlfcn\.h' | grep -vE '^src/(rule/plugins|cli/nvml)\.c:')"
none "plugins include plugin.h and their own header alone" \
    "$(grep -n '^#include "' plugins/*/*.[ch] |
	grep -vE 'include "(plugin|[a-z_]+)\.h"')"
none "nothing below the command line knows it" \
    "$(includes 'cli/.*' | grep -v '^src/cli/')"
none "base, read and catalog know nothing above them" \
    "$(includes '(run|report|fix|memory|workload|dialect)/.*' |
	grep -E '^src/(base|read|catalog)/')"
none "dialect, workload and memory know nothing of runs and reports" \
    "$(includes '(run|report|fix|cli)/.*' |
	grep -E '^src/(dialect|workload|memory)/')"
none "no function that cannot be used safely" \
    "$(sources '(^|[^a-z_])(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atof|tmpnam|mktemp|alloca)\(')"
none "only explain starts a program (man)" \
    "$(sources '(^|[^a-z_])(system|popen|execl|execlp|execv|execvp|execve|fork|posix_spawnp?)\(' |
	grep -v '^src/cli/explain\.c:')"
none "nothing below the command line prints or exits" \
    "$(sources '(^|[^a-z_])(printf|puts|perror|exit|abort)\(|stdout|stderr' |
	grep -vE '^(src/cli|tools)/|^src/base/memory_end\.c:|__attribute__|: \*|/\*')"
none "no trial is left at the top of the tree" \
    "$(find . -maxdepth 1 -type f ! -name '.*' \
	\( -name '*.yaml*' -o -name '*.json*' -o -name '*.tsv' \))"
none "no file over 600 lines" \
    "$(find src plugins tools -name '*.[ch]' -exec wc -l {} + |
	awk '$1 > 600 && $2 != "total" { print $2 ": " $1 " lines" }')"
echo "1..$n"
