# Killed at any system call while it fixes, the file is the old or the new.

load common

# A tracer that can kill, and a leave to trace.
setup() {
	# the leak sanitizer cannot work where strace does
	export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
	cd "$BATS_TEST_TMPDIR"
	[ -z "$VALGRIND" ] || skip "valgrind makes system calls of its own"
	command -v strace >/dev/null || skip "there is no strace"
	strace -qq -o /dev/null -e trace=none -e inject=getpid:signal=KILL \
	    true 2>/dev/null || skip "strace may not trace here"
	mkdir work
	printf 'base_model: a/b\r\ndatasets:\r\n  - path: a # mine\r\nmicro_batch_szie: 1\r\noutput_dir: o' >old.yaml.txt
	sed 's/szie/size/' old.yaml.txt >new.yaml.txt
}

fix() { # fix [TRACER...]
	cp old.yaml.txt work/a.yaml
	chmod 640 work/a.yaml
	"$@" "$GPULINT" check --isolated --fix --unsafe-fixes --quiet \
	    --output /dev/null work/a.yaml
}

# The calls that a fix makes once it has opened the file, as `NAME NUMBER`:
# strace counts those of each name from the start.
calls() {
	fix strace -qq -f -o calls || [ $? -eq 1 ]
	cmp work/a.yaml new.yaml.txt
	sed -E 's/^[0-9]+ +//; /^(\+|-|<|exit)/d' calls | awk '
		/^openat\(.*a\.yaml/ { is_open = 1 }
		{ sub(/\(.*/, ""); n[$0]++ }
		is_open { print $0, n[$0] }'
}

# What a kill may leave: the whole old file or the whole new one, and at
# most one other file, whose name says what it is.
is_sound() {
	cmp -s work/a.yaml old.yaml.txt || cmp -s work/a.yaml new.yaml.txt ||
		return 1
	[ "$(stat -c %a work/a.yaml)" = 640 ] || return 1
	for left in work/* work/.[!.]*; do
		case $left in
		work/a.yaml | 'work/.[!.]*') ;;
		work/a.yaml.gpulint-fix-*)
			leftovers=$((leftovers + 1))
			[ "$1" = partly ] || cmp -s "$left" new.yaml.txt ||
				return 1
			rm "$left"
			;;
		*) return 1 ;;
		esac
	done
}

@test "killed at any system call, the file is old or new" {
	leftovers=0 killed=0
	calls >all
	[ "$(wc -l <all)" -gt 20 ]
	while read -r name when; do
		status=0
		fix strace -qq -f -o /dev/null -e trace="$name" \
		    -e inject="$name:signal=KILL:when=$when" || status=$?
		[ "$status" -lt 128 ] || killed=$((killed + 1))
		is_sound || {
			echo "killed at $name, call $when:"
			ls -la work
			return 1
		}
	done <all
	echo "killed $killed times, $leftovers files left"
	[ "$killed" -gt 20 ]
	# Only between the name and the rename, which no call can join.
	[ "$leftovers" -le 4 ]
}

@test "and where the file system has no files without a name" {
	calls >/dev/null
	grep -q O_TMPFILE calls || skip "this file system is such a one"
	# Refuse the openat of O_TMPFILE, whichever of them that is.
	number=$(grep -o '^[0-9]* *openat(.*' calls | grep -n O_TMPFILE |
	    head -n 1 | cut -d: -f1)
	refuse="openat:error=EOPNOTSUPP:when=$number"
	leftovers=0
	fix strace -qq -f -o again -e trace=openat,rename,linkat \
	    -e inject="$refuse" || [ $? -eq 1 ]
	cmp work/a.yaml new.yaml.txt
	grep -q 'O_CREAT|O_EXCL' again
	is_sound
	[ "$leftovers" -eq 0 ]
	for name in fchown fchmod write fsync close rename; do
		last=$(grep -c "^[0-9]* *$name(" calls)
		for when in $(seq $((last > 3 ? last - 3 : 1)) "$last"); do
			fix strace -qq -f -o /dev/null \
			    -e trace=openat,"$name" -e inject="$refuse" \
			    -e inject="$name:signal=KILL:when=$when" || true
			is_sound partly
		done
	done
}

# The file that a symbolic link leads to is written, beside itself.
fix_through_link() { # fix_through_link [TRACER...]
	rm -rf work
	mkdir -p work/to
	cp old.yaml.txt work/to/b.yaml
	ln -s to/b.yaml work/a.yaml
	"$@" "$GPULINT" check --isolated --fix --unsafe-fixes --quiet \
	    --output /dev/null work/a.yaml
}

@test "a symbolic link stays one, and leads to the old file or the new" {
	fix_through_link strace -qq -f -o calls || [ $? -eq 1 ]
	cmp work/to/b.yaml new.yaml.txt
	sed -E 's/^[0-9]+ +//; /^(\+|-|<|exit)/d' calls | awk '
		{ call = $0; sub(/\(.*/, ""); n[$0]++ }
		is_open || call ~ /O_TMPFILE|O_EXCL/ {
			is_open = 1
			print $0, n[$0]
		}' >all
	grep -q '^rename ' all
	killed=0
	while read -r name when; do
		status=0
		fix_through_link strace -qq -f -o /dev/null -e trace="$name" \
		    -e inject="$name:signal=KILL:when=$when" || status=$?
		[ "$status" -lt 128 ] || killed=$((killed + 1))
		[ "$(readlink work/a.yaml)" = to/b.yaml ]
		cmp -s work/a.yaml old.yaml.txt || cmp work/a.yaml new.yaml.txt
		for left in work/* work/to/*; do
			case $left in
			work/to | work/a.yaml | work/to/b.yaml) ;;
			work/to/b.yaml.gpulint-fix-*) cmp "$left" new.yaml.txt ;;
			*) false ;;
			esac
		done
	done <all
	[ "$killed" -gt 5 ]
}

@test "a call that fails leaves the old file, and says why" {
	calls >all
	for wanted in write fsync fchmod linkat rename newfstatat; do
		grep "^$wanted " all >some
		while read -r name when; do
			status=0
			fix strace -qq -f -o /dev/null -e trace="$name" \
			    -e inject="$name:error=EIO:when=$when" 2>errors ||
				status=$?
			leftovers=0
			is_sound
			[ "$leftovers" -eq 0 ]
			cmp -s work/a.yaml new.yaml.txt || {
				[ "$status" -eq 2 ]
				grep -q 'a.yaml: ' errors
			}
		done <some
	done
}

@test "a polite end waits for the file" {
	for signal in INT TERM HUP; do
		fix strace -qq -f -o /dev/null -e trace=fsync \
		    -e inject="fsync:signal=$signal:when=1" || true
		leftovers=0
		is_sound
		[ "$leftovers" -eq 0 ]
		cmp work/a.yaml new.yaml.txt
	done
}

# A file and the one that it links to, both to be fixed.
fix_linked() { # fix_linked [TRACER...]
	cp old.yaml.txt work/a.yaml
	printf 'deepspeed: ds.json\n' >>work/a.yaml
	cp old.json.txt work/ds.json
	chmod 640 work/a.yaml work/ds.json
	"$@" "$GPULINT" check --isolated --fix --unsafe-fixes --quiet \
	    --gpu T4 --output /dev/null work/a.yaml
}

@test "of a file and a linked one each is old or new, in their order" {
	printf 'base_model: a/b\ndatasets:\n  - path: a # mine\nmicro_batch_szie: 1\noutput_dir: o\n' >old.yaml.txt
	printf '{\n  "zero_optimization": {"stage": 2},\n  "bf16": {"enabled": true}\n}' >old.json.txt
	sed 's/szie/size/' old.yaml.txt >new.yaml.txt
	printf 'deepspeed: ds.json\n' >>new.yaml.txt
	sed 's/bf16/fp16/' old.json.txt >new.json.txt
	fix_linked strace -qq -f -o calls || [ $? -eq 1 ]
	cmp work/a.yaml new.yaml.txt
	cmp work/ds.json new.json.txt
	sed -E 's/^[0-9]+ +//; /^(\+|-|<|exit)/d' calls | awk '
		{ call = $0; sub(/\(.*/, ""); n[$0]++ }
		call ~ /^(linkat|rename|fsync|fchown|fchmod|write|openat)\(/ &&
		    (is_open || call ~ /a\.yaml/) {
			is_open = 1
			print $0, n[$0]
		}' >all
	[ "$(grep -c '^rename ' all)" -eq 2 ]
	[ "$(grep -c '^fsync ' all)" -ge 4 ]
	killed=0 between=0
	while read -r name when; do
		status=0
		fix_linked strace -qq -f -o /dev/null -e trace="$name" \
		    -e inject="$name:signal=KILL:when=$when" || status=$?
		[ "$status" -lt 128 ] || killed=$((killed + 1))
		if cmp -s work/ds.json new.json.txt; then
			cmp work/a.yaml new.yaml.txt
		else
			cmp work/ds.json old.json.txt
			cmp -s work/a.yaml new.yaml.txt &&
				between=$((between + 1)) || true
		fi
		head -n 5 work/a.yaml | cmp -s - old.yaml.txt ||
			cmp work/a.yaml new.yaml.txt
		for left in work/*; do
			case $left in
			work/a.yaml | work/ds.json) ;;
			work/a.yaml.gpulint-fix-*)
				cmp "$left" new.yaml.txt
				rm "$left"
				;;
			work/ds.json.gpulint-fix-*)
				cmp "$left" new.json.txt
				rm "$left"
				;;
			*) false ;;
			esac
		done
	done <all
	[ "$killed" -gt 10 ]
	[ "$between" -gt 0 ]
}
