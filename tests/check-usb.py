#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Virtual pens on the cable, pulled out at any moment and plugged in again, the daemon killed among it, blocks refused: in
the end the record has the pens' strokes once each, every dot; what was freed on a pen was on disk; and without
leave nothing is freed."""

import json
import os
import random
import shutil
import subprocess
import tempfile
import time

from harness import BUILD, Daemon, book_key, check, say, wait_for

PULLS = int(os.environ.get("KILLS", "10"))
N_PENS, N_STROKES = 3, 400


def lines(path, kind):
    with open(path) as f:
        return [line for line in map(json.loads, f) if line["type"] == kind]


def keys(strokes):
    return [book_key({**s, "pen_start_ms": s["start_ms"]}) for s in strokes]


def plug(folder, daemon):
    return subprocess.Popen([f"{BUILD}/virtual-pen", "--usb", "--socket", daemon.socket_path, "--class", "none",
                             "--store", str(N_STROKES), "--pens", str(N_PENS), "--damage", "0.05", "--mtu", "100",
                             "--state", f"{folder}/state", "--truth", f"{folder}/truth"])


def pulled_out(config, free):
    chance = random.Random(11)
    daemon = Daemon(config=config)
    folder = tempfile.mkdtemp(prefix="zhibi-usb-")
    n_killed = 0
    try:
        daemon.start()
        for i in range(PULLS):
            pens = plug(folder, daemon)
            wait_for(lambda: os.path.exists(f"{folder}/truth") and
                     len(lines(f"{folder}/truth", "stroke")) == N_PENS * N_STROKES, 20, "the pens' memory filled")
            time.sleep(chance.random() * 0.25)
            if i % 4 == 3:
                daemon.kill()
                daemon.start()
                n_killed += 1
            pens.kill()
            pens.wait()
            freed = sum(f["strokes"] for f in lines(f"{folder}/truth", "freed"))
            check(free or not freed, "a pen was told to free without leave")
            check(freed <= len(daemon.strokes()), f"{freed} strokes were freed that are not all on disk")
        pens = plug(folder, daemon)
        wanted = keys(lines(f"{folder}/truth", "stroke"))
        check(len(wanted) == N_PENS * N_STROKES, f"{len(wanted)} strokes in the pens")
        wait_for(lambda: len(daemon.strokes()) >= len(wanted), 60, "every stroke on disk")
        if free:
            wait_for(lambda: sum(f["strokes"] for f in lines(f"{folder}/truth", "freed")) == len(wanted), 60,
                     "every stroke freed")
        pens.terminate()
        pens.wait()
        daemon.stop()
        found = sorted(map(book_key, daemon.strokes()))
        check(found == sorted(wanted), f"{len(set(wanted) - set(found))} missing, {len(found) - len(set(found))} twice, "
                                       f"{len(set(found) - set(wanted))} strange of {len(wanted)}")
        return f"{PULLS} times pulled out, {n_killed} kills, {len(wanted)} strokes"
    finally:
        daemon.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


say("ok 1 - kept: " + pulled_out("", False))
say("ok 2 - freed: " + pulled_out("[pens]\ndelete_stored = true\n", True))
