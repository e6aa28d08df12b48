#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""zhibid --add-teacher, before the first start and beside a running zhibid: the printed password opens the page at
once and after a restart, the one before it no longer. What the control socket must not do it refuses."""

import http.client
import json
import os
import re
import socket
import subprocess

from harness import BUILD, Daemon, check, say

daemon = Daemon()


def add(login, code=0, folder=None):
    done = subprocess.run([f"{BUILD}/zhibid", "--data", folder or daemon.folder, "--add-teacher", login],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    check(done.returncode == code, f"--add-teacher {login} ended with {done.returncode}: {done.stderr}")
    found = re.search(r"password: (\S+)", done.stdout)
    check(bool(found) == (code == 0), f"--add-teacher {login} printed {done.stdout!r}")
    return found.group(1) if found else done.stderr


def log_in(login, password):
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=20)
    connection.request("POST", "/api/login", json.dumps({"name": login, "password": password}),
                       {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{daemon.port}"})
    return connection.getresponse().status


def ask(**message):
    with socket.socket(socket.AF_UNIX) as control:
        control.settimeout(20)
        control.connect(os.path.join(daemon.folder, "control.sock"))
        control.sendall(json.dumps(message).encode() + b"\n")
        return json.loads(control.makefile().readline())


def hash_in_database():
    return subprocess.run(["python3", "-c", "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("
                           "\"SELECT password_hash FROM teacher WHERE login = 'wang'\").fetchone()[0])",
                           os.path.join(daemon.folder, "zhibi.db")], stdout=subprocess.PIPE, text=True,
                          check=True).stdout.strip()


try:
    first = add("li")
    daemon.start()
    check(log_in("li", first) == 204, "the teacher who was made before the start cannot log in")
    say("ok 1 - before the first start")

    pid = daemon.process.pid
    second = add("wang")
    check(log_in("wang", second) == 204, "the teacher who was made beside the running daemon cannot log in")
    third = add("wang")
    check(third != second and log_in("wang", third) == 204, "the new password does not work")
    check(log_in("wang", second) == 401, "the old password still works")
    check(log_in("li", first) == 204, "another teacher lost the password")
    check(daemon.alive() and daemon.process.pid == pid, "the daemon did not live through it")
    say("ok 2 - beside a running daemon")

    add("two words", code=2)
    good = {"type": "add-teacher", "data": daemon.folder, "login": "zhao", "hash": hash_in_database()}
    check(good["hash"].startswith("$argon2id$"), "the password is kept otherwise than hashed")
    for wrong in ({"data": "/elsewhere"}, {"hash": "secret"}, {"hash": 7}, {"login": "two words"}, {"login": ""},
                  {"hash": "$argon2id$" + "x" * 200}):
        check(ask(**{**good, **wrong}).get("type") == "error", f"the control socket took {wrong}")
    check(log_in("zhao", third) == 401, "a refused teacher was made")
    check(ask(**good)["type"] == "done" and log_in("zhao", third) == 204, "a sound one is not taken")
    say("ok 3 - what the control socket refuses")

    daemon.stop()
    daemon.start()
    check(log_in("wang", third) == 204, "after a restart the password is not the last one")
    daemon.stop()
    say("ok 4 - after a restart")
finally:
    daemon.cleanup()
