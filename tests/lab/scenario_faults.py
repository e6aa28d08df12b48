# SPDX-License-Identifier: MIT
"""What goes wrong in a classroom, with the real bluetoothd: distance, crashes, the adapter, passwords."""
import time

import services
from harness import check
from lesson import ON_ITS_WAY_S, PACE, QUICK, Lesson, identity, wait
from room import ask

LINK_LOST = 1 << 6                                               # StrokeFlag in protocol/dot.h


def _strokes_of(lesson, number):
    return [s for s in lesson.truth() if s["pen"] == identity(number)]


def out_of_range():
    """a pen goes out of range in mid-stroke and comes back: flagged, the rest fetched, nothing twice"""
    with Lesson() as lesson:
        lesson.begin()
        pens = lesson.write(2, strokes=80 if QUICK else 300, pauses=0.2)
        lesson.wait_state([1, 2], "ready", 60)
        times, n_flagged = 0, 0
        while times < (1 if QUICK else 4) or (n_flagged == 0 and times < 8):
            n_before = len(_strokes_of(lesson, 1))
            wait(lambda: len(_strokes_of(lesson, 1)) > n_before + 3, 60, "pen 1 writes")
            ask("drop", pen=identity(1), off=True)
            lesson.wait_state([1], "away", 60)
            check(lesson.board.state(2) == "ready", "the other pen is not touched")
            n_flagged += any(s["flags"] & LINK_LOST for s in lesson.daemon.strokes())
            n_before = len(_strokes_of(lesson, 1))
            wait(lambda: len(_strokes_of(lesson, 1)) > n_before + 3, 60, "pen 1 writes into its memory")
            ask("set", pen=identity(1), on=True)
            lesson.wait_state([1], "ready", 120)
            times += 1
        check(n_flagged > 0, "a stroke that was cut is flagged until its rest is fetched")
        lesson.wait_written(pens, 600)
        lesson.settle()
        check(not any(s["flags"] & LINK_LOST for s in lesson.daemon.strokes()), "the rest of each was fetched")
        stored = sum(s["origin"] == "stored" for s in _strokes_of(lesson, 1))
        return "%d times away, %d of them in mid-stroke, %d strokes fetched; %s" % (
            times, n_flagged, stored, lesson.compare())


def _killed(kill, start, moments):
    with Lesson() as lesson:
        lesson.begin()
        numbers = range(1, 9)
        pens = lesson.write(8, strokes=70 if QUICK else 90, pauses=0.7, **PACE)
        lesson.wait_state(numbers, "ready", 120)
        cuts, seconds = [], []
        for _ in range(moments):
            n_before = lesson.n_written()
            wait(lambda: lesson.n_written() > n_before + 16, 60, "the class writes")
            moment = time.time()
            kill(lesson)
            wait(lambda: not ask("totals")["heard"], 30, "the pens know that nobody listens")
            cuts.append((moment, time.time()))
            time.sleep(1)
            begin = time.monotonic()
            start(lesson)
            lesson.wait_state(numbers, "ready", 120)
            seconds.append(time.monotonic() - begin)
        lesson.wait_written(pens, 300)
        lesson.settle()
        return "%d times, noticed by the pens in %.1f s, all back in %d s; %s" % (
            moments, max(b - a for a, b in cuts), max(seconds), lesson.compare(cuts, ON_ITS_WAY_S))


def bluetoothd_killed():
    """bluetoothd is killed in mid-class and started again"""
    return _killed(lambda _: services.kill_bluetoothd(), lambda _: services.start_bluetoothd(), 1 if QUICK else 2)


def zhibid_killed():
    """zhibid is killed in mid-class and started again"""
    return _killed(lambda lesson: lesson.daemon.kill(), lambda lesson: lesson.begin(), 1 if QUICK else 2)


def adapter_pulled():
    """the adapter is pulled out in mid-class and put back"""
    return _killed(lambda _: ask("adapter", present=False), lambda _: ask("adapter", present=True), 1)


def wrong_password():
    """a locked pen: no password, a wrong one, never tried twice, then the right one"""
    with Lesson("[pens]\npassword = 1111\n") as lesson:
        lesson.begin()
        pen = lesson.write(password="2468", store=20, strokes=20)
        lesson.wait_state([1], "locked", 60)
        time.sleep(3)
        ask("drop", pen=identity(1))
        time.sleep(8)
        check(lesson.board.state(1) in ("locked", "away", "connecting"), "the pen is still locked")
        check(not lesson.daemon.strokes(), "nothing came from a locked pen")
        check(lesson.command("password", identity(1), said="2468").wait(30) == 0, "the right password is given")
        lesson.wait_state([1], "ready", 60)
        lesson.wait_written(pen, 300)
        lesson.settle()
        return lesson.compare()


SCENARIOS = [out_of_range, bluetoothd_killed, zhibid_killed, adapter_pulled, wrong_password]
