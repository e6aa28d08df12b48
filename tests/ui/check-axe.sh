#!/bin/sh
# SPDX-License-Identifier: MIT
# axe at every view and dialog of the page, in both looks, and the tour through them, as TAP. Needs what check.sh needs.
set -u
cd "$(dirname "$0")/../.." || exit 1
if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
	echo "ok 1 - axe at every view # SKIP there is no ${CHROMIUM:-/usr/bin/chromium}"
	exit 0
fi
exec node --test-reporter=tap --test tests/ui/axe.mjs
