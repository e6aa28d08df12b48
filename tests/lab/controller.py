# SPDX-License-Identifier: MIT
"""A virtual Bluetooth controller (LE and BR/EDR, version 4.2) on /dev/vhci: the LE half and what both share.

The kernel sees an ordinary adapter, hci0. Behind it there is no radio: who is in reach stands in the dictionary
`pens`, objects of the classes in pen_*.py that live in this same process. So the number of pens has no limit but
the processor's, and a test can make any of them vanish, stall or be refused (air.py). Only what Linux 6.1 asks a
central's adapter for is here; an unknown command succeeds.
"""
import os
import struct

from controller_classic import Classic
from pen import Link

FEATURES = bytes.fromhex("bffe8ffed83f5b87")                    # EDR, SSP, LE, EIR; no SC

# What Read commands answer, after the status byte; the rest is computed below.
FIXED = {
    0x1001: struct.pack("<BHBHH", 8, 0, 8, 0x05f1, 0),           # version: Bluetooth 4.2
    0x1003: FEATURES,
    0x1005: struct.pack("<HBHH", 1021, 64, 16, 0),               # BR/EDR buffers: 16 of 1021
    0x0c14: bytes(248), 0x0c23: bytes(3), 0x0c25: bytes(2), 0x0c38: b"\x01",
    0x0c39: b"\x01\x33\x8b\x9e", 0x0c1b: struct.pack("<HH", 0x800, 0x12), 0x0c46: b"\0",
    0x0c58: b"\0", 0x0c55: b"\0", 0x0c5a: b"\0", 0x080e: b"\0\0", 0x0c12: b"\0\0",
    0x2002: struct.pack("<HB", 251, 32),                         # LE buffers: 32 of 251
    0x2003: b"\x01" + bytes(7),                                  # LE features: encryption
    0x2007: b"\0", 0x200f: b"\xff", 0x201c: b"\xff\xff\xff\xff\xff\x03\0\0", 0x202a: b"\0",
}
ECHO_HANDLE = {0x080d, 0x0c37, 0x1408, 0x1405, 0x0c2d, 0x080c}   # answers start with the handle
ECHO_ADDRESS = {0x0408, 0x041a, 0x040b, 0x040c, 0x040d, 0x040e,  # ... with the address
                0x042b, 0x042c, 0x042d, 0x042e, 0x042f, 0x0433, 0x0434}
EXTRA = {0x1408: b"\x10", 0x1405: b"\xc4", 0x0c2d: b"\0", 0x080c: b"\0\0"}
PENDING = {0x0401, 0x0405, 0x0406, 0x0409, 0x040a, 0x040f, 0x0411, 0x0413, 0x0419, 0x041b, 0x041c, 0x041d,
           0x041f, 0x0803, 0x0804, 0x080b, 0x200d, 0x2013, 0x2016, 0x2019}  # Command Status first


class Controller(Classic):
    def __init__(self, loop, address, pens):
        self.loop, self.address, self.pens, self.links = loop, address, pens, {}
        self.handle, self.scan, self.wanted, self.accept = 0x40, None, None, set()
        self.active, self.filter, self.gone = False, 0, False
        self.limit = {True: 1000, False: 7}                      # links at most: LE, BR/EDR
        self.refusal, self.n_refused, self.most = 0x09, 0, 0     # how one too many is refused; LE links at most so far
        self.fd = os.open("/dev/vhci", os.O_RDWR)
        os.write(self.fd, b"\xff\0")
        self.index = struct.unpack("<BBH", os.read(self.fd, 4))[2]
        loop.watch(self.fd, self.readable)

    # --- to the host
    def to_host(self, packet):
        if not self.gone:
            os.write(self.fd, packet)

    def event(self, code, form="", *values, tail=b""):
        body = struct.pack("<" + form, *values) + tail
        self.to_host(bytes((4, code, len(body))) + body)

    def disconnected(self, link, reason):
        if self.links.pop(link.handle, None):
            self.event(0x05, "BHB", 0, link.handle, reason)
            link.pen.link = None
            link.pen.disconnected(reason)
            self.loop.later(0.05, self.advertise, link.pen)

    # --- from the host
    def readable(self):
        packet = os.read(self.fd, 4096)
        if packet[0] == 2:
            head, = struct.unpack_from("<H", packet, 1)
            link = self.links.get(head & 0xfff)
            if link:
                self.event(0x13, "BHH", 1, link.handle, 1)       # buffer free again
                link.receive(head >> 12 & 3, packet[5:])
        elif packet[0] == 1:
            self.command(struct.unpack_from("<H", packet, 1)[0], packet[4:])

    def command(self, op, p):
        if op == 0x200d and self.refusal == 0x0d and self.is_full(True):
            self.n_refused += 1                                  # "limited resources": many adapters say it at once
            return self.event(0x0f, "BBH", self.refusal, 1, op)
        if op in PENDING:
            self.event(0x0f, "BBH", 0, 1, op)
        else:
            out = FIXED.get(op, b"")
            if op in ECHO_HANDLE:
                out = p[:2] + EXTRA.get(op, b"")
            elif op in ECHO_ADDRESS:
                out = p[:6]
            elif op == 0x1009:
                out = self.address
            elif op == 0x1002:                                   # the few optional commands
                bits = bytearray(64)
                bits[5], bits[20], bits[25], bits[26], bits[27] = 0x18, 0x10, 0xff, 0xff, 0xff
                out = bytes(bits)
            elif op == 0x1004:
                out = bytes((p[0], 1)) + (FEATURES if p[0] == 0 else b"\x03" + bytes(7))
            elif op == 0x2018:
                out = os.urandom(8)
            self.event(0x0e, "BHB", 1, op, 0, tail=out)
        call = getattr(self, "do_%04x" % op, None)
        if call:
            call(p)

    def do_0c03(self, p):                                        # Reset
        self.scan = self.wanted = None
        self.inquiry += self.inquiry % 2
        for link in list(self.links.values()):
            self.links.pop(link.handle)
            link.pen.link = None
            link.pen.disconnected(0x13)

    def unplug(self):
        """The adapter is pulled out of its socket."""
        self.do_0c03(b"")
        self.gone = True                                         # what was to be sent later is not
        self.loop.unwatch(self.fd)
        os.close(self.fd)

    def do_0406(self, p):                                        # Disconnect
        link = self.links.get(struct.unpack_from("<H", p)[0])
        if link:
            self.disconnected(link, 0x16)

    # --- LE
    def do_2010(self, p): self.accept.clear()
    def do_2011(self, p): self.accept.add(p[1:7])
    def do_2012(self, p): self.accept.discard(p[1:7])
    def do_200b(self, p): self.active, self.filter = p[0] == 1, p[6]

    def do_200c(self, p):                                        # Scan Enable
        self.scan = ("once" if p[1] else "always") if p[0] else None
        for i, pen in enumerate(list(self.pens.values())):       # not before the host is ready
            self.loop.later(0.02 + i * 0.001, self.advertise, pen)

    def advertise(self, pen):
        """The pen's advertisement meets a scan or a pending connection, if there is one."""
        if not pen.le or not pen.in_reach or pen.link or self.pens.get(pen.address) is not pen:
            return
        if self.wanted and (self.wanted == pen.address or
                            self.wanted is self.accept and pen.address in self.accept):
            self.wanted, full = None, self.is_full(pen.le)
            self.n_refused += full
            handle = 0 if full else self.connect(pen).handle
            self.event(0x3e, "BBHBB6sHHHB", 1, self.refusal if full else 0, handle, 0, pen.random, pen.address,
                       24, 0, 42, 0)
            if not full:
                pen.connected()
        elif self.scan and (not self.filter & 1 or pen.address in self.accept):
            kinds = [(0, pen.advertisement())] + ([(4, pen.scan_response())] if self.active else [])
            for kind, data in kinds:
                self.event(0x3e, "BBBB6sB", 2, 1, kind, pen.random, pen.address, len(data),
                           tail=data + struct.pack("b", pen.rssi))
            if self.scan == "always" and not pen.ticking:
                pen.ticking = True
                self.loop.later(0.5, self.tick, pen)

    def tick(self, pen):
        pen.ticking = False
        self.advertise(pen)

    def count(self, le):
        return sum(link.pen.le == le for link in self.links.values())

    def is_full(self, le):
        """Has the adapter as many links of this kind as it can have?"""
        return self.count(le) >= self.limit[le]

    def connect(self, pen):
        self.handle = self.handle + 1 if self.handle < 0xe00 else 0x40
        pen.link = self.links[self.handle] = Link(self, self.handle, pen)
        self.most = max(self.most, self.count(True))
        return pen.link

    def do_200d(self, p):                                        # Create Connection
        self.wanted = self.accept if p[4] else p[6:12]
        for pen in list(self.pens.values()):
            self.advertise(pen)

    def do_200e(self, p):                                        # ... Cancel
        if self.wanted is not None:
            self.event(0x3e, "BBHBB6sHHHB", 1, 2, 0, 0, 0, bytes(6), 0, 0, 0, 0)
            self.wanted = None

    def do_2013(self, p):                                        # Connection Update
        self.event(0x3e, "BB", 3, 0, tail=p[:2] + p[4:10])

    def do_2016(self, p):                                        # Remote Features
        self.event(0x3e, "BB", 4, 0, tail=p[:2] + FIXED[0x2003])

    def do_2019(self, p):                                        # Start Encryption
        link = self.links.get(struct.unpack_from("<H", p)[0])
        if link:
            link.encrypted = link.pen.key_matches(p[2:10], p[10:12], p[12:28])
            self.event(0x08, "BHB", 0 if link.encrypted else 6, link.handle, link.encrypted)
            if link.encrypted:
                link.pen.encrypted()
