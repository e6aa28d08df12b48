#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Only the teacher has a pen, and marks the copies of a class on paper, known in four ways: by the page's address, by a
touch in the pupil's claim box, by the number in the number box, by the order of the pile. Things go wrong: a touch is forgotten, a
number is nobody's, a copy comes twice, a mark is struck out. Whatever is nobody's is one claim away from its pupil. A daemon killed in
the middle of it has the same marks in the end; so has one that reads all of it again from the ink."""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import BUILD, Daemon, Witness, check, fail, say  # noqa: E402
from sheet_lesson import N_PUPILS, SHEET, Class, Record, listen, results_are_quiet  # noqa: E402

AGAIN, STRUCK, LOST = 5, 7, 9
MOST_WRONG = 0.005
# A number that cannot be read for sure is nobody's, and a teacher looks.
MOST_LOST = {"address": 0, "claim": 1, "number": 8, "pile": 0}
CLAIM_PAGE = 9
SHORT = 10
LIMIT_S, HOPS = 0.1, 3  # as in check-kill


def sheet_with_addresses(folder):
    """The same sheet, with a page address for each pupil."""
    with open(SHEET, encoding="utf-8") as file:
        sheet = json.load(file)
    sheet["pages"][1].update(copies=60, step=1)
    path = os.path.join(folder, "addresses.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(sheet, file)
    return path


def short_sheet(folder):
    """Half of its questions: written at a child's own speed."""
    with open(SHEET, encoding="utf-8") as file:
        sheet = json.load(file)
    sheet["questions"] = sheet["questions"][:SHORT]
    for page in sheet["pages"]:
        page["regions"] = [region for region in page["regions"] if region.get("question", 0) <= SHORT]
    path = os.path.join(folder, "short.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(sheet, file)
    return path


def true_marks(lesson):
    """By pupil and question: what holds in the end."""
    return {(mark["pupil"], mark["question"]): mark for mark in lesson.truth("mark")}


def same_verdict(truth, row):
    if not row or row["verdict"] != truth["verdict"]:
        return False
    return truth["verdict"] != "points" or abs(row["points"] - truth["points"]) < 0.01


def compare_marks(way, truths, rows):
    faults = [(place, truth, rows.get(place)) for place, truth in truths.items() if not same_verdict(truth, rows.get(place))]
    for place, truth, row in faults:
        read = f"{row['verdict']} {row['points']:g} {row['confidence']:.2f}" if row else "nothing"
        say(f"# {way}: pupil {place[0]} question {place[1]}: {truth['verdict']} {truth['points']:g} was read as {read}")
    strange = [place for place in rows if place not in truths and rows[place]["verdict"] != "none"]
    check(not strange, f"{way}: marks nobody made: {strange[:5]}")
    refused = [f for f in faults if f[2] is None or f[2]["verdict"] == "none"]
    n_wrong = len(faults) - len(refused)
    if not truths:
        return  # both copies were cut by the kills
    say(f"# {way}: {len(truths)} marks, {n_wrong} wrong ({100 * n_wrong / len(truths):.2f} %), "
        f"{len(refused)} not read ({100 * len(refused) / len(truths):.2f} %)")
    check(n_wrong <= MOST_WRONG * len(truths), f"{way}: {n_wrong} marks of {len(truths)} are wrong")
    check(len(refused) <= 0.02 * len(truths), f"{way}: {len(refused)} marks of {len(truths)} were not read")


def claim_what_is_lost(way, console, record, visits):
    """Each copy the teacher had in hand is a copy in the record, in the order of writing: its owner is right, or nobody yet. Those
    are given to whose they are, as a teacher would. Returns how many."""
    copies = record.rows("SELECT page_copy.id, page_copy.pupil_id, pupil.number FROM page_copy LEFT JOIN pupil ON"
                         " pupil.id = pupil_id WHERE by_teacher = 1 AND page_number != ?"
                         " AND EXISTS (SELECT 1 FROM stroke WHERE page_copy_id = page_copy.id) ORDER BY"
                         " (SELECT min(start_ms) FROM stroke WHERE page_copy_id = page_copy.id)", CLAIM_PAGE)
    for copy, visit in zip(copies, visits):
        if copy["number"] not in (visit["pupil"], None):
            fail(f"{way}: the copy of number {visit['pupil']} is taken for that of {copy['number']}")
        if copy["number"] is None:
            say(f"# {way}: the copy of number {visit['pupil']} is nobody's")
            reply = console.ask({"type": "claim", "copy": copy["id"], "pupil": visit["pupil"]})
            check(reply["type"] == "done", f"it could not be claimed: {reply}")
        elif visit["forgotten"] or visit["stranger"]:
            fail(f"{way}: the copy of number {visit['pupil']} has an owner, and nobody said so")
    check(len(copies) == len(visits), f"{way}: {len(copies)} copies, {len(visits)} in truth")
    return sum(copy["number"] is None for copy in copies)


def mark_class(way, folder):
    sheet = sheet_with_addresses(folder) if way == "address" else SHEET
    daemon = Daemon(options=["--sheet", sheet])
    mishaps = ["--mishap", f"strike:{STRUCK}"]
    if way != "pile":
        mishaps += ["--mishap", f"again:{AGAIN}"]
    if way in ("claim", "number"):
        mishaps += ["--mishap", ("forget" if way == "claim" else "stranger") + f":{LOST}"]
    try:
        daemon.start()
        console = listen(daemon)
        if way == "pile":
            check(console.ask({"type": "pile", "ordered": True})["type"] == "done", "the pile cannot be ordered")
        lesson = Class(daemon, way, sheet, ["--teacher-only", "--marking", way, "--speed", "50", "--seed", "4", *mishaps])
        lesson.wait(120)
        results_are_quiet(console, 3)
        record = Record(daemon)
        n_lost = claim_what_is_lost(way, console, record, lesson.truth("copy"))
        check(n_lost <= MOST_LOST[way], f"{way}: {n_lost} copies are nobody's")
        results_are_quiet(console)
        compare_marks(way, true_marks(lesson), record.marks())
        re_marked = {q for q, a in console.pupils[AGAIN - 1]["answers"].items() if a.get("re_marked")}
        wanted = {m["question"] for m in lesson.truth("mark") if m["pupil"] == AGAIN and m["question"]
                  and m["verdict"] != "right"} if way != "pile" else set()
        check(re_marked == wanted, f"{way}: marked again {re_marked}, truth {wanted}")
        daemon.stop()
    finally:
        daemon.cleanup()


def all_marks(record):
    return {place: (row["verdict"], row["points"], row["text"]) for place, row in record.marks().items()
            if row["verdict"] != "none"}


def cut_copies(daemon, lesson, kills):
    """Pupils on whose copy ink is missing that was on its way when the daemon was killed: live ink is promised 100 ms after it
    was sent, and what is not on the disk by then is gone. Nothing else may be missing."""
    on_disk = {(stroke["pen_start_ms"], len(stroke["dots"])) for stroke in daemon.strokes()}
    copies, pupil, cut = iter(lesson.truth("copy")), None, set()
    for stroke in sorted(lesson.truth("stroke"), key=lambda stroke: stroke["start_ms"]):
        if stroke["purpose"] == "claim":
            pupil = next(copies)["pupil"]
        if (stroke["start_ms"], len(stroke["dots"])) not in on_disk:
            check(stroke["origin"] == "live" and any(at_ms - limit_ms < stroke["sent_ms"][1] for at_ms, limit_ms in kills),
                  f"killed: the stroke at {stroke['start_ms']} is lost; kills and limits in ms: {kills}")
            say(f"# killed: the stroke at {stroke['start_ms']} on pupil {pupil}'s copy was on its way")
            cut.add(pupil)
    return cut


def kill_and_go_on(folder):
    """kill -9 while marks come in. The pen keeps what it writes meanwhile, and tells it after what it writes next: at a
    child's own speed, so that its clock is set at every connect as a real pen's is."""
    sheet = short_sheet(folder)
    daemon = Daemon(options=["--sheet", sheet])
    witness, kills = Witness(daemon.folder), []
    try:
        daemon.start()
        witness.start()
        lesson = Class(daemon, "killed", sheet, ["--teacher-only", "--marking", "claim", "--pauses", "0", "--mark", "2",
                                                 "--seed", "4"])
        time.sleep(6)
        for _ in range(2):
            time.sleep(4)
            check(lesson.process.poll() is None, "the marking was over before the kill")
            kills.append((1000 * time.time(), 1000 * (LIMIT_S + HOPS * witness.worst_s())))
            daemon.kill()
            time.sleep(1)
            daemon.start()
        lesson.wait(60)
        console = listen(daemon)
        results_are_quiet(console, 3)
        cut = cut_copies(daemon, lesson, kills)
        compare_marks("killed", *({place: mark for place, mark in marks.items() if place[0] not in cut}
                                  for marks in (true_marks(lesson), Record(daemon).marks())))
        before = all_marks(Record(daemon))
        remark = subprocess.run([f"{BUILD}/zhibi", "remark", "--socket", os.path.join(daemon.folder, "control.sock")],
                                capture_output=True, text=True)
        check(remark.returncode == 0, f"zhibi remark: {remark.stderr}")
        results_are_quiet(console)
        check(all_marks(Record(daemon)) == before, "read anew from the ink, the marks are others: " + remark.stdout)
        daemon.stop()
    finally:
        witness.ended.set()
        daemon.cleanup()


def main():
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(5) as pool:
        ways = [pool.submit(mark_class, way, folder) for way in os.environ.get("WAYS", "address claim number pile").split()]
        ways.append(pool.submit(kill_and_go_on, folder))
        for way in ways:
            way.result()
    say(f"ok 1 - {N_PUPILS} copies marked in four ways, with four mishaps, and with the daemon killed")


main()
