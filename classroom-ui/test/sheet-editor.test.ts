/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { checkSheet } from "../src/views/sheet/check";
import { firstOperations, ontoPages, operationsOf } from "../src/views/sheet/diff";
import { readDocument, writeDocument, type SheetDocument } from "../src/views/sheet/document";
import { copyRows, deleteQuestion, deleteRegions, fitBox, moveRegions, placeRegion, setRegion, sizeRegions } from "../src/views/sheet/edits";
import { begin, did, redo, undo } from "../src/views/sheet/history";
import { addRegion, asRole, freeBox, isNumbered, isOfQuestion, roleName, ROLES, type Role } from "../src/views/sheet/kinds";
import { addPage, addressOf, deletePage, factsOf, newSheet, readAddress, setFacts, setPaper } from "../src/views/sheet/pages";
import { snapBox } from "../src/views/sheet/snap";
import { isNote, pasteTable, withCell } from "../src/views/sheet/table";
import { takeNumber } from "../src/views/sheet/typed";

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
  assert.deepEqual(fitBox([-5, 205, 1, 50], [150, 210]), [0, 205, 3, 5]);
  const moved = moveRegions(sheet(), 0, new Set(["q1", "p"]), 100, -40);
  assert.deepEqual(moved.pages[0]!.regions[0]!.box_mm, [50, 20, 40, 10], "together, as far as the first of them can go");
  assert.deepEqual(moved.pages[0]!.regions[2]!["corners_mm"], [[130, 0], [150, 0], [150, 20]]);
  const sized = sizeRegions(sheet(), 0, new Set(["q1"]), 500, -50);
  assert.deepEqual(sized.pages[0]!.regions[0]!.box_mm, [20, 30, 130, 3], "a corner goes to the edge and no further, and nothing is pushed");
  const small = setRegion(sheet(), 0, { id: "q1", role: "answer", question: 1, box_mm: [20, 30, 2, 2] });
  assert.deepEqual(moveRegions(small, 0, new Set(["q1"]), 1, 0).pages[0]!.regions[0]!.box_mm, [21, 30, 2, 2], "what came small is moved as it is");
});

test("edges go to a neighbour's, else to the millimetre", () => {
  const others = sheet().pages[0]!.regions;
  assert.deepEqual(snapBox([20.9, 71.4, 40, 10], others, "box"), [20, 71, 40, 10]);
  assert.deepEqual(snapBox([10, 10, 49.5, 20.7], others, "corner"), [10, 10, 50, 20], "to the right edge of q1 and its top");
});

test("a row is copied down with new questions of its kind, without their keys, as far as the paper goes", () => {
  const { document: copied, rows } = copyRows(sheet(), 0, new Set(["q1"]), 3, 5);
  assert.equal(rows, 3);
  assert.deepEqual(copied.pages[0]!.regions.slice(3).map((region) => [region.question, region.box_mm[1]]), [[3, 45], [4, 60], [5, 75]]);
  assert.deepEqual(copied.questions[2], { number: 3, name: "3", type: "choice", options: ["A", "B"], points: 2 });
  const full = copyRows(sheet(), 0, new Set(["q2"]), 50, 5);
  assert.deepEqual([full.rows, full.document.pages[0]!.regions.length], [10, 3 + 10]);
  const claim = addRegion(sheet(), 0, "claim-box", [100, 100, 20, 14]);
  const claims = copyRows(claim.document, 0, new Set([claim.id]), 2, 1).document.pages[0]!.regions.slice(3);
  assert.deepEqual(claims.map(({ number }) => number), [1, 2, 3], "each pupil has a box of their own");
});

test("operations say what changed and no more", () => {
  const before = sheet();
  assert.deepEqual(operationsOf(before, placeRegion(before, 0, "q1", [21, 30, 40, 10])), [
    { do: "move-region", region: "q1", box_mm: [21, 30, 40, 10] },
  ]);
  assert.deepEqual(operationsOf(before, deleteRegions(before, new Set(["q2"]))), [{ do: "delete-region", region: "q2" }]);
  assert.deepEqual(operationsOf(before, deleteQuestion(before, 2)).map((operation) => operation["do"]), ["delete-region", "delete-question"]);
  const added = addRegion(before, 0, "answer", [20, 80, 30, 10]);
  assert.deepEqual(operationsOf(before, added.document), [
    { do: "set-question", question: { number: 3, name: "3", type: "text" } },
    { do: "create-region", page: 0, region: { id: added.id, role: "answer", question: 3, box_mm: [20, 80, 30, 10] } },
  ]);
});

test("another kind or question is said in place of the old, before its question goes", () => {
  const before = sheet();
  const mark = { id: "q2", role: "mark", question: 1, box_mm: [20, 50, 40, 10] } as const;
  const after = deleteQuestion(setRegion(before, 0, mark), 2);
  assert.deepEqual(operationsOf(before, after), [{ do: "set-region", region: mark }, { do: "delete-question", question: 2 }]);
});

test("many operations are said in parts", () => {
  const many = copyRows(sheet(), 0, new Set(["q1"]), 12, 0).document;
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
  assert.deepEqual([...refused.keys()], ["2/points"]);
  assert.match(refused.get("2/points")!.zh, /“两分”没有填进去：请写 0.1 到 1000 之间的数/);
  assert.match(refused.get("2/points")!.en, /“两分” was not taken: write a number/);
});

test("a column pasted in the middle of the table", () => {
  const { document } = pasteTable(sheet(), "A\n12\n", 0, "key");
  assert.deepEqual(document.questions.map((question) => question.key), [["A"], ["12"]]);
});

test("a cell that cannot be so is refused, with the mend in both languages", () => {
  const question = sheet().questions[0]!;
  const refusal = (column: Parameters<typeof withCell>[1], cell: string, of = question) => {
    const taken = withCell(of, column, cell);
    assert.ok(isNote(taken), `${column} ${cell}`);
    return `${taken.zh} ${taken.en}`;
  };
  assert.match(refusal("type", "作文"), /“作文”没有填进去：题型请写单选.*types are one choice/);
  for (const points of ["-1", "0", "两分", "5分", "1e3", "0x10", "1001", "NaN"]) assert.match(refusal("points", points), /请写 0.1 到 1000/, points);
  assert.match(refusal("options", "A"), /2 到 26 个不同的选项/);
  assert.match(refusal("options", "ABCA"), /different options/);
  assert.match(refusal("options", "AB", sheet().questions[1]!), /只有单选和多选有选项/);
  assert.match(refusal("knowledge", "长".repeat(401)), /缩到 400 字以内/);
  assert.match(refusal("number", "7"), /批改都记在它下面/);
  const taken = (column: Parameters<typeof withCell>[1], cell: string, of = question) => withCell(of, column, cell) as Record<string, unknown>;
  assert.equal(taken("points", "２.５")["points"], 2.5);
  assert.equal(taken("type", "判断")["options"], undefined);
  assert.equal(taken("type", "短答", { number: 3, type: "number", tolerance: 0.5 })["tolerance"], undefined, "or the daemon would refuse it");
  assert.deepEqual(taken("options", "甲组 乙组")["options"], ["甲组", "乙组"]);
  assert.deepEqual(taken("key", "cA", { number: 3, type: "choices", options: ["A", "B", "C"] })["key"], ["AC"], "in the order of the options");
});

test("of a paste nothing is taken silently: numbers that are none, columns there are none, cells of several lines", () => {
  const { document, refused } = pasteTable(sheet(), '1\t"两行\n的名称"\n第九\t九\n0\t零\n2\t二\t数\t\t7\t1\t约分\t多出来的\n', 0, "number");
  assert.deepEqual(document.questions.map(({ number, name }) => [number, name]), [[1, "两行 的名称"], [2, "二"]]);
  assert.deepEqual([...refused.keys()], ["1/number", "2/knowledge"]);
  assert.match(refused.get("1/number")!.zh, /请写 1 到 9999 之间的整数/);
  assert.match(refused.get("2/knowledge")!.zh, /“多出来的”没有填进去：表里没有这一列/);
});

test("typed numbers", () => {
  const taken: number[] = [];
  const take = (text: string, step = 0) => takeNumber(text, 0, 50, (number) => void taken.push(number), step);
  for (const text of ["5", " 12.5 ", "０", "5."]) take(text);
  assert.deepEqual(taken, [5, 12.5, 0]);
  for (const text of ["", "-3", "−3", "51", "五", "5mm", "1,5", "Infinity"]) assert.match(take(text)?.zh ?? "taken", /请写 0 到 50 之间的数/, text);
  assert.match(take("2.5", 1)!.en, /write a whole number from 0 to 50/);
});

test("a new box of each kind has what its kind needs, and the sheet stays good", () => {
  for (const role of ROLES) {
    const { document, id } = addRegion(sheet(), 0, role, [100, 150, 20, 14], 1);
    const region = document.pages[0]!.regions.find((one) => one.id === id)!;
    assert.equal(region.role, role);
    assert.equal(region.question !== undefined, isOfQuestion(role), role);
    assert.equal(region.number !== undefined, isNumbered(role), role);
    assert.deepEqual(checkSheet(document), [], role);
  }
  for (const language of ["zh", "en"] as const) assert.equal(new Set(ROLES.map((role) => roleName(role)[language][0])).size, ROLES.length, "each has a sign of its own");
});

test("options go to the question at hand until it has all, numbers go on, and a kind can turn into any other", () => {
  let now = { document: sheet(), id: "" };
  for (const x of [10, 20, 30]) now = addRegion(now.document, 0, "option", [x, 100, 6, 6], 1);
  assert.deepEqual(now.document.pages[0]!.regions.slice(3).map(({ question, option }) => [question, option]), [[1, "A"], [1, "B"], [3, "A"]]);
  assert.deepEqual(now.document.questions[2], { number: 3, name: "3", type: "choice", options: ["A", "B", "C", "D"] });
  for (const from of ROLES)
    for (const to of ROLES) {
      const { document, id } = addRegion(sheet(), 0, from, [100, 150, 20, 14], 1);
      const region = document.pages[0]!.regions.find((one) => one.id === id)!;
      const [next, turned] = asRole(document, 0, region, to as Role);
      assert.deepEqual(checkSheet(setRegion(next, 0, turned)), [], `${from} to ${to}`);
    }
});

test("without a mouse a box is put where there is room, and none where there is not", () => {
  const [page] = sheet().pages;
  const box = freeBox(page!, "option", page!.regions[0])!;
  assert.deepEqual(box, [62, 30, 6, 6], "right of the one at hand");
  const full = setRegion(sheet(), 0, { id: "p", role: "other", box_mm: [0, 0, 150, 210] }).pages[0]!;
  assert.equal(freeBox(full, "total"), null);
});

test("what would be read as two things is told: kinds over each other, a number twice, an option that is none, a place of no question", () => {
  const put = (role: Role, box: readonly [number, number, number, number], more = {}) => {
    const { document, id } = addRegion(sheet(), 0, role, box, 1);
    const region = document.pages[0]!.regions.find((one) => one.id === id)!;
    return setRegion(document, 0, { ...region, ...more });
  };
  const words = (document: SheetDocument) => checkSheet(document).map(({ zh, en }) => `${zh} ${en}`).join();
  assert.match(words(put("help", [40, 32, 16, 8])), /“一、1 作答区”和“求助框”重叠了.*请移开.*overlap/);
  assert.equal(words(put("mark", [40, 32, 16, 8])), "", "a teacher's mark may stand anywhere");
  const claims = addRegion(put("claim-box", [100, 100, 20, 14]), 0, "claim-box", [100, 120, 20, 14]);
  assert.equal(words(claims.document), "");
  const twice = setRegion(claims.document, 0, { id: claims.id, role: "claim-box", number: 1, box_mm: [100, 120, 20, 14] });
  assert.match(words(twice), /这页有两个“认领框 1”.*请改一个的号.*Claim 1 is there twice/);
  assert.match(words(put("option", [100, 100, 6, 6], { option: "E" })), /“一、1 选项 E”：这题的选项只有 A、B。请给框另选一个.*Choose another/);
  assert.match(words(put("option", [100, 100, 6, 6], { question: 2 })), /这题没有选项/);
  assert.match(words(put("mark", [100, 100, 6, 6], { question: 77 })), /不属于任何题。请选它属于哪题/);
});

test("overlaps and wrong keys are told in words, with the mend", () => {
  const over = placeRegion(sheet(), 0, "q2", [40, 35, 40, 10]);
  const [fault] = checkSheet(over);
  assert.match(fault!.zh, /“一、1 作答区”和“一、2 作答区”重叠了.*请移开/);
  assert.deepEqual(fault!.regions, ["q1", "q2"]);
  const fractions = pasteTable(sheet(), "B\n3/0\n", 0, "key").document;
  assert.match(checkSheet(fractions)[0]!.zh, /“3\/0”不是一个数/);
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
  assert.match(words(deletePage(deletePage(made, 0), 0)), /一页也没有.*请撤销/);
  assert.match(words(setPaper(made, 0, { size_mm: [15, 21] })), /15 × 21 毫米.*20 到 1200 毫米/);
  assert.match(words(setPaper(made, 1, { address })), /和前面一页相同/);
  assert.match(words(setPaper(made, 0, { address: { section: 0, owner: 0, book: 0, page: 1 } })), /还没有点码地址/);
  assert.match(words(setPaper(sheet(), 0, { size_mm: [50, 100] })), /有 3 个框在纸外.*请移进来/);
});
