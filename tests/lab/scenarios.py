#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the laboratory's scenarios inside its machine, each in a process and with services of its own.

   scenarios.py [NAME…]        all of them, or those whose name begins so; QUICK=1: the short form

A scenario is a function in SCENARIOS of a scenario_*.py; the first line of its docstring is its name in the report.
It raises or exits when something is not as it must be, and returns a line of figures.
"""
import importlib
import os
import signal
import subprocess
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import services  # noqa: E402

MODULES = ["scenario_" + name for name in ("self", "self_usb", "live", "pairing", "faults", "fetch", "usb")]
LIMIT_S, QUICK = 1200, bool(os.environ.get("QUICK"))
# The short form: six minutes under emulation on two cores.
SHORT = {"self_virtual_pen", "self_usb", "live_one", "class_of_20", "passkey", "serial_port", "usb_fetch", "usb_resume",
         "usb_busy"}


def functions():
    for name in MODULES:
        for function in importlib.import_module(name).SCENARIOS:
            yield function.__name__, function


def run(function, log):
    """In a child with its own group, so that nothing it started outlives it. Returns (passed, last line)."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.close(reader)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        code = 1
        try:
            figures = function()
            os.write(writer, (figures or "").encode())
            code = 0
        except SystemExit as end:
            code = 0 if end.code in (0, None) else 1
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    os.close(writer)
    end = time.monotonic() + LIMIT_S
    while not (done := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            done = os.waitpid(child, 0)
            break
        time.sleep(0.05)
    try:
        os.killpg(child, signal.SIGKILL)                         # what it left running
    except ProcessLookupError:
        pass
    with os.fdopen(reader) as pipe:
        figures = pipe.read()
    return done[1] == 0, figures


def tail(path, n_lines):
    with open(path, errors="replace") as f:
        return "".join("    | " + line for line in f.readlines()[-n_lines:])


def main(names):
    print("# %s, %d processors, %s" % (os.environ.get("LAB_ACCELERATOR", "?"), os.cpu_count(),
                                      "quick" if QUICK else "full"))
    subprocess.run(["/usr/libexec/bluetooth/bluetoothd", "--version"])
    n = passed = 0
    for key, function in functions():
        wanted = any(key.startswith(name) for name in names) if names else key in SHORT or not QUICK
        if not wanted:
            continue
        n += 1
        path = os.path.join(os.environ["LAB_OUT"], key + ".log")
        begin = time.monotonic()
        os.environ["LAB_SCENARIO"] = key
        with open(path, "w+") as log:
            good, figures = run(function, log)
        passed += good
        print("%s %d - %s%s (%.0f s)" % ("ok" if good else "not ok", n, function.__doc__.splitlines()[0].rstrip("."),
                                         ": " + figures if figures else "", time.monotonic() - begin))
        if not good:
            print(tail(path, 25), end="")
        services.renew()
    print("%d passed, %d failed" % (passed, n - passed))
    return 0 if n and n == passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
