# SPDX-License-Identifier: MIT
# Process 1 of a virtual machine that starts another Debian by its own systemd (machine.sh -r): leaves a unit that
# runs the command when the system is up, and hands over.
. /lab/job
port() {
	local port
	for port in /sys/class/virtio-ports/*; do
		[ "$(cat "$port/name")" != "$1" ] || echo "/dev/${port##*/}"
	done
}

mount -t tmpfs -o mode=755 run /run
units=/run/systemd/system
mkdir -p $units /run/lab-out /lib/modules
# Modules live outside the root, as the kernel does.
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000 modules /lib/modules
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 out /run/lab-out

{
	echo 'cd /; export HOME=/root LAB_OUT=/run/lab-out'
	printf 'timeout -k 3 %q' "$lab_limit"
	printf ' %q' "${lab_cmd[@]}"
	echo
	echo 'code=$?; [ $code = 137 ] && code=124; journalctl -b --no-pager >$LAB_OUT/journal.log 2>&1'
	echo 'echo $code >/lab/rc; sync; systemctl --force --force poweroff'
} >/run/lab-command.sh

cat >$units/lab.target <<'UNIT'
[Unit]
Requires=multi-user.target
Wants=lab-command.service
AllowIsolate=yes
UNIT
cat >$units/lab-command.service <<UNIT
[Unit]
After=multi-user.target
[Service]
Type=oneshot
TimeoutStartSec=infinity
ExecStart=/bin/bash /run/lab-command.sh
StandardOutput=file:$(port lab.out)
StandardError=file:$(port lab.err)
UNIT
exec /lib/systemd/systemd --unit=lab.target
