# SPDX-License-Identifier: MIT
"""The real daemon under hard conditions: start, kill and read it; a small pen of Neo protocol 2 whose every
sent dot is remembered with its time; a WebSocket client. Used by check-kill, check-download, check-full and
check-bad-input. It shares no code with the daemon."""

import base64
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib

BUILD = os.environ.get("BUILD", "build/release")
PAGE = (3, 27, 603, 10)


def say(text):
    print(text, flush=True)


def fail(text):
    print("not ok 1 - " + text, flush=True)
    sys.exit(1)


def check(condition, text):
    if not condition:
        fail(text)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Daemon:
    """zhibid with the demonstration class, in a folder that outlives its kills."""

    def __init__(self, folder=None, options=(), config=""):
        self.folder = folder or tempfile.mkdtemp(prefix="zhibi-torture-")
        self.own = folder is None
        self.options = list(options)
        self.config = config
        self.port = free_port()
        self.process = None
        self.password = None

    def start(self):
        self.log = open(os.path.join(self.folder, "..", os.path.basename(self.folder) + ".log"), "ab")
        command = [f"{BUILD}/zhibid", "--demonstration", "--data", self.folder, "--port", str(self.port),
                   "--page", "build/page", *self.options]
        if self.config:
            path = self.folder + ".conf"
            with open(path, "w") as f:
                f.write(self.config)
            command += ["--config", path]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log)
        lines = []
        for raw in self.process.stdout:
            line = raw.decode()
            lines.append(line)
            if line.startswith("zhibid: listening on"):
                break
        else:
            fail("the daemon did not come up: " + "".join(lines) + self.log_tail())
        text = "".join(lines)
        threading.Thread(target=self.drain, args=(self.process.stdout,), daemon=True).start()
        found = re.search(r"(?:[Pp]assword)\D*?[:：]\s*(\S+)", text)
        if found:
            self.password = found.group(1)
        self.text = text
        return self

    def drain(self, pipe):
        for raw in pipe:
            self.text += raw.decode()

    def log_tail(self):
        self.log.flush()
        with open(self.log.name, errors="replace") as f:
            return f.read()[-2000:]

    def kill(self):
        """Returns the moment of the kill, taken before it: what was due then must be there."""
        killed_at = time.monotonic()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        return killed_at

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                code = self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                fail("the daemon did not end within 20 s of SIGTERM")
            check(code == 0, f"the daemon ended with {code}: {self.log_tail()}")

    def alive(self):
        return self.process.poll() is None

    def processor_s(self):
        """The time of a processor that it has used since its start: a loaded machine is no excuse."""
        with open(f"/proc/{self.process.pid}/stat") as f:
            user, system = f.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    @property
    def socket_path(self):
        return os.path.join(self.folder, "pens.sock")

    def strokes(self):
        """Every stroke on disk, as the reader sees it (committed only), journal parts too."""
        out = subprocess.run([f"{BUILD}/tests/tool-store-strokes", os.path.join(self.folder, "zhibi.db")],
                             stdout=subprocess.PIPE, check=True).stdout
        return [json.loads(line) for line in out.splitlines()]

    def cleanup(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)
        for end in (".log", ".conf"):
            try:
                os.unlink(self.folder + end)
            except OSError:
                pass


# ---- Neo protocol 2, the pen's side

def frame(command, payload=b"", error=None):
    body = bytes([command]) + (b"" if error is None else bytes([error])) + struct.pack("<H", len(payload)) + payload
    out = bytearray(b"\xc0")
    for byte in body:
        if byte in (0xC0, 0xC1, 0x7D):
            out += bytes([0x7D, byte ^ 0x20])
        else:
            out.append(byte)
    return bytes(out) + b"\xc1"


def section_owner(section, owner):
    return section << 24 | owner


def stored_dot(delta, force, x, y):
    body = struct.pack("<BHHHBBBBHH", delta, force, x // 100, y // 100, x % 100, y % 100, 90, 90, 0, 0)
    return body + bytes([sum(body) & 255])


class Truth:
    """One stroke as the pen wrote it. Times of sending are of time.monotonic."""

    def __init__(self, start_ms, dots, page=PAGE):
        self.start_ms, self.dots, self.page = start_ms, dots, page  # dots: (delta, x, y, force)
        self.sent = []
        self.n_due = None  # dots that had to be on disk at the first kill after them

    def key(self):
        return (self.start_ms, self.page, tuple((x, y, f) for _, x, y, f in self.dots))

    def stored(self):
        total = sum(d for d, *_ in self.dots)
        head = struct.pack("<IQQBIH", self.page[3], self.start_ms, self.start_ms + total, 0, 0xFF000000, len(self.dots))
        return head + b"".join(stored_dot(d, f, x, y) for d, x, y, f in self.dots)


def book_key(stroke):
    page = stroke["page"]
    page = (page["section"], page["owner"], page["book"], page["page"]) if page else None
    return (stroke["pen_start_ms"], page, tuple((round(x * 100), round(y * 100), f) for _, x, y, f in stroke["dots"]))


class Pen(threading.Thread):
    """Writes on page PAGE from its own thread; connects again whenever the daemon is away. With `offer`, it
    serves the strokes of its memory as stored ink."""

    def __init__(self, number, socket_path, seed=1, live=True, offer=False, per_packet=3):
        super().__init__(daemon=True)
        self.number, self.path, self.live, self.offer, self.per_packet = number, socket_path, live, offer, per_packet
        self.random = random.Random(seed * 1000 + number)
        self.written = []      # Truth, all strokes ever begun
        self.memory = []       # Truth, those it offers
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.writing = threading.Event()
        self.writing.set()
        self.clock = int(time.time() * 1000) - 1000 * number
        self.acknowledged = [] # (page, packet number, strokes of the packet) the host took
        self.freed = []        # what the host told it to delete
        self.on_acknowledge = None
        self.on_free = None    # given the strokes it is told to free, before it frees them
        self.stored_served = 0
        self.lost_link = 0

    def stop(self):
        self.ended.set()
        self.join(10)

    def run(self):
        while not self.ended.is_set():
            try:
                with socket.socket(socket.AF_UNIX) as self.socket:
                    self.socket.connect(self.path)
                    self.session()
            except OSError:
                self.lost_link += 1
                time.sleep(0.05)

    def send(self, data):
        self.socket.sendall(data)

    def session(self):
        self.send(b"zhibi-virtual-pen 1 driver=neo link=ble\n")
        self.buffer, self.live_on, self.counter, self.serving = b"", False, self.random.randrange(256), None
        self.stroke, self.at = None, 0
        self.socket.settimeout(0.005)
        due = time.monotonic()
        while not self.ended.is_set():
            try:
                data = self.socket.recv(65536)
                if not data:
                    raise OSError("closed")
                self.buffer += data
                self.hear()
            except socket.timeout:
                pass
            if self.live and self.live_on and time.monotonic() >= due:
                due = max(due + 0.010, time.monotonic() - 0.05)
                if self.stroke or self.writing.is_set():
                    self.write()

    def count(self):
        self.counter = (self.counter + 1) & 255
        return bytes([self.counter])

    def write(self):
        if not self.stroke:
            self.clock = max(self.clock + 20, int(time.time() * 1000))
            x, y = self.random.randrange(1000, 5000), 1000 + 100 * self.number
            dots, force = [], 200
            for _ in range(self.random.randrange(1, 45)):
                x += self.random.randrange(-8, 20)
                y += self.random.randrange(-9, 10)
                force = min(850, max(20, force + self.random.randrange(-20, 21)))
                dots.append((10, x, y, force))
            self.stroke, self.at = Truth(self.clock, dots), 0
            with self.lock:
                self.written.append(self.stroke)
                self.memory.append(self.stroke)
            section, owner, book, page = self.stroke.page
            self.send(frame(0x69, self.count() + struct.pack("<QBI", self.clock, 0, 0xFF000000)) +
                      frame(0x6B, self.count() + struct.pack("<III", section_owner(section, owner), book, page)))
        delta, x, y, force = self.stroke.dots[self.at]
        data = frame(0x6C, self.count() + struct.pack("<BHHHBBBBH", delta, force, x // 100, y // 100, x % 100, y % 100,
                                                      90, 90, 0))
        self.at += 1
        self.clock += delta
        last = self.at == len(self.stroke.dots)
        if last:
            n = len(self.stroke.dots)
            data += frame(0x6A, self.count() + struct.pack("<QHHHHH", self.clock, n, n, n, n, n))
        self.send(data)
        with self.lock:
            self.stroke.sent.append(time.monotonic())
        if last:
            self.stroke = None

    def hear(self):
        while True:
            begin = self.buffer.find(b"\xc0")
            end = self.buffer.find(b"\xc1", begin)
            if begin < 0 or end < 0:
                return
            raw, self.buffer = self.buffer[begin + 1:end], self.buffer[end + 1:]
            body, escape = bytearray(), False
            for byte in raw:
                if byte == 0x7D:
                    escape = True
                else:
                    body.append(byte ^ 0x20 if escape else byte)
                    escape = False
            self.answer(body[0], bytes(body[1:]))

    def text(self, text, size):
        return text.encode().ljust(size, b"\0")

    def answer(self, command, rest):
        if command == 0x01:
            address = bytes([0x9C, 0x7B, 0xD2, 0xFF, self.number >> 8, self.number & 255])
            self.send(frame(0x81, self.text("NWP-F51", 16) + self.text("1.20", 16) + self.text("2.18", 8) +
                            self.text("Neosmartpen_M1+", 16) + struct.pack("<H", 1) + address, 0))
        elif command == 0x04:
            self.send(frame(0x84, struct.pack("<BBBQHHBBBBBBBBBB", 0, 10, 0, int(time.time() * 1000), 20, 852, 5, 1, 1, 1,
                                              0, 80, 1, 2, 0, 0) + self.text("Neosmartpen_M1+", 16) + bytes(23), 0))
        elif command == 0x05:
            self.send(frame(0x85, bytes([rest[2], 0]), 0))
        elif command == 0x11:
            self.send(frame(0x91, b"", 0))
            self.live_on = True
        elif command == 0x21:
            with self.lock:
                notes = sorted({t.page[:3] for t in self.memory}) if self.offer else []
            self.send(frame(0xA1, struct.pack("<H", len(notes)) +
                            b"".join(struct.pack("<II", section_owner(s, o), b) for s, o, b in notes), 0))
        elif command == 0x22:
            so, book = struct.unpack_from("<II", rest, 2)
            with self.lock:
                pages = sorted({t.page[3] for t in self.memory if t.page[2] == book})
            self.send(frame(0xA2, struct.pack("<IIH", so, book, len(pages)) + b"".join(struct.pack("<I", p) for p in pages), 0))
        elif command == 0x23:
            self.serve(rest[2:])
        elif command == 0xA4:
            self.acknowledge(rest)
        elif command in (0x25, 0x27):
            self.freed.append((command, rest[2:]))
            if command == 0x27:
                so, book, n = struct.unpack_from("<IIB", rest, 2)
                pages = struct.unpack_from(f"<{n}I", rest, 11)
                if self.on_free:
                    self.on_free([t for t in self.memory if t.page[3] in pages and t.page[2] == book])
                with self.lock:
                    self.memory = [t for t in self.memory if t.page[3] not in pages or t.page[2] != book]
                self.send(frame(0xA7, bytes([n]) + b"".join(struct.pack("<I", p) for p in pages), 0))
        elif command == 0x02:
            self.send(frame(0x82, bytes([1, 0, 10]), 0))

    def serve(self, payload):
        option, compress, so, book, n = struct.unpack_from("<BBIII", payload)
        pages = struct.unpack_from(f"<{n}I", payload, 14)
        if option == 1:
            self.freed.append((0x23, payload))
        with self.lock:
            strokes = [t for t in self.memory if t.page[2] == book and (not n or t.page[3] in pages) and t is not self.stroke]
        size = sum(27 + 16 * len(t.dots) for t in strokes)
        self.send(frame(0xA3, struct.pack("<IIB", len(strokes), size, 1), 0))
        groups = [strokes[i:i + self.per_packet] for i in range(0, len(strokes), self.per_packet)]
        if option == 0 or not groups:
            return
        self.serving, self.packet, self.serving_note = groups, 0, (so, book)
        self.packet_out()

    def packet_out(self):
        group = self.serving[self.packet]
        plain = b"".join(t.stored() for t in group)
        packed = zlib.compress(plain)
        last = self.packet == len(self.serving) - 1
        position = 2 if last else 0 if self.packet == 0 else 1
        self.send(frame(0x24, struct.pack("<HBHHBIIH", self.packet, 1, len(plain), len(packed), position,
                                          *self.serving_note, len(group)) + packed))
        self.stored_served += 1

    def acknowledge(self, rest):
        if not self.serving:
            return
        error = rest[0]
        packet, go_on = struct.unpack_from("<HB", rest, 3)
        if packet != self.packet:
            return
        if error == 0:
            self.acknowledged.append((self.packet, list(self.serving[self.packet])))
            if self.on_acknowledge:
                self.on_acknowledge(self)
            self.packet += 1
            if self.packet >= len(self.serving):
                self.serving = None
                return
        self.packet_out()


# ---- the console's side

class Console:
    """A logged-in WebSocket; keeps the latest of store, seats and results."""

    def __init__(self, daemon):
        connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=10)
        connection.request("POST", "/api/login", json.dumps({"name": "teacher", "password": daemon.password}),
                           {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{daemon.port}"})
        reply = connection.getresponse()
        reply.read()
        check(reply.status == 204, f"login answered {reply.status} (password {daemon.password!r})")
        cookie = reply.getheader("Set-Cookie").split(";")[0]
        self.socket = socket.create_connection(("127.0.0.1", daemon.port), 10)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET /api/console HTTP/1.1\r\nHost: 127.0.0.1:{daemon.port}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                             f"Sec-WebSocket-Protocol: zhibi-console-1\r\nOrigin: http://127.0.0.1:{daemon.port}\r\n"
                             f"Cookie: {cookie}\r\n\r\n").encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            data = self.socket.recv(4096)
            check(data, "the console socket was refused: " + self.buffer.decode(errors="replace"))
            self.buffer += data
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        check(b" 101 " in head.split(b"\r\n")[0], "no upgrade: " + head.decode())
        self.states, self.snapshot = [], None
        self.seats = {}                 # by the pupil's number
        self.pupils, self.n_results = {}, 0
        self.ready = False              # the ink of before the start is read
        self.n_requests, self.replies = 0, {}
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def need(self, n):
        while len(self.buffer) < n:
            data = self.socket.recv(65536)
            if not data:
                raise OSError
            self.buffer += data
        out, self.buffer = self.buffer[:n], self.buffer[n:]
        return out

    def read(self):
        self.socket.settimeout(None)
        try:
            message = b""
            while True:
                first, second = self.need(2)
                size = second & 127
                if size == 126:
                    size = struct.unpack(">H", self.need(2))[0]
                elif size == 127:
                    size = struct.unpack(">Q", self.need(8))[0]
                data = self.need(size)
                opcode = first & 15
                if opcode == 9:
                    self.socket.sendall(b"\x8a\x80\0\0\0\0" if not data else
                                        bytes([0x8A, 0x80 | len(data)]) + b"\0\0\0\0" + data)
                    continue
                if opcode == 8:
                    return
                message = data if opcode in (1, 2) else message + data
                kind = opcode or kind
                if first & 0x80 and kind == 1:
                    self.hear(json.loads(message))
        except OSError:
            pass

    def say(self, message):
        """Sends a request; its answer will be in `replies` under the number returned."""
        self.n_requests += 1
        data = json.dumps(dict(message, request=self.n_requests)).encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))
        self.socket.sendall(b"\x81" + size + b"\0\0\0\0" + data)
        return self.n_requests

    def ask(self, message):
        """Sends a request and waits for its answer."""
        request = self.say(message)
        wait_for(lambda: request in self.replies, 10, f"an answer to {message}")
        return self.replies.pop(request)

    def hear(self, message):
        if "request" in message:
            self.replies[message["request"]] = message
        if message["type"] == "snapshot":
            self.snapshot = message
        if "store" in message:
            self.states.append(message["store"])
        for seat in message.get("seats", []):
            if seat.get("pupil"):
                self.seats[seat["pupil"]["number"]] = seat
        if message.get("results"):
            self.n_results += 1
            self.ready = message["results"]["ready"]
            for pupil in message["results"]["pupils"]:
                known = self.pupils.setdefault(pupil["seat"], {"answers": {}})
                known["answers"].update({a["question"]: a for a in pupil["answers"]})
                known.update({k: v for k, v in pupil.items() if k != "answers"})


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    fail(f"waited {seconds} s in vain for: {what}")


class Witness(threading.Thread):
    """How late this machine is by itself: writes a byte to the disk every 10 ms, and knows how long after its time each was
    there. What is promised in milliseconds is promised for a machine that has them."""

    KEPT_S, EVERY_S = 1, 0.01

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.path, self.late, self.due = folder + ".witness", [], time.monotonic()
        self.ended = threading.Event()

    def run(self):
        with open(self.path, "wb", buffering=0) as file:
            while not self.ended.wait(max(0, self.due - time.monotonic())):
                file.write(b".")
                os.fsync(file.fileno())
                now = time.monotonic()
                self.late = [one for one in self.late if one[0] > now - self.KEPT_S] + [(now, now - self.due)]
                self.due = now + self.EVERY_S
        os.unlink(self.path)

    def worst_s(self):
        """Of the last second, what is late now with it."""
        return max([late for _, late in self.late] + [time.monotonic() - self.due, 0])


def compare_exact(daemon, written, what):
    """The strokes on disk are the pen's strokes, once each, every dot."""
    wanted, found = {}, {}
    for truth in written:
        wanted[truth.key()] = wanted.get(truth.key(), 0) + 1
    for stroke in daemon.strokes():
        found[book_key(stroke)] = found.get(book_key(stroke), 0) + 1
    missing = [k for k in wanted if k not in found]
    strange = [k for k in found if k not in wanted]
    twice = [k for k in found if found[k] > 1]
    if missing or strange or twice:
        for name, keys in (("missing", missing), ("strange", strange), ("twice", twice)):
            for key in keys[:3]:
                say(f"# {name}: start {key[0]} page {key[1]} dots {len(key[2])} {key[2][:3]}…")
        fail(f"{what}: {len(missing)} missing, {len(strange)} strange, {len(twice)} twice of {len(wanted)}")
    return sum(len(t.dots) for t in written)
