#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The real daemon and virtual pens around a fake bluetoothd (fake-bluez/), on a bus of their own: no root, no system
bus, no machine. What only the real bluetoothd can show is shown in lab/.

   check-bluez.py            all cases, four at a time        check-bluez.py CASE…     these, with what they say
"""
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, HERE + "/lab"]
from harness import check  # noqa: E402
from lesson import Lesson, identity, wait  # noqa: E402
from room import ask  # noqa: E402

PYTHON = "/usr/bin/python3"                                      # Debian's: the one that its packages are for
AT_ONCE = 4                                                      # they mostly wait


class Room:
    """A bus and a bluetoothd for one case. Its addresses are in the environment from now on."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="zhibi-bluez-")
        address = "unix:path=%s/bus" % self.folder
        os.environ.update(DBUS_SYSTEM_BUS_ADDRESS=address, LAB_AIR=self.folder + "/air", LAB_PENS=self.folder + "/pens")
        self.bus = self.start(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address", "--address",
                               address], stderr=subprocess.DEVNULL)
        self.bluetoothd = self.start([PYTHON, HERE + "/fake-bluez/bluetoothd.py"])

    @staticmethod
    def start(command, **more):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, **more)
        process.stdout.readline()                                # it is there
        return process

    def close(self):
        for process in (self.bluetoothd, self.bus):
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder)


# ---- cases

LINK_LOST = 1 << 6                                               # StrokeFlag in protocol/dot.h
STRANGER = 30                                                    # not in the demonstration's class


def begin(lesson, numbers=(), **options):
    """The daemon, and pens of the class that write until each has written so many strokes."""
    lesson.begin()
    return lesson.write(len(numbers), first=numbers[0], **options) if numbers else None


def live():
    """pens are found, connected and greeted; live ink is on disk once, whichever way bluetoothd gives a channel"""
    command_only = {"2ba0": 4}                                   # write-without-response
    ask("add", kind="GattPen", identity=identity(2), refuses=["AcquireNotify"])
    ask("add", kind="GattPen", identity=identity(3), flags=command_only)
    ask("add", kind="GattPen", identity=identity(4), flags=command_only, refuses=["AcquireWrite"])
    with Lesson(pupils=4) as lesson:
        pens = begin(lesson, range(1, 5), strokes=12, pauses=0.2, speed=3)
        lesson.wait_written(pens, 60)
        wait(lambda: len(lesson.daemon.strokes()) == 48, 10, "every stroke on disk")
        for number, ways in enumerate((["AcquireNotify", "WriteValue:request"], ["StartNotify", "WriteValue:request"],
                                       ["AcquireNotify", "AcquireWrite"],
                                       ["AcquireNotify", "WriteValue:command"]), 1):
            seen = ask("seen", pen=identity(number))["ways"]
            check(seen == ways, "pen %d was spoken to by %s, not by %s" % (number, seen, ways))
        return lesson.compare()


def restarted():
    """the daemon is killed, and its pens are still linked when it comes back: it takes them over, unheard as they are"""
    with Lesson(pupils=3) as lesson:
        pens = begin(lesson, range(1, 4), idle=True, store=5, stay=True)
        lesson.wait_state(range(1, 4), "ready", 20)
        lesson.daemon.kill()
        check(len(ask("totals")["linked"]) == 3, "bluetoothd keeps the links of a client that died")
        lesson.begin()
        lesson.wait_state(range(1, 4), "ready", 20)
        wait(lambda: len(lesson.daemon.strokes()) == 15, 10, "what they had stored")
        pens.terminate()
        lesson.wait_written(pens, 10)
        return lesson.compare()


def search_refused():
    """bluetoothd cannot look for devices yet, for the kernel still does: the daemon asks again"""
    ask("busy", count=2)
    with Lesson(pupils=1) as lesson:
        pens = begin(lesson, [1], idle=True, store=5)
        lesson.wait_written(pens, 20)
        return lesson.compare()


CASES = [live, restarted, search_refused]


def run(case):
    """In a process of its own. (whether it went well, what it said, seconds)"""
    start = time.monotonic()
    ran = subprocess.run([sys.executable, __file__, case.__name__], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return ran.returncode == 0, ran.stdout, time.monotonic() - start


def main(names):
    if names:
        for name in names:
            room = Room()
            try:
                print(globals()[name](), flush=True)
                files = ask("files")
                check(files["left_open"] == 0, "no notification file was open when the daemon left the bus: %s" % files)
                check(files["open"] == 0, "every notification file was closed: %s" % files)
            finally:
                room.close()
        return True
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(zip(CASES, pool.map(run, CASES)))
    for number, (case, (good, said, seconds)) in enumerate(results, 1):
        last = said.strip().rpartition("\n")[2] if good else ""
        print("%sok %d - %s: %s # %.1f s (%s)" % ("" if good else "not ", number, case.__name__, case.__doc__, seconds, last))
        if not good:
            print("".join("# %s\n" % line for line in said.splitlines()[-40:]))
    return all(good for _, (good, _, _) in results)


if __name__ == "__main__":
    if not shutil.which("dbus-daemon") or subprocess.call([PYTHON, "-c", "import dbus, gi"]) != 0:
        print("skip: there is no dbus-daemon, or no python3-dbus, python3-gi (deps.sh check)")
        sys.exit(77)
    sys.exit(0 if main(sys.argv[1:]) else 1)
