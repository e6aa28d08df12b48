#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""zhibi sheet and the published schema: they accept the same sheets, each fault is refused with its place (and by the
schema too, where a schema can see it); what is imported, drawn and exported can be read by others; a sheet is given to
the class of a real daemon."""
import glob, hashlib, json, os, re, sqlite3, subprocess, sys, tempfile, time, xml.dom.minidom

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is not installed: sh deps.sh check")
    sys.exit(77)

BUILD = os.environ.get("BUILD", "build/release")
GOOD = "tests/fixtures/sheet/every-member.json"


def zhibi(*words, code=0):
    ran = subprocess.run([f"{BUILD}/zhibi", "sheet", *words], capture_output=True, text=True, timeout=60)
    assert ran.returncode == code, (words, ran.returncode, ran.stdout, ran.stderr)
    return ran.stdout, ran.stderr


def read(path):
    return open(path, encoding="utf-8").read()


def faults(good):
    """(message, text, whether the schema shall see it) of tests/fixtures/sheet/broken.tsv"""
    for line in read("tests/fixtures/sheet/broken.tsv").split("\n"):
        if line and not line.startswith("#"):
            old, new, by, message = line.split("\t")
            assert old in good, old
            assert by in ("schema", "rules"), by
            yield message, good.replace(old, new, 1), by == "schema"


def check_schema(folder):
    schema = json.loads(read("docs/sheet.schema.json"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    example = f"{folder}/document.json"
    open(example, "w", encoding="utf-8").write(read("docs/sheet-format.md").split("```json sheet\n")[1].split("```")[0])
    sheets = sorted(glob.glob("docs/examples/*.json") + glob.glob("tests/fixtures/sheet/*.json")) + [example]
    assert len(sheets) >= 3, sheets
    for path in sheets:
        found = [f"{path}: {error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(read(path)))]
        assert not found, "\n".join(found)
        assert "没有错误" in zhibi("check", path)[0]
    broken = f"{folder}/broken.json"
    for message, text, seen in faults(read(GOOD)):
        refused = not validator.is_valid(json.loads(text))
        assert refused == seen, f"the schema {'refuses' if refused else 'accepts'}: {message}"
        open(broken, "w", encoding="utf-8").write(text)
        error = zhibi("check", broken, code=1)[1]
        assert re.search(rf"{broken}:[0-9]+: {re.escape(message)}\n", error), (message, error)


def check_files(folder):
    layout = "tests/fuzz/seeds/fuzz-homework-nproj/nproj_basic"
    imported, again = f"{folder}/imported.json", f"{folder}/again.json"
    zhibi("import", "--from", "nproj", layout, "-o", imported)
    assert json.loads(read(imported))["pages"], imported
    zhibi("import", imported, "-o", again)
    assert read(again) == read(imported), "a sheet is not the same after another import"
    assert zhibi("export", "--to", "zhibi", imported)[0] == read(imported)
    assert "--to" in zhibi("export", imported, code=2)[1]
    assert "nproj" in zhibi("check", "--from", "nonsense", imported, code=2)[1], "the forms are not listed"
    assert "no such file" in zhibi("check", f"{folder}/nowhere.json", code=1)[1].lower()
    zhibi(code=2)
    zhibi("check", code=2)
    zhibi("draw", imported, code=2)


def check_drawings(folder):
    for suffix in ("svg", "pdf"):
        zhibi("show", "docs/examples/fractions.json", "-o", f"{folder}/sheet.{suffix}")
    drawing = xml.dom.minidom.parse(f"{folder}/sheet.svg").documentElement
    assert drawing.tagName == "svg" and len(drawing.getElementsByTagName("path")) > 100
    assert open(f"{folder}/sheet.pdf", "rb").read(5) == b"%PDF-"
    assert zhibi("show", GOOD)[0].startswith("<?xml")
    assert "show" in zhibi("--help")[0] and "nproj" in zhibi("--help")[0]


def wait(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def check_assign(folder):
    """A sheet of one's own given to a class of the real daemon; it is the open one after a start, too."""
    data, socket, log = f"{folder}/data", f"{folder}/data/control.sock", f"{folder}/log"
    sheet = "docs/examples/fractions.json"
    environment = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
    assert "systemctl start zhibid" in zhibi("assign", sheet, "--socket", socket, code=1)[1]
    with open(log, "w") as out:
        daemon = subprocess.Popen([f"{BUILD}/zhibid", "--data", data, "--port", "0", "--demonstration", "--pupils", "5"],
                                  stdout=out, stderr=out, env=environment)
    try:
        wait(lambda: "listening on" in open(log).read())
        assert "There is no class" in zhibi("assign", sheet, "--class", "?", "--socket", socket, code=1)[1]
        assert "place" in zhibi("assign", sheet, "--place", "bus", "--socket", socket, code=1)[1]
        assert "no good sheet" in zhibi("assign", "README.md", "--socket", socket, code=1)[1]
        assert "login" in zhibi("assign", sheet, "--teacher", "nobody", "--socket", socket, code=1)[1]
        # Its printed page goes with it, by a name of its content, and nothing else is touched.
        printed = json.loads(read(sheet))
        printed["pages"][0]["background"] = "口算.pdf"
        with open(f"{folder}/printed.json", "w") as out:
            json.dump(printed, out)
        assert "missing" in zhibi("assign", f"{folder}/printed.json", "--try", "--socket", socket)[1]
        with open(f"{folder}/口算.pdf", "wb") as out:
            out.write(b"%PDF-1.4 printed")
        zhibi("assign", f"{folder}/printed.json", "--wait", "--socket", socket)
        kept = "口算-%s.pdf" % hashlib.sha256(b"%PDF-1.4 printed").hexdigest()[:8]
        assert os.listdir(f"{data}/backgrounds") == [kept], os.listdir(f"{data}/backgrounds")
        assert open(f"{data}/backgrounds/{kept}", "rb").read() == b"%PDF-1.4 printed"
        assert "已布置" in zhibi("assign", sheet, "--place", "home", "--minutes", "15", "--socket", socket)[0]
    finally:
        daemon.terminate()
        assert daemon.wait(20) == 0
    base = sqlite3.connect(f"{data}/zhibi.db")
    title, document, place = base.execute(
        "SELECT v.title, v.json, a.place FROM assignment a JOIN sheet_version v ON v.sheet_id = a.sheet_id "
        "ORDER BY a.published_ms DESC, a.id DESC LIMIT 1").fetchone()
    assert (title, place) == (json.loads(read(sheet))["title"], "home")
    assert json.loads(document) == json.loads(read(sheet)), "the daemon keeps another sheet than it was given"


def main():
    with tempfile.TemporaryDirectory(prefix="zhibi-sheet-") as folder:
        check_schema(folder)
        check_files(folder)
        check_drawings(folder)
        check_assign(folder)


main()
