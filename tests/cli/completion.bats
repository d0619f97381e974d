# What shells complete is what --help tells.

load common

# complete WORD...: what bash offers for the last word
complete_words() {
	"$GPULINT" completion bash >completion
	bash -c 'compopt() { :; }
		source ./completion
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_gpulint
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

@test "every option and command is known to every shell" {
	for shell in bash zsh fish; do
		"$GPULINT" completion "$shell" >"$shell"
	done
	for command in fit facts explain rules dialects gpus models tree \
		probe test; do
		grep -q "^	$command)" bash
		grep -q "'$command:" zsh
		grep -q -- "-a $command -d" fish
		"$GPULINT" "$command" --help | sed -n 's/^  --\([a-z-]*\) .*/\1/p' >options
		[ -s options ]
		while read -r option; do
			[ "$(complete_words gpulint "$command" "--$option" |
			    grep -c "^--$option=*$")" -eq 1 ]
			sed -n "/^	$command)/,/;;/p" zsh | grep -q -- "--$option[=[]"
			grep -q -- "_from $command' -l $option " fish
		done <options
	done
}

@test "bash completes commands, options and their words" {
	[ "$(complete_words gpulint fi)" = fit ]
	[ "$(complete_words gpulint check --fail-on w)" = warning ]
	[ "$(complete_words gpulint check --fail-on = w)" = warning ]
	[ "$(complete_words gpulint --format sa)" = sarif ]
	[ -z "$(complete_words gpulint fit --format sa)" ]
	[ "$(complete_words gpulint fit --gpu 'RTX A600')" = 'RTX\ A6000' ]
	[ "$(complete_words gpulint fit --gpu 'RTX\ A600')" = 'RTX\ A6000' ]
	[ "$(complete_words gpulint explain vram/overf)" = vram/overflow ]
	[ "$(complete_words gpulint check --select os,vram/overf)" = os,vram/overflow ]
	[ "$(complete_words gpulint check --os ws)" = wsl2 ]
	[ "$(complete_words gpulint tree --unsafe)" = '' ]
	mkdir -p here/below
	touch here/file.yaml
	[ "$(complete_words gpulint check here/)" = $'here/below\nhere/file.yaml' ] ||
		[ "$(complete_words gpulint check here/ | sort)" = $'here/below\nhere/file.yaml' ]
	[ "$(complete_words gpulint check --rules here/)" = here/below ]
}

@test "shells read what is written for them" {
	"$GPULINT" completion bash | bash -n
	for shell in zsh fish; do
		command -v "$shell" >/dev/null || continue
		"$GPULINT" completion "$shell" >script
		"$shell" -n script
	done
}

@test "another shell is a usage error" {
	apart "$GPULINT" completion bsh
	[ "$status" -eq 2 ]
	[[ $errors == *"did you mean 'bash'?"* ]]
	apart "$GPULINT" completion
	[ "$status" -eq 2 ]
}
