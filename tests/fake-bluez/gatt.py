# SPDX-License-Identifier: MIT
"""The GATT characteristics of the fake bluetoothd, and the files it gives for them."""
import socket

import dbus
import dbus.service

from objects import Error, Thing

CHARACTERISTIC, SERVICE = "org.bluez.GattCharacteristic1", "org.bluez.GattService1"
FLAGS = {2: "read", 4: "write-without-response", 8: "write", 16: "notify", 32: "indicate"}


def whole(uuid):
    return uuid if len(uuid) > 4 else "0000%s-0000-1000-8000-00805f9b34fb" % uuid


class Files:
    """Every notification file that was given away, until its owner has closed it. bluetoothd 5.66 dies of one that is
    still open when its owner leaves the bus, so those are counted."""

    def __init__(self, loop):
        self.loop, self.owners, self.n_given, self.n_left_open = loop, {}, 0, 0

    def give(self, owner, closed):
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        mine.setblocking(False)
        self.owners[mine] = owner, closed
        self.n_given += 1

        def readable():
            if not self.is_open(mine):
                self.forget(mine)
                closed()
        self.loop.watch(mine, readable)
        return mine, theirs

    @staticmethod
    def is_open(mine):
        try:
            return mine.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def forget(self, mine):
        self.owners.pop(mine, None)
        self.loop.unwatch(mine)
        mine.close()

    @staticmethod
    def hang_up(mine):
        """The pen has gone: the owner reads the end; that it closes its own side is still awaited."""
        mine.shutdown(socket.SHUT_WR)

    def owner_left(self, owner):
        for mine, closed in [(mine, closed) for mine, (its, closed) in self.owners.items() if its == owner]:
            self.n_left_open += self.is_open(mine)
            self.forget(mine)
            closed()


class Characteristic(Thing):
    def __init__(self, device, service, name, flags, handle):
        self.device, self.pen, self.name, self.handle = device, device.pen, name, handle
        self.file = self.write_file = None
        super().__init__("%s/char%04x" % (service.path, handle - 1), CHARACTERISTIC, UUID=whole(name), Notifying=False,
                         Service=dbus.ObjectPath(service.path), MTU=dbus.UInt16(self.pen.mtu),
                         Flags=dbus.Array([f for bit, f in FLAGS.items() if flags & bit], signature="s"),
                         Value=dbus.Array([], signature="y"))

    # --- from the pen
    def notified(self, data):
        if self.file:
            try:
                self.file.send(data)
            except OSError:
                pass                                             # full: lost, as with bluetoothd
        elif self.properties["Notifying"]:
            self.change(Value=dbus.Array(data, signature="y"))

    def subscribe(self, yes):
        entry = self.pen.table[self.pen.cccd_of[self.name]]
        self.pen.written(entry, bytes((yes, 0)))

    def release(self):
        """The link is gone."""
        if self.file:
            self.device.files.hang_up(self.file)
        if self.write_file:
            self.device.loop.unwatch(self.write_file)
            self.write_file.close()
        self.file = self.write_file = None

    # --- from the host
    def refuse(self, what):
        if what in self.pen.refuses:
            self.pen.refuses.remove(what)                        # once
            raise Error("NotSupported", "Operation is not supported")
        self.pen.ways.append(what)

    @dbus.service.method(CHARACTERISTIC, in_signature="a{sv}", out_signature="hq", sender_keyword="sender",
                         async_callbacks=("good", "bad"))
    def AcquireNotify(self, options, sender, good, bad):
        def give():
            self.refuse("AcquireNotify")
            if self.file:
                raise Error("NotPermitted", "Notify acquired")
            self.subscribe(True)
            self.file, theirs = self.device.files.give(sender, self.file_closed)
            good(dbus.types.UnixFd(theirs), dbus.UInt16(self.pen.mtu))
            theirs.close()
        self.device.secure(give, bad)

    def file_closed(self):
        self.file = None
        if self.device.pen.link and self.path in self.all:
            self.subscribe(False)

    @dbus.service.method(CHARACTERISTIC, async_callbacks=("good", "bad"))
    def StartNotify(self, good, bad):
        def start():
            self.refuse("StartNotify")
            self.subscribe(True)
            self.change(Notifying=True)
            good()
        self.device.secure(start, bad)

    @dbus.service.method(CHARACTERISTIC)
    def StopNotify(self):
        self.subscribe(False)
        self.change(Notifying=False)

    @dbus.service.method(CHARACTERISTIC, in_signature="a{sv}", out_signature="hq")
    def AcquireWrite(self, options):
        self.refuse("AcquireWrite")
        if self.write_file:
            raise Error("NotPermitted", "Write acquired")
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.write_file = mine

        def readable():
            data = mine.recv(600)
            if data:
                return self.pen.on_write(self.name, data)
            self.device.loop.unwatch(mine)
            mine.close()
            self.write_file = None
        self.device.loop.watch(mine, readable)
        fd = dbus.types.UnixFd(theirs)
        theirs.close()
        return fd, dbus.UInt16(self.pen.mtu)

    @dbus.service.method(CHARACTERISTIC, in_signature="aya{sv}")
    def WriteValue(self, value, options):
        if self.write_file:
            raise Error("NotPermitted", "Write acquired")
        kind = "WriteValue:" + str(options.get("type", ""))
        if kind not in self.pen.ways:
            self.pen.ways.append(kind)
        self.pen.on_write(self.name, bytes(value))
