# SPDX-License-Identifier: BSD-2-Clause
#
# What the launchers of machines have in common beside launcher.sh, to be
# sourced after it: the options of `run`, words and paths, and the ways in which
# a run ends.  README.md has the contract.

usage()
{
	fail "usage: $family run NAME -o OUTDIR [-c PROCESSOR] [-m MEM]" \
	    "[-t SECONDS] -- COMMAND ARG..."
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

# Sets outdir, processor, and mem, mem_mb and seconds unless they have a value.
read_options()
{
	failed=125
	outdir='' processor=''
	while getopts o:c:m:t: option; do
		case $option in
		o)	outdir=$OPTARG ;;
		c)	processor=$OPTARG ;;
		m)	mem=$OPTARG ;;
		t)	seconds=$OPTARG ;;
		*)	usage ;;
		esac
	done
	[ -n "$outdir" ] && [ $# -ge "$OPTIND" ] || usage
	case $seconds in
	''|0*|*[!0-9]*)	fail "'$seconds' is no number of seconds" ;;
	esac
	number=${mem%[MG]}
	case $number in
	''|0*|*[!0-9]*)	fail "'$mem' is no amount of memory: try 512M or 1G" ;;
	esac
	case $mem in
	*G)	mem_mb=$((number * 1024)) ;;
	*M)	mem_mb=$number ;;
	*)	fail "'$mem' is no amount of memory: try 512M or 1G" ;;
	esac
}

# Sets `keep`, the prefix of what is kept to the processor.
keep_to()
{
	keep=''
	[ -n "$1" ] || return
	keep="taskset -c $1"
	$keep true >/dev/null 2>&1 || fail "cannot run on processor '$1'"
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
	state=$(mktemp -d "$state/pysock-$family.XXXXXX") ||
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
	printf '%s: %s; the console ends with:\n' "$name" "$1" >&2
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
