#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Pens whose clock is an hour ahead, and an hour behind, until the daemon sets it: ink stored before, ink begun between
the reading of the clock and its setting, ink stored after, fetched on the next link; then all of it once more, by a daemon
that was killed. Every stroke is on disk once, with its true time, in the order of writing, and the pen's own time beside it."""

import struct
import time

from harness import Daemon, Pen, Truth, book_key, check, frame, say, wait_for

HOUR_MS = 3600 * 1000
REPAIRED, UNSURE = 1 << 5, 1 << 7
CLOCK = 1  # the type in 0x05


def now_ms():
    return int(time.time() * 1000)


class ClockPen(Pen):
    """Its memory takes strokes by their true time; it tells them by its own clock."""

    def __init__(self, number, path, ahead_ms):
        super().__init__(number, path, live=False, offer=True)
        self.ahead_ms, self.n_set = ahead_ms, 0
        self.between = []  # true times of what was begun when the clock had been read and was not set

    def store(self, true_ms, page=10):
        n = len(self.written)
        truth = Truth(true_ms + self.ahead_ms, [(10, 1000 + 20 * n + 9 * i, 3000 + 7 * i, 300) for i in range(8)],
                      (3, 27, 603, page))
        truth.true_ms = true_ms
        with self.lock:
            self.written.append(truth)
            self.memory.append(truth)
        return truth

    def answer(self, command, rest):
        if command == 0x04 and not self.live_on:
            self.send(frame_settings(now_ms() + self.ahead_ms))
            self.between.append(self.store(now_ms() + 10))
            time.sleep(0.02)
            return
        if command == 0x05 and rest[2] == CLOCK:
            self.ahead_ms = struct.unpack_from("<Q", rest, 3)[0] - now_ms()
            self.n_set += 1
        super().answer(command, rest)


def frame_settings(clock_ms):
    return frame(0x84, struct.pack("<BBBQHHBBBBBBBBBB", 0, 10, 0, clock_ms, 20, 852, 5, 1, 1, 1, 0, 80, 1, 2, 0, 0) +
                 b"Neosmartpen_M1+".ljust(39, b"\0"), 0)


def compare(daemon, pen, when):
    strokes = {book_key(s): s for s in daemon.strokes()}
    check(len(strokes) == len(daemon.strokes()) == len(pen.written),
          f"{when}: {len(daemon.strokes())} strokes on disk of {len(pen.written)} written")
    for page in {t.page for t in pen.written}:
        truths = [t for t in pen.written if t.page == page]
        kept = [strokes.get(t.key()) for t in truths]
        check(all(kept), f"{when}: a stroke is not on disk with the pen's own time")
        for truth, stroke in zip(truths, kept):
            off = stroke["start_ms"] - truth.true_ms
            check(abs(off) < 2000, f"{when}: a stroke is {off} ms off, the pen's own time {stroke['pen_start_ms'] - truth.true_ms}")
            moved = abs(stroke["pen_start_ms"] - truth.true_ms) > 2000
            check(bool(stroke["flags"] & REPAIRED) >= moved, f"{when}: it is not flagged that a time was repaired")
            check(not stroke["flags"] & UNSURE, f"{when}: a time is called unsure that is not")
        order = sorted(kept, key=lambda s: (s["start_ms"], s["id"]))
        check(order == kept, f"{when}: page {page[3]} is in another order than it was written")


def whole_story(ahead_ms):
    daemon = Daemon()
    pen = ClockPen(5, daemon.socket_path, ahead_ms)
    began_ms = now_ms()
    for k in range(6):
        pen.store(began_ms - HOUR_MS + 60000 * (k + 1))
        pen.store(began_ms - HOUR_MS + 60000 * (k + 1) + 5000, 11)
    try:
        daemon.start()
        pen.start()
        wait_for(lambda: len(daemon.strokes()) == len(pen.written), 20, "all of it on disk")
        time.sleep(1)
        compare(daemon, pen, "when the clock was set")
        check(len(pen.between) == 1 and pen.n_set >= 1, "nothing was begun between the reading and the setting")
        # Out of reach: what is written now has times that the old clock told an hour ago.
        daemon.kill()
        for k in range(4):
            time.sleep(0.7)
            pen.store(now_ms())
            pen.store(now_ms(), 12)
        daemon.start()
        wait_for(lambda: len(daemon.strokes()) == len(pen.written), 20, "what was written after it was set")
        time.sleep(1)
        compare(daemon, pen, "when it came back")
        daemon.kill()
        daemon.start()
        wait_for(lambda: len(pen.between) == 3 and len(daemon.strokes()) == len(pen.written), 20, "all once more")
        time.sleep(1)
        compare(daemon, pen, "when all was told again")
        daemon.stop()
        return f"{len(pen.written)} strokes on {len({t.page for t in pen.written})} pages, the clock set {pen.n_set} times"
    finally:
        pen.ended.set()
        daemon.cleanup()


say("ok 1 - an hour ahead: " + whole_story(HOUR_MS))
say("ok 2 - an hour behind: " + whole_story(-HOUR_MS))
say("1..2")
