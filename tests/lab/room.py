#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""room.py REQUEST [KEY=VALUE]...: ask the laboratory's room of virtual pens (air.py) for something.

   room.py add count=3                 three LE pens    room.py add kind=SppPen name=old
   room.py notify pen=ADDRESS count=500 size=20 rate=100
   room.py drop pen=ADDRESS off=true   room.py set pen=ADDRESS on=true stalled=true
   room.py adapter present=false       room.py adapter present=true le=10 (links at most)
   room.py state pen=ADDRESS           what the host wrote, whether linked, encrypted, bonded
"""
import json
import os
import socket
import sys
import time

start = time.time()


def ask(do, **request):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(os.environ.get("LAB_AIR", "/run/air.sock"))
        s.sendall(json.dumps(dict(request, do=do)).encode() + b"\n")
        answer = json.loads(s.makefile().readline())
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer


def say(*words):
    print("%7.2f " % (time.time() - start), *words, flush=True)


def need(good, what):
    say("ok  " if good else "FAIL", what)
    if not good:
        sys.exit(1)


def value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    print(json.dumps(ask(sys.argv[1], **{k: value(v) for k, v in (a.split("=", 1) for a in sys.argv[2:])})))
