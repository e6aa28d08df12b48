#!/bin/sh
# SPDX-License-Identifier: MIT
# Lines reached by the C tests, per file: run by `make coverage`.
set -eu
build=$1
shift
objects=''
for test in "$@"; do
	LLVM_PROFILE_FILE=$build/profile/$(basename "$test").profraw "$test" --tap >/dev/null 2>&1 || true
	objects="$objects -object $test"
done
profdata=$(command -v llvm-profdata || command -v llvm-profdata-14)
cov=$(command -v llvm-cov || command -v llvm-cov-14)
"$profdata" merge -sparse "$build"/profile/*.profraw -o "$build/profile/all.profdata"
# shellcheck disable=SC2086
"$cov" report -instr-profile "$build/profile/all.profdata" $objects \
	-ignore-filename-regex='tests/|/usr/' | cut -c1-30,100-
