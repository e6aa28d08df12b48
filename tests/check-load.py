#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Homework load on a small made-up term: every figure against the reference (tests/term), the command's words, and what the
school of June 2021 did wrong. `make term` does the same with a whole school."""
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from xml.etree import ElementTree

BUILD = os.environ.get("BUILD", "build/release")
HERE = os.path.dirname(os.path.abspath(__file__))
N_OK = 0


def ok(text):
    global N_OK
    N_OK += 1
    print("ok %d - %s" % (N_OK, text), flush=True)


def run(*words, code=0):
    ran = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                         env=dict(os.environ, LC_ALL="C"))
    assert ran.returncode == code, (words, ran.returncode, ran.stdout[-2000:], ran.stderr)
    return ran.stdout, ran.stderr


class Load:
    def __init__(self, folder):
        self.folder = folder

    def __call__(self, *words, code=0, rules="rules.conf"):
        return run(os.path.join(BUILD, "zhibi"), "load", *words, "--data", self.folder, "--rules",
                   os.path.join(self.folder, rules), code=code)

    def json(self, *words):
        return json.loads(self(*words, "--json")[0])


def make_term(folder):
    run(sys.executable, os.path.join(HERE, "term/term.py"), folder, "--classes", "4", "--pupils", "12", "--days", "34")
    run(os.path.join(BUILD, "tests/tool-store-term"), os.path.join(folder, "truth.tsv"), os.path.join(folder, "zhibi.db"))


def check_reference(folder):
    said = run(sys.executable, os.path.join(HERE, "term/check.py"), folder, BUILD)[0]
    assert said.count("ok: brief of") == 5 and "ok: minutes" in said and "ok: marking" in said, said
    ok(said.splitlines()[-1])


def check_breaches(load):
    board = load.json("board", "--class", "4年级3班", "--day", "2026-09-22")
    assert board["level"] == "full" and board["minutes"] > board["budget_minutes"]
    assert max(one["minutes"] for one in board["subjects"]) < board["budget_minutes"]
    ok("each subject keeps to the limit, the sum passes it")
    first = [one for one in load.json("minutes", "--from", "2026-09-01", "--until", "2026-09-28") if one["grade"] == 1][0]
    assert first["days"] and not any(day["published_minutes"] for day in first["days"])
    ok("grade 1 has practice at school and no homework")
    brief = [load.json("brief", "--week", day) for day in ("2026-09-07", "2026-09-14", "2026-09-21")]
    assert all(one["marking"]["never_marked"] for one in brief)
    unmarked = [row for row in load.json("marking", "--from", "2026-09-01", "--until", "2026-09-28")["assignments"]
                if row["handed_in"] and not row["marked"]]
    assert unmarked and "没批 not marked" in load("marking", "--from", "2026-09-01", "--until", "2026-09-28")[0]
    ok("what is never marked is shown")
    late = [band["late"] for one in brief for band in one["bands"] if not band["late"]["hidden"]]
    assert sum(one["late_ms"] for one in late) > 0 and sum(one["closed_at_bedtime"] for one in late) > 0
    ok("late writing is shown, and who stopped for bedtime without blame")
    fourth = load.json("minutes", "--pupils", "--from", "2026-09-21", "--until", "2026-09-27", "--class", "4年级3班")[0]
    plan = [row for row in fourth["each"] if row["plan"]]
    assert plan and plan[0]["plan_limit_minutes"] == 20 and not plan[0]["counted"] and plan[0]["days_over"] > 0
    ok("a pupil with a plan has a limit of their own and is not in the class's figures")


def check_hidden(load):
    """A group of nine has no figure of minutes, in whatever form."""
    for week in ("2026-09-07", "2026-09-21"):
        brief = load.json("brief", "--week", week)
        for cell in brief["grade_subject"] + [w for band in brief["bands"] for w in band["weeks"]]:
            assert cell["hidden"] == (cell["pupils"] < 10) == ("mean_minutes" not in cell) == ("ink_ms" not in cell)
        for cell in brief["grade_subject"] + [brief["marking"]]:
            assert cell["marking_hidden"] == ("handed_in" not in cell) == ("wrong" not in cell) == ("wait_sum_ms" not in cell)
        assert any(cell["hidden"] for cell in brief["grade_subject"])
        assert "某某" not in load("brief", "--week", week)[0]
    ok("groups under ten are not reported, and nobody is named")


def leaves(value, path):
    if isinstance(value, list):
        for one in value:
            yield from leaves(one, path)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, path + [key])
    else:
        yield ".".join(path)


def check_explained(load):
    brief = load.json("brief", "--week", "2026-09-21")
    told = json.loads(run(os.path.join(BUILD, "zhibi"), "load", "explain", "--json")[0])
    names = {"format", "version", "monday", "bands.grades", "bands.weeks.monday", "bands.weeks.hidden", "bands.late.hidden",
             "grade_subject.grade", "grade_subject.subject", "grade_subject.hidden",
             "grade_subject.marking_hidden", "marking.marking_hidden", "over.class", "over.day", "problems.code", "trainings.kind"}
    assert set(leaves(brief, [])) - names == {one["figure"] for one in told}
    said = run(os.path.join(BUILD, "zhibi"), "load", "explain", "bands.weeks.mean_minutes")[0]
    database = sqlite3.connect(os.path.join(load.folder, "zhibi.db"))
    queries = [line.split(": ", 1)[-1].replace("     and ", "") for line in said.splitlines() if "SELECT assignment.id" in line]
    assert len(queries) == 2
    assert all(database.execute(query, (1, 0, 1 << 60)) for query in queries)
    assert all(one["inputs"] and one["zh"] and one["en"] for one in told)
    run(os.path.join(BUILD, "zhibi"), "load", "explain", "bands.nothing", code=2)
    ok("every figure of the brief is explained, by queries that run")


def cells_of(path):
    """The workbook's sheets as rows of text, read apart from what wrote them."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as book:
        texts = ["".join(t.text or "" for t in one.iterfind(".//m:t", space))
                 for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iterfind("m:si", space)]
        names = [one.get("name") for one in
                 ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind("m:sheets/m:sheet", space)]
        sheets = {}
        for i, name in enumerate(names):
            root = ElementTree.fromstring(book.read("xl/worksheets/sheet%d.xml" % (i + 1)))
            sheets[name] = [[texts[int(c.find("m:v", space).text)] if c.get("t") == "s" else float(c.find("m:v", space).text)
                             for c in row.iterfind("m:c", space)] for row in root.iterfind(".//m:row", space)]
        return sheets


def check_files(load):
    """The workbook and the page say what the JSON says."""
    brief = load.json("brief", "--week", "2026-09-21")
    xlsx, pdf = os.path.join(load.folder, "brief.xlsx"), os.path.join(load.folder, "brief.pdf")
    load("brief", "--week", "2026-09-21", "--xlsx", xlsx, "--pdf", pdf)
    sheets = cells_of(xlsx)
    subjects = next(rows for name, rows in sheets.items() if "学科" in name)
    assert len(subjects) == len(brief["grade_subject"]) + 1
    for row, cell in zip(subjects[1:], brief["grade_subject"]):
        assert row[:3] == [cell["grade"], cell["subject"], cell["pupils"]]
        assert row[5] == ("–" if cell["hidden"] else cell["mean_minutes"]) and row[7:9] == [
            "–" if cell["marking_hidden"] else cell[key] for key in ("handed_in", "marked")]
    minutes = next(rows for name, rows in sheets.items() if "分钟" in name)
    for row, band in zip(minutes[1:], brief["bands"]):
        assert row[2:6] == ["–" if week["hidden"] else week["mean_minutes"] for week in band["weeks"]]
    over = next(rows for name, rows in sheets.items() if "上限" in name)
    assert [row[0] for row in over[1:]] == [one["class"] for one in brief["over"]]
    notice = os.path.join(load.folder, "notice.pdf")
    load("board", "--class", "4年级3班", "--day", "2026-09-22", "--pdf", notice)
    for path in (pdf, notice):
        with open(path, "rb") as page:
            content = page.read()
        assert content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF") and b"/Count 1\n" in content
    assert "/nowhere/at/all.pdf" in load("board", "--class", "4年级3班", "--pdf", "/nowhere/at/all.pdf", code=1)[1]
    said = load("brief", "--week", "2026-09-21", "--xlsx", "/nowhere/at/all.xlsx", code=1)[1]
    assert "/nowhere/at/all.xlsx 写不了" in said and "the folder is not there" in said
    assert sorted(name for name in os.listdir(load.folder) if "brief" in name) == ["brief.pdf", "brief.xlsx"]
    ok("workbook and page say the same as the JSON")


def check_words(load):
    assert "没有“五1”这个班" in load("board", "--class", "五1", code=1)[1]
    assert "--class" in load("board", code=2)[1]
    assert "2026-09-07" in load("minutes", "--from", "yesterday", code=2)[1]
    assert "--from" in load("minutes", "--from", "2026-09-07", "--until", "2026-09-01", code=2)[1]
    load("weigh", code=2)
    load(code=2)
    assert "limits.grades_3_6 = 50" in load("rules", "--day", "2026-09-21")[0]
    said = load("rules", "--day", "2026-09-20")[0]
    assert "limits.grades_3_6 = 60" in said and "家长会决定" in said
    with open(os.path.join(load.folder, "bad.conf"), "w") as bad:
        bad.write("[limits]\ngrades_3_6 = an hour\n")
    refused = load("rules", code=1, rules="bad.conf")[1]
    for said in ("请写 0 到 600 分钟", "write minutes from 0 to 600"):
        assert f"bad.conf:2: limits.grades_3_6 = an hour: {said}" in refused, refused
    assert "作业公示" in load("board", "--class", "3年级2班", "--day", "2026-09-22")[0]
    ok("what is asked wrongly is told with the mend")


def check_changes(folder):
    """What the school changes goes by way of the running daemon, and holds from its day on."""
    data, log = os.path.join(folder, "data"), os.path.join(folder, "log")
    socket = ("--socket", os.path.join(data, "control.sock"))
    environment = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
    zhibi = os.path.join(BUILD, "zhibi")
    with open(log, "w") as out:
        daemon = subprocess.Popen([os.path.join(BUILD, "zhibid"), "--data", data, "--port", "0", "--demonstration",
                                   "--pupils", "3"], stdout=out, stderr=out, env=environment)
    try:
        end = time.monotonic() + 20
        while "listening on" not in open(log).read():
            assert time.monotonic() < end, open(log).read()
            time.sleep(0.1)
        change = ("load", "rules", "--set", "limits.grades_3_6=20", "--from", "2026-09-01")
        assert "--reason" in run(zhibi, *change, *socket, code=2)[1]
        assert "write minutes" in run(zhibi, "load", "rules", "--set", "limits.grades_3_6=x", "--reason", "x", *socket,
                                      code=1)[1]
        run(zhibi, *change, "--reason", "减负", *socket)
        give = ("sheet", "assign", "docs/examples/fractions.json", "--place", "home", "--minutes", "600", *socket)
        tried, said = run(zhibi, *give, "--try")
        assert "600 分钟，上限" in said and "only with a reason (--reason)" in tried and "可以布置（" not in tried
        assert "可以布置（" in run(zhibi, *give, "--try", "--reason", "考前")[0]
        assert "--minutes -3" in run(zhibi, *give[:5], "--minutes", "-3", *socket, code=2)[1]
        for none in ((), ("--reason", "   "), ("--reason", "\u3000")):
            assert "--reason" in run(zhibi, *give, *none, code=1)[1]
        assert "--reason" in run(zhibi, *change, "--reason", "  ", *socket, code=1)[1]
        run(zhibi, *give, "--reason", "考前复习")
        held = ("training", "add", "--kind", "校本研修", "--people", "32", "--day", "2026-09-09", *socket)
        assert "--hours" in run(zhibi, *held, code=2)[1]
        run(zhibi, *held, "--hours", "1.5")
        time.sleep(0.2)
        assert "32 人" in run(zhibi, "training", "list", "--data", data)[0]
        brief = json.loads(run(zhibi, "load", "brief", "--week", "2026-09-09", "--json", "--data", data)[0])
        assert brief["trainings"] == [{"kind": "校本研修", "held": 1, "people": 32, "minutes": 90}], brief["trainings"]
        name = sqlite3.connect(os.path.join(data, "zhibi.db")).execute("SELECT name FROM class").fetchone()[0]
        plan = ("load", "plan", "--class", name, "--number", "2")
        run(zhibi, *plan, "--limit", "10", "--time", "150", *socket)
        run(zhibi, *plan, *socket, code=2)
        run(zhibi, *plan, "--limit", "10", "--end", *socket, code=2)
        for wrong in (("--items", "0"), ("--items", "-5"), ("--items", "101"), ("--time", "0")):
            assert "%s %s：" % wrong in run(zhibi, *plan, "--limit", "10", *wrong, *socket, code=2)[1]
        assert "--limit -5：" in run(zhibi, *plan, "--limit", "-5", *socket, code=2)[1]
        assert "no such number" in run(zhibi, "load", "plan", "--class", name, "--number", "99", "--end", *socket, code=1)[1]
        time.sleep(0.2)
        rules = json.loads(run(zhibi, "load", "rules", "--json", "--data", data)[0])
        assert rules["rules"]["limits.grades_3_6"] == "20" and rules["changes"][0]["reason"] == "减负"
        each = json.loads(run(zhibi, "load", "minutes", "--pupils", "--json", "--data", data)[0])[0]["each"]
        assert [row["plan_limit_minutes"] for row in each] == [None, 10, None]
        assert [row["expected_minutes"] for row in each] == [600, 900, 600]
        board = json.loads(run(zhibi, "load", "board", "--class", name, "--json", "--data", data)[0])
        assert board["level"] == "full" and [one["reason"] for one in board["published"]] == ["", "考前复习"]
    finally:
        daemon.terminate()
        assert daemon.wait(20) == 0
    ok("a rule and a plan are changed while the school is at work")


def main():
    with tempfile.TemporaryDirectory(prefix="zhibi-load-") as folder:
        make_term(folder)
        load = Load(folder)
        check_reference(folder)
        check_breaches(load)
        check_hidden(load)
        check_explained(load)
        check_files(load)
        check_words(load)
        check_changes(folder)
    print("1..%d" % N_OK)


if __name__ == "__main__":
    main()
