#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The virtual pen against a host written here from the protocol's description: what it sends must be
what its truth file says it wrote. Usage: check-virtual-pen.py [PROGRAM] (default build/virtual-pen)."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "virtual-pen"))
sys.dont_write_bytecode = True
from host import Frame, Link, read_dot, read_live, section_owner, true_stroke  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HELLO = b"zhibi-virtual-pen 1 driver=neo link=ble\n"
NOTE = (3, 27, 603)


def program():
    for path in sys.argv[1:2] or ["build/virtual-pen", "build/release/virtual-pen"]:
        if os.access(os.path.join(ROOT, path), os.X_OK):
            return os.path.join(ROOT, path)
    sys.exit("check-virtual-pen.py: no virtual-pen to try; make it first")


class VirtualPen(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "pens.sock")
        self.truth_path = os.path.join(folder.name, "truth")
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(self.listener.close)
        self.listener.bind(self.path)
        self.listener.listen(64)
        self.pen = None

    def start(self, *options):
        self.pen = subprocess.Popen([program(), "--socket", self.path, "--truth", self.truth_path,
                                     *options])
        self.addCleanup(self.stop)

    def stop(self):
        if self.pen and self.pen.poll() is None:
            self.pen.send_signal(signal.SIGTERM)
        if self.pen:
            self.assertEqual(self.pen.wait(timeout=5), 0)
        self.pen = None

    def accept(self):
        self.listener.settimeout(8)
        connection = self.listener.accept()[0]
        self.addCleanup(connection.close)
        link = Link(connection)
        self.assertEqual(link.hello, HELLO)
        return link

    def connect(self, *options, protocol=b"2.18"):
        self.start(*options)
        link = self.accept()
        link.version(protocol)
        link.settings()
        link.set_clock(int(time.time() * 1000))
        self.assertEqual(link.go_live().error, 0)
        return link

    def read_to_end(self, link):
        """Until the pens have written all that was asked for, and told the truth of it."""
        link.read_to_end()
        self.assertEqual(self.pen.wait(timeout=20), 0)

    def take_to_end(self, link):
        """What was begun before live ink was asked for is in the memory, and a pen that ends when all is taken waits."""
        n_taken = 0
        while link.read_for(0.5):
            if sum(line["origin"] == "stored" for line in self.truth()) > n_taken:
                n_taken = sum(len(link.fetch(note)[0]) for note in link.notes())
        self.assertEqual(self.pen.wait(timeout=20), 0)

    def wait(self, condition):
        end = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), end, "waited 20 s in vain")
            time.sleep(0.02)

    def truth(self, kind="stroke"):
        with open(self.truth_path, encoding="utf-8") as file:
            return [line for line in map(json.loads, (whole for whole in file if whole.endswith("\n"))) if line["type"] == kind]

    def live_truth(self):
        return [true_stroke(line) for line in self.truth() if line["origin"] == "live"]

    def test_handshake(self):
        self.start("--first-number", "258")
        link = self.accept()
        version = link.version()
        self.assertEqual(len(version), 69)
        self.assertEqual(version[0:16].rstrip(b"\0"), b"NWP-F51")
        self.assertEqual(version[32:40].rstrip(b"\0"), b"2.18")
        self.assertEqual(version[58:64], bytes.fromhex("9C7BD2FF0102"))
        settings = link.settings()
        self.assertEqual(len(settings), 64)
        self.assertEqual(settings[0], 0)
        self.assertLess(abs(struct.unpack_from("<Q", settings, 3)[0] - time.time() * 1000), 5000)
        self.assertEqual(struct.unpack_from("<H", settings, 13)[0], 852)
        self.assertEqual(link.ask(0x05, b"\x05\x00").payload, b"\x05\x00")
        self.assertEqual(link.settings()[18], 0)
        self.assertNotEqual(link.ask(0x31, bytes(42)).error, 0)
        self.assertNotEqual(link.ask(0x41, bytes(9)).error, 0)
        link.socket.sendall(b"\xc0\x04\x05\x00\xc1\x11\x22\xc0\x7d\xc1")
        self.assertEqual(len(link.settings()), 64)

    def test_live_is_the_truth(self):
        link = self.connect("--speed", "80", "--mtu", "20", "--quit-after", "strokes:50")
        self.read_to_end(link)
        live = read_live(link.events())
        self.assertEqual(link.n_bad, 0)
        self.assertGreater(len(live), 40)
        self.assertEqual(live, self.live_truth())
        self.assertEqual(len(self.truth()), 50)
        for line in self.truth():
            self.assertEqual(line["end_ms"] - line["start_ms"] >= line["dots"][-1][0], True)

    def test_same_seed_same_ink(self):
        def ink(speed, seed):
            open(self.truth_path, "w").close()
            link = self.connect("--speed", speed, "--seed", seed, "--quit-after", "strokes:40")
            self.read_to_end(link)
            self.stop()
            return [(line["ink_ms"], line["end_ms"] - line["start_ms"], line["dots"])
                    for line in self.truth()]
        first = ink("200", "7")
        self.assertEqual(len(first), 40)
        self.assertEqual(first, ink("60", "7"))
        self.assertNotEqual(first, ink("200", "8"))

    def test_nothing_before_live(self):
        self.start("--speed", "100")
        link = self.accept()
        link.version()
        link.read_for(0.4)
        self.assertFalse(link.events())
        link.ask(0x11, struct.pack("<HII", 1, 3 << 24 | 27, 999))
        link.read_for(0.3)
        self.assertFalse(link.events())
        link.go_live()
        link.wait(0x69)

    def test_lost_notifications(self):
        link = self.connect("--speed", "90", "--lose", "0.2", "--quit-after", "strokes:50")
        self.read_to_end(link)
        events = link.events()
        self.assertEqual(link.n_bad, 0)
        n_true = sum(len(stroke.dots) + 3 for stroke in self.live_truth())
        self.assertLess(len(events), 0.95 * n_true)
        jumps = sum((b.payload[0] - a.payload[0] - 1) % 256
                    for a, b in zip(events, events[1:]))
        # What is lost before the first and after the last event shows in no counter.
        self.assertLessEqual(len(events) + jumps, n_true)
        self.assertGreater(len(events) + jumps, n_true - 40)
        self.assertGreater(self.truth("totals")[0]["lost"], 0)
        true_dots = {dot[1:] for stroke in self.live_truth() for dot in stroke.dots}
        for event in events:
            if event.command == 0x6C:
                self.assertIn(read_dot(event.payload[1:])[1], true_dots)

    def test_repeated_notifications(self):
        link = self.connect("--speed", "90", "--repeat", "0.3", "--quit-after", "strokes:40")
        self.read_to_end(link)
        events, once, last = link.events(), [], 0
        for event in events:
            if (event.payload[0] - last) % 256 < 128 and event.payload[0] != last:
                once.append(event)
                last = event.payload[0]
        self.assertLess(len(once), len(events))
        self.assertEqual(read_live(once), self.live_truth())

    def download_all(self, *options, compress=1):
        self.start("--class", "none", "--store", "300", *options)
        link = self.accept()
        link.version()
        notes = link.notes()
        self.assertGreaterEqual(len(notes), 3)
        strokes, n_refused = [], 0
        for note in notes:
            self.assertGreaterEqual(len(link.pages(note)), 2)
            got, refused = link.fetch(note, compress=compress)
            strokes += got
            n_refused += refused
        truth = [true_stroke(line) for line in self.truth()]
        self.assertEqual(len(truth), 300)
        self.assertEqual(sorted(strokes), sorted(truth))
        return link, notes, n_refused

    def test_download_with_damage(self):
        link, notes, n_refused = self.download_all("--damage", "0.4")
        self.assertGreater(n_refused, 0)
        refused = [line for line in self.truth("acknowledged") if not line["good"]]
        self.assertEqual(len(refused), n_refused)
        self.assertFalse(self.truth("freed"))
        first, second = link.pages(notes[0])[:2]
        payload = section_owner(notes[0]) + struct.pack("<IBI", notes[0][2], 1, first)
        self.assertEqual(link.ask(0x27, payload).payload, struct.pack("<BI", 1, first))
        self.assertNotIn(first, link.pages(notes[0]))
        self.assertIn(second, link.pages(notes[0]))
        books = struct.pack("<BI", 1, notes[1][2])
        link.ask(0x25, section_owner(notes[1]) + books)
        self.assertNotIn(notes[1], link.notes())
        self.assertEqual([line["how"] for line in self.truth("freed")], ["pages", "notes"])

    def test_download_plain_and_freed(self):
        link, notes, n_refused = self.download_all("--uncompressed", "--damage", "0.3")
        self.assertGreater(n_refused, 0)
        info = link.ask(0x26, section_owner(notes[0]) + struct.pack("<I", notes[0][2])).payload
        bitmap = info[48:]
        pages = [8 * i + bit for i, byte in enumerate(bitmap) for bit in range(8) if byte >> bit & 1]
        self.assertEqual(pages, link.pages(notes[0]))
        self.assertEqual(struct.unpack_from("<HH", info, 44), (len(pages), len(bitmap)))
        for note in notes:
            link.fetch(note, option=1)
        self.assertEqual(link.notes(), [])
        self.assertEqual(sum(line["strokes"] for line in self.truth("freed")), 300)

    def test_one_download_at_a_time(self):
        self.start("--class", "none", "--store", "600")
        link = self.accept()
        link.version()
        note = link.notes()[0]
        request = b"\x02\x01" + section_owner(note) + struct.pack("<II", note[2], 0)
        link.ask(0x23, request)
        first = link.wait(0x24).payload
        for command in (0x21, 0x22, 0x23, 0x25, 0x26, 0x27):
            self.assertEqual(link.ask(command, request).error, 1)
        link.answer(7)  # of no packet that is out
        self.assertFalse([frame for frame in link.frames if frame.command == 0x24])
        # Said nothing for five seconds: the same packet again.
        self.assertEqual(link.wait(0x24, 7).payload, first)
        link.answer(0, go_on=0)
        self.assertIn(note, link.notes())

    def test_password(self):
        self.start("--password", "纸笔12", "--speed", "50")
        link = self.accept()
        link.version()
        self.assertEqual(link.settings()[0], 1)
        self.assertEqual(link.go_live().error, 2)
        self.assertEqual(link.ask(0x21, b"\xff" * 4).error, 2)
        self.assertEqual(link.ask(0x02, b"0000".ljust(16, b"\0")).payload, bytes([0, 1, 10]))
        self.assertEqual(link.settings()[2], 1)
        right = "纸笔12".encode().ljust(16, b"\0")
        self.assertEqual(link.ask(0x02, right).payload[0], 1)
        self.assertEqual(link.ask(0x03, b"\x01" + right + b"ab}1".ljust(16, b"\0")).payload[2], 0)
        self.assertEqual(link.go_live().error, 0)
        link.socket.close()
        link = self.accept()
        self.assertEqual(link.go_live().error, 2)
        self.assertEqual(link.ask(0x02, right).payload[0], 0)
        self.assertEqual(link.ask(0x02, b"ab}1".ljust(16, b"\0")).payload[0], 1)

    def test_wrong_clock(self):
        for option, expected in (("--clock-offset-ms=-86400000", time.time() * 1000 - 86400000),
                                 ("--clock-1970", 60000)):
            open(self.truth_path, "w").close()
            self.start(option, "--store", "60", "--class", "none")
            link = self.accept()
            link.version()
            before = struct.unpack_from("<Q", link.settings(), 3)[0]
            if option == "--clock-1970":
                self.assertLess(before, 3600 * 1000)
            else:
                self.assertLess(abs(before - expected), 5000)
            now = int(time.time() * 1000)
            self.assertEqual(link.set_clock(2**64 - 1).payload, b"\x01\x01")
            self.assertEqual(link.set_clock(now).payload, b"\x01\x00")
            after = struct.unpack_from("<Q", link.settings(), 3)[0]
            self.assertLess(abs(after - now), 2000)
            for note in link.notes():
                for stroke in link.fetch(note)[0]:
                    self.assertLess(stroke.end_ms, before)
            self.stop()

    def test_older_protocols(self):
        for version, n_version, n_settings, counted in (
                ("2.02", 64, 23, False), ("2.12", 65, 64, True)):
            open(self.truth_path, "w").close()
            self.start("--protocol", version, "--speed", "90", "--quit-after", "strokes:20")
            link = self.accept()
            self.assertEqual(len(link.version()), n_version)
            self.assertEqual(len(link.settings()), n_settings)
            note = section_owner(NOTE) + struct.pack("<I", 603)
            self.assertEqual(link.ask(0x26, note).error, 3)
            link.go_live()
            self.read_to_end(link)
            self.assertEqual(read_live(link.events(), counted), self.live_truth())
            self.assertTrue(self.live_truth())
            self.stop()

    def test_host_goes_away(self):
        state = os.path.join(self.folder, "state")
        link = self.connect("--speed", "50", "--state", state)
        link.wait(0x6A)
        link.socket.close()
        self.wait(lambda: any(line["origin"] == "stored" for line in self.truth()))
        link = self.accept()
        link.version()
        self.assertIn(NOTE, link.notes())
        self.stop()
        live = len(self.live_truth())
        stored = sorted(true_stroke(line) for line in self.truth() if line["origin"] == "stored")
        self.assertTrue(live and stored)
        # The program comes back with the same memory, and with half a record it drops that.
        with open(state, "ab") as file:
            file.write(b"\x01\xff\x00\x00\x00half")
        self.start("--class", "none", "--state", state)
        link = self.accept()
        link.version()
        self.assertEqual(sorted(link.fetch(NOTE, option=1)[0]), stored)
        self.assertEqual(link.notes(), [])
        self.stop()
        self.start("--class", "none", "--state", state)
        link = self.accept()
        link.version()
        self.assertEqual(link.notes(), [])

    def test_away(self):
        link = self.connect("--speed", "120", "--away", "20:60", "--quit-after", "strokes")
        link.read_to_end()
        first = [e for e in link.events()]
        link = self.accept()
        link.version()
        link.go_live()
        link.wait(0x69)  # the stroke begun before live ink was asked for is in memory now
        strokes = link.fetch(NOTE)[0]
        link.read_to_end()
        self.assertTrue(first)
        truth = [true_stroke(line) for line in self.truth()]
        away = [line for line in self.truth() if 21000 <= line["ink_ms"] < 60000]
        self.assertTrue(away)
        self.assertTrue(all(line["origin"] == "stored" for line in away))
        got = strokes + self.live_truth()
        self.assertEqual(sorted(got), sorted(truth))

    def test_battery_and_cap(self):
        link = self.connect("--speed", "800", "--battery", "16", "--cap-off-at", "600")
        link.read_to_end()
        self.assertEqual([e.payload for e in link.frames if e.command == 0x61][:1], [b"\x0f"])
        self.assertEqual([e.payload for e in link.frames if e.command == 0x62], [b"\x04"])

    def test_class_with_teacher(self):
        self.start("--pens", "12", "--teacher", "--speed", "300", "--truth", self.truth_path)
        links = [self.accept() for _ in range(12)]
        addresses = set()
        for link in links:
            addresses.add(link.version()[58:64])
            link.go_live()
        self.assertEqual(len(addresses), 12)
        purposes = {}

        def both_have_written():
            for link in links:
                link.read_for(0.02)
            for line in self.truth():
                purposes.setdefault(line["pen"], set()).add(line["purpose"])
            return "name" in purposes.get("9C:7B:D2:FF:00:01", ()) and "mark" in purposes.get("9C:7B:D2:FF:00:0C", ())
        self.wait(both_have_written)
        self.assertNotIn("mark", purposes["9C:7B:D2:FF:00:0B"])

    def test_lesson(self):
        sheet = os.path.join(ROOT, "docs/examples/demonstration.json")
        link = self.connect("--sheet", sheet, "--speed", "400", "--seed", "5", "--first-number", "3",
                            "--quit-after", "strokes")
        self.take_to_end(link)
        self.assertEqual(read_live(link.events()), self.live_truth())
        answers = {line["question"]: line for line in self.truth("answer")}
        self.assertEqual(sorted(answers), list(range(1, 21)))
        written = {}
        for line in self.truth():
            if line["purpose"] in ("answer", "wrong"):
                signs = written.setdefault(line["question"], [])
                signs.append(line.get("writes", ""))
        with open(sheet, encoding="utf-8") as file:
            questions = {q["number"]: q for q in json.load(file)["questions"]}
        for number, answer in answers.items():
            self.assertEqual(number not in written, answer["blank"])
            self.assertEqual(answer["right"], not answer["blank"] and answer["text"] in questions[number]["key"])
            if questions[number]["type"] == "text" and not answer["blank"]:
                self.assertEqual(set(answer["text"] + answer["first"]), set(written[number]))

    def test_lesson_marked(self):
        with open(os.path.join(ROOT, "docs/examples/demonstration.json"), encoding="utf-8") as file:
            sheet = json.load(file)
        sheet["pages"][1].update(copies=60, step=1)
        path = os.path.join(self.folder, "sheet.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(sheet, file)
        link = self.connect("--sheet", path, "--speed", "1000", "--pens", "4", "--teacher", "--teacher-only",
                            "--marking", "address", "--mishap", "again:2", "--mishap", "strike:3",
                            "--quit-after", "strokes")
        self.take_to_end(link)
        self.assertEqual([(c["pupil"], c["again"]) for c in self.truth("copy")],
                         [(1, False), (2, False), (3, False), (2, True)])
        pages = {line["page"]["page"] for line in self.truth()}
        self.assertEqual(pages, {10, 11, 12})
        for pupil in (1, 2, 3):
            marks = [m for m in self.truth("mark") if m["pupil"] == pupil][:21]
            self.assertEqual([m["question"] for m in marks], list(range(1, 21)) + [0])
            self.assertEqual(marks[20]["points"], sum(m["points"] for m in marks[:20]))
            self.assertEqual([m["question"] for m in marks if m["struck"]], [1] if pupil == 3 else [])

    def test_play(self):
        recording = os.path.join(self.folder, "a.rec")
        with open(recording, "w", encoding="utf-8") as file:
            file.write("# one\ndriver: neo\nlink: spp\n0 < C06101\n50 > C00400C1\n90 < 000FC1\n")
        self.start("--play", recording)
        self.listener.settimeout(5)
        link = Link(self.listener.accept()[0])
        self.assertEqual(link.hello, b"zhibi-virtual-pen 1 driver=neo link=spp\n")
        link.read_to_end()
        self.assertEqual(list(link.frames), [Frame(0x61, None, b"\x0f")])
        link.socket.close()
        with open(recording, "a", encoding="utf-8") as file:
            file.write("100 < C0F\n")
        outcome = subprocess.run([program(), "--socket", self.path, "--play", recording],
                                 capture_output=True, text=True)
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("a.rec:7", outcome.stderr)

    def test_drawing(self):
        drawing = os.path.join(self.folder, "page.svg")
        subprocess.run([program(), "--svg", drawing, "--teacher", "--pens", "2"], check=True)
        with open(drawing, encoding="utf-8") as file:
            self.assertGreater(file.read().count("<path"), 1000)

    def test_wrong_use(self):
        for options in ([], ["--nonsense"], ["--socket", "x", "--lose", "2"],
                        ["--socket", "x", "--away", "5"], ["--socket", "x", "--pens", "0"],
                        ["--socket", "x", "--protocol", "3.1"], ["--socket", "x", "--sheet", "README.md"],
                        ["--socket", "x", "--marking", "claim"]):
            outcome = subprocess.run([program(), *options], capture_output=True, text=True)
            self.assertEqual(outcome.returncode, 2, options)
            self.assertTrue(outcome.stderr)
        outcome = subprocess.run([program(), "--help"], capture_output=True, text=True)
        self.assertEqual(outcome.returncode, 0)
        self.assertIn("--clock-1970", outcome.stdout)


if __name__ == "__main__":
    program()
    unittest.main(argv=sys.argv[:1])
