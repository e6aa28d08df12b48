/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { cellOf, isProposed, nProposed } from "../src/views/questions/figures";
import { parseMessage, type Change } from "../src/wire/messages";
import type { Mark, PupilAnswer, Results, SheetQuestion, Verdict } from "../src/wire/results";
import { protocolExamples } from "./fixtures";

const results = (parseMessage(protocolExamples().get("results")!) as Change).results as Results;
const answer: PupilAnswer = { ...results.pupils[0]!.answers.find((one) => one.question === 1)!, state: "read", copy: 1, mark: null, proposal: null };
const withPoints: SheetQuestion = { ...results.sheet!.questions[0]!, points: 5 };
const { points: _, ...lowGrade } = withPoints;

/** `points`: what the daemon says it gives, whatever was taken off. */
function marked(verdict: Verdict, points?: number): PupilAnswer {
  const mark: Mark = { verdict, ...(points !== undefined && { points }), text: "", source: "screen", at_ms: 1, teacher: "", confidence: 1 };
  return { ...answer, mark };
}

test("full points are right, none are wrong, between them is half", () => {
  assert.deepEqual(
    [marked("points", 5), marked("points", 0), marked("points", 2.5), marked("deduction", 4), marked("deduction", 0)].map((one) => cellOf(one, withPoints)),
    ["right", "wrong", "half", "half", "wrong"],
  );
});

test("stars and levels are done; where there are no points a star is right", () => {
  assert.equal(cellOf(marked("star"), lowGrade), "right");
  assert.equal(cellOf(marked("star", 0), withPoints), "done");
  assert.equal(cellOf(marked("level", 0), withPoints), "done");
});

test("a proposal is counted, and told from a mark", () => {
  const proposed = { ...answer, proposal: { verdict: "right", confidence: 0.9 } } as const;
  assert.equal(cellOf(proposed, withPoints), "right");
  assert.deepEqual([isProposed(proposed), isProposed({ ...proposed, mark: marked("wrong").mark }), isProposed(answer)], [true, false, false]);
  const pupils = [{ ...results.pupils[0]!, answers: [proposed] }, { ...results.pupils[0]!, answers: [marked("right")] }];
  assert.equal(nProposed(pupils, 1), 1);
});
