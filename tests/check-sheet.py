#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The published schema of sheets and zhibi's own reader: they accept the same sheets, and the schema refuses each fault
that a schema can see."""
import glob, json, sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is not installed: sh deps.sh check")
    sys.exit(77)


def faults(schema, good):
    """(what, text, whether the schema shall see it) of tests/fixtures/sheet/broken.tsv"""
    for line in open("tests/fixtures/sheet/broken.tsv", encoding="utf-8").read().split("\n"):
        if line and not line.startswith("#"):
            old, new, by, message = line.split("\t")
            assert old in good, old
            assert by in ("schema", "rules"), by
            yield message, good.replace(old, new, 1), by == "schema"


def main():
    schema = json.load(open("docs/sheet.schema.json", encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    sheets = sorted(glob.glob("docs/examples/*.json") + glob.glob("tests/fixtures/sheet/*.json"))
    assert len(sheets) >= 2, sheets
    for path in sheets:
        found = [f"{path}: {error.json_path}: {error.message}"
                 for error in validator.iter_errors(json.load(open(path, encoding="utf-8")))]
        assert not found, "\n".join(found)
        print("ok", path)
    document = open("docs/sheet-format.md", encoding="utf-8").read()
    example = document.split("```json sheet\n")[1].split("```")[0]
    validator.validate(json.loads(example))
    good = open("tests/fixtures/sheet/every-member.json", encoding="utf-8").read()
    for message, text, seen in faults(schema, good):
        refused = not validator.is_valid(json.loads(text))
        assert refused == seen, f"the schema {'refuses' if refused else 'accepts'}: {message}"


main()
