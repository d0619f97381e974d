# Comments that silence findings.

load common

line3() {
	overflowing | sed "3s|\$|$1|" >a.yaml
}

@test "a comment on the line silences the rule it names" {
	line3 '  # gpulint: ignore=vram/overflow -- measured'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
	[ -z "$errors" ]
	line3 '  # gpulint: ignore=os/macos-unsupported,vram'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
}

@test "of another rule it silences nothing" {
	line3 '  # gpulint: ignore=os/macos-unsupported'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
}

@test "alone it speaks of the next line that is no comment" {
	overflowing | sed '3i# gpulint: ignore=vram/overflow\n# more\n' >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
	overflowing | sed '4i# gpulint: ignore=vram/overflow' >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
}

@test "ignore-file speaks of the whole file" {
	{ overflowing; echo '# gpulint: ignore-file=vram/overflow'; } >a.yaml
	apart "$GPULINT" a.yaml
	[ "$status" -eq 0 ]
}

@test "inside a string it is no comment" {
	{ overflowing | sed 's|id: meta-llama/Llama-3.1-8B|&, x: "# gpulint: ignore-file=vram"|'; } >a.yaml
	apart "$GPULINT" a.yaml
	[[ $output == *'[vram/overflow]'* ]]
}

@test "a rule that nobody has is remarked on" {
	line3 '  # gpulint: ignore=vram/overlow'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
	[[ $errors == 'gpulint: a.yaml:3:'*'did you mean vram/overflow?' ]]
	line3 '  # gpulint: ignroe=vram/overflow'
	apart "$GPULINT" a.yaml
	[ "$status" -eq 1 ]
}
