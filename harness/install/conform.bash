# SPDX-License-Identifier: BSD-2-Clause
# Completion of conform(1) in bash. What there is, conform itself says.

# The words of an option, of which the last may be begun.
_conform_names()
{
	local names before=
	names=$("$1" names "$2" 2>/dev/null)
	case $3 in
	*[\ ,]*)	before=${3%[ ,]*}
		before=${3:0:$((${#before} + 1))} ;;
	esac
	COMPREPLY=($(compgen -P "$before" -W "$names" -- "${3#"$before"}"))
}

_conform()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local conform=$1 help command=

	COMPREPLY=()
	case $before in
	--cases|--platforms|--format|--owner)
		_conform_names "$conform" "${before#--}" "$word"
		return ;;
	--vectors)
		COMPREPLY=($(compgen -W all -- "$word"))
		return ;;
	--results|--report|--output)
		COMPREPLY=($(compgen -d -- "$word"))
		return ;;
	--ledger|--only|--baseline|import|docs)
		COMPREPLY=($(compgen -f -- "$word"))
		return ;;
	names)
		COMPREPLY=($(compgen -W "platforms cases format owner" -- "$word"))
		return ;;
	esac
	case $word in
	-*)	[ "$COMP_CWORD" -eq 1 ] || command=${COMP_WORDS[1]}
		help=$("$conform" ${command:+"$command"} --help 2>/dev/null |
		    grep -Eo '^  --[a-z-]*'; echo --help) ;;
	*)	[ "$COMP_CWORD" -eq 1 ] || return
		help=$("$conform" --help 2>/dev/null |
		    sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p') ;;
	esac
	COMPREPLY=($(compgen -W "$help" -- "$word"))
}

complete -F _conform conform
