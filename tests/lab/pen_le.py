# SPDX-License-Identifier: MIT
"""A Bluetooth LE pen: an advertiser with a small GATT server and optional pairing.

The default pen has one 128-bit service with a characteristic that notifies and one
that is written (the UUIDs of the well-known "Nordic UART" layout, any others will do).
Derive from LePen for a real pen's protocol: change `services` and on_write().
"""
import struct
import uuid

import pen_security
from pen import Pen

SERVICE = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
WRITE = "6e400002-b5a3-f393-e0a9-e50e24dcca9e"
NOTIFY = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
READ_P, WRITE_CMD_P, WRITE_P, NOTIFY_P = 0x02, 0x04, 0x08, 0x10


def wire(name):
    """A UUID as ATT sends it: "180f" as 2 bytes, long ones as 16, last byte first."""
    return bytes.fromhex(name)[::-1] if len(name) == 4 else uuid.UUID(name).bytes[::-1]


class LePen(Pen):
    services = [("1800", [("2a00", READ_P, b"pen")]),
                (SERVICE, [(NOTIFY, NOTIFY_P, b""), (WRITE, WRITE_P | WRITE_CMD_P, b"")])]
    secured = {WRITE, NOTIFY}   # characteristics that `encrypt` guards
    advertised = []             # services in the advertisement; empty: all of its own
    company = b""               # manufacturer data for the advertisement

    def __init__(self, loop, address, name):
        super().__init__(loop, address, name)
        self.mtu_limit, self.bond = 517, None
        self.build()

    def build(self):
        """The attribute table: handle -> [type, value, UUID of the characteristic]."""
        self.table, self.groups, self.value_of, self.cccd_of = {}, [], {}, {}
        h = 0
        for service, chars in self.services:
            first = h = h + 1
            self.table[h] = [wire("2800"), wire(service), None]
            for name, props, value in chars:
                self.table[h + 1] = [wire("2803"), struct.pack("<BH", props, h + 2) + wire(name), None]
                self.table[h + 2] = [wire(name), self.name.encode() if name == "2a00" else value, name]
                self.value_of[name] = h = h + 2
                if props & 0x30:
                    self.cccd_of[name] = h = h + 1
                    self.table[h] = [wire("2902"), b"\0\0", None]
            self.groups.append((first, h, wire(service)))

    # --- advertising
    def advertisement(self):
        names = self.advertised or [s for s, _ in self.services if s not in ("1800", "1801")]
        short, long = (b"".join(wire(s) for s in names if (len(s) == 4) == want) for want in (True, False))
        out = b"\x02\x01\x06"
        if short:
            out += bytes((len(short) + 1, 3)) + short
        if long:
            out += bytes((17, 7)) + long[:16]
        if self.company:
            out += bytes((len(self.company) + 1, 0xff)) + self.company
        return out[:31]

    def scan_response(self):
        name = self.name.encode()[:29]
        return bytes((len(name) + 1, 9)) + name

    # --- what a test does with the pen
    def notify(self, data, name=NOTIFY):
        """True if the host has switched notifications on, and so gets this one."""
        if not self.link or self.table[self.cccd_of[name]][1][0] & 1 == 0:
            return False
        self.link.send(4, struct.pack("<BH", 0x1b, self.value_of[name]) + data[:self.mtu - 3])
        return True

    def on_write(self, name, data):
        """The host wrote to a characteristic. The default pen answers "echo ..." only."""
        if data.startswith(b"echo "):
            self.notify(data[5:])

    # --- the link
    def connected(self):
        self.mtu, self.queue = 23, b""

    def disconnected(self, reason):
        if not self.bond:
            for h in self.cccd_of.values():
                self.table[h][1] = b"\0\0"

    def receive(self, cid, data):
        if cid == 4:
            answer = self.att(data)
            if answer:
                self.link.send(4, answer)
        elif cid == 6:
            self.smp(data)

    def att(self, p):
        op = p[0]
        if op == 0x02:                                           # Exchange MTU
            self.mtu = max(23, min(self.mtu_limit, struct.unpack_from("<H", p, 1)[0]))
            return struct.pack("<BH", 3, self.mtu_limit)
        if op in (0x04, 0x06, 0x08, 0x10):
            first, last = struct.unpack_from("<HH", p, 1)
            found = self.find(op, [h for h in sorted(self.table) if first <= h <= last], p)
            return found or struct.pack("<BBHB", 1, op, first, 0x0a)
        handle = struct.unpack_from("<H", p, 1)[0] if len(p) >= 3 else 0
        if op in (0x0a, 0x0c, 0x12, 0x52, 0x16):
            entry = self.table.get(handle)
            error = 0x01 if not entry else 0x05 if self.encrypt and entry[2] in self.secured \
                and not self.link.encrypted else 0
            if error:
                return None if op == 0x52 else struct.pack("<BBHB", 1, op, handle, error)
            if op == 0x0a:
                return b"\x0b" + entry[1][:self.mtu - 1]
            if op == 0x0c:
                return b"\x0d" + entry[1][struct.unpack_from("<H", p, 3)[0]:][:self.mtu - 1]
            if op == 0x16:
                self.queue += p[5:]
                self.queued = entry
                return b"\x17" + p[1:]
            self.link.send(4, b"\x13") if op == 0x12 else None
            self.written(entry, p[3:])
        elif op == 0x18:                                         # Execute Write
            data, self.queue = self.queue, b""
            self.link.send(4, b"\x19")
            if p[1] and data:
                self.written(self.queued, data)
        elif op & 0x40 == 0 and op != 0x1e:
            return struct.pack("<BBHB", 1, op, handle, 0x06)

    def written(self, entry, data):
        if entry[2]:
            self.log.append((entry[2], data))
            self.on_write(entry[2], data)
        else:
            entry[1] = data

    def find(self, op, handles, p):
        """The discovery requests; entries of one length until the MTU is full."""
        want, out, size = p[5:], b"", None
        for h in handles:
            kind, value, _ = self.table[h]
            if op == 0x04:
                item = struct.pack("<H", h) + kind
            elif op == 0x08 and kind == want:
                item = struct.pack("<H", h) + value[:self.mtu - 4]
            elif op in (0x06, 0x10) and kind == want[:2] == b"\x00\x28":
                end = next(e for s, e, _ in self.groups if s == h)
                if op == 0x06 and value != p[7:]:
                    continue
                item = struct.pack("<HH", h, end) + (value if op == 0x10 else b"")
            else:
                continue
            if (size or len(item)) != len(item) or len(out) + len(item) > self.mtu - 2:
                break
            size, out = len(item), out + item
        if not out:
            return None
        return {0x04: bytes((5, 1 if size == 4 else 2)), 0x06: b"\x07",
                0x08: bytes((9, size or 0)), 0x10: bytes((0x11, size or 0))}[op] + out

    # --- pairing ("LE legacy": the pen is the responder)
    def smp(self, p):
        pen_security.receive(self, p)

    def key_matches(self, rand, ediv, key):
        return key in (getattr(self, "stk", None), self.bond)

    def encrypted(self):
        if getattr(self, "stk", None):
            pen_security.distribute(self)
