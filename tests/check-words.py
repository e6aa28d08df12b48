#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every command, every word that may follow one and every option that the C tables of cli/ know is in --help, in the manual and
offered by completion; and none of the three knows more."""

import os
import re
import subprocess
import sys

BUILD = os.path.realpath(os.environ.get("BUILD", "build/release"))
HIDDEN = {("doctor", "now"), ("doctor", "root"), ("support-bundle", "root")}  # for tests
SOURCE = {"roster": "roster-list"}  # where it is not the file of the command's name
# Options that are read without a table.
BY_HAND = {"decode": ["driver"], "recognise": ["set", "allow"], "models": ["udev", "modalias"]}
SHARED = {"export": "outlet", "report": "outlet"}
OPTION = re.compile(r'\{\s*"([a-z][a-z-]*)",\s*(?:0|\'.\'),\s*\w+,\s*G_OPTION_ARG', re.S)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def commands():
    return re.findall(r'\{ "([a-z-]+)", "', read("cli/main.c"))


def source(command):
    return f"cli/{SOURCE.get(command, command)}.c"


def options(command):
    text = read(source(command))
    found = OPTION.findall(text) + BY_HAND.get(command, [])
    if command in SHARED:
        found += OPTION.findall(read(f"cli/{SHARED[command]}.h"))
    return sorted(name for name in set(found) if name != "help" and (command, name) not in HIDDEN)


def words(command):
    """What may stand behind the command's name: of a table of names, or compared one by one."""
    text = read(source(command))
    table = re.search(r"\b(?:COMMANDS|FORMS)\[\] = \{\n(.*?)\n\};", text, re.S)
    if command != "models" and table:
        return re.findall(r'^\t\{ "([a-z-]+)",', table.group(1), re.M)
    kinds = re.search(r"\bKINDS\[\] = \{(.*?)\};", text, re.S)
    if command == "report":
        return re.findall(r'"([a-z-]+)"', kinds.group(1))
    return re.findall(r'str(?:_equal|cmp|cmp0)\((?:argv\[1\]|command), "([a-z][a-z-]*)"\)', text)


def completed(*line):
    script = f'PATH={BUILD}:$PATH; . cli/zhibi.bash-completion; COMP_WORDS=({" ".join(line)}); COMP_CWORD={len(line) - 1}; _zhibi; printf "%s\\n" "${{COMPREPLY[@]}}"'
    return set(subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split())


def manual():
    """The synopsis and the description of each command, without the marks of troff."""
    text = read("docs/man/zhibi.1").replace("\\-", "-").replace("\\fR", "").replace("\\fP", "")
    synopsis, described = text.split(".SH DESCRIPTION")[0], text.split(".SH COMMANDS")[1].split(".SH OPTIONS")[0]
    parts = {}
    for part in re.split(r"^\.B zhibi ", synopsis, flags=re.M)[1:]:
        parts.setdefault(part.split()[0], ["", ""])[0] += part
    for part in re.split(r"^\.TP\n\.B ", described, flags=re.M)[1:]:
        parts.setdefault(part.split()[0], ["", ""])[1] += part
    return parts


def main():
    faults, n = [], 0
    known, told, first = commands(), manual(), completed("zhibi", "''")
    faults += [f"the manual tells of {name}, which is no command" for name in set(told) - set(known) - {"--help"}]
    for command in known:
        usage = subprocess.run([f"{BUILD}/zhibi", command, "--help"], capture_output=True, text=True, check=True).stdout
        synopsis, described = told.get(command, ("", ""))
        offered = completed("zhibi", command, "--")
        followers = words(command)
        n += 1 + len(options(command)) + len(followers)
        if not synopsis or not described:
            faults.append(f"{command}: not in the manual's {'synopsis' if not synopsis else 'commands'}")
        if command not in first:
            faults.append(f"{command}: not completed")
        for name in options(command):
            written = rf"(?<![\w-])-o\b" if name == "output" else rf"--{name}\b"
            if name != "output" and f"--{name}" not in offered:
                faults.append(f"{command} --{name}: not completed")
            if not re.search(written, usage):
                faults.append(f"{command} --{name}: not in --help")
            if not re.search(written, synopsis):
                faults.append(f"{command} --{name}: not in the manual's synopsis")
        real = {f"--{name}" for name in options(command)}
        faults += [f"{command} {name}: offered, and there is none" for name in offered - real - {"--help"}]
        follows = completed("zhibi", command, "''")
        faults += [f"{command} {word}: not completed" for word in set(followers) - follows]
        faults += [f"{command} {word}: completed, and there is none" for word in follows - set(followers)]
        faults += [f"{command} {word}: not in the manual" for word in followers if not re.search(rf"(?<![\w-]){word}\b", synopsis + described)]
    for fault in faults:
        print(f"not ok - {fault}")
    if faults:
        sys.exit(1)
    if n < 150:
        sys.exit(f"not ok - only {n} words were found in the tables")
    print(f"ok 1 - {n} commands, words and options are in --help, manual and completion\n1..1")


main()
