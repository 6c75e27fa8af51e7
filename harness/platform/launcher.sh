# SPDX-License-Identifier: BSD-2-Clause
#
# What launchers share; each sets `set -u`, has functions that answer the
# verbs, and ends with: launcher "$@".
#
#	names            prints them
#	provide          makes $name, where it is not made yet
#	tell             prints KEY=VALUE
#	run OPTION...    with -- COMMAND ARG... (machines and bundles alone)

unset CDPATH
umask 022
family=${0##*/}
project=$(cd -- "$(dirname -- "$0")/../../.." && pwd -P)
platforms=$project/build/platforms
name=
made=	# the folder of $name
log=	# of what is made for it
part=	# of what is being made, or empty
failed=	# status of a `run` that has no verdict

fail()
{
	printf '%s%s\n' "${failed:+$name: }" "$*" >&2
	exit "${failed:-1}"
}

# A line of progress.
say()
{
	printf '%-10s %s\n' "$name" "$*"
}

# What was made half is gone, whatever ends us.
abandon()
{
	[ -z "$part" ] || rm -rf -- "$part"
}

# Whether it is there, made by a recipe of these words.
is_made()
{
	[ "$(cat "$made/recipe" 2>/dev/null)" = "$*" ]
}

# Starts to make it, in the empty folder $part.
begin()
{
	part=$platforms/.$name.$$
	trap abandon EXIT
	trap 'exit 1' INT TERM HUP
	rm -rf -- "$platforms/.$name".* && mkdir "$part" || fail "cannot make '$part'"
}

# All of it is there: from now on it is made, by that recipe.
finish()
{
	printf '%s\n' "$*" >"$part/recipe" && rm -rf -- "$made" &&
	    mv -- "$part" "$made" || fail "cannot make '$made'"
	part=
}

# Packages of this machine's own Debian.
need()
{
	(cd "$project" && harness/platform/setup "$@") || exit 1
}

# Starts with another release of Debian; debian.sh says what follows.
suite()
{
	. "$project/harness/platform/debian.sh"
	say "reading what Debian's $1 has"
	debian_begin "$part/apt" "$@" ||
	    fail "Debian's $1 cannot be read: $debian_reason"
}

# What a log of the platform says went wrong, as one sentence.
fail_by_log()
{
	reason=$(grep -m 1 -e ' error: ' -e 'undefined reference' \
	    -e 'multiple definition' "$log" || tail -n 1 "$log")
	rm -f -- "$log"
	fail "$1: ${reason:-it does not say why}"
}

# One of the Makefile's files.
run_make()
{
	(unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES
	cd "$project" && make --no-print-directory -s "$@" 2>"$log") ||
		fail_by_log "$1 does not build"
}

# The implementation of $name, as the Makefile builds it.
build_iut()
{
	run_make "build/platforms/$name/iut"
	rm -f -- "$log"
}

launcher()
{
	verb=${1:-}
	name=${2:-}
	made=$platforms/$name
	log=$platforms/.$name.log
	case $verb:$# in
	names:1)	names ;;
	make:2)
		mkdir -p -- "$platforms" || fail "cannot make '$platforms'"
		provide ;;
	tell:2)		tell ;;
	run:[2-9]|run:[1-9][0-9]*)
		shift 2
		run "$@" ;;
	*)	fail "usage: $family names | make NAME | tell NAME |" \
		    "run NAME -o OUTDIR [OPTION] -- COMMAND ARG..." ;;
	esac
}
