/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { PageInk } from "../src/ink/page-ink";
import { Timeline } from "../src/ink/timeline";
import { answerEnds, answersThen } from "../src/views/page/marks-then";
import { strokeRecords } from "./fixtures";

/** One stroke at 1,000, its correction a minute later, both of question 1. */
const timeline = new Timeline(PageInk.from(1, [...strokeRecords(1, 1000, 11), ...strokeRecords(2, 61000, 11)]).inOrder(), true);
const { box } = timeline.spans[0]!.stroke;
const page = { regions: [{ role: "answer", question: 1, box }] } as never;
const answer = (question: number, atMs: number) => ({ question, copy: 1, mark: { at_ms: atMs }, begun: undefined }) as never;
const then = (atMs: number, ...answers: never[]) =>
  answersThen(answers, answerEnds(answers, page, timeline), timeline, atMs).map(({ question, mark }) => `${question}${mark ? " marked" : ""}`);

test("a mark is not there before the ink that it is about, nor before it was made", () => {
  const [first, last] = timeline.spans;
  assert.deepEqual(then(0, answer(1, 0)), []);
  assert.deepEqual(then(first!.end, answer(1, 0)), [], "it is about the correction as well");
  assert.deepEqual(then(last!.start, answer(1, 0)), []);
  assert.deepEqual(then(timeline.durationMs, answer(1, 0)), ["1 marked"]);
  assert.deepEqual(then(first!.end, answer(0, 61_000)), ["0"], "of the sheet as a whole: made later");
  assert.deepEqual(then(last!.start, answer(0, 61_000)), ["0 marked"]);
});

test("at the end there is all that was said since", () => {
  assert.deepEqual(then(timeline.durationMs, answer(1, 1e12), answer(0, 1e12)), ["1 marked", "0 marked"]);
});
