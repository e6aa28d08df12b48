# SPDX-License-Identifier: MIT
"""The host's side of Neo protocol 2, as far as a virtual pen needs one to be tried. Written from the
protocol's description, sharing nothing with the pen or with the decoder."""

import collections
import select
import struct
import time
import zlib

Frame = collections.namedtuple("Frame", "command error payload")
Stroke = collections.namedtuple("Stroke", "page start_ms end_ms dots")


def frame_bytes(command, payload=b"", error=None):
    body = bytes([command]) + (bytes([error]) if error is not None else b"")
    body += struct.pack("<H", len(payload)) + payload
    for byte in (0x7D, 0xC0, 0xC1):
        body = body.replace(bytes([byte]), bytes([0x7D, byte ^ 0x20]))
    return b"\xc0" + body + b"\xc1"


def section_owner(note):
    return struct.pack("<I", note[0] << 24 | note[1])


class Link:
    """One accepted connection; keeps every whole frame, and counts what is no frame."""

    def __init__(self, connection):
        self.socket = connection
        self.frames = collections.deque()
        self.body = None
        self.escaped = False
        self.n_bad = 0
        self.notifications = []
        self.hello = b""
        while not self.hello.endswith(b"\n"):
            self.hello += connection.recv(1)

    def push(self, byte):
        if byte == 0xC0:
            self.n_bad += self.body is not None
            self.body, self.escaped = bytearray(), False
        elif self.body is None:
            self.n_bad += 1
        elif byte == 0xC1:
            body, self.body = bytes(self.body), None
            error = body[1] if body[0] >= 0x80 else None
            head = 4 if body[0] >= 0x80 else 3
            if len(body) < head or struct.unpack_from("<H", body, head - 2)[0] != len(body) - head:
                self.n_bad += 1
            else:
                self.frames.append(Frame(body[0], error, body[head:]))
        elif byte == 0x7D:
            self.escaped = True
        else:
            self.body.append(byte ^ 0x20 if self.escaped else byte)
            self.escaped = False

    def read(self, seconds):
        """Reads what comes; False when the pen hung up."""
        if not select.select([self.socket], [], [], max(0, seconds))[0]:
            return True
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        for byte in data:
            self.push(byte)
        return bool(data)

    def read_for(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.read(end - time.monotonic()):
                return False
        return True

    def read_to_end(self, quiet_s=20):
        """Until the pen hangs up. One that says nothing for so long will not."""
        while select.select([self.socket], [], [], quiet_s)[0]:
            if not self.read(0):
                return
        raise AssertionError("the pen did not hang up")

    def wait(self, command, seconds=8):
        """The next frame of a command; live events stay in the queue."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for frame in self.frames:
                if frame.command == command:
                    self.frames.remove(frame)
                    return frame
            if not self.read(end - time.monotonic()):
                break
        raise AssertionError("no frame %02X came" % command)

    def ask(self, command, payload=b""):
        self.socket.sendall(frame_bytes(command, payload))
        return self.wait(command | 0x80)

    def version(self, protocol=b"2.18"):
        payload = bytes(16) + b"\xf0\x01" + b"0.0.0.0".ljust(16, b"\0") + protocol.ljust(8, b"\0")
        return self.ask(0x01, payload).payload

    def settings(self):
        return self.ask(0x04).payload

    def set_clock(self, ms):
        return self.ask(0x05, b"\x01" + struct.pack("<Q", ms))

    def go_live(self):
        return self.ask(0x11, b"\xff\xff")

    def events(self):
        """Live events so far, taken out of the queue."""
        live = [frame for frame in self.frames if 0x60 <= frame.command < 0x70]
        for frame in live:
            self.frames.remove(frame)
        return live

    def notes(self):
        payload = self.ask(0x21, b"\xff" * 4).payload
        count = struct.unpack_from("<H", payload)[0]
        assert len(payload) == 2 + 8 * count
        notes = []
        for i in range(count):
            owner, book = struct.unpack_from("<II", payload, 2 + 8 * i)
            notes.append((owner >> 24, owner & 0xFFFFFF, book))
        return notes

    def pages(self, note):
        payload = self.ask(0x22, section_owner(note) + struct.pack("<I", note[2])).payload
        count = struct.unpack_from("<H", payload, 8)[0]
        return list(struct.unpack_from("<%dI" % count, payload, 10))

    def answer(self, packet_id, good=True, go_on=1):
        self.socket.sendall(frame_bytes(
            0xA4, struct.pack("<HB", packet_id, go_on), 0 if good else 1))

    def fetch(self, note, option=2, compress=1):
        """Downloads a note, asking again for damaged packets. Returns strokes and refusals."""
        request = struct.pack("<BB", option, compress) + section_owner(note)
        reply = self.ask(0x23, request + struct.pack("<II", note[2], 0)).payload
        n_strokes, n_bytes, _ = struct.unpack("<IIB", reply)
        strokes, n_refused, plain_bytes = [], 0, 0
        while True:
            chunk = self.wait(0x24).payload
            packet_id, _, before, _, position = struct.unpack_from("<HBHHB", chunk)
            try:
                strokes += read_chunk(chunk, note)
            except (ValueError, zlib.error):
                n_refused += 1
                self.answer(packet_id, good=False)
                continue
            plain_bytes += before
            self.answer(packet_id, go_on=0 if position == 2 else 1)
            if position == 2:
                break
        assert (len(strokes), plain_bytes) == (n_strokes, n_bytes)
        return strokes, n_refused


def read_dot(fields):
    delta, force, x, y, fx, fy, tilt_x, tilt_y, twist = struct.unpack_from("<BHHHBBBBH", fields)
    assert fx < 100 and fy < 100 and tilt_x <= 180 and tilt_y <= 180 and twist < 360
    assert 1 <= force <= 852
    return delta, (round(x + fx / 100, 2), round(y + fy / 100, 2), force)


def read_chunk(chunk, note):
    _, zipped, before, after, _ = struct.unpack_from("<HBHHB", chunk)
    owner, book, n_strokes = struct.unpack_from("<IIH", chunk, 8)
    assert (owner >> 24, owner & 0xFFFFFF, book) == note
    data = chunk[18:]
    if zipped:
        if len(data) != after:
            raise ValueError("size after")
        data = zlib.decompress(data)
    if len(data) != before:
        raise ValueError("size before")
    strokes, at = [], 0
    for _ in range(n_strokes):
        page, down, up, _, _, n_dots = struct.unpack_from("<IQQBIH", data, at)
        at += 27
        dots, clock = [], 0
        for _ in range(n_dots):
            if sum(data[at:at + 15]) & 0xFF != data[at + 15]:
                raise ValueError("checksum")
            delta, dot = read_dot(data[at:at + 13])
            clock += delta
            dots.append((clock,) + dot)
            at += 16
        strokes.append(Stroke(note + (page,), down, up, dots))
    assert at == len(data)
    return strokes


def read_live(events, counted=True):
    """Strokes of a faultless stream; checks every rule of it on the way."""
    kinds = {0x69: "down", 0x6A: "up", 0x6B: "paper", 0x6C: "dot"}
    strokes, open_stroke, last = [], None, None
    for event in events:
        if counted:
            kind, payload = kinds[event.command], event.payload[1:]
            assert last is None or event.payload[0] == (last + 1) % 256
            last = event.payload[0]
        else:
            kind = {0x64: "paper", 0x65: "dot"}.get(event.command)
            payload = event.payload
            if event.command == 0x63:
                kind, payload = ("up" if payload[0] else "down"), payload[1:]
        if kind == "down":
            assert open_stroke is None
            open_stroke = Stroke([], struct.unpack_from("<Q", payload)[0], 0, [])
            clock = 0
        elif kind == "paper":
            owner, book, page = struct.unpack("<III", payload)
            open_stroke.page[:] = [owner >> 24, owner & 0xFFFFFF, book, page]
        elif kind == "dot":
            delta, dot = read_dot(payload)
            clock += delta
            open_stroke.dots.append((clock,) + dot)
        else:
            end = struct.unpack_from("<Q", payload)[0]
            if counted:
                assert struct.unpack_from("<5H", payload, 8) == (len(open_stroke.dots),) * 5
            assert end >= open_stroke.start_ms + clock
            strokes.append(open_stroke._replace(page=tuple(open_stroke.page), end_ms=end))
            open_stroke = None
    return strokes


def true_stroke(line):
    page = line["page"]
    dots = [(t, x, y, force) for t, x, y, force in line["dots"]]
    return Stroke((page["section"], page["owner"], page["book"], page["page"]),
                  line["start_ms"], line["end_ms"], dots)
