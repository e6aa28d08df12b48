# SPDX-License-Identifier: MIT
"""New pens, taken at a person's wish: a stranger stays one until then, a passkey is typed, a classic pen calls."""
import os
import time

from harness import check
from lesson import Lesson, identity, wait
from room import ask

STRANGER = 30                                                    # not in the demonstration's class


def _state(lesson, number):
    return lesson.fleet().get(identity(number), {}).get("state", "none")


def passkey():
    """a new pen is taken only when somebody asks, and by the passkey it shows"""
    with Lesson(pupils=5) as lesson:
        ask("add", kind="NeoLePen", identity=identity(STRANGER), secret=123456, encrypt=True)
        pens = lesson.write(first=STRANGER, idle=True, store=30, stay=True)
        # A pen of the class keeps the daemon looking around: the stranger is seen, and left alone.
        lesson.begin()
        time.sleep(10)
        check(_state(lesson, STRANGER) in ("none", "seen"), "nobody asked for the stranger")
        check(not ask("state", pen=identity(STRANGER))["linked"], "the stranger was left alone")
        pair = lesson.command("pair", "--seconds", "90", said="123456")
        wait(lambda: _state(lesson, STRANGER) == "ready", 90,
             lambda: "the pen ready, it is " + _state(lesson, STRANGER))
        state = ask("state", pen=identity(STRANGER))
        check(state["encrypted"] and state["bonded"], "the link is encrypted, the bond kept")
        pair.terminate()
        ask("drop", pen=identity(STRANGER))
        time.sleep(3)
        wait(lambda: _state(lesson, STRANGER) == "ready", 90, "the pen back by its bond")
        check(ask("state", pen=identity(STRANGER))["encrypted"], "encrypted again")
        wait(lambda: len(lesson.daemon.strokes()) == 30, 60, "its stored ink")
        pens.terminate()
        lesson.wait_written(pens, 10)
        return lesson.compare()


def forgotten():
    """a pen is paired, after a mistyped passkey, and forgotten: a stranger again, with no bond, and left alone"""
    with Lesson(pupils=5) as lesson:
        ask("add", kind="NeoLePen", identity=identity(STRANGER), secret=123456, encrypt=True)
        pens = lesson.write(first=STRANGER, idle=True, store=10, stay=True)
        lesson.begin()
        pair = lesson.command("pair", "--seconds", "120", said="654321\n123456")
        wait(lambda: _state(lesson, STRANGER) == "ready", 120,
             lambda: "the pen ready, it is " + _state(lesson, STRANGER))
        stop = lesson.command("pair", "--stop")
        pair.terminate()
        check(["pairing failed", "04"] in ask("state", pen=identity(STRANGER))["log"], "the first passkey was a wrong one")
        check(stop.wait(30) == 0, "pairing is ended")
        wait(lambda: len(lesson.daemon.strokes()) == 10, 60, "its stored ink")
        check(lesson.command("forget", identity(STRANGER)).wait(30) == 0, "it is forgotten")
        wait(lambda: not ask("state", pen=identity(STRANGER))["linked"], 30, "its link's end")
        wait(lambda: _state(lesson, STRANGER) == "seen", 60, lambda: "a stranger, it is " + _state(lesson, STRANGER))
        time.sleep(10)
        check(not ask("state", pen=identity(STRANGER))["linked"], "the stranger was left alone")
        check(not os.path.exists("/var/lib/bluetooth/00:1B:DC:A1:00:01/%s/info" % ask("state", pen=identity(STRANGER))[
            "address"]), "bluetoothd kept nothing of it")
        pens.terminate()
        lesson.wait_written(pens, 10)
        return lesson.compare()


def serial_port():
    """a classic pen: paired, written live over its serial port; later it calls by itself"""
    with Lesson() as lesson:
        lesson.begin()
        pens = lesson.write(link="spp", strokes=60, pauses=0.3)
        lesson.wait_state([1], "ready", 120)
        ask("set", pen=identity(1), silent=True)
        ask("drop", pen=identity(1))
        lesson.wait_state([1], "away", 30)
        time.sleep(2)
        begin = time.monotonic()
        ask("call", pen=identity(1))
        lesson.wait_state([1], "ready", 30)
        seconds = time.monotonic() - begin
        lesson.wait_written(pens, 180)
        lesson.settle()
        return "ready %.1f s after its call; %s" % (seconds, lesson.compare())


SCENARIOS = [passkey, forgotten, serial_port]
