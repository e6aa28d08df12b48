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

    def set_role(*words, code=0):
        done = subprocess.run([f"{BUILD}/zhibid", "--data", daemon.folder, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=60)
        check(done.returncode == code, f"{words} ended with {done.returncode}: {done.stderr}")
        return done.stderr

    def row(login):
        return subprocess.run(["python3", "-c", "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute("
                               "\"SELECT roles, grade FROM teacher WHERE login = ?\", (sys.argv[2],)).fetchone())",
                               os.path.join(daemon.folder, "zhibi.db"), login], stdout=subprocess.PIPE, text=True,
                              check=True).stdout.strip()

    check(row("li") == "teacher administrator 0", f"the first account has {row('li')}")
    check(row("wang") == "teacher 0", f"a later account has {row('wang')}")
    set_role("--set-role", "wang", "--role", "head,grade-head", "--grade", "4")
    check(log_in("wang", third) == 204, "another role took the password away")
    check("--grade" in set_role("--set-role", "wang", "--role", "grade-head", code=1), "a head of no grade was made")
    check("no roles" in set_role("--set-role", "wang", "--role", "director", code=1), "a strange role was taken")
    check("no class" in set_role("--set-role", "wang", "--role", "teacher", "--teaches", "九年级1班:数学", code=1),
          "a class that is not there was taken")
    check("no account" in set_role("--set-role", "sun", "--role", "teacher", code=1), "roles of nobody were taken")
    set_role("--set-role", "wang", code=2)
    set_role("--role", "teacher", code=2)
    say("ok 4 - roles")

    daemon.stop()
    check(row("wang") == "grade-head head 4", f"the roles that were given are {row('wang')}")
    daemon.start()
    check(log_in("wang", third) == 204, "after a restart the password is not the last one")
    daemon.stop()
    say("ok 5 - after a restart")
finally:
    daemon.cleanup()
