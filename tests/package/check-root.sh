#!/bin/sh
# SPDX-License-Identifier: MIT
# The package on a clean Debian: debootstrap makes one, a virtual machine starts it with its own systemd, and
# in-root.sh installs, uses, upgrades and purges the package there, word by word as docs/install.md says.
#   sh tests/package/check-root.sh PACKAGE.deb          (root; a few minutes; needs no KVM)
set -eu
deb=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
clean=build/package/clean root=build/package/root
include=systemd-sysv,dbus,udev,kmod,sudo

skip() {
	echo "skipped: $*" >&2
	exit 77
}
[ "$(id -u)" = 0 ] || skip "debootstrap needs root"
command -v debootstrap >/dev/null || skip "debootstrap is missing (sh deps.sh package)"
command -v qemu-system-x86_64 >/dev/null || skip "qemu-system-x86_64 is missing (sh deps.sh lab)"

if [ ! -e "$clean/ok" ]; then
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Codename: bookworm' | head -1)
	rm -rf "$clean" && mkdir -p "$clean"
	nice debootstrap --variant=minbase --include=$include bookworm "$clean" "${mirror:-http://deb.debian.org/debian}" \
		>build/package/debootstrap.log 2>&1 || skip "debootstrap failed, see build/package/debootstrap.log"
	echo 'APT::Get::Assume-Yes "true";' >"$clean/etc/apt/apt.conf.d/90yes"
	touch "$clean/ok"
fi
rm -rf "$root" && cp -a "$clean" "$root" && rm -f "$root/ok"
mkdir "$root/root/package" && cp "$deb" "$root/root/package/"
# The machine has no network: what apt would fetch lies there already.
echo '127.0.0.1 localhost vm' >"$root/etc/hosts"
chroot "$root" sh -c 'apt-get update -qq && cd /root/package && apt-get install -qq --download-only ./zhibi_*.deb sqlite3 bluez-test-tools' \
	>build/package/fetch.log 2>&1 || skip "apt-get failed, see build/package/fetch.log"
# Tomorrow's package: the same with a higher number.
dpkg-deb -R "$deb" build/package/next.d
sed -i 's/^Version: .*/&+next/' build/package/next.d/DEBIAN/control
dpkg-deb --root-owner-group -b build/package/next.d "$root/root/next.deb" >/dev/null
rm -rf build/package/next.d
cp "$here/in-root.sh" "$root/root/"

exec bash tests/lab/machine.sh run -t "${TEST_SECONDS:-900}" -o build/package/out -r "$root" -- bash /root/in-root.sh
