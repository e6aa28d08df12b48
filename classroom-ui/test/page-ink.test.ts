/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { flaggedGroups } from "../src/ink/flags";
import { PageInk } from "../src/ink/page-ink";
import { SeatInk } from "../src/ink/seat-ink";
import { FrameKind } from "../src/wire/ink-frame";
import { dots, inkFrame, strokeRecords } from "./fixtures";

test("a stroke grows over several records and ends", () => {
  const ink = new PageInk(1);
  ink.apply({ type: "stroke", id: 7, startMs: 1000, tip: "pen", flags: 0 });
  ink.apply({ type: "dots", id: 7, dots: dots([0, 10, 20, 1], [8, 30, 5, 2]) });
  for (let i = 0; i < 100; i++) ink.apply({ type: "dots", id: 7, dots: dots([16 + i, 30, 20, 3]) });
  assert.equal(ink.open.size, 1);
  assert.equal(ink.nDots, 102);
  assert.deepEqual(ink.box, { left: 10, top: 5, right: 30, bottom: 20 });
  ink.apply({ type: "up", id: 7, durationMs: 130, flags: 1 << 1 });
  const stroke = ink.finished[0]!;
  assert.equal(ink.open.size, 0);
  assert.equal(stroke.count, 102);
  assert.deepEqual([stroke.x[1], stroke.y[1], stroke.force[1], stroke.time[101]], [30, 5, 2, 115]);
  assert.equal(stroke.endMs, 1130);
  assert.ok(stroke.has("gap") && !stroke.has("outlier"));
  assert.equal(ink.generation, 0, "growing at the end asks nobody to draw again");
});

test("a dropped stroke is gone, from the counts and the box too", () => {
  const ink = PageInk.from(1, [...strokeRecords(1, 0, 3), ...strokeRecords(2, 50, 30)]);
  assert.equal(ink.nDots, 33);
  const before = ink.generation;
  ink.apply({ type: "drop", id: 2 });
  assert.deepEqual([ink.nStrokes, ink.nDots, ink.box.right], [1, 3, 140]);
  assert.ok(ink.generation > before);
  ink.apply({ type: "drop", id: 2 });
  assert.equal(ink.nStrokes, 1);
});

test("records about strokes we never saw are counted and harm nothing", () => {
  const ink = PageInk.from(1, [
    { type: "dots", id: 9, dots: dots([0, 1, 1, 1]) },
    { type: "up", id: 9, durationMs: 1, flags: 0 },
    { type: "drop", id: 9 },
    ...strokeRecords(1, 0, 2),
    ...strokeRecords(1, 0, 2).slice(0, 1),
  ]);
  assert.deepEqual([ink.nStrokes, ink.nStray], [1, 3]);
});

test("an outlier does not shrink the picture, even when only the pen-up tells of it", () => {
  const ink = PageInk.from(1, strokeRecords(1, 0, 3));
  ink.apply({ type: "stroke", id: 2, startMs: 50, tip: "pen", flags: 0 });
  ink.apply({ type: "dots", id: 2, dots: dots([0, 900000, 5, 9]) });
  assert.equal(ink.box.right, 900000);
  ink.apply({ type: "up", id: 2, durationMs: 9, flags: 1 });
  assert.equal(ink.box.right, 140);
  assert.equal(ink.nDots, 4, "it is flagged, not filtered");
});

test("dots that come after the pen-up are kept and drawn", () => {
  const ink = PageInk.from(1, strokeRecords(1, 0, 3));
  ink.apply({ type: "dots", id: 1, dots: dots([40, 1, 1, 1]) });
  assert.equal(ink.finished[0]!.count, 4);
  assert.equal(ink.generation, 1);
});

test("strokes are kept by time of writing, not of arrival, so that all is drawn again when one comes late", () => {
  const ink = PageInk.from(1, [...strokeRecords(5, 900, 2), ...strokeRecords(7, 1500, 2)]);
  assert.equal(ink.generation, 0);
  for (const record of strokeRecords(8, 100, 2)) ink.apply(record);
  assert.ok(ink.generation > 0);
  const late = ink.generation;
  for (const record of [...strokeRecords(9, 1500, 2), ...strokeRecords(10, 2000, 2).slice(0, 2)]) ink.apply(record);
  assert.equal(ink.generation, late);
  assert.deepEqual(ink.finished.map((stroke) => stroke.id), [8, 5, 7, 9]);
  assert.deepEqual(ink.inOrder().map((stroke) => stroke.id), [8, 5, 7, 9, 10]);
});

test("the old picture stays until the new base is whole", () => {
  const seat = new SeatInk();
  seat.take(inkFrame(FrameKind.Base, 55, [...strokeRecords(1, 0, 2), { type: "end" }]));
  const first = seat.page;
  assert.equal(first?.nStrokes, 1);
  seat.expect(55);
  seat.take(inkFrame(FrameKind.Base, 55, strokeRecords(1, 0, 2)));
  assert.equal(seat.page, first);
  seat.take(inkFrame(FrameKind.Base, 55, [...strokeRecords(2, 100, 2), { type: "end" }]));
  assert.equal(seat.page?.nStrokes, 2);
  seat.take(inkFrame(FrameKind.Live, 55, strokeRecords(3, 200, 2)));
  assert.equal(seat.page?.nStrokes, 3);
});

test("a half base is forgotten when the line is lost in the middle of it", () => {
  const seat = new SeatInk();
  seat.take(inkFrame(FrameKind.Base, 55, strokeRecords(1, 0, 2)));
  seat.expect(55);
  seat.take(inkFrame(FrameKind.Base, 55, [...strokeRecords(2, 0, 2), { type: "end" }]));
  assert.deepEqual([...seat.page!.finished].map((stroke) => stroke.id), [2]);
});

test("a base that begins again is not added to itself", () => {
  const seat = new SeatInk();
  seat.take(inkFrame(FrameKind.Base, 55, [...strokeRecords(1, 0, 3), ...strokeRecords(2, 50, 3)]));
  seat.take(inkFrame(FrameKind.Base, 55, [...strokeRecords(1, 0, 3), ...strokeRecords(2, 50, 3), { type: "end" }]));
  assert.deepEqual([seat.page?.nStrokes, seat.page?.nDots, seat.page?.nStray], [2, 6, 0]);
});

test("a live stroke that is taken back and shown again is there once", () => {
  const seat = new SeatInk();
  seat.take(inkFrame(FrameKind.Live, 55, strokeRecords(1, 0, 3).slice(0, 2)));
  seat.take(inkFrame(FrameKind.Live, 55, [{ type: "drop", id: 1 }, ...strokeRecords(1, 20, 4)]));
  assert.deepEqual([seat.page?.nStrokes, seat.page?.nDots, seat.page?.open.size], [1, 4, 0]);
  assert.equal(seat.page?.finished[0]?.startMs, 20);
});

test("another page copy is another picture", () => {
  const seat = new SeatInk();
  seat.take(inkFrame(FrameKind.Base, 55, [...strokeRecords(1, 0, 2), { type: "end" }]));
  seat.take(inkFrame(FrameKind.Live, 56, strokeRecords(2, 0, 2)));
  assert.deepEqual([seat.page?.copy, seat.page?.nStrokes], [56, 1]);
  seat.expect(57);
  assert.equal(seat.page, null);
});

test("flagged strokes are grouped by what is the matter", () => {
  const ink = PageInk.from(1, [
    ...strokeRecords(1, 0, 2, 0b10),
    ...strokeRecords(2, 10, 2, 0b110),
    ...strokeRecords(3, 20, 2),
    ...strokeRecords(4, 30, 2, 1 << 30),
  ]);
  const groups = flaggedGroups(ink.inOrder()).map((group) => [group.flag, group.strokes.length]);
  assert.deepEqual(groups, [["gap", 2], ["up-missing", 1]]);
});
