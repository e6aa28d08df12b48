#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A real daemon with one pen that writes and a liar of each kind the virtual pen knows, all at once: each liar is
in the log of problems, was dropped and comes back no sooner than it may; the pen that writes loses no dot. (The one
that lists without end takes forty thousand answers to be sure of: test-daemon-liar has it.)"""

import json
import os
import signal
import subprocess
import time

from harness import BUILD, Daemon, Pen, check, compare_exact, say, wait_for

LIES = {"garbage": "mean nothing", "flood": "without end", "repeats": "again and again", "address": "another pen"}
WORDLESS = ("silent", "order")  # they never say who they are
WATCHED_S = 6


def start_liar(daemon, lie, number):
    return subprocess.Popen([f"{BUILD}/virtual-pen", "--socket", daemon.socket_path, "--class", "none",
                             "--first-number", str(number), "--lie", lie])


def problems(daemon):
    out = subprocess.run([f"{BUILD}/zhibi", "problems", "--json", "--data", daemon.folder], stdout=subprocess.PIPE, check=True)
    found = json.loads(out.stdout)
    return found["problems"] if isinstance(found, dict) else found


def main():
    daemon = Daemon(options=["--pupils", "12"])
    honest, liars = None, []
    try:
        daemon.start()
        honest = Pen(1, daemon.socket_path, offer=True)
        honest.start()
        wait_for(lambda: getattr(honest, "live_on", False), 20, "the honest pen to be live")
        addresses = {}
        for number, lie in enumerate([*LIES, *WORDLESS], 2):
            addresses[lie] = f"9C:7B:D2:FF:00:{number:02X}"
            liars.append(start_liar(daemon, lie, number))

        def told(lie):
            return [row for row in problems(daemon) if row["code"] == "pen-lies" and row["subject"] == addresses[lie]]

        for lie, words in LIES.items():
            wait_for(lambda lie=lie: told(lie), 60, f"the liar of kind {lie} to be in the log")
            check(words in told(lie)[0]["detail"], f"{lie}: {told(lie)[0]}")
        wait_for(lambda: len([row for row in problems(daemon) if row["code"] == "pen-failed"]) >= len(WORDLESS), 60,
                 "the pens that do not answer to be in the log")
        say("ok 1 - every liar is in the log of problems")

        time.sleep(WATCHED_S)  # they all try to come back, several times
        for lie in LIES:
            check(len(told(lie)) == 1 and told(lie)[0]["count"] == 1, f"{lie} came in again at once: {told(lie)}")
        check(daemon.alive(), "the daemon died")
        say("ok 2 - they are kept out")

        honest.writing.clear()
        wait_for(lambda: honest.stroke is None, 20, "the honest pen to end its stroke")
        time.sleep(1)
        check(honest.lost_link == 0, f"the honest pen lost its link {honest.lost_link} times")
        n_dots = compare_exact(daemon, honest.written, "the honest pen")
        check(n_dots > 500, f"the honest pen wrote {n_dots} dots only")
        say(f"ok 3 - the honest pen lost none of its {n_dots} dots")
    finally:
        for liar in liars:
            liar.send_signal(signal.SIGTERM)
            liar.wait(10)
        if honest:
            honest.stop()
        daemon.stop()
        daemon.cleanup()


main()
