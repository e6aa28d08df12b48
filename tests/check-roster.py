#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Class lists over HTTP, on the real daemon: what each file of tests/fixtures/roster would change is what its .json says,
and the rows with problems come back as its .problems file has them, byte for byte; numbers of identity cards are refused;
what is applied is in the list; 2,000 rows are taken and 2,001 are not, at the page and at the command line. No name is in
the log. `check-roster.py --write`
writes the golden files anew, to be read before they are kept."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

from harness import BUILD, check, fail, free_port, say

FOLDER = "tests/fixtures/roster"
LISTS = ["columns.csv", "gb18030.csv", "workbook.xlsx", "oneroster.zip"]
REFUSED = ["citizen-number.csv", "citizen-number.xlsx", "bad-quotes.csv", "no-header.csv"]
NAMES = re.compile("王小|李,小|张小|赵小|春生|一帆|小溪|大川|一鸣|学生|求败|不败|王溪")
ROWS_MAX = 2000
WRITES = "--write" in sys.argv


class School:
    """The daemon with a teacher and nothing else, and a session of hers."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="zhibi-roster-")
        self.port = free_port()
        self.cookie = ""
        told = subprocess.run([f"{BUILD}/zhibid", "--data", self.folder, "--add-teacher", "teacher"], capture_output=True, text=True, check=True)
        self.password = re.search(r"password:\s+(\S+)", told.stdout).group(1)
        self.log = open(f"{self.folder}/log", "w+")
        config = f"{self.folder}/zhibi.conf"
        open(config, "w").close()
        self.process = subprocess.Popen([f"{BUILD}/zhibid", "--config", config, "--data", self.folder, "--port", str(self.port), "--page", "build/page"],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True, env={**os.environ, "G_MESSAGES_DEBUG": "all"})
        for line in self.process.stdout:
            if line.startswith("zhibid: listening on"):
                return
        fail("the daemon did not come up")

    def ask(self, method, path, body=None):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, body, {"Cookie": self.cookie} if self.cookie else {})
            answer = line.getresponse()
            return answer.status, answer.read(), answer
        finally:
            line.close()

    def announce(self, path, n_bytes):
        """The answer to a length alone: who sends too much is refused before a byte of it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.putrequest("POST", path)
            line.putheader("Cookie", self.cookie)
            line.putheader("Content-Length", str(n_bytes))
            line.endheaders()
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()

    def log_in(self):
        status, _, answer = self.ask("POST", "/api/login", json.dumps({"name": "teacher", "password": self.password}))
        check(status == 204, f"login: {status}")
        self.cookie = answer.getheader("Set-Cookie").split(";")[0]

    def post(self, path, body):
        status, answer, _ = self.ask("POST", path, body)
        return status, json.loads(answer)

    def preview(self, name):
        with open(f"{FOLDER}/{name}", "rb") as file:
            return self.post("/api/roster", file.read())

    def pupils(self):
        status, answer, _ = self.ask("GET", "/api/roster")
        check(status == 200, f"the list: {status}")
        return {one["name"]: [(pupil["number"], pupil["name"], pupil["school_number"], pupil["consent"]) for pupil in one["pupils"]]
                for one in json.loads(answer)["classes"]}

    def end(self):
        self.process.terminate()
        check(self.process.wait(20) == 0, "the daemon did not end well")
        self.log.seek(0)
        text = self.log.read()
        shutil.rmtree(self.folder)
        return text


def golden(path, got):
    """As the file says, to the byte."""
    if WRITES:
        with open(path, "wb") as file:
            file.write(got)
    with open(path, "rb") as file:
        expected = file.read()
    check(got == expected, f"{path}: got {got.decode(errors='replace')}")


def pretty(value):
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def compare(school, name):
    status, answer = school.preview(name)
    number = answer.pop("preview", 0)
    golden(f"{FOLDER}/{name}.json", pretty({"status": status, "answer": answer}))
    return number


def lists(school):
    for n, name in enumerate(LISTS, 1):
        number = compare(school, name)
        check(number == n, f"{name} is preview {number}")
        status, rows, answer = school.ask("GET", f"/api/roster/problems?preview={number}")
        check(status == 200 and answer.getheader("Content-Type").startswith("text/csv"), f"{name}: problems: {status}")
        golden(f"{FOLDER}/{name}.problems", rows)
    say("ok 1 - each list would change what its golden file says, and its problems come back in its own encoding")


def refusals(school):
    for name in REFUSED:
        compare(school, name)
    check(school.ask("GET", "/api/roster/problems?preview=99")[0] == 404, "a preview that never was")
    check(school.post("/api/roster/apply", '{"preview":99,"move_out":false,"consent":false}')[0] == 404, "applied from nothing")
    check(school.post("/api/roster/apply", "[]")[0] in (400, 422), "no request at all")
    check(school.pupils() == {}, "looking changed something")
    say("ok 2 - identity-card numbers, a broken file, no heading: refused in the words of their golden files; nothing changed")


def applied(school):
    _, answer = school.preview("columns.csv")
    status, done = school.post("/api/roster/apply", json.dumps({"preview": answer["preview"], "move_out": False, "consent": True}))
    check((status, done) == (200, {"done": 2}), f"applied: {status} {done}")
    wait_for_list(school, {"四年级2班": [(1, "王小山", "2026001", True), (2, "李,小河", "2026002", True)]})
    number = compare(school, "later.tsv")
    status, done = school.post("/api/roster/apply", json.dumps({"preview": number, "move_out": True, "consent": False}))
    check(status == 200, f"applied: {status} {done}")
    wait_for_list(school, {"四年级2班": [(3, "张小路", "2026003", False)], "四年级3班": [(7, "王小山", "2026001", True)]})
    say("ok 3 - what was looked at is done, and a later list moves, adds and moves out")


def another_child(school):
    """Consent is a child's, not a number's."""
    heading = "班级,座号,姓名,家长同意\n"
    for rows, expected in [
        ("五年级1班,1,独孤求败,是\n五年级1班,2,王小溪,是\n", [(1, "独孤求败", "", True), (2, "王小溪", "", True)]),
        ("五年级1班,1,东方不败,\n五年级1班,2,王溪,\n", [(1, "东方不败", "", False), (2, "王溪", "", True)]),
        ("五年级1班,1,东方不败,\n五年级1班,2,王溪,\n五年级1班,3,独孤求败,\n",
         [(1, "东方不败", "", False), (2, "王溪", "", True), (3, "独孤求败", "", True)]),
    ]:
        status, answer = school.post("/api/roster", (heading + rows).encode())
        check(status == 200, f"looked at: {status}")
        for change in answer["changes"]:
            if change["kind"] == "changed":
                check(change["before"]["name"] == "王小溪", f"a renaming without the name before: {change}")
        listed = f"{school.folder}/list.csv"
        with open(listed, "w") as file:
            file.write(heading + rows)
        told = subprocess.run([f"{BUILD}/zhibi", "roster", "import", listed, "--socket", f"{school.folder}/control.sock"], capture_output=True, text=True)
        check(told.returncode == 0, f"zhibi roster import: {told.stderr}")
        check(("王溪\t原来 before: 五年级1班 2 王小溪" in told.stdout) == any(change["kind"] == "changed" for change in answer["changes"]), told.stdout)
        check(("taken by another, leaves\t五年级1班\t1\t独孤求败" in told.stdout) == any(change["number_taken"] for change in answer["changes"]), told.stdout)
        school.post("/api/roster/apply", json.dumps({"preview": answer["preview"], "move_out": False, "consent": False}))
        wait_for_list(school, {**school.pupils(), "五年级1班": expected})
    say("ok 4 - another name at a number is another child, without the consent of the one before; a missing one is put right")


def wait_for_list(school, expected):
    """It answers before the next reader sees it: the writer has a thread of its own."""
    for _ in range(50):
        got = school.pupils()
        if got == expected:
            return
        time.sleep(0.1)
    fail(f"the list: {got}")


def table(n, grade="七", head="9"):
    rows = "".join(f"{grade}年级{i // 50 + 1}班,{i % 50 + 1},学生{i},{head}{i:05}\n" for i in range(n))
    return ("班级,座号,姓名,学号\n" + rows).encode()


def grade_told(school):
    """A class whose name tells no grade is named, at the page and at the command line; a column gives it to the class that is there."""
    plain, told = ("班级,座号,姓名\n向日葵班,1,学生甲\n".encode(), "年级,班级,座号,姓名\n二,向日葵班,1,学生甲\n".encode())
    status, answer = school.post("/api/roster", plain)
    check((status, answer["without_grade"]) == (200, ["向日葵班"]), f"no grade: {status} {answer}")
    school.post("/api/roster/apply", json.dumps({"preview": answer["preview"], "move_out": False, "consent": False}))
    check(wait_for_class(school, 0)["pupils"], "the class is not there")
    path = f"{school.folder}/plain.csv"
    with open(path, "wb") as file:
        file.write(plain)
    said = subprocess.run([f"{BUILD}/zhibi", "roster", "import", path, "--socket", f"{school.folder}/control.sock"], capture_output=True, text=True)
    check(said.returncode == 0 and "向日葵班" in said.stderr and "年级" in said.stderr, f"the command line: {said.stderr}")
    status, answer = school.post("/api/roster", told)
    check((answer["without_grade"], answer["changes"]) == ([], []), f"with a grade: {answer}")
    school.post("/api/roster/apply", json.dumps({"preview": answer["preview"], "move_out": False, "consent": False}))
    wait_for_class(school, 2)
    status, answer = school.post("/api/roster", plain)
    check(answer["without_grade"] == [], f"the record tells it: {answer['without_grade']}")
    say("ok 5 - a class without a grade is named, and a column 年级 gives it one")


def wait_for_class(school, grade):
    for _ in range(50):
        for one in json.loads(school.ask("GET", "/api/roster")[1])["classes"]:
            if one["name"] == "向日葵班" and one["grade"] == grade:
                return one
        time.sleep(0.1)
    return fail(f"向日葵班 is not of grade {grade}")


def large(school):
    status, answer = school.post("/api/roster", table(ROWS_MAX + 1))
    check(status == 422 and answer["code"] == "too-long", f"2,001 rows: {status} {answer.get('code')}")
    check("2000" in answer["zh"].replace(",", "").replace(" ", ""), f"it does not say how many: {answer['zh']}")
    status, answer = school.announce("/api/roster", (2 << 20) + 1)
    check(status == 413 and "2 MiB" in answer["zh"], f"2 MiB and a byte: {status}")
    for n_bytes in (2 << 20) + 1, 30 << 20:  # who sends all of it before it listens hears why, too
        status, answer = school.post("/api/roster", bytes(n_bytes))
        check(status == 413 and "2 MiB" in answer["zh"], f"{n_bytes} bytes, sent: {status}")
    cookie, school.cookie = school.cookie, "none=1"
    status, answer = school.post("/api/roster", bytes(2 << 20))
    check(status == 401 and answer["code"] == "not-logged-in", f"2 MiB of a stranger: {status}")
    school.cookie = cookie
    status, answer = school.post("/api/roster", table(ROWS_MAX))
    check(status == 200 and answer["counts"]["added"] == ROWS_MAX and not answer["problems"], f"2,000 rows: {status}")
    status, done = school.post("/api/roster/apply", json.dumps({"preview": answer["preview"], "move_out": False, "consent": True}))
    check((status, done) == (200, {"done": ROWS_MAX}), f"2,000 rows applied: {status} {done}")
    wait_for_grade(school, "七", ROWS_MAX)
    say("ok 6 - 2,000 rows are taken, 2,001 and more than 2 MiB are not")


def wait_for_grade(school, grade, n_wanted):
    for _ in range(50):
        n = sum(len(pupils) for name, pupils in school.pupils().items() if name.startswith(grade))
        if n == n_wanted:
            return
        time.sleep(0.1)
    fail(f"of {n_wanted} pupils there are {n}")


def workbook(path, text):
    """As office programs write it, with every cell in its place and not packed: the largest that so many rows make."""
    rows = []
    for y, line in enumerate(text.splitlines(), 1):
        cells = "".join(f'<c r="{chr(65 + x)}{y}" t="inlineStr"><is><t>{cell}</t></is></c>' for x, cell in enumerate(line.split(",")))
        rows.append(f'<row r="{y}">{cells}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>')
        file.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{packed}"><Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        file.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{"".join(rows)}</sheetData></worksheet>')


def command_line(school):
    """The technician's way: the whole school's list at once."""
    def run(path, *options):
        return subprocess.run([f"{BUILD}/zhibi", "roster", "import", path, "--socket", f"{school.folder}/control.sock", *options],
                              capture_output=True, text=True)

    text = table(ROWS_MAX, "八", "8").decode()
    csv, xlsx, large_file = (f"{school.folder}/school.{end}" for end in ("csv", "xlsx", "large"))
    with open(csv, "w") as file:
        file.write(text)
    workbook(xlsx, text)
    check(os.path.getsize(xlsx) > 300_000, "the workbook is smaller than a school's")
    told = run(csv)
    check(told.returncode == 0 and told.stdout.count("新增 new") == ROWS_MAX, f"2,000 rows of CSV: {told.returncode} {told.stderr[-300:]}")
    told = run(xlsx, "--apply", "--consent")
    check(told.returncode == 0 and told.stdout.count("新增 new") == ROWS_MAX, f"2,000 rows of xlsx: {told.returncode} {told.stderr[-300:]}")
    wait_for_grade(school, "八", ROWS_MAX)
    for n_bytes in ((2 << 20) + 1, 8 << 20):
        with open(large_file, "w") as file:
            file.truncate(n_bytes)
        told = run(large_file)
        check(told.returncode == 1 and "2 MiB" in told.stderr and "没有回答" not in told.stderr, f"{n_bytes} bytes: {told.returncode} {told.stderr}")
    say("ok 7 - zhibi roster import takes 2,000 rows, CSV and xlsx, and says that a larger file is too large")


def main():
    school = School()
    try:
        for method, path in [("GET", "/api/roster"), ("POST", "/api/roster"), ("POST", "/api/roster/apply"), ("GET", "/api/roster/problems?preview=1")]:
            check(school.ask(method, path, b"{}" if method == "POST" else None)[0] == 401, f"{path} without a session")
        school.log_in()
        lists(school)
        refusals(school)
        applied(school)
        another_child(school)
        grade_told(school)
        large(school)
        command_line(school)
    finally:
        if school.process.poll() is None and sys.exc_info()[0]:
            school.process.terminate()
    log = school.end()
    check(not NAMES.search(log), f"a name is in the log: {NAMES.search(log)}")
    say("ok 8 - no name of a pupil is in the log, whatever is logged\n1..8")


main()
