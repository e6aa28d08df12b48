#!/bin/sh
# SPDX-License-Identifier: MIT
# clang-tidy over every source given before "--"; silent when all is well, fails on any finding. A source that
# has not changed since it was last found clean is not read again (its object's dependency list decides).
#   sh tests/analyze.sh BUILD-FOLDER SOURCE… -- COMPILER-FLAGS
set -u
build=$1
shift
sources=''
while [ "$1" != -- ]; do
	sources="$sources $1"
	shift
done
shift
flags=$(for flag in "$@"; do
	case $flag in -W* | -g | -fstack-protector-strong) ;; *) printf '%s\n' "$flag" ;; esac
done)
mkdir -p "$build/tidy"
export build flags
printf '%s\n' $sources | xargs -P 2 -I{} sh -c '
	log=$build/tidy/$(echo {} | tr / _).log
	# shellcheck disable=SC2086
	clang-tidy --quiet {} -- $flags >"$log" 2>/dev/null || { cat "$log"; exit 1; }' ||
	exit 1
echo "analysis: ok"
