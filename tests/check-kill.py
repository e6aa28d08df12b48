#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kill -9 of the daemon at random moments of a live class. After each kill, every dot sent more than 100 ms before
it is on disk, once. At the end, when the pens have given their memory too, the disk holds exactly the pens'
strokes. KILLS=n (default 6)."""

import os
import random
import time

from harness import Daemon, Pen, check, compare_exact, fail, say, wait_for

KILLS = int(os.environ.get("KILLS", "6"))
PENS = 8
LIMIT_S = 0.100


def subsequence(part, whole):
    at = 0
    for item in whole:
        if at < len(part) and part[at] == item:
            at += 1
    return at == len(part)


def look(daemon, pens, killed_at):
    """Every dot older than the limit is in exactly one stroke on disk."""
    on_disk = {}
    for stroke in daemon.strokes():
        dots = [(round(x * 100), round(y * 100), f) for _, x, y, f in stroke["dots"]]
        on_disk.setdefault(stroke["pen_start_ms"], []).append(dots)
    n = 0
    youngest_lost = None
    for pen in pens:
        with pen.lock:
            written = list(pen.written)
        for truth in written:
            # A stroke that a kill cut short gets no more dots: what was due then is what is due for ever.
            if truth.n_due is None:
                truth.n_due = len([s for s in truth.sent if s < killed_at - LIMIT_S])
            n_due = truth.n_due
            if n_due == 0:
                continue
            due = [(x, y, f) for _, x, y, f in truth.dots[:n_due]]
            own_row = 1000 + 100 * pen.number
            found = [dots for dots in on_disk.get(truth.start_ms, []) if subsequence(due, dots)]
            if not found:
                fail(f"pen {pen.number}: {n_due} dots of the stroke at {truth.start_ms} were sent over 100 ms before the kill "
                     f"and are not on disk (there: {[len(d) for d in on_disk.get(truth.start_ms, [])]})")
            check(len(found) == 1, f"pen {pen.number}: the stroke at {truth.start_ms} is there {len(found)} times (row {own_row})")
            n += n_due
    return n


def main():
    chance = random.Random(int(os.environ.get("SEED", "1")))
    daemon = Daemon()
    pens = [Pen(k + 1, daemon.socket_path, offer=True) for k in range(PENS)]
    try:
        daemon.start()
        for pen in pens:
            pen.start()
        n_seen = 0
        for kill in range(KILLS):
            before = [len(p.written) for p in pens]
            wait_for(lambda: all(len(p.written) > b for p, b in zip(pens, before)), 30, "all pens writing")
            time.sleep(chance.random() * 0.8)
            n_seen = look(daemon, pens, daemon.kill())
            daemon.start()
        # The pens end their strokes, and give what their memory holds.
        before = [len(p.written) for p in pens]
        wait_for(lambda: all(len(p.written) > b for p, b in zip(pens, before)), 30, "all pens writing again")
        for pen in pens:
            pen.writing.clear()
        wait_for(lambda: all(p.stroke is None for p in pens), 20, "the last strokes")
        time.sleep(0.3)
        # A clean restart makes every pen offer all of its memory once more: nothing may be doubled.
        daemon.stop()
        served = [p.stored_served for p in pens]
        acknowledged = [len(p.acknowledged) for p in pens]
        daemon.start()

        def all_given():
            return all(len(p.acknowledged) > a and p.serving is None for p, a in zip(pens, acknowledged))
        wait_for(all_given, 60, "the stored ink of all pens")
        daemon.stop()
        written = [t for p in pens for t in p.written]
        dots = compare_exact(daemon, written, "after the last download")
        check(all(not p.freed for p in pens), "a pen was told to free its memory")
        say(f"ok 1 - {KILLS} kills, {len(written)} strokes, {dots} dots, {n_seen} of them looked up after the last kill")
    finally:
        for pen in pens:
            pen.ended.set()
        daemon.cleanup()


main()
