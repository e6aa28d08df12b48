#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A full disk, on a small tmpfs: the console is told in plain words, nothing crashes, no pen gets an acknowledgement,
and when there is room again everything is there."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

from harness import Daemon, Console, Pen, check, compare_exact, say, wait_for

if os.environ.get("ZHIBI_FULL_INSIDE") != "1":
    # A mount of our own: root may, and so may anyone in a user namespace where the kernel allows it.
    for way in (["unshare", "-m"], ["unshare", "-rm"]):
        if subprocess.run(way + ["true"], stderr=subprocess.DEVNULL).returncode == 0:
            os.environ["ZHIBI_FULL_INSIDE"] = "1"
            os.execvp(way[0], way + [sys.executable] + sys.argv)
    print("skipped: this machine lets nobody mount a tmpfs")
    sys.exit(77)

import random
from harness import Truth

folder = tempfile.mkdtemp(prefix="zhibi-full-")
if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder]).returncode != 0:
    print("skipped: no tmpfs to be had")
    sys.exit(77)

daemon = Daemon(folder=folder)
writer = Pen(1, daemon.socket_path, offer=False)
keeper = Pen(2, daemon.socket_path, live=False, offer=True)
chance = random.Random(5)
clock = int(time.time() * 1000) - 7200 * 1000
for i in range(400):
    x, y = chance.randrange(1000, 5000), chance.randrange(1000, 8000)
    dots = [(10, x + chance.randrange(900), y + chance.randrange(900), chance.randrange(20, 850)) for _ in range(50)]
    keeper.memory.append(Truth(clock, dots, (3, 27, 603, 12)))
    clock += 1000
keeper.written = list(keeper.memory)
try:
    daemon.start()
    console = Console(daemon)
    writer.start()
    wait_for(lambda: len(writer.written) > 2, 20, "the pen writing")
    # Fill the disk to the last byte.
    filler = os.path.join(folder, "filler")
    with open(filler, "wb", buffering=0) as f:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    f.write(bytes(size))
            except OSError:
                pass
    wait_for(lambda: any(s["state"] == "full" for s in console.states), 30, "the console told of the full disk")
    message = [s for s in console.states if s["state"] == "full"][-1]["message"]
    check(len(message) > 10, f"a plain message, not {message!r}")
    keeper.start()
    time.sleep(5)
    check(daemon.alive(), "the daemon died of a full disk: " + daemon.log_tail())
    check(keeper.stored_served > 0, "the stored ink was not asked for")
    check(not keeper.acknowledged, "a packet was acknowledged while nothing could be written")
    os.unlink(filler)
    wait_for(lambda: console.states[-1]["state"] == "ok", 20, "the console told of recovery")
    wait_for(lambda: len({t for g in keeper.acknowledged for t in map(Truth.key, g[1])}) == len(keeper.written), 60,
             "all packets acknowledged")
    writer.writing.clear()
    wait_for(lambda: writer.stroke is None, 10, "the last stroke")
    time.sleep(0.3)
    daemon.stop()
    dots = compare_exact(daemon, writer.written + keeper.written, "after the full disk")
    say(f"ok 1 - told: {message!r}; {len(writer.written) + len(keeper.written)} strokes, {dots} dots, all there")
finally:
    for pen in (writer, keeper):
        pen.ended.set()
    daemon.cleanup()
    subprocess.run(["umount", "-l", folder])
    shutil.rmtree(folder, ignore_errors=True)
