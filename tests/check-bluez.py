#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The real daemon and virtual pens around a fake bluetoothd (fake-bluez/), on a bus of their own: no root, no system
bus, no machine. What only the real bluetoothd can show is shown in lab/.

   check-bluez.py            all cases, six at a time        check-bluez.py CASE…     these, with what they say
"""
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/lab", HERE]
from harness import check  # noqa: E402
from lesson import Lesson, identity, wait  # noqa: E402
from room import ask  # noqa: E402

PYTHON = "/usr/bin/python3"                                      # Debian's: the one that its packages are for
AT_ONCE = 6                                                      # they mostly wait


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


def wait_back(lesson, pens, numbers, seconds=30):
    """They are ready again; or were, and have ended, which they do when all that they wrote is taken."""
    wait(lambda: pens.poll() is not None or lesson.board.count(numbers, "ready") == len(numbers), seconds,
         lambda: "they are back, there are: %s" % [lesson.board.state(n) for n in numbers])


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


def out_of_range():
    """out of reach in mid-stroke: the stroke is flagged; its rest is fetched later, and nothing is there twice"""
    with Lesson(pupils=2) as lesson:
        pens = begin(lesson, [1, 2], strokes=8, pauses=0, speed=0.7)
        lesson.wait_state([1, 2], "ready", 30)

        def in_mid_stroke():
            ended = {s["start_ms"] for s in lesson.truth()}
            return [s for s in lesson.daemon.strokes() if s["pen_start_ms"] not in ended]
        wait(in_mid_stroke, 10, "an open stroke on disk")
        for number in (1, 2):
            ask("drop", pen=identity(number), off=True)
        lesson.wait_state([1, 2], "away", 10)
        wait(lambda: any(s["flags"] & LINK_LOST for s in lesson.daemon.strokes()), 5, "the stroke is flagged")
        for number in (1, 2):
            ask("set", pen=identity(number), on=True)
        lesson.wait_written(pens, 60)
        wait(lambda: not any(s["flags"] & LINK_LOST for s in lesson.daemon.strokes()), 10, "the rest is fetched")
        return lesson.compare()


def refused():
    """a pen that refuses is tried again, each time later"""
    ask("add", kind="GattPen", identity=identity(1), refusals=2)
    with Lesson(pupils=1) as lesson:
        lesson.wait_written(begin(lesson, [1], idle=True, store=5), 60)
        tries = ask("seen", pen=identity(1))["tries"]
        pauses = [b - a for a, b in zip(tries, tries[1:])]
        check(len(pauses) == 2 and pauses[0] >= 2 and pauses[1] >= 4, "pauses of 2 and 4 s or more: %s" % pauses)
        return "pauses of %s s; %s" % (" and ".join("%.1f" % p for p in pauses), lesson.compare())


def lingering():
    """a pen that failed is not tried again on the link that is still ending"""
    ask("add", kind="GattPen", identity=identity(1), lingers_s=4, refuses=["AcquireNotify", "StartNotify"])
    with Lesson(pupils=1) as lesson:
        lesson.wait_written(begin(lesson, [1], idle=True, store=5), 60)
        tries = ask("seen", pen=identity(1))["tries"]
        check(len(tries) == 2 and tries[1] - tries[0] >= 4, "tried again when the link was over: %s" % tries)
        return "tried again after %.1f s; %s" % (tries[1] - tries[0], lesson.compare())


def rotation():
    """six pens with stored ink take turns on an adapter that refuses the fourth link"""
    ask("adapter", le=3, refusal=9)
    with Lesson(pupils=6) as lesson:
        lesson.wait_written(begin(lesson, range(1, 7), idle=True, store=10), 60)
        seen = ask("adapter")
        check(seen["most"] == 3, "three links at once: %s" % seen)
        check(1 <= seen["refused"] <= 6, "the bound was learnt from the first tries over it: %s" % seen)
        return "%d refused; %s" % (seen["refused"], lesson.compare())


def _interrupted(stop, start):
    with Lesson(pupils=3) as lesson:
        pens = begin(lesson, [1, 2, 3], strokes=14, pauses=0.2, speed=2)
        lesson.wait_state([1, 2, 3], "ready", 30)
        stop()
        lesson.wait_state([1, 2, 3], "away", 10)
        start()
        begun = time.monotonic()
        wait_back(lesson, pens, [1, 2, 3])
        seconds = time.monotonic() - begun
        lesson.wait_written(pens, 60)
        return "all back in %.1f s; %s" % (seconds, lesson.compare())


def bluetoothd_gone():
    """no bluetoothd at first; then it comes, dies in mid-class, and comes back"""
    ask("bluetoothd", present=False)
    threading.Timer(1, ask, ["bluetoothd"], {"present": True}).start()
    return _interrupted(lambda: ask("bluetoothd", present=False), lambda: ask("bluetoothd", present=True))


def adapter_pulled():
    """the adapter is pulled out in mid-class and put back"""
    return _interrupted(lambda: ask("adapter", present=False), lambda: ask("adapter", present=True))


def passkey():
    """a new pen is paired by the passkey it shows, when somebody asks; a wrong one is not enough"""
    ask("add", kind="GattPen", identity=identity(STRANGER), secret=123456, encrypt=True)
    with Lesson(pupils=1) as lesson:
        pens = lesson.write(first=STRANGER, idle=True, store=10, stay=True)
        lesson.begin()
        wait(lambda: _fleet_state(lesson, STRANGER) == "seen", 10, "the stranger is seen")
        pair = lesson.command("pair", "--seconds", "60", said="654321\n123456")
        wait(lambda: _fleet_state(lesson, STRANGER) == "ready", 30,
             lambda: "the pen ready, it is " + _fleet_state(lesson, STRANGER))
        state, seen = ask("state", pen=identity(STRANGER)), ask("seen", pen=identity(STRANGER))
        check(state["encrypted"] and state["bonded"], "the link is encrypted, the bond kept")
        check(seen["questions"] == ["RequestPasskey"] * 2, "asked twice: %s" % seen["questions"])
        pair.terminate()
        wait(lambda: len(lesson.daemon.strokes()) == 10, 10, "its stored ink")
        pens.terminate()
        lesson.wait_written(pens, 10)
        return lesson.compare()


def strangers():
    """nobody asked: a stranger is left alone, may not pair, and may not call"""
    with Lesson(pupils=1) as lesson:
        pens = begin(lesson, [1], strokes=8, pauses=0.2, speed=3)
        strange = lesson.write(first=STRANGER, idle=True, stay=True)
        calls = lesson.write(first=STRANGER + 1, idle=True, stay=True, link="spp")
        wait(lambda: _fleet_state(lesson, STRANGER) == "seen" == _fleet_state(lesson, STRANGER + 1), 10, "both seen")
        answer = ask("offer", pen=identity(STRANGER))["answer"]
        check(answer == "org.bluez.Error.Rejected", "the stranger's pairing is refused: " + answer)
        check(ask("offer", pen=identity(1))["answer"] == "yes", "a pen of the class may pair")
        ask("call", pen=identity(STRANGER + 1))
        wait(lambda: ask("seen", pen=identity(STRANGER + 1))["questions"] == ["org.bluez.Error.Rejected"], 5,
             "the call is refused")
        lesson.wait_written(pens, 30)
        check(not ask("seen", pen=identity(STRANGER))["tries"], "the stranger was left alone")
        check(not ask("state", pen=identity(STRANGER + 1))["linked"], "the one that called has no link")
        for process in (strange, calls):
            process.terminate()
            lesson.wait_written(process, 10)
        return lesson.compare()


def serial_port():
    """a classic pen is paired and writes over its serial port; later it calls by itself"""
    with Lesson(pupils=1) as lesson:
        pens = begin(lesson, [1], link="spp", strokes=16, pauses=0.2, speed=2)
        lesson.wait_state([1], "ready", 30)
        check(ask("state", pen=identity(1))["bonded"], "it was paired")
        ask("set", pen=identity(1), silent=True)
        ask("drop", pen=identity(1))
        lesson.wait_state([1], "away", 10)
        wait(lambda: ask("seen", pen=identity(1))["in_reach"], 10, "the pen is on again")
        ask("call", pen=identity(1))
        wait_back(lesson, pens, [1], 10)
        lesson.wait_written(pens, 30)
        return lesson.compare()


def liars():
    """pens that lie, with thousands of services, endless noise and odd advertisements, hold up no other"""
    ask("add", kind="Liar", identity=identity(2), n_strange=1000, hides_channel=True)
    ask("add", kind="Liar", identity=identity(3), n_strange=1000, hides_channel=True, resolved_first=True)
    ask("add", kind="Liar", identity=identity(4), noise=1000)
    for number, field in enumerate(("9c", "9c7bd2", "9c7bd2ff", "00" * 255, "9c7bd2" + "ff" * 500), STRANGER):
        ask("add", kind="Liar", identity=identity(number), field=field, name="\U0001f58a" * 62)
    with Lesson(pupils=4) as lesson:
        pens = begin(lesson, [1], strokes=30, pauses=0.2, speed=2)
        lesson.wait_state([1], "ready", 30)
        wait(lambda: all(ask("seen", pen=identity(n))["tries"] for n in (2, 3, 4)), 60, "each liar was tried")
        lesson.wait_written(pens, 30)
        n_tries = sum(len(ask("seen", pen=identity(n))["tries"]) for n in (2, 3))
        spent_s = lesson.daemon.processor_s()
        check(spent_s < 1 + 0.45 * n_tries, "%.1f s of a processor's time went to %d tries of the liars" % (spent_s, n_tries))
        return "%.1f s of a processor for %d tries; %s" % (spent_s, n_tries, lesson.compare())


def leaving():
    """the daemon closes every notification file before it leaves the bus; one that is killed comes back to its pens"""
    with Lesson(pupils=3) as lesson:
        pens = begin(lesson, [1, 2, 3], strokes=20, pauses=0.2, speed=2)
        lesson.wait_state([1, 2, 3], "ready", 30)
        lesson.daemon.stop()
        wait(lambda: not ask("files")["open"], 5, "all files closed")
        check(ask("files")["given"] == 3 and ask("files")["left_open"] == 0, "closed before it left: %s" % ask("files"))
        lesson.begin()
        wait_back(lesson, pens, [1, 2, 3])
        lesson.wait_written(pens, 30)
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


def _fleet_state(lesson, number):
    return lesson.fleet().get(identity(number), {}).get("state", "none")


CASES = [live, out_of_range, refused, lingering, rotation, bluetoothd_gone, adapter_pulled, passkey, strangers, serial_port, liars, leaving,
         restarted, search_refused]


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
                print("\n" + globals()[name](), flush=True)
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
