#!/bin/sh
# SPDX-License-Identifier: MIT
# Everything about the page, as TAP: types, the pure modules, every view in Chromium against the fake daemon,
# and the real daemon with a class of virtual pens. Needs `make page`, build/zhibid and build/virtual-pen.
set -u
cd "$(dirname "$0")/../../classroom-ui" || exit 1
failed=0

if npm run --silent types-check; then echo "ok 1 - types"; else echo "not ok 1 - types"; failed=1; fi

node build.mjs --tests ../build/page-tests || exit 1
(cd ../build/page-tests && node --test-reporter=tap --test) || failed=1

if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
	echo "ok 1 - the page in Chromium # SKIP there is no ${CHROMIUM:-/usr/bin/chromium}"
	exit $failed
fi
cd .. || exit 1
# One after the other: figures of one view are not to be spoilt by another's class.
for view in tests/ui/*.test.mjs; do
	timeout -k 5 240 node --test-reporter=tap --test "$view" && continue
	[ $? != 124 ] || echo "not ok 1 - $view came to no end within 240 s"
	failed=1
done
exit $failed
