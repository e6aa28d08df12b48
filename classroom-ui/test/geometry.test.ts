/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { EMPTY_BOX } from "../src/ink/box";
import { outline, pieces } from "../src/ink/outline";
import { PageInk } from "../src/ink/page-ink";
import { sheetOf } from "../src/ink/sheet";
import { fitView, followView, viewBox } from "../src/ink/view";
import { seatLayout } from "../src/views/class-grid/seat-layout";
import { dots, strokeRecords } from "./fixtures";

const notebook = { family: "ncode", section: 3, owner: 27, book: 603, page: 1 };

test("a known notebook has its true edge, whatever the ink", () => {
  const sheet = sheetOf(notebook, EMPTY_BOX);
  assert.deepEqual([sheet.right - sheet.left, sheet.bottom - sheet.top, sheet.known], [15000, 21000, true]);
  assert.deepEqual([Math.round(sheet.left), Math.round(sheet.top)], [1309, 1283]);
  assert.equal(sheetOf({ ...notebook, owner: 28 }, EMPTY_BOX).known, false, "another owner's book 603 is another book");
});

test("other paper is guessed around the ink, and does not creep while it grows a little", () => {
  const guess = (right: number) => sheetOf(null, { left: 3000, top: 3000, right, bottom: 9000 });
  assert.deepEqual(guess(8000), guess(9000));
  const broad = guess(40000);
  assert.ok(broad.left <= 2000 && broad.right >= 41000 && !broad.known);
  assert.ok(Number.isFinite(sheetOf(null, EMPTY_BOX).right));
});

test("a page fits whole and centred", () => {
  const view = fitView({ left: 1000, top: 0, right: 2000, bottom: 2000 }, { width: 100, height: 100 });
  assert.equal(view.scale, 0.05);
  assert.deepEqual(viewBox(view, { width: 100, height: 100 }), { left: 500, top: 0, right: 2500, bottom: 2000 });
});

test("the close-up stays while the pen is well inside, and moves by a step when it is not", () => {
  const size = { width: 100, height: 80 };
  const first = followView(null, { x: 5000, y: 5000 }, true, size, 0.02);
  assert.equal(followView(first, { x: 6500, y: 5200 }, true, size, 0.02), first);
  const next = followView(first, { x: 8400, y: 5200 }, true, size, 0.02);
  assert.notEqual(next, first);
  const seen = viewBox(next, size);
  assert.ok(seen.left < 8400 && seen.right > 8400 && seen.top < 5200 && seen.bottom > 5200);
  assert.notEqual(followView(first, { x: 5000, y: 5000 }, true, size, 0.03), first, "another size of the card");
});

test("when nobody writes the close-up looks back at what was written", () => {
  const size = { width: 100, height: 80 };
  const seen = viewBox(followView(null, { x: 5000, y: 5000 }, false, size, 0.02), size);
  assert.ok(5000 - seen.left > seen.right - 5000);
});

test("map and close-up share a card without touching, at any size", () => {
  const sheets = [sheetOf(notebook, EMPTY_BOX), { left: 0, top: 0, right: 90000, bottom: 9000, known: false }];
  for (const sheet of sheets)
    for (const [width, height] of [[160, 106], [230, 158], [90, 60], [10, 10], [400, 90]] as const) {
      const { map, window } = seatLayout(width, height, sheet);
      assert.ok(window.left + window.width <= map.left || window.width === 0);
      assert.ok(map.left + map.width <= width && map.width >= 0 && window.height >= 0);
    }
});

test("a stroke that lost dots is drawn in pieces, a whole one is not", () => {
  const ink = new PageInk(1);
  ink.apply({ type: "stroke", id: 1, startMs: 0, tip: "pen", flags: 0b10 });
  ink.apply({ type: "dots", id: 1, dots: dots([0, 0, 0, 99], [10, 50, 0, 99], [20, 1800, 0, 99], [30, 1850, 0, 99]) });
  assert.deepEqual(pieces(ink.latest!), [0, 2]);
  assert.equal(outline(ink.latest!).length, 2);
  assert.equal(outline(ink.latest!, 2).length, 1);
  assert.equal(outline(ink.latest!, 0).length, 0);
  const whole = PageInk.from(1, strokeRecords(1, 0, 5)).latest!;
  assert.deepEqual(pieces(whole), [0]);
});

test("a gap is seen by time as well, when the pen went on not far away", () => {
  const ink = new PageInk(1);
  ink.apply({ type: "stroke", id: 1, startMs: 0, tip: "pen", flags: 0b10 });
  ink.apply({ type: "dots", id: 1, dots: dots([0, 0, 0, 9], [300, 400, 0, 9], [600, 410, 0, 9]) });
  assert.deepEqual(pieces(ink.latest!), [0, 1], "resting in one place is no gap");
});

test("outlines are closed shapes of finite numbers, for a touch as for a line", () => {
  const ink = new PageInk(1);
  ink.apply({ type: "stroke", id: 1, startMs: 0, tip: "pen", flags: 0 });
  ink.apply({ type: "dots", id: 1, dots: dots([0, 700, 800, 0]) });
  for (const stroke of [ink.latest!, PageInk.from(1, strokeRecords(2, 0, 40)).latest!])
    for (const polygon of outline(stroke)) {
      assert.ok(polygon.length > 2);
      assert.ok(polygon.flat().every(Number.isFinite));
    }
});

test("more pressure, broader ink", () => {
  const breadth = (force: number) => {
    const ink = new PageInk(1);
    ink.apply({ type: "stroke", id: 1, startMs: 0, tip: "pen", flags: 0 });
    const line = Array.from({ length: 30 }, (_, i) => [i * 10, i * 40, 0, force] as const);
    ink.apply({ type: "dots", id: 1, dots: dots(...line) });
    const middle = outline(ink.latest!)[0]!.filter(([x]) => x! > 400 && x! < 800).map(([, y]) => y!);
    return Math.max(...middle) - Math.min(...middle);
  };
  assert.ok(breadth(240) > breadth(60) * 1.2);
  assert.ok(breadth(0) > 5, "no force at all is still ink");
});
