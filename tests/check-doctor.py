# SPDX-License-Identifier: MIT
"""zhibi doctor on machines laid out in a folder: one where all is well, and each thing that may be wrong with it.
The whole text and JSON of three machines are golden (tests/fixtures/doctor, `--write` makes them again); every
finding has its heading in docs/troubleshooting.md, and so has every code of the log of problems."""

import atexit
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

BUILD = os.path.abspath(os.environ.get("BUILD", "build/release"))
ZHIBI = f"{BUILD}/zhibi"
GOLDEN = "tests/fixtures/doctor"
NOW = 1764576000  # 2025-12-01
FOLDER = tempfile.mkdtemp(prefix="zhibi-doctor-")
WRITE = "--write" in sys.argv
n_tests = n_bad = 0
seen = {}  # id: the levels it was found with


def ok(condition, what, detail=""):
    global n_tests, n_bad
    n_tests += 1
    n_bad += not condition
    print(f"{'ok' if condition else 'not ok'} {n_tests} - {what}", flush=True)
    if not condition and detail:
        print("\n".join("# " + line for line in str(detail).split("\n")), flush=True)


def clean_up():
    for root, folders, _ in os.walk(FOLDER):
        for folder in folders:
            path = os.path.join(root, folder)
            if not os.path.islink(path):
                os.chmod(path, 0o700)
    shutil.rmtree(FOLDER)


atexit.register(clean_up)


def make_database():
    """A school's, as zhibid leaves it."""
    data = os.path.join(FOLDER, "school")
    zhibid = subprocess.Popen([f"{BUILD}/zhibid", "--demonstration", "--data", data, "--port", "0"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in zhibid.stdout:
        if line.startswith("zhibid: listening"):
            break
    zhibid.terminate()
    zhibid.wait()
    return data


SCHOOL = make_database()
RULES = subprocess.run([ZHIBI, "models", "--udev"], capture_output=True, text=True).stdout
PEN = re.search(r'idVendor}=="(....)", ATTR{idProduct}=="(....)"', RULES)


VERSION = re.search(r"[0-9][0-9.]+", subprocess.run([ZHIBI, "--version"], capture_output=True, text=True).stdout)[0]


def serve(listener, message):
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line:
            line.recv(4096)
            if message:
                line.sendall(json.dumps(message).encode() + b"\n")


class Machine:
    """An installed school machine where all is well; each test breaks something of it."""

    number = 0

    def __init__(self):
        Machine.number += 1
        self.root = os.path.join(FOLDER, f"m{Machine.number}")
        self.data = self.root + "/var/lib/zhibi"
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(1)
        self.port = self.listener.getsockname()[1]
        self.bus = self.bluez = self.control = None
        self.options = []
        self.lay_out()

    def path(self, name):
        return self.root + name

    def write(self, name, text, mode=0o644):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w") as f:
            f.write(text)
        os.chmod(self.path(name), mode)

    def remove(self, name):
        path = self.path(name)
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)

    def configure(self, text=""):
        self.write("/etc/zhibi/zhibi.conf", text or f"[console]\nport = {self.port}\n")

    def lay_out(self):
        self.configure()
        self.write("/etc/passwd", f"root:x:0:0::/root:/bin/sh\nzhibi:x:{os.getuid()}:{os.getgid()}::/:/bin/false\n")
        shutil.copytree(SCHOOL, self.data)
        os.chmod(self.data, 0o700)
        lock = os.stat(self.data + "/zhibi.db.lock")
        self.write("/proc/locks", "1: POSIX  ADVISORY  READ  77 00:19:1 128 128\n"
                   f"2: FLOCK  ADVISORY  WRITE 4711 fe:01:{lock.st_ino} 0 EOF\n")
        self.write("/usr/lib/systemd/system/zhibid.service", "")
        self.write("/run/systemd/system/x", "")
        self.say("/usr/bin/systemctl", "active")
        self.write("/run/systemd/timesync/synchronized", "")
        self.write("/sys/class/bluetooth/hci0/address", "")
        self.write("/sys/class/bluetooth/hci0:11/type", "")
        self.switch(soft=0, hard=0)
        self.write("/dev/kmsg", "6,1,1,-;Bluetooth: Core ver 2.22\n6,2,1,-;usb 1-1: new device\n")
        self.say("/usr/libexec/bluetooth/bluetoothd", "5.66")
        self.write("/usr/share/dbus-1/system.d/zhibi.conf", "")
        self.write("/usr/lib/udev/rules.d/70-zhibi.rules", RULES)
        self.plug(0o660)
        self.start_bus()
        self.answer({"type": "status", "request": 1, "version": VERSION, "pens": {"known": 60, "bound": 58, "here": 7}})

    def answer(self, message):
        """The control socket, as the running zhibid has it; None: it takes questions and hangs up."""
        path = self.path("/run/zhibi/control.sock")
        if self.control:
            self.control.close()
            os.remove(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.control = socket.socket(socket.AF_UNIX)
        self.control.bind(path)
        self.control.listen(4)
        threading.Thread(target=serve, args=(self.control, message), daemon=True).start()

    def hush(self):
        """Nobody listens, the socket's file stays: as after a kill."""
        self.control.shutdown(socket.SHUT_RDWR)
        self.control.close()

    def say(self, program, words):
        self.write(program, f"#!/bin/sh\necho {words}\n", 0o755)

    def switch(self, soft, hard):
        for name, value in (("type", "bluetooth"), ("soft", soft), ("hard", hard)):
            self.write(f"/sys/class/rfkill/rfkill0/{name}", f"{value}\n")
        for name, value in (("type", "wlan"), ("soft", 1), ("hard", 1)):
            self.write(f"/sys/class/rfkill/rfkill1/{name}", f"{value}\n")

    def plug(self, mode):
        for name, value in (("idVendor", PEN[1]), ("idProduct", PEN[2]), ("busnum", 1), ("devnum", 5)):
            self.write(f"/sys/bus/usb/devices/1-4/{name}", f"{value}\n")
        self.write("/sys/bus/usb/devices/1-5/idVendor", "1d6b\n")
        self.write("/dev/bus/usb/001/005", "", mode)

    def start_bus(self):
        os.makedirs(self.path("/run/dbus"), exist_ok=True)
        self.address = f"unix:path={self.path('/run/dbus/system_bus_socket')}"
        self.bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address",
                                     "--address", self.address], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.bus.stdout.readline()
        self.start_bluez()

    def start_bluez(self):
        self.bluez = subprocess.Popen([f"{BUILD}/tests/tool-cli-bluez", self.address], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)
        self.bluez.stdout.readline()

    def stop_bluez(self):
        self.bluez.stdin.close()
        self.bluez.wait()

    def stop_bus(self):
        self.stop_bluez()
        self.bus.terminate()
        self.bus.wait()
        socket_path = self.path("/run/dbus/system_bus_socket")
        if os.path.exists(socket_path):
            os.remove(socket_path)

    def doctor(self, *options):
        return subprocess.run([ZHIBI, "doctor", "--root", self.root, "--now", str(NOW), *options],
                              capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": self.root + "/home"})

    def plain(self, text):
        """Without what differs from machine to machine."""
        text = text.replace(self.root, "ROOT").replace(BUILD, "BUILD").replace(str(self.port), "PORT")
        text = re.sub(r"\d+ MB", "N MB", text)
        text = text.replace(VERSION, "VERSION")
        text = re.sub(r"(版本 |version |up to )\d+", r"\1N", text)
        return re.sub(r'zhibi \d+\.\d+\.\d+|"version": "[^"]*"', "VERSION", text)

    def close(self):
        self.listener.close()
        self.control.close()
        if self.bus and self.bus.poll() is None:
            self.stop_bus()


def golden(machine, name, code):
    for ending, options in ((".txt", []), (".json", ["--json"])):
        run = machine.doctor(*options, *machine.options)
        text = machine.plain(run.stdout)
        path = f"{GOLDEN}/{name}{ending}"
        if WRITE:
            with open(path, "w") as f:
                f.write(text)
        with open(path) as f:
            expected = f.read()
        ok(text == expected and run.returncode == code and not run.stderr, f"{name}{ending}",
           f"exit {run.returncode}\n{run.stderr}\n{text}")


def note(run):
    findings = json.loads(run.stdout)["findings"]
    for finding in findings:
        seen.setdefault(finding["id"], set()).add(finding["level"])
        bad = finding["level"] in ("warning", "wrong")
        if bad and not (finding["mend_zh"] and finding["mend_en"]):
            ok(False, f"{finding['id']}: no mend", finding)
        if not re.search("[\u4e00-\u9fff]", finding["zh"]):
            ok(False, f"{finding['id']}: not Chinese", finding)
    return findings


def case(what, id, level, words, spoil, options=(), code=None):
    """One thing is other than on the good machine: one finding says so, with these words, and the exit code."""
    machine = Machine()
    try:
        spoil(machine)
        run = machine.doctor("--json", *options)
        findings = [f for f in note(run) if f["id"] == id]
        found = [f for f in findings if f["level"] == level and re.search(words, f["zh"] + f["en"])]
        code = code if code is not None else int(level == "wrong")
        ok(len(found) == 1 and run.returncode == code, f"{what}: {id} {level}",
           f"exit {run.returncode}, wanted {code}\n{run.stderr}\n{json.dumps(findings, ensure_ascii=False, indent=1)}")
    finally:
        machine.close()


def sql(machine, text):
    code = f"import sqlite3; c = sqlite3.connect({machine.data + '/zhibi.db'!r}); c.executescript({text!r})"
    subprocess.run([sys.executable, "-c", code], check=True)


def damage(machine):
    with open(machine.data + "/zhibi.db", "r+b") as f:
        f.seek(4096 * 3)
        f.write(b"\xff" * 4096 * 4)


def certificate(machine, days, extra=""):
    """The school's own, good for so many days from NOW; the test knows the clock of the doctor only."""
    os.makedirs(machine.path("/etc/zhibi"), exist_ok=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", machine.path("/etc/zhibi/key.pem"), "-out", machine.path("/etc/zhibi/cert.pem"),
                    "-subj", "/CN=school", "-addext", "subjectAltName=DNS:zhibi.school.example,IP:10.0.0.5",
                    "-days", str(days)], check=True, capture_output=True)
    machine.configure(f"[console]\nport = {machine.port}\ncertificate = {machine.path('/etc/zhibi/cert.pem')}\n"
                      f"certificate_key = {machine.path('/etc/zhibi/key.pem')}\n{extra}")


def bare(machine):
    """Nothing of ours and nothing of Bluetooth: a laptop on which somebody built zhibi."""
    for name in ("/etc", "/var", "/usr", "/sys", "/dev/bus", "/run/systemd", "/proc"):
        machine.remove(name)
    machine.stop_bus()
    machine.listener.close()
    machine.write("/home/my.conf", f"[console]\nport = {machine.port}\n")
    machine.options = ["--config", machine.path("/home/my.conf")]


def broken(machine):
    """As much as can be wrong at once."""
    machine.say("/usr/bin/systemctl", "failed")
    machine.write("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
    machine.write("/proc/locks", "")
    machine.remove("/run/systemd/timesync")
    machine.switch(soft=1, hard=0)
    machine.write("/dev/kmsg", "3,9,1,-;bluetooth hci0: Direct firmware load for rtl_bt/rtl8761bu_fw.bin failed with "
                  "error -2\n")
    machine.say("/usr/libexec/bluetooth/bluetoothd", "5.50")
    machine.stop_bluez()
    machine.write("/usr/lib/udev/rules.d/70-zhibi.rules", "# old\n")
    machine.write("/dev/bus/usb/001/005", "", 0o600)
    sql(machine, "PRAGMA user_version = 99")
    machine.configure(f"[console]\nport = {machine.port}\npage = /nowhere\n[pens]\nrecrod = true\n")


def open_problem(machine):
    sql(machine, "INSERT INTO problem VALUES (900001, 'pen-low', '9C:7B:D2:0A:0B:0C', '12 %', 1764570000000, NULL, '',"
        " 1)")


def cut_off_erasure(machine):
    sql(machine, "INSERT INTO erasure VALUES (900002, 17, 'x', 5, 'd', 1764570000000)")
    sql(machine, "INSERT INTO erasure_pending SELECT 900002, min(id), 17, NULL, '' FROM class")


def free_port(machine):
    machine.listener.close()


def run_cases():
    case("no program of ours is beside", "service", "absent", "by hand",
         lambda m: m.remove("/usr/lib/systemd/system/zhibid.service"))
    case("a container", "service", "absent", "systemd", lambda m: m.remove("/run/systemd"))
    case("a stopped service", "service", "wrong", "inactive", lambda m: m.say("/usr/bin/systemctl", "inactive"))
    case("an unknown key", "config", "warning", "colour.*nearest",
         lambda m: m.configure(f"[console]\nport = {m.port}\ncolour = blue\n"))
    case("a wrong value", "config", "wrong", "port = eighty", lambda m: m.configure("[console]\nport = eighty\n"))
    case("half a certificate", "config", "wrong", "together",
         lambda m: m.configure(f"[console]\nport = {m.port}\ncertificate = /x\n"))
    case("a password is not repeated", "config", "wrong", "password = …: ",
         lambda m: m.configure("[pens]\npassword = 12345678901234567890\n"))
    case("no user", "user", "wrong", "zhibi", lambda m: m.write("/etc/passwd", "root:x:0:0::/:/bin/sh\n"))
    case("not running", "daemon", "wrong", "does not run", lambda m: m.write("/proc/locks", ""))
    case("it hangs up", "control", "wrong", "does not answer", lambda m: m.answer(None))
    case("nobody at the socket", "control", "wrong", "control.sock", lambda m: m.hush())
    case("an older one runs", "control", "warning", "0.0.1",
         lambda m: m.answer({"type": "status", "request": 1, "version": "0.0.1"}))
    case("no page", "page", "wrong", "/nowhere",
         lambda m: m.configure(f"[console]\nport = {m.port}\npage = /nowhere\n"))
    case("the port is somebody else's", "port", "wrong", "another program", lambda m: m.write("/proc/locks", ""))
    case("another address", "port", "wrong", "192.0.2.1",
         lambda m: m.configure(f"[console]\naddress = 192.0.2.1\nport = {m.port}\n"))
    case("runs elsewhere", "port", "warning", "not on", free_port)
    case("any port", "port", "ok", "any", lambda m: m.configure("[console]\nport = 0\n"))
    case("no certificate yet", "certificate", "absent", "first start",
         lambda m: m.configure(f"[console]\naddress = 0.0.0.0\nport = {m.port}\n"))
    case("a good certificate", "certificate", "ok", "zhibi.school.example, 10.0.0.5",
         lambda m: certificate(m, 4000))
    case("a certificate near its end", "certificate", "warning", "19 more days|20 more days",
         lambda m: certificate(m, 400), ("--now", str(int(time.time()) + 380 * 86400)))
    case("not a certificate", "certificate", "wrong", "PEM",
         lambda m: (certificate(m, 9), m.write("/etc/zhibi/cert.pem", "hello\n")))
    case("no folder yet", "data-folder", "absent", "first start", lambda m: m.remove("/var/lib/zhibi"), code=1)
    case("a file in its place", "data-folder", "wrong", "Not a directory",
         lambda m: (m.remove("/var/lib/zhibi"), m.write("/var/lib/zhibi", "")))
    case("somebody else's folder", "data-folder", "wrong", "user",
         lambda m: m.write("/etc/passwd", f"zhibi:x:{os.getuid() + 1}:1::/:/bin/false\n"))
    case("open for all", "data-folder", "warning", "pupils", lambda m: os.chmod(m.data, 0o755))
    case("no database yet", "database", "absent", "first start", lambda m: os.remove(m.data + "/zhibi.db"))
    case("a damaged database", "database", "wrong", "damaged|malformed|disk image", damage)
    case("a newer database", "database", "wrong", "newer zhibi", lambda m: sql(m, "PRAGMA user_version = 99"))
    case("not a database", "database", "wrong", "not a zhibi database",
         lambda m: m.write("/var/lib/zhibi/zhibi.db", "hello " * 999))
    case("a long log", "wal", "warning", "300 MB", lambda m: os.truncate(open(m.data + "/zhibi.db-wal", "w").name,
                                                                         300000000))
    case("an open problem", "problems", "warning", "笔快没电了.*battery is low", open_problem)
    case("an erasure that was cut off", "erasure", "wrong", "17 号.*pupil 17 of .* cut off", cut_off_erasure, code=1)
    case("no time server", "clock", "warning", "not synchronised", lambda m: m.remove("/run/systemd/timesync"))
    case("an old date", "clock", "wrong", "2024", lambda m: None, ("--now", "1000000000"))
    case("no adapter", "bluetooth-adapter", "absent", "no Bluetooth adapter", lambda m: m.remove("/sys/class/bluetooth"))
    case("firmware, adapter gone", "bluetooth-driver", "wrong", "firmware-realtek",
         lambda m: (m.remove("/sys/class/bluetooth"),
                    m.write("/dev/kmsg", "3,9,1,-;bluetooth hci0: Direct firmware load for rtl_bt/rtl8761bu_fw.bin "
                            "failed with error -2\n")))
    case("firmware, adapter there", "bluetooth-driver", "warning", "firmware-iwlwifi",
         lambda m: m.write("/dev/kmsg", "3,9,1,-;Bluetooth: hci0: Failed to load Intel firmware file intel/ibt-0040.sfi "
                           "(-2)\n"))
    case("an adapter that hangs", "bluetooth-driver", "warning", "2 times",
         lambda m: m.write("/dev/kmsg", "3,9,1,-;Bluetooth: hci0: command 0x0c03 tx timeout\n" * 2))
    case("no kernel messages", "bluetooth-driver", "unknown", "kernel", lambda m: m.remove("/dev/kmsg"))
    case("a soft switch", "bluetooth-switch", "wrong", "in the system", lambda m: m.switch(soft=1, hard=0))
    case("a hard switch", "bluetooth-switch", "wrong", "of the computer", lambda m: m.switch(soft=1, hard=1))
    case("no BlueZ", "bluetooth-version", "wrong", "not installed", lambda m: m.remove("/usr/libexec"))
    case("an old BlueZ", "bluetooth-version", "warning", "5.55",
         lambda m: m.say("/usr/libexec/bluetooth/bluetoothd", "5.55"))
    case("a mute BlueZ", "bluetooth-version", "unknown", "version",
         lambda m: m.say("/usr/libexec/bluetooth/bluetoothd", "hello"))
    case("no bluetoothd", "bluetooth-service", "wrong", "bluetoothd", lambda m: m.stop_bluez())
    case("no bus", "bluetooth-service", "wrong", "D-Bus", lambda m: m.stop_bus())
    case("no bus, no adapter", "bluetooth-service", "absent", "need not",
         lambda m: (m.stop_bus(), m.remove("/sys/class/bluetooth")))
    case("no policy", "bluetooth-permission", "wrong", "policy",
         lambda m: m.remove("/usr/share/dbus-1"))
    case("Bluetooth not wanted", "bluetooth-adapter", "ok", "switched off",
         lambda m: m.configure(f"[console]\nport = {m.port}\n[bluetooth]\nenabled = false\n"))
    case("no rules", "usb-rules", "wrong", "no udev rules", lambda m: m.remove("/usr/lib/udev"))
    case("old rules", "usb-rules", "wrong", "out of date",
         lambda m: m.write("/usr/lib/udev/rules.d/70-zhibi.rules", RULES.replace(PEN[2], "ffff")))
    case("an administrator's rules come first", "usb-rules", "wrong", "/etc/udev",
         lambda m: m.write("/etc/udev/rules.d/70-zhibi.rules", "# mine\n"))
    case("a pen that may not be opened", "usb-pens", "wrong", "1 of them", lambda m: m.plug(0o600))
    case("a pen without its file", "usb-pens", "wrong", "1 of them", lambda m: m.remove("/dev/bus/usb/001/005"))
    case("no pens", "usb-pens", "absent", "No pens", lambda m: m.remove("/sys/bus/usb/devices/1-4"))
    if os.getuid() != 0:
        for id, words in (("data-folder", "Not allowed"), ("daemon", "Not allowed"), ("port", "whether by zhibid")):
            case("an ordinary user", id, "unknown", words, lambda m: os.chmod(m.root + "/var/lib", 0))


def check_real_run():
    """Beside a real daemon, on this real machine: it is found by its lock, its port is its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = os.path.join(FOLDER, "real")
    zhibid = subprocess.Popen([f"{BUILD}/zhibid", "--demonstration", "--data", data, "--port", str(port)],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in zhibid.stdout:
        if line.startswith("zhibid: listening"):
            break
    config = os.path.join(FOLDER, "real.conf")
    with open(config, "w") as f:
        f.write(f"[console]\nport = {port}\n")
    run = subprocess.run([ZHIBI, "doctor", "--json", "--config", config, "--data", data], capture_output=True, text=True)
    found = {f["id"]: f for f in json.loads(run.stdout)["findings"]}
    zhibid.terminate()
    zhibid.wait()
    ok(found["daemon"]["level"] == "ok" and str(zhibid.pid) in found["daemon"]["en"], "a real daemon is found",
       found["daemon"])
    ok(found["control"]["level"] == "ok" and "60" not in found["control"]["en"], "and answers", found["control"])
    ok(found["port"]["level"] == "ok" and "held by zhibid" in found["port"]["en"], "its port is its own", found["port"])
    ok(found["database"]["level"] == "ok", "its database is read while it runs", found["database"])


def check_documentation():
    """Every finding and every code has its heading, each heading its finding; none was left untried."""
    with open("docs/troubleshooting.md") as f:
        headings = re.findall(r"^### .*`([a-z-]+)`$", f.read(), re.M)
    ids = set()
    for name in os.listdir("cli"):
        if name.startswith("doctor") and name.endswith(".c"):
            with open(f"cli/{name}") as f:
                ids |= set(re.findall(r'find(?:_no_need)?\(\s*doctor,\s*"([a-z-]+)"', f.read()))
    with open("store/problem-code.c") as f:
        codes = set(re.findall(r'\[PROBLEM_\w+\] = \{\s*"([a-z-]+)"', f.read()))
    ok(len(ids) > 15 and len(codes) > 15, "ids and codes are found in the sources", (ids, codes))
    ok(sorted(headings) == sorted(ids | codes), "docs/troubleshooting.md has a heading for each",
       f"without heading: {sorted((ids | codes) - set(headings))}\nwithout finding: {sorted(set(headings) - ids - codes)}")
    ok(ids == set(seen), "each finding was seen here", ids ^ set(seen))
    quiet = {id for id, levels in seen.items() if not levels & {"warning", "wrong", "absent"}}
    ok(quiet <= {"program", "disk"}, "each can be other than ok", quiet)


def check_use():
    for options in (["--wings"], ["surplus"], ["--config"]):
        run = subprocess.run([ZHIBI, "doctor", *options], capture_output=True, text=True)
        ok(run.returncode == 2 and "zhibi doctor" in run.stderr and not run.stdout, f"wrong use: {options}", run.stderr)
    run = subprocess.run([ZHIBI, "doctor", "--help"], capture_output=True, text=True)
    ok(run.returncode == 0 and "--json" in run.stdout, "--help")


def main():
    if not shutil.which("dbus-daemon"):
        print("skip: there is no dbus-daemon (deps.sh check)")
        sys.exit(77)
    for name, spoil, code in (("healthy", lambda m: None, 0), ("bare", bare, 0), ("broken", broken, 1)):
        machine = Machine()
        spoil(machine)
        golden(machine, name, code)
        note(machine.doctor("--json", *machine.options))
        machine.close()
    run_cases()
    check_real_run()
    check_documentation()
    check_use()
    print(f"1..{n_tests}")
    sys.exit(n_bad > 0)


main()
