# SPDX-License-Identifier: MIT
# Inside the clean Debian: the commands of the installation guide, and after each what must be true. Started as
# root, when the system is up, by check-root.sh. The guide read here is the one in the package.
set -u
cd /root/package || exit 1
export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
guide=/tmp/guide.txt tried=/tmp/tried.txt
n=0
: >$tried

ok() { n=$((n + 1)) && echo "ok $n - $*"; }
fail() {
	echo "not ok - $*"
	journalctl -u zhibid -n 15 --no-pager
	exit 1
}
# guide COMMAND: it stands there word by word, and it works.
guide() {
	echo "$1" >>$tried
	bash -c "$1" >/tmp/said 2>&1 || { cat /tmp/said; fail "$1"; }
	ok "$1"
}
is() { [ "$1" = "$2" ] || fail "$3: $1, not $2"; ok "$3: $1"; }
says() { grep -q "$1" /tmp/said || { cat /tmp/said; fail "it does not say: $1"; }; ok "it says: $1"; }
show() { systemctl show -P "$1" zhibid; }
# until SECONDS COMMAND…
until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.2
	done
}
page() {
	exec 3<>/dev/tcp/127.0.0.1/8080 || return 1
	printf 'GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
	grep -q '<title>' <&3
}

# ---- install

find / -xdev -name '*zhibi*' -not -path '/root/*' >/tmp/before
[ -s /tmp/before ] && fail "the root is not clean: $(cat /tmp/before)"
guide 'sudo apt install ./zhibi_*.deb'
is "$(show ActiveState)/$(show SubState)" active/running "the service after installing"
is "$(systemctl is-enabled zhibid)" enabled "it starts with the computer"
pid=$(show MainPID)
is "$(stat -c %U:%G "/proc/$pid")" zhibi:zhibi "it runs as"
is "$(sed -n 's/^CapEff:\t*//p' "/proc/$pid/status")" 0000000000000000 "its capabilities"
is "$(sed -n 's/^NoNewPrivs:\t*//p; s/^Seccomp:\t*//p' "/proc/$pid/status" | tr '\n' ' ')" "1 2 " "no new privileges, system calls filtered"
is "$(stat -c '%U %a' /var/lib/zhibi)" "zhibi 700" "the data folder"
is "$(stat -c '%U:%G %a' /etc/zhibi/zhibi.conf)" "root:zhibi 640" "the configuration"
case $(show StatusText) in *http://127.0.0.1:8080/*) ok "systemctl status: $(show StatusText)" ;; *) fail "status: $(show StatusText)" ;; esac
page || fail "no page on port 8080"
ok "the page is served"
verified=$(systemd-analyze verify --man=no zhibid.service 2>&1) || fail "$verified"
is "$verified" "" "systemd-analyze verify"
systemd-analyze security --no-pager --threshold=20 zhibid.service >/tmp/said 2>&1 || { tail -1 /tmp/said; fail "exposure above 2.0"; }
says 'exposure level for zhibid.service: [01]\.'
journalctl -u zhibid -p warning --no-pager -q | grep . && fail "warnings at the first start"
ok "no warning in the journal"

guide 'sudo zhibi doctor'
grep -E '\[有误 wrong\]' /tmp/said && fail "doctor finds faults"
grep -E '^\[' /tmp/said | sed 's/^/    /'

# ---- it comes back

kill -9 "$pid"
until_true 60 bash -c '[ "$(systemctl show -P MainPID zhibid)" != 0 ] && [ "$(systemctl show -P ActiveState zhibid)" = active ]' ||
	fail "it did not come back after kill -9"
ok "killed, it comes back"
mkdir -p /run/systemd/system/zhibid.service.d
printf '[Service]\nWatchdogSec=8\n' >/run/systemd/system/zhibid.service.d/quick.conf
systemctl daemon-reload && systemctl restart zhibid
pid=$(show MainPID)
sleep 20
is "$(show MainPID)" "$pid" "a quick watchdog leaves a living one alone; process"
kill -STOP "$pid"
until_true 60 bash -c '[ "$(systemctl show -P ActiveState zhibid)" = active ] && [ "$(systemctl show -P MainPID zhibid)" != '"$pid"' ]' ||
	fail "a daemon that hangs is not started again"
ok "hung, it is started again"
rm -r /run/systemd/system/zhibid.service.d && systemctl daemon-reload

# ---- the first teacher, the network, certificates

pid=$(show MainPID)
guide 'sudo zhibid --add-teacher wang'
says '密码 / password: [^ ]'
is "$(show MainPID)" "$pid" "the service went on meanwhile; process"
is "$(find /var/lib/zhibi ! -user zhibi)" "" "files that are not the service's"
runuser -u nobody -- zhibid --add-teacher li >/tmp/said 2>&1 && fail "nobody added a teacher"
says 'sudo zhibid --add-teacher li'

guide "sudo sed -i 's/^#address = .*/address = 0.0.0.0/' /etc/zhibi/zhibi.conf"
guide 'sudo zhibid --check-config'
guide 'sudo systemctl restart zhibid'
guide 'systemctl status zhibid'
says 'https://.*:8443/'
guide 'sudo journalctl -u zhibid -g fingerprint'
says 'SHA-256 fingerprint is [0-9A-F:]\{95\}'
cp /var/lib/zhibi/certificate.pem school.pem && cp /var/lib/zhibi/certificate-key.pem school-key.pem
guide 'sudo install -m 644 school.pem /etc/zhibi/certificate.pem'
guide 'sudo install -m 640 -g zhibi school-key.pem /etc/zhibi/key.pem'
guide "sudo sed -i 's/^#certificate/certificate/' /etc/zhibi/zhibi.conf"
rm /var/lib/zhibi/certificate*.pem
guide 'sudo systemctl restart zhibid'
[ ! -e /var/lib/zhibi/certificate.pem ] || fail "the school's own certificate is not used"
ok "the school's own certificate is used"

restarts=$(show NRestarts)
# ---- a pen on the cable: a gadget of the kernel's with the ids of an M1+

modprobe -a dummy_hcd libcomposite usb_f_acm || fail "no USB gadget in this kernel"
gadget=/sys/kernel/config/usb_gadget/pen
mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
mkdir $gadget && mkdir $gadget/configs/c.1 $gadget/functions/acm.0 $gadget/strings/0x409
echo 0x0e8d >$gadget/idVendor && echo 0x0023 >$gadget/idProduct && echo M1-TEST >$gadget/strings/0x409/serialnumber
ln -s $gadget/functions/acm.0 $gadget/configs/c.1/
ls /sys/class/udc | head -1 >$gadget/UDC || fail "no gadget"
until_true 60 bash -c 'grep -qx 0e8d /sys/bus/usb/devices/*/idVendor' || fail "the pen is not seen"
udevadm settle -t 60
pen=$(dirname "$(grep -lx 0e8d /sys/bus/usb/devices/*/idVendor)")
node=/dev/$(sed -n 's/^DEVNAME=//p' "$pen/uevent")
is "$(stat -c '%G %a' "$node")" "zhibi 660" "the pen's device file $node"
udevadm info "$pen" >/tmp/said
says 'ID_ZHIBI_MODEL=Neo smartpen M1+'
says 'ID_MM_DEVICE_IGNORE=1'
says 'CURRENT_TAGS=.*:uaccess:'
guide "systemctl list-units 'sys-subsystem-zhibi-*'"
says 'sys-subsystem-zhibi-devices-.*\.device *loaded active'
until_true 60 journalctl -u zhibid -q -g 'USB .*Neo smartpen M1' || fail "the service does not see the pen"
ok "$(journalctl -u zhibid -q -o cat -g 'USB .*Neo smartpen M1' | tail -1)"
until_true 30 bash -c 'ls -l /proc/'"$(show MainPID)"'/fd | grep -q '"$node" || fail "the service cannot open the pen"
ok "the service has it open"
# With the very limits of the unit: may it open the pen, and speak to bluetoothd?
modprobe hci_vhci && systemctl start bluetooth || fail "no bluetoothd"
sed -e 's/^Type=.*/Type=oneshot/' -e '/^Restart\|^Watchdog\|^StateD\|^RuntimeD\|^WantedBy/d' \
	-e "s|^ExecStart=.*|ExecStart=/bin/bash -c 'exec 3<>$node \&\& dbus-send --system --print-reply --dest=org.bluez / org.freedesktop.DBus.ObjectManager.GetManagedObjects'|" \
	/lib/systemd/system/zhibid.service >/run/systemd/system/zhibi-probe.service
systemctl daemon-reload
systemctl start zhibi-probe || { journalctl -u zhibi-probe --no-pager; fail "the service's limits are too tight"; }
ok "with the unit's limits the pen opens and bluetoothd answers"
sed -i "s|^ExecStart=.*|ExecStart=/bin/bash -c 'echo >/etc/zhibi/x \|\| echo >/home/x \|\| echo >/dev/kmsg'|" /run/systemd/system/zhibi-probe.service
systemctl daemon-reload
systemctl start zhibi-probe 2>/dev/null && fail "the service's limits are too wide"
ok "it cannot write elsewhere"
rm /run/systemd/system/zhibi-probe.service && systemctl daemon-reload
zhibi doctor >/tmp/said 2>&1
grep -E '\[有误 wrong\]' /tmp/said && fail "doctor finds faults"
says 'Pens plugged in by cable: 1'
echo >$gadget/UDC
until_true 60 bash -c '! systemctl -q is-active "sys-subsystem-zhibi-devices-*"' || fail "a pulled pen stays listed"
ok "pulled out, it is gone"

# ---- a Bluetooth adapter: bluetoothd's own virtual one. Listing, the agent, the serial port's profile and looking for
# pens are all asked of bluetoothd by the service's user, and that one calls back.

apt-get install -qq bluez-test-tools >/dev/null 2>&1 || fail "no bluez-test-tools"
since=$(date +%s)
btvirt -s -l1 >/tmp/btvirt.log 2>&1 &
until_true 90 journalctl -u zhibid -q --since "@$since" -g 'Bluetooth adapter hci0' || fail "the service does not see the adapter"
ok "$(journalctl -u zhibid -q -o cat --since "@$since" -g 'Bluetooth adapter hci0' | head -1)"
journalctl -u zhibid -q -g 'AccessDenied|not allowed|no pairing agent' --no-pager && fail "bluetoothd or the bus refuses the service"
ok "the bus refuses it nothing"
zhibi doctor >/tmp/said 2>&1
says 'Bluetooth adapter hci0'
says 'bluetoothd may be spoken to'
kill %1
until_true 60 journalctl -u zhibid -q --since "@$since" -g 'adapter hci0 has gone' || fail "the service does not see that the adapter has gone"
ok "unplugged, it has gone"
is "$(show NRestarts)" "$restarts" "it went through all of that without a restart; restarts"

# ---- back-up, upgrade, removal

guide 'sudo apt install sqlite3'
guide 'sudo install -d -m 700 /var/backups/zhibi'
guide "sudo sqlite3 /var/lib/zhibi/zhibi.db \"VACUUM INTO '/var/backups/zhibi/zhibi-\$(date +%F).db'\""
guide 'sudo cp -a /etc/zhibi /var/lib/zhibi/pens.key /var/backups/zhibi'
guide 'sudo systemctl stop zhibid'
guide 'sudo rm -f /var/lib/zhibi/zhibi.db-wal /var/lib/zhibi/zhibi.db-shm'
guide 'sudo install -m 600 -o zhibi -g zhibi /var/backups/zhibi/zhibi-$(date +%F).db /var/lib/zhibi/zhibi.db'
guide 'sudo systemctl start zhibid'
is "$(sqlite3 /var/lib/zhibi/zhibi.db 'SELECT login FROM teacher')" wang "the teacher of the back-up"

rm ./zhibi_*.deb && cp ../next.deb ./zhibi_next.deb
pid=$(show MainPID)
guide 'sudo apt install ./zhibi_*.deb'
is "$(show ActiveState)" active "the service after the upgrade"
[ "$(show MainPID)" != "$pid" ] || fail "the old one still runs"
grep -q '^address = 0.0.0.0' /etc/zhibi/zhibi.conf || fail "the upgrade lost the settings"
is "$(stat -c '%U:%G %a' /etc/zhibi/zhibi.conf)" "root:zhibi 640" "the configuration after the upgrade"
is "$(sqlite3 /var/lib/zhibi/zhibi.db 'SELECT login FROM teacher')" wang "the teacher after the upgrade"

{ cat /usr/share/doc/zhibi/install.md 2>/dev/null || zcat /usr/share/doc/zhibi/install.md.gz; } |
	sed -n '/^```sh$/,/^```$/p' | grep -v '^```' >$guide
{ cat /usr/share/doc/zhibi/install.zh-CN.md 2>/dev/null || zcat /usr/share/doc/zhibi/install.zh-CN.md.gz; } |
	sed -n '/^```sh$/,/^```$/p' | grep -v '^```' >$guide.zh
cmp $guide $guide.zh || fail "the two guides have different commands"
guide 'sudo apt purge zhibi'
left=$(find / -xdev -name '*zhibi*' -not -path '/root/*' -not -path '/var/backups/*' -not -path '/var/lib/zhibi/*' -not -path '/tmp/*' | sort | tr '\n' ' ')
# What the school put into /etc/zhibi itself is the school's.
is "$left" "/etc/zhibi /var/lib/zhibi " "what a purge leaves"
is "$(ls /etc/zhibi | tr "\n" " ")" "certificate.pem key.pem " "of /etc/zhibi, the school's certificate"
systemctl is-active -q zhibid && fail "it still runs"
is "$(sqlite3 /var/lib/zhibi/zhibi.db 'PRAGMA integrity_check')" ok "the database that is left"
guide 'sudo rm -r /var/lib/zhibi'
diff $guide $tried || fail "the guide and what was tried here are not the same"
ok "every command of the guide was tried, in its order"
echo "1..$n"
