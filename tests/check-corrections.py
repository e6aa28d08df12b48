#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What teachers corrected goes back into the model: zhibi model export-corrections writes it (nobody's without consent),
`make model EXTRA=` takes that file as it is, it changes the model and nothing else does; a damaged line is refused with
file, line and mend, and the old model stays."""

import hashlib
import os
import random
import sqlite3
import subprocess
import tempfile

BUILD = os.environ.get("BUILD", "build/release")
LADDER = "0 0 0 900;400 0 0 900;0 200 400 0;0 450 400 0;0 700 400 0"  # what was meant for a 7


def run(*arguments, code=0):
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done


def make_samples(folder):
    """Signs drawn by rule, of forty hands: what is needed to learn anything at all."""
    os.makedirs(folder)
    chance = random.Random(1)

    def line(writer, number, label):
        shape = random.Random(label)
        places = [(shape.randint(0, 900) + chance.randint(-30, 30), shape.randint(0, 900) + chance.randint(-30, 30))
                  for _ in range(5)]
        steps = [places[0]] + [(b[0] - a[0], b[1] - a[1]) for a, b in zip(places, places[1:])]
        return f"made/w{writer}/{number}\t{label}\t0\t" + " ".join(f"{x} {y}" for x, y in steps) + "\n"

    for name, labels in (("digits", "0123456789"), ("upper", "ABCDEFTX"), ("lower", "ax"), ("symbols", ".-/"),
                         ("other", "§"), ("numbers", ["12", "345"]), ("gestures", ["check", "circle"])):
        with open(f"{folder}/{name}.tsv", "w") as out:
            for writer in range(40):
                out.writelines(line(writer, n, label) for n, label in enumerate(labels))


def correct(data):
    """Ladders that were read as a 1 and are a 7, on every copy of the last two pupils; one of them took consent back."""
    base = sqlite3.connect(f"{data}/zhibi.db")
    pupils = [row[0] for row in base.execute("SELECT id FROM pupil ORDER BY number DESC LIMIT 2")]
    n_allowed, identity = 0, 1 << 40
    for pupil in pupils:
        copies = base.execute("SELECT id FROM page_copy WHERE pupil_id = ?", (pupil,)).fetchall()
        assert copies
        for (copy,) in copies:
            for text, ink in (("7", LADDER), ("12", "0 0 0 900;500 0 300 900")):
                identity += 1
                base.execute("INSERT INTO correction VALUES (?, ?, 3, ?, '1', 'number', ?, NULL, 1764576000000)",
                             (identity, copy, text, ink))
                n_allowed += pupil == pupils[1]
    base.commit()
    return n_allowed


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def train(samples, model, *extra, code=0):
    return run(f"{BUILD}/train-model", "--rounds", "1", samples, model, *extra, code=code)


def main():
    with tempfile.TemporaryDirectory(prefix="zhibi-corrections-") as folder:
        data, samples = f"{folder}/data", f"{folder}/samples"
        os.makedirs(data)
        make_samples(samples)
        run(f"{BUILD}/tests/tool-store-errors", data, "docs/examples/demonstration.json", "3", "2", "3")
        n = correct(data)
        extra = f"{folder}/corrections.tsv"
        run(f"{BUILD}/zhibi", "model", "export-corrections", "--data", data, "-o", extra)
        lines = open(extra).read().splitlines()
        assert len(lines) == n, (len(lines), n)
        assert all(line.split("\t")[3] in (LADDER, "0 0 0 900;500 0 300 900") for line in lines)
        assert all(line.split("\t")[2] == "1" for line in lines), "ink is in micrometres"

        told = run("make", "--no-print-directory", "-n", "model", f"INK={samples}", f"EXTRA={extra}").stdout
        said = told.splitlines()[-1]
        assert said.endswith(f"train-model {samples} homework/reading/model.bin {extra}"), said

        train(samples, f"{folder}/without.bin")
        done = train(samples, f"{folder}/with.bin", extra)
        assert f"{n // 2} of {n} corrections are of one sign" in done.stderr, done.stderr
        assert digest(f"{folder}/with.bin") != digest(f"{folder}/without.bin")
        # What differs is the corrections, not the run.
        train(samples, f"{folder}/again.bin", extra)
        assert digest(f"{folder}/with.bin") == digest(f"{folder}/again.bin")
        assert "A-D" in run(f"{BUILD}/train-model", "--table", samples, f"{folder}/with.bin").stdout

        before = digest(f"{folder}/with.bin")
        for damaged, why in ((lines[1].rsplit(" ", 1)[0], "its strokes are not"), (lines[1].replace("\t", " "), "id, label")):
            with open(extra, "w") as out:
                out.write("\n".join([lines[0], damaged, *lines[2:]]) + "\n")
            said = train(samples, f"{folder}/with.bin", extra, code=1).stderr
            assert f"{extra}: line 2: not a sample" in said and why in said and "mend or delete the line" in said, said
            assert digest(f"{folder}/with.bin") == before, "a refused file must not touch the model"
        for wrong in ([], ["--rounds", "0", samples, "x.bin"], ["--rounds", "1", samples], ["--what", samples, "x.bin"],
                      ["--folds", samples, "marks"], ["--folds"], ["--table", samples]):
            assert "usage:" in run(f"{BUILD}/train-model", *wrong, code=2).stderr, wrong
    print(f"corrections: {n} exported, learnt from, refused when damaged")


if __name__ == "__main__":
    main()
