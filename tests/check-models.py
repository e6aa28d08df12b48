#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The model files (drivers/models/*.pen) are well formed, name a driver and quirks that exist, and no two of them
claim the same pen."""

import configparser
import fnmatch
import glob
import re
import sys

faults = []
KEYS = {"Pen": {"Name", "Driver", "Quirks"}, "Match": {"Service", "Name", "Manufacturer"}}
UUID = re.compile(r"[0-9A-F]{4}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
drivers = set(re.findall(r'^\t\.name = "([a-z0-9-]+)"', "".join(open(f).read() for f in glob.glob("drivers/*.c")), re.M))
quirks = set(re.findall(r'PEN_QUIRK_.*"([a-z-]+)"', open("drivers/pen.h").read()))


def values(section, key):
    text = section.get(key, "")
    if text and not text.endswith(";"):
        return None
    return [v for v in text.split(";") if v]


names, claims = {}, {}
files = sorted(glob.glob("drivers/models/*.pen"))
for path in files:
    def fault(text):
        faults.append(f"{path}: {text}")

    model = configparser.ConfigParser(delimiters="=", interpolation=None)
    model.optionxform = str
    try:
        model.read_string(open(path, encoding="utf-8").read())
    except configparser.Error as error:
        fault(error)
        continue
    for section in model.sections():
        for key in model[section]:
            if key not in KEYS.get(section, set()):
                fault(f"[{section}] {key}: not a key of a model file")
    if not model.has_section("Pen") or not model.has_section("Match"):
        fault("needs the sections [Pen] and [Match]")
        continue
    pen, match = model["Pen"], model["Match"]
    name = pen.get("Name", "")
    if not name or name in names:
        fault(f"Name {name!r} is missing or also in {names.get(name)}")
    names[name] = path
    if pen.get("Driver") not in drivers:
        fault(f"Driver {pen.get('Driver')!r} is not one of {sorted(drivers)}")
    lists = {key: values(match, key) for key in KEYS["Match"]} | {"Quirks": values(pen, "Quirks")}
    for key, items in lists.items():
        if items is None:
            fault(f"{key}: a list ends with a semicolon")
            lists[key] = []
    for quirk in lists["Quirks"]:
        if quirk not in quirks:
            fault(f"quirk {quirk!r} is not one of {sorted(quirks)}")
    for service in lists["Service"]:
        if not UUID.fullmatch(service):
            fault(f"Service {service!r}: four upper-case digits or a whole lower-case UUID")
    for prefix in lists["Manufacturer"]:
        if not re.fullmatch("([0-9A-F]{2})+", prefix):
            fault(f"Manufacturer {prefix!r}: bytes in upper-case hexadecimal")
    if not lists["Service"]:
        fault("no Service: nothing would be looked for")
    for service in lists["Service"]:
        for pattern in lists["Name"] or [""]:
            for (other_service, other_pattern), other in claims.items():
                if other != path and service == other_service and pattern and other_pattern and \
                        (fnmatch.fnmatchcase(pattern, other_pattern) or fnmatch.fnmatchcase(other_pattern, pattern)):
                    fault(f"claims {pattern!r} with service {service}, so does {other}")
            if (service, pattern) in claims and claims[service, pattern] != path and not pattern:
                fault(f"claims any name with service {service}, so does {claims[service, pattern]}")
            claims[service, pattern] = path

for line in faults:
    print(line, file=sys.stderr)
if not files or faults:
    sys.exit(1)
print(f"ok 1 - {len(files)} model files, {len(claims)} claims")
