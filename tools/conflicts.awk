# Tables of conflicts (rules/conflicts/*.tsv) as rows of C, an array a rule.
# A malformed row stops the build, with its place.

BEGIN {
	FS = "\t"
	print "/* Made of rules/conflicts by tools/conflicts.awk. */"
	print "#include \"conflict.h\""
}

function bad(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
	failed = 1
	exit 1
}

function quoted(text) {
	gsub(/\\/, "\\\\", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\""
}

FNR == 1 || /^#/ || /^$/ { next }

NF != 8 { bad("a row has 8 columns, this one " NF) }

{
	for (i = 1; i <= 8; i++)
		if ($i == "" && i != 7)
			bad("column " i " is empty")
	if ($6 !~ /^(error|warning|note)$/)
		bad("severity is " $6)
	safe = "false"
	edit = "NULL"
	if ($7 != "") {
		if ($7 !~ /^(safe|unsafe) ./)
			bad("a fix begins with safe or unsafe")
		safe = $7 ~ /^safe/ ? "true" : "false"
		sub(/^(safe|unsafe) /, "", $7)
		edit = quoted($7)
	}
	if (!($1 in rows))
		rules[++count] = $1
	rows[$1] = rows[$1] sprintf("\t{ %s, %s, %s, %s, %s, GPULINT_%s, %s, %s },\n",
	    quoted($2), quoted($3), quoted($4), quoted($5), quoted($8),
	    toupper($6), edit, safe)
}

END {
	if (failed)
		exit 1
	for (i = 1; i <= count; i++)
		printf "static const struct conflict rows_%d[] = {\n%s};\n",
		    i, rows[rules[i]]
	print "const struct conflict_rule conflict_rules[] = {"
	for (i = 1; i <= count; i++)
		printf "\t{ %s, rows_%d, sizeof(rows_%d) / sizeof(*rows_%d) },\n",
		    quoted(rules[i]), i, i, i
	print "\t{ NULL, NULL, 0 },\n};"
}
