# SPDX-License-Identifier: MIT
"""Stored ink over the air: fetched beside live writing, and by many more pens than the adapter holds."""
import platform

from harness import check
from lesson import PACE, QUICK, Lesson
from room import ask


def fetch_beside_live():
    """8 pens give their stored ink while 4 write live"""
    with Lesson() as lesson:
        lesson.begin()
        writing = lesson.write(4, strokes=40 if QUICK else 150, **PACE)
        lesson.wait_state(range(1, 5), "ready", 60)
        stored = lesson.write(8, first=5, idle=True, store=60 if QUICK else 400)
        lesson.start_watch()
        lesson.wait_written(stored, 600)
        lesson.wait_written(writing, 600)
        lesson.settle()
        return "%s; %s" % (lesson.compare(), lesson.latencies())


def rotation():
    """40 pens with stored ink in rotation on an adapter that holds ten links"""
    # It is told so, and never refuses: of a refused link Linux 6.1 dies (README).
    count, limit = (15, 5) if QUICK else (40, 10)
    with Lesson("[bluetooth]\ncapacity = %d\n" % limit, pupils=count) as lesson:
        lesson.begin()
        pens = lesson.write(count, idle=True, store=10 if QUICK else 40)
        lesson.wait_written(pens, 900)
        lesson.settle()
        most = ask("adapter")["most"]
        # A link that is being ended is still one to the adapter, while those that come after it are made.
        check(most <= limit + 3, "%d links, on an adapter for %d" % (most, limit))
        return "%d pens, at most %d links; %s" % (count, most, lesson.compare())


def rotation_refused():
    """40 pens with stored ink in rotation on an adapter that refuses the eleventh link"""
    count, limit = (15, 5) if QUICK else (40, 10)
    with Lesson(pupils=count) as lesson:
        ask("adapter", le=limit, refusal=13)                # and nobody told the daemon of it
        lesson.begin()
        pens = lesson.write(count, idle=True, store=10 if QUICK else 40)
        lesson.wait_written(pens, 900)
        lesson.settle()
        told = ask("adapter")
        check(told["most"] <= limit, "%d links, on an adapter for %d" % (told["most"], limit))
        check(told["refused"] > 0, "nothing was refused")
        return "%d pens, at most %d links, %d refused; %s" % (count, told["most"], told["refused"], lesson.compare())


SCENARIOS = [fetch_beside_live, rotation]
if not platform.release().startswith("6.1."):
    SCENARIOS.append(rotation_refused)
