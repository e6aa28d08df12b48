# SPDX-License-Identifier: MIT
"""The BR/EDR half of the virtual controller: inquiry, names, links in both directions, pairing.

A mixin for controller.Controller. Pens that are not `le` are found by inquiry. Pairing follows the pen's `secret`,
as for LE, plus `pin`: pens of before 2007 ask for a PIN code. A pen may also call by itself (call()): the host is
asked for consent by a Connection Request, as in nature.
"""
import os
import struct


class Classic:
    inquiry = 0                                                  # counts inquiries; odd: running

    def classic(self, address, calls=False):
        """The pen of this address, if it can hear; one that calls itself need not listen."""
        pen = self.pens.get(address)
        return pen if pen and pen.in_reach and not pen.le and (calls or not pen.silent) else None

    def do_0401(self, p):                                        # Inquiry
        self.inquiry += 1
        for i, pen in enumerate(list(self.pens.values())):       # not before the host is ready
            self.loop.later(0.05 + i * 0.002, self.answer_inquiry, pen)
        self.loop.later(p[3] * 1.28, self.end_inquiry, self.inquiry)

    def answer_inquiry(self, pen):
        if self.inquiry % 2 and self.classic(pen.address) and not pen.link:
            self.event(0x2f, "B6sBB3sHb240s", 1, pen.address, 1, 0, pen.class_of_device, 0, pen.rssi,
                       pen.inquiry_response())

    def end_inquiry(self, number):
        if self.inquiry == number and number % 2:
            self.inquiry += 1
            self.event(0x01, "B", 0)

    def do_0402(self, p):                                        # Inquiry Cancel
        self.inquiry += self.inquiry % 2

    def do_0419(self, p):                                        # Remote Name Request
        pen = self.classic(p[:6])
        if pen:
            self.event(0x07, "B6s248s", 0, p[:6], pen.name.encode())
        else:
            self.loop.later(5.12, self.event, 0x07, "B6s248s", 4, p[:6], b"")

    def do_0405(self, p):                                        # Create Connection
        pen = self.classic(p[:6])
        if pen and self.is_full(False):
            self.event(0x03, "BH6sBB", 9, 0, p[:6], 1, 0)
        elif pen and not pen.link:
            link = self.connect(pen)
            pen.calling = False
            self.event(0x03, "BH6sBB", 0, link.handle, pen.address, 1, 0)
            pen.connected()
        else:                                                    # page timeout
            self.loop.later(5.12, self.event, 0x03, "BH6sBB", 4, 0, p[:6], 1, 0)

    def call(self, pen):
        """The pen pages the host."""
        if self.classic(pen.address, True) and not pen.link and not self.is_full(False):
            self.event(0x04, "6s3sB", pen.address, pen.class_of_device, 1)

    def do_0409(self, p):                                        # Accept Connection Request
        pen = self.classic(p[:6], True)
        if pen and not pen.link:
            link = self.connect(pen)
            self.event(0x03, "BH6sBB", 0, link.handle, pen.address, 1, 0)
            pen.connected()
            pen.calling = True
            self.loop.later(0.2, self.event, 0x17, "6s", pen.address)     # when the host has asked what the pen can
        else:
            self.event(0x03, "BH6sBB", 4, 0, p[:6], 1, 0)

    def do_040a(self, p):                                        # Reject Connection Request
        self.event(0x03, "BH6sBB", p[6], 0, p[:6], 1, 0)

    def do_041b(self, p):                                        # Remote Features
        self.event(0x0b, "B", 0, tail=p[:2] + self.pen_features(p, 0))

    def do_041c(self, p):                                        # ... Extended
        self.event(0x23, "B", 0, tail=p[:2] + bytes((p[2], 1)) + self.pen_features(p, p[2]))

    def pen_features(self, p, page):
        pen = self.pen_of(p)
        ssp = pen is not None and pen.pin is None
        return bytes((0xbf, 0xfe, 0x0d, 0, 0x08, 0, 0x08 * ssp, 0x80)) if page == 0 else bytes((ssp,)) + bytes(7)

    def pen_of(self, p):
        link = self.links.get(struct.unpack_from("<H", p)[0])
        return link.pen if link else None

    def do_041d(self, p):                                        # Remote Version
        self.event(0x0c, "B", 0, tail=p[:2] + struct.pack("<BHH", 4, 10, 0))

    def do_041f(self, p):                                        # Clock Offset
        self.event(0x1c, "B", 0, tail=p[:2] + b"\0\0")

    # --- authentication: link key known? else simple pairing, or a PIN code
    def do_0411(self, p):
        if self.pen_of(p):
            self.event(0x17, "6s", self.pen_of(p).address)

    def authenticated(self, pen, status):
        if pen.link and pen.calling:                             # the pen wanted it, so it encrypts as well
            self.event(0x08, "BHB", status, pen.link.handle, status == 0)
            pen.link.encrypted = status == 0
            pen.secured() if status == 0 else pen.link.drop(0x05)
        elif pen.link:
            self.event(0x06, "BH", status, pen.link.handle)

    def do_040b(self, p):                                        # Link Key: the host has one
        pen = self.pens[p[:6]]
        self.authenticated(pen, 0 if pen.bond == p[6:22] else 6)

    def do_040c(self, p):                                        # ... has none
        pen = self.pens[p[:6]]
        if pen.pin is not None:
            self.event(0x16, "6s", pen.address)
        elif pen.secret is None:
            self.authenticated(pen, 0x18)                        # pairing not allowed
        else:
            self.event(0x31, "6s", pen.address)

    def do_042b(self, p):                                        # the host's input and output
        pen = self.pens[p[:6]]
        mitm = pen.secret != 0
        self.event(0x32, "6sBBB", pen.address, 0 if mitm else 3, 0, 5 if mitm else 4)
        pen.authentic = mitm and p[6] in (1, 2)
        if mitm and p[6] == 2:                                   # keyboard only: type the passkey
            self.event(0x34, "6s", pen.address)
        else:
            self.event(0x33, "6sI", pen.address, pen.secret)

    def do_042c(self, p): self.paired(p, True)                   # confirmed
    def do_042d(self, p): self.paired(p, False)
    def do_042f(self, p): self.paired(p, False)

    def do_042e(self, p):                                        # the passkey typed
        self.paired(p, struct.unpack_from("<I", p, 6)[0] == self.pens[p[:6]].secret)

    def paired(self, p, good):
        pen = self.pens[p[:6]]
        self.event(0x36, "B6s", 0 if good else 5, pen.address)
        if good:
            self.new_key(pen, 5 if pen.authentic else 4)
        self.authenticated(pen, 0 if good else 5)

    def do_040d(self, p):                                        # the PIN code typed
        pen = self.pens[p[:6]]
        good = p[7:7 + p[6]] == pen.pin.encode()
        if good:
            self.new_key(pen, 0)
        self.authenticated(pen, 0 if good else 5)

    def do_040e(self, p):
        self.authenticated(self.pens[p[:6]], 6)

    def new_key(self, pen, kind):
        pen.bond = os.urandom(16)
        self.event(0x18, "6s16sB", pen.address, pen.bond, kind)

    def do_0413(self, p):                                        # Set Connection Encryption
        pen = self.pen_of(p)
        if pen:
            pen.link.encrypted = bool(p[2])
            self.event(0x08, "BHB", 0, pen.link.handle, p[2])
