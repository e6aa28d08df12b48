#!/bin/sh
# SPDX-License-Identifier: MIT
# One test of tests/run.sh: runs it into a log, adds "passed failed skipped" to $TALLY, prints its line and, where it failed,
# its output, in one go so that tests beside it do not mix in.
set -u
test=$1
name=$(basename "$test")
[ "$name" = check.sh ] && name=page
log=$LOGS/$name.log
begin=$(date +%s)
if [ ! -e "$test" ]; then
	echo "no such test: $test" >"$log"
	code=1
else
	case $test in
	*.sh) timeout -k 5 240 sh "$test" >"$log" 2>&1 </dev/null ;;
	*.test.mjs) timeout -k 5 240 sh tests/ui/view.sh "$test" >"$log" 2>&1 </dev/null ;;
	*.py) timeout -k 5 "${TEST_SECONDS:-240}" python3 "$test" >"$log" 2>&1 </dev/null ;;
	*) timeout -k 5 240 "$test" --tap >"$log" 2>&1 </dev/null ;;
	esac
	code=$?
fi
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
{
	printf '  %-36s %4d passed %3d s  %s\n' "$name" "$ok" "$seconds" "$word"
	if [ "$bad" != 0 ]; then
		# What failed comes last: the end is all that a short report keeps.
		{ tail -n 40 "$log" && grep -A 14 -E '^ *not ok' "$log" | head -n 60; } | sed 's/^/    | /'
	elif [ "$skip" != 0 ]; then
		grep -iE 'skip' "$log" | head -3 | sed 's/^/    | /'
	fi
} >"$log.summary"
cat "$log.summary"
echo "$ok $bad $skip" >>"$TALLY"
exit 0
