# SPDX-License-Identifier: BSD-2-Clause
#
#	awk -f left.awk files=FILE KINDS UNCOVERED
#
# What is left, by kind (KINDS: an expression, a tab, the kind), and in FILE by
# file, each with its kinds, the most first.

FNR == 1 { part++ }

part == 1 && /^[^#]/ {
	split($0, f, "\t")
	expression[++kinds] = f[1]
	kind[kinds] = f[2]
	next
}

part == 2 {
	at = index($0, ": ")
	where = substr($0, 1, at - 1)
	sub(/:[0-9]+$/, "", where)
	rest = substr($0, at + 2)
	at = index(rest, ": ")
	how = substr(rest, 1, at - 1)
	text = substr(rest, at + 2)
	for (k = 1; k < kinds && where ": " text !~ expression[k]; k++)
		;
	if (how == "not executed") {
		lines[k]++
		file_lines[where]++
	} else {
		branches[k] += how + 0
		file_branches[where] += how + 0
	}
	all[where] = 1
	of[where, k] += how == "not executed" ? 1 : how + 0
}

END {
	print "  left by kind, lines and branches of lines that were executed:"
	for (k = 1; k <= kinds; k++)
		if (lines[k] + branches[k] > 0)
			printf "  %5d %5d  %s\n", lines[k], branches[k], kind[k]
	sort = "sort -rn >'" files "'"
	for (w in all) {
		line = ""
		for (k = 1; k <= kinds; k++)
			if (of[w, k] > 0)
				line = line (line == "" ? "" : "; ") of[w, k] \
				    " " kind[k]
		printf "%5d %5d %5d  %s: %s\n", file_lines[w] + \
		    file_branches[w], file_lines[w], file_branches[w], w,
		    line | sort
	}
	close(sort)
}
