#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Children's data on the real daemon: consent withdrawn while pens write, then not one stroke of that pupil in any table
or recording; all of another pupil erased with a proof that holds; kills in the middle of erasing; the year's report."""
import contextlib, json, os, resource, shutil, signal, sqlite3, subprocess, tempfile, time

BUILD = os.environ.get("BUILD", "build/release")
PENS, SILENT, ERASED = 5, 3, 4
TABLES = ("stroke", "stroke_part", "page_pack", "page_time")
HANDSHAKE_BYTES = 1500  # what a pen says before it has said which pen it is; no ink is in it


def zhibi(*words, code=0):
    """code None: any."""
    ran = subprocess.run([f"{BUILD}/zhibi", *words], capture_output=True, text=True, timeout=90)
    assert code in (None, ran.returncode), (words, ran.returncode, ran.stdout, ran.stderr)
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


def files_with(folder, needles):
    """Files anywhere below, but the proofs, that have one of these bytes."""
    found = []
    for at, _, names in os.walk(folder):
        for name in names:
            content = open(f"{at}/{name}", "rb").read()
            found += [name for needle in needles if needle in content]
    return found


def whole_or_not_at_all(copy, needles):
    """After a run that was cut off: rows are all there or all gone, and the same command ends it. What was done: 0 nothing, 1 rows,
    2 all."""
    database = f"{copy}/zhibi.db"
    n_pupils = rows(database, "SELECT count(*) FROM pupil WHERE number = ?", ERASED)[0][0]
    n_records = rows(database, "SELECT count(*) FROM erasure")[0][0]
    assert n_pupils + n_records == 1, (n_pupils, n_records)
    assert (ink_of(database, ERASED) > 0) == (n_pupils == 1)
    n_pending = n_records and rows(database, "SELECT count(*) FROM erasure_pending")[0][0]
    if n_pupils or n_pending:
        said, _ = erase(copy, "--yes")
        assert ("cut off is done" in said) == bool(n_pending), said
    assert "nothing is left" in zhibi("erase", "--verify", f"{copy}/proof.json", "--data", copy)[0]
    assert files_with(copy, needles) == [], files_with(copy, needles)
    assert rows(database, "SELECT count(*) FROM erasure_pending") == [(0,)]
    assert json.load(open(f"{copy}/proof.json"))["recordings"] == 2
    return 0 if n_pupils else 1 if n_pending else 2


def cut_off(folder, needles, run):
    """Erasing in a copy, run by `run`, which gets the words of the command and may cut it off."""
    copy = folder + "-cut-off"
    shutil.copytree(folder, copy)
    try:
        run([f"{BUILD}/zhibi", "erase", "--pupil", str(ERASED), "--reason", "家长申请", "--proof", f"{copy}/proof.json", "--yes",
             "--data", copy])
        return whole_or_not_at_all(copy, needles)
    finally:
        shutil.rmtree(copy)


def killed_everywhere(folder, needles):
    """The power goes before each step that reaches the disk, one after the other, until none is left."""
    shim = f"{os.path.dirname(folder)}/killed-at.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, "tests/killed-at.c", "-ldl"], check=True)
    outcomes, codes = [], []
    for n in range(1, 200):
        def run(words, n=n):
            environment = {**os.environ, "LD_PRELOAD": shim, "KILLED_AT": str(n), "ASAN_OPTIONS": "verify_asan_link_order=0"}
            ran = subprocess.run(words, env=environment, capture_output=True)
            assert ran.returncode in (0, -signal.SIGKILL), ran
            codes.append(ran.returncode)
        outcomes.append(cut_off(folder, needles, run))
        if codes[-1] == 0:
            break
    assert codes[-1] == 0 and outcomes == sorted(outcomes) and outcomes.count(0) >= 1 and outcomes.count(1) >= 4, outcomes
    return outcomes


def full_disk(folder, needles):
    """No file may grow past so much: the rows find room, building the file anew does not."""
    outcomes, size = [], os.path.getsize(f"{folder}/zhibi.db")
    for part in range(1, 21):
        def run(words, limit=size * part // 10):
            def limited():
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            subprocess.run(words, preexec_fn=limited, capture_output=True)
        outcomes.append(cut_off(folder, needles, run))
    assert 1 in outcomes, outcomes
    return outcomes


def told_of_pending(folder):
    """Who installed it hears of an erasure that is not done: at the daemon's start, where nobody's number is told, and by doctor."""
    with open(f"{folder}/log", "w") as out:
        daemon = subprocess.Popen([f"{BUILD}/zhibid", "--data", folder, "--port", "0"], stdout=out, stderr=out)
    try:
        wait(lambda: "listening on" in open(f"{folder}/log").read())
    finally:
        daemon.terminate()
        assert daemon.wait(20) == 0
    log = open(f"{folder}/log").read()
    assert "cut off and are not done: 1;" in log and f"{ERASED} 号" not in log, log
    findings = json.loads(zhibi("doctor", "--json", "--data", folder, code=None)[0])["findings"]
    assert [f["en"] for f in findings if f["id"] == "erasure"] == [f"Erasing pupil {ERASED} of 四年级2班 was cut off and is not done"], findings


def shown(folder):
    """The proof on standard output: alone there, and while it cannot go out the erasure is not done."""
    copy = folder + "-shown"
    shutil.copytree(folder, copy)
    words = [f"{BUILD}/zhibi", "erase", "--pupil", str(ERASED), "--reason", "家长申请", "--proof", "-", "--yes", "--data", copy]
    with open("/dev/full", "w") as full:
        ran = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True)
    assert ran.returncode == 1 and "not done yet" in ran.stderr, ran
    told_of_pending(copy)
    ran = subprocess.run(words, capture_output=True, text=True)
    assert ran.returncode == 0 and "standard output" in ran.stderr, ran
    open(f"{copy}/proof.json", "w").write(ran.stdout)
    assert "nothing is left" in zhibi("erase", "--verify", f"{copy}/proof.json", "--data", copy)[0]
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
    open(f"{folder}/proof.json", "w").write("{}")
    assert "already" in erase(folder, "--yes", code=1)[1]
    os.unlink(f"{folder}/proof.json")
    told = zhibi("erase", "--pupil", str(ERASED), "--reason", f"{name}的家长", "--proof", f"{folder}/proof.json", "--yes", "--data", folder, code=1)[1]
    assert "the reason names the pupil" in told, told
    assert rows(database, "SELECT count(*) FROM pupil WHERE number = ?", ERASED) == [(1,)]
    zhibi("erase", "--pupil", str(ERASED), "--reason", " \u3000", "--proof", f"{folder}/proof.json", "--yes", "--data", folder, code=2)
    needles = [name.encode(), *strokes]
    outcomes = killed_everywhere(folder, needles)
    full_disk(folder, needles)
    shown(folder)
    shutil.copytree(f"{folder}/recordings", f"{folder}/kept")
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
    for name in os.listdir(f"{folder}/kept"):  # recordings that came back, of a backup
        shutil.copy2(f"{folder}/kept/{name}", f"{folder}/recordings/{name}")
    assert "something is there" in zhibi("erase", "--verify", f"{folder}/proof.json", "--data", folder, code=1)[1]
    for name in os.listdir(f"{folder}/kept"):
        os.unlink(f"{folder}/recordings/{name}")
    before = open(f"{folder}/proof.json").read()
    assert "already" in erase(folder, "--yes", code=1)[1]  # a proof is never overwritten
    assert open(f"{folder}/proof.json").read() == before
    zhibi("erase", "--pupil", str(ERASED), "--reason", "x", "--proof", f"{folder}/x.json", "--yes", "--data", folder, code=1)  # nobody's number now
    proof = json.load(open(f"{folder}/proof.json"))
    proof["page_copies"].pop()
    json.dump(proof, open(f"{folder}/other.json", "w"))
    assert "altered" in zhibi("erase", "--verify", f"{folder}/other.json", "--data", folder, code=1)[1]
    open(f"{folder}/other.json", "w").write("{")
    assert "other.json:1" in zhibi("erase", "--verify", f"{folder}/other.json", "--data", folder, code=1)[1]
    return outcomes


def by_clock(folder):
    """Days and years are the school's, wherever the machine stands."""
    copied = f"{folder}/elsewhere"
    os.makedirs(copied)
    with sqlite3.connect(f"{folder}/zhibi.db") as base, sqlite3.connect(f"{copied}/zhibi.db") as copy:
        base.backup(copy)
        at_ms = 1924966800000  # 2030-12-31 17:00 in UTC: the 1st in China
        copy.execute("INSERT INTO problem VALUES (900001, 'pen-low', '9C', '', ?, ?, 'x', 1)", [at_ms, at_ms + 60_000])
        copy.execute("INSERT INTO retention_run VALUES (900001, 'access', 0, 7, ?)", [at_ms])
    told = [zhibi("audit", "--year", year, "--data", copied)[0] + zhibi("problems", "--since", "3650", "--data", copied)[0]
            for os.environ["TZ"] in ("America/St_Johns", "UTC", "Asia/Shanghai") for year in ("2030", "2031")]
    del os.environ["TZ"]
    assert told[0:2] == told[2:4] == told[4:6], told
    forgotten = "  2031-01-01  access     7 行 rows"
    assert forgotten in told[1] and forgotten not in told[0] and "2031-01-01 01:00" in told[0], told[:2]


def reported(folder):
    report = json.loads(zhibi("audit", "--json", "--data", folder)[0])
    assert report["consents"]["withdrawn"] == 1 and len(report["erasures"]) == 1, report
    assert "个人信息保护报告" in zhibi("audit", "--data", folder)[0]
    by_clock(folder)
    form, _ = zhibi("consent", "form")
    assert "1200 天" in form and "不保存任何笔迹" in form
    assert "不交给任何公司" in form and "录制" not in form and "Caliper" not in form and "不足 10 人" in form


def form_as_configured(parent):
    """What the form says is what is configured, not what is usual."""
    def form(config, rules=""):
        open(f"{parent}/form.conf", "w").write(config)
        open(f"{parent}/rules.conf", "w").write(rules)
        return zhibi("consent", "form", "--config", f"{parent}/form.conf")[0]

    recorded = form("[pens]\nrecord = true\nkeep_raw_days = 9\n")
    assert "录制" in recorded and "原始数据和录制文件：9 天" in recorded and "Caliper" not in recorded, recorded
    learnt = form("[exports]\nlearning_records = true\n", "[measure]\ngroup_minimum = 14\n")
    assert "Caliper" in learnt and "不交给任何公司" not in learnt and "录制" not in learnt and "不足 14 人" in learnt, learnt


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
        form_as_configured(parent)
    print(f"privacy: ok; of {len(outcomes) - 1} kills, one at each step, {outcomes.count(1)} came between the rows and the proof")


main()
