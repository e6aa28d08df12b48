#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A class of 47 does a sheet of 20 questions and a teacher's pen marks half of the copies; the truth is known. All lose their link
for a while in the middle of it. After the
last stroke every copy has its owner, every answer is in the record and in the results stream, and what the key proposes is right
but for 0.5 % of it; at most 10 % of the answers are refused. Read anew from the ink, nothing is another."""

import collections
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import BUILD, Daemon, check, say, wait_for  # noqa: E402
from sheet_lesson import N_PUPILS, Class, Record, listen, results_are_quiet  # noqa: E402

# And single characters of texts; longer ones are kept as ink.
READ = {"choice", "choices", "true-false", "number"}
MOST_WRONG, MOST_REFUSED = 0.005, 0.10
N_MARKED = 24


def right_verdict(truth, question):
    """What the key makes of an answer that is read as it was written."""
    if truth["blank"]:
        return "blank"
    if truth["right"]:
        return "right"
    partly = question["type"] == "choices" and set(truth["text"]) < set(question["key"][0])
    return "half" if partly else "wrong"


def compare_answers(truths, answers, questions):
    counts = collections.Counter()
    faults = []
    for truth in truths:
        question = questions[truth["question"]]
        row = answers.get((truth["pupil"], truth["question"]))
        is_character = question["type"] == "text" and len(question["key"][0]) == 1
        if question["type"] not in READ and not is_character:
            # What is kept as ink: is there any?
            check((row["state"] if row else "blank") == ("blank" if truth["blank"] else "ink"),
                  f"pupil {truth['pupil']} question {truth['question']}: {row and row['state']}, truth {truth}")
            counts["ink"] += not truth["blank"]
            continue
        state = row["state"] if row else "blank"
        verdict = row["verdict"] if row else "blank"
        if truth["blank"] and state == "blank":
            counts["blank"] += 1
        elif state == "refused" or verdict == "none":
            counts["refused"] += 1
            faults.append(("refused", truth, row))
        else:
            counts["proposed"] += 1
            counts["read"] += row is not None and row["text"] == truth["text"]
            counts["corrected"] += truth["corrected"] and row is not None and row["corrected"] == 1
            if verdict != right_verdict(truth, question):
                counts["wrong"] += 1
                faults.append(("wrong", truth, row))
        counts["all"] += not truth["blank"]
        counts["corrected in truth"] += truth["corrected"]
    return counts, faults


def same_in_stream(console, record):
    """The stream's last word on every answer and mark is what the record holds."""
    answers, marks = record.answers(), record.marks()
    told = {(pupil["seat"] + 1, answer["question"]): answer
            for pupil in console.pupils.values() for answer in pupil["answers"].values()}
    for place, row in answers.items():
        check(place in told, f"the stream never told of pupil, question {place}")
        check((told[place]["state"], told[place]["text"]) == (row["state"], row["text"]),
              f"pupil, question {place}: stream {told[place]}, record {row['state']} {row['text']}")
    for place, row in marks.items():
        mark = told[place]["mark"] or {"verdict": "none"}
        check(mark["verdict"] == row["verdict"], f"mark of {place}: stream {mark}, record {row['verdict']}")


def main():
    daemon = Daemon()
    try:
        daemon.start()
        console = listen(daemon)
        questions = {q["question"]: q for q in console.snapshot["results"]["sheet"]["questions"]}
        lesson = Class(daemon, "lesson", options=["--speed", "40", "--seed", os.environ.get("SEED", "4"),
                                                  "--mark", str(N_MARKED), "--away", "20:24"])
        lesson.wait(100)
        results_are_quiet(console)
        record = Record(daemon)
        owners = record.rows("SELECT pupil.number, count(*) AS n FROM page_copy JOIN pupil ON pupil.id = pupil_id"
                             " WHERE by_teacher = 0 GROUP BY 1")
        check([(o["number"], o["n"]) for o in owners] == [(k, 1) for k in range(1, N_PUPILS + 1)],
              "not one copy for each pupil")
        check(not record.rows("SELECT id FROM page_copy WHERE pupil_id IS NULL"), "a copy is nobody's")
        truths = lesson.truth("answer")
        check(len(truths) == N_PUPILS * len(questions), "the truth is not whole")
        counts, faults = compare_answers(truths, record.answers(), questions)
        for what, truth, row in faults:
            say(f"# {what}: pupil {truth['pupil']} question {truth['question']} {questions[truth['question']]['type']} "
                f"truth '{truth['text']}' first '{truth['first']}' read '{row['text'] if row else ''}' "
                f"{row['state'] if row else ''} {row['verdict_confidence'] if row else 0:.2f}")
        wrong, refused = counts["wrong"] / max(counts["proposed"], 1), counts["refused"] / max(counts["all"], 1)
        say(f"# answers {counts['all']}, proposals {counts['proposed']}: wrong {counts['wrong']} ({100 * wrong:.2f} %), "
            f"refused {counts['refused']} ({100 * refused:.2f} %); blank {counts['blank']}, kept as ink {counts['ink']}, "
            f"text as written {counts['read']}, corrected {counts['corrected']} of {counts['corrected in truth']}")
        same_in_stream(console, record)
        remark = subprocess.run([f"{BUILD}/zhibi", "remark", "--socket", os.path.join(daemon.folder, "control.sock")],
                                capture_output=True, text=True, check=False)
        check(remark.returncode == 0 and re.search(r"\b0 answers and 0 marks", remark.stdout), f"read anew: {remark.stdout}{remark.stderr}")
        check(counts["all"] > 700, "too few answers to say anything")
        check(wrong <= MOST_WRONG, f"{100 * wrong:.2f} % of the proposals are wrong")
        check(refused <= MOST_REFUSED, f"{100 * refused:.2f} % of the answers are refused")
        say("ok 1 - every copy has its owner, and its answers are what was written")
        daemon.stop()
    finally:
        daemon.cleanup()


main()
