#!/bin/sh
# SPDX-License-Identifier: MIT
# udev/70-zhibi.rules is what the model files say today, and every USB pen of theirs is in it.
set -eu
rules=udev/70-zhibi.rules
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${BUILD:-build}/zhibi" models --udev >"$work/printed"
if ! diff -u "$rules" "$work/printed"; then
	echo "$rules is stale; run: make udev"
	exit 1
fi
echo "ok 1 - the rules are those of the model files"

# Counted in the files themselves, not by the program that printed the rules.
wanted=$(sed -n '/^\[Usb\]/,/^\[/s/^Match=//p' drivers/models/*.pen | tr ';' '\n' | grep -c . || true)
printed=$(grep -c '^ATTR{idVendor}' "$rules" || true)
[ "$wanted" = "$printed" ] || { echo "$wanted USB ids in drivers/models, $printed in $rules"; exit 1; }
echo "ok 2 - $printed USB ids"

# From systemd 254 on udev can look at a file of rules; before, `make deb-check` finds out.
if udevadm verify --help >/dev/null 2>&1; then
	udevadm verify --resolve-names=never "$rules"
	echo "ok 3 - udevadm verify"
fi
