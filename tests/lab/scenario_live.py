# SPDX-License-Identifier: MIT
"""Live ink through the real bluetoothd: one pen for long, many at once. Every dot is on disk, once."""
import time

from harness import check
from lesson import KVM, PACE, QUICK, Lesson, possible, totals, wait


def live_one():
    """a pen is found, taken, and writes for ten minutes (quick: 30 s)"""
    with Lesson() as lesson:
        lesson.begin()
        pen = lesson.write(strokes=45 if QUICK else 330, **PACE)
        lesson.wait_state([1], "ready", 60)
        lesson.start_watch()
        begin = time.monotonic()
        lesson.wait_written(pen, 900)
        seconds = time.monotonic() - begin
        check(QUICK or seconds >= 600, "it wrote for %d s only" % seconds)
        time.sleep(1)
        return "%d s; %s; %s" % (seconds, lesson.compare(), lesson.latencies())


def _class(count, strokes, interval, **options):
    """`count` pens that write without pausing, a notification each `interval` ms. What is said of rates and times is of
    when all are linked; what they wrote until then is fetched meanwhile."""
    with Lesson(pupils=count) as lesson:
        lesson.begin()
        begin = time.monotonic()
        pens = lesson.write(count, pauses=0, strokes=strokes, interval=interval, **options)
        lesson.wait_state(range(1, count + 1), "ready", 240)
        linking = time.monotonic() - begin
        lesson.start_watch()
        before, begin, live_before = totals()["notifications"], time.monotonic(), lesson.n_written()
        wait(lambda: lesson.n_written() >= count * strokes * 0.9, 600, "nine strokes of ten")
        seconds = time.monotonic() - begin
        rate, wanted = (totals()["notifications"] - before) / seconds, count * 1000 / possible(count, interval)
        check(lesson.n_written() > live_before + count, "pens wrote after all were linked")
        check(rate > 0.6 * wanted, "%d notifications a second, of %d" % (rate, wanted))
        lesson.wait_written(pens, 600)
        time.sleep(2)
        return "%d pens, linked in %d s, %d notifications a second for %d s; %s; %s" % (
            count, linking, rate, seconds, lesson.compare(), lesson.latencies())


def class_of_20():
    """20 pens at once, 50 notifications a second each with two dots (emulated: 10 with ten; quick: 8 pens, 12)"""
    return _class(8, 90, interval=80) if QUICK else _class(20, 130, interval=14, speed=1.4 if KVM else 1)


def class_of_60():
    """60 pens at once, 20 notifications a second each (emulated: 3 with 15 dots)"""
    return _class(60, 150, interval=35, speed=1 if KVM else 0.5)


SCENARIOS = [class_of_20, class_of_60, live_one]
