/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { answerRegions, layoutAt, layoutPages, markPlace, strokesOf } from "../src/ink/sheet-layout";
import { Stroke } from "../src/ink/stroke";
import { protocolExamples } from "./fixtures";

const document = (JSON.parse(protocolExamples().get("sheet")!) as { document: Record<string, any> }).document;
const address = { family: "ncode", section: 3, owner: 27, book: 603, page: 10 };

function withRegions(regions: object[]): ReturnType<typeof layoutPages> {
  return layoutPages({ ...document, pages: [{ ...document["pages"][0], regions }] });
}

test("millimetres of the paper become hundredths from the pattern's origin", () => {
  const page = layoutAt(layoutPages(document), address)!;
  assert.deepEqual(page.paper, { left: 1310, top: 1280, right: 16310, bottom: 22280 });
  assert.deepEqual(page.regions[0]!.box, { left: 1310 + 1400, top: 1280 + 3600, right: 1310 + 2600, bottom: 1280 + 4400 });
});

test("a page is found by its address, and each copy by its own", () => {
  const pages = layoutPages(document);
  assert.equal(layoutAt(pages, { ...address, page: 11 }), null);
  assert.equal(layoutAt(pages, { ...address, family: "none" }), null);
  assert.equal(layoutAt(pages, null), null);
  const own = layoutPages({ ...document, pages: [{ ...document["pages"][0], copies: 3, step: 2 }] });
  assert.deepEqual([10, 11, 12, 14, 16].map((page) => layoutAt(own, { ...address, page }) !== null), [true, false, true, true, false]);
});

test("a mark stands in its box, else beside the answer, never off the paper", () => {
  const answer = { role: "answer", question: 1, box_mm: [14, 36, 12, 8] };
  const [beside] = withRegions([answer]);
  assert.equal(markPlace(beside!, 1)!.left, 1310 + 2600);
  const [own] = withRegions([answer, { role: "mark", question: 1, box_mm: [100, 36, 10, 8] }]);
  assert.equal(markPlace(own!, 1)!.left, 1310 + 10000);
  const [edge] = withRegions([{ ...answer, box_mm: [130, 36, 18, 8] }]);
  assert.ok(markPlace(edge!, 1)!.right <= edge!.paper.right);
  assert.equal(markPlace(own!, 2), null);
  assert.equal(markPlace(own!, 0), null);
  assert.equal(answerRegions(own!, 1).length, 1, "the mark's box is not written in by pupils");
});

test("where a question was begun: the first stroke in or near its place", () => {
  const [page] = withRegions([{ role: "answer", question: 1, box_mm: [14, 36, 12, 8] }]);
  const at = (id: number, x: number, y: number): Stroke => {
    const stroke = new Stroke(id as never, id, "pen", 0);
    stroke.append({ count: 1, time: Float64Array.of(0), x: Float64Array.of(x), y: Float64Array.of(y), force: Uint8Array.of(9) } as never);
    return stroke;
  };
  const far = at(1, 9000, 9000);
  const inside = at(2, 3000, 5200);
  assert.equal(strokesOf([far, inside, at(3, 3100, 5200)], page!, 1)[0], inside);
  assert.deepEqual(strokesOf([far], page!, 1), []);
});

test("a document that is not understood is no background at all", () => {
  assert.deepEqual(layoutPages({ pages: "?" }), []);
  assert.deepEqual(layoutPages({ pages: [{ address: {} }] }), []);
});
