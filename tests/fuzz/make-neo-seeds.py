#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the committed seeds of the fuzz-protocol-* targets from tests/fixtures/neo/vectors.json."""
import json
import pathlib
import struct

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = ROOT / "tests/fuzz/seeds"


def write(target, name, data):
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def unescape(frame):
    body, escaped = bytearray(), False
    for byte in frame[1:-1]:
        if byte == 0x7D and not escaped:
            escaped = True
            continue
        body.append(byte ^ 0x20 if escaped else byte)
        escaped = False
    return bytes(body)


def write_usb(vectors):
    """The cable: all commands behind each other, a pair of files, the same with its numbers big-endian."""
    commands = b"".join(bytes.fromhex(v["hex"]) for v in vectors if v["protocol"] == "usb-m1plus")
    write("fuzz-protocol-usb", "commands", b"\0" + commands)
    pair = next(v for v in vectors if v["protocol"] == "usb-m1plus-files")
    strokes, dots = bytes.fromhex(pair["hex"]), bytes.fromhex(pair["hex2"])
    head = b"\1" + struct.pack("<H", len(strokes))
    write("fuzz-protocol-usb", "files", head + strokes + dots)
    write("fuzz-protocol-usb", "files-big-endian", head + strokes[:17] + b"\0" + strokes[18:] + dots)


def main():
    vectors = json.loads((ROOT / "tests/fixtures/neo/vectors.json").read_text())["vectors"]
    write_usb(vectors)
    for vector in vectors:
        name = vector["name"]
        if vector["protocol"] == "nproj":
            write("fuzz-homework-nproj", name, vector["text"].encode())
        if vector["direction"] != "pen_to_host":
            continue
        data = bytes.fromhex(vector["hex"])
        if vector["protocol"] == "v2":
            write("fuzz-protocol-frame", name, data)
            if data[1] == 0x24:
                payload = unescape(data)[3:]
                write("fuzz-protocol-chunk", name, struct.pack("<H", len(payload)) + payload)
        elif vector["protocol"] == "v1-spp":
            write("fuzz-protocol-v1", name, b"\0" + data)
        elif vector["protocol"] == "v1-offline-file":
            write("fuzz-protocol-v1", name, b"\1" + data)
        elif vector["protocol"] == "ble-advertising":
            write("fuzz-protocol-advertising", name, bytes([len(data)]) + data)


if __name__ == "__main__":
    main()
