#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What refuses a teacher's file says so in Chinese and in English (homework/bilingual.h): every text that is given to one of
the functions below is "中文 / English", and neither half leaves out an argument before its last."""
import glob, re, sys

TOLD = ("layout_report_refuse layout_report_note json_members_refuse nproj_parts_refuse omr_note sheet_check_refuse "
        "sheet_error_set bilingual_new").split()
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\b(?:G_G[A-Z0-9]+_FORMAT|G_GSIZE_FORMAT|JSON_INTEGER_FORMAT|FORMAT)\b')
NUMBERED = re.compile(r"%(?:(\d+)\$)?[-+ #0]*\d*(?:\.\d+)?(?:l|MACRO)?([a-zA-Z%]|(?<=MACRO))")
HAN = re.compile("[\u4e00-\u9fff\uff0c\uff1a]")  # or a sign of Chinese alone, where an argument is all that is said


def texts(source):
    """(line, text) of each run of literals; a macro of a format is "MACRO"."""
    source = re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), source, flags=re.S)
    run, end = None, 0
    for found in LITERAL.finditer(source):
        piece = found[1] if found[1] is not None else "MACRO"
        if run and source[end:found.start()].strip() == "":
            run = (run[0], run[1] + piece)
        else:
            if run:
                yield run
            run = (found.start(), piece)
        end = found.end()
    if run:
        yield run


def numbers(half):
    return {int(number) for number, kind in NUMBERED.findall(half) if number}


def fault_of(text):
    """What is wrong with a text of both languages, or ""."""
    zh, en = text.split(" / ", 1)
    if " / " in en:
        return "three parts"
    if not HAN.search(zh) or HAN.search(en):
        return "Chinese first, then English"
    plain = [kind for number, kind in NUMBERED.findall(text) if not number and kind != "%"]
    if plain:
        return "arguments without a number"
    gaps = [half for half in (zh, en) if numbers(half) != set(range(1, len(numbers(half)) + 1))]
    return f"a gap before the last argument: {gaps[0]}" if gaps else ""


def call_end(source, start):
    depth, at = 0, start
    while True:
        literal = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\]|\\.)*\'').match(source, at)
        if literal:
            at = literal.end()
            continue
        depth += {"(": 1, ")": -1}.get(source[at], 0)
        at += 1
        if depth == 0:
            return at


def main():
    faults, n_texts = [], 0
    files = sorted(glob.glob("homework/*.c") + glob.glob("homework/*/*.c") + glob.glob("daemon/*.c"))
    for path in files:
        source = open(path, encoding="utf-8").read()
        for found in re.finditer(r"\b(%s|refuse)\(" % "|".join(TOLD), source):
            call = source[found.end() - 1:call_end(source, found.end() - 1)]
            line = source.count("\n", 0, found.start()) + 1
            said = [text for _, text in texts(call)]
            both = [text for text in said if " / " in text]
            spoken = [text for text in said if re.search(r"[a-z]{3} [a-z]", text.split(" / ")[-1])]
            if found[1] == "refuse" and (not both or path.startswith("daemon/")):
                continue  # of a module that takes the two halves, or has another of this name
            n_texts += len(both)
            for text in both:
                if fault_of(text):
                    faults.append(f"{path}:{line}: {fault_of(text)}: {text}")
            if spoken and not both:
                faults.append(f"{path}:{line}: English alone: {spoken[0]}")
    assert n_texts > 150, n_texts
    assert fault_of("缺 %2$s / no %2$s") and fault_of("缺 / no %1$s %3$s") and fault_of("missing / missing")
    assert not fault_of("缺 %1$s%2$.0s / no %1$s%2$s") and not fault_of("满了 / full")
    if faults:
        sys.exit("\n".join(faults))
    print(f"{n_texts} texts in both languages")


main()
