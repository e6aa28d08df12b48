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


def main():
    for vector in json.loads((ROOT / "tests/fixtures/neo/vectors.json").read_text())["vectors"]:
        name = vector["name"]
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
