# SPDX-License-Identifier: BSD-2-Clause
#
#	awk -f count.awk floor="LINES BRANCHES" left=FILE UNREACHED GCOV
#
# GCOV is what `gcov -b -c -t` prints. A file that several objects are of is
# counted once. UNREACHED, a line each below the reason: `# -- REASON`.
#	FILE FUNCTION		all of it
#	FILE FUNCTION: TEXT	its lines that have the text, the condition before
#				them, and those that come next and were not
#				executed either
# FILE and FUNCTION may be `*`.

function percent(did, all) { return all > 0 ? 100 * did / all : 100 }

function matches(f, l, u)
{
	return (file_of[u] == "*" || file_of[u] == f) &&
	    (function_of[u] == "*" || function_of[u] == within[f, l]) &&
	    (text_of[u] == "" || index(text[f, l], text_of[u]))
}

# What names it, or what names the line before and reaches to this one.
function excuse(f, l, u)
{
	for (u = 1; u <= entries; u++)
		if (matches(f, l, u))
			return u
	return hits[f, l] == 0 && within[f, l] == reaching_in ? reaching : 0
}

function tell(f, l, what)
{
	printf "%s:%d: %s: %s\n", f, l, what, text[f, l] >left
}

# The line before one that is excused: what leads there has the same excuse.
function find_excuses(f, l, before)
{
	reaching = before = 0
	for (l = 1; l <= last[f]; l++) {
		if (!((f, l) in hits))
			continue
		excuse_of[f, l] = reaching = excuse(f, l)
		reaching_in = within[f, l]
		if (hits[f, l] > 0)
			before = l
		else if (reaching && before && within[f, before] == reaching_in)
			leading[f, before] = reaching
	}
}

# Of a line that was executed the branches are told together.
function count_line(f, l, by, b, k, missed)
{
	by = excuse_of[f, l]
	if (hits[f, l] == 0 && by) {
		spared[by]++
		lines_spared++
	} else {
		n_lines[f]++
		n_did[f] += hits[f, l] > 0
		if (hits[f, l] == 0)
			tell(f, l, "not executed")
	}
	if (!by)
		by = leading[f, l]
	for (b = 0; b < branches[f, l]; b++) {
		k = f SUBSEP l SUBSEP b
		if (ways[k] == 0 && by) {
			spared[by]++
			branches_spared++
			continue
		}
		n_branches[f]++
		n_took[f] += ways[k] > 0
		missed += ways[k] == 0
	}
	if (missed && hits[f, l] > 0)
		tell(f, l, missed " of " branches[f, l] " branches not taken")
}

function count_file(f, l)
{
	find_excuses(f)
	for (l = 1; l <= last[f]; l++)
		if ((f, l) in hits)
			count_line(f, l)
	if (n_lines[f] == 0)
		return
	printf "file\t%6.1f %% of %4d  %6.1f %% of %4d  %s\n",
	    percent(n_did[f], n_lines[f]), n_lines[f],
	    percent(n_took[f], n_branches[f]), n_branches[f], f
	lines += n_lines[f]
	did += n_did[f]
	all_branches += n_branches[f]
	took += n_took[f]
}

FNR == 1 { part++ }

part == 1 && /^# -- / { reason = substr($0, 6) }
part == 1 && /^[^#]/ {
	entries++
	file_of[entries] = $1
	reason_of[entries] = reason
	at = index($0, ": ")
	text_of[entries] = at > 0 ? substr($0, at + 2) : ""
	function_of[entries] = $2
	sub(/:$/, "", function_of[entries])
}

part == 2 && /^ +-: +0:Source:/ {
	source = $0
	sub(/.*:Source:/, "", source)
	sub(/^\.\//, "", source)
	wanted = source ~ /^harness\/.*\.c$/
	if (wanted && !(source in last)) {
		last[source] = 0
		order[++files] = source
	}
	line = 0
	next
}
part == 2 && wanted && /^function / { name = $2; next }
part == 2 && wanted && /^ *[-#=0-9*]+: *[0-9]+:/ {
	split($0, a, ":")
	line = a[2] + 0
	branch = 0
	count = a[1]
	gsub(/[ *]/, "", count)
	if (count == "-")
		next
	within[source, line] = name
	text[source, line] = substr($0, length(a[1]) + length(a[2]) + 3)
	gsub(/^[ \t]+/, "", text[source, line])
	hits[source, line] += count + 0
	if (line > last[source])
		last[source] = line
	next
}
part == 2 && wanted && /^branch / {
	taken = $4 == "executed" ? 0 : $4 + 0
	ways[source, line, branch++] += taken
	if (branch > branches[source, line])
		branches[source, line] = branch
}

END {
	printf "" >left
	for (i = 1; i <= files; i++)
		count_file(order[i])
	split(floor, least, " ")
	for (u = 1; u <= entries; u++) {
		of_reason[reason_of[u]] += spared[u]
		if (!spared[u]) {
			printf "said\t  nothing to leave out: %s %s %s\n",
			    file_of[u], function_of[u], text_of[u]
			stale++
		}
	}
	printf "said\t  left out: %d lines, %d branches\n", lines_spared,
	    branches_spared
	for (u = 1; u <= entries; u++)
		if (reason_of[u] in of_reason) {
			printf "said\t  %5d  %s\n", of_reason[reason_of[u]],
			    reason_of[u]
			delete of_reason[reason_of[u]]
		}
	l = percent(did, lines)
	b = percent(took, all_branches)
	printf "said\t  coverage: %.1f %% of %d lines, %.1f %% of %d " \
	    "branches; at least %s and %s\n", l, lines, b, all_branches,
	    least[1], least[2]
	exit stale > 0 || l < least[1] || b < least[2]
}
