#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the figures of a made-up term must be, counted slowly and apart from zhibi: from the truth of term.py and the words of
docs/load.md alone, with the calendar of Python. Gives what `zhibi load brief|minutes|marking --json` have to print."""
import datetime
from collections import defaultdict
from fractions import Fraction
from math import ceil, floor

ZONE = datetime.timezone(datetime.timedelta(hours=8))
HOLIDAYS = {datetime.date(2026, 10, d) for d in range(1, 8)}
WORKDAYS = {datetime.date(2026, 10, 10)}
TERM = (datetime.date(2026, 9, 1), datetime.date(2027, 1, 20))
LESSONS = {"primary": (500, 960), "junior": (480, 990)}
SERVICE = {"primary": (960, 1080), "junior": (990, 1110)}
BEDTIME = {"primary": 21 * 60 + 20, "junior": 22 * 60}
WINDOW = 15
GAP, THINKING, CAPTURE, GROUP = 60, 180, 60, 10
EPOCH = datetime.date(1970, 1, 1)
BEFORE = 14
PLACES = ("lesson", "service", "home")


def stage(grade):
    return "primary" if grade <= 6 else "junior"


def band(grade):
    return "1-2" if grade <= 2 else "3-6" if grade <= 6 else "7-9"


def moment(ms):
    """Day and minute of a time; the day goes from four to four."""
    local = datetime.datetime.fromtimestamp(ms // 1000, ZONE)
    day, minute = local.date(), local.hour * 60 + local.minute
    return (day, minute) if minute >= 240 else (day - datetime.timedelta(days=1), minute + 1440)


def school_day(day):
    if day in WORKDAYS:
        return True
    return day not in HOLIDAYS and day.weekday() < 5 and TERM[0] <= day <= TERM[1]


def tenths(total, count, unit):
    return floor(Fraction(total * 10, count * unit) + Fraction(1, 2)) / 10 if count else None


def percent(part, whole):
    return tenths(part * 100, whole, 1)


def days(first, last):
    return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]


class Truth:
    def __init__(self, path):
        self.classes, self.pupils, self.assignments, self.copies = {}, {}, {}, {}
        self.plans, self.rules, self.marks, self.problems, self.teachers = [], [], [], [], {}
        self.trainings = []
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                kind, ident, *rest = line.rstrip("\n").split("\t")
                self.take(kind, int(ident), rest)

    def take(self, kind, ident, f):
        if kind == "class":
            self.classes[ident] = dict(name=f[0], grade=int(f[1]), pupils=[])
        elif kind == "pupil":
            self.classes[int(f[0])]["pupils"].append(ident)
            self.pupils[ident] = dict(number=int(f[1]), strokes=defaultdict(list), pages=defaultdict(set))
        elif kind == "plan":
            self.plans.append((int(f[0]), EPOCH + datetime.timedelta(days=int(f[1])), int(f[2]),
                               Fraction(int(f[3]), 100) * Fraction(int(f[4]), 100)))
        elif kind == "rule":
            self.rules.append((f[0], int(f[1]), EPOCH + datetime.timedelta(days=int(f[2]))))
        elif kind == "teacher":
            self.teachers[ident] = f[0]
        elif kind == "assign":
            self.assignments[ident] = dict(
                klass=int(f[0]), subject=f[1], place=f[2], published=int(f[3]), due=int(f[4]), minutes=int(f[5]),
                layer=f[6], pages=int(f[7]), reason=f[8], title=f[10], teacher=int(f[9]), day=moment(int(f[3]))[0], id=ident)
        elif kind == "copy":
            self.copies[ident] = (int(f[0]), int(f[1]))
            self.ink(self.pupils[int(f[1])], int(f[0]), int(f[3]), int(f[4]), [int(x) for x in f[5].split(",")])
        elif kind == "teacher-copy":
            self.copies[ident] = (int(f[0]), int(f[1]))
        elif kind == "mark":
            self.marks.append((int(f[5]), ident) + self.copies[int(f[0])] + (int(f[1]), f[2], f[3], int(f[4])))
        elif kind == "problem":
            self.problems.append((f[0], int(f[1]), int(f[2])))
        elif kind == "training":
            self.trainings.append((datetime.date(1970, 1, 1) + datetime.timedelta(days=int(f[0])), f[1], int(f[2]), int(f[3])))

    @staticmethod
    def ink(pupil, assignment, page, now, parts):
        for i, ms in enumerate(parts):
            if i % 2 == 0:
                pupil["strokes"][assignment].append((now, now + ms))
                pupil["pages"][assignment].add(page)
            now += ms

    def limit(self, grade, day):
        limits = {"1-2": 0, "3-6": 60, "7-9": 90}
        for rule, value, since in sorted(self.rules, key=lambda r: r[2]):
            if day >= since and rule == "limits.grades_" + band(grade).replace("-", "_"):
                limits[band(grade)] = value
        return limits[band(grade)]

    @staticmethod
    def row(day):
        """The school day before and all free days that the day shares a budget with, 100 to either side at most."""
        first, last, one = day, day, datetime.timedelta(days=1)
        while not school_day(first) and (day - first).days <= 100:
            first -= one
        while not school_day(last + one) and (last - day).days < 100:
            last += one
        return first, last

    def budget(self, grade, day, published):
        """`published`: what counts on a day. A row of free days has one budget, which its days and the one before share."""
        first, last = self.row(day)
        free = (last - first).days
        each = {"1-2": 0, "3-6": 60, "7-9": 90}[band(grade)]
        shared = free * each if free >= 4 else each if free else 0
        own = self.limit(grade, day) if school_day(first) and first.weekday() != 2 else 0
        for other in days(first, last):
            if other != day:
                shared -= max(published(other) - (own if other == first else 0), 0)
        return max(own + shared, own) if school_day(day) else max(shared, 0)

    def at_home(self, grade, assignment):
        """Published for home, or due only when the day's school is over."""
        if assignment["place"] == "home" or not assignment["due"]:
            return assignment["place"] == "home"
        due = datetime.datetime.fromtimestamp(assignment["due"] // 1000, ZONE).replace(second=0, tzinfo=None)
        over = max(LESSONS[stage(grade)][1], SERVICE[stage(grade)][1]) if school_day(assignment["day"]) else 0
        return due > datetime.datetime.combine(assignment["day"], datetime.time()) + datetime.timedelta(minutes=over)

    def counts(self, grade, assignment):
        if self.at_home(grade, assignment):
            return True
        return assignment["place"] == "service" and self.limit(grade, assignment["day"]) > 0


class Class:
    """One class as it is counted from `first` to `last`."""

    def __init__(self, truth, ident, first, last):
        self.truth, self.grade = truth, truth.classes[ident]["grade"]
        self.name, self.ids = truth.classes[ident]["name"], truth.classes[ident]["pupils"]
        begin = first - datetime.timedelta(days=BEFORE)
        self.assignments = sorted(
            (a for a in truth.assignments.values() if a["klass"] == ident and begin <= a["day"] <= last),
            key=lambda a: (a["published"], a["id"]))
        self.known = {a["id"]: a for a in self.assignments}
        self.plan = {}
        self.part = {}
        for pupil, since, limit, part in truth.plans:
            if since <= last:
                self.plan[pupil], self.part[pupil] = (limit, part) if limit >= 0 else (None, 1)
        self.cells = {p: self.measure(truth.pupils[p]) for p in self.ids}
        self.marks = defaultdict(lambda: defaultdict(list))
        for at, _, assignment, pupil, question, verdict, source, teacher in sorted(truth.marks):
            if assignment in self.known and (source != "key" or teacher):
                self.marks[assignment, pupil][question].append((at, verdict))

    def where(self, day, minute):
        if not school_day(day):
            return "home"
        begin, end = LESSONS[stage(self.grade)]
        if begin <= minute < end:
            return "lesson"
        begin, end = SERVICE[stage(self.grade)]
        return "service" if begin <= minute < end else "home"

    def measure(self, pupil):
        """(assignment, day, place) -> [ink, thinking, late]; and the last minute of each day."""
        strokes = sorted((start, end, a) for a, all_ in pupil["strokes"].items() if a in self.known for start, end in all_)
        cells, last = defaultdict(lambda: [0, 0, 0]), {}

        def add(assignment, begin, ink, thinking):
            day, minute = moment(begin)
            place = self.where(day, minute)
            cell = cells[assignment, day, place]
            cell[0] += ink
            cell[1] += thinking
            if place == "home" and minute >= BEDTIME[stage(self.grade)]:
                cell[2] += ink + thinking

        for i, (start, end, assignment) in enumerate(strokes):
            follows = strokes[i + 1] if i + 1 < len(strokes) else None
            stop = min(end, follows[0]) if follows else end
            add(assignment, start, min(stop - start, THINKING * 1000), 0)
            day = moment(start)[0]
            midnight = int(datetime.datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp()) * 1000
            last[day] = (end - midnight) // 60000
            if follows and follows[2] == assignment and follows[0] > stop:
                pause = follows[0] - stop
                if pause <= GAP * 1000:
                    add(assignment, stop, pause, 0)
                elif pause <= THINKING * 1000:
                    add(assignment, stop, 0, pause)
        return cells, last

    def inked(self, pupil, assignment):
        return len(self.truth.pupils[pupil]["pages"].get(assignment["id"], ()))

    def asks(self, pupil, assignment):
        return not assignment["layer"] or self.inked(pupil, assignment) > 0

    def capture(self, pupil, first, last):
        asked = [a for a in self.assignments if first <= a["day"] <= last and self.asks(pupil, a)]
        return sum(a["pages"] for a in asked), sum(min(self.inked(pupil, a), a["pages"]) for a in asked)

    def counted(self, pupil, first, last):
        pages, inked = self.capture(pupil, first, last)
        return self.plan.get(pupil) is None and pages > 0 and Fraction(inked, pages) >= Fraction(CAPTURE, 100)

    def is_homework(self, assignment, place):
        """Published as homework, or written at home."""
        return place == "home" or self.truth.counts(self.grade, assignment)

    def homework(self, pupil, wanted):
        """Sums of those cells that are wanted."""
        total = dict(ink=0, thinking=0, lesson=0, service=0, home=0)
        for (assignment, day, place), (ink, thinking, _) in self.cells[pupil][0].items():
            if wanted(self.known[assignment], day, place):
                total["ink"] += ink
                total["thinking"] += thinking
                total[place] += ink + thinking
        return total

    def on_day(self, pupil, day):
        """What a pupil's day comes to."""
        total = self.homework(pupil, lambda a, d, place: d == day and self.is_homework(a, place))
        late = sum(c[2] for (_, d, _), c in self.cells[pupil][0].items() if d == day)
        limit = self.plan.get(pupil)
        limit = self.truth.limit(self.grade, day) if limit is None else limit
        wrote = {a for a, all_ in self.truth.pupils[pupil]["strokes"].items() for start, _ in all_ if moment(start)[0] == day}
        unfinished = any((a["day"] == day or a["id"] in wrote) and self.truth.at_home(self.grade, a) and self.asks(pupil, a) and
                         self.inked(pupil, a) < a["pages"] for a in self.assignments)
        stopped = self.cells[pupil][1].get(day, -1) >= BEDTIME[stage(self.grade)] - WINDOW
        return dict(total, late=late, over=total["ink"] + total["thinking"] > limit * 60000,
                    closed=stopped and unfinished, wrote=total["ink"] + total["thinking"] > 0)

    def published(self, day):
        by_subject = defaultdict(lambda: defaultdict(int))
        for a in self.assignments:
            if a["day"] == day and self.truth.counts(self.grade, a):
                by_subject[a["subject"]][a["layer"]] += a["minutes"]
        return sum(s[""] + max(s["A"], s["B"], s["C"]) for s in by_subject.values())

    def budget(self, day):
        return self.truth.budget(self.grade, day, self.published)

    def level(self, day):
        minutes, budget = self.published(day), self.budget(day)
        if not minutes:
            return "fine"
        return "full" if minutes >= budget else "near" if minutes * 100 >= budget * 80 else "fine"

    def marking(self, a):
        row = dict(handed_in=0, marked=0, wrong=0, re_marked=0)
        waits = []
        for pupil in self.ids:
            questions = self.marks.get((a["id"], pupil), {})
            marked = any(q[-1][1] != "none" for q in questions.values())
            row["handed_in"] += marked or self.inked(pupil, a) > 0
            row["marked"] += marked
            if marked:
                first = min(at for q in questions.values() for at, verdict in q if verdict != "none")
                waits.append(max(first - (a["due"] or a["published"]), 0))
            for q in questions.values():
                told = [verdict for _, verdict in q]
                first = next((v for v in told if v != "none"), "none")
                wrong = first in ("wrong", "half", "blank") and told[-1] != "none"
                row["wrong"] += wrong
                row["re_marked"] += wrong and told[-1] == "right"
        return row, sorted(waits)


def sums(totals, count):
    total = {key: sum(t[key] for t in totals) for key in ("ink", "thinking") + PLACES}
    return {**{key + "_ms": total[key] for key in ("ink", "thinking") + PLACES},
            "mean_ink_minutes": tenths(total["ink"], count, 60000),
            "mean_minutes": tenths(total["ink"] + total["thinking"], count, 60000)}


def day_rows(klass, first, last):
    people = [p for p in klass.ids if klass.counted(p, first, last)]
    rows = []
    for day in days(first, last):
        told = [klass.on_day(p, day) for p in people]
        wrote = sum(t["wrote"] for t in told)
        rows.append(dict(
            day=str(day), limit_minutes=klass.truth.limit(klass.grade, day), published_minutes=klass.published(day),
            budget_minutes=klass.budget(day), level=klass.level(day), wrote=wrote,
            over=sum(t["over"] for t in told), late=sum(t["late"] > 0 for t in told),
            closed_at_bedtime=sum(t["closed"] for t in told), late_ms=sum(t["late"] for t in told), **sums(told, wrote)))
    return rows


def pupil_row(klass, pupil, first, last):
    pages, inked = klass.capture(pupil, first, last)
    told = [klass.on_day(pupil, day) for day in days(first, last)]
    wrote = sum(t["wrote"] for t in told)
    limit = klass.plan.get(pupil)
    expected = sum(ceil(a["minutes"] * klass.part.get(pupil, 1)) for a in klass.assignments
                   if first <= a["day"] <= last and klass.asks(pupil, a) and klass.truth.counts(klass.grade, a))
    return dict(number=klass.truth.pupils[pupil]["number"], expected_minutes=expected, counted=klass.counted(pupil, first, last),
                plan=limit is not None, plan_limit_minutes=limit, pages=pages, pages_inked=inked, capture_percent=percent(inked, pages),
                days=wrote, days_over=sum(t["over"] for t in told), days_late=sum(t["late"] > 0 for t in told),
                days_closed_at_bedtime=sum(t["closed"] for t in told), late_ms=sum(t["late"] for t in told),
                **sums(told, wrote))


def assignment_rows(klass, first, last):
    rows = []
    for a in klass.assignments:
        if not first <= a["day"] <= last:
            continue
        asked = [p for p in klass.ids if klass.plan.get(p) is None and klass.asks(p, a)]
        whole = [p for p in asked if klass.counted(p, first, last) and klass.inked(p, a) >= a["pages"]]
        told = [klass.homework(p, lambda b, *_: b["id"] == a["id"]) for p in whole]
        rows.append(dict(day=str(a["day"]), subject=a["subject"], title=a["title"], place=a["place"],
                         expected_minutes=a["minutes"], pages=len(asked) * a["pages"],
                         pages_inked=sum(min(klass.inked(p, a), a["pages"]) for p in asked), whole=len(whole),
                         **sums(told, len(whole))))
    return rows


def subject_rows(klass, first, last):
    people = [p for p in klass.ids if klass.counted(p, first, last)]
    rows = []
    for subject in dict.fromkeys(a["subject"] for a in klass.assignments):
        def of_it(a, day, place):
            return a["subject"] == subject and first <= day <= last and klass.is_homework(a, place)

        seen = {(p, day) for p in people for ident, day, place in klass.cells[p][0] if of_it(klass.known[ident], day, place)}
        told = [klass.homework(p, of_it) for p in people]
        if seen or any(a["subject"] == subject and klass.truth.counts(klass.grade, a) for a in klass.assignments):
            rows.append(dict(subject=subject, pupils=len({p for p, _ in seen}), pupil_days=len(seen), **sums(told, len(seen))))
    return rows


def spread_of(each):
    """Counted pupils who wrote, by whole quarters of an hour a day; the last has no end."""
    bins = [0] * 9
    for row in each:
        if row["counted"] and row["days"]:
            bins[min((row["ink_ms"] + row["thinking_ms"]) // row["days"] // (15 * 60000), 8)] += 1
    return {"bin_minutes": 15, "pupils": bins}


def minutes(truth, first, last):
    result = []
    for ident in truth.classes:
        klass = Class(truth, ident, first, last)
        each = [pupil_row(klass, p, first, last) for p in klass.ids]
        pages = sum(row["pages"] for row in each if not row["plan"])
        inked = sum(row["pages_inked"] for row in each if not row["plan"])
        result.append({"class": klass.name, "grade": klass.grade, "pupils": len(each),
                       "counted": sum(row["counted"] for row in each), "pages": pages, "pages_inked": inked,
                       "capture_percent": percent(inked, pages), "days": day_rows(klass, first, last),
                       "assignments": assignment_rows(klass, first, last),
                       "subjects": subject_rows(klass, first, last), "each": each,
                       "plans": sum(row["plan"] for row in each), "spread": spread_of(each)})
    return result


def marking(truth, first, last):
    rows, teachers = [], {}
    for ident in truth.classes:
        klass = Class(truth, ident, first, last)
        for a in klass.assignments:
            if first <= a["day"] <= last:
                row, waits = klass.marking(a)
                teacher = truth.teachers[a["teacher"]]
                rows.append({"class": klass.name, "day": str(a["day"]), "subject": a["subject"], "title": a["title"],
                             "teacher": teacher, **row, "wait_sum_ms": sum(waits),
                             "median_wait_ms": waits[(len(waits) - 1) // 2] if waits else None})
                teachers.setdefault(teacher, []).append(rows[-1])
    keys = ("handed_in", "marked", "wait_sum_ms", "wrong", "re_marked")
    sums_of = {name: {key: sum(row[key] for row in given) for key in keys} for name, given in teachers.items()}
    return dict(assignments=rows, teachers=[
        dict(total, teacher=name, assignments=len(teachers[name]),
             never_marked=sum(row["handed_in"] > 0 and not row["marked"] for row in teachers[name]),
             mean_wait_hours=tenths(total["wait_sum_ms"], total["marked"], 3600000)) for name, total in sums_of.items()])


class Brief:
    def __init__(self, truth, monday):
        self.truth, self.monday = truth, monday
        self.weeks = [(monday - datetime.timedelta(days=7 * n), monday - datetime.timedelta(days=7 * n - 6))
                      for n in (3, 2, 1, 0)]
        self.classes = [Class(truth, c, self.weeks[0][0], self.weeks[3][1]) for c in truth.classes]

    def hidden(self, count):
        return count < GROUP

    def is_over(self, row):
        return not self.hidden(row["wrote"]) and row["wrote"] > 0 and \
            row["ink_ms"] + row["thinking_ms"] > row["limit_minutes"] * 60000 * row["wrote"]

    def week(self, classes, first, last):
        told, pupils, class_days, full, over, pupil_days, pupils_over = [], 0, 0, 0, 0, 0, 0
        for klass in classes:
            for row in day_rows(klass, first, last):
                class_days += row["published_minutes"] > 0
                full += row["level"] == "full"
                over += self.is_over(row)
                pupil_days += row["wrote"]
                pupils_over += row["over"]
                told.append({key: row[key + "_ms"] for key in ("ink", "thinking") + PLACES})
            pupils += sum(klass.counted(p, first, last) and any(klass.on_day(p, d)["wrote"] for d in days(first, last))
                          for p in klass.ids)
        result = dict(monday=str(first), pupils=pupils, class_days=class_days, published_full=full, measured_over=over,
                      hidden=self.hidden(pupils))
        if not result["hidden"]:
            result.update(pupil_days=pupil_days, over=pupils_over, over_percent=percent(pupils_over, pupil_days),
                          **sums(told, pupil_days))
        return result

    def late(self, classes):
        first, last = self.weeks[3]
        told = [[c.on_day(p, d) for d in days(first, last)] for c in classes for p in c.ids if c.counted(p, first, last)]
        result = dict(counted=len(told), hidden=self.hidden(len(told)))
        if not result["hidden"]:
            evenings = sum(d["late"] > 0 for p in told for d in p)
            total = sum(d["late"] for p in told for d in p)
            result.update(pupils=sum(any(d["late"] for d in p) for p in told), pupil_days=evenings,
                          closed_at_bedtime=sum(d["closed"] for p in told for d in p), late_ms=total,
                          mean_late_minutes=tenths(total, evenings, 60000))
        return result

    def marks(self, rows, writers):
        if self.hidden(writers):
            return dict(marking_hidden=True)
        total = {key: sum(row[key] for row, _ in rows) for key in ("handed_in", "marked", "wrong", "re_marked")}
        waits = sum(sum(waits) for _, waits in rows)
        return dict(total, marking_hidden=False, marked_percent=percent(total["marked"], total["handed_in"]), wait_sum_ms=waits,
                    mean_wait_hours=tenths(waits, total["marked"], 3600000))

    def cells(self):
        first, last = self.weeks[3]
        result = []
        for grade in sorted({c.grade for c in self.classes}):
            subjects, marks, given, writers = {}, {}, {}, defaultdict(lambda: defaultdict(int))
            for klass in (c for c in self.classes if c.grade == grade):
                for row in subject_rows(klass, first, last):
                    subjects.setdefault(row["subject"], []).append(row)
                for a in klass.assignments:
                    if first <= a["day"] <= last:
                        subjects.setdefault(a["subject"], [])
                        marks.setdefault(a["subject"], []).append(klass.marking(a))
                        writers[a["subject"]][klass.name] = max(writers[a["subject"]][klass.name],
                                                                klass.marking(a)[0]["handed_in"])
                        if self.truth.counts(grade, a):
                            given.setdefault(a["subject"], []).append(a["minutes"])
            for subject, rows in subjects.items():
                pupils = sum(row["pupils"] for row in rows)
                cell = dict(grade=grade, subject=subject, pupils=pupils, assignments=len(given.get(subject, [])),
                            published_minutes=sum(given.get(subject, [])), hidden=self.hidden(pupils),
                            **self.marks(marks.get(subject, []), sum(writers[subject].values())))
                if not cell["hidden"]:
                    count = sum(row["pupil_days"] for row in rows)
                    told = [{k: row[k + "_ms"] for k in ("ink", "thinking") + PLACES} for row in rows]
                    cell.update(pupil_days=count, **sums(told, count))
                result.append(cell)
        return result

    def over(self):
        result = []
        for klass in self.classes:
            for row in day_rows(klass, *self.weeks[3]):
                full = row["level"] == "full"
                if self.hidden(len(klass.ids)) or not full and not self.is_over(row):
                    continue
                one = {"class": klass.name, "published_full": full, "measured_over": self.is_over(row),
                       "reason": any(a["reason"] and str(a["day"]) == row["day"] for a in klass.assignments)}
                one.update({k: row[k] for k in ("day", "published_minutes", "budget_minutes", "limit_minutes")})
                if not self.hidden(row["wrote"]):
                    one["wrote"] = row["wrote"]
                    one.update({k: v for k, v in row.items() if k.startswith("mean") or k.endswith("_ms")})
                    del one["late_ms"]
                result.append(one)
        return result

    def school_marks(self, given, marks):
        writers = sum(max((row["handed_in"] for (k, _), (row, _) in zip(given, marks) if k is klass), default=0)
                      for klass in self.classes)
        result = self.marks(marks, writers)
        if not result["marking_hidden"]:
            result["never_marked"] = sum(row["handed_in"] > 0 and not row["marked"] for row, _ in marks)
        return result

    def problems(self):
        first = self.weeks[3][0]
        begin = int(datetime.datetime(first.year, first.month, first.day, 4, tzinfo=ZONE).timestamp()) * 1000
        end = begin + 7 * 86400000
        met = defaultdict(lambda: [0, 0])
        for code, since, until in self.truth.problems:
            if begin <= since < end:
                met[code][0] += 1
                met[code][1] += 0 < until < end
        return [dict(code=code, met=n, solved=solved) for code, (n, solved) in sorted(met.items())]

    def trainings(self):
        first, last = self.weeks[3]
        held = defaultdict(list)
        for day, kind, people, minutes in self.truth.trainings:
            if first <= day <= last:
                held[kind].append((people, minutes))
        return [dict(kind=kind, held=len(all), people=sum(p for p, _ in all), minutes=sum(m for _, m in all))
                for kind, all in sorted(held.items(), key=lambda one: one[0].encode())]

    def json(self):
        first, last = self.weeks[3]
        each = [pupil_row(c, p, first, last) for c in self.classes for p in c.ids]
        asked = [row for row in each if not row["plan"]]
        given = [(c, a) for c in self.classes for a in c.assignments if first <= a["day"] <= last]
        marks = [c.marking(a) for c, a in given]
        pages, inked = sum(row["pages"] for row in asked), sum(row["pages_inked"] for row in asked)
        return {
            "format": "zhibi-brief", "version": 1, "monday": str(self.monday),
            "method": dict(gap_seconds=GAP, thinking_seconds=THINKING, capture_percent=CAPTURE, group_minimum=GROUP,
                           utc_offset_minutes=480),
            "data": dict(classes=len(self.classes), pupils=len(each), plans=len(each) - len(asked),
                         counted=sum(row["counted"] for row in each), pages=pages, pages_inked=inked,
                         capture_percent=percent(inked, pages), assignments=len(given),
                         without_minutes=sum(self.truth.counts(c.grade, a) and not a["minutes"] for c, a in given),
                         without_grade=""),
            "bands": [self.band(name) for name in ("1-2", "3-6", "7-9")],
            "grade_subject": self.cells(),
            "over": self.over(),
            "marking": self.school_marks(given, marks),
            "problems": self.problems(),
            "trainings": self.trainings(),
        }

    def band(self, name):
        classes = [c for c in self.classes if band(c.grade) == name]
        return dict(grades=name, limit_minutes=self.truth.limit(int(name[0]), self.weeks[3][1]),
                    weeks=[self.week(classes, *w) for w in self.weeks], late=self.late(classes))
