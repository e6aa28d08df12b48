# SPDX-License-Identifier: MIT
"""The machine's bluetoothd: killed, started, and made to forget; and the room with it."""
import glob
import os
import shutil
import subprocess
import time

from room import ask

PID, PROGRAM = "/run/lab/bluetoothd.pid", "/usr/libexec/bluetooth/bluetoothd"


def wait(call, seconds, what):
    end = time.monotonic() + seconds
    while not call():
        if time.monotonic() > end:
            raise RuntimeError("waited %d s in vain for: %s" % (seconds, what))
        time.sleep(0.05)


def powered():
    done = subprocess.run(["dbus-send", "--system", "--print-reply=literal", "--dest=org.bluez", "/org/bluez/hci0",
                           "org.freedesktop.DBus.Properties.Get", "string:org.bluez.Adapter1", "string:Powered"],
                          capture_output=True)
    return b"true" in done.stdout


def kill_bluetoothd():
    with open(PID) as f:
        number = int(f.read())
    try:
        os.kill(number, 9)
    except ProcessLookupError:
        return
    wait(lambda: not running(number), 10, "the end of bluetoothd")


def running(number):
    """It may be a zombie of the shell that started it."""
    try:
        with open("/proc/%d/stat" % number) as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def start_bluetoothd():
    """In a session of its own: it outlives the scenario."""
    with open(os.environ["LAB_OUT"] + "/bluetoothd.log", "a") as log:
        process = subprocess.Popen([PROGRAM, "-n", "-d"], stdout=log, stderr=log, start_new_session=True)
    with open(PID, "w") as f:
        f.write(str(process.pid))
    wait(powered, 60, "bluetoothd with a powered adapter")


def renew():
    """A room where no pen ever was. bluetoothd goes first: the kernel oopsed once when the adapter went from under it
    while it held links."""
    kill_bluetoothd()
    ask("reset")
    for folder in glob.glob("/var/lib/bluetooth/*"):
        shutil.rmtree(folder, ignore_errors=True)
    start_bluetoothd()
