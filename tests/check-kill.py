#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kill -9 of the daemon at random moments of a live class. After each kill, every dot sent more than 100 ms before
it is on disk, once; more than that by as much as the machine is late. At the end, when the pens have given their memory too, the disk holds exactly the pens'
strokes. KILLS=n (default 6)."""

import os
import random
import time

from harness import Daemon, Pen, Witness, check, compare_exact, fail, say, wait_for

KILLS = int(os.environ.get("KILLS", "6"))
PENS = 8
LIMIT_S = 0.100
HOPS = 3                                # the loop reads, its timer hands over, the writer commits: each may be late


def subsequence(part, whole):
    at = 0
    for item in whole:
        if at < len(part) and part[at] == item:
            at += 1
    return at == len(part)


def look(daemon, pens, killed_at, limit_s):
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
                truth.n_due = len([s for s in truth.sent if s < killed_at - limit_s])
            n_due = truth.n_due
            if n_due == 0:
                continue
            due = [(x, y, f) for _, x, y, f in truth.dots[:n_due]]
            own_row = 1000 + 100 * pen.number
            found = [dots for dots in on_disk.get(truth.start_ms, []) if subsequence(due, dots)]
            if not found:
                fail(f"pen {pen.number}: {n_due} dots of the stroke at {truth.start_ms} were sent over {1000 * limit_s:.0f} ms before the "
                     f"kill and are not on disk (there: {[len(d) for d in on_disk.get(truth.start_ms, [])]})")
            check(len(found) == 1, f"pen {pen.number}: the stroke at {truth.start_ms} is there {len(found)} times (row {own_row})")
            n += n_due
    return n


def main():
    chance = random.Random(int(os.environ.get("SEED", "1")))
    daemon = Daemon()
    pens = [Pen(k + 1, daemon.socket_path, offer=True) for k in range(PENS)]
    witness = Witness(daemon.folder)
    try:
        daemon.start()
        witness.start()
        for pen in pens:
            pen.start()
        n_seen, limits = 0, []
        for kill in range(KILLS):
            before = [len(p.written) for p in pens]
            wait_for(lambda: all(len(p.written) > b for p, b in zip(pens, before)), 30, "all pens writing")
            time.sleep(chance.random() * 0.8)
            limits.append(LIMIT_S + HOPS * witness.worst_s())
            n_seen = look(daemon, pens, daemon.kill(), limits[-1])
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
        say(f"ok 1 - {KILLS} kills, {len(written)} strokes, {dots} dots, {n_seen} of them looked up after the last kill, "
            f"within {1000 * min(limits):.0f} to {1000 * max(limits):.0f} ms")
    finally:
        for pen in pens:
            pen.ended.set()
        witness.ended.set()
        daemon.cleanup()


main()
