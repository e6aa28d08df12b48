#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/adding-a-pen.md, followed to the letter in a copy of the tree: its quotations are the made-up pen's files, its
lines go into the registry, what it says a command prints is printed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

BUILD = os.environ.get("BUILD", "build/release")
PAGE = "docs/adding-a-pen.md"
PEN = "tests/made-up-pen"
FOLDERS = re.search(r"^UNDER_cli := (.*)$", open("Makefile").read(), re.M).group(1).split()


def check(condition, text):
    if not condition:
        print(f"not ok 1 - {text}", flush=True)
        sys.exit(1)


def blocks():
    """(language, file or "", text) of each code block."""
    return re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", open(PAGE).read(), re.M | re.S)


def check_quotations():
    n = 0
    for _, path, text in blocks():
        if path and os.path.exists(f"{PEN}/{path}"):
            check(text in open(f"{PEN}/{path}").read(), f"{PAGE} quotes {path} otherwise than it is:\n{text}")
            n += 1
    for path in re.findall(r"`((?:protocol|drivers|daemon|tests|docs)/[\w./-]+\.\w+)`", open(PAGE).read()):
        check(os.path.exists(path) or os.path.exists(f"{PEN}/{path}"), f"{PAGE} names {path}, which is not there")
    check(n >= 6, f"{PAGE} quotes {n} times only")
    print(f"ok 1 - {n} quotations are the files' own words")


def copy_tree(tree):
    """With what is built of it, times and all: only what is new is compiled."""
    subprocess.run(["cp", "-a", "--parents", "Makefile", "deps.sh", "tests/check-layers.sh", "build/deps-build.mk", *FOLDERS,
                    *[f"{BUILD}/{folder}" for folder in FOLDERS], *[f"{BUILD}/lib{folder}.a" for folder in FOLDERS], tree],
                   check=True)
    # As somebody who writes them now: newer than all that is built.
    shutil.copytree(PEN, tree, dirs_exist_ok=True, copy_function=shutil.copy)


def put_into_registry(tree, path, line):
    whole = f"{tree}/{path}"
    text = open(whole).read()
    check(line not in text, f"{path} has the line already")
    text = text + line if path.endswith(".h") else text.replace("\t&SCRIPTED_DRIVER,\n", line + "\t&SCRIPTED_DRIVER,\n")
    check(line in text, f"{path} has changed: where does the driver go?")
    with open(whole, "w") as file:
        file.write(text)


def run(tree, command):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    done = subprocess.run(["sh", "-c", command], cwd=tree, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    check(done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def main():
    check_quotations()
    with tempfile.TemporaryDirectory(prefix="zhibi-adding-") as tree:
        copy_tree(tree)
        lines = [(path, text) for _, path, text in blocks() if path.startswith("drivers/registry.")]
        check(len(lines) == 2, f"{PAGE}: the registry's two lines")
        for path, line in lines:
            put_into_registry(tree, path, line)
        run(tree, f"make CI=1 VARIANT={os.path.basename(BUILD)} {BUILD}/zhibi && ln -s {os.path.basename(BUILD)}/zhibi build/zhibi")
        print("ok 2 - it builds in a copy of the tree")
        n = 0
        for language, _, text in blocks():
            if language != "console":
                continue
            for command, wanted in re.findall(r"^\$ (.*)\n((?:[^$\n].*\n)*)", text, re.M):
                said = run(tree, command)
                check(said == wanted, f"{command} prints\n{said}not\n{wanted}")
                n += 1
        check(n >= 5, f"{n} commands only")
        golden = open(f"{tree}/tests/fixtures/reed/session.jsonl").read()
        check(golden == open(f"{PEN}/tests/fixtures/reed/session.jsonl").read(), f"not the golden output, but\n{golden}")
        check(run(tree, "python3 tests/fixtures/reed/make-recordings.py") == open(f"{PEN}/tests/fixtures/reed/session.rec").read(),
              "the recording is not what its script makes")
        print(f"ok 3 - {n} commands print what the page says")


main()
