#!/bin/sh
# SPDX-License-Identifier: MIT
# `make lab`: boots the machine once and runs the scenarios in it (scenarios.py), or those named. QUICK=1: the short
# form, for CI. Where the machine cannot be had it says why, and that it skipped.
#   sh tests/lab/run.sh [SCENARIO…]
set -u
limit=3600
[ -z "${QUICK:-}" ] || limit=600
if sh deps.sh lab; then
	bash tests/lab/machine.sh run -t $limit -- /usr/bin/python3 -u tests/lab/scenarios.py "$@"
	code=$?
else
	echo "lab: skipped: its packages are not to be had here (deps.sh, group lab)" >&2
	code=77
fi
[ $code != 77 ] || { echo "lab: skipped" && exit 0; }
[ $code = 0 ] || echo "lab: logs of the machine are in build/lab/out" >&2
exit $code
