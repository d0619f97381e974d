# ./quickstart, as far as it goes without building: what it refuses, and how.

load common

# A copy of it in a folder of that name.
in_folder() { # in_folder NAME
	mkdir -p "$1"
	cp "$top_srcdir/quickstart" "$1"
	cd "$1"
}

# What stands before the real program of that name.
pretend() { # pretend NAME COMMANDS
	mkdir -p bin
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}

@test "a word that it does not know is refused with what it knows" {
	in_folder tree
	apart ./quickstart --help
	[ "$status" -eq 0 ]
	[[ $output == *'./quickstart lint'*'./quickstart test'* ]]
	apart ./quickstart lnit
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ $errors == *'./quickstart lint'* ]]
	[ ! -e build ]
}

@test "a folder that autoconf cannot build in is told before all else" {
	in_folder "it's mine"
	apart ./quickstart lint
	[ "$status" -eq 2 ]
	[[ $errors == *"it's mine: "*'rename it'* ]]
	[ ! -e build ]
}

@test "missing packages are named with the command that brings them" {
	! command -v sudo >/dev/null || skip "sudo would be asked"
	in_folder tree
	pretend id 'echo 1000'
	pretend dpkg-query 'for last; do :; done
case $last in
libyaml-dev | bats) exit 1 ;;
esac
echo install ok installed'
	PATH=$PWD/bin:$PATH apart ./quickstart lint
	[ "$status" -eq 2 ]
	[[ $errors == *'as root: apt-get install libyaml-dev bats' ]]
	[[ $errors != *installing* ]]
}
