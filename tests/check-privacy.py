#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Children's data on the real daemon: consent withdrawn while pens write, then not one stroke of that pupil in any table
or recording; all of another pupil erased with a proof that holds; kills in the middle of erasing; the year's report."""
import contextlib, json, os, random, shutil, signal, sqlite3, subprocess, tempfile, time

BUILD = os.environ.get("BUILD", "build/release")
PENS, SILENT, ERASED = 5, 3, 4
TABLES = ("stroke", "stroke_part", "page_pack", "page_time")
HANDSHAKE_BYTES = 1500  # what a pen says before it has said which pen it is; no ink is in it


def zhibi(*words, code=0):
    ran = subprocess.run([f"{BUILD}/zhibi", *words], capture_output=True, text=True, timeout=90)
    assert ran.returncode == code, (words, ran.returncode, ran.stdout, ran.stderr)
    return ran.stdout, ran.stderr


def wait(what, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def rows(database, sql, *values):
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


def pens_of(database, number):
    return [pen for pen, in rows(database, "SELECT pen_id FROM binding JOIN pupil ON pupil.id = pupil_id WHERE number = ?", number)]


def of_pens(database, number, what, table):
    pens = ",".join(map(str, pens_of(database, number)))
    return rows(database, f"SELECT coalesce(sum({what}), 0) FROM {table} WHERE pen_id IN ({pens})")[0][0]


def ink_of(database, number):
    return sum(of_pens(database, number, 1, table) for table in TABLES)


def write(folder, socket):
    database = f"{folder}/zhibi.db"
    listed = json.loads(zhibi("consent", "list", "--json", "--data", folder)[0])
    assert [row["consent"] for row in listed] == ["given"] * PENS, listed
    zhibi("consent", "withdraw", "--pupil", str(SILENT), "--note", "夹 3", "--socket", socket)
    zhibi("consent", "withdraw", "--pupil", "77", "--socket", socket, code=1)
    zhibi("consent", "withdraw", "--socket", socket, code=2)
    pens = subprocess.Popen([f"{BUILD}/virtual-pen", "--socket", f"{folder}/pens.sock", "--pens", str(PENS), "--speed", "16",
                             "--seed", "5"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(lambda: all(ink_of(database, number) > 20 for number in range(1, PENS + 1) if number != SILENT))
        assert ink_of(database, SILENT) == 0
    finally:
        pens.terminate()
        pens.wait(20)
    zhibi("erase", "--pupil", str(ERASED), "--reason", "家长申请", "--proof", f"{folder}/x.json", "--yes", "--data", folder, code=1)


def without_consent(folder):
    database = f"{folder}/zhibi.db"
    assert ink_of(database, SILENT) == 0
    raw = {number: of_pens(database, number, "length(bytes)", "raw_transfer") for number in (1, SILENT)}
    assert raw[SILENT] < HANDSHAKE_BYTES < raw[1], raw
    assert not rows(database, "SELECT 1 FROM page_copy JOIN pupil ON pupil.id = pupil_id WHERE number = ?", SILENT)
    state = {row["pupil"]: row["consent"] for row in json.loads(zhibi("consent", "list", "--json", "--data", folder)[0])}
    assert state[SILENT] == "withdrawn" and state[1] == "given", state


def erase(folder, *more, code=0):
    return zhibi("erase", "--pupil", str(ERASED), "--reason", "家长申请", "--proof", f"{folder}/proof.json", "--data", folder, *more,
                 code=code)


def killed(folder, chance):
    """Erased wholly or not at all, whenever the power goes."""
    copy = folder + "-killed"
    shutil.copytree(folder, copy)
    try:
        erasing = subprocess.Popen([f"{BUILD}/zhibi", "erase", "--pupil", str(ERASED), "--reason", "x", "--proof", f"{copy}/proof.json",
                                    "--yes", "--data", copy], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, 0.03))
        erasing.send_signal(signal.SIGKILL)
        erasing.wait()
        database = f"{copy}/zhibi.db"
        n_pupils = rows(database, "SELECT count(*) FROM pupil WHERE number = ?", ERASED)[0][0]
        n_records = rows(database, "SELECT count(*) FROM erasure")[0][0]
        assert n_pupils + n_records == 1, (n_pupils, n_records)
        assert (ink_of(database, ERASED) > 0) == (n_pupils == 1)
        if n_pupils:
            erase(copy, "--yes")
        assert rows(database, "SELECT count(*) FROM pupil WHERE number = ?", ERASED) == [(0,)]
        return n_pupils
    finally:
        shutil.rmtree(copy)


def recordings(folder):
    """Whose pens they are of; "" where one does not say."""
    found = []
    for name in os.listdir(f"{folder}/recordings"):
        text = open(f"{folder}/recordings/{name}").read()
        found.append("".join(line[5:] for line in text.splitlines() if line.startswith("pen: ")))
    return sorted(found)


def erased(folder):
    database = f"{folder}/zhibi.db"
    (address,), = rows(database, "SELECT address FROM pen WHERE id = ?", pens_of(database, ERASED)[0])
    recorded = recordings(folder)
    assert len(recorded) == PENS and recorded.count(address) == 1, recorded
    # One that does not say its pen, and is of this time, may hold the pupil's ink.
    open(f"{folder}/recordings/20260101T000000.000-x.rec", "w").write("driver: neo\nlink: ble\n")
    name, = rows(database, "SELECT name FROM pupil WHERE number = ?", ERASED)[0]
    strokes = [bytes for bytes, in rows(database, "SELECT bytes FROM stroke WHERE pen_id = ?", pens_of(database, ERASED)[0])]
    others = ink_of(database, 1)
    assert name.encode() in open(database, "rb").read(), name
    assert strokes
    assert "--yes" in erase(folder, code=2)[1]
    chance = random.Random(11)
    outcomes = [killed(folder, chance) for _ in range(6)]
    erase(folder, "--yes")
    for file in os.listdir(folder):
        path = f"{folder}/{file}"
        if os.path.isfile(path):
            content = open(path, "rb").read()
            assert name.encode() not in content, file
            assert not any(bytes in content for bytes in strokes), file
    assert ink_of(database, 1) == others
    assert recordings(folder) == [one for one in recorded if one != address], "another pupil's recording went, or this one's stayed"
    assert "nothing is left" in zhibi("erase", "--verify", f"{folder}/proof.json", "--data", folder)[0]
    erase(folder, "--yes", code=1)  # there is no such number any more
    proof = json.load(open(f"{folder}/proof.json"))
    proof["page_copies"].pop()
    json.dump(proof, open(f"{folder}/other.json", "w"))
    assert "altered" in zhibi("erase", "--verify", f"{folder}/other.json", "--data", folder, code=1)[1]
    open(f"{folder}/other.json", "w").write("{")
    assert "other.json:1" in zhibi("erase", "--verify", f"{folder}/other.json", "--data", folder, code=1)[1]
    return outcomes


def reported(folder):
    report = json.loads(zhibi("audit", "--json", "--data", folder)[0])
    assert report["consents"]["withdrawn"] == 1 and len(report["erasures"]) == 1, report
    assert "个人信息保护报告" in zhibi("audit", "--data", folder)[0]
    form, _ = zhibi("consent", "form")
    assert "1200 天" in form and "不保存任何笔迹" in form


def main():
    with tempfile.TemporaryDirectory(prefix="zhibi-privacy-") as parent:
        folder, log = f"{parent}/data", f"{parent}/log"
        os.mkdir(folder)
        open(f"{parent}/zhibi.conf", "w").write("[pens]\nrecord = true\n")
        environment = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
        with open(log, "w") as out:
            daemon = subprocess.Popen([f"{BUILD}/zhibid", "--data", folder, "--port", "0", "--demonstration", "--pupils", str(PENS),
                                       "--config", f"{parent}/zhibi.conf"], stdout=out, stderr=out, env=environment)
        try:
            wait(lambda: "listening on" in open(log).read())
            write(folder, f"{folder}/control.sock")
        finally:
            daemon.terminate()
            assert daemon.wait(20) == 0
        without_consent(folder)
        outcomes = erased(folder)
        reported(folder)
    print(f"privacy: ok; of {len(outcomes)} kills {sum(outcomes)} came before it was done")


main()
