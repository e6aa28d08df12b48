#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs a command inside a throw-away virtual machine that has a real Linux Bluetooth and USB stack: Debian's kernel,
# bluetoothd and udev, with virtual pens around them (air.py).
#
#   machine.sh setup                   fetch the kernel, once (LAB_KERNEL=backports: Debian's newer one)
#   machine.sh run [OPTIONS] -- CMD    boot, run CMD in the current directory as root, power off
#
# OPTIONS  -t SECONDS  limit for CMD (120); the machine gets 60 s more
#          -o FOLDER   what CMD sees as $LAB_OUT; the daemons' logs land there too (build/lab/out)
#          -s          an HCI trace of it all, btmon.snoop, for tshark or wireshark
#          -r ROOT     start the Debian in this folder instead, by its own systemd and nothing else; CMD runs there
#                      in / once the system is up
#
# The machine's root file system is this one's, read-only, under an overlay in memory: CMD sees the checkout, may
# write anywhere, and what it writes is gone afterwards, except in $LAB_OUT.
# Exit status: CMD's own; 124 when it ran out of time; 77 when the machine cannot be made here; 125 when it failed.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/zhibi-lab
[ "${LAB_KERNEL:-}" != backports ] || cache=$cache-backports
modules="virtio_pci virtio_console 9pnet_virtio 9p overlay"     # needed to reach the root
memory_mib=1024 cpus=2

die() { echo "lab: $*" >&2; exit 125; }
cannot() { echo "lab: skipped: $*" >&2; exit 77; }

setup() {                                            # one at a time
    [ "$(uname -m)" = x86_64 ] || cannot "the machine is an x86-64 one; this is $(uname -m)"
    command -v qemu-system-x86_64 > /dev/null || cannot "qemu-system-x86_64 is missing (sh deps.sh lab)"
    mkdir -p "$cache" && exec 9> "$cache/lock" && flock 9
    [ -e "$cache/kernel/ok" ] || fetch_kernel || cannot "no kernel: apt-get download needs the package lists (apt-get update) and the network"
    [ "$cache/initrd.gz" -nt "$cache/kernel/ok" ] && [ "$cache/initrd.gz" -nt "$here/machine.sh" ] || make_initrd ||
        die "no initrd"
    exec 9>&-
}

# Debian's kernel package is unpacked, not installed.
fetch_kernel() {
    local package release lists=()
    rm -rf "$cache/kernel" && mkdir -p "$cache/kernel/deb" || return 1
    if [ "${LAB_KERNEL:-}" = backports ]; then       # with package lists of its own: this system's stay as they are
        mkdir -p "$cache/lists/partial" &&
            echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm-backports main" \
                > "$cache/backports.list" || return 1
        lists=(-o "Dir::Etc::SourceList=$cache/backports.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$cache/lists"
               -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
        apt-get -qq -o APT::Sandbox::User=root "${lists[@]}" update >&2 || return 1
    else
        apt-cache show linux-image-amd64 > /dev/null 2>&1 || [ "$(id -u)" != 0 ] || apt-get update -qq >&2
    fi
    package=$(apt-cache "${lists[@]}" depends linux-image-amd64 2> /dev/null | awk '$1 == "Depends:" { print $2; exit }')
    [ -n "$package" ] || return 1
    (cd "$cache/kernel/deb" && apt-get download -q -o APT::Sandbox::User=root "${lists[@]}" "$package") >&2 || return 1
    dpkg-deb -x "$cache"/kernel/deb/*.deb "$cache/kernel" || return 1
    release=$(basename "$cache"/kernel/lib/modules/*)
    depmod -b "$cache/kernel" "$release" || return 1
    # An unpacked vmlinux starts through PVH: no self-extraction, 2 s less under emulation.
    python3 - "$cache"/kernel/boot/vmlinuz-* "$cache/kernel/vmlinux" <<'PY' || return 1
import lzma, sys
data = open(sys.argv[1], "rb").read()
at = data.find(b"\xfd7zXZ\0")
out = lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(data[at:]) if at > 0 else data
open(sys.argv[2], "wb").write(out)
PY
    rm -rf "$cache/kernel/deb" && touch "$cache/kernel/ok"
}

# The initramfs only loads the modules for 9p, mounts the root, and hands over to guest.sh.
make_initrd() {
    local folder release module file code
    folder=$(mktemp -d) release=$(basename "$cache"/kernel/lib/modules/*)
    mkdir -p "$folder"/{bin,proc,sys,dev,new,low,mem,mod}
    cp /bin/busybox "$folder/bin/" || return 1
    for module in $modules; do
        modprobe -d "$cache/kernel" -S "$release" --show-depends "$module" | awk '/^insmod/ { print $2 }'
    done | awk '!seen[$0]++' | while read -r file; do
        cp "$file" "$folder/mod/" && basename "$file" >> "$folder/order"
    done
    cat > "$folder/init" <<'SH'
#!/bin/busybox sh
b=/bin/busybox
stop() { echo "lab: $*"; $b poweroff -f; }
$b mount -t proc proc /proc; $b mount -t sysfs sys /sys; $b mount -t devtmpfs dev /dev
for m in $($b cat /order); do $b insmod /mod/$m || stop "insmod $m"; done
$b mount -t tmpfs -o mode=755 mem /mem; $b mkdir /mem/up /mem/work
$b mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose root /low || stop "no root"
$b mount -t overlay -o lowerdir=/low,upperdir=/mem/up,workdir=/mem/work over /new || stop "no overlay"
for m in proc sys dev; do $b mount --move /$m /new/$m; done
$b mkdir -p /new/lab; $b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 lab /new/lab
exec $b switch_root /new /bin/bash /lab/guest.sh
SH
    chmod +x "$folder/init"
    (cd "$folder" && find . | cpio -o -H newc --quiet | gzip -1) > "$cache/initrd.new" &&
        mv "$cache/initrd.new" "$cache/initrd.gz"
    code=$?
    rm -rf "$folder"
    return $code
}

# KVM counts only if the processor has hardware virtualisation and a guest runs a few instructions at once: some
# machines have a /dev/kvm that merely interprets.
pick_accelerator() {
    local boot=$cache/probe.bin
    if [ -w /dev/kvm ] && grep -qwE 'vmx|svm' /proc/cpuinfo; then
        { printf '\xb0\x21\xe6\xf4\xf4'; head -c 505 /dev/zero; printf '\x55\xaa'; } > "$boot"
        timeout 3 qemu-system-x86_64 -accel kvm -nodefaults -display none -no-reboot \
            -drive "file=$boot,format=raw,readonly=on" \
            -device isa-debug-exit,iobase=0xf4,iosize=1 > /dev/null 2>&1
        [ $? = 67 ] && { echo kvm; return; }
    fi
    echo tcg
}

run() {
    local limit=120 out=build/lab/out trace= root=/ guest=guest.sh accelerator processor option code reader_out reader_err
    while getopts t:o:sr: option; do
        case $option in t) limit=$OPTARG;; o) out=$OPTARG;; s) trace=1;;
                          r) root=$OPTARG guest=guest-systemd.sh;; *) die "see the head of $0";; esac
    done
    shift $((OPTIND - 1)); [ $# -gt 0 ] || die "no command"    # getopts has eaten the --
    setup
    accelerator=$(pick_accelerator)
    [ "$accelerator" = kvm ] && processor=host || { accelerator=tcg,thread=multi; processor=max,-la57; }
    mkdir -p "$out" && out=$(cd "$out" && pwd) || die "cannot write $out"
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
    cp "$here/$guest" "$work/guest.sh"
    { printf 'lab_limit=%q lab_trace=%q lab_home=%q\n' "$limit" "$trace" "$here"
      printf 'lab_modules=%q lab_cwd=%q\n' "$cache/kernel/lib/modules" "$PWD"
      printf 'lab_cmd=('; printf '%q ' "$@"; echo ')'
      printf 'export LAB_ACCELERATOR=%q\n' "${accelerator%%,*}"
      export -p | grep -E '^declare -x (PATH|LANG|BUILD|QUICK|LAB_RATE)='
    } > "$work/job"
    exec 3> >(exec cat); reader_out=$!               # pipes: QEMU takes no terminal as a file
    exec 4> >(exec cat >&2); reader_err=$!
    trap 'kill $vm 2>/dev/null; wait $vm; exit 125' INT TERM HUP
    timeout -k 5 $((limit + 60)) qemu-system-x86_64 \
        -accel "$accelerator" -cpu "$processor" -smp "$cpus" -m "$memory_mib" \
        -nodefaults -no-user-config -display none -no-reboot \
        -kernel "$cache/kernel/vmlinux" -initrd "$cache/initrd.gz" \
        -append "console=ttyS0 panic=-1 quiet loglevel=4 mitigations=off nokaslr audit=0 apparmor=0 random.trust_cpu=on tsc=reliable no_timer_check nowatchdog" \
        -serial "file:$out/console.log" -device virtio-serial-pci -device virtio-rng-pci \
        -add-fd fd=3,set=1 -chardev file,id=o,path=/dev/fdset/1,append=on \
        -device virtserialport,chardev=o,name=lab.out \
        -add-fd fd=4,set=2 -chardev file,id=e,path=/dev/fdset/2,append=on \
        -device virtserialport,chardev=e,name=lab.err \
        -fsdev local,id=r,path="$root",security_model=none,readonly=on,multidevs=remap \
        -device virtio-9p-pci,fsdev=r,mount_tag=root \
        -fsdev local,id=l,path="$work",security_model=none \
        -device virtio-9p-pci,fsdev=l,mount_tag=lab \
        -fsdev local,id=x,path="$out",security_model=none \
        -device virtio-9p-pci,fsdev=x,mount_tag=out \
        -fsdev local,id=m,path="$cache/kernel/lib/modules",security_model=none,readonly=on \
        -device virtio-9p-pci,fsdev=m,mount_tag=modules < /dev/null &
    vm=$!
    exec 3>&- 4>&-
    wait $vm; code=$?; wait $reader_out $reader_err
    [ -s "$work/rc" ] && return "$(cat "$work/rc")"
    echo "lab: the machine ended without a result (qemu: $code); see $out/console.log" >&2
    return 125
}

case ${1-} in
    setup) setup;;
    run) shift; run "$@";;
    *) sed -n '3,/^set -u/{/^#/s/^# \{0,1\}//p}' "$0"; exit 125;;
esac
