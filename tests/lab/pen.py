# SPDX-License-Identifier: MIT
"""What every virtual pen is, and the link between one and the controller."""
import struct


class Pen:
    """What every pen is to the controller."""
    le, random, rssi = True, 0, -60
    secret = None          # pairing: None refuses, 0 "just works", else the passkey to type
    encrypt = False        # True: its service needs an encrypted link
    on = True              # False: out of reach
    silent = False         # True: a classic pen answers nobody, and only calls by itself
    stalled = False        # True: linked, but deaf to whatever comes
    class_of_device = b"\0\x05\0"     # classic pens only; last byte first

    def __init__(self, loop, address, name):
        self.loop, self.mac, self.name, self.link = loop, address, name, None
        self.address = bytes.fromhex(address.replace(":", ""))[::-1]
        self.ticking, self.log = False, []   # log: what the host wrote, (UUID or "spp", bytes)

    def assign(self, options):
        """Set attributes that exist; those of bytes from hex."""
        for key, value in options.items():
            old = getattr(self, key)
            setattr(self, key, bytes.fromhex(value) if isinstance(old, bytes) else value)

    @property
    def in_reach(self):
        return self.on

    @staticmethod
    def numbered(n):
        return "C0:FF:EE:%02X:%02X:%02X" % tuple(n.to_bytes(3, "big"))

    def appear(self, air):
        """Come into the room, or be noticed again after a change."""
        air.adapter.pens[self.address] = self
        (air.adapter.advertise if self.le else air.adapter.answer_inquiry)(self)

    def vanish(self, reason):
        """The link ends: 0x08 out of reach, 0x13 the pen hung up."""
        if self.link:
            self.link.drop(reason)

    def connected(self):
        pass

    def disconnected(self, reason):
        pass

    def encrypted(self):
        pass

    def key_matches(self, rand, ediv, key):
        return False


class Link:
    """One connection, as the pen sees it: send() and drop() towards the host."""
    def __init__(self, controller, handle, pen):
        self.controller, self.handle, self.pen, self.held = controller, handle, pen, b""
        self.encrypted = False

    def send(self, cid, data):
        """One L2CAP frame to the host."""
        self.controller.to_host(struct.pack("<BHHHH", 2, self.handle | 0x2000,
                                            len(data) + 4, len(data), cid) + data)

    def drop(self, reason=0x08):
        """End the link: 0x08 supervision timeout, 0x13 ended by the pen."""
        self.controller.disconnected(self, reason)

    def receive(self, flags, data):
        """A piece of an L2CAP frame from the host."""
        self.held = data if flags != 1 else self.held + data
        while len(self.held) >= 4 and len(self.held) >= (end := 4 + (self.held[0] | self.held[1] << 8)):
            frame, self.held = self.held[:end], self.held[end:]
            if not self.pen.stalled:
                self.pen.receive(frame[2] | frame[3] << 8, frame[4:])
