# SPDX-License-Identifier: MIT
"""A class that does a sheet, and a teacher who marks it: runs the daemon with virtual pens, reads the truth they told and the
record the daemon kept. Used by check-answers and check-marking."""

import json
import os
import sqlite3
import subprocess
import time

from harness import BUILD, Console, check, fail, wait_for

SHEET = "docs/examples/demonstration.json"
N_PUPILS = 47


class Class:
    """Virtual pens at a daemon: pupils 1 to 47, and the teacher's as the 48th."""

    def __init__(self, daemon, name, sheet=SHEET, options=()):
        self.daemon = daemon
        self.truth_path = os.path.join(daemon.folder, name + ".truth")
        command = [f"{BUILD}/virtual-pen", "--socket", daemon.socket_path, "--pens", str(N_PUPILS + 1), "--teacher",
                   "--sheet", sheet, "--truth", self.truth_path, "--quit-after", "strokes", *options]
        self.process = subprocess.Popen(command)

    def wait(self, seconds):
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            fail(f"the pens had not written all within {seconds} s")
        check(code == 0, f"the virtual pens ended with {code}")

    def truth(self, kind):
        with open(self.truth_path, encoding="utf-8") as file:
            return [line for line in map(json.loads, file) if line["type"] == kind]


class Record:
    """What the daemon keeps, read from beside it."""

    def __init__(self, daemon):
        self.base = sqlite3.connect(f"file:{daemon.folder}/zhibi.db?mode=ro", uri=True)
        self.base.row_factory = sqlite3.Row

    def rows(self, query, *values):
        return self.base.execute(query, values).fetchall()

    def answers(self):
        """By pupil's number and question."""
        return {(row["number"], row["question_id"]): row for row in self.rows(
            "SELECT pupil.number, answer.* FROM answer JOIN page_copy ON page_copy.id = page_copy_id"
            " JOIN pupil ON pupil.id = page_copy.pupil_id")}

    def marks(self):
        """In force, by pupil's number and question: the verdict and points of the last row."""
        return {(row["number"], row["question_id"]): row for row in self.rows(
            "SELECT pupil.number, mark.* FROM mark JOIN page_copy ON page_copy.id = page_copy_id"
            " JOIN pupil ON pupil.id = page_copy.pupil_id ORDER BY mark.id")}


def listen(daemon):
    """A console that keeps the results of all pupils and questions as they change."""
    console = Console(daemon)
    wait_for(lambda: console.snapshot is not None, 10, "the snapshot")
    return console


def old_ink_is_read(console):
    """What was there before the daemon's start: until then nothing that is said of many answers is about all of them."""
    wait_for(lambda: console.ready, 60, "the ink of before the start is read")


def pens_have_left(console):
    """All that they said before is taken, and every stroke has its end."""
    wait_for(lambda: console.seats and not any(seat["pen"] and seat["pen"]["state"] in ("ready", "connecting")
                                               for seat in list(console.seats.values())), 30, "the pens have left")


def results_are_quiet(console, seconds=1.0):
    """Waits until nothing changed for so long."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < seconds:
        if console.n_results != seen:
            seen, since = console.n_results, time.monotonic()
        time.sleep(0.05)
