#!/bin/sh
# SPDX-License-Identifier: MIT
# The installation: make install and uninstall are each other's opposite, the unit is sound and tight, completion
# knows every word of --help; and where debhelper and lintian are, the package is built, without a remark.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
ok() { n=$((n + 1)) && echo "ok $n - $*"; }
fail() {
	echo "not ok - $*"
	exit 1
}
quiet_make() { env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory VARIANT="$(basename "$(readlink -f "${BUILD:-build/release}")")" "$@"; }

# ---- one number everywhere
version=$(sed -n 's/^VERSION := //p' Makefile)
[ "$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)" = "$version" ] || fail "debian/changelog is not of version $version"
for page in docs/man/*; do
	grep -q "\"zhibi $version\"" "$page" || fail "$page is not of version $version"
done
ok "version $version in Makefile, changelog, manual pages"

# ---- what the build needs is the same list for the package
for package in $(sed -n "/^packages_build='/,/'$/p" deps.sh | grep -oE ':[a-z0-9.+-]+' | tr -d : | grep -vxE 'gcc|make'); do
	grep -qE "^ $package( \(.*\))?,?$" debian/control || fail "debian/control does not build-depend on $package"
done
ok "Build-Depends are those of deps.sh"

# ---- install, uninstall
for prefix in /usr/local /usr; do
	quiet_make install DESTDIR="$work/root" PREFIX=$prefix >"$work/log" 2>&1 || { tail -5 "$work/log"; fail "make install"; }
	for file in bin/zhibi bin/zhibid share/zhibi/page/index.html share/man/man5/zhibi.conf.5 share/man/man8/zhibid.8 \
		lib/sysusers.d/zhibi.conf lib/systemd/system/zhibid.service lib/udev/rules.d/70-zhibi.rules \
		share/bash-completion/completions/zhibid share/doc/zhibi/install.md share/zhibi/sheet.schema.json \
		share/doc/zhibi/examples/fractions.json; do
		[ -e "$work/root$prefix/$file" ] || fail "$prefix/$file is not installed"
	done
	grep -q "^ExecStart=$prefix/bin/zhibid$" "$work/root$prefix/lib/systemd/system/zhibid.service" || fail "the unit starts something else"
	grep -q '<modalias>usb:v0E8Dp0023d\*</modalias>' "$work/root$prefix/share/metainfo/zhibi.metainfo.xml" || fail "no ids for AppStream"
	echo '# of the school' >>"$work/root/etc/zhibi/zhibi.conf"
	quiet_make install DESTDIR="$work/root" PREFIX=$prefix >/dev/null 2>&1
	grep -q 'of the school' "$work/root/etc/zhibi/zhibi.conf" || fail "installing again overwrote the configuration"
	cp -a "$work/root$prefix/lib/systemd/system/zhibid.service" "$work/"
	quiet_make uninstall DESTDIR="$work/root" PREFIX=$prefix >/dev/null
	left=$(find "$work/root" ! -type d -printf '/%P\n' | sort | tr '\n' ' ')
	[ "$left" = "/etc/zhibi/rules.conf /etc/zhibi/zhibi.conf " ] || fail "uninstall leaves $left"
	rm -r "$work/root"
	ok "install and uninstall below $prefix"
done

# ---- the shipped configuration is the defaults, and every key of it is known
sed "s/^#\\([a-z_]* = \\)/\\1/; s/^#\\[pen/[pen/" daemon/zhibi.conf >"$work/all.conf"
"${BUILD:-build}/zhibid" --check-config --config "$work/all.conf" 2>&1 | grep 'not known' && fail "zhibi.conf has keys that zhibid does not know"
for key in $(sed -n 's/^#\([a-z_]*\) = .*/\1/p' daemon/zhibi.conf | sort -u); do
	grep -q "\b$key\b" docs/man/zhibi.conf.5 || fail "zhibi.conf(5) does not tell of $key"
done
for key in $(sed -n 's/^#\([a-z0-9_]*\) = .*/\1/p' daemon/rules.conf | sort -u); do
	grep -q "\b$key\b" docs/man/zhibi-rules.conf.5 || fail "zhibi-rules.conf(5) does not tell of $key"
done
ok "zhibi.conf, rules.conf: every key is known and in the manual"

# ---- the unit
if command -v systemd-analyze >/dev/null 2>&1; then
	sed 's|^ExecStart=.*|ExecStart=/bin/true|' "$work/zhibid.service" >"$work/unit.service"
	said=$(systemd-analyze verify --man=no "$work/unit.service" 2>&1) || fail "$said"
	[ -z "$said" ] || fail "$said"
	mv "$work/unit.service" "$work/zhibid.service"
	said=$(systemd-analyze security --offline=true --no-pager --threshold=20 "$work/zhibid.service" | tail -1) || fail "$said"
	ok "the unit:$said"
else
	echo "ok $((n = n + 1)) - the unit # skip systemd-analyze is missing (sh deps.sh package)"
fi

# ---- debian/control
twice=$(sed -n '/^Build-Depends/,/^[A-Z]/p' debian/control | sed -n 's/^ \([a-z0-9.+-]*\).*/\1/p' | sort | uniq -d)
[ -z "$twice" ] || fail "debian/control names twice: $twice"
ok "what building needs is named once"

# ---- completion
cat >"$work/complete.bash" <<'BASH'
PATH=$1:$PATH
. cli/zhibi.bash-completion
COMP_WORDS=(zhibi '') COMP_CWORD=1
_zhibi
printf '%s\n' "${COMPREPLY[@]}"
COMP_WORDS=(zhibi pens '') COMP_CWORD=2
_zhibi
printf '%s\n' "${COMPREPLY[@]}"
COMP_WORDS=(zhibi decode '') COMP_CWORD=2
_zhibi
[ "${#COMPREPLY[@]}" = 0 ] || echo "words where files belong: ${COMPREPLY[*]}"
COMP_WORDS=(zhibid --add) COMP_CWORD=1
_zhibid
printf '%s\n' "${COMPREPLY[@]}"
BASH
bash "$work/complete.bash" "$(readlink -f "${BUILD:-build}")" >"$work/words"
for word in $(sed -n 's/^	{ "\([a-z-]*\)",.*/\1/p' cli/main.c) list settings enrol --add-teacher; do
	grep -qx -- "$word" "$work/words" || fail "completion does not know $word"
done
! grep "words where" "$work/words" || fail "completion offers words where files belong"
ok "completion knows $(wc -l <"$work/words") words"

# ---- the guide in both languages
for guide in docs/install.md docs/install.zh-CN.md; do
	sed -n '/^```sh$/,/^```$/p' $guide >"$work/$(basename $guide)"
done
cmp "$work/install.md" "$work/install.zh-CN.md" || fail "the two installation guides have different commands"
ok "the installation guides have the same commands"

# ---- the package
if ! command -v lintian >/dev/null 2>&1 || ! command -v dh >/dev/null 2>&1; then
	echo "ok $((n + 1)) - the package # skip debhelper or lintian is missing (sh deps.sh package)"
	exit 0
fi
quiet_make deb >"$work/log" 2>&1 || { tail -20 "$work/log"; fail "make deb"; }
said=$(lintian --allow-root --fail-on error,warning build/package/zhibi_"${version}"_*.changes 2>&1) || fail "$said"
[ -z "$said" ] || fail "$said"
ok "lintian has nothing to say"
deb=build/package/zhibi_${version}_$(dpkg --print-architecture).deb
dpkg-deb -f "$deb" Depends | grep -q libwebsockets-evlib-glib || fail "the package does not bring libwebsockets' plugin"
dpkg-deb -f "$deb" Depends | grep -qE 'node|npm' && fail "the package wants node"
ok "its dependencies"
