#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/console-protocol.asyncapi.yaml against docs/console-protocol.md, whose examples daemon and page are tested by: every message
that the daemon takes is in it, and every example of either side is valid by it, and by one message only."""

import json
import os
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError:
    print("python3-jsonschema or python3-yaml is not installed: sh deps.sh check")
    sys.exit(77)

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# At the control socket, not at the console.
OTHERS = {"assign", "rule", "plan", "training"}
# Parts of a message, shown apart.
PARTS = {"results", "begun"}
failed = 0


def read(path):
    with open(os.path.join(TREE, path), encoding="utf-8") as file:
        return file.read()


def say(holds, what):
    global failed
    say.n += 1
    failed += not holds
    print(f"{'ok' if holds else 'not ok'} {say.n} - {what}")


say.n = 0
def with_references(value, renamed):
    """A copy with each "$ref" through `renamed`, and without "$id": all is one document."""
    if isinstance(value, list):
        return [with_references(one, renamed) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: renamed(one) if key == "$ref" else with_references(one, renamed) for key, one in value.items() if key != "$id"}


sheet = with_references(json.loads(read("docs/sheet.schema.json")), lambda to: to.replace("#", "#/components/sheet"))
form = with_references(yaml.safe_load(read("docs/console-protocol.asyncapi.yaml")),
                       lambda to: re.sub(r"^sheet\.schema\.json#?", "#/components/sheet", to))
form["components"]["sheet"] = sheet


def validator(schema):
    return jsonschema.Draft202012Validator({**schema, "components": form["components"]})


def messages_of(channel, side):
    names = [one["$ref"].rsplit("/", 1)[1] for one in form["channels"][channel][side]["message"]["oneOf"]]
    return {name: form["components"]["messages"][name]["payload"] for name in names if name != "ink"}


def who_takes(messages, example):
    return [name for name, payload in messages.items() if validator(payload).is_valid(example)]


def why_not(messages, example):
    for name, payload in messages.items():
        kinds = payload["properties"]["type"]
        if example["type"] in kinds.get("enum", [kinds.get("const")]):
            return f"{name}: " + "; ".join(error.message[:200] for error in validator(payload).iter_errors(example))
    return "no message has this type"


def check_examples(messages, examples, whose):
    for example in examples:
        takers = who_takes(messages, example)
        words = f"{whose}: {example['type']}" + ("" if len(takers) == 1 else f": {takers or why_not(messages, example)}")
        say(len(takers) == 1, words)


def types_of(messages):
    kinds = [payload["properties"]["type"] for payload in messages.values()]
    return {word for kind in kinds for word in kind.get("enum", [kind.get("const")])}


def fences(text):
    for name, body in re.findall(r"^```json ([a-z-]+)\n(.*?)^```", text, re.M | re.S):
        yield name, json.loads(body)


def table_examples(text):
    """The page's messages, in the first column of their table; "…" stands for what is shown elsewhere."""
    for row in re.findall(r"^\| (`\{\"type\".*?`) \|", text, re.M):
        for one in re.findall(r"`(\{.*?\})`", row):
            if "…" not in one.replace("9C:…", "9C:7B:D2:00:00:01").replace('"…"', '"0000"'):
                yield json.loads(one.replace("9C:…", "9C:7B:D2:00:00:01").replace('"…"', '"0000"'))


def main():
    text = read("docs/console-protocol.md")
    page, daemon = messages_of("/api/console", "publish"), messages_of("/api/console", "subscribe")
    wall = messages_of("/api/wall", "subscribe")
    taken = set(re.findall(r'\{ "([a-z-]+)", CONSOLE_MESSAGE_', read("daemon/console/console-message.c")))
    say(taken == types_of(page), f"what the daemon takes is what the form has; only one has {sorted(taken ^ types_of(page))}")
    spoken = [example for name, example in fences(text) if name not in OTHERS | PARTS and isinstance(example, dict)]
    ours = [example for example in spoken if who_takes(page, example) or example.get("type") in types_of(page) - types_of(daemon)]
    check_examples(page, ours + list(table_examples(text)), "page")
    check_examples({**daemon, **wall}, [example for example in spoken if example not in ours], "daemon")
    return 1 if failed else 0


sys.exit(main())
