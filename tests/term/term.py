#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A school's term, made up from a seed: what was published, written and marked, in virtual time. Writes the truth, a line a
thing (fields by tabs), for the writer (tests/tool-store-term.c) and for the reference (reference.py), and its rules.conf.

    term.py FOLDER [--classes N] [--pupils N] [--days N] [--seed N]

Nothing in it knows how zhibi counts. Times are milliseconds UTC; the school is at UTC+8.
"""
import argparse
import datetime
import os
import random

SUBJECTS = ["语文", "数学", "英语", "科学", "道法"]
FIRST = datetime.date(2026, 9, 1)
HOLIDAY = (datetime.date(2026, 10, 1), datetime.date(2026, 10, 7))
WORKDAY = datetime.date(2026, 10, 10)
EPOCH = datetime.date(1970, 1, 1)
CHANGE = datetime.date(2026, 9, 21)  # from this Monday on grades 3-6 have 50 minutes
RULES = """[calendar]
terms = 2026-09-01..2027-01-20
holidays = %s..%s
workdays = %s
no_homework = wed
""" % (*HOLIDAY, WORKDAY)


def is_school_day(day):
    if day == WORKDAY:
        return True
    return day.weekday() < 5 and not HOLIDAY[0] <= day <= HOLIDAY[1]


def at(day, minute):
    """The school's minute of a day, in ms UTC."""
    return ((day - EPOCH).days * 1440 + minute - 480) * 60000


class Pupil:
    def __init__(self, chance, ident, pen):
        self.ident, self.pen = ident, pen
        self.pace = 0.6 + chance.random() * 0.9
        kind = chance.random()
        self.by_pen = 0.35 if kind < 0.06 else 0.97  # some mostly take an ordinary pen
        self.late = 0.25 if kind > 0.92 else 0.01
        self.has_plan = 0.50 < kind < 0.53


class Term:
    def __init__(self, out, arguments):
        self.out = out
        self.chance = random.Random(arguments.seed)
        self.last = 0
        self.arguments = arguments
        self.classes = []

    def put(self, kind, *fields):
        self.last += 1
        self.out.write("\t".join(map(str, (kind, self.last) + fields)) + "\n")
        return self.last

    def people(self):
        count = self.arguments.classes
        for i in range(count):
            grade = 1 + i * 9 // count if count >= 9 else [1, 3, 4, 7, 8, 2][i % 6]
            ident = self.put("class", "%d年级%d班" % (grade, i + 1), grade)
            teachers = [self.put("teacher", "t%d-%d" % (i, k)) for k in range(len(SUBJECTS))]
            pupils = []
            for number in range(1, self.arguments.pupils + 1):
                pupil = self.put("pupil", ident, number)
                pen = self.put("pen", pupil)
                pupils.append(Pupil(self.chance, pupil, pen))
            pupils[0].has_plan = True
            for pupil in pupils:
                if pupil.has_plan:
                    self.put("plan", pupil.ident, (FIRST - EPOCH).days + 3, 20, 150, 60, at(FIRST, 600))
            self.classes.append((ident, grade, teachers, pupils))
        # One plan ended in the second week.
        if self.classes[-1][3][0].has_plan:
            self.put("plan", self.classes[-1][3][0].ident, (FIRST - EPOCH).days + 8, -1, 100, 100, at(FIRST, 601))
        self.put("rule", "limits.grades_3_6", "50", (CHANGE - EPOCH).days, "家长会决定", at(FIRST, 602))

    def strokes(self, start, minutes):
        """Lengths and pauses by turns, ms; returns them and the end."""
        r = self.chance.random
        parts, left, now = [], minutes * 60000, start
        while left > 0:
            length = int(200 + r() * 1800)
            x = r()
            if x < 0.86:
                pause = int(2000 + r() * 56000)
            elif x < 0.97:
                pause = int(60000 + r() * 120000)
            else:
                pause = int(180000 + r() * 400000)
            if x < 0.002:
                pause = -int(r() * length)  # the second pen of a pair: they overlap
            elif x < 0.004:
                pause = 60000  # on the very edge
            elif x < 0.006:
                pause = 180000
            if 0.5 < x < 0.5005:
                length = 3000000  # a broken clock
                pause = 1000 - length
            parts += [length, pause]
            left -= max(length + pause, 500)
            now += length + pause
        return parts[:-1], now

    def write(self, pupil, assignment, start, ends_at=None):
        """A pupil's pages of an assignment; returns when they stopped."""
        r = self.chance.random
        now = start
        for page in range(1, assignment["pages"] + 1):
            if r() > pupil.by_pen or (ends_at and now > ends_at):
                continue
            minutes = assignment["real"] * pupil.pace * (0.5 + r()) / assignment["pages"]
            parts, after = self.strokes(now, minutes)
            copy = self.put("copy", assignment["id"], pupil.ident, pupil.pen, page, now, ",".join(map(str, parts)))
            assignment["copies"].setdefault(pupil.ident, copy)
            now = after + int(r() * 100000)
        return now

    def publish(self, day, klass):
        ident, grade, teachers, _ = klass
        r = self.chance.random
        given = []
        for k, subject in enumerate(SUBJECTS):
            x = r()
            if x > 0.5:
                continue
            place = "home" if x < 0.3 else "service" if x < 0.4 else "lesson"
            if grade <= 2 and place == "home":
                place = "service"
            minutes = 0 if r() < 0.05 else int((6 if grade <= 6 else 10) + r() * (24 if grade <= 6 else 35))
            pages = 2 if r() < 0.3 else 1
            published = at(day, 9 * 60 + 10 * k if place == "lesson" else 15 * 60 + k)
            due = at(day + datetime.timedelta(days=1), 8 * 60 + 20) if r() < 0.9 else 0
            if due and place != "home" and (grade <= 2 or (day.toordinal() + k) % 7 > 0):
                due = at(day, 17 * 60 + 30)  # at school, as it is called; a seventh is to be there in the morning
            reason = "考前复习" if r() < 0.1 else ""
            layers = ["A", "B", "C"] if place == "home" and r() < 0.08 else [""]
            for layer in layers:
                one = dict(place=place, pages=pages, real=minutes or 12, copies={}, teacher=teachers[k], layer=layer,
                           due=due, published=published, subject=subject)
                one["id"] = self.put("assign", ident, subject, place, published, due, minutes, layer, pages, reason,
                                     teachers[k], "%s %s %s" % (subject, day, layer))
                given.append(one)
        return given

    def at_weekend(self, day):
        """What is given on a Saturday, to nobody's joy: some of it too much beside what Friday gave. Without chance."""
        for i, (ident, grade, teachers, _) in enumerate(self.classes):
            if day.weekday() == 5 and grade > 2 and (i + day.day) % 3 == 0:
                self.put("assign", ident, SUBJECTS[i % 3], "home", at(day, 600), at(day, 3000), 10 + day.day * 2, "", 1, "",
                         teachers[i % 3], "周末 %s" % day)

    def do_homework(self, day, klass, given):
        r = self.chance.random
        for i, pupil in enumerate(klass[3]):
            is_late = r() < pupil.late
            home = at(day, int(20.7 * 60 if is_late else 18.4 * 60 + r() * 60))
            if day.weekday() == 4 and r() < 0.7:
                home += (1 + int(r() * 2)) * 86400000 - int(r() * 5 * 3600000)  # at the weekend
            stops = at(day, 21 * 60 + 22) if is_late and r() < 0.5 else None
            for one in given:
                if one["layer"] and "ABC"[i % 3] != one["layer"] or r() < 0.01:
                    continue
                if one["place"] == "lesson":
                    # Some write at home what was the lesson's.
                    self.write(pupil, one, home + 90 * 60000 if i % 11 == 3 else one["published"] + 60000)
                elif one["place"] == "service":
                    self.write(pupil, one, at(day, int(16.2 * 60 + r() * 80)))
                elif r() < 0.02:
                    self.write(pupil, one, home + 3 * 86400000)  # days later
                else:
                    home = self.write(pupil, one, home, stops) + int(r() * 240000)

    def mark(self, one):
        r = self.chance.random
        if r() < 0.06:
            return  # nobody ever marks it
        first = (one["due"] or one["published"]) + int((r() * 30 - 2) * 3600000)
        for pupil, copy in one["copies"].items():
            if r() < 0.04:
                continue
            now = first + int(r() * 1200000)
            for question in (1, 2):
                x = r()
                verdict = "right" if x < 0.75 else "wrong" if x < 0.9 else "half" if x < 0.97 else "blank"
                mark = self.put("mark", copy, question, verdict, "teacher-pen", one["teacher"], now, 0)
                if verdict != "right" and r() < 0.7:
                    self.put("mark", copy, question, "right" if r() < 0.9 else "wrong", "screen", one["teacher"],
                             now + int(r() * 86400000) + 1, mark)
                elif r() < 0.01:
                    self.put("mark", copy, question, "none", "screen", one["teacher"], now + 5000, mark)
        if r() < 0.1:
            copy = next(iter(one["copies"].values()), None)
            if copy:
                self.put("mark", copy, 9, "right", "key", 0, first - 90000000, 0)  # a proposal nobody accepted

    def only_marked(self, klass, one):
        """A pupil with an ordinary pen, marked by the teacher's pen."""
        for pupil in klass[3]:
            if pupil.ident not in one["copies"] and self.chance.random() < 0.5:
                copy = self.put("teacher-copy", one["id"], pupil.ident, 1, one["published"])
                self.put("mark", copy, 1, "right", "teacher-pen", one["teacher"], one["published"] + 90000000, 0)

    def problems(self, day):
        r = self.chance.random
        for code in ("pen-low", "link-lost", "pen-unreachable"):
            if r() < 0.3:
                begin = at(day, int(480 + r() * 600))
                self.put("problem", code, begin, 0 if r() < 0.2 else begin + int(r() * 40 * 3600000))

    def training(self, day):
        """Without chance: every third day one of two kinds, which a school names itself."""
        n = (day - FIRST).days
        if n % 3 == 1:
            self.put("training", (day - datetime.date(1970, 1, 1)).days, ("校本研修", "智能笔使用")[n % 2], 20 + n, 45 + n)

    def run(self):
        self.people()
        for n in range(self.arguments.days):
            day = FIRST + datetime.timedelta(days=n)
            self.problems(day)
            self.training(day)
            if not is_school_day(day):
                self.at_weekend(day)
                continue
            for klass in self.classes:
                given = self.publish(day, klass)
                self.do_homework(day, klass, given)
                for one in given:
                    self.mark(one)
                    self.only_marked(klass, one)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--classes", type=int, default=30)
    parser.add_argument("--pupils", type=int, default=45)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seed", type=int, default=20260901)
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    with open(os.path.join(arguments.folder, "rules.conf"), "w", encoding="utf-8") as out:
        out.write(RULES)
    with open(os.path.join(arguments.folder, "truth.tsv"), "w", encoding="utf-8") as out:
        Term(out, arguments).run()


if __name__ == "__main__":
    main()
