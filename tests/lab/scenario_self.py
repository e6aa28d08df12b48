# SPDX-License-Identifier: MIT
"""The laboratory tries itself out: what a pen daemon needs of BlueZ, against virtual pens, without the daemon. Prints
a line per step with seconds since the start; ends at the first that fails."""
import os
import select
import subprocess
import threading
import time

import dbus

import services
from bluez import (ADAPTER, CHAR, DEVICE, NOTIFY, SPP, WRITE, Agent, bus, call_all, characteristic, connect,
                   count_packets, discover, objects, on, path_of, prop, read_frame, register_agent, register_profile,
                   until, uuid_of)
from room import ask, need, say


def self_virtual_pen():
    """the laboratory itself: the virtual pen on the air, over GATT, its serial port, and calling by itself"""
    version = b"\xc0\x01\x2a\x00" + bytes(34) + b"2.18\0\0\0\0" + b"\xc1"
    program = [os.environ.get("BUILD", "build/release") + "/virtual-pen", "--socket", "/run/pens.sock",
               "--class", "none"]
    identity = "9C:7B:D2:FF:00:07"
    pen = subprocess.Popen(program + ["--first-number", "7"])
    address = "C0:7B:D2:FF:00:07"
    discover([address], "le")
    found = objects()[path_of(address)][DEVICE]
    need([str(u) for u in found["UUIDs"]] == [uuid_of("19f1")] and found["Name"] == "Neosmartpen_M1+",
         "service and name")
    company, rest = next(iter(found["ManufacturerData"].items()))
    need(company == 0x7b9c and bytes(rest)[:4] == bytes.fromhex("d2ff0007"),
         "the manufacturer field begins with the address")
    connect([address])
    into = characteristic(address, uuid_of("2ba1")).AcquireNotify(dbus.Dictionary(signature="sv"))
    out = characteristic(address, uuid_of("2ba0")).AcquireWrite(dbus.Dictionary(signature="sv"))
    into, out = into[0].take(), out[0].take()
    os.write(out, version)
    answer = read_frame(into)
    need(answer[1] == 0x81 and bytes.fromhex(identity.replace(":", "")) in answer, "GATT: 0x81 with the pen's address")
    os.close(into)
    os.close(out)
    call_all([(on(path_of(address), DEVICE).Disconnect, ())])
    pen.terminate()

    register_agent("NoInputNoOutput")
    profile = register_profile()
    pen = subprocess.Popen(program + ["--first-number", "8", "--link", "spp"])
    address = identity = "9C:7B:D2:FF:00:08"
    discover([address], "bredr")
    need(objects()[path_of(address)][DEVICE]["Class"] == 0x51c, "class of device")
    need(call_all([(on(path_of(address), DEVICE).Pair, ())]) == [None], "paired")
    on(path_of(address), "org.freedesktop.DBus.Properties").Set(DEVICE, "Trusted", dbus.Boolean(True, variant_level=1))
    errors = call_all([(on(path_of(address), DEVICE).ConnectProfile, (SPP,))])
    need(errors == [None] and until(lambda: path_of(address) in profile.fds), "serial port opened %s" % errors)
    fd = profile.fds.pop(path_of(address))
    os.set_blocking(fd, True)
    os.write(fd, version)
    need(bytes.fromhex(identity.replace(":", "")) in read_frame(fd), "SPP: 0x81 with the pen's address")
    os.close(fd)
    call_all([(on(path_of(address), DEVICE).Disconnect, ())])
    need(until(lambda: not ask("state", pen=identity)["linked"], 10), "disconnected")
    time.sleep(1)
    ask("call", pen=identity)
    need(until(lambda: path_of(address) in profile.fds, 20), "the pen calls: NewConnection")
    fd = profile.fds.pop(path_of(address))
    os.set_blocking(fd, True)
    os.write(fd, version)
    need(bytes.fromhex(identity.replace(":", "")) in read_frame(fd), "SPP, called: 0x81 with the pen's address")
    pen.terminate()
    return "0x81 with the pen's address three ways"


def self_le(count=20, packets=400, rate=40):
    """the laboratory itself: GATT, 20 pens at once, by file and by signal"""
    addresses = ask("add", count=count)["pens"]
    discover(addresses, "le")
    connect(addresses)
    fds = []
    for a in addresses:
        fds.append(characteristic(a, NOTIFY).AcquireNotify(dbus.Dictionary(signature="sv"))[0].take())
    say("ok   AcquireNotify for %d pens" % count)
    fd = characteristic(addresses[0], WRITE).AcquireWrite(dbus.Dictionary(signature="sv"))[0].take()
    trips = []
    for _ in range(20):
        t = time.time()
        os.write(fd, b"echo abc")
        select.select([fds[0]], [], [], 5)
        os.read(fds[0], 600)
        trips.append(1000 * (time.time() - t))
    say("ok   write and notification back: median %.1f ms, worst %.1f ms" % (sorted(trips)[10], max(trips)))
    tell = [dict(pen=a, count=packets, size=20, rate=rate) for a in addresses]
    threading.Thread(target=lambda: [ask("notify", **t) for t in tell]).start()
    got, seconds = count_packets(fds, packets * count, 20)
    say("note AcquireNotify: %d of %d packets, %.0f a second" % (got, packets * count, got / seconds))
    c, w = characteristic(addresses[0], NOTIFY), characteristic(addresses[0], WRITE)
    os.close(fd)
    os.close(fds.pop(0))
    need(until(lambda: not prop(c.object_path, "NotifyAcquired", CHAR) and
               not prop(w.object_path, "WriteAcquired", CHAR), 5), "closing the files releases them")
    seen = []
    bus.add_signal_receiver(lambda i, c, v: seen.append(1) if "Value" in c else None, "PropertiesChanged",
                            "org.freedesktop.DBus.Properties", path=c.object_path)
    c.StartNotify()
    w.WriteValue(dbus.ByteArray(b"echo x"), dbus.Dictionary(signature="sv"))
    need(until(lambda: seen, 5), "WriteValue, and StartNotify's signal back")
    t, n = time.time(), len(seen)
    ask("notify", pen=addresses[0], count=packets, size=20, rate=rate)
    until(lambda: len(seen) >= n + packets, 20)
    say("note StartNotify: %d of %d signals, %.0f a second"
        % (len(seen) - n, packets, (len(seen) - n) / (time.time() - t)))
    call_all([(on(path_of(a), DEVICE).Disconnect, ()) for a in addresses])
    need(not any(ask("state", pen=a)["linked"] for a in addresses), "disconnect")
    for fd in fds:
        os.close(fd)


def self_spp(count=4, packets=500, rate=0):
    """the laboratory itself: serial ports of classic pens"""
    profile = register_profile()
    addresses = ask("add", kind="SppPen", count=count)["pens"]
    discover(addresses, "bredr")
    t = time.time()
    for a in addresses:                      # one after another: BlueZ pages one at a time
        errors = call_all([(on(path_of(a), DEVICE).ConnectProfile, (SPP,))])
        need(errors == [None], "ConnectProfile %s" % (errors[0] or ""))
        need(until(lambda: path_of(a) in profile.fds), "NewConnection")
    say("note %.2f s a pen" % ((time.time() - t) / count))
    fds, trips = list(profile.fds.values()), []
    for _ in range(20):
        t = time.time()
        os.set_blocking(fds[0], True)
        os.write(fds[0], b"echo abc")
        os.read(fds[0], 600)
        trips.append(1000 * (time.time() - t))
    say("ok   write and answer: median %.1f ms, worst %.1f ms" % (sorted(trips)[10], max(trips)))
    tell = [dict(pen=a, count=packets, size=100, rate=rate) for a in addresses]
    threading.Thread(target=lambda: [ask("notify", **t) for t in tell]).start()
    got, seconds = count_packets(fds, packets * count, 100)
    need(got == packets * count, "%d of %d packets of 100 bytes, %.0f kB a second"
         % (got, packets * count, got / seconds / 10))
    ask("drop", pen=addresses[0], off=True)
    fd = profile.fds[path_of(addresses[0])]
    os.set_blocking(fd, True)
    try:
        end = os.read(fd, 10)
    except OSError as error:
        end = error
    need(end == b"" or isinstance(end, OSError), "a lost pen ends its socket: %r" % end)


def self_pairing():
    """the laboratory itself: pairing in all its kinds"""
    agent = Agent(bus, "/agent")
    register_agent("KeyboardDisplay")
    cases = [("LE, just works", dict(secret=0), 0, None), ("LE, random address", dict(secret=0, random=1), 0, None),
             ("LE, passkey", dict(secret=123456), 123456, "RequestPasskey"),
             ("LE, wrong passkey", dict(secret=123456), 654321, False), ("LE, refuses", dict(secret=None), 0, False),
             ("SPP, just works", dict(kind="SppPen", secret=0), 0, None),
             ("SPP, number to compare", dict(kind="SppPen", secret=246802), 0, "RequestConfirmation 246802"),
             ("SPP, PIN code", dict(kind="SppPen", pin="1234"), 1234, "RequestPinCode"),
             ("SPP, wrong PIN code", dict(kind="SppPen", pin="1234"), 4321, False)]
    for name, options, agent.passkey, question in cases:
        agent.asked.clear()
        a, = ask("add", encrypt=True, **options)["pens"]
        p = path_of(a)
        discover([a], "bredr" if "kind" in options else "le")
        error, = call_all([(on(p, DEVICE).Pair, ())])
        if question is False:
            need(error and not prop(p, "Paired"), "%s: %s" % (name, error and error.get_dbus_name()))
            continue
        need(not error and prop(p, "Paired") and prop(p, "Bonded") and (not question or question in agent.asked),
             "%s: paired %s asked %s" % (name, error or "", agent.asked))
        need("pin" in options or ask("state", pen=a)["encrypted"], "... link encrypted")
        call_all([(on(p, DEVICE).Disconnect, ())])
        until(lambda: not prop(p, "Connected"))
        if "kind" not in options:
            connect([a])
            fd = characteristic(a, NOTIFY).AcquireNotify(dbus.Dictionary(signature="sv"))[0].take()
            need(ask("state", pen=a)["encrypted"], "... and again with the stored key")
            call_all([(on(p, DEVICE).Disconnect, ())])
            os.close(fd)


def self_faults():
    """the laboratory itself: lost and deaf pens, the adapter pulled, bluetoothd killed"""
    a, b = ask("add", count=2)["pens"]
    discover([a, b], "le")
    connect([a, b])
    t = time.time()
    ask("drop", pen=a, off=True)
    need(until(lambda: not prop(path_of(a), "Connected")), "lost pen: Connected false after %.2f s" % (time.time() - t))
    error, = call_all([(on(path_of(a), DEVICE).Connect, ())])
    need(error, "Connect to a pen that is off: %s" % error)
    ask("set", pen=a, on=True)
    connect([a])
    ask("set", pen=b, stalled=True)
    t = time.time()
    try:
        characteristic(b, WRITE).WriteValue(
            dbus.ByteArray(b"x"), dbus.Dictionary({"type": "request"}, signature="sv"), timeout=60)
        need(False, "a stalled pen took a write")
    except dbus.DBusException as error:
        say("ok   stalled pen: %s after %.1f s" % (error, time.time() - t))
    ask("set", pen=b, stalled=False)
    ask("adapter", present=False)
    need(until(lambda: ADAPTER not in objects()), "adapter unplugged")
    ask("adapter", present=True)
    need(until(lambda: ADAPTER in objects() and prop(ADAPTER, "Powered", "org.bluez.Adapter1")),
         "adapter back, powered")
    discover([a], "le")
    connect([a])
    services.kill_bluetoothd()
    need(until(lambda: not bus.name_has_owner("org.bluez")), "bluetoothd killed")
    services.start_bluetoothd()
    need(until(lambda: ADAPTER in objects()), "bluetoothd started again, adapter powered")
    need(until(lambda: not ask("state", pen=a)["linked"], 10), "... which ended the old link")
    discover([a], "le")
    connect([a])


SCENARIOS = [self_virtual_pen, self_le, self_spp, self_pairing, self_faults]
