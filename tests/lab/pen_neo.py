# SPDX-License-Identifier: MIT
"""The project's virtual pen (tests/virtual-pen) on this air.

The program `virtual-pen --socket /run/pens.sock` is the pen's processor and hand; the classes here are its radio and
its plug. Each of its pens connects to the socket (SOCK_SEQPACKET: one packet is one notification) and says which
pen it is; from then on it is switched on, advertises, and waits for a host. Its bytes go to the host as they are.
When the link ends the socket is closed: so the pen knows that what the air has not taken yet did not arrive,
writes on into its memory, and comes back by itself after 0.2 s.
"""
import socket

from pen_le import LePen, NOTIFY_P, READ_P, WRITE_CMD_P, WRITE_P
from pen_spp import SppPen
from pen_usb import UsbPen, descriptor

GREETING = b"zhibi-virtual-pen 1 "


class Radio:
    """The connection to one pen of the program. `pen` is NeoPen below; it may change while the pen is away."""

    def __init__(self, air, connection):
        self.loop, self.air, self.socket, self.pen = air.loop, air, connection, None
        connection.setblocking(False)
        self.loop.watch(connection, self.readable)

    def readable(self):
        for _ in range(4):                                       # not more a turn: others wait
            if not self.socket:
                return
            try:
                packet = self.socket.recv(65536)
            except BlockingIOError:
                return
            except OSError:
                packet = b""
            if not packet:
                return self.close()
            self.take(packet)

    def take(self, packet):
        if self.pen:
            self.pen.n_bytes += len(packet)
            return self.pen.from_pen(packet)
        words = dict(word.split("=", 1) for word in packet.decode().split()[2:])
        if not packet.startswith(GREETING) or "address" not in words:
            raise ValueError("not a virtual pen: %r" % packet[:60])
        self.pen = self.air.pen_of_identity(words["address"], words["link"])
        self.pen.switched_on(self)

    def send(self, data):
        """From the host. A pen that does not read loses it, as a pen with a full buffer would."""
        try:
            self.socket.send(data)
        except OSError:
            self.close()

    def close(self):
        """The program hung up."""
        pen = self.pen
        self.hang_up(False)
        if pen:
            pen.switched_off()

    def hang_up(self, forward):
        """Tells the pen that the link is gone. With `forward` what it has sent until now still arrives: it is
        stopped first, so that nothing falls between."""
        if not self.socket:
            return
        connection, self.socket = self.socket, None
        self.loop.unwatch(connection)
        try:
            connection.shutdown(socket.SHUT_RD)
            while forward and (packet := connection.recv(65536)):
                self.pen.from_pen(packet)
        except OSError:
            pass
        connection.close()
        self.pen = None


class NeoPen:
    """What the three kinds share. `identity` is the pen's own address, told in its greeting."""

    radio, identity, heard = None, "", False
    n_notifications = n_bytes = 0
    timeout_s = 1.0                                              # of the link's supervision

    def switched_on(self, radio):
        self.end_session()
        self.radio = radio
        self.appear(radio.air)

    def switched_off(self):
        """The program ended, or its pen put the cap on: silence. (bluetoothd throws away what it has not passed on
        when a link ends, so a link that ended at once would cost the last words.)"""
        self.radio = None
        self.vanish(0x08)

    def to_pen(self, data):
        if self.radio:
            self.radio.send(data)

    def go_away(self):
        """Out of reach: what is in the air still arrives, then silence until the host's adapter gives the link up."""
        self.end_session(forward=True)

    def end_session(self, forward=False):
        """The host ended the link, or it broke: the pen is told by the end of its connection."""
        if self.radio:
            radio, self.radio = self.radio, None
            radio.hang_up(forward)


class NeoAirPen(NeoPen):
    """What the two on the air share."""

    @property
    def in_reach(self):
        return self.on and self.radio is not None

    def vanish(self, reason):
        """Out of reach: the host's adapter notices when nothing came for the supervision time."""
        if reason == 0x08 and self.link:
            self.stalled = True
            self.go_away()
            self.loop.later(self.timeout_s, self.time_out, self.link)
        else:
            super().vanish(reason)

    def time_out(self, link):
        if link is self.link:
            link.drop(0x08)

    def disconnected(self, reason):
        super().disconnected(reason)
        self.stalled = False
        self.end_session()


class NeoLePen(NeoAirPen, LePen):
    """Neo protocol 2 over GATT, the 16-bit generation."""

    kind = "ble"

    @staticmethod
    def address_of(identity):
        """A random static address: the one on the air is not the pen's own."""
        return "C0:7B:D2" + identity[8:]

    services = [("1800", [("2a00", READ_P, b"")]),
                ("180f", [("2a19", READ_P, b"\x50")]),
                ("19f1", [("2ba0", WRITE_P | WRITE_CMD_P, b""), ("2ba1", NOTIFY_P, b"")])]
    secured = {"2ba0", "2ba1"}
    advertised = ["19f1"]

    def __init__(self, loop, address, name):
        super().__init__(loop, address, name)
        self.mtu_limit, self.random = 247, 1

    @property
    def company(self):
        """The manufacturer field begins with the pen's own address, first byte first, where others have a company."""
        return bytes.fromhex(self.identity.replace(":", "")) + b"\0" + b"\x02\x00" + b"\x01" + b"\x00"

    def from_pen(self, packet):
        """The pen's notifications are longer than this link's? Then they are more of them."""
        size = self.mtu - 3 if self.link else 20
        for at in range(0, len(packet), size):
            self.n_notifications += self.notify(packet[at:at + size], "2ba1")

    @property
    def heard(self):
        """Has the host switched notifications on?"""
        return bool(self.link) and self.table[self.cccd_of["2ba1"]][1][0] & 1 == 1

    def written(self, entry, data):
        """Notifications switched off while the link stays (its daemon died): there is nobody to write for, and the ink
        goes into the memory. So a pen does whose Bluetooth stack refuses to notify."""
        heard = self.heard
        super().written(entry, data)
        if heard and not self.heard:
            self.end_session()

    def on_write(self, name, data):
        if name == "2ba0":
            self.to_pen(data)


class NeoSppPen(NeoAirPen, SppPen):
    """The same bytes over the classic serial port."""

    kind = "spp"
    class_of_device = b"\x1c\x05\x00"
    address_of = staticmethod(str)

    def from_pen(self, packet):
        self.write(packet)

    def on_data(self, data):
        self.to_pen(data)


class NeoUsbPen(NeoPen, UsbPen):
    """The M1+ on its cable: a CDC ACM serial port that speaks the file protocol."""

    kind = "usb"
    vendor, product = 0x0e8d, 0x0023
    address_of = staticmethod(str)

    def configuration(self):
        control = descriptor(4, "BBBBBBB", 0, 0, 1, 2, 2, 1, 4) + \
            descriptor(0x24, "BH", 0, 0x0110) + descriptor(0x24, "BBB", 1, 0, 1) + \
            descriptor(0x24, "BB", 2, 2) + descriptor(0x24, "BBB", 6, 0, 1) + \
            descriptor(5, "BBHB", 0x83, 3, 16, 8)
        data = descriptor(4, "BBBBBBB", 1, 0, 2, 10, 0, 0, 5) + \
            descriptor(5, "BBHB", 0x81, 2, self.packet, 0) + descriptor(5, "BBHB", 0x02, 2, self.packet, 0)
        body = control + data
        return descriptor(2, "HBBBBB", 9 + len(body), 2, 1, 0, 0x80, 250) + body

    def strings(self):
        return {1: "NeoLAB", 2: self.name, 3: self.serial, 4: "control", 5: "data"}

    def on_control(self, kind, request, value, index, data, length):
        """Line coding and control lines: taken, and without meaning here."""
        return bytes((0, 0xc2, 1, 0, 0, 0, 8)) if request == 0x21 else b"" if kind & 0x60 == 0x20 else None

    def appear(self, air):
        if self.radio:                                           # the plug goes in when the program is there
            super().appear(air)

    def from_pen(self, packet):
        self.notify(packet)

    def on_data(self, endpoint, data):
        if endpoint == 2:
            self.to_pen(data)

    def vanish(self, reason=0):
        """Pulled out: what the pen said and nobody fetched is gone."""
        super().vanish(reason)
        self.end_session()


KINDS = {pen.kind: pen for pen in (NeoLePen, NeoSppPen, NeoUsbPen)}
