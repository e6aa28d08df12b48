#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds `zhibi load` against the reference, figure by figure, on a made-up term: check.py FOLDER BUILD [--every N].
FOLDER has truth.tsv, rules.conf and zhibi.db. Weeks of the term by turns, every Nth one; then minutes and marking of a span."""
import argparse
import datetime
import json
import os
import subprocess
import sys
import time

import reference


def differ(ours, theirs, where):
    """The first place at which they are not the same; None: they are."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if set(ours) != set(theirs):
            return "%s: keys %s" % (where, sorted(set(ours) ^ set(theirs)))
        pairs = ((key, ours[key], theirs[key]) for key in ours)
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return "%s: %d and %d" % (where, len(ours), len(theirs))
        pairs = ((i, one, other) for i, (one, other) in enumerate(zip(ours, theirs)))
    else:
        return None if ours == theirs and type(ours) is type(theirs) else "%s: %r, must be %r" % (where, ours, theirs)
    for key, one, other in pairs:
        found = differ(one, other, "%s.%s" % (where, key))
        if found:
            return found
    return None


def without(rows, *keys):
    for row in rows:
        for key in keys:
            row.pop(key, None)
    return rows


class Check:
    def __init__(self, folder, build):
        self.folder, self.build, self.slowest, self.n_figures = folder, build, 0.0, 0

    def zhibi(self, *words):
        begin = time.monotonic()
        out = subprocess.run([os.path.join(self.build, "zhibi"), "load", *words, "--json", "--data", self.folder, "--rules",
                              os.path.join(self.folder, "rules.conf")], check=True, stdout=subprocess.PIPE).stdout
        self.slowest = max(self.slowest, time.monotonic() - begin)
        return json.loads(out)

    def same(self, ours, theirs, what):
        found = differ(ours, theirs, what)
        if found:
            sys.exit("not ok: " + found)
        self.n_figures += json.dumps(ours).count(":")
        print("ok: %s" % what, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("build")
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    check = Check(arguments.folder, arguments.build)
    truth = reference.Truth(os.path.join(arguments.folder, "truth.tsv"))
    first = datetime.date(2026, 8, 31)
    last = max(a["day"] for a in truth.assignments.values())
    for n in range(0, (last - first).days // 7 + 1, arguments.every):
        monday = first + datetime.timedelta(days=7 * n)
        check.same(check.zhibi("brief", "--week", str(monday + datetime.timedelta(days=n % 7))),
                   reference.Brief(truth, monday).json(), "brief of %s" % monday)
    slowest = check.slowest
    begin = last - datetime.timedelta(days=18)
    span = ("--from", str(begin), "--until", str(last))
    ours = check.zhibi("minutes", "--pupils", *span)
    for klass in ours:
        without(klass["assignments"], "id")
    check.same(ours, reference.minutes(truth, begin, last), "minutes of %s to %s" % (begin, last))
    ours = check.zhibi("marking", *span)
    without(ours["assignments"], "id")
    check.same(ours, reference.marking(truth, begin, last), "marking of %s to %s" % (begin, last))
    print("%d figures are the same; the slowest brief took %.2f s" % (check.n_figures, slowest))


if __name__ == "__main__":
    main()
