#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kill -9 of the daemon at random moments while a page says one thing after the other: single marks, marks of many answers at
once, comments. What was
answered is on the disk, once. What was not is said again under its name, as a page does, and is there once in the end.
KILLS=n (default 8)."""

import os
import random
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import BUILD, Daemon, check, say, wait_for  # noqa: E402
from sheet_lesson import SHEET, Record, listen, old_ink_is_read, pens_have_left  # noqa: E402

KILLS = int(os.environ.get("KILLS", "8"))
AT_ONCE = 60
N_PUPILS = 12
QUESTIONS = 3


class Teacher:
    """Says things, each under a name of its own, and knows what was answered."""

    def __init__(self, chance, seats, assignment):
        self.chance, self.seats, self.assignment = chance, seats, assignment
        self.said, self.answered = {}, set()  # by name: the message
        self.n = -1

    def next_message(self):
        n = self.n = self.n + 1
        name = f"a{n}"
        message = {"type": "mark", "seat": self.chance.choice(self.seats), "question": 1 + n % QUESTIONS,
                   "verdict": self.chance.choice(["right", "wrong", "half"]), "points": 0, "text": ""}
        if n % 10 == 9:
            message = {"type": "comment", "comment": 0, "question": 1 + n % QUESTIONS, "verdict": "wrong", "points": 0,
                       "text": f"评语{n}"}
        if n % 20 == 3:
            message = {"type": "accept-above", "confidence": 0.1}
        if n % 20 == 13:
            message = {"type": "undo", "of": f"a{n - 10}"}
        self.said[name] = dict(message, action=name, assignment=self.assignment)
        return name

    def is_of_many(self, name):
        return self.said[name]["type"] in ("accept-above", "undo")

    def talk(self, console, names, until=None):
        """Says all of it, a little apart; returns what is answered when that is over. Answers may come late, never early."""
        requests = {}
        try:
            for name in names:
                requests[console.say(self.said[name])] = name
                if until and time.monotonic() >= until:
                    break
                time.sleep(0.002)
        except OSError:
            pass
        return requests

    def take_answers(self, console, requests):
        for request, name in requests.items():
            reply = console.replies.get(request)
            if reply:
                check(reply["type"] in ("done", "accepted"), f"{self.said[name]} was answered by {reply}")
                self.answered.add(name)


def rows_by_name(daemon, where):
    record = Record(daemon)
    rows = record.rows(f"SELECT action FROM mark WHERE action != '' AND {where} UNION ALL"
                       f" SELECT action FROM comment WHERE action != '' AND {where}")
    names = [row["action"] for row in rows]
    return {name: names.count(name) for name in names}


def look(daemon, teacher, n_untouched, what):
    """Of what is said of many answers, those that nobody marks one by one are there all or not at all."""
    rows = rows_by_name(daemon, "question_id > 0")
    lost = [name for name in teacher.answered if name not in rows]
    twice = [name for name, n in rows.items() if n != 1 and not teacher.is_of_many(name)]
    untouched = rows_by_name(daemon, f"question_id > {QUESTIONS}")
    parts = [(name, n) for name, n in untouched.items() if teacher.is_of_many(name) and n != n_untouched]
    check(not lost, f"{what}: {len(lost)} of {len(teacher.answered)} answered are not in the record: {lost[:5]}")
    check(not twice, f"{what}: {len(twice)} are in the record more than once: {twice[:5]}")
    check(not parts, f"{what}: of {n_untouched} answers marked at one go, there are only these many: {parts[:5]}")


def main():
    chance = random.Random(int(os.environ.get("SEED", "1")))
    daemon = Daemon(options=["--sheet", SHEET])
    try:
        daemon.start()
        pens = subprocess.run([f"{BUILD}/virtual-pen", "--socket", daemon.socket_path, "--pens", str(N_PUPILS), "--sheet", SHEET,
                               "--speed", "100", "--pauses", "0", "--quit-after", "strokes"], timeout=60, check=False)
        check(pens.returncode == 0, f"the virtual pens ended with {pens.returncode}")
        console = listen(daemon)
        pens_have_left(console)
        old_ink_is_read(console)
        teacher = Teacher(chance, sorted(seat for seat in console.pupils), console.snapshot["assignment"]["id"])
        n_open = 0
        calm = console.ask({"type": "accept-above", "confidence": 0.1, "assignment": teacher.assignment, "action": "calm"})
        check(calm["type"] == "accepted" and calm["count"] > N_PUPILS, f"nothing to accept: {calm}")
        n_untouched = rows_by_name(daemon, f"question_id > {QUESTIONS}")["calm"]
        console.ask({"type": "undo", "of": "calm", "assignment": teacher.assignment, "action": "calm again"})
        teacher.said.update({name: {"type": "undo"} for name in ("calm", "calm again")})
        teacher.answered.update(teacher.said)
        for kill in range(KILLS):
            again = [name for name in teacher.said if name not in teacher.answered]
            requests = teacher.talk(console, [name for name in again if not teacher.is_of_many(name)])
            old_ink_is_read(console)  # what is of many is about what has been read by then
            names = [name for name in again if teacher.is_of_many(name)]
            names += [teacher.next_message() for _ in range(AT_ONCE)]
            requests.update(teacher.talk(console, names, time.monotonic() + 0.03 + chance.random() * 0.15))
            daemon.kill()
            console.reader.join()  # what was on the line
            teacher.take_answers(console, requests)
            n_open += len(requests) - sum(name in teacher.answered for name in requests.values())
            look(daemon, teacher, n_untouched, f"kill {kill + 1}")
            daemon.start()
            console = listen(daemon)
        old_ink_is_read(console)
        rest = [name for name in teacher.said if name not in teacher.answered]
        requests = teacher.talk(console, rest[:150])
        wait_for(lambda: all(request in console.replies for request in requests), 30, "every answer")
        teacher.take_answers(console, requests)
        look(daemon, teacher, n_untouched, "in the end")
        check(n_open > 0, "no kill came while anything was under way")
        say(f"ok 1 - {KILLS} kills, {len(teacher.answered)} answered and there once; {n_open} were said but not answered at a kill")
        daemon.stop()
    finally:
        daemon.cleanup()


main()
