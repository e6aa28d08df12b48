#!/bin/sh
# SPDX-License-Identifier: MIT
# The page without a browser, as TAP: types and the pure modules. Its views are tests/ui/*.test.mjs, each a test of its own.
set -u
cd "$(dirname "$0")/../../classroom-ui" || exit 1
failed=0

if npm run --silent types-check; then echo "ok 1 - types"; else echo "not ok 1 - types"; failed=1; fi

node build.mjs --tests ../build/page-tests || exit 1
(cd ../build/page-tests && node --test-reporter=tap --test) || failed=1
exit $failed
