# SPDX-License-Identifier: MIT
"""What the objects of the fake bluetoothd are made of: properties, the object manager, the main loop."""
import traceback

import dbus
import dbus.service
from gi.repository import GLib

PROPERTIES, MANAGER = "org.freedesktop.DBus.Properties", "org.freedesktop.DBus.ObjectManager"


class Error(dbus.DBusException):
    """org.bluez.Error.<name>, with the text that bluetoothd has for it."""
    include_traceback = False

    def __init__(self, name, text=""):
        super().__init__(text or name, name="org.bluez.Error." + name)


class Loop:
    """The air's loop (lab/air.py) on GLib's, which D-Bus needs."""
    def __init__(self):
        self.sources = {}

    def watch(self, file, call):
        number = file if isinstance(file, int) else file.fileno()
        self.sources[file] = GLib.io_add_watch(number, GLib.IO_IN | GLib.IO_HUP, lambda *_: self.guard(call) or True)

    def unwatch(self, file):
        source = self.sources.pop(file, None)
        if source:
            GLib.source_remove(source)

    def later(self, seconds, call, *args):
        GLib.timeout_add(int(seconds * 1000), lambda: self.guard(call, *args))

    @staticmethod
    def guard(call, *args):
        """A fault in one pen's code must not take the others down with it."""
        try:
            call(*args)
        except Exception:
            traceback.print_exc()

    def run(self):
        GLib.MainLoop().run()


class Thing(dbus.service.Object):
    """An object with the properties of one interface, announced when it comes and when it goes."""
    bus, all = None, {}                                          # of the bluetoothd that runs now

    def __init__(self, path, interface, **properties):
        super().__init__(self.bus, path)
        self.path, self.interface = path, interface
        self.properties = dbus.Dictionary(properties, signature="sv")
        self.all[path] = self
        if interface:
            self.all["/"].InterfacesAdded(path, {interface: self.properties})

    def leave(self):
        """With all that hangs under it."""
        self.remove([p for p in self.all if p == self.path or p.startswith(self.path + "/")])

    @classmethod
    def remove(cls, paths):
        """The deepest first."""
        for thing in [cls.all[p] for p in sorted(paths, reverse=True)]:
            del cls.all[thing.path]
            thing.remove_from_connection()
            cls.all["/"].InterfacesRemoved(thing.path, [thing.interface])

    def change(self, **values):
        self.properties.update(values)
        self.PropertiesChanged(self.interface, values, [])

    def withdraw(self, name):
        """The property is there no more."""
        if self.properties.pop(name, None) is not None:
            self.PropertiesChanged(self.interface, {}, [name])

    @dbus.service.signal(PROPERTIES, signature="sa{sv}as")
    def PropertiesChanged(self, interface, values, invalid):
        pass

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        return self.properties

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return self.properties[name]

    @dbus.service.method(PROPERTIES, in_signature="ssv")
    def Set(self, interface, name, value):
        self.change(**{str(name): value})


class Root(Thing):
    def __init__(self):
        super().__init__("/", None)

    @dbus.service.method(MANAGER, out_signature="a{oa{sa{sv}}}")
    def GetManagedObjects(self):
        return dbus.Dictionary({p: dbus.Dictionary({t.interface: t.properties}, signature="sa{sv}")
                                for p, t in self.all.items() if t.interface}, signature="oa{sa{sv}}")

    @dbus.service.signal(MANAGER, signature="oa{sa{sv}}")
    def InterfacesAdded(self, path, what):
        pass

    @dbus.service.signal(MANAGER, signature="oas")
    def InterfacesRemoved(self, path, what):
        pass
