# SPDX-License-Identifier: MIT
"""Pairing for LE pens: the responder's side of LE legacy pairing (Security Manager).

Pen.secret: None refuses to pair, 0 is "just works", a number is the six-digit passkey
that the pen "shows" and the host's agent must enter (RequestPasskey).
"""
import os


def e(key, data):
    """AES-128 of one block; like all values on the air, last byte first."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes    # only an air that ciphers needs it
    run = Cipher(algorithms.AES(key[::-1]), modes.ECB()).encryptor()
    return run.update(data[::-1])[::-1]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def c1(pen, rand):
    """The confirm value (Core Specification, volume 3, part H, 2.2.3)."""
    host = pen.link.controller.address
    p1 = bytes((0, pen.random)) + pen.preq + pen.pres
    p2 = pen.address + host + bytes(4)
    return e(pen.tk, xor(e(pen.tk, xor(rand, p1)), p2))


def fail(pen, reason):
    pen.log.append(("pairing failed", bytes((reason,))))
    pen.link.send(6, bytes((5, reason)))
    pen.preq = None


def receive(pen, p):
    code = p[0]
    if code == 1:                                                # Pairing Request
        if pen.secret is None:
            return fail(pen, 0x05)
        pen.preq, pen.stk = p[:7], None
        keys = p[6] & 0x01                                       # the pen gives its LTK only
        pen.pres = bytes((2, 0 if pen.secret else 3, 0, 0x05 if pen.secret else 0x01, 16, 0, keys))
        host_can_type = p[1] in (2, 4)                           # KeyboardOnly, KeyboardDisplay
        pen.tk = (pen.secret if host_can_type else 0).to_bytes(16, "little")
        pen.link.send(6, pen.pres)
    elif not getattr(pen, "preq", None):
        fail(pen, 0x08)
    elif code == 3:                                              # Pairing Confirm
        pen.confirm, pen.rand = p[1:17], os.urandom(16)
        pen.link.send(6, b"\x03" + c1(pen, pen.rand))
    elif code == 4:                                              # Pairing Random
        if c1(pen, p[1:17]) != pen.confirm:
            return fail(pen, 0x04)
        pen.stk = e(pen.tk, p[1:9] + pen.rand[:8])
        pen.link.send(6, b"\x04" + pen.rand)
    elif code == 5:
        pen.preq = None


def distribute(pen):
    """The link is encrypted with the short-term key: hand over the long-term one."""
    pen.stk = None
    if pen.pres[6] & 1:
        pen.bond = os.urandom(16)
        pen.link.send(6, b"\x06" + pen.bond)
        pen.link.send(6, b"\x07" + os.urandom(2) + os.urandom(8))
