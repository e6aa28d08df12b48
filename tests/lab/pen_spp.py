# SPDX-License-Identifier: MIT
"""A classic Bluetooth pen: the Serial Port Profile on L2CAP, SDP and RFCOMM.

Mostly the host calls and the pen serves; a bonded pen may also call the host by itself (controller_classic.call):
then it encrypts the link, looks up the host's serial port by SDP, and opens RFCOMM from its side. Derive from SppPen
for a real pen's protocol and change on_data(); write() sends.
"""
import struct

from pen import Pen

CRC = []
for i in range(256):                                             # RFCOMM's checksum, reversed 0x07
    for _ in range(8):
        i = i >> 1 ^ (0xe0 if i & 1 else 0)
    CRC.append(i)


def fcs(data):
    c = 0xff
    for b in data:
        c = CRC[c ^ b]
    return 0xff - c


def u16(n):                                                      # SDP data elements
    return b"\x19" + struct.pack(">H", n)


def seq(*items):
    return bytes((0x35, len(b"".join(items)))) + b"".join(items)


class SppPen(Pen):
    le, secret, pin, bond = False, 0, None, None
    channel, frame, uuid = 1, 127, 0x1101
    encrypt, calling = False, False

    def inquiry_response(self):
        name = self.name.encode()[:60]
        return bytes((len(name) + 1, 9)) + name + b"\x03\x03" + struct.pack("<H", self.uuid)

    def record(self):
        return seq(b"\x09\0\0\x0a\0\1\0\1", b"\x09\0\1" + seq(u16(self.uuid)),
                   b"\x09\0\4" + seq(seq(u16(0x0100)), seq(u16(3), bytes((8, self.channel)))),
                   b"\x09\0\5" + seq(u16(0x1002)), b"\x09\0\x09" + seq(seq(u16(self.uuid), b"\x09\1\0")),
                   b"\x09\1\0\x25\x0bSerial Port")

    # --- what a test does with the pen
    def on_data(self, data):
        """Bytes from the host. The default pen answers "echo ..." only."""
        if data.startswith(b"echo "):
            self.write(data[5:])

    def write(self, data):
        if not self.link or not self.open:
            return False
        self.out += data
        self.flush()
        return True

    def notify(self, data, name=None):                           # so `pens notify` works here too
        return self.write(data)

    # --- L2CAP: a channel is {id here: (service, id there)}
    def connected(self):
        self.channels, self.next, self.out = {}, 0x40, b""
        self.open, self.credits, self.owed, self.dlci = False, 0, 0, self.channel << 1

    def disconnected(self, reason):
        self.open = False

    def receive(self, cid, data):
        if cid == 1:
            while len(data) >= 4:
                code, number, size = struct.unpack_from("<BBH", data)
                self.signal(code, number, data[4:4 + size])
                data = data[4 + size:]
        elif cid in self.channels:
            psm, there = self.channels[cid]
            self.sdp(there, data) if psm == 1 else self.rfcomm(there, data)

    def signal(self, code, number, p):
        def tell(kind, body, n=number):
            self.link.send(1, struct.pack("<BBH", kind, n, len(body)) + body)
        if code == 0x02:                                         # Connection Request
            psm, there = struct.unpack("<HH", p)
            known = psm in (1, 3)
            self.next += 1
            tell(3, struct.pack("<HHHH", self.next if known else 0, there, 0 if known else 2, 0))
            if known:
                self.channels[self.next] = (psm, there)
                tell(4, struct.pack("<HHBBH", there, 0, 1, 2, 1013), self.next & 0x7f)
        elif code == 0x03 and p[4:6] == b"\0\0":                 # Connection Response: of our own call
            there, here = struct.unpack_from("<HH", p)
            self.channels[here] = (self.channels[here][0], there)
            tell(4, struct.pack("<HHBBH", there, 0, 1, 2, 1013), 1)
        elif code == 0x05 and self.calling:                      # Configuration Response
            self.configured(self.channels.get(struct.unpack_from("<H", p)[0]))
        elif code == 0x04:                                       # Configuration Request
            here, = struct.unpack_from("<H", p)
            tell(5, struct.pack("<HHH", self.channels[here][1], 0, 0))
        elif code == 0x06:                                       # Disconnection Request
            here, there = struct.unpack("<HH", p)
            if self.channels.pop(here, (0, 0))[0] == 3:
                self.open = False
            tell(7, p)
        elif code == 0x0a:                                       # Information Request: fixed channels
            kind, = struct.unpack("<H", p)
            body = {2: bytes(4), 3: b"\x02" + bytes(7)}.get(kind)
            tell(0x0b, struct.pack("<HH", kind, 0 if body else 1) + (body or b""))
        elif code == 0x08:
            tell(9, p)

    # --- calling the host: SDP for its channel, then RFCOMM
    def secured(self):
        self.open_channel(1)

    def open_channel(self, psm):
        self.next += 1
        self.channels[self.next] = (psm, 0)
        self.link.send(1, struct.pack("<BBHHH", 2, psm, 4, psm, self.next))

    def configured(self, channel):
        psm, there = channel or (0, 0)
        if psm == 1:
            search = seq(u16(self.uuid)) + b"\x02\x00" + seq(b"\x09\0\4") + b"\0"
            self.link.send(there, struct.pack(">BHH", 6, 1, len(search)) + search)
        elif psm == 3:
            self.rf_there = there
            self.rf(0, 0x3f, command=True)

    def found(self, p):
        """The answer names the host's RFCOMM channel: a UUID of 16 bits (3), then a number of 8."""
        at = p.find(b"\x19\0\3\x08")
        if at < 0:
            return self.link.drop(0x13)                          # the host offers no serial port
        self.dlci = p[at + 4] << 1
        self.open_channel(3)

    # --- SDP: one record, for whoever asks for it
    def sdp(self, there, p):
        kind, number, _ = struct.unpack_from(">BHH", p)
        if kind == 7:
            return self.found(p)
        mine = any(u16(u)[1:] in p[5:] for u in (self.uuid, 0x0100, 0x0003, 0x1002))
        if kind == 2:
            body = struct.pack(">HH", mine, mine) + (b"\0\1\0\1" if mine else b"") + b"\0"
        else:
            found = self.record() if kind == 4 else seq(self.record()) if mine else seq()
            body = struct.pack(">H", len(found)) + found + b"\0"
        self.link.send(there, struct.pack(">BHH", kind + 1, number, len(body)) + body)

    # --- RFCOMM: who calls opens the multiplexer, then the one channel, with credits
    def rf(self, dlci, control, data=b"", command=False, credit=None):
        # The commands and data of who was called carry C/R 0, its responses 1; the caller's the other way.
        head = bytes((dlci << 2 | (2 if command == self.calling else 0) | 1, control))
        size = bytes((len(data) << 1 | 1,)) if len(data) < 128 else struct.pack("<H", len(data) << 1)
        check = fcs(head if control & 0xef == 0xef else head + size)
        extra = b"" if credit is None else bytes((credit,))
        self.link.send(self.rf_there, head + size + extra + data + bytes((check,)))

    def rfcomm(self, there, p):
        self.rf_there = there
        dlci, control = p[0] >> 2, p[1]
        long = not p[2] & 1
        data = p[4 if long else 3:-1]
        if control & 0xef == 0x63:                               # UA: of our own call
            self.agreed(dlci)
        elif control & 0xef == 0x2f:                             # SABM: open
            good = dlci in (0, self.channel << 1)
            self.rf(dlci, 0x73 if good else 0x1f)
            if good and dlci:
                self.open = True
                self.rf(0, 0xef, bytes((0xe3, 0x05, dlci << 2 | 3, 0x8d)), command=True)
        elif control & 0xef == 0x43:                             # DISC: close
            self.rf(dlci, 0x73)
            self.open = self.open and dlci == 0
        elif control & 0xef == 0xef and dlci == 0:
            self.multiplexer(data)
        elif control & 0xef == 0xef:
            if control & 0x10:
                self.credits += data[0]
                data = data[1:]
            if data:
                self.owed += 1
                self.log.append(("spp", data))
                self.on_data(data)
            self.flush()
            if self.owed >= 4 and self.link:                    # of the 7 given at first
                self.rf(dlci, 0xff, command=True, credit=self.owed)
                self.owed = 0

    def agreed(self, dlci):
        if dlci == 0:                                            # the multiplexer: now the frame size and credits
            self.rf(0, 0xef, struct.pack("<BBBBBBHBB", 0x83, 0x11, self.dlci, 0xf0, 7, 0, 127, 0, 7), command=True)
        else:
            self.open = True
            self.rf(0, 0xef, bytes((0xe3, 0x05, dlci << 2 | 3, 0x8d)), command=True)
            self.flush()

    def multiplexer(self, m):
        kind, body = m[0], m[2:]
        if not kind & 2:                                         # an answer to our own
            if kind >> 2 == 0x20:
                self.frame, self.credits = min(struct.unpack_from("<H", body, 4)[0], 1000), body[7] & 7
                self.rf(self.dlci, 0x3f, command=True)
            return
        if kind >> 2 == 0x20:                                    # PN: frame size, 40 credits
            size, = struct.unpack_from("<H", body, 4)
            self.frame, self.credits = min(size, 1000), body[7] & 7
            body = bytes((body[0], 0xe0 if body[1] == 0xf0 else 0)) + body[2:4] + \
                struct.pack("<H", self.frame) + body[6:7] + b"\x07"
        self.rf(0, 0xef, bytes((kind & ~2, len(body) << 1 | 1)) + body, command=True)

    def flush(self):
        while self.out and self.credits and self.link and self.open:
            piece, self.out = self.out[:self.frame], self.out[self.frame:]
            self.credits -= 1
            self.rf(self.dlci, 0xef, piece, command=True)
