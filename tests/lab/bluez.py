# SPDX-License-Identifier: MIT
"""A small client of org.bluez, for the laboratory's test of itself."""
import os
import select
import time

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

from room import need

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus, context = dbus.SystemBus(), GLib.MainContext.default()
ADAPTER, SPP = "/org/bluez/hci0", "00001101-0000-1000-8000-00805f9b34fb"
SERVICE, WRITE, NOTIFY = ("6e40000%d-b5a3-f393-e0a9-e50e24dcca9e" % n for n in (1, 2, 3))
DEVICE, CHAR = "org.bluez.Device1", "org.bluez.GattCharacteristic1"


def until(call, seconds=60):
    end = time.time() + seconds
    while not (result := call()) and time.time() < end:
        context.iteration(False) or time.sleep(0.005)
    return result


def on(path, interface):
    return dbus.Interface(bus.get_object("org.bluez", path, introspect=False), interface)


def prop(path, name, interface=DEVICE):
    return on(path, "org.freedesktop.DBus.Properties").Get(interface, name)


def objects():
    return on("/", "org.freedesktop.DBus.ObjectManager").GetManagedObjects()


def path_of(address):
    return ADAPTER + "/dev_" + address.replace(":", "_")


def call_all(calls):
    """Start all the D-Bus calls at once; their errors, None where one succeeded."""
    results = [()] * len(calls)

    def done(i, error=None):
        results[i] = error
    for i, (method, args) in enumerate(calls):
        method(*args, reply_handler=lambda *_, i=i: done(i), error_handler=lambda e, i=i: done(i, e), timeout=60)
    until(lambda: () not in results, 90)
    return results


def discover(addresses, transport):
    adapter = on(ADAPTER, "org.bluez.Adapter1")
    adapter.SetDiscoveryFilter(dbus.Dictionary({"Transport": transport}, signature="sv"))
    adapter.StartDiscovery()
    wanted = {path_of(a) for a in addresses}
    need(until(lambda: wanted <= set(objects())), "discovery finds %d pens (%s)" % (len(wanted), transport))
    adapter.StopDiscovery()


def uuid_of(short):
    return "0000%s-0000-1000-8000-00805f9b34fb" % short


def read_frame(fd, seconds=10):
    """One frame of Neo protocol 2, with its marks; it may come in pieces."""
    held, end = b"", time.time() + seconds
    while not held.endswith(b"\xc1"):
        need(select.select([fd], [], [], max(0, end - time.time()))[0], "an answer of the pen within %d s" % seconds)
        held += os.read(fd, 600)
    return held


def characteristic_path(address, uuid):
    p = path_of(address)
    return next(k for k, i in objects().items() if k.startswith(p) and i.get(CHAR, {}).get("UUID") == uuid)


def characteristic(address, uuid):
    return on(characteristic_path(address, uuid), CHAR)


def connect(addresses):
    errors = call_all([(on(path_of(a), DEVICE).Connect, ()) for a in addresses])
    need(errors == [None] * len(addresses), "connect %s" % [e for e in errors if e])
    need(until(lambda: all(prop(path_of(a), "ServicesResolved") for a in addresses)), "services resolved")


def count_packets(fds, total, size, seconds=60):
    """Read until `total` bytes/size have come; packets that came, and seconds."""
    poll, got, first, last = select.epoll(), 0, None, time.time()
    for fd in fds:
        os.set_blocking(fd, False)
        poll.register(fd, select.EPOLLIN)
    end = time.time() + seconds
    while got < total * size and time.time() < min(end, last + 5):
        for fd, _ in poll.poll(0.2):
            try:
                while data := os.read(fd, 4096):
                    got += len(data)
                    last = time.time()
                    first = first or last
            except BlockingIOError:
                pass
    return got // size, max(last - (first or last), 1e-3)


class Profile(dbus.service.Object):
    """The client end of a serial port: collects the sockets that bluetoothd hands over."""
    fds = {}

    @dbus.service.method("org.bluez.Profile1", in_signature="oha{sv}")
    def NewConnection(self, path, fd, properties):
        self.fds[str(path)] = fd.take()

    @dbus.service.method("org.bluez.Profile1", in_signature="o")
    def RequestDisconnection(self, path):
        os.close(self.fds.pop(str(path)))


class Agent(dbus.service.Object):
    """Answers every question; `asked` remembers which."""
    asked, passkey = [], 0

    @dbus.service.method("org.bluez.Agent1", in_signature="o", out_signature="u")
    def RequestPasskey(self, device):
        self.asked.append("RequestPasskey")
        return dbus.UInt32(self.passkey)

    @dbus.service.method("org.bluez.Agent1", in_signature="o", out_signature="s")
    def RequestPinCode(self, device):
        self.asked.append("RequestPinCode")
        return str(self.passkey)

    @dbus.service.method("org.bluez.Agent1", in_signature="ou")
    def RequestConfirmation(self, device, passkey):
        self.asked.append("RequestConfirmation %06d" % passkey)

    @dbus.service.method("org.bluez.Agent1", in_signature="o")
    def RequestAuthorization(self, device):
        self.asked.append("RequestAuthorization")


def register_profile():
    profile = Profile(bus, "/profile")
    on("/org/bluez", "org.bluez.ProfileManager1").RegisterProfile(dbus.ObjectPath("/profile"), SPP, dbus.Dictionary(
        {"RequireAuthentication": dbus.Boolean(False)}, signature="sv"))
    return profile


def register_agent(capability):
    on("/org/bluez", "org.bluez.AgentManager1").RegisterAgent(dbus.ObjectPath("/agent"), capability)
    on("/org/bluez", "org.bluez.AgentManager1").RequestDefaultAgent(dbus.ObjectPath("/agent"))
