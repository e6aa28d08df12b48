# SPDX-License-Identifier: MIT
"""The laboratory tries itself out: libusb and udev against a virtual USB pen. libusb is
called through ctypes, as a daemon would call it from C: hotplug, kernel driver detached, bulk and interrupt transfers,
a stalled control request, time-outs, and the pen pulled out in the middle of a transfer."""
import ctypes
import os
import subprocess
import threading
import time

from room import ask, need, say

usb = ctypes.CDLL("libusb-1.0.so.0")
P, I, U8, U16, U = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint
CALLBACK = ctypes.CFUNCTYPE(I, P, P, I, P)
usb.libusb_hotplug_register_callback.argtypes = [P, I, I, I, I, I, CALLBACK, P, P]
usb.libusb_open.argtypes = [P, P]
usb.libusb_ref_device.argtypes = usb.libusb_close.argtypes = [P]
usb.libusb_bulk_transfer.argtypes = usb.libusb_interrupt_transfer.argtypes = [P, U8, P, I, P, U]
usb.libusb_control_transfer.argtypes = [P, U8, U8, U16, U16, P, U16, U]
usb.libusb_claim_interface.argtypes = usb.libusb_set_auto_detach_kernel_driver.argtypes = [P, I]
usb.libusb_handle_events_timeout.argtypes = [P, P]
events = []


@CALLBACK
def hotplug(context, device, event, data):
    events.append((event, device))
    return 0


def pump(count, seconds=15):
    """Let libusb report until there are `count` events."""
    tick = (ctypes.c_long * 2)(0, 50000)
    end = time.time() + seconds
    while len(events) < count and time.time() < end:
        usb.libusb_handle_events_timeout(None, tick)
    return len(events) >= count


def transfer(call, handle, endpoint, data, timeout=2000):
    """(result, bytes): 0 good, -7 time-out, -4 device gone, -9 stalled."""
    got, buffer = I(0), ctypes.create_string_buffer(data if isinstance(data, bytes) else b"", 512)
    size = len(data) if isinstance(data, bytes) else data
    result = call(handle, endpoint, buffer, size, ctypes.byref(got), timeout)
    return result, buffer.raw[:got.value]


def rule():
    with open("/etc/udev/rules.d/60-lab.rules", "w") as f:       # the overlay forgets it
        f.write('SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="1209", ATTR{idProduct}=="0001", '
                'MODE="0666", SYMLINK+="labpen", RUN+="/bin/sh -c \'echo $env{ACTION} >> /run/lab/udev-ran\'"\n')
    subprocess.run(["udevadm", "control", "--reload"], check=True)


def self_usb(packets=500):
    """the laboratory itself: USB, hotplug, transfers, pulled out in the middle, udev's rule"""
    rule()
    need(usb.libusb_init(None) == 0, "libusb_init")
    need(usb.libusb_hotplug_register_callback(None, 3, 0, 0x1209, 1, -1, hotplug, None, None) == 0, "hotplug callback")
    t = time.time()
    pen, = ask("add", kind="UsbPen", name="ink")["pens"]
    need(pump(1) and events[0][0] == 1, "arrival seen after %.2f s" % (time.time() - t))
    subprocess.run(["udevadm", "settle"])
    need(os.path.exists("/dev/labpen") and os.stat("/dev/labpen").st_mode & 0o777 == 0o666,
         "udev rule: symlink and mode")
    need("add" in open("/run/lab/udev-ran").read(), "udev rule: program ran")
    need(os.path.exists("/sys/class/hidraw/hidraw0"), "the kernel's HID driver has the second interface")
    usb.libusb_ref_device(events[0][1])
    handle = P()
    need(usb.libusb_open(events[0][1], ctypes.byref(handle)) == 0, "libusb_open")
    usb.libusb_set_auto_detach_kernel_driver(handle, 1)
    need([usb.libusb_claim_interface(handle, n) for n in (0, 1)] == [0, 0], "both interfaces claimed")
    need(transfer(usb.libusb_bulk_transfer, handle, 0x02, b"echo hello") == (0, b"echo hello"), "bulk out")
    need(transfer(usb.libusb_bulk_transfer, handle, 0x81, 64) == (0, b"hello"), "bulk in")
    ask("notify", pen=pen, endpoint=0x83, data="01020304")
    need(transfer(usb.libusb_interrupt_transfer, handle, 0x83, 64) == (0, b"\1\2\3\4"), "interrupt in")
    need(transfer(usb.libusb_bulk_transfer, handle, 0x81, 64, 300)[0] == -7, "nothing there: time-out")
    need(usb.libusb_control_transfer(handle, 0xc0, 0x42, 0, 0, None, 0, 1000) == -9, "unknown control request: stall")
    threading.Thread(target=ask, args=("notify",), kwargs=dict(pen=pen, count=packets, size=64)).start()
    t = time.time()
    for n in range(packets):
        result, data = transfer(usb.libusb_bulk_transfer, handle, 0x81, 64)
        if result or int.from_bytes(data[:4], "little") != n:
            need(False, "packet %d: %d %r" % (n, result, data))
    say("ok   %d bulk packets in order, %.0f a second" % (packets, packets / (time.time() - t)))
    threading.Timer(0.5, ask, ("drop",), dict(pen=pen, off=True)).start()
    result, _ = transfer(usb.libusb_bulk_transfer, handle, 0x81, 64, 10000)
    need(result in (-4, -1), "pulled out during a transfer: error %d" % result)
    need(pump(2) and events[1][0] == 2, "departure seen")
    usb.libusb_close(handle)
    need(not os.path.exists("/dev/labpen"), "symlink gone")
    ask("set", pen=pen, on=True)
    need(pump(3) and events[2][0] == 1, "plugged in again: arrival seen")


SCENARIOS = [self_usb]
