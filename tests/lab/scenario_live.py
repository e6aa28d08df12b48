# SPDX-License-Identifier: MIT
"""Live ink through the real bluetoothd: one pen for long, many at once. Every dot is on disk, once."""
import time

from harness import check
from lesson import PACE, QUICK, Lesson, totals, wait


def live_one():
    """a pen is found, taken, and writes for ten minutes (quick: 30 s)"""
    with Lesson() as lesson:
        lesson.begin()
        pen = lesson.write(strokes=45 if QUICK else 400, **PACE)
        lesson.wait_state([1], "ready", 60)
        lesson.start_watch()
        begin = time.monotonic()
        lesson.wait_written(pen, 900)
        seconds = time.monotonic() - begin
        time.sleep(1)
        return "%d s; %s; %s" % (seconds, lesson.compare(), lesson.latencies())


def _class(count, strokes, **options):
    """`count` pens that write without pausing. All are linked before the first stroke is counted on."""
    with Lesson(pupils=count) as lesson:
        lesson.begin()
        pens = lesson.write(count, pauses=0, strokes=strokes, **options)
        lesson.wait_state(range(1, count + 1), "ready", 180)
        lesson.start_watch()
        before, begin = totals()["notifications"], time.monotonic()
        live_before = len(lesson.truth())
        wait(lambda: len(lesson.truth()) >= count * strokes * 0.9, 600, "nine strokes of ten")
        seconds = time.monotonic() - begin
        rate = (totals()["notifications"] - before) / seconds
        check(len(lesson.truth()) > live_before, "pens wrote after all were linked")
        lesson.wait_written(pens, 600)
        time.sleep(2)
        return "%d pens, %d notifications a second for %d s; %s; %s" % (
            count, rate, seconds, lesson.compare(), lesson.latencies())


def class_of_20():
    """20 pens at once, 50 notifications a second each with two dots (quick: 8 pens, 12 with eight)"""
    return _class(8, 90, interval=80) if QUICK else _class(20, 500, interval=14, speed=1.4)


def class_of_60():
    """60 pens at once, 20 notifications a second each"""
    return _class(60, 600, interval=35)


SCENARIOS = [live_one, class_of_20, class_of_60]
