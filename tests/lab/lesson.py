# SPDX-License-Identifier: MIT
"""A lesson in the laboratory: the real daemon, virtual pens in the room, and at the end the pens' truth file held
against the database. With `direct=True` the pens are on the daemon's own socket instead: so this module is tried out
without a machine."""
import collections
import http.client
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time

from harness import BUILD, Console, Daemon, check, say
from room import ask

AIR = "/run/pens.sock"
QUICK = bool(os.environ.get("QUICK"))
KVM = os.environ.get("LAB_ACCELERATOR") == "kvm"
PACE = {"speed": 3} if QUICK else {}                             # a hasty child
# Notifications a second of all pens together: what an emulated machine passes on even while half of its two processors is
# at other work; idle ones may be asked for LAB_RATE=1000. The ink is the same, with more dots in each.
RATE_MAX = float("inf") if KVM else float(os.environ.get("LAB_RATE") or 200)
ON_ITS_WAY_S = 0.5 if KVM else 2                                 # how old ink may be between the pen and the daemon


def identity(number):
    return "9C:7B:D2:FF:%02X:%02X" % (number >> 8, number & 255)


def possible(count, interval):
    """Milliseconds between live notifications of each of `count` pens, as many as are asked for where that can be."""
    return max(interval, round(count * 1000 / RATE_MAX))


def wait(call, seconds, what):
    """Until call() is true; its value."""
    end = time.monotonic() + seconds
    while not (value := call()):
        check(time.monotonic() < end, "waited %d s in vain for: %s" % (seconds, what() if callable(what) else what))
        time.sleep(0.05)
    return value


class Board(Console):
    """The console's seats as they are now, by pen."""
    def state(self, number):
        pen = self.seats.get(number, {}).get("pen")
        return pen["state"] if pen else "none"

    def count(self, numbers, state):
        return sum(self.state(n) == state for n in numbers)


class Lesson:
    def __init__(self, config="", pupils=60, direct=False):
        folder = tempfile.mkdtemp(prefix="lesson-")
        self.folder, self.truth_path, self.direct = folder, folder + ".truth", direct
        self.daemon = Daemon(folder, ["--pupils", str(pupils), "--verbose"], config)
        self.pens, self.board, self.watch, self.sightings = [], None, None, []
        self.counted = [0, 0]                                    # of the truth file: bytes, lines

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for pen in self.pens:
            pen.kill()
        if "LAB_OUT" in os.environ:
            shutil.copy(self.folder + ".log", "%s/%s-zhibid.log" % (os.environ["LAB_OUT"], os.environ["LAB_SCENARIO"]))
        self.daemon.cleanup()

    # --- the daemon and its console
    def begin(self):
        self.daemon.start()
        self.board = Board(self.daemon)
        wait(lambda: self.board.seats, 30, "the console's snapshot")

    def login(self):
        """A session's cookie."""
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=30)
        connection.request("POST", "/api/login", json.dumps({"name": "teacher", "password": self.daemon.password}),
                           {"Content-Type": "application/json", "Origin": "http://127.0.0.1:%d" % self.daemon.port})
        reply = connection.getresponse()
        reply.read()
        check(reply.status == 204, "login answered %d" % reply.status)
        return reply.getheader("Set-Cookie").split(";")[0]

    def start_watch(self):
        """Notes from now on when ink is at a console and in the database (tool-daemon-watch.c)."""
        self.watch = subprocess.Popen([BUILD + "/tests/tool-daemon-watch", str(self.daemon.port), self.login(),
                                       self.folder + "/zhibi.db"], stdout=subprocess.PIPE, text=True)
        check(self.watch.stdout.readline() == "watching\n", "the watcher began")
        threading.Thread(target=lambda: self.sightings.extend(line.split() for line in self.watch.stdout),
                         daemon=True).start()

    def command(self, *words, said=None):
        """`zhibi pens …` to this daemon; `said` is typed. Returns the running process."""
        process = subprocess.Popen([BUILD + "/zhibi", "pens", *words, "--socket", self.folder + "/control.sock"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if said is not None:
            process.stdin.write(said + "\n")
            process.stdin.flush()
        return process

    def fleet(self):
        """All pens as the daemon tells them, by address."""
        out, _ = self.command("list", "--json").communicate(timeout=30)
        answer = json.loads(out)
        return {pen["pen"]: pen for pen in (answer["pens"] if isinstance(answer, dict) else answer)}

    # --- pens
    def write(self, count=1, first=1, strokes=0, idle=False, stay=False, **options):
        """Starts virtual pens, which end when each has written so many strokes and all of its ink was fetched, unless
        they are to stay; the options are the program's. Returns the process."""
        words = [] if stay else ["--quit-after", "strokes"]
        words += ["--quit-after", "strokes:%d" % strokes, "--pages", "0"] if strokes else []
        words += ["--class", "none"] if idle else []
        options["interval"] = possible(count, options.get("interval", 15))
        for name, value in options.items():
            words += ["--" + name.replace("_", "-"), str(value)]
        socket = self.daemon.socket_path if self.direct else os.environ.get("LAB_PENS", AIR)
        pen = subprocess.Popen([BUILD + "/virtual-pen", "--socket", socket, "--truth", self.truth_path, "--pens",
                                str(count), "--first-number", str(first)] + words)
        self.pens.append(pen)
        return pen

    def wait_state(self, numbers, state, seconds):
        numbers = list(numbers)
        wait(lambda: self.board.count(numbers, state) == len(numbers), seconds,
             lambda: "%d pens %s, there are: %s" % (len(numbers), state, dict(collections.Counter(
                 self.board.state(n) for n in numbers))))

    def wait_written(self, pen, seconds):
        wait(lambda: pen.poll() is not None, seconds, "the pens have written all, and ended")
        check(pen.returncode == 0, "virtual-pen ended with %s" % pen.returncode)

    def settle(self, seconds=60):
        """What the pens handed over is on disk: no stroke came for two seconds."""
        last = [None, time.monotonic()]

        def quiet():
            now = len(self.daemon.strokes())
            if now != last[0]:
                last[:] = now, time.monotonic()
            return time.monotonic() - last[1] > 2
        wait(quiet, seconds, "quiet")

    # --- truth
    def truth(self, kind="stroke"):
        try:
            with open(self.truth_path) as f:
                lines = [json.loads(line) for line in f if line.endswith("\n")]
        except FileNotFoundError:
            return []
        return [line for line in lines if line["type"] == kind]

    def n_written(self):
        """Strokes in the truth file. Cheap: it is asked while the class writes, on the same processors."""
        try:
            with open(self.truth_path, "rb") as f:
                f.seek(self.counted[0])
                data = f.read()
        except FileNotFoundError:
            return 0
        data = data[:data.rfind(b"\n") + 1]
        self.counted = [self.counted[0] + len(data), self.counted[1] + data.count(b'"type":"stroke"')]
        return self.counted[1]

    def finish(self):
        """Stops the daemon as a service manager would, and returns the strokes on disk."""
        self.daemon.stop()
        if self.watch:
            self.watch.wait(30)
        return self.daemon.strokes()

    def compare(self, cuts=(), window_s=0):
        """Every stroke of the truth file is on disk once, with every dot; nothing else is. What a cut found on its way
        may be missing: what was written in it, or less than window_s before. A cut is when bluetoothd or zhibid was
        killed and when the pens could first know that nobody listened (both time.time()). Returns a line of figures."""
        stored, truth = self.finish(), self.truth()
        wanted = collections.Counter(key(s, s["start_ms"]) for s in truth)
        found = collections.Counter(key(s, s["pen_start_ms"]) for s in stored)
        missing, strange = wanted - found, found - wanted
        excused = self.excuse(truth, missing, strange, cuts, window_s)
        for name, keys in (("missing", missing), ("strange or twice", strange)):
            for one in list(keys)[:5]:
                say("# %s: start %d page %s, %d dots %s" % (name, one[0], one[1], len(one[2]), one[2][:3]))
        check(not missing and not strange, "of %d strokes %d are missing, %d are there that are not the pens', or twice"
              % (len(truth), sum(missing.values()), sum(strange.values())))
        dots = sum(len(s["dots"]) for s in truth)
        live = sum(s["origin"] == "live" for s in truth)
        return "%d strokes (%d live), %d dots, all on disk once%s" % (
            len(truth), live, dots, " but for what was on its way in %d of them" % excused if excused else "")

    @staticmethod
    def excuse(truth, missing, strange, cuts, window_s):
        """Takes out of both the strokes that lack no more than what was written in a cut or just before it."""
        excused = 0
        parts = collections.defaultdict(list)
        for one in strange:
            parts[one[0], one[1]].append(one)
        for stroke in truth:
            one = key(stroke, stroke["start_ms"])
            if one not in missing or stroke["origin"] != "live":
                continue
            down, up = (ms / 1000 for ms in stroke["sent_ms"])
            cut = next((c for c in cuts if down <= c[1] and up >= c[0] - window_s), None)
            if cut is None:
                continue
            n_due = sum(down + dot[0] / 1000 < cut[0] - window_s for dot in stroke["dots"])
            part = next((p for p in parts[one[0], one[1]] if is_within(p[2], one[2]) and len(p[2]) >= n_due), None)
            if part or n_due == 0:
                excused += 1
                missing[one] -= 1
                if part:
                    strange[part] -= 1
        for counter in (missing, strange):
            for one in [k for k, n in counter.items() if n <= 0]:
                del counter[one]
        return excused

    def latencies(self):
        """From the pen's handing over of a stroke's end to the console, and to the database. A line of figures."""
        up = {s["start_ms"]: s["sent_ms"][1] for s in self.truth() if s["origin"] == "live"}
        started = {int(line[1]): int(line[2]) for line in self.sightings if line[0] == "row"}
        seen = {int(line[1]): int(line[2]) for line in self.sightings if line[0] == "console"}
        rows = [int(line[3]) - up[int(line[2])] for line in self.sightings if line[0] == "row" and int(line[2]) in up]
        consoles = [seen[i] - up[started[i]] for i in seen if i in started and started[i] in up]
        check(rows and consoles, "strokes were seen at the console and in the database (%d, %d)"
              % (len(consoles), len(rows)))
        return "pen-up to console %s, to disk %s" % (spread(consoles), spread(rows))


def key(stroke, start_ms):
    page = stroke["page"]
    page = (page["section"], page["owner"], page["book"], page["page"]) if page else None
    return start_ms, page, tuple((t, round(x * 100), round(y * 100), f) for t, x, y, f in stroke["dots"])


def is_within(part, whole):
    rest = iter(whole)
    return all(dot in rest for dot in part)


def spread(values):
    values = sorted(values)
    p99 = values[min(len(values) - 1, len(values) * 99 // 100)]
    return "median %d, p99 %d ms (%d)" % (statistics.median(values), p99, len(values))


def totals():
    return ask("totals")
