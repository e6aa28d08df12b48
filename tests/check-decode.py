#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`zhibi decode`: every recording of tests/fixtures gives its golden lines, also when its bytes are cut at other places and
when it comes through stdin; the examples made by other decoders give the dots those decoders found; lines
that are wrong are named, and what is right around them is decoded."""

import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile

ZHIBI = os.path.join(os.environ.get("BUILD", "build/release"), "zhibi")
FIXTURES = "tests/fixtures/neo"
n_tests = 0
failed = False


def expect(good, what):
    global n_tests, failed
    n_tests += 1
    failed = failed or not good
    if not good:
        print(f"not ok {n_tests} - {what}")


def decode(*arguments, text=None):
    run = subprocess.run([ZHIBI, "decode", *arguments], input=text, capture_output=True, timeout=60)
    return run.returncode, run.stdout.decode(), run.stderr.decode()


def recut(text, chance):
    """The same recording with every transfer's bytes cut in other places."""
    lines = []
    for line in text.splitlines():
        transfer = re.match(r"(\d+)\s*([<>])\s*(.*)", line)
        if not transfer:
            lines.append(line)
            continue
        time, direction, hexadecimal = transfer.groups()
        rest = bytes.fromhex(hexadecimal.replace(" ", ""))
        while rest:
            n = chance.randint(1, min(len(rest), chance.choice((1, 3, 40))))
            lines.append(f"{time} {direction} {rest[:n].hex()}")
            rest = rest[n:]
    return "\n".join(lines) + "\n"


def check_golden():
    chance = random.Random(5)
    recordings = sorted(glob.glob(f"{FIXTURES}/*.rec")) + sorted(glob.glob(f"{FIXTURES}-usb/*.rec"))
    expect(len(recordings) > 47, "there are recordings")
    for path in recordings:
        golden = open(path[:-4] + ".jsonl").read()
        code, out, err = decode(path)
        expect(code == 0 and err == "", f"{path}: exit {code}: {err}")
        expect(out == golden, f"{path}: not as {path[:-4]}.jsonl:\n{out}")
        for line in out.splitlines():
            expect("type" in json.loads(line), f"{path}: a line without a type")
        text = open(path, newline="").read()
        for _ in range(3):
            expect(decode("-", text=recut(text, chance).encode())[1] == golden, f"{path}: cut otherwise")


def composed_dots(lines):
    for line in lines:
        said = json.loads(line)
        if said["type"] == "stroke":
            page = said["page"] and [said["page"][k] for k in ("section", "owner", "book", "page")]
            for t, x, y, force in said["dots"]:
                yield said["start_ms"] + t, round(x * 100), round(y * 100), force, page


def stored_dots(vector):
    decoded = vector["decoded"] if isinstance(vector["decoded"], list) else [vector["decoded"]]
    for frame in decoded:
        note = frame.get("fields", {})
        for stroke in note.get("strokes", []):
            page = [note["section"], note["owner"], note["note"], stroke["page"]]
            for dot in stroke["dots"]:
                if dot["checksum_ok"]:
                    yield dot["time_ms"], round(dot["x"] * 100), round(dot["y"] * 100), dot["force"], page


def check_vectors():
    """Against the dots that the examples themselves state, not against what we said before."""
    n_compared = 0
    for vector in json.load(open(f"{FIXTURES}/vectors.json"))["vectors"]:
        golden = f"{FIXTURES}/{vector['name'].replace('_', '-')}.jsonl"
        if not os.path.exists(golden):
            continue
        wanted = [(d["time_ms"], round(d["x"] * 100), round(d["y"] * 100), d["force"],
                   d["page"] and [d["page"][k] for k in ("section", "owner", "note", "page")])
                  for d in vector.get("composed_dots", [])] or list(stored_dots(vector))
        if wanted:
            n_compared += 1
            found = list(composed_dots(open(golden)))
            expect(found == wanted, f"{vector['name']}: {found} is not {wanted}")
    expect(n_compared >= 15, f"only {n_compared} examples state dots")


def check_faults(folder):
    stroke = open(f"{FIXTURES}/v2-stroke-new.rec").read().splitlines()
    n_stroke = len([l for l in stroke if "<" in l])
    middle = stroke[:5] + ["12 < rubbish", "{}"] + stroke[5:]
    path = f"{folder}/middle.rec"
    open(path, "w").write("\n".join(middle) + "\n")
    code, out, err = decode(path)
    expect(code == 1, "a faulty line in the middle fails in the end")
    expect(f"{path}:6: " in err and f"{path}:7: " in err and "; " in err, f"lines and mends: {err}")
    expect(out == open(f"{FIXTURES}/v2-stroke-new.jsonl").read(), "the lines around it are decoded")

    half = "\n".join(stroke)
    cut = f"{folder}/half.rec"
    open(cut, "w").write(half[:-3])
    code, out, err = decode(cut)
    expect(code == 1 and '"flags":["link-lost"]' in out, f"half a file: {code} {out} {err}")
    expect(n_stroke == 6 and err.startswith(f"zhibi: {cut}:{len(stroke)}: "), f"half a file says where: {err}")

    open(f"{folder}/empty.rec", "w").close()
    code, out, err = decode(f"{folder}/empty.rec")
    expect(code == 1 and "nothing is in it" in err, f"an empty file: {err}")
    open(f"{folder}/other.rec", "w").write("driver: abacus\n0 < C0\n")
    code, out, err = decode(f"{folder}/other.rec")
    expect(code == 1 and "abacus" in err and "neo" in err, f"an unknown driver in a recording: {err}")
    code, out, err = decode("--driver", "neo", f"{folder}/other.rec")
    expect(code == 0, f"--driver is stronger than the header: {err}")
    code, out, err = decode("--driver=abacus", f"{folder}/other.rec")
    expect(code == 2 and "neo" in err, "an unknown driver on the line")
    code, out, err = decode(f"{folder}/none.rec", f"{FIXTURES}/v2-ev-battery.rec")
    expect(code == 1 and out == '{"type":"battery","percent":15}\n', "the next file is read all the same")
    open(f"{folder}/plain.rec", "w").write("0 < C06101000FC1")
    expect(decode(f"{folder}/plain.rec")[:2] == (0, '{"type":"battery","percent":15}\n'), "no header, no last newline")
    code, out, err = decode(f"{FIXTURES}/session.rec", f"{FIXTURES}/v2-stroke-new.rec")
    expect('"pen":"unknown"' in out.splitlines()[-1], "each file has its own pen")
    with open("/dev/full", "w") as full:
        run = subprocess.run([ZHIBI, "decode", f"{FIXTURES}/session.rec"], stdout=full, stderr=subprocess.PIPE)
    expect(run.returncode == 1 and b"cannot write" in run.stderr, "a full disk")


def check_command():
    run = subprocess.run([ZHIBI], capture_output=True, text=True)
    expect(run.returncode == 2 and "decode" in run.stderr, "zhibi alone")
    run = subprocess.run([ZHIBI, "--help"], capture_output=True, text=True)
    expect(run.returncode == 0 and "decode" in run.stdout and "bench" in run.stdout, "--help")
    run = subprocess.run([ZHIBI, "--version"], capture_output=True, text=True)
    expect(run.returncode == 0 and re.search(r"\d+\.\d+", run.stdout), "--version")
    run = subprocess.run([ZHIBI, "decode", "--wings"], capture_output=True, text=True)
    expect(run.returncode == 2 and "--wings" in run.stderr, "an unknown option")
    run = subprocess.run([ZHIBI, "decode", "--help"], capture_output=True, text=True)
    expect(run.returncode == 0 and "neo" in run.stdout, "decode --help")


with tempfile.TemporaryDirectory() as folder:
    check_golden()
    check_vectors()
    check_faults(folder)
    check_command()
if not failed:
    print(f"ok 1 - {n_tests} comparisons")
sys.exit(1 if failed else 0)
