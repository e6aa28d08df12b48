#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The room of the laboratory: one virtual Bluetooth adapter (controller.py), and the pens around it.

Two sockets: at /run/air.sock a line of JSON in, a line of JSON out (room.py speaks it); at /run/pens.sock the
project's virtual pens are switched on (pen_neo.py).
"""
import heapq
import json
import os
import selectors
import socket
import sys
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import controller  # noqa: E402
import pen_le  # noqa: E402
import pen_neo  # noqa: E402
import pen_spp  # noqa: E402
import pen_usb  # noqa: E402

SOCKET, PENS = os.environ.get("LAB_AIR", "/run/air.sock"), os.environ.get("LAB_PENS", "/run/pens.sock")
KINDS = {kind.__name__: kind for kind in (pen_le.LePen, pen_spp.SppPen, pen_usb.UsbPen, pen_neo.NeoLePen,
                                          pen_neo.NeoSppPen, pen_neo.NeoUsbPen)}


class Loop:
    """Files to watch and calls to make later; nothing more."""
    def __init__(self):
        self.files, self.calls, self.count = selectors.DefaultSelector(), [], 0

    def watch(self, file, call):
        self.files.register(file, selectors.EVENT_READ, call)

    def unwatch(self, file):
        self.files.unregister(file)

    def later(self, seconds, call, *args):
        self.count += 1
        heapq.heappush(self.calls, (time.monotonic() + seconds, self.count, call, args))

    def run(self):
        while True:
            while self.calls and self.calls[0][0] <= time.monotonic():
                _, _, call, args = heapq.heappop(self.calls)
                self.guard(call, *args)
            wait = max(0, self.calls[0][0] - time.monotonic()) if self.calls else None
            for key, _ in self.files.select(wait):
                self.guard(key.data)

    @staticmethod
    def guard(call, *args):
        """A fault in one pen's code must not take the adapter down with it."""
        try:
            call(*args)
        except Exception:
            traceback.print_exc()


class Air:
    Loop = Loop                                                  # the quick tier (../fake-bluez) has its own

    def __init__(self):
        self.loop, self.made, self.all = self.Loop(), 0, {}
        self.identities = {}                                     # the virtual pens, by their own address
        self.plug({})
        self.listen(PENS, socket.SOCK_SEQPACKET, lambda connection: pen_neo.Radio(self, connection))
        self.listen(SOCKET, socket.SOCK_STREAM, self.serve)

    def listen(self, path, kind, take):
        server = socket.socket(socket.AF_UNIX, kind)
        server.bind(path)
        server.listen(128)
        self.loop.watch(server, lambda: take(server.accept()[0]))

    def plug(self, pens):
        self.adapter = controller.Controller(self.loop, bytes.fromhex("0100a1dc1b00"), pens)

    def serve(self, client):
        held = bytearray()

        def readable():
            data = client.recv(65536)
            held.extend(data)
            while b"\n" in held:
                line, _, rest = bytes(held).partition(b"\n")
                held[:] = rest
                try:
                    request = json.loads(line)
                    answer = getattr(self, "do_" + request.pop("do"))(**request)
                except Exception as error:                       # the asker's fault: say so
                    answer = {"error": f"{type(error).__name__}: {error}"}
                client.sendall(json.dumps({} if answer is None else answer).encode() + b"\n")
            if not data:
                self.loop.unwatch(client)
                client.close()
        self.loop.watch(client, readable)

    def pen(self, name):
        """By the address of its link, or by its own."""
        return self.identities.get(name) or self.all[name]

    def pen_of_identity(self, identity, link):
        """A virtual pen was switched on: the pen that was added for it, or a new one."""
        return self.identities.get(identity) or self.add(pen_neo.KINDS[link], identity)

    def add(self, kind, identity=None, address=None, name=None, **options):
        self.made += 1
        if identity:
            address = address or kind.address_of(identity)
            name = name or "Neosmartpen_M1+"
        address = address or kind.numbered(self.made)
        pen = self.all[address] = kind(self.loop, address, name or "pen%d" % self.made)
        if identity:
            pen.identity, self.identities[identity] = identity, pen
        pen.assign(options)
        pen.appear(self)
        return pen

    # --- requests
    def do_add(self, kind="LePen", count=1, **options):
        """New pens in the room; options set attributes (secret=0, encrypt=true, on=false...). A virtual pen is added
        by itself when it is switched on; `identity=` before that is for what is not as usual."""
        return {"pens": [self.add(KINDS[kind], **options).mac for _ in range(count)]}

    def do_set(self, pen, **options):
        self.pen(pen).assign(options)
        self.pen(pen).appear(self)

    def do_drop(self, pen, reason=0x08, off=False):
        """Loss of the link (0x08), or the pen hangs up (0x13); off: and is gone."""
        p = self.pen(pen)
        p.on = p.on and not off
        p.vanish(reason)

    def do_call(self, pen):
        """A classic pen calls the host by itself."""
        self.adapter.call(self.pen(pen))

    def do_notify(self, pen, data="", count=1, rate=0, size=0, **where):
        """Send data (hex), or count packets of `size` bytes that begin with a 4-byte number; rate packets a second,
        0 for as fast as possible. `where`: name=UUID of the characteristic, or endpoint=NUMBER."""
        p = self.pen(pen)
        if data:
            return {"sent": p.notify(bytes.fromhex(data), *where.values())}
        state = {"next": 0}

        def some():
            step = 1 if rate else 8                              # 8 a turn: let others run too
            for _ in range(min(step, count - state["next"])):
                if not p.notify(state["next"].to_bytes(4, "little") + bytes(max(0, size - 4)), *where.values()):
                    return
                state["next"] += 1
            if state["next"] < count:
                self.loop.later(1 / rate if rate else 0, some)
        some()

    def do_adapter(self, present=None, le=None, bredr=None, refusal=None):
        """Pull the adapter out or put it back; how many links of a kind it can have, and how it refuses more: 9
        "connection limit exceeded" when the link is made, 13 "limited resources" at once."""
        a = self.adapter
        if present is False:
            a.unplug()
        elif present:
            self.plug(a.pens)
            self.adapter.limit, self.adapter.refusal = a.limit, a.refusal
        a = self.adapter
        a.limit = {True: le or a.limit[True], False: bredr or a.limit[False]}
        a.refusal = refusal or a.refusal
        return {"links": a.count(True), "most": a.most, "refused": a.n_refused}

    def do_state(self, pen):
        p = self.pen(pen)
        return {"address": p.mac, "linked": bool(p.link), "encrypted": bool(p.link and p.link.encrypted), "on": p.on,
                "bonded": bool(getattr(p, "bond", None)), "log": [(n, d.hex()) for n, d in p.log]}

    def do_reset(self):
        """The room as it was in the beginning: no pens, the adapter plugged in."""
        for pen in list(self.all.values()):
            pen.on = False
            pen.vanish(0x13)
        self.all.clear()
        self.identities.clear()
        if not self.adapter.gone:
            self.adapter.unplug()
        self.plug({})

    def do_totals(self):
        """Of the virtual pens: notifications that went to the host, bytes each has said, who is linked now, and to whom
        somebody listens (GATT)."""
        pens = self.identities
        return {"notifications": sum(p.n_notifications for p in pens.values()),
                "bytes": {i: p.n_bytes for i, p in pens.items()}, "linked": [i for i, p in pens.items() if p.link],
                "heard": [i for i, p in pens.items() if p.heard]}


if __name__ == "__main__":
    Air().loop.run()
