#!/bin/sh
# SPDX-License-Identifier: MIT
# One view in Chromium, as TAP: against the fake daemon, or the real one with virtual pens.
#   sh tests/ui/view.sh tests/ui/NAME.test.mjs
if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
	echo "ok 1 - $1 # SKIP there is no ${CHROMIUM:-/usr/bin/chromium}"
	exit 0
fi
exec node --test-reporter=tap --test "$1"
