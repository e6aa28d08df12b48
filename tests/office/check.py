#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The workbooks in a real office program: the brief's annex and the results, opened by LibreOffice without a window and written
as CSV by it, sheet by sheet. Every cell must be there as zhibi's own CSV, the JSON, and the file's XML have it."""
import csv, glob, json, os, re, shutil, subprocess, sys, tempfile, xml.etree.ElementTree as ElementTree, zipfile

BUILD = os.environ.get("BUILD", "build/release")
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHEET = "docs/examples/demonstration.json"
# Commas, quotes, UTF-8, from line 1, numbers as they are and not as shown, all sheets.
CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1'
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
if not shutil.which("soffice"):
    print("LibreOffice is not installed: sh deps.sh office")
    sys.exit(77)


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=200).stdout


def number(text):
    """3, 3.0 and 3.00 are one value."""
    try:
        return "%.9g" % float(text)
    except ValueError:
        return text


def rows_of(text):
    return [[number(cell) for cell in row] for row in csv.reader(text.lstrip("\ufeff").splitlines()) if any(row)]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def opened(path):
    """{sheet's name: its rows} as the office program sees it."""
    folder = path + "-opened"
    run("soffice", "-env:UserInstallation=file://%s-profile" % path, "--headless", "--norestore", "--convert-to", CSV, "--outdir", folder, path)
    stem = os.path.basename(path)[:-len(".xlsx")] + "-"
    return {os.path.basename(name)[len(stem):-len(".csv")]: rows_of(read(name)) for name in glob.glob(folder + "/*.csv")}


def written(path):
    """The same from the file's XML, by the standard's words."""
    with zipfile.ZipFile(path) as archive:
        part = lambda name: ElementTree.fromstring(archive.read(name))
        texts = ["".join(t.text or "" for t in one.iter(SPACE + "t")) for one in part("xl/sharedStrings.xml")]
        targets = {one.get("Id"): one.get("Target") for one in part("xl/_rels/workbook.xml.rels")}
        sheets = {}
        for sheet in part("xl/workbook.xml").iter(SPACE + "sheet"):
            rows = []
            for row in part("xl/" + targets[sheet.get(RELATION)]).iter(SPACE + "row"):
                cells = {}
                for cell in row:
                    column = 0
                    for letter in re.match("[A-Z]+", cell.get("r")).group():
                        column = column * 26 + ord(letter) - 64
                    value = cell.findtext(SPACE + "v") or ""
                    cells[column] = texts[int(value)] if cell.get("t") == "s" else value
                rows.append([number(cells.get(i, "")) for i in range(1, max(cells, default=0) + 1)])
            sheets[sheet.get("name")] = [row for row in rows if any(row)]
        return sheets


def same(office, wanted, what):
    width = max(map(len, wanted), default=0)
    fill = lambda rows: [row + [""] * (max(width, *map(len, rows)) - len(row)) for row in rows]
    assert fill(office) == fill(wanted), (what, [pair for pair in zip(office, wanted) if pair[0] != pair[1]][:3], len(office), len(wanted))


def check_results(folder):
    data = folder + "/results"
    os.makedirs(data)
    run(BUILD + "/tests/tool-store-errors", data, SHEET, "12", "25", "4")
    for form in ("csv", "xlsx"):
        run(BUILD + "/zhibi", "export", form, "--data", data, "-o", folder + "/" + form, "--names")
    office = opened(folder + "/xlsx/results.xlsx")
    assert len(office) == 2, office.keys()
    n_cells = 0
    for name, rows in zip(("results", "questions"), sorted(office.values(), key=len)):
        same(rows, rows_of(read("%s/csv/%s.csv" % (folder, name))), name)
        n_cells += sum(map(len, rows))
    return n_cells


def check_brief(folder):
    data = folder + "/term"
    run(sys.executable, HERE + "/term/term.py", data, "--classes", "9", "--pupils", "12", "--days", "28")
    run(BUILD + "/tests/tool-store-term", data + "/truth.tsv", data + "/zhibi.db")
    call = (BUILD + "/zhibi", "load", "brief", "--week", "2026-09-21", "--data", data, "--rules", data + "/rules.conf")
    run(*call, "--xlsx", folder + "/brief.xlsx")
    brief = json.loads(run(*call, "--json"))
    office, xml = opened(folder + "/brief.xlsx"), written(folder + "/brief.xlsx")
    assert sorted(map(len, office.values())) == sorted(map(len, xml.values())) and len(office) >= 7, (office.keys(), xml.keys())
    by_heading = {tuple(rows[0]): rows for rows in office.values()}
    for name, rows in xml.items():
        same(by_heading[tuple(rows[0])], rows, name)
    marking = next(rows for rows in office.values() if any("全批" in cell or "handed" in cell for cell in rows[0]))
    figures = {cell for row in marking for cell in row}
    for key in ("handed_in", "marked", "wrong", "re_marked"):
        assert number(str(brief["marking"][key])) in figures, (key, brief["marking"], marking)
    (training,) = [rows for rows in office.values() if rows[0][0].startswith("培训")]
    assert [row[:3] for row in training[1:]] == [[one["kind"], str(one["held"]), str(one["people"])] for one in brief["trainings"]]
    return sum(len(row) for rows in office.values() for row in rows)


def main():
    with tempfile.TemporaryDirectory(prefix="zhibi-office-") as folder:
        print("ok 1 - the results: %d cells as in the CSV" % check_results(folder))
        print("ok 2 - the brief's annex: %d cells as written, its figures as in the JSON" % check_brief(folder))
    print("1..2")


main()
