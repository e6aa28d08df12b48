#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A recording of a million dots through `zhibi decode`: all of them come out, in the pinned format."""

import json
import os
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))
from harness import BUILD, check, frame, say, section_owner

STROKES, DOTS = 20000, 50
START_MS = 1764576000000


def stroke(number, counter):
    """One stroke as the bytes of its frames; x and y tell which dot it is."""
    def count():
        nonlocal counter
        counter = (counter + 1) & 255
        return bytes([counter])
    start = START_MS + number * 1000
    out = frame(0x69, count() + struct.pack("<QBI", start, 0, 0xFF000000))
    out += frame(0x6B, count() + struct.pack("<III", section_owner(3, 27), 603, 10))
    for i in range(DOTS):
        out += frame(0x6C, count() + struct.pack("<BHHHBBBBH", 10, 300 + i, number % 60 + 10, number // 1000 + 10, i, number % 100, 90, 90, 0))
    out += frame(0x6A, count() + struct.pack("<QHHHHH", start + 10 * DOTS, DOTS, DOTS, DOTS, DOTS, DOTS))
    return out, counter


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "million.rec")
    with open(path, "w") as f:
        f.write("# a million dots\ndriver: neo\nlink: ble\npen: 9C:7B:D2:0A:0B:0C\n")
        counter = 0
        for number in range(STROKES):
            data, counter = stroke(number, counter)
            # Cut in the middle, so that frames cross transfers.
            cut = len(data) * (number % 97) // 97
            for piece in (data[:cut], data[cut:]):
                if piece:
                    f.write(f"{number * 1000000} < {piece.hex().upper()}\n")
    process = subprocess.Popen([f"{BUILD}/zhibi", "decode", path], stdout=subprocess.PIPE)
    n_strokes = n_dots = 0
    for line in process.stdout:
        said = json.loads(line)
        check(said["type"] == "stroke", f"only strokes were recorded, this came: {line[:100]}")
        check(said["pen"] == "9C:7B:D2:0A:0B:0C", "the pen of the header")
        check(said["page"] == {"section": 3, "owner": 27, "book": 603, "page": 10}, "the page")
        check(said["tip"] == "pen" and said["flags"] == [], f"flags {said['flags']}")
        check(said["start_ms"] == START_MS + n_strokes * 1000, "the start")
        check(said["end_ms"] == said["start_ms"] + 10 * DOTS, "the end")
        check(len(said["dots"]) == DOTS, "all dots of a stroke")
        for i, (t, x, y, force) in enumerate(said["dots"]):
            if t != 10 * (i + 1) or round(x * 100) != (n_strokes % 60 + 10) * 100 + i or force != 300 + i or \
                    round(y * 100) != (n_strokes // 1000 + 10) * 100 + n_strokes % 100:
                check(False, f"stroke {n_strokes} dot {i} is {t}, {x}, {y}, {force}")
        n_strokes += 1
        n_dots += DOTS
    check(process.wait() == 0, "exit code")
    check(n_dots == STROKES * DOTS, f"{n_dots} dots of {STROKES * DOTS}")
    say(f"ok 1 - {n_dots} dots in {n_strokes} strokes, each as written")
