/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { checkSheet } from "../src/views/sheet/check";
import { firstOperations, ontoPages, operationsOf } from "../src/views/sheet/diff";
import { readDocument, writeDocument, type SheetDocument } from "../src/views/sheet/document";
import { addAnswer, copyRows, deleteQuestion, deleteRegions, fitBox, moveRegions, placeRegion } from "../src/views/sheet/edits";
import { begin, did, redo, undo } from "../src/views/sheet/history";
import { addPage, addressOf, deletePage, factsOf, newSheet, readAddress, setFacts, setPaper } from "../src/views/sheet/pages";
import { snapBox } from "../src/views/sheet/snap";
import { pasteTable, withCell } from "../src/views/sheet/table";

const address = { section: 3, owner: 27, book: 603, page: 10 };

function sheet(): SheetDocument {
  return readDocument({
    format: "zhibi-sheet", version: 1, title: "练习", subject: "数学",
    pages: [{
      address, offset_mm: [13, 12], size_mm: [150, 210], copies: 3,
      regions: [
        { id: "q1", name: "一", role: "answer", question: 1, box_mm: [20, 30, 40, 10] },
        { id: "q2", role: "answer", question: 2, box_mm: [20, 50, 40, 10] },
        { id: "p", role: "other", shape: "polygon", corners_mm: [[100, 10], [120, 10], [120, 30]] },
      ],
    }],
    questions: [
      { number: 1, name: "一、1", type: "choice", options: ["A", "B"], key: ["B"], points: 2 },
      { number: 2, name: "一、2", type: "number", key: ["3/4"] },
    ],
  });
}

test("what an editor does not know is kept, and a polygon has no box of its own in the file", () => {
  const written = writeDocument(sheet()) as Record<string, any>;
  assert.equal(written["pages"][0].copies, 3);
  assert.equal(written["pages"][0].regions[2].box_mm, undefined);
  assert.deepEqual(operationsOf(sheet(), readDocument(written)), []);
});

test("places stay on the paper and are never too small to hit", () => {
  assert.deepEqual(fitBox([-5, 205, 1, 50], [150, 210]), [0, 160, 3, 50]);
  const moved = moveRegions(sheet(), 0, new Set(["q1", "p"]), 100, -40);
  assert.deepEqual(moved.pages[0]!.regions[0]!.box_mm, [110, 0, 40, 10]);
  assert.deepEqual(moved.pages[0]!.regions[2]!["corners_mm"], [[130, 0], [150, 0], [150, 20]]);
});

test("edges go to a neighbour's, else to the millimetre", () => {
  const others = sheet().pages[0]!.regions;
  assert.deepEqual(snapBox([20.9, 71.4, 40, 10], others, "box"), [20, 71, 40, 10]);
  assert.deepEqual(snapBox([10, 10, 49.5, 20.7], others, "corner"), [10, 10, 50, 20], "to the right edge of q1 and its top");
});

test("a row is copied down with new questions of its kind, without their keys, as far as the paper goes", () => {
  const copied = copyRows(sheet(), 0, new Set(["q1"]), 3, 5);
  assert.deepEqual(copied.pages[0]!.regions.slice(3).map((region) => [region.question, region.box_mm[1]]), [[3, 45], [4, 60], [5, 75]]);
  assert.deepEqual(copied.questions[2], { number: 3, name: "3", type: "choice", options: ["A", "B"], points: 2 });
  assert.equal(copyRows(sheet(), 0, new Set(["q2"]), 50, 5).pages[0]!.regions.length, 3 + 10);
});

test("operations say what changed and no more", () => {
  const before = sheet();
  assert.deepEqual(operationsOf(before, placeRegion(before, 0, "q1", [21, 30, 40, 10])), [
    { do: "move-region", region: "q1", box_mm: [21, 30, 40, 10] },
  ]);
  assert.deepEqual(operationsOf(before, deleteRegions(before, new Set(["q2"]))), [{ do: "delete-region", region: "q2" }]);
  assert.deepEqual(operationsOf(before, deleteQuestion(before, 2)).map((operation) => operation["do"]), ["delete-region", "delete-question"]);
  const added = addAnswer(before, 0, [20, 80, 30, 10]);
  assert.deepEqual(operationsOf(before, added.document), [
    { do: "set-question", question: { number: 3, name: "3", type: "text" } },
    { do: "create-region", page: 0, region: { id: added.id, role: "answer", question: 3, box_mm: [20, 80, 30, 10] } },
  ]);
});

test("many operations are said in parts", () => {
  const many = copyRows(sheet(), 0, new Set(["q1"]), 12, 0);
  const operations = operationsOf(sheet(), many);
  assert.equal(firstOperations(operations).length, operations.length);
  assert.ok(firstOperations(Array.from({ length: 400 }, (_, n) => ({ do: "delete-region", region: `r${n}` }))).length <= 150);
  assert.equal(firstOperations([{ do: "x", text: "一".repeat(30000) }, { do: "y" }]).length, 1, "one that is long goes alone");
});

test("an import goes onto the pages that the class has", () => {
  const foreign = readDocument({
    title: "", pages: [{ address: { section: 0, owner: 0, book: 0, page: 1 }, size_mm: [210, 297],
      regions: [{ id: "x", role: "answer", question: 7, box_mm: [20, 280, 180, 10] }] }],
    questions: [{ number: 7, type: "text" }],
  });
  const onto = ontoPages(sheet(), foreign);
  const [x, y, width, height] = onto.pages[0]!.regions[0]!.box_mm;
  assert.deepEqual(onto.pages[0]!.address, address);
  assert.ok(x + width <= 150 && y + height <= 210);
  assert.deepEqual(checkSheet(onto), []);
});

test("a table pasted from a spreadsheet", () => {
  const tsv = "题号\t名称\t题型\t选项\t答案\t分值\t知识点\n1\t一、1\t单选\tABCD\tc\t5\t乘法\n2\t一、2\t判断\t\t对\t两分\t\n9\t三\t计算\t\t0.5 | 1/2\t8\t分数\n";
  const { document, refused } = pasteTable(sheet(), tsv, 0, "number");
  assert.deepEqual(document.questions[0], { number: 1, name: "一、1", type: "choice", options: ["A", "B", "C", "D"], key: ["C"], points: 5, knowledge: "乘法" });
  assert.deepEqual(document.questions[1]!.key, ["T"]);
  assert.deepEqual(document.questions[2], { number: 9, name: "三", type: "number", key: ["0.5", "1/2"], points: 8, knowledge: "分数" });
  assert.deepEqual(refused, [{ row: 3, column: 6, cell: "两分" }]);
});

test("a column pasted in the middle of the table", () => {
  const { document } = pasteTable(sheet(), "A\n12\n", 0, "key");
  assert.deepEqual(document.questions.map((question) => question.key), [["A"], ["12"]]);
});

test("a cell that cannot be so is refused", () => {
  const question = sheet().questions[0]!;
  assert.equal(withCell(question, "type", "作文"), null);
  assert.equal(withCell(question, "points", "-1"), null);
  assert.deepEqual(withCell(question, "type", "判断")!.options, undefined);
});

test("overlaps and wrong keys are told in words, with the mend", () => {
  const over = placeRegion(sheet(), 0, "q2", [40, 35, 40, 10]);
  const [fault] = checkSheet(over);
  assert.match(fault!.zh, /“一、1”和“一、2”的作答区重叠了.*请移开/);
  assert.deepEqual(fault!.regions, ["q1", "q2"]);
  const wrong = pasteTable(sheet(), "E\n十二\n", 0, "key").document;
  assert.deepEqual(checkSheet(wrong).map((one) => one.question), [1, 2]);
  assert.match(checkSheet(wrong)[0]!.zh, /答案“E”不在选项 AB 里/);
  assert.deepEqual(checkSheet(sheet()), []);
});

test("undo and redo, and a new deed ends what was to be redone", () => {
  let steps = begin(1);
  steps = did(did(steps, 2), 3);
  steps = undo(undo(undo(steps)));
  assert.equal(steps.now, 1);
  assert.equal(redo(steps).now, 2);
  steps = did(redo(steps), 9);
  assert.deepEqual([steps.now, steps.after.length, undo(steps).now], [9, 0, 2]);
});

const WANTED = { title: "口算", subject: "数学", grade: 4, address, size_mm: [150, 210], pages: 2 } as const;

test("a new sheet has its papers one behind the other, and nothing wrong with it", () => {
  const made = newSheet(WANTED);
  assert.deepEqual(made.pages.map((page) => addressOf(page).page), [10, 11]);
  assert.deepEqual(factsOf(made), { title: "口算", subject: "数学", grade: 4 });
  assert.deepEqual(checkSheet(made), []);
  assert.deepEqual(readDocument(writeDocument(made)), made);
});

test("a page for each pupil takes as many addresses: the next page begins behind them", () => {
  assert.equal(addressOf(addPage(sheet()).pages[1]!).page, 13);
});

test("addresses are read as they stand on the paper", () => {
  assert.deepEqual(readAddress(" 3.27.603.11 "), { ...address, page: 11 });
  for (const text of ["", "3.27.603", "3.27.603.-1", "3.27.603.x", "128.27.603.1", "3.27.603.1048576"]) assert.equal(readAddress(text), null, text);
});

test("a title, a grade, a paper: an operation each, and pages are told by their address", () => {
  const before = newSheet(WANTED);
  const renamed = setFacts(before, { title: "口算二", subject: "数学", grade: 0 });
  assert.deepEqual(operationsOf(before, renamed), [{ do: "set-sheet", title: "口算二", subject: "数学", grade: 0 }]);
  const resized = setPaper(before, 1, { size_mm: [210, 297] });
  assert.deepEqual(operationsOf(before, resized), [{ do: "set-page", page: 1, size_mm: [210, 297] }]);
  assert.deepEqual(operationsOf(before, deletePage(before, 0)), [{ do: "delete-page", page: 0 }]);
  const swapped = addPage(deletePage(addPage(before), 1));
  assert.deepEqual(operationsOf(before, swapped).map((one) => one["do"]), ["add-page", "add-page", "delete-page"]);
});

test("no page, a paper in centimetres, one address twice, no address, places beyond the paper: each in words with the mend", () => {
  const made = newSheet(WANTED);
  const words = (document: SheetDocument) => checkSheet(document).map((fault) => fault.zh).join();
  assert.match(words(deletePage(deletePage(made, 0), 0)), /一页也没有.*请加一页/);
  assert.match(words(setPaper(made, 0, { size_mm: [15, 21] })), /15 × 21 毫米.*20 到 1200 毫米/);
  assert.match(words(setPaper(made, 1, { address })), /和前面一页相同/);
  assert.match(words(setPaper(made, 0, { address: { section: 0, owner: 0, book: 0, page: 1 } })), /还没有点码地址/);
  assert.match(words(setPaper(sheet(), 0, { size_mm: [50, 100] })), /有 3 个区在纸外.*请移进来/);
});
