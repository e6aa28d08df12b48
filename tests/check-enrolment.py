#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""zhibi pens enrol beside a real daemon: pens write in the boxes of the roster sheet; who got which number is printed,
and where two pens wrote in one box, that a person decides; it ends when somebody stops it."""

import json
import struct
import subprocess
import tempfile
import time
import xml.dom.minidom

from harness import BUILD, Daemon, Pen, Truth, check, frame, say, section_owner, wait_for

NCODE_MM = 56 / 600 * 25.4  # one Ncode unit
CONFIG = "[enrolment]\npage = 3.27.603.10\n"


def zhibi(daemon, *words):
    return subprocess.run([f"{BUILD}/zhibi", *words], stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout


class Writer(Pen):
    """Writes nothing but what it is told to."""

    def __init__(self, number, path):
        super().__init__(number, path)
        self.writing.clear()
        self.todo = None

    def write_name(self, box):
        self.todo = box
        self.writing.set()
        wait_for(self.written_all, 20, f"pen {self.number} to write its name")

    def written_all(self):
        return self.todo is None and not self.writing.is_set()

    def write(self):
        x, y, width, height = self.todo
        self.clock = max(self.clock + 2000, int(time.time() * 1000))
        dots = [(10, round(100 * (x + width * (0.2 + 0.6 * (i % 10) / 10)) / NCODE_MM),
                 round(100 * (y + height * (0.3 + 0.4 * (i // 10) / 4)) / NCODE_MM), 300) for i in range(40)]
        out = frame(0x69, self.count() + struct.pack("<QBI", self.clock, 0, 0xFF000000))
        out += frame(0x6B, self.count() + struct.pack("<III", section_owner(3, 27), 603, 10))
        for delta, at_x, at_y, force in dots:
            out += frame(0x6C, self.count() + struct.pack("<BHHHBBBBH", delta, force, at_x // 100, at_y // 100, at_x % 100,
                                                          at_y % 100, 90, 90, 0))
        n = len(dots)
        out += frame(0x6A, self.count() + struct.pack("<QHHHHH", self.clock + 400, n, n, n, n, n))
        self.send(out)
        self.written.append(Truth(self.clock, dots))
        self.todo = None
        self.writing.clear()


def boxes(daemon):
    """x, y, width, height in millimetres, in the order of the numbers."""
    drawn = xml.dom.minidom.parseString(zhibi(daemon, "roster-sheet", "--data", daemon.folder))
    return [tuple(float(box.getAttribute(name)) for name in ("x", "y", "width", "height"))
            for box in drawn.getElementsByTagName("rect")]


def main():
    daemon = Daemon(options=["--pupils", "5"], config=CONFIG)
    pens = []
    try:
        daemon.start()
        control = f"{daemon.folder}/control.sock"
        place = boxes(daemon)
        check(len(place) == 5, f"{len(place)} boxes")
        pens = [Writer(number, daemon.socket_path) for number in (1, 2)]
        for pen in pens:
            pen.start()
        wait_for(lambda: all(getattr(pen, "live_on", False) for pen in pens), 20, "the pens to be live")
        with tempfile.TemporaryFile("w+") as out:
            enrol = subprocess.Popen([f"{BUILD}/zhibi", "pens", "enrol", "--seconds", "60", "--socket", control], stdout=out)

            def printed():
                out.seek(0)
                return out.read()

            wait_for(lambda: "roster sheet" in printed(), 20, "enrolment to begin")
            time.sleep(1)  # it has seen who holds which
            pens[0].write_name(place[3])
            wait_for(lambda: "9C:7B:D2:FF:00:01 → 4" in printed(), 20, "pen 1 to belong to number 4")
            say("ok 1 - the pen that writes in box 4 is number 4's")
            pens[1].write_name(place[3])
            wait_for(lambda: "zhibi pens bind 9C:7B:D2:FF:00:02 4" in printed(), 20, "the conflict to be printed")
            time.sleep(1)
            check(printed().count("zhibi pens bind") == 1, f"a conflict is told once: {printed()}")
            say("ok 2 - the second pen in box 4 is a conflict that is told, once")
            zhibi(daemon, "pens", "enrol", "--stop", "--socket", control)
            check(enrol.wait(20) == 0 and "enrolment is over: 1 bound" in printed(), f"it ends when it is stopped: {printed()}")
            say("ok 3 - it ends when it is stopped")
        holders = {pen["pen"]: pen["pupil"] for pen in json.loads(zhibi(daemon, "pens", "--json", "--socket", control))}
        check(holders["9C:7B:D2:FF:00:01"]["number"] == 4, f"who holds which: {holders}")
    finally:
        for pen in pens:
            pen.stop()
        daemon.stop()
        daemon.cleanup()


main()
