#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Stored ink, interrupted. At a random packet the link is torn or the daemon is killed, TEARS times (default 8): what was
acknowledged is on disk at that moment, the end is exactly the pen's strokes once each, and without leave in
the configuration the pen is never told to free anything. A second part gives leave: what the pen is told to
free is on disk when it is told."""

import os
import random
import socket
import time

from harness import Daemon, Pen, Truth, book_key, check, compare_exact, say, wait_for

TEARS = int(os.environ.get("KILLS", "8"))


def fill(pen, n_strokes, n_pages):
    chance = random.Random(7)
    clock = int(time.time() * 1000) - 3600 * 1000
    for i in range(n_strokes):
        x, y = chance.randrange(1000, 5000), chance.randrange(1000, 8000)
        dots = []
        for _ in range(chance.randrange(1, 60)):
            x, y = x + chance.randrange(-5, 15), y + chance.randrange(-8, 9)
            dots.append((chance.randrange(8, 13), x, y, chance.randrange(50, 850)))
        pen.memory.append(Truth(clock, dots, (3, 27, 603, 10 + i * n_pages // n_strokes)))
        clock += 400 + sum(d for d, *_ in dots)
    pen.written = list(pen.memory)


def on_disk(daemon):
    return {book_key(s) for s in daemon.strokes()}


def tear_and_kill(config, free):
    chance = random.Random(3)
    daemon = Daemon(config=config)
    pen = Pen(5, daemon.socket_path, live=False, offer=True, per_packet=3)
    fill(pen, 150, 4)
    state = {"next": 4, "torn": 0, "killed": 0, "promised": set(), "checked": 0, "free_checked": 0}

    def acknowledged(p):
        """In the pen's thread, before it believes the acknowledgement."""
        if p.acknowledged:
            for truth in p.acknowledged[-1][1]:
                state["promised"].add(truth.key())
        state["next"] -= 1
        if state["next"] > 0 or state["torn"] + state["killed"] >= TEARS:
            return
        state["next"] = chance.randrange(1, 14)
        if chance.random() < 0.5:
            state["torn"] += 1
            p.socket.shutdown(socket.SHUT_RDWR)
            raise OSError("torn on purpose")
        state["killed"] += 1
        daemon.kill()
        missing = state["promised"] - on_disk(daemon)
        state["checked"] += len(state["promised"])
        if missing:
            state["failure"] = f"{len(missing)} acknowledged strokes are not on disk after a kill"
        daemon.start()
        raise OSError("the daemon was killed")

    def told_to_free(strokes):
        """In the pen's thread, before it frees them: another reader must see them committed."""
        missing = {t.key() for t in strokes} - on_disk(daemon)
        state["free_checked"] += len(strokes)
        if missing:
            state["failure"] = f"told to free {len(missing)} strokes that are not on disk"

    pen.on_acknowledge = acknowledged
    pen.on_free = told_to_free
    try:
        daemon.start()
        pen.start()
        wait_for(lambda: "failure" in state or state["torn"] + state["killed"] >= TEARS, 20 + 6 * TEARS,
                 f"{TEARS} interruptions (had {state})")
        check("failure" not in state, state.get("failure", ""))
        wanted = {t.key() for t in pen.written}
        wait_for(lambda: wanted <= on_disk(daemon), 60, "every stroke of the pen on disk")
        if free:
            wait_for(lambda: not pen.memory, 60, "the pen's memory freed")
        daemon.stop()
        dots = compare_exact(daemon, pen.written, "after the download")
        check("failure" not in state, state.get("failure", ""))
        check(state["free_checked"] == (len(pen.written) if free else 0),
              f"{state['free_checked']} strokes were looked up when the pen was told to free them")
        check(free or not pen.freed, "the pen was told to free its memory without leave")
        return f"{state['torn']} torn links, {state['killed']} kills, {len(pen.written)} strokes, {dots} dots, " \
               f"{len(pen.freed)} times told to free"
    finally:
        pen.ended.set()
        daemon.cleanup()


say("ok 1 - kept: " + tear_and_kill("", False))
say("ok 2 - freed: " + tear_and_kill("[pens]\ndelete_stored = true\n", True))
