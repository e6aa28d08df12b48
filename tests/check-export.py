#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""zhibi export and import on a class whose work is known: the archive is InkML and comes back to the bit into another record,
once however often it is read; results are those that were given; what is to be printed on papers has signs and no ink;
learning records only where the configuration says so; no name unasked, nothing of a pupil without consent; killed at
any moment an export leaves no half file and goes on."""

import collections
import csv
import glob
import io
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import xml.dom.minidom
import xml.etree.ElementTree as ElementTree
import zipfile

BUILD = os.environ.get("BUILD", "build/release")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
SHEET = "docs/examples/demonstration.json"
PUPILS, ITEMS = 4, 25  # the sheet has 20 questions and 2 pages, so it is done twice
NAMES = re.compile("子涵|雨桐|浩然|欣怡|一诺|小明|梓萱")
for tool in ("pdftoppm", "pdfinfo", "xmllint"):
    if not shutil.which(tool):
        print(f"{tool} is not installed: sh deps.sh check")
        sys.exit(77)


def zhibi(*arguments, code=0):
    done = subprocess.run([f"{BUILD}/zhibi", *arguments], capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout, done.stderr


def make(folder, name, items=ITEMS, grade=3, sheet=SHEET):
    data = f"{folder}/{name}"
    os.makedirs(data)
    subprocess.run([f"{BUILD}/tests/tool-store-errors", data, sheet, str(PUPILS), str(items), str(grade)],
                   check=True, stdout=subprocess.DEVNULL)
    return data


def strokes(data):
    """Every stroke on disk but for its id, as often as it is there."""
    out = subprocess.run([f"{BUILD}/tests/tool-store-strokes", f"{data}/zhibi.db"], capture_output=True, text=True, check=True)
    return collections.Counter(re.sub(r'^{"id":\d+,', "{", line) for line in out.stdout.splitlines())


def read(path, encoding="utf-8"):
    with open(path, encoding=encoding, newline="") as file:
        return file.read()


def files(folder):
    return sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)


def check_archive(folder, data):
    out = f"{folder}/archive"
    _, told = zhibi("export", "inkml", "--data", data, "-o", out)
    assert "1 pupils without consent" in told, told
    archive = files(out)
    assert len(archive) == (PUPILS - 1) * 2 * 2 and not NAMES.search("".join(map(read, archive))), len(archive)
    subprocess.run(["xmllint", "--noout", "--relaxng", "tests/fixtures/inkml.rng", *archive], check=True,
                   stderr=subprocess.DEVNULL)
    if os.environ.get("INKML_XSD"):  # the W3C's own, which no package ships
        subprocess.run(["xmllint", "--noout", "--schema", os.environ["INKML_XSD"], *archive], check=True, stderr=subprocess.DEVNULL)
    other = make(folder, "other", items=0)
    told, _ = zhibi("import", "--data", other, *archive)
    everything = strokes(data)
    taken = strokes(other)
    without = sum(everything.values()) - sum(taken.values())
    assert 0 < without < sum(everything.values()) and not taken - everything, "not what was exported"
    assert f"{sum(taken.values())} strokes new" in told, told
    told, _ = zhibi("import", "--data", other, *archive)
    assert f" 0 strokes new, {sum(taken.values())} there before" in told, told
    assert strokes(other) == taken, "a stroke told twice is there twice"
    told, _ = zhibi("import", "--data", data, *archive)
    assert " 0 strokes new" in told and strokes(data) == everything, told
    base = sqlite3.connect(f"{other}/zhibi.db")
    whose = base.execute("SELECT p.number, count(*) FROM page_copy c JOIN pupil p ON p.id = c.pupil_id GROUP BY 1").fetchall()
    assert whose == [(n, 2) for n in range(1, PUPILS)], whose
    # The pupil without consent: not in the archive, and not taken from another's.
    stranger = read(archive[0]).replace('pupil-number">1<', f'pupil-number">{PUPILS}<').replace("page-copy:", "page-copy:9")
    with open(f"{folder}/stranger.inkml", "w", encoding="utf-8") as file:
        file.write(stranger)
    assert "no consent" in zhibi("import", "--data", other, f"{folder}/stranger.inkml", code=1)[1]
    assert strokes(other) == taken


def check_free(folder, data):
    """Copies of no assignment: a pupil's in the class, nobody's apart, those of a pupil without consent not at all."""
    base = sqlite3.connect(f"{data}/zhibi.db")
    copies = {copy: (number, page, since) for copy, number, page, since in base.execute(
        "SELECT c.id, p.number, c.page_number, c.created_ms FROM page_copy c LEFT JOIN pupil p ON p.id = c.pupil_id")}
    assert sorted(n or 0 for n, _, _ in copies.values()) == [0, 0, 2], copies
    name = lambda copy: (f"{copies[copy][0] or 0:02d}-{copies[copy][1]}-{copy}.inkml")
    whose = {name(copy): "三年二班/no-assignment" if copies[copy][0] else "unclaimed" for copy in copies}
    export = lambda out, *more: (zhibi("export", "inkml", "--data", data, "-o", f"{folder}/{out}", *more),
                                 {os.path.relpath(path, f"{folder}/{out}") for path in files(f"{folder}/{out}")})[1]
    everything = {f"{where}/{file}" for file, where in whose.items()}
    assert export("free") == everything, "not what is in the record"
    assert export("free-class", "--class", "三年二班") == {path for path in everything if path.startswith("三年二班/")}
    assert export("free-before", "--until", "2026-09-01") == set(), "copies of today are of no earlier day"
    archive = files(f"{folder}/free")
    subprocess.run(["xmllint", "--noout", "--relaxng", "tests/fixtures/inkml.rng", *archive], check=True, stderr=subprocess.DEVNULL)
    other = make(folder, "free-other", items=0)
    zhibi("import", "--data", other, *archive)
    went = {stroke: n for stroke, n in strokes(data).items() if '"page":null' not in stroke}
    assert strokes(other) == went and len(went) > 4, "what came back is not what went out"
    (looked,) = base.execute("SELECT count(DISTINCT page_copy_id) FROM access_log WHERE what = 'export-archive'").fetchone()
    assert looked == len(copies), looked
    base.execute("UPDATE page_copy SET pupil_id = (SELECT id FROM pupil WHERE number = ?) WHERE pupil_id IS NOT NULL", [PUPILS])
    base.commit()
    base.close()
    assert {path.split("/")[0] for path in export("free-without")} == {"unclaimed"}, "of a pupil without consent"


def check_imports(folder):
    data = make(folder, "imports", items=0)
    ink = "tests/fixtures/ink-file"
    told, notes = zhibi("import", "--data", data, "--page", "3.27.603", "--class", "三年二班", "--pupil", "2", f"{ink}/page.data")
    assert "2 strokes new" in told and "voice memo" in notes, (told, notes)
    zhibi("import", "--data", data, "--page", "3.27.603.40", "--pen", "tablet", f"{ink}/drawing.json", f"{ink}/foreign.inkml")
    base = sqlite3.connect(f"{data}/zhibi.db")
    found = base.execute("SELECT c.page_number, c.pupil_id IS NULL, count(*) FROM stroke s JOIN page_copy c ON"
                         " c.id = s.page_copy_id GROUP BY 1 ORDER BY 1").fetchall()
    assert found == [(12, 0, 2), (40, 1, 4)], found
    before = strokes(data)
    with open(f"{folder}/broken.inkml", "w", encoding="utf-8") as file:
        file.write(read(f"{ink}/foreign.inkml").replace("*** 1,", "*** 1 x,"))
    _, told = zhibi("import", "--data", data, f"{folder}/broken.inkml", f"{ink}/drawing.json", code=1)
    assert f"{folder}/broken.inkml:11: <trace> 第 3 点：值比 channel 多，请删去多的 / <trace>, point 3: has more values" in told, told
    after = strokes(data)
    assert sum((after - before).values()) == 2, "the good file was not taken, or a part of the broken one was"
    assert "2 笔" in zhibi("import", "--check", "--page", "1.1.1", f"{ink}/page.data")[0]
    zhibi("import", "--data", data, "--page", "3.27", f"{ink}/page.data", code=2)
    zhibi("import", "--data", data, "--class", "三年二班", "--pupil", "44", "--page", "3.27.603", f"{ink}/page.data", code=1)
    log = open(f"{folder}/log", "w+")
    daemon = subprocess.Popen([f"{BUILD}/zhibid", "--data", data, "--port", "0"], stdout=log, stderr=log, env=ENVIRONMENT)
    try:
        while "listening on" not in read(f"{folder}/log"):
            assert daemon.poll() is None, read(f"{folder}/log")
        assert "systemctl stop zhibid" in zhibi("import", "--data", data, f"{ink}/drawing.json", code=1)[1]
    finally:
        daemon.terminate()
        daemon.wait(20)
    check_free(folder, data)


def check_results(folder, data):
    zhibi("export", "csv", "--data", data, "-o", f"{folder}/csv", "--names")
    text = read(f"{folder}/csv/results.csv")
    assert text.startswith("\ufeff") and text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(rows) == (PUPILS - 1) * 2 and rows[0]["姓名 name"] == "李子涵"
    # First turn: all 20 wrong, 7 of them mended; second: 5 wrong, 2 mended.
    assert [(r["对 right"], r["错 wrong"]) for r in rows[::PUPILS - 1]] == [("7", "13"), ("17", "3")], rows
    worth = {q["number"]: q.get("points", 1) for q in json.load(open(SHEET))["questions"]}
    right = sum(points for i, points in enumerate(worth.values()) if i % 3 == 0)
    assert float(rows[0]["得分 points"]) == right and float(rows[0]["满分 of"]) == sum(worth.values()), rows[0]
    # Where only mistakes are marked, what has no mark is right.
    with open(f"{folder}/customs.conf", "w") as file:
        file.write("[marking]\nunmarked = right\n")
    bare = make(folder, "bare")
    base = sqlite3.connect(f"{bare}/zhibi.db")
    base.execute("DROP TRIGGER IF EXISTS mark_is_never_deleted")
    base.execute("DELETE FROM mark WHERE verdict = 'right' AND id NOT IN (SELECT id FROM mark WHERE supersedes_id IS NOT NULL)")
    base.commit()
    base.close()
    def rights(*more):
        zhibi("export", "csv", "--data", bare, "-o", f"{folder}/bare{len(more)}", *more)
        return [int(r["对 right"]) for r in csv.DictReader(io.StringIO(read(f"{folder}/bare{len(more)}/results.csv").lstrip("\ufeff")))]
    ours, theirs = rights(), rights("--config", f"{folder}/customs.conf")
    assert sum(theirs) > sum(ours), (ours, theirs)
    zhibi("export", "xlsx", "--data", data, "-o", f"{folder}/xlsx", "--names")
    assert workbook(f"{folder}/xlsx/results.xlsx") == [list(rows[0])] + [list(r.values()) for r in rows]
    questions = list(csv.DictReader(io.StringIO(read(f"{folder}/csv/questions.csv").lstrip("\ufeff"))))
    assert len(questions) == (PUPILS - 1) * 40 and {r["判定 verdict"] for r in questions} == {"right", "wrong"}
    zhibi("export", "csv", "--data", data, "-o", f"{folder}/csv-2")
    assert not NAMES.search(read(f"{folder}/csv-2/results.csv") + read(f"{folder}/csv-2/questions.csv"))
    young = make(folder, "young", grade=1)
    zhibi("export", "csv", "--data", young, "-o", f"{folder}/csv-3")
    rows = list(csv.DictReader(io.StringIO(read(f"{folder}/csv-3/results.csv").lstrip("\ufeff"))))
    assert all(r["得分 points"] == "" and r["满分 of"] == "" for r in rows), "points in the first grade"
    zhibi("export", "oneroster", "--data", data, "-o", f"{folder}/oneroster")
    results = list(csv.DictReader(io.StringIO(read(f"{folder}/oneroster/results.csv"))))
    items = {r["sourcedId"] for r in csv.DictReader(io.StringIO(read(f"{folder}/oneroster/lineItems.csv")))}
    assert len(results) == (PUPILS - 1) * 2 and {r["lineItemSourcedId"] for r in results} == items
    assert float(results[0]["score"]) == right and results[0]["scoreStatus"] == "fully graded"
    assert "file.results,bulk" in read(f"{folder}/oneroster/manifest.csv")
    zhibi("export", "oneroster", "--data", young, "-o", f"{folder}/oneroster-2")
    assert len(read(f"{folder}/oneroster-2/results.csv").splitlines()) == 1


def check_dates(folder):
    """By the school's clock, wherever the machine stands; what has no due is due at once, not in 1970."""
    data = make(folder, "dates")
    base = sqlite3.connect(f"{data}/zhibi.db")
    base.execute("UPDATE assignment SET published_ms = 1788818400000, due_ms = 0")  # 2026-09-08 06:00 in China, the 7th in UTC
    base.commit()
    base.close()
    days = lambda path, key: {r[key] for r in csv.DictReader(io.StringIO(read(path).lstrip("\ufeff")))}
    told = set()
    for zone in ("America/New_York", "Asia/Shanghai", "UTC"):
        ENVIRONMENT["TZ"] = zone
        out = f"{folder}/dates-{zone.replace('/', '-')}"
        zhibi("export", "csv", "--data", data, "-o", out, "--from", "2026-09-08", "--until", "2026-09-08")
        assert days(f"{out}/results.csv", "布置 assigned") == {"2026-09-08"}, zone
        zhibi("export", "csv", "--data", data, "-o", f"{out}-before", "--until", "2026-09-07")
        assert days(f"{out}-before/results.csv", "布置 assigned") == set(), zone
        zhibi("export", "oneroster", "--data", data, "-o", f"{out}-oneroster")
        assert days(f"{out}-oneroster/lineItems.csv", "assignDate") == days(f"{out}-oneroster/lineItems.csv", "dueDate") == {"2026-09-08"}, zone
        told.add(read(f"{out}/questions.csv") + read(f"{out}-oneroster/results.csv"))
    assert len(told) == 1, "the times of marks are the machine's"
    del ENVIRONMENT["TZ"]


def workbook(path):
    """The cells of its first sheet, as texts."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as archive:
        shared = [t.findtext(f"{space}t") for t in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{space}row"):
        cells = {}
        for cell in row:
            column = 0
            for letter in re.match("[A-Z]+", cell.get("r")).group():
                column = column * 26 + ord(letter) - 64
            value = cell.findtext(f"{space}v")
            cells[column - 1] = shared[int(value)] if cell.get("t") == "s" else value
        rows.append([cells.get(i, "") for i in range(15)])
    return rows


def check_records(folder, data):
    config = f"{folder}/zhibi.conf"
    for text in ("", "[exports]\nlearning_records = false\n"):
        with open(config, "w") as file:
            file.write(text)
        assert "learning_records" in zhibi("export", "caliper", "--config", config, "--data", data, "-o", f"{folder}/no", code=1)[1]
        assert not os.path.exists(f"{folder}/no"), "records without leave"
    with open(config, "w") as file:
        file.write("[exports]\nlearning_records = true\n")
    for form, score in (("caliper", lambda r: r.get("generated", {}).get("scoreGiven")),
                        ("xapi", lambda r: r.get("result", {}).get("score", {}).get("raw"))):
        zhibi("export", form, "--config", config, "--data", data, "-o", f"{folder}/{form}")
        (path,) = files(f"{folder}/{form}")
        records = [json.loads(line) for line in read(path).splitlines()]
        scores = [score(record) for record in records if score(record) is not None]
        assert len(records) == (PUPILS - 1) * 4 and len(scores) == (PUPILS - 1) * 2, (form, len(records), len(scores))
        assert len({record["id"] for record in records}) == len(records) and not NAMES.search(read(path))
        assert all(re.fullmatch(r"(urn:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                                record["id"]) for record in records)


def pixels(path, folder):
    for old in glob.glob(f"{folder}/pix-*"):
        os.remove(old)
    subprocess.run(["pdftoppm", "-r", "40", path, f"{folder}/pix"], check=True)
    for name in sorted(glob.glob(f"{folder}/pix-*")):
        with open(name, "rb") as file:
            data = file.read()
        body = data.split(b"\n", 3)[3]
        yield [body[i:i + 3] for i in range(0, len(body), 3)]


def check_pages(folder, data):
    zhibi("export", "pdf", "--data", data, "-o", f"{folder}/pdf")
    pdfs = files(f"{folder}/pdf")
    assert len(pdfs) == (PUPILS - 1) * 4
    size = json.load(open(SHEET))["pages"][0]["size_mm"]
    told = subprocess.run(["pdfinfo", pdfs[0]], capture_output=True, text=True, check=True).stdout
    width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told).groups())
    assert abs(width * 25.4 / 72 - size[0]) < 0.1 and abs(height * 25.4 / 72 - size[1]) < 0.1, told
    dark = sum(p[2] > p[0] + 20 for page in pixels(pdfs[0], folder) for p in page)
    assert dark > 50, "no ink on the page"
    zhibi("export", "svg", "--data", data, "-o", f"{folder}/svg", "--assignment",
          re.search(r"assignment-(\d+)", pdfs[0]).group(1))
    drawings = files(f"{folder}/svg")
    assert len(drawings) == (PUPILS - 1) * 2
    assert xml.dom.minidom.parse(drawings[0]).getElementsByTagName("path").length > 20
    zhibi("export", "marks", "--data", data, "-o", f"{folder}/marks")
    overlays = files(f"{folder}/marks")
    assert len(overlays) == 2
    pages = list(pixels(overlays[0], folder))
    assert len(pages) == PUPILS - 1, len(pages)  # the sheet's other page has no question
    for page in pages:
        assert sum(p[0] > p[1] + 60 for p in page) > 50, "no sign"
        assert not any(p[2] > p[0] + 20 for p in page), "ink where only signs belong"
    base = sqlite3.connect(f"{data}/zhibi.db")
    logged = dict(base.execute("SELECT what, count(DISTINCT page_copy_id) FROM access_log GROUP BY 1").fetchall())
    wanted = (PUPILS - 1) * 4
    for what in ("export-page", "export-archive", "export-results", "caliper", "xapi"):
        assert logged[what] == wanted, (what, logged)


def check_edge(folder):
    """Answers at the right edge of the paper: their signs keep 5 mm from it, which a printer leaves white."""
    with open(SHEET) as file:
        sheet = json.load(file)
    for page in sheet["pages"]:
        boxes = [region["box_mm"] for region in page["regions"] if "box_mm" in region]
        shift = page["size_mm"][0] - max(box[0] + box[2] for box in boxes)
        for box in boxes:
            box[0] += shift
    with open(f"{folder}/edge.json", "w") as file:
        json.dump(sheet, file)
    zhibi("export", "marks", "--data", make(folder, "edge", sheet=f"{folder}/edge.json"), "-o", f"{folder}/edge-marks")
    width = round(sheet["pages"][0]["size_mm"][0] / 25.4 * 40)
    for page in pixels(files(f"{folder}/edge-marks")[0], folder):
        red = {i % width for i, p in enumerate(page) if p[0] > p[1] + 60}
        white = 5 / 25.4 * 40
        assert red and width - white - 4 < max(red) + 8 and max(red) < width - white + 1, (width, max(red))


def check_kills(folder, data):
    random.seed(9)
    out, whole = f"{folder}/killed", f"{folder}/archive"
    n_kills = 0
    for attempt in range(80):
        run = subprocess.Popen([f"{BUILD}/zhibi", "export", "inkml", "--data", data, "-o", out], env=ENVIRONMENT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if run.wait(random.uniform(0.005, 0.03 + 0.02 * attempt)) == 0:
                break
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            n_kills += 1
        for path in files(out):
            if path.endswith(".inkml"):
                assert read(path) == read(path.replace(out, whole)), f"{path} is half"
    else:
        raise AssertionError("never came to its end")
    same = [path.replace(out, whole) for path in files(out)]
    assert n_kills > 0 and same == files(whole), (n_kills, same)


def check_refused(folder, data):
    """What cannot be meant is refused with the mend; what there is none of is not called a file."""
    out = f"{folder}/refused"
    _, told = zhibi("export", "csv", "--data", data, "-o", out, "--from", "2026-02-01", "--until", "2026-01-01", code=2)
    assert "调换" in told and "exchange them" in told, told
    _, told = zhibi("export", "csv", "--data", data, "-o", out, "--assignment", "999", code=1)
    assert "999" in told and "load marking --json" in told, told
    assert not os.path.exists(out)
    for form in ("pdf", "csv"):
        _, told = zhibi("export", form, "--data", data, "-o", out, "--backgrounds", f"{folder}/nowhere", code=1)
        assert f"{folder}/nowhere" in told and "没有这个文件夹" in told, told
    unmarked = make(folder, "unmarked")
    with sqlite3.connect(f"{unmarked}/zhibi.db") as record:
        for (name,) in record.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'mark'").fetchall():
            record.execute(f"DROP TRIGGER {name}")  # marks are kept, but not in a test
        record.execute("DELETE FROM mark")
    told, _ = zhibi("export", "marks", "--data", unmarked, "-o", f"{folder}/unmarked-marks")
    assert not files(f"{folder}/unmarked-marks") and "没有内容" in told and "no file was written" in told, told


def main():
    with tempfile.TemporaryDirectory(prefix="zhibi-export-") as folder:
        data = make(folder, "data")
        check_archive(folder, data)
        check_kills(folder, data)
        check_imports(folder)
        check_results(folder, data)
        check_dates(folder)
        check_records(folder, data)
        check_pages(folder, data)
        check_edge(folder)
        check_refused(folder, data)
        zhibi("export", "poem", "--data", data, "-o", f"{folder}/x", code=2)
        zhibi("export", "csv", "--data", data, code=2)


main()
