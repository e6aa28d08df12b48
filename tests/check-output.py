#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Where the output of zhibi goes: every command with a file to write leaves a link a link and a pipe a pipe, and nothing half
behind; on a full disk each says so in one line, and what was there stays; output that nobody can take is a failure; a record that
may not be looked at is no record that is not there."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading

BUILD = os.environ.get("BUILD", "build/release")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
SHEET = "docs/examples/demonstration.json"
SCHOOL_CLASS = "三年二班"
N_PUPILS = 4


def run(*arguments, stdout=subprocess.PIPE):
    return subprocess.run([f"{BUILD}/zhibi", *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def make(folder):
    data = f"{folder}/data"
    os.makedirs(data)
    subprocess.run([f"{BUILD}/tests/tool-store-errors", data, SHEET, str(N_PUPILS), "10", "3"], check=True, stdout=subprocess.DEVNULL)
    return data


def commands(data):
    """Each way to have a file written, by its name here: the line up to the file, what comes after it, and the file's head."""
    of = ("--data", data)
    yield "sheet import", ("sheet", "import", SHEET, "-o"), (), b"{"
    yield "sheet show svg", ("sheet", "show", SHEET, "-o"), (), b"<?xml"
    yield "sheet export", ("sheet", "export", "--to", "qti", SHEET, "-o"), (), b""
    yield "roster export", ("roster", "export"), of, b"\xef\xbb\xbf"
    yield "roster-sheet", ("roster-sheet", *of, "-o"), (), b"<svg"
    yield "model export-corrections", ("model", "export-corrections", *of, "-o"), (), b""
    yield "load board", ("load", "board", *of, "--class", SCHOOL_CLASS, "--pdf"), (), b"%PDF"
    yield "load brief --pdf", ("load", "brief", *of, "--pdf"), (), b"%PDF"
    yield "load brief --xlsx", ("load", "brief", *of, "--xlsx"), (), b"PK"
    yield "consent form", ("consent", "form", "-o"), (), b"%PDF"
    yield "support-bundle", ("support-bundle",), ("--force", *of), b"PK"


def erase(data, number, proof):
    return ("erase", "--data", data, "--class", SCHOOL_CLASS, "--pupil", str(number), "--reason", "转学", "--yes", "--proof", proof)


def kept(folder):
    return sorted(os.listdir(folder))


def expect(good, name, done):
    if not good:
        sys.exit(f"not ok - {name}: {done.returncode} {done.stdout} {done.stderr}")


def check_link(name, line, out, head):
    """Once to where nothing is yet, once over what is there."""
    os.mkdir(out)
    target, link = f"{out}/target", f"{out}/link"
    os.symlink("target", link)
    for _ in range(2):
        done = run(*line(link))
        expect(done.returncode == 0, name, done)
        with open(target, "rb") as file:
            expect(file.read(len(head)) == head, f"{name}: what the link names", done)
        expect(os.path.islink(link) and not os.path.islink(target), f"{name}: the link was replaced", done)
        expect(kept(out) == ["link", "target"], f"{name}: {kept(out)}", done)
        if name == "erase":
            break


def check_pipe(name, line, out, head):
    pipe, got = f"{out}/pipe", []

    def read():
        with open(pipe, "rb") as file:
            got.append(file.read())

    os.mkfifo(pipe)
    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    done = run(*line(pipe))
    expect(done.returncode == 0 and stat.S_ISFIFO(os.lstat(pipe).st_mode), f"{name}: the pipe was replaced", done)
    reader.join(20)
    expect(not reader.is_alive() and got[0].startswith(head), f"{name}: nothing came through the pipe", done)


def check_full_disk(folder, data):
    """A small disk with a page's worth of room, and a file from before on it."""
    disk = f"{folder}/disk"
    os.mkdir(disk)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode != 0:
        print("ok 3 # SKIP this machine lets nobody mount a tmpfs")
        return
    try:
        old, filler = f"{disk}/old", f"{disk}/filler"
        with open(old, "w") as file:
            file.write("from before")
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass
        for name, before, after, _ in commands(data):
            if name == "model export-corrections":
                continue  # there is none in this record, and an empty file needs no room
            done = run(*before, old, *after)
            expect(done.returncode == 1 and "磁盘满了" in done.stderr and "the disk is full" in done.stderr, name, done)
            told = [line for line in done.stderr.splitlines() if "note:" not in line and not line.startswith("…")]
            expect(len(told) == 1 and len(told[0]) < 300, f"{name}: not one line", done)
            with open(old, encoding="utf-8") as file:
                expect(file.read() == "from before", f"{name}: what was there is gone", done)
            expect(kept(disk) == ["filler", "old"], f"{name}: {kept(disk)}", done)
    finally:
        subprocess.run(["umount", disk], check=True)
    print("ok 3 - a full disk: one line with the mend from each, and what was there stays")


PRINTED = [("--help",), ("--version",), ("models",), ("models", "--modalias"), ("sheet", "check", SHEET), ("sheet", "show", SHEET),
           ("sheet", "export", "--to", "nproj", SHEET), ("load", "explain"), ("load", "explain", "--json"), ("consent", "form"),
           ("decode", "tests/fixtures/neo/v1-stroke.rec")]
COMMANDS = ["decode", "doctor", "pens", "roster", "roster-sheet", "sheet", "load", "export", "import", "report", "training", "consent", "erase",
            "audit", "problems", "support-bundle", "models", "remark", "model", "recognise", "bench"]
OF_RECORD = [("roster", "export", "-"), ("roster-sheet",), ("training", "list"), ("consent", "list"), ("audit",), ("audit", "--json"), ("problems",),
             ("problems", "--json"), ("load", "minutes"), ("load", "marking"), ("load", "marking", "--json"), ("load", "brief"),
             ("load", "brief", "--json"), ("load", "rules"), ("load", "board", "--class", SCHOOL_CLASS),
             ("model", "export-corrections")]


def check_full_stdout(data):
    lines = [*PRINTED, *((name, "--help") for name in COMMANDS), *((*line, "--data", data) for line in OF_RECORD)]
    for line in lines:
        plain = run(*line)
        expect(plain.returncode == 0, f"{line}", plain)
        if not plain.stdout:
            continue  # there is nothing that could be lost
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = run(*line, stdout=full)
        told = any(words in done.stderr for words in ("写不出去", "cannot write the output", "写不了"))
        expect(done.returncode == 1 and told, f"{line} > /dev/full", done)
    print(f"ok 4 - {len(lines)} commands whose output goes nowhere say so")


def check_no_right(folder, data):
    """A folder of 0700 that is another's: root becomes nobody, who is not root is shut out by itself."""
    here = os.path.join(folder, "bin")
    os.mkdir(here)
    shutil.copy(f"{BUILD}/zhibi", here)
    os.chmod(folder, 0o755)
    os.chmod(data, 0o700 if os.geteuid() == 0 else 0)
    lines = [*OF_RECORD, ("export", "csv", "-o", "/tmp/zhibi-never"), ("report", "service", "-o", "/tmp/zhibi-never"),
             ("import", SHEET), ("erase", "--pupil", "1", "--reason", "x", "--proof", "/tmp/zhibi-never", "--yes")]
    for line in lines:
        done = subprocess.run([f"{here}/zhibi", *line, "--data", data], capture_output=True, text=True, cwd="/", env=ENVIRONMENT,
                              user=65534 if os.geteuid() == 0 else None)
        expect(done.returncode == 1 and "sudo" in done.stderr and "没有权限" in done.stderr, f"{line}", done)
    os.chmod(data, 0o700)
    print(f"ok 5 - {len(lines)} commands say to use sudo where they may not look")


def main():
    folder = tempfile.mkdtemp(prefix="zhibi-output-")
    try:
        data = make(folder)
        for name, before, after, head in commands(data):
            out = f"{folder}/{re.sub('[^a-z]+', '-', name)}"
            check_link(name, lambda path: (*before, path, *after), out, head)
            check_pipe(name, lambda path: (*before, path, *after), out, head)
        check_link("erase", lambda path: erase(data, 1, path), f"{folder}/erase", b"{")
        print("ok 1 - every command writes what a link names and leaves the link")
        print("ok 2 - and pours into a pipe")
        check_full_disk(folder, data)
        check_full_stdout(data)
        check_no_right(folder, data)
        print("1..5")
    finally:
        shutil.rmtree(folder)


main()
