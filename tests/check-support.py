# SPDX-License-Identifier: MIT
"""zhibi support-bundle and zhibi problems on a school's database: no name of anybody gets out, whichever table or
log it stands in; no password; no whole address of a pen; and the file is whole, or not there."""

import atexit
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
import zipfile

BUILD = os.path.abspath(os.environ.get("BUILD", "build/release"))
ZHIBI = f"{BUILD}/zhibi"
FOLDER = tempfile.mkdtemp(prefix="zhibi-support-")
DATA = FOLDER + "/data"
ROOT = FOLDER + "/root"
CONFIG = FOLDER + "/zhibi.conf"
ADDRESS = "9C:7B:D2:0A:0B:0C"
OCTETS = ADDRESS.split(":")
PUPILS = ["王小明", 'O"Neil', "欧阳\\娜", "Li", "Zhang Wei", "诸葛明"]
NAMES = PUPILS + ["李老师", "liwei", "贵溪市第一小学", "四年级2班", "期末试卷甲"]
SECRETS = ["s3cret", "0x1234", "hunter2", "school-key.pem"]
n_tests = n_bad = 0


def ok(condition, what, detail=""):
    global n_tests, n_bad
    n_tests += 1
    n_bad += not condition
    print(f"{'ok' if condition else 'not ok'} {n_tests} - {what}", flush=True)
    if not condition and detail:
        print("\n".join("# " + line for line in str(detail).split("\n")), flush=True)


atexit.register(lambda: shutil.rmtree(FOLDER, ignore_errors=True))


def zhibi(*arguments, **more):
    return subprocess.run([ZHIBI, *arguments], capture_output=True, text=True, cwd=FOLDER, **more)


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w" if isinstance(text, str) else "wb") as f:
        f.write(text)
    os.chmod(path, mode)


def make_school():
    zhibid = subprocess.Popen([f"{BUILD}/zhibid", "--demonstration", "--data", DATA, "--port", "0"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in zhibid.stdout:
        if line.startswith("zhibid: listening"):
            break
    zhibid.terminate()
    zhibid.wait()


def put_names_everywhere():
    """Into every column of text that takes one, as people and bugs may."""
    base = sqlite3.connect(DATA + "/zhibi.db")
    ids = [row[0] for row in base.execute("SELECT id FROM pupil ORDER BY number")]
    for id, name in zip(ids, PUPILS):
        base.execute("UPDATE pupil SET name = ? WHERE id = ?", (name, id))
    base.execute("UPDATE teacher SET name = '李老师', login = 'liwei'")
    base.execute("UPDATE school SET name = '贵溪市第一小学'")
    base.execute("UPDATE class SET name = '四年级2班'")
    base.execute("INSERT INTO sheet_version SELECT sheet_id, version + 1, '期末试卷甲', ?, NULL, 0 FROM sheet_version",
                 (" ".join(NAMES),))
    base.execute("UPDATE pen SET model = ?, firmware = ?, driver = 'neo'", (" ".join(NAMES), NAMES[0]))
    pen = base.execute("SELECT min(id) FROM pen").fetchone()[0]
    base.execute("UPDATE pen SET address = ? WHERE id = ?", (ADDRESS, pen))
    now = int(time.time() * 1000)
    for i, name in enumerate(NAMES):
        base.execute("INSERT INTO problem VALUES (?, 'pen-low', ?, ?, ?, ?, ?, 2)",
                     (900000 + i, ADDRESS, f"the pen of {name} at {ADDRESS}", now - i * 1000, now, f"{name} 充了电"))
    base.execute("INSERT INTO problem VALUES (910000, 'no-adapter', '', '', ?, NULL, '', 1)", (now - 3600000,))
    base.execute("INSERT INTO problem VALUES (910001, 'adapter-off', 'hci0', '', ?, ?, 'switched on', 1)",
                 (now - 20 * 86400000, now - 19 * 86400000))
    base.execute("INSERT INTO problem VALUES (910002, 'from-a-newer-zhibi', '', '', ?, ?, 'gone', 1)", (now - 9, now))
    base.execute("INSERT INTO access_log (at_ms, what) VALUES (1, ?)", (" ".join(NAMES),))
    base.commit()
    tables = {row[0] for row in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    base.close()
    return tables


def lay_out():
    journal = ("2025-12-01T08:00:00 zhibid[1]: 王小明 and O\"Neil and Li and Zhang Wei wrote, Linux did not, 李老师 saw; liwei\n"
               f"2025-12-01T08:00:01 zhibid[1]: /org/bluez/hci0/dev_{ADDRESS.replace(':', '_')} of 诸葛明 in 四年级2班\n"
               f"2025-12-01T08:00:02 zhibid[1]: {ADDRESS.lower()} /home/wangfang/zhibi 欧阳\\娜 贵溪市第一小学 期末试卷甲\n")
    write(ROOT + "/journal", journal.encode() + b"\xff\xfe broken bytes\n")
    write(ROOT + "/usr/bin/journalctl", f"#!/bin/sh\ncat {ROOT}/journal\n", 0o755)
    write(CONFIG, "# 王小明's password is hunter2\n[console]\nport = 0\nadress = 贵溪市第一小学\n"
          "[pens]\npassword = s3cret\npasword = 0x1234\nrecord = socket:*\n"
          f"[pen {ADDRESS}]\npassword = s3cret\n[school]\ncertificate_key = school-key.pem\n")
    write(DATA + f"/recordings/20251201-080000.000-ble-{ADDRESS.replace(':', '-')}.rec",
          f"driver: neo\npen: {ADDRESS}\n# 王小明\n0 < C06101000FC1\n1 < 11 {OCTETS[0]}{OCTETS[1]}{OCTETS[2]}{OCTETS[3]}\n2 > FF\n"
          f"3 < {OCTETS[4]}{OCTETS[5]}22\n4 < 33{''.join(reversed(OCTETS))}44\n5 > 55{ADDRESS.encode().hex()}66\n"
          f"6 > 77{ADDRESS.replace(':', '').lower().encode().hex()}88\n7 < 99{''.join(OCTETS[:4])}7D{int(OCTETS[4], 16) ^ 0x20:02X}{OCTETS[5]}AA\n")


def bundle(*options, path=None):
    path = path or f"{FOLDER}/b{n_tests}.zip"
    return zhibi("support-bundle", path, "--root", ROOT, "--config", CONFIG, "--data", DATA, *options), path


def contents(path):
    with zipfile.ZipFile(path) as z:
        ok(z.testzip() is None, "the file is a whole ZIP")
        return {name: z.read(name) for name in z.namelist()}


def leaks(found, words):
    return [(word, name) for word in words for name, data in found.items()
            for form in (word, json.dumps(word, ensure_ascii=False)[1:-1], json.dumps(word)[1:-1])
            if re.search(rb"(?<!\w)" + re.escape(form.encode()) + rb"(?!\w)" if form.isascii() else re.escape(form.encode()),
                         data + name.encode())]


def check_bundle():
    run, path = bundle()
    ok(run.returncode == 0 and path in run.stdout, "a bundle is made", run.stderr)
    ok(os.stat(path).st_mode & 0o777 == 0o600, "for its owner only")
    found = contents(path)
    ok(set(found) == {"README.txt", "doctor.json", "problems.json", "pens.json", "zhibi.conf", "versions.txt",
                      "journal.txt"}, "all parts, no recordings", sorted(found))
    ok(not leaks(found, NAMES), "no name of anybody", leaks(found, NAMES))
    ok(not leaks(found, SECRETS), "no password, no key", leaks(found, SECRETS))
    text = b"\n".join(found.values()).decode()  # all of it is UTF-8
    ok(ADDRESS not in text and ADDRESS.lower() not in text and "0A_0B_0C" not in text and "0A-0B-0C" not in text,
       "no whole address")
    number = re.search(rf"\((pen \d+)\)  {ADDRESS}", run.stdout)
    ok(number, "the school is told which pen a number is", run.stdout)
    journal = found["journal.txt"].decode()
    ok(journal.count(number[1]) == 2 and number[1] in found["problems.json"].decode() and
       number[1] in found["pens.json"].decode(), "one pen is the same all through", journal)
    ok("Linux did not" in journal and "[pupil] and [pupil] and [pupil] and [pupil] wrote" in journal and
       "[teacher] saw; [login]" in journal and "/home/[user]/zhibi" in journal and "broken bytes" in journal,
       "what is no name stays", journal)
    problems = json.loads(found["problems.json"])
    ok(len(problems) == len(NAMES) + 3 and {p["code"] for p in problems} >= {"pen-low", "adapter-off"}, "the problems")
    ok(json.loads(found["doctor.json"])["findings"], "doctor's findings")
    config = found["zhibi.conf"].decode()
    ok("port = 0" in config and config.count("(removed)") == 5 and "#" not in config and "record = socket:*" in config,
       "the configuration, as far as it is harmless", config)
    return path


def check_recordings():
    run, path = bundle("--with-recordings")
    found = contents(path)
    inside = [name for name in found if name.startswith("recordings/")]
    ok(len(inside) == 1 and b"C06101000FC1" in found[inside[0]], "recordings when asked for", sorted(found))
    # A pen says its own address: as bytes, cut between transfers, the other way round, as text, with a frame's escapes.
    text, maker = found[inside[0]].decode(), "".join(OCTETS[:3])
    expected = [f"1 < 11 {maker}00", "3 < 000022", f"4 < 33000000{''.join(reversed(OCTETS[:3]))}44",
                f"5 > 55{ADDRESS[:9].encode().hex().upper()}30303A30303A303066".upper(), f"6 > 77{maker.lower().encode().hex()}{'30' * 6}88",
                f"7 < 99{maker}007D2000AA"]
    lines = {line.upper() for line in text.splitlines()}
    ok(all(line.upper() in lines for line in expected), "the pen's address is not in its bytes", (text, expected))
    ok("handwriting" in run.stderr and "字迹" in run.stderr, "and it is said what they are", run.stderr)
    ok(not leaks(found, NAMES), "no name in what stands around the ink", leaks(found, NAMES))


def check_file(there):
    with open(there, "rb") as f:
        before = f.read()
    run, _ = bundle(path=there)
    with open(there, "rb") as f:
        ok(run.returncode == 1 and "--force" in run.stderr and f.read() == before, "a file that is there stays", run.stderr)
    run, _ = bundle("--force", path=there)
    ok(run.returncode == 0, "but with --force", run.stderr)
    run, _ = bundle(path=FOLDER + "/nowhere/x.zip")
    ok(run.returncode == 1 and "nowhere" in run.stderr, "a folder that is not there", run.stderr)
    if os.path.exists("/dev/full") and os.path.isdir("/sys"):
        run, _ = bundle(path="/sys/x.zip")
        ok(run.returncode == 1 and run.stderr.count("\n") < 6, "a place that takes no file", run.stderr)
    ok(not [name for name in os.listdir(FOLDER) if ".zip." in name], "nothing is left beside")
    for options in (["--wings"], ["a.zip", "b.zip"]):
        run = zhibi("support-bundle", *options)
        ok(run.returncode == 2 and "support-bundle" in run.stderr, f"wrong use: {options}", run.stderr)
    ok("--with-recordings" in zhibi("support-bundle", "--help").stdout, "--help")


def check_names_unknown():
    """Names that cannot be read cannot be taken out: what may hold them stays at home."""
    os.rename(DATA + "/zhibi.db", DATA + "/good.db")
    write(DATA + "/zhibi.db", "garbage " * 1000, 0o600)
    run, path = bundle()
    found = contents(path)
    ok(run.returncode == 0 and "left out" in run.stdout, "a damaged database gives a bundle all the same", run.stderr)
    ok(not leaks(found, NAMES) and "left out" in found["journal.txt"].decode() and "pens.json" not in found,
       "without what may hold names", sorted(found))
    os.replace(DATA + "/good.db", DATA + "/zhibi.db")
    write(CONFIG, "[console]\nport = eighty\n")
    run, path = bundle()
    ok(run.returncode == 0 and not leaks(contents(path), NAMES), "a broken configuration, too", run.stderr)


def check_problems():
    run = zhibi("problems", "--data", DATA)
    ok(run.returncode == 0 and "没有蓝牙适配器" in run.stdout and "There is no Bluetooth adapter" in run.stdout and
       "插好蓝牙适配器" in run.stdout and "未解决" in run.stdout, "problems with their mend, the daemon stopped", run.stderr)
    ok("hci0" not in run.stdout and "from-a-newer-zhibi" in run.stdout, "of seven days; unknown words as they are")
    ok("hci0" in zhibi("problems", "--data", DATA, "--since", "21").stdout, "--since")
    rows = json.loads(zhibi("problems", "--data", DATA, "--json").stdout)
    open_ones = [row for row in rows if row["end_ms"] is None]
    ok(len(rows) == len(NAMES) + 2 and [row["code"] for row in open_ones] == ["no-adapter"], "--json", rows)
    for options, code, words in ((["--since", "0"], 2, "since"), (["--since", "x"], 2, "since"), (["--wings"], 2, "wings"),
                                 (["more"], 2, "more"), (["--data", "/nowhere"], 1, "/nowhere")):
        run = zhibi("problems", *options)
        ok(run.returncode == code and words in run.stderr and run.stderr.count("\n") == 1, f"problems {options}",
           run.stderr)


make_school()
tables = put_names_everywhere()
lay_out()
ok({"pupil", "teacher", "school", "class", "sheet", "pen", "problem", "access_log"} <= tables, "the tables")
made = check_bundle()
check_recordings()
check_file(made)
check_problems()
check_names_unknown()
print(f"1..{n_tests}")
raise SystemExit(n_bad > 0)
