#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""zhibi pens and the real daemon: the list, who holds which, a virtual pen's settings and stored ink, passwords
that are told nowhere, the roster sheet; what is said when nobody is there."""
import json, os, stat, subprocess, sys, tempfile, time, xml.dom.minidom

BUILD = os.environ.get("BUILD", "build/release")


def zhibi(*words, text="", code=0):
    ran = subprocess.run([f"{BUILD}/zhibi", *words], input=text, capture_output=True, text=True, timeout=90)
    assert ran.returncode == code, (words, ran.returncode, ran.stdout, ran.stderr)
    return ran.stdout, ran.stderr


def wait(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def main():
    with tempfile.TemporaryDirectory(prefix="zhibi-pens-") as folder:
        socket = f"{folder}/control.sock"
        _, error = zhibi("pens", "--socket", socket, code=1)
        assert "systemctl start zhibid" in error, error
        environment = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
        with open(f"{folder}/log", "w") as log:
            daemon = subprocess.Popen([f"{BUILD}/zhibid", "--data", folder, "--port", "0", "--demonstration",
                                       "--pupils", "5", "--verbose"], stdout=log, stderr=log, env=environment)
        try:
            wait(lambda: "listening on" in open(f"{folder}/log").read())
            run(folder, socket)
        finally:
            daemon.terminate()
            assert daemon.wait(20) == 0
        assert not os.path.exists(socket)
        for name in os.listdir(folder):
            path = f"{folder}/{name}"
            if os.path.isfile(path):
                assert b"geheim-77" not in open(path, "rb").read(), name
    print("pens: ok")


def run(folder, socket):
    def pens():
        return {pen["pen"]: pen for pen in json.loads(zhibi("pens", "--json", "--socket", socket)[0])}

    def tell(*words, **more):
        return zhibi("pens", *words, "--socket", socket, **more)

    first, second = sorted(pens())[:2]
    assert len(pens()) == 6
    assert stat.S_IMODE(os.stat(socket).st_mode) == 0o660
    assert stat.S_IMODE(os.stat(f"{folder}/pens.key").st_mode) == 0o600
    assert first in tell("list")[0]

    assert "同一支笔" in tell("swap", first, first[-5:], code=2)[1]
    tell("swap", first, second[-5:])
    assert pens()[first]["pupil"]["number"] == 2 and pens()[second]["pupil"]["number"] == 1
    tell("bind", second, "5")
    assert pens()[second]["pupil"]["number"] == 5
    tell("retire", first)
    assert pens()[first]["retired"] and pens()[first]["pupil"] is None
    tell("unbind", first, code=1)
    tell("bind", first, "1")
    assert not pens()[first]["retired"]

    tell("password", second, text="geheim-77\n")
    assert pens()[second]["password"]
    tell("password", second, text="\n")
    assert not pens()[second]["password"]
    tell("password", second, text="geheim-77-and-far-too-long\n", code=1)
    tell("password", second, text="geheim-77\n")

    assert "switch it on" in tell("find", first, code=1)[1]
    assert "no such pen" in tell("find", "ZZ", code=1)[1]
    assert "more than one" in tell("find", "9", code=1)[1] if first.endswith("9") else True
    for wrong in (["bind", first], ["bind", first, "x"], ["fly"], ["settings", first, "beep"]):
        tell(*wrong, code=2)
    assert "Bluetooth" in tell("pair", "--seconds", "1", code=1)[1]
    assert "[enrolment] page" in tell("enrol", "--seconds", "1", code=1)[1]
    assert "zhibi pens" in zhibi("pens", "--help")[0]

    drawn = zhibi("roster-sheet", "--data", folder)[0]
    assert len(xml.dom.minidom.parseString(drawn).getElementsByTagName("rect")) == 5
    zhibi("roster-sheet", "--data", folder, "--class", "?", code=1)


main()
