# SPDX-License-Identifier: MIT
# Process 1 inside the laboratory's virtual machine; the initramfs that machine.sh makes starts it. Mounts what is
# missing, loads the drivers, starts the services, runs the command with a time limit, writes its exit status to
# /lab/rc and powers off.
. /lab/job
export PATH=${PATH:-/usr/sbin:/usr/bin:/sbin:/bin} HOME=/root LAB_OUT=/run/lab-out
started=()                                   # ids of what runs in the background

finish() {
    echo "$1" > /lab/rc
    exec > /dev/null 2>&1
    sync; echo o > /proc/sysrq-trigger; sleep 10
}

broken() { echo "lab: $*" >&2; dmesg | tail -20 >&2; finish 125; }

# await SECONDS COMMAND...: until COMMAND succeeds
await() {
    local end=$((SECONDS + $1)); shift
    until "$@" > /dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

powered() {
    dbus-send --system --print-reply=literal --dest=org.bluez /org/bluez/hci0 \
        org.freedesktop.DBus.Properties.Get string:org.bluez.Adapter1 string:Powered | grep -q true
}

# start NAME COMMAND...: in the background, output to $LAB_OUT/NAME.log, id in /run/lab/NAME.pid
start() {
    local name=$1; shift
    "$@" > "$LAB_OUT/$name.log" 2>&1 & started+=($!)
    echo $! > "/run/lab/$name.pid"
    disown                                   # no remark from bash if a test kills it
}

for port in /sys/class/virtio-ports/*; do    # no udev yet: find the ports by name
    case $(cat "$port/name") in
        lab.out) out=/dev/${port##*/};; lab.err) err=/dev/${port##*/};;
    esac
done
exec > "$out" 2> "$err" < /dev/null

mount -t tmpfs -o mode=755 run /run
mkdir -p /dev/pts /dev/shm /run/lab /run/dbus /run/lock "$LAB_OUT" /var/lib/bluetooth
mount -t devpts -o mode=600 pts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t tmpfs -o mode=700 bonds /var/lib/bluetooth  # they die with the machine
mount -t debugfs debug /sys/kernel/debug
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 out "$LAB_OUT" || broken "no out share"
mount --bind "$lab_modules" /lib/modules 2> /dev/null ||
    { mkdir -p /lib/modules && mount --bind "$lab_modules" /lib/modules; } || broken "no modules"
ip link set lo up 2> /dev/null || busybox ip link set lo up
hostname lab 2> /dev/null
cd "$lab_cwd" || broken "no directory $lab_cwd"

start udev /lib/systemd/systemd-udevd
start dbus dbus-daemon --system --nofork --nopidfile
# Everything that would be loaded on demand, loaded beforehand: under emulation a late modprobe can outlast the
# kernel's 2 s limit for a Bluetooth controller's answer.
modprobe -a hci_vhci rfcomm bnep uhid hidp algif_hash algif_skcipher ecb cmac vhci-hcd cdc-acm || broken "modules"
await 60 test -S /run/udev/control || broken "udevd"
await 60 test -S /run/dbus/system_bus_socket || broken "dbus-daemon"
start air /usr/bin/python3 -u "$lab_home/air.py"
await 60 test -S /run/air.sock || broken "air.py"
[ -z "$lab_trace" ] || start btmon btmon -w "$LAB_OUT/btmon.snoop"
start bluetoothd /usr/libexec/bluetooth/bluetoothd -n -d
await 60 powered || broken "bluetoothd: no powered adapter"

timeout -k 3 "$lab_limit" "${lab_cmd[@]}"
code=$?
[ $code = 137 ] && code=124
for process in "${started[@]}"; do kill "$process" 2> /dev/null; done
sleep 0.3
dmesg > "$LAB_OUT/dmesg.log"
finish $code
