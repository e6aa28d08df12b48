#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what a make target lacks (Debian packages), and prints the compiler and linker flags of the
# libraries as make variables. make runs it once for each group and keeps the answer in build/.
#   sh deps.sh build|check|analysis|lab|package|office …
set -eu

packages_build='gcc:gcc make:make pkg-config:pkg-config node:nodejs npm:npm
 glib-2.0.pc:libglib2.0-dev sqlite3.pc:libsqlite3-dev libzstd.pc:libzstd-dev zlib.pc:zlib1g-dev
 libzip.pc:libzip-dev jansson.pc:libjansson-dev libsodium.pc:libsodium-dev openssl.pc:libssl-dev
 libwebsockets.pc:libwebsockets-dev expat.pc:libexpat1-dev libusb-1.0.pc:libusb-1.0-0-dev
 cairo.pc:libcairo2-dev pangocairo.pc:libpango1.0-dev poppler-glib.pc:libpoppler-glib-dev
 xlsxwriter.pc:libxlsxwriter-dev libqrencode.pc:libqrencode-dev
 +libwebsockets-evlib-glib:libwebsockets-evlib-glib'
packages_check='python3:python3 dbus-daemon:dbus-daemon chromium:chromium openssl:openssl xz:xz-utils
 +fonts-noto-cjk:fonts-noto-cjk xmllint:libxml2-utils zbarimg:zbar-tools
 pdftoppm:poppler-utils umockdev-1.0.pc:libumockdev-dev +umockdev:umockdev
 +python3-jsonschema:python3-jsonschema +python3-yaml:python3-yaml +python3-dbus:python3-dbus +python3-gi:python3-gi'
packages_analysis='clang:clang llvm-cov:llvm clang-format:clang-format clang-tidy:clang-tidy
 +libclang-rt-14-dev:libclang-rt-14-dev +ca-certificates:ca-certificates'
# The laboratory's machine (tests/lab) runs this system's own bluetoothd, udevd and Python.
packages_lab='qemu-system-x86_64:qemu-system-x86 busybox:busybox-static cpio:cpio depmod:kmod awk:mawk
 udevadm:udev dbus-daemon:dbus ip:iproute2 btmon:bluez +libusb-1.0-0:libusb-1.0-0 +python3:python3
 +python3-dbus:python3-dbus +python3-gi:python3-gi +python3-cryptography:python3-cryptography'

# An office program that needs no screen: about 400 MB unpacked, so only for its own target.
packages_office='soffice:libreoffice-calc-nogui'

# The Debian package, and a clean root to try it in.
packages_package='dpkg-buildpackage:dpkg-dev dh:debhelper fakeroot:fakeroot lintian:lintian debootstrap:debootstrap
 systemd-analyze:systemd'

# NAME.pc: a pkg-config module; +NAME: a package without either; else a command.
present() {
	case $1 in
	*.pc) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "${1%.pc}" ;;
	+*) [ "$(dpkg-query -W -f '${db:Status-Status}' "${1#+}" 2>/dev/null)" = installed ] ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

missing=''
for group in "$@"; do
	eval "list=\$packages_$group"
	for pair in $list; do
		present "${pair%%:*}" || missing="$missing ${pair##*:}"
	done
done

if [ -n "$missing" ]; then
	if [ "$(id -u)" != 0 ]; then
		{
			echo "缺少软件包，请先运行（需要管理员权限）："
			echo "Some packages are missing. Please run this first (it needs root):"
			echo
			echo "    sudo apt-get update && sudo apt-get install -y$missing"
			echo
		} >&2
		exit 1
	fi
	echo "安装 / installing:$missing" >&2
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq >&2 || echo "apt-get update failed; trying with the lists at hand" >&2
	# shellcheck disable=SC2086 # a list of words
	apt-get install -y -qq --no-install-recommends $missing >&2
fi

case " $* " in
*' build '*)
	echo "PKG_CFLAGS := $(pkg-config --cflags glib-2.0 gio-2.0 gio-unix-2.0 sqlite3 libzstd zlib libzip jansson libsodium openssl libwebsockets expat libusb-1.0 cairo pangocairo xlsxwriter poppler-glib libqrencode)"
	echo "LIBS_protocol := $(pkg-config --libs zlib libzip)"
	echo "LIBS_ink := $(pkg-config --libs glib-2.0 libzstd)"
	echo "LIBS_drivers := $(pkg-config --libs glib-2.0)"
	echo "LIBS_homework := $(pkg-config --libs glib-2.0 expat jansson) -lm"
	echo "LIBS_store := $(pkg-config --libs glib-2.0 sqlite3 libzstd libsodium)"
	echo "LIBS_report := $(pkg-config --libs glib-2.0 cairo pangocairo xlsxwriter poppler-glib libqrencode) -lm"
	echo "LIBS_daemon := $(pkg-config --libs gio-2.0 gio-unix-2.0 jansson libsodium openssl libwebsockets libusb-1.0) -ldl"
	echo "LIBS_cli := $(pkg-config --libs gio-2.0 jansson)"
	;;
esac
