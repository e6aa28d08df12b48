#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A stand-in for bluetoothd: no virtual machine, no root, no system bus.

Owns org.bluez on the bus of DBUS_SYSTEM_BUS_ADDRESS and shows the room of the laboratory (../lab/air.py) there: the same
pens, the same requests, at LAB_AIR and LAB_PENS, straight from D-Bus to the pen, with no controller, kernel or radio
between. Simpler than BlueZ: what takes time there happens at once here. Where the two differ, the laboratory is right.
"""
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lab"))
sys.path.insert(0, HERE)
import dbus  # noqa: E402
import dbus.bus  # noqa: E402
import dbus.mainloop.glib  # noqa: E402
import dbus.service  # noqa: E402

import air  # noqa: E402
import pen_neo  # noqa: E402
from device import Device, path_of  # noqa: E402
from gatt import Files  # noqa: E402
from objects import Error, Loop, Root, Thing  # noqa: E402

ADAPTER = "org.bluez.Adapter1"
HEARD_EVERY_S = 0.5


class FakePen:
    """What a pen here may do otherwise, set by the requests `add` and `set`."""
    trusted, bond = False, None
    timeout_s = 0.05                                             # the link's supervision: nothing is on its way here
    refusals = 0                                                 # so many connects fail
    lingers_s = 0                                                # bluetoothd's own pause before it ends a link
    n_strange, hides_channel = 0, False                          # services it should not have; has
    resolved_first = False                                       # its services are resolved before they are shown

    def __init__(self, loop, address, name):
        super().__init__(loop, address, name)
        self.tries, self.ways, self.questions = [], [], []       # what the host did
        self.refuses, self.flags, self.field = [], {}, b""


class GattPen(FakePen, pen_neo.NeoLePen):
    @property
    def company(self):
        return self.field or super().company


class SerialPen(FakePen, pen_neo.NeoSppPen):
    def flush(self):
        """What the host does not take is kept, as RFCOMM's credits would have it."""
        port = self.link and self.link.device.port
        while port and self.open and self.out:
            try:
                self.out = self.out[port.send(self.out):]
            except BlockingIOError:
                return self.loop.later(0.01, self.flush)
            except OSError:
                return


class Liar(GattPen):
    """There is no virtual pen in it. Whatever it is told, it answers with noise, without end."""
    in_reach, noise = True, 0

    def on_write(self, name, data):
        self.loop.later(0.01, self.babble, self.link)

    def babble(self, link):
        if self.noise and link and link is self.link:
            for _ in range(self.noise // 100):
                self.notify(os.urandom(self.mtu - 3), "2ba1")
            self.loop.later(0.01, self.babble, link)


pen_neo.KINDS.update(ble=GattPen, spp=SerialPen)
air.KINDS.update(GattPen=GattPen, SerialPen=SerialPen, Liar=Liar)


class Managers(Thing):
    def __init__(self):
        self.agent, self.profiles = None, {}
        super().__init__("/org/bluez", "org.bluez.AgentManager1")

    @dbus.service.method("org.bluez.AgentManager1", in_signature="os", sender_keyword="sender")
    def RegisterAgent(self, path, capability, sender):
        if self.agent:
            raise Error("AlreadyExists", "Already Exists")
        self.agent = (sender, path)

    @dbus.service.method("org.bluez.AgentManager1", in_signature="o")
    def RequestDefaultAgent(self, path):
        pass

    @dbus.service.method("org.bluez.ProfileManager1", in_signature="osa{sv}", sender_keyword="sender")
    def RegisterProfile(self, path, uuid, options, sender):
        if uuid in self.profiles:
            raise Error("NotPermitted", "UUID already registered")
        self.profiles[str(uuid)] = (sender, path)

    def client_left(self, name):
        self.profiles = {u: owner for u, owner in self.profiles.items() if owner[0] != name}
        self.agent = None if self.agent and self.agent[0] == name else self.agent


class Adapter(Thing):
    """hci0; to the air it is the controller."""
    now = staticmethod(time.monotonic)

    def __init__(self, loop, files, pens):
        self.loop, self.files, self.pens, self.gone = loop, files, pens, False
        self.limit, self.refusal, self.most, self.n_refused = {True: 1000, False: 7}, 9, 0, 0
        self.n_busy = 0                                          # so many searches are refused: the kernel's still runs
        super().__init__("/org/bluez/hci0", ADAPTER, Address="00:1B:DC:A1:00:01", AddressType="public", Name="fake",
                         Alias="fake", Powered=True, Pairable=False, Discoverable=False, Discovering=False,
                         UUIDs=dbus.Array([], signature="s"))
        for pen in pens.values():                                # bluetoothd keeps these on disk
            if pen.bond or pen.trusted:
                Device(self, pen, heard=False)

    def count(self, le):
        return sum(bool(pen.link) and pen.le == le for pen in self.pens.values())

    def device(self, pen):
        return self.all.get(path_of(self, pen))

    def advertise(self, pen):
        if self.gone or not self.properties["Discovering"] or not pen.in_reach or pen.silent or pen.link:
            return
        device = self.device(pen)
        if device:
            device.change(RSSI=dbus.Int16(pen.rssi), **device.advertised())
        else:
            Device(self, pen)

    answer_inquiry = advertise

    def all_advertise(self):
        for pen in list(self.pens.values()):
            self.advertise(pen)
        if not self.gone and self.properties["Discovering"]:
            self.loop.later(HEARD_EVERY_S, self.all_advertise)

    def call(self, pen):
        """A classic pen calls by itself."""
        device = self.device(pen) or Device(self, pen)
        device.link()
        device.open_port(lambda: None, lambda error: pen.questions.append(error.get_dbus_name()))

    def unplug(self):
        for pen in self.pens.values():
            if pen.link:
                pen.link.drop(0x16)
        self.gone = True
        self.leave()

    @dbus.service.method(ADAPTER, in_signature="a{sv}")
    def SetDiscoveryFilter(self, values):
        pass

    @dbus.service.method(ADAPTER)
    def StartDiscovery(self):
        if self.properties["Discovering"] or self.n_busy > 0:
            self.n_busy -= 1
            raise Error("InProgress", "Operation already in progress")
        self.change(Discovering=True)
        self.loop.later(0.01, self.all_advertise)

    @dbus.service.method(ADAPTER)
    def StopDiscovery(self):
        self.change(Discovering=False)
        for pen in self.pens.values():                           # what nobody listens for has no strength
            if self.device(pen):
                self.device(pen).withdraw("RSSI")

    @dbus.service.method(ADAPTER, in_signature="o")
    def RemoveDevice(self, path):
        device = self.all.get(path)
        if not device:
            raise Error("DoesNotExist", "Does Not Exist")
        if device.pen.link:
            device.lost(0x16)
        device.pen.bond, device.pen.trusted = None, False
        device.leave()


class FakeAir(air.Air):
    """The laboratory's room around an adapter that is an object on the bus, with requests of its own beside."""
    Loop = Loop

    def __init__(self):
        self.files = None
        super().__init__()

    def plug(self, pens):
        if not self.files:
            self.files = Files(self.loop)
            self.start_bluetoothd()
        self.adapter = Adapter(self.loop, self.files, pens)

    def start_bluetoothd(self):
        Thing.bus = self.bus = dbus.bus.BusConnection(os.environ["DBUS_SYSTEM_BUS_ADDRESS"])
        self.bus.set_exit_on_disconnect(False)
        Root()
        self.managers = Managers()
        self.bus.add_signal_receiver(self.owner_changed, "NameOwnerChanged", "org.freedesktop.DBus")
        self.bus.request_name("org.bluez")

    def owner_changed(self, name, old, new):
        if name.startswith(":") and not new:
            self.files.owner_left(name)
            self.managers.client_left(name)

    def do_bluetoothd(self, present):
        """Dies, with all that it shows and every file it gave; or is started again."""
        if present:
            self.start_bluetoothd()
            return self.plug(self.adapter.pens)
        for pen in self.adapter.pens.values():
            if pen.link:
                pen.link.device.close_port()
                pen.link = None
                pen.disconnected(0x16)
        self.adapter.gone = True
        for file in list(self.files.owners):
            self.files.forget(file)
        self.bus.close()
        Thing.all.clear()

    def do_busy(self, count):
        """The kernel still looks for devices, by the wish of a bluetoothd that died."""
        self.adapter.n_busy = count

    def do_offer(self, pen):
        """The pen asks to be paired, by itself. What the agent answers."""
        pen = self.pen(pen)
        device = self.adapter.device(pen) or Device(self.adapter, pen)
        try:
            self.bus.call_blocking(*self.managers.agent, "org.bluez.Agent1", "RequestAuthorization", "o", [
                dbus.ObjectPath(device.path)], timeout=10)
            return {"answer": "yes"}
        except dbus.DBusException as error:
            return {"answer": error.get_dbus_name()}

    def do_seen(self, pen):
        """What the host did to this pen."""
        pen = self.pen(pen)
        return {"in_reach": pen.in_reach, "tries": pen.tries, "ways": pen.ways, "questions": pen.questions}

    def do_files(self):
        """Notification files: ever given, not yet closed by their owners, and still open when their owner left."""
        return {"given": self.files.n_given, "open": len(self.files.owners), "left_open": self.files.n_left_open}


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    room = FakeAir()
    print("ready", flush=True)
    room.loop.run()
