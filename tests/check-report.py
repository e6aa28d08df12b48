#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""zhibi report on a class whose mistakes are known: every wrong question is in the book with its code, which a reader reads
back; names only when asked; nobody without consent; every page looked at is in the access log, also when the daemon
holds the record; killed at any moment it leaves no half file, and the next run completes it to the byte."""

import hashlib
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
import time

BUILD = os.environ.get("BUILD", "build/release")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
LONG_NAME = "老师" * 20  # of a user of the machine
for tool in ("pdftoppm", "pdftotext", "zbarimg"):
    if not shutil.which(tool):
        print(f"{tool} is not installed: sh deps.sh check")
        sys.exit(77)


def zhibi(*arguments, code=0):
    done = subprocess.run([f"{BUILD}/zhibi", *arguments], capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done.stdout, done.stderr


def make(folder, pupils, items, grade=3):
    """A record with backgrounds and codes; returns its data folder and what is true."""
    data = f"{folder}/data-{pupils}-{grade}"
    os.makedirs(f"{data}/backgrounds")
    sheet = json.load(open("docs/examples/demonstration.json"))
    for i, page in enumerate(sheet["pages"]):
        page.update(background="print.pdf", background_page=i + 1)
    for question in sheet["questions"]:
        question["lesson"] = f"https://school.example/lessons/{question['number']}?from=book"
    with open(f"{folder}/sheet.json", "w") as out:
        json.dump(sheet, out, ensure_ascii=False)
    zhibi("sheet", "show", "docs/examples/demonstration.json", "-o", f"{data}/backgrounds/print.pdf")
    shutil.copy(f"{data}/backgrounds/print.pdf", folder)
    done = subprocess.run([f"{BUILD}/tests/tool-store-errors", data, f"{folder}/sheet.json", str(pupils), str(items),
                           str(grade)], capture_output=True, text=True, check=True)
    return data, json.loads(done.stdout)


def text_of(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def codes_of(path, folder):
    """What a reader of codes reads on the rendered pages."""
    for old in [name for name in os.listdir(folder) if name.startswith("page-")]:
        os.remove(f"{folder}/{old}")
    subprocess.run(["pdftoppm", "-r", "150", "-png", path, f"{folder}/page"], check=True)
    found = []
    for name in sorted(os.listdir(folder)):
        if name.startswith("page-"):
            done = subprocess.run(["zbarimg", "-q", "--raw", f"{folder}/{name}"], capture_output=True, text=True)
            found += done.stdout.split()
    return found


def tree(folder):
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(where, name), "rb") as file:
                found[os.path.relpath(os.path.join(where, name), folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def looks(data):
    base = sqlite3.connect(f"{data}/zhibi.db")
    return dict(base.execute("SELECT what, count(DISTINCT page_copy_id) FROM access_log GROUP BY what").fetchall())


def check_book(folder, data, truth):
    out = f"{folder}/books"
    _, told = zhibi("report", "error-book", "--data", data, "-o", out, "--keys", "--extension", f"{folder}/sheet.json")
    assert "1 pupils without consent" in told, told
    books = sorted(tree(out))
    assert books == [f"三年二班/error-book-{n:02d}.pdf" for n in range(1, truth["pupils"])], books
    path = f"{out}/{books[0]}"
    text = text_of(path)
    assert re.search(rf"20\.\s", text) and not re.search(r"^\s*21\.\s", text, re.M), "not twenty items"
    assert text.count("订正 My correction") == 5, text.count("订正 My correction")
    assert text.count("已订正") == truth["corrected"] // truth["pupils"]
    assert text.count("再做一次") == 20 and "参考答案" in text and "接着练" in text and "B 层" in text
    assert "王" not in text and "李" not in text, "a name, and none was asked for"
    wanted = {f"https://school.example/lessons/{n}?from=book" for n in range(1, 21)}
    assert set(codes_of(path, folder)) == wanted, "the codes do not read back"
    assert looks(data) == {"error-book": 2 * (truth["pupils"] - 1)}, looks(data)
    return out


def check_others(folder, data):
    zhibi("report", "family", "--data", data, "-o", f"{folder}/family", "--names", "--two-up")
    text = text_of(f"{folder}/family/三年二班/family-02.pdf")
    assert "张雨桐" in text and "还要看 13 题" in text and "已订正 7 题" in text, text
    assert not re.search(r"欣怡|浩然|子涵|平均|排名|average", text), "another pupil in a family's sheet"
    zhibi("report", "service", "--data", data, "-o", f"{folder}/service")
    text = text_of(f"{folder}/service/三年二班/service.pdf")
    assert "因数" in text and "1 号（1 题）" in text and "5 号" not in text and "雨桐" not in text, text
    young, _ = make(folder, 2, 5, grade=1)
    zhibi("report", "family", "--data", young, "-o", f"{folder}/young")
    text = text_of(f"{folder}/young/三年二班/family-01.pdf")
    assert not re.search(r"分数|得分|points|共 \d+ 题", text.replace("分数和小数", "")), "points in the first grade"


def check_wrong_use(folder, data):
    assert "-o" in zhibi("report", "error-book", "--data", data, code=2)[1]
    zhibi("report", "error-book", "--data", data, "-o", f"{folder}/x", "--from", "yesterday", code=2)
    zhibi("report", "error-book", "--data", data, "-o", f"{folder}/x", "--class", "四年一班", code=2)
    zhibi("report", "poem", "--data", data, "-o", f"{folder}/x", code=2)
    zhibi("report", "error-book", "--data", data, "-o", f"{folder}/x", "--layer", "D", code=2)
    assert "没有错题" in text_of_first(folder, data)


def text_of_first(folder, data):
    zhibi("report", "error-book", "--data", data, "-o", f"{folder}/early", "--until", "2020-01-01")
    return text_of(f"{folder}/early/三年二班/error-book-01.pdf")


def check_daemon(folder, data):
    """While zhibid holds the record, it writes the looks."""
    before = looks(data).get("service", 0)
    log = open(f"{folder}/log", "w+")
    daemon = subprocess.Popen([f"{BUILD}/zhibid", "--data", data, "--port", "0"], stdout=log, stderr=log, env=ENVIRONMENT)
    try:
        end = time.monotonic() + 20
        while "listening on" not in open(f"{folder}/log").read():
            assert time.monotonic() < end and daemon.poll() is None, open(f"{folder}/log").read()
            time.sleep(0.1)
        ENVIRONMENT["SUDO_USER"] = LONG_NAME
        zhibi("report", "family", "--data", data, "-o", f"{folder}/family-2", "--class", "三年二班")
    finally:
        del ENVIRONMENT["SUDO_USER"]
        daemon.terminate()
        assert daemon.wait(20) == 0
    base = sqlite3.connect(f"{data}/zhibi.db")
    (n,) = base.execute("SELECT count(*) FROM access_log WHERE what = 'family'").fetchone()
    assert before > 0 and n == 2 * 8, n
    if os.geteuid() == 0:  # else nobody's word is taken for who asked
        (who,) = base.execute("SELECT who FROM access_log ORDER BY rowid DESC LIMIT 1").fetchone()
        assert who == LONG_NAME[:21], who  # 64 bytes at most, and no half character


def check_kills(folder, data, whole):
    random.seed(5)
    out = f"{folder}/killed"
    command = [f"{BUILD}/zhibi", "report", "error-book", "--data", data, "-o", out, "--keys", "--extension",
               f"{folder}/sheet.json"]
    n_kills = 0
    for attempt in range(80):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        try:
            if run.wait(random.uniform(0.02, 0.4 + 0.05 * attempt)) == 0:
                break
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            n_kills += 1
        done = {name for name in tree(out) if name.endswith(".pdf")} if os.path.isdir(out) else set()
        for name in done:
            assert tree(out)[name] == tree(whole)[name], f"{name} is half or another"
    else:
        raise AssertionError("never came to its end")
    assert n_kills > 0 and tree(out) == tree(whole), "another outcome than in one go"


def main():
    with tempfile.TemporaryDirectory(prefix="zhibi-report-") as folder:
        data, truth = make(folder, 5, 20)
        whole = check_book(folder, data, truth)
        check_kills(folder, data, whole)
        check_others(folder, data)
        check_wrong_use(folder, data)
        check_daemon(folder, data)


main()
