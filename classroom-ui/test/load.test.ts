/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import type { LoadAnswer } from "../src/wire/load";
import { apart, binsOf, captured, isOver, schoolDays, shortDay, thinking } from "../src/views/load/figures";
import { protocolExamples } from "./fixtures";

const example = JSON.parse(protocolExamples().get("load")!) as LoadAnswer;
const day = example.load.days[0]!;

test("thinking is what the mean has beyond ink, in tenths", () => {
  assert.equal(thinking(day), 7.6);
  assert.equal(thinking({ mean_minutes: null, mean_ink_minutes: null }), 0);
});

test("a day is over when its mean is above the limit, never where there is none", () => {
  assert.equal(isOver(day), false);
  assert.equal(isOver({ ...day, mean_minutes: 60 }), false);
  assert.equal(isOver({ ...day, mean_minutes: 60.1 }), true);
  assert.equal(isOver({ ...day, mean_minutes: 200, limit_minutes: -1 }), false);
  assert.equal(isOver({ ...day, mean_minutes: null }), false);
});

test("days without homework and ink are left out", () => {
  const free = { ...day, wrote: 0, published_minutes: 0 };
  assert.deepEqual(schoolDays([free, day, { ...free, published_minutes: 10 }]).map((one) => one.published_minutes), [35, 10]);
  assert.equal(shortDay(day.day), "11-16");
});

test("plans for one person stand apart, the others by number as they come", () => {
  const pupil = example.load.each![0]!;
  const plan = { ...pupil, number: 2, plan: true };
  const parts = apart([pupil, plan, { ...pupil, number: 3 }]);
  assert.deepEqual(parts.all.map((one) => one.number), [1, 3]);
  assert.deepEqual(parts.plans.map((one) => one.number), [2]);
});

test("the last bin has no end; what nobody was asked for is captured by nobody", () => {
  const bins = binsOf({ bin_minutes: 15, pupils: [1, 0, 4] });
  assert.deepEqual(bins.map((bin) => [bin.from, bin.to, bin.pupils]), [[0, 15, 1], [15, 30, 0], [30, null, 4]]);
  assert.equal(captured({ ...example.load.assignments[0]!, pages: 0 }), null);
  assert.equal(captured(example.load.assignments[0]!), 93);
});
