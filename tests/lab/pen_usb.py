# SPDX-License-Identifier: MIT
"""A USB pen: a device on the kernel's virtual host controller (vhci-hcd, "USB/IP").

No network and no usbip tools: the kernel gets one end of a socket pair, the other end
is this process, which answers every transfer. The default device is full speed, has a
vendor interface with bulk endpoints (0x81 in, 0x02 out) and a HID interface (0x83 in).
"""
import glob
import socket
import struct

from pen import Pen


def descriptor(kind, form, *values, tail=b""):
    body = struct.pack("<" + form, *values) + tail
    return bytes((len(body) + 2, kind)) + body


REPORT = bytes.fromhex("0600ff0901a101150026ff00750895400902810 2c0".replace(" ", ""))   # 64 vendor bytes


class UsbPen(Pen):
    le = False
    vendor, product = 0x1209, 0x0001                             # pid.codes' number for tests
    speed, packet = 2, 64                                        # full speed; 3 and 512: high

    def configuration(self):
        def endpoint(address, kind, interval):
            return descriptor(5, "BBHB", address, kind, self.packet if kind == 2 else 64, interval)
        body = descriptor(4, "BBBBBBB", 0, 0, 2, 0xff, 0, 0, 4) + endpoint(0x81, 2, 0) + endpoint(0x02, 2, 0) + \
            descriptor(4, "BBBBBBB", 1, 0, 1, 3, 0, 0, 5) + \
            descriptor(0x21, "HBBBH", 0x0111, 0, 1, 0x22, len(REPORT)) + endpoint(0x83, 3, 4)
        return descriptor(2, "HBBBBB", 9 + len(body), 2, 1, 0, 0x80, 50) + body

    def strings(self):
        return {1: "Lab", 2: self.name, 3: self.serial, 4: "data", 5: "hid"}

    # --- coming and going
    def __init__(self, loop, address, name):
        super().__init__(loop, "", name)
        self.mac = address
        self.address, self.serial, self.socket, self.port = address, address.replace(":", ""), None, None

    @staticmethod
    def numbered(n):
        return "usb%d" % n

    def appear(self, air):
        if self.socket or not self.on:
            return self.serve(1) if self.socket else None
        self.held, self.waiting, self.ready = b"", {}, {}        # transfers, data by endpoint
        base = "/sys/devices/platform/vhci_hcd."
        self.port = self.free_port(base)
        if self.port is None:                                    # it takes a moment until one is free again
            return self.loop.later(0.2, self.appear, air)
        self.socket, kernel = socket.socketpair()
        with open(base + "0/attach", "w") as f:
            f.write("%d %d %d %d" % (self.port, kernel.fileno(), self.port + 1, self.speed))
        kernel.close()
        self.loop.watch(self.socket, self.readable)

    def free_port(self, base):
        status = "".join(open(f).read() for f in sorted(glob.glob(base + "0/status*")))
        kind = "ss" if self.speed >= 5 else "hs"
        free = (line.split() for line in status.splitlines())
        return next((int(word[1]) for word in free if word[0] == kind and word[2] == "004"), None)

    def vanish(self, reason=0):
        """Pulled out: the kernel notices that the connection is gone."""
        if self.socket:
            self.loop.unwatch(self.socket)
            self.socket.close()
            self.socket = None

    # --- what a test does with the pen
    def notify(self, data, name=0x81):
        """Data for an IN endpoint: to the transfer that waits for it, else kept."""
        if not self.socket:
            return False
        self.ready.setdefault(name & 15, []).append(data)
        self.serve(name & 15)
        return True

    def on_data(self, endpoint, data):
        """The host wrote to an OUT endpoint. The default pen answers "echo ..." only."""
        if data.startswith(b"echo "):
            self.notify(data[5:])

    def on_control(self, kind, request, value, index, data, length):
        """A vendor's or class's control transfer: the answer, or None to refuse (stall)."""
        return b"" if kind & 0x60 == 0x20 else None

    # --- transfers
    def readable(self):
        data = self.socket.recv(65536)
        if not data:
            return self.vanish()
        self.held += data
        while len(self.held) >= 48:
            command, number, _, inward, endpoint = struct.unpack_from(">5I", self.held)
            length, = struct.unpack_from(">I", self.held, 24)
            end = 48 + (length if command == 1 and not inward else 0)
            if len(self.held) < end:
                break
            packet, self.held = self.held[:end], self.held[end:]
            if command == 2:                                     # cancel a transfer
                found = self.cancel(struct.unpack_from(">I", packet, 20)[0])
                self.socket.sendall(struct.pack(">5Ii24x", 4, number, 0, 0, 0, -104 if found else 0))
            else:
                self.submit(number, inward, endpoint, length, packet[40:48], packet[48:])

    def submit(self, number, inward, endpoint, length, setup, data):
        """A transfer from the host; finish() ends it, now or when there is data for it."""
        if endpoint == 0:
            kind, request, value, index, size = struct.unpack("<BBHHH", setup)
            answer = self.control(kind, request, value, index, data, size)
            self.finish(number, inward, answer[:size] if answer is not None else None, len(data))
        elif inward:
            self.waiting.setdefault(endpoint, []).append((number, length))
            self.serve(endpoint)
        elif not self.stalled:
            self.log.append(("usb", data))
            self.finish(number, 0, b"", length)
            self.on_data(endpoint, data)

    def cancel(self, number):
        """True if that transfer was still waiting; it no longer is."""
        for queue in self.waiting.values():
            for transfer in queue:
                if transfer[0] == number:
                    queue.remove(transfer)
                    return True
        return False

    def serve(self, endpoint):
        waiting, ready = self.waiting.get(endpoint, []), self.ready.get(endpoint, [])
        while waiting and ready and not self.stalled:
            number, length = waiting.pop(0)
            self.finish(number, 1, ready[0][:length], 0)
            ready[0] = ready[0][length:]
            if not ready[0]:
                ready.pop(0)

    def finish(self, number, inward, data, written):
        status, size = (0, len(data) if inward else written) if data is not None else (-32, 0)
        self.socket.sendall(struct.pack(">5Iii3I8x", 3, number, 0, 0, 0, status, size, 0, 0, 0) +
                            (data if inward and data else b""))

    def control(self, kind, request, value, index, data, length):
        if kind in (0x80, 0x81) and request == 6:                # Get Descriptor
            what, n = value >> 8, value & 255
            if what == 1:
                return descriptor(1, "HBBBBHHHBBBB", 0x0200, 0, 0, 0, 64, self.vendor, self.product, 0x0100, 1, 2, 3, 1)
            if what == 2:
                return self.configuration()
            if what == 3:
                text = self.strings().get(n)
                return b"\x04\x03\x09\x04" if n == 0 else descriptor(3, "", tail=text.encode("utf-16-le")) \
                    if text else None
            return REPORT if what == 0x22 else None
        if kind & 0x60 == 0:
            return {0: b"\0\0", 8: b"\x01", 10: b"\0"}.get(request, b"")     # status, configuration...
        return self.on_control(kind, request, value, index, data, length)
