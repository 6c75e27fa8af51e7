# SPDX-License-Identifier: BSD-2-Clause
# Completion of conform(1) in bash. What there is, conform itself says.

_conform_areas()
{
	"$1" list 2>/dev/null | sed 's,^[^ ]* *,,; s,/.*,,' | uniq | sort -u
}

_conform()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local conform=$1 help

	COMPREPLY=()
	help=$("$conform" --help 2>/dev/null) || [ -n "$help" ] || return
	case $before in
	--cases)
		COMPREPLY=($(compgen -W "$(_conform_areas "$conform")" -- "$word"))
		return ;;
	--vectors)
		COMPREPLY=($(compgen -W all -- "$word"))
		return ;;
	--results|--report|--output)
		COMPREPLY=($(compgen -d -- "$word"))
		return ;;
	--ledger|--only|import|docs)
		COMPREPLY=($(compgen -f -- "$word"))
		return ;;
	esac
	case $word in
	-*)	help=$(grep -Eo -e '(^|[ ,])--[a-z][a-z-]*' <<<"$help" |
	    tr -d ' ,' | sort -u) ;;
	*)	[ "$COMP_CWORD" -eq 1 ] || return
		help=$(sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$help") ;;
	esac
	COMPREPLY=($(compgen -W "$help" -- "$word"))
}

complete -F _conform conform
