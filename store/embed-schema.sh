#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the migrations given as files (NNN-name.sql, numbered from 001 without a hole) as a C header for
# store/migrate.c, so that the program carries its schema and needs no file beside it.
#   sh store/embed-schema.sh store/schema/*.sql >schema-sql.h
set -eu

echo '/* Made by store/embed-schema.sh from store/schema; not to be edited. */'
echo '#pragma once'
echo
echo 'static const struct {'
echo '	int version;'
echo '	const char *sql;'
echo '} SCHEMA_MIGRATIONS[] = {'
expected=1
for file in "$@"; do
	name=${file##*/}
	if [ "${name%%-*}" != "$(printf '%03d' "$expected")" ]; then
		echo "embed-schema.sh: $name: expected number $(printf '%03d' "$expected")" >&2
		exit 1
	fi
	echo "	{ $expected,"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/	  "/' -e 's/$/\\n"/' "$file"
	echo '	},'
	expected=$((expected + 1))
done
echo '};'
