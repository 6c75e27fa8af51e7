# SPDX-License-Identifier: BSD-2-Clause
#
# What the launchers of machines have in common, to be sourced by them: the
# options of `run`, words and paths, and the ways in which a run ends.  README.md
# has the contract.

set -u
unset CDPATH
umask 022

progname=${0##*/}

fail()
{
	printf '%s: %s\n' "$progname" "$*" >&2
	exit "${failure:-1}"
}

usage()
{
	printf 'usage: %s names\n       %s make|tell NAME\n' "$progname" \
	    "$progname" >&2
	printf '       %s run NAME -o OUTDIR [-c PROCESSOR] [-m MEM] ' \
	    "$progname" >&2
	printf '[-t SECONDS] -- COMMAND ARG...\n' >&2
	exit "${failure:-1}"
}

# One shell word; the added newline keeps those at the end of the argument.
quote()
{
	printf '%s\n' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/' /"
}

physical()
{
	(cd -- "$1" 2>/dev/null && pwd -P)
}

# Sets outdir, processor, mem (or the value that it has), mem_mb and seconds,
# and how many of the arguments these were.
read_options()
{
	failure=125
	outdir='' processor='' seconds=900
	while getopts o:c:m:t: option; do
		case $option in
		o)	outdir=$OPTARG ;;
		c)	processor=$OPTARG ;;
		m)	mem=$OPTARG ;;
		t)	seconds=$OPTARG ;;
		*)	usage ;;
		esac
	done
	options=$((OPTIND - 1))
	[ -n "$outdir" ] && [ $# -gt "$options" ] || usage
	case $seconds in
	''|0*|*[!0-9]*)	fail "'$seconds' is no number of seconds" ;;
	esac
	case ${mem%[MG]} in
	''|0*|*[!0-9]*)	fail "'$mem' is no amount of memory: try 512M or 1G" ;;
	esac
	case $mem in
	*G)	mem_mb=$((${mem%G} * 1024)) ;;
	*M)	mem_mb=${mem%M} ;;
	*)	fail "'$mem' is no amount of memory: try 512M or 1G" ;;
	esac
	keep=''
	[ -z "$processor" ] || keep="taskset -c $processor"
	$keep true >/dev/null 2>&1 || fail "cannot run on processor '$processor'"
}

# Sets cwd, and makes outdir a physical path.
find_folders()
{
	cwd=$(pwd -P) || fail "the current folder is gone"
	mkdir -p -- "$outdir" || fail "cannot make '$outdir'"
	outdir=$(physical "$outdir") || fail "cannot enter '$outdir'"
	[ -w "$outdir" ] || fail "'$outdir' is not writable"
	case $outdir in
	/|/dev|/dev/shm|/proc|/root|/run|/sys|/tmp)
		fail "'$outdir' is a folder of the guest's own: take one below it" ;;
	esac
}

# A temporary folder with a plain name; what is in `pid`, `watchdog` and
# `reader` ends with this program.
make_state()
{
	pid='' reader='' watchdog='' state=''
	trap stop EXIT
	trap 'no_verdict "interrupted"' INT TERM HUP
	case ${TMPDIR:-/tmp} in
	*[!A-Za-z0-9_./+-]*|[!/]*)	state=/tmp ;;
	*)				state=${TMPDIR:-/tmp} ;;
	esac
	state=$(mktemp -d "$state/pysock-$progname.XXXXXX") ||
	    fail "no temporary folder"
	: >"$state/console"
}

# The command's words as a script, "$state/command".
write_command()
{
	{
		printf 'exec '
		for word in "$@"; do
			quote "$word" | sed '$s/$/\\/'
		done
		echo
	} >"$state/command"
}

# Kills the session of `pid` when its time is up, and says so by a file.
watch()
{
	(
		sleep "$seconds" &
		trap "kill $!" TERM
		wait "$!" && : >"$state/late" && kill -s KILL -- "-$pid"
	) </dev/null >/dev/null 2>&1 &
	watchdog=$!
}

kill_machine()
{
	[ -n "$pid" ] || return
	kill -s KILL -- "-$pid" 2>/dev/null || kill -s KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	pid=''
}

stop()
{
	trap '' INT TERM HUP
	kill_machine
	[ -n "$watchdog" ] && kill "$watchdog" 2>/dev/null
	[ -n "$reader" ] && kill "$reader" 2>/dev/null
	[ -n "$state" ] && rm -rf -- "$state"
}

no_verdict()
{
	printf '%s: %s; the console ends with:\n' "$progname" "$1" >&2
	grep -m 1 "Kernel panic" "$state/console" | tr -d "\r" | sed "s/^/  | /" >&2
	tail -n 20 "$state/console" | tr -d '\r' | sed 's/^/  | /' >&2
	exit 125
}

# Ends as the command did, if it ended.
end()
{
	if [ -s "$state/status" ]; then
		wait "$reader"
		reader=''
		read -r status <"$state/status"
		exit "$status"
	fi
	[ ! -e "$state/late" ] || no_verdict "no end after $seconds s, killed"
	no_verdict "$1"
}
