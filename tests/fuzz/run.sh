#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs each fuzz target for SECONDS_EACH (those that every dot and every page goes through for at least SECONDS_FIRST), from its committed seeds and a corpus kept under build/. FUZZ_SEED makes a
# run repeatable (CI does, so that a red run can be run again); 0 is chance.
set -u
seconds_each=${SECONDS_EACH:-60}
seconds_first=${SECONDS_FIRST:-0}
jobs=${FUZZ_JOBS:-2}
failed=0 passed=0
run_one() {
	name=$(basename "$1")
	seconds=$seconds_each
	case $name in
	fuzz-protocol-frame | fuzz-protocol-chunk | fuzz-drivers-recording | fuzz-ink-codec | fuzz-daemon-message)
		[ "$seconds" -ge "$seconds_first" ] || seconds=$seconds_first
		;;
	esac
	corpus=build/fuzz/corpus/$name
	mkdir -p "$corpus"
	seeds=tests/fuzz/seeds/$name
	[ -d "$seeds" ] || seeds=
	log=build/fuzz/$name.log
	if "$1" -seed="${FUZZ_SEED:-0}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="build/fuzz/$name-" "$corpus" $seeds >"$log" 2>&1; then
		printf '  %-32s %s runs, no finding\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
	else
		printf '  %-32s FAILED\n' "$name"
		tail -n 40 "$log" | sed 's/^/    | /'
		touch "build/fuzz/$name.failed"
	fi
}
rm -f build/fuzz/*.failed
total=0
for fuzzer in "$@"; do
	run_one "$fuzzer" &
	total=$((total + 1))
	[ $((total % jobs)) != 0 ] || wait
done
wait
failed=$(find build/fuzz -maxdepth 1 -name '*.failed' | wc -l)
passed=$((total - failed))
echo "fuzz: $passed passed, $failed failed"
[ "$failed" = 0 ]
