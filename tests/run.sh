#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs test programs (TAP) and test scripts (exit 0 passed, 77 skipped), TEST_JOBS (3: many only wait) at a time, and beside
# them the page's views (*.test.mjs), VIEW_JOBS (2) at a time, with a sixth of the others behind them, so that both come to
# an end together; a line each as they end; of those that fail the end of the output and what failed. Ends with
# "N passed, N failed[, N skipped]".
#   sh tests/run.sh BUILD-FOLDER TEST…
set -u
build=$1
shift
export LOGS=$build/logs
mkdir -p "$LOGS"
export G_DEBUG=fatal-criticals G_SLICE=always-malloc BUILD="$build" MALLOC_PERTURB_=165
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=tests/lsan.supp:print_suppressions=0

TALLY=$LOGS/tally
export TALLY
: >"$TALLY"
one_each() {
	xargs -r -P "$1" -n 1 sh tests/run-one.sh
}
views=$(printf '%s\n' "$@" | grep '\.test\.mjs$')
others=$(printf '%s\n' "$@" | grep -v '\.test\.mjs$')
if [ -n "$views" ]; then
	{ echo "$views"; echo "$others" | awk 'NR % 6 == 0'; } | one_each "${VIEW_JOBS:-2}" &
	others=$(echo "$others" | awk 'NR % 6')
fi
echo "$others" | one_each "${TEST_JOBS:-3}"
wait
awk '{ passed += $1; failed += $2; skipped += $3; n++ }
	END {
		printf "%d passed, %d failed", passed, failed
		if (skipped) printf ", %d skipped", skipped
		print ""
		exit !(failed == 0 && n == '$#')
	}' "$TALLY"
