# SPDX-License-Identifier: MIT
"""A pen of the room as org.bluez shows it."""
import os
import socket

import dbus
import dbus.service

from gatt import Characteristic, SERVICE, whole
from objects import Error, Thing

DEVICE, SERIAL_PORT = "org.bluez.Device1", "00001101-0000-1000-8000-00805f9b34fb"
REFUSED_S, LOOK_S, GIVE_UP_S = 0.05, 0.05, 20


class FakeLink:
    """The pen's side of a link: what a notification of its goes to."""
    def __init__(self, device, encrypted):
        self.device, self.encrypted = device, encrypted

    def send(self, channel, data):
        """An ATT notification: 0x1b, its handle, its value (lab/pen_le.py)."""
        if channel == 4 and data[0] == 0x1b:
            self.device.characteristics[data[1] | data[2] << 8].notified(data[3:])

    def drop(self, reason=0x08):
        self.device.lost(reason)


class Device(Thing):
    def __init__(self, adapter, pen, heard=True):
        self.adapter, self.pen, self.files, self.loop = adapter, pen, adapter.files, adapter.loop
        self.characteristics, self.port, self.waiting = {}, None, None
        super().__init__(path_of(adapter, pen), DEVICE, Adapter=dbus.ObjectPath(adapter.path), Address=pen.mac,
                         AddressType="random" if pen.random else "public", Alias=pen.name, Name=pen.name,
                         Connected=False, ServicesResolved=False, Paired=bool(pen.bond), Bonded=bool(pen.bond),
                         Trusted=pen.trusted, **self.advertised(), **({"RSSI": dbus.Int16(pen.rssi)} if heard else {}))

    def advertised(self):
        pen = self.pen
        if not pen.le:
            return {"UUIDs": dbus.Array([SERIAL_PORT], signature="s"),
                    "Class": dbus.UInt32(int.from_bytes(pen.class_of_device, "little"))}
        told = {"UUIDs": dbus.Array([whole(s) for s in pen.advertised], signature="s")}
        if pen.company:
            told["ManufacturerData"] = dbus.Dictionary({dbus.UInt16(int.from_bytes(pen.company[:2], "little")): dbus.Array(
                pen.company[2:], signature="y", variant_level=1)}, signature="qv")
        return told

    @dbus.service.method("org.freedesktop.DBus.Properties", in_signature="ssv")
    def Set(self, interface, name, value):
        if name == "Trusted":
            self.pen.trusted = bool(value)
        self.change(**{str(name): value})

    # --- coming and going
    def link(self):
        """Raises what bluetoothd would say."""
        adapter, kind = self.adapter, "le" if self.pen.le else "br"
        if 0 < len(self.pen.tries) <= self.pen.refusals:
            raise Error("Failed", kind + "-connection-abort-by-local")
        if adapter.count(self.pen.le) >= adapter.limit[self.pen.le]:
            adapter.n_refused += 1
            raise Error("Failed", kind + "-connection-" + (
                "concurrent-connection-limit" if adapter.refusal == 9 else "abort-by-local"))
        if self.pen.link:
            raise Error("AlreadyConnected", "Already Connected")
        self.pen.link = FakeLink(self, bool(self.pen.bond))
        adapter.most = max(adapter.most, adapter.count(self.pen.le))
        self.pen.connected()
        self.pen.mtu = getattr(self.pen, "mtu_limit", 0)
        self.change(Connected=True)

    def lost(self, reason):
        """0x08 out of reach, 0x13 the pen hung up, 0x16 the host did."""
        for characteristic in self.characteristics.values():
            characteristic.release()
        self.remove([p for p in self.all if p.startswith(self.path + "/service")])
        self.characteristics.clear()
        self.close_port()
        self.pen.link = None
        self.pen.disconnected(reason)
        self.change(ServicesResolved=False, Connected=False)

    def services(self):
        """What the pen offers, and before it whatever a pen that lies says it offers."""
        for i in range(self.pen.n_strange):
            yield "fee%01x" % (i & 15), [("%08x-0000-1000-8000-00805f9b34fb" % i, 0x12, b"")], 0x4000 + 4 * i
        for (service, characteristics), (first, _, _) in zip(self.pen.services, self.pen.groups):
            if not self.pen.hides_channel or service in ("1800", "180f"):
                yield service, characteristics, first

    def show_services(self):
        if not self.pen.link:
            return
        for uuid, characteristics, first in self.services():
            service = Thing("%s/service%04x" % (self.path, first), SERVICE, UUID=whole(uuid), Primary=True,
                            Device=dbus.ObjectPath(self.path))
            for name, flags, _ in characteristics:
                handle = self.pen.value_of.get(name, first + 2)
                self.characteristics[handle] = Characteristic(self, service, name, self.pen.flags.get(name, flags), handle)

    def reach(self, then, bad):
        """Calls then() with a link to the pen; waits for one that is out of reach, until Disconnect."""
        self.pen.tries.append(self.adapter.now())
        self.waiting = end = self.adapter.now() + GIVE_UP_S

        def look():
            if self.waiting != end or self.adapter.now() > end:
                return bad(Error("Failed", "le-connection-abort-by-local"))
            if not self.pen.in_reach or self.pen.silent:
                return self.loop.later(LOOK_S, look)
            self.waiting = None
            try:
                self.link()
            except Error as error:
                return self.loop.later(REFUSED_S, bad, error)
            then()
        look()

    @dbus.service.method(DEVICE, async_callbacks=("good", "bad"))
    def Connect(self, good, bad):
        self.reach(lambda: self.resolve(good), bad)

    def resolve(self, good):
        if self.pen.resolved_first:
            self.change(ServicesResolved=True)
        self.show_services()
        if self.pen.link and not self.pen.resolved_first:
            self.change(ServicesResolved=True)
        good()

    @dbus.service.method(DEVICE)
    def Disconnect(self):
        link = self.pen.link
        if link and self.pen.lingers_s:
            self.loop.later(self.pen.lingers_s, lambda: link is self.pen.link and self.lost(0x16))
        elif link:
            self.lost(0x16)
        elif self.waiting:
            self.waiting = None
        else:
            raise Error("NotConnected", "Not Connected")

    # --- pairing: the agent is asked what bluetoothd would ask it
    def ask_agent(self, question, more, good, bad):
        agent = self.all["/org/bluez"].agent
        if not agent:
            return bad(Error("AuthenticationFailed", "no agent"))
        self.pen.questions.append(question)
        self.bus.call_async(*agent, "org.bluez.Agent1", question, "ou"[:1 + len(more)],
                            [dbus.ObjectPath(self.path), *more], good, bad, timeout=30)

    def pair(self, good, bad):
        pen = self.pen

        def failed(*_):
            bad(Error("AuthenticationFailed", "Authentication Failed"))

        def judge(answer=None):
            if answer is not None and answer not in (pen.secret, getattr(pen, "pin", None)):
                return failed()
            pen.bond = os.urandom(16)
            if pen.link:
                pen.link.encrypted = True
            self.change(Paired=True, Bonded=True)
            good()
        if pen.secret is None:
            failed()
        elif getattr(pen, "pin", None):
            self.ask_agent("RequestPinCode", [], judge, failed)
        elif pen.secret and pen.le:
            self.ask_agent("RequestPasskey", [], judge, failed)
        elif pen.secret:
            self.ask_agent("RequestConfirmation", [dbus.UInt32(pen.secret)], lambda: judge(), failed)
        else:
            judge()

    def secure(self, good, bad):
        """What a pen of `encrypt` asks for when its channel is opened."""
        def then():
            try:
                good()
            except Error as error:
                bad(error)
        if self.pen.encrypt and not self.pen.link.encrypted:
            self.pair(then, bad)
        else:
            then()

    @dbus.service.method(DEVICE, async_callbacks=("good", "bad"))
    def Pair(self, good, bad):
        if self.properties["Paired"]:
            return bad(Error("AlreadyExists", "Already Exists"))
        self.pair(good, bad)

    # --- the serial port
    @dbus.service.method(DEVICE, in_signature="s", async_callbacks=("good", "bad"))
    def ConnectProfile(self, uuid, good, bad):
        self.reach(lambda: self.open_port(good, bad), bad)

    def open_port(self, good, bad):
        """The file goes to whoever has registered the profile, whichever side has called."""
        profile = self.all["/org/bluez"].profiles.get(SERIAL_PORT)
        if not profile:
            self.lost(0x13)
            return bad(Error("NotAvailable", "Operation currently not available"))
        self.port, theirs = socket.socketpair()
        self.port.setblocking(False)
        port = self.port

        def refused(error):
            if self.port is port:
                self.lost(0x13)
            bad(error)

        def taken():
            if self.port is port:
                self.pen.open = True
                self.pen.flush()
            good()
        self.loop.watch(port, lambda: self.port_readable(port))
        self.bus.call_async(*profile, "org.bluez.Profile1", "NewConnection", "oha{sv}",
                            (dbus.ObjectPath(self.path), dbus.types.UnixFd(theirs), dbus.Dictionary(signature="sv")),
                            taken, refused, timeout=10)
        theirs.close()

    def port_readable(self, port):
        try:
            data = port.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.pen.on_data(data)
        elif self.port is port:
            self.lost(0x13)

    def close_port(self):
        port, self.port = self.port, None
        if port:
            self.loop.unwatch(port)
            port.close()


def path_of(adapter, pen):
    return "%s/dev_%s" % (adapter.path, pen.mac.replace(":", "_"))
