#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs test programs (TAP) and test scripts (exit 0 passed, 77 skipped), a line each; the whole output
# only of those that fail. Ends with "N passed, N failed[, N skipped]".
#   sh tests/run.sh BUILD-FOLDER TEST…
set -u
build=$1
shift
logs=$build/logs
mkdir -p "$logs"
export G_DEBUG=fatal-criticals G_SLICE=always-malloc BUILD="$build" MALLOC_PERTURB_=165
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=tests/lsan.supp:print_suppressions=0

passed=0 failed=0 skipped=0
for test in "$@"; do
	[ -e "$test" ] || { echo "no such test: $test" >&2; failed=$((failed + 1)); continue; }
	name=$(basename "$test")
	[ "$name" = check.sh ] && name=page
	log=$logs/$name.log
	begin=$(date +%s)
	case $test in
	*.sh) timeout -k 5 240 sh "$test" >"$log" 2>&1 </dev/null ;;
	*.py) timeout -k 5 ${TEST_SECONDS:-240} python3 "$test" >"$log" 2>&1 </dev/null ;;
	*) timeout -k 5 240 "$test" --tap >"$log" 2>&1 </dev/null ;;
	esac
	code=$?
	seconds=$(($(date +%s) - begin))
	ok=$(grep -cE '^ok [0-9]+' "$log")
	skip=$(grep -ciE '^ok [0-9]+.*# *skip' "$log")
	bad=$(grep -cE '^not ok [0-9]+' "$log")
	ok=$((ok - skip))
	case $test in *.sh | *.py) [ "$ok" -gt 0 ] || [ $code != 0 ] || ok=1 ;; esac
	word=ok
	if [ $code = 77 ] && [ "$bad" = 0 ]; then
		skip=$((skip + 1)) word=skipped
	elif [ $code != 0 ] || [ "$bad" != 0 ]; then
		[ "$bad" -gt 0 ] || bad=1
		word=FAILED
	elif [ "$ok" = 0 ] && [ "$skip" = 0 ]; then
		bad=1 word='FAILED (ran no test)'
	fi
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
	printf '  %-36s %4d passed %3d s  %s\n' "$name" "$ok" "$seconds" "$word"
	if [ "$bad" != 0 ]; then
		tail -n 60 "$log" | sed 's/^/    | /'
	elif [ "$skip" != 0 ]; then
		grep -iE 'skip' "$log" | head -3 | sed 's/^/    | /'
	fi
done
if [ $skipped -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ $failed = 0 ] && [ $passed -gt 0 ]
