# SPDX-License-Identifier: MIT
"""New pens, taken at a person's wish: a stranger stays one until then, a passkey is typed, a classic pen calls."""
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


SCENARIOS = [passkey, serial_port]
