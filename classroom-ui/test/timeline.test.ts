/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { PageInk } from "../src/ink/page-ink";
import { PAUSE_KEPT_MS, Timeline } from "../src/ink/timeline";
import { strokeRecords } from "./fixtures";

/** Strokes of 100 ms (11 dots): at 1,000; at 1,600; and after a minute of thinking at 61,700. */
const page = PageInk.from(1, [...strokeRecords(1, 1000, 11), ...strokeRecords(2, 1600, 11), ...strokeRecords(3, 61700, 11)]);

test("pauses up to the limit are kept, longer ones shortened to it", () => {
  const timeline = new Timeline(page.inOrder(), true);
  assert.deepEqual(timeline.spans.map((span) => [span.start, span.end, span.cutMs]), [
    [0, 100, 0],
    [600, 700, 0],
    [700 + PAUSE_KEPT_MS, 800 + PAUSE_KEPT_MS, 60000 - PAUSE_KEPT_MS],
  ]);
  assert.equal(new Timeline(page.inOrder(), false).durationMs, 60800);
});

test("a moment shows whole strokes and the dots of the one being written", () => {
  const timeline = new Timeline(page.inOrder(), true);
  assert.deepEqual(timeline.at(0), { whole: 0, dots: 1 });
  assert.deepEqual(timeline.at(55), { whole: 0, dots: 6 });
  assert.deepEqual(timeline.at(100), { whole: 1, dots: 0 });
  assert.deepEqual(timeline.at(599), { whole: 1, dots: 0 }, "between strokes nothing moves");
  assert.deepEqual(timeline.at(600), { whole: 1, dots: 1 });
  assert.deepEqual(timeline.at(timeline.durationMs), { whole: 3, dots: 0 });
  assert.deepEqual(timeline.at(1e12), { whole: 3, dots: 0 });
});

test("forward only ever adds ink", () => {
  const timeline = new Timeline(page.inOrder(), true);
  let before = -1;
  for (let at = 0; at <= timeline.durationMs; at += 7) {
    const moment = timeline.at(at);
    const now = moment.whole * 11 + moment.dots;
    assert.ok(now >= before, `at ${at}`);
    before = now;
  }
});

test("the clock on the wall, and back from it", () => {
  for (const shorten of [true, false]) {
    const timeline = new Timeline(page.inOrder(), shorten);
    assert.equal(timeline.wallMs(50), 1050);
    assert.equal(timeline.wallMs(650), 1650);
    assert.equal(timeline.wallMs(timeline.durationMs), 61800);
    for (const wallMs of [1000, 1050, 1650, 61700, 61750])
      assert.equal(timeline.wallMs(timeline.replayMs(wallMs)), wallMs, `${wallMs}`);
  }
});

test("strokes whose repaired clocks overlap follow each other", () => {
  const ink = PageInk.from(1, [...strokeRecords(1, 1000, 11), ...strokeRecords(2, 1050, 11)]);
  const timeline = new Timeline(ink.inOrder(), true);
  assert.deepEqual(timeline.spans.map((span) => [span.start, span.end]), [[0, 100], [100, 200]]);
});

test("an empty page, and a stroke still being written", () => {
  const empty = new Timeline([], true);
  assert.deepEqual([empty.durationMs, empty.wallMs(0)], [0, null]);
  assert.deepEqual(empty.at(0), { whole: 0, dots: 0 });
  const growing = PageInk.from(1, strokeRecords(1, 1000, 11).slice(0, 2));
  assert.equal(new Timeline(growing.inOrder(), true).durationMs, 100);
});
