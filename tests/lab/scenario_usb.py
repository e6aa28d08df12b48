# SPDX-License-Identifier: MIT
"""The M1+ on its cable, through the kernel's USB stack and libusb."""
import ctypes
import json
import os
import subprocess
import sys
import time

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import BUILD, check  # noqa: E402
from lesson import QUICK, Lesson, identity, wait  # noqa: E402
from room import ask  # noqa: E402


def usb_fetch():
    """USB: plugged, listed, fetched; plugged again, nothing twice"""
    with Lesson() as lesson:
        lesson.begin()
        pens = lesson.write(link="usb", idle=True, stay=True, store=60)
        begin = time.monotonic()
        wait(lambda: len(lesson.daemon.strokes()) >= len(lesson.truth()) > 0, 120,
             lambda: "%d strokes, there are %d" % (len(lesson.truth()), len(lesson.daemon.strokes())))
        seconds = time.monotonic() - begin
        lesson.wait_state([1], "ready", 20)
        ask("drop", pen=identity(1), off=True)
        lesson.wait_state([1], "away", 20)
        ask("set", pen=identity(1), on=True)
        lesson.wait_state([1], "ready", 60)
        lesson.settle()
        pens.terminate()
        lesson.wait_written(pens, 10)
        return "%.1f s; %s" % (seconds, lesson.compare())


def usb_resume():
    """USB: pulled out in mid-block, plugged again, resumed"""
    with Lesson() as lesson:
        lesson.begin()
        pens = lesson.write(link="usb", idle=True, store=600 if QUICK else 3000)
        told = lambda: ask("totals")["bytes"].get(identity(1), 0)  # noqa: E731
        pulled, n_pulled = 0, 3
        for _ in range(n_pulled):
            last = told()
            wait(lambda: told() > last + 20000, 60, "a block on its way")
            ask("drop", pen=identity(1), off=True)
            pulled = told()
            time.sleep(1)
            ask("set", pen=identity(1), on=True)
        lesson.wait_written(pens, 300)
        lesson.settle()
        size = sum(32 + 16 * len(stroke["dots"]) for stroke in lesson.truth())
        check(told() < 1.25 * size, "%d bytes of files took %d: not resumed" % (size, told()))
        return "pulled out %d times, %d kB until the last, %d kB in all; %s" % (
            n_pulled, pulled // 1000, told() // 1000, lesson.compare())


def usb_eight():
    """USB: eight pens at once"""
    with Lesson() as lesson:
        lesson.begin()
        pens = lesson.write(8, link="usb", idle=True, store=60 if QUICK else 400)
        begin = time.monotonic()
        lesson.wait_written(pens, 300)
        seconds = time.monotonic() - begin
        lesson.settle()
        return "%.1f s; %s" % (seconds, lesson.compare())


def usb_busy():
    """USB: another program holds the interface: told in plain words, and fetched when it lets go"""
    with Lesson() as lesson:
        pens = lesson.write(link="usb", idle=True, store=20)
        holder = subprocess.Popen(["/usr/bin/python3", os.path.abspath(__file__)], stdout=subprocess.PIPE,
                                  stdin=subprocess.PIPE, text=True)
        check(holder.stdout.readline() == "held\n", "the other program has the interface")
        lesson.begin()

        def problems():
            out = subprocess.run([BUILD + "/zhibi", "problems", "--json", "--data", lesson.folder],
                                 capture_output=True, text=True, check=True).stdout
            return [p for p in json.loads(out) if p["code"] == "usb-busy"]
        found = wait(problems, 60, "the problem usb-busy")
        check(not lesson.daemon.strokes(), "nothing can have come")
        holder.communicate("\n")
        lesson.wait_written(pens, 120)
        lesson.settle()
        return "%s; %s" % (found[0]["detail"], lesson.compare())


def _hold():
    """Another program: claims the data interface until a line comes."""
    usb = ctypes.CDLL("libusb-1.0.so.0")
    usb.libusb_open_device_with_vid_pid.restype = ctypes.c_void_p
    usb.libusb_init(None)
    for _ in range(200):
        handle = ctypes.c_void_p(usb.libusb_open_device_with_vid_pid(None, 0x0e8d, 0x0023))
        if handle:
            break
        time.sleep(0.1)
    usb.libusb_set_auto_detach_kernel_driver(handle, 1)
    codes = [usb.libusb_claim_interface(handle, n) for n in (0, 1)]
    print("held" if codes == [0, 0] else codes, flush=True)
    input()


SCENARIOS = [usb_fetch, usb_resume, usb_eight, usb_busy]

if __name__ == "__main__":
    _hold()
