/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { dayOf, midnight } from "../src/state/day";
import { parseMessage, type Change, type Seat, type Snapshot } from "../src/wire/messages";
import type { PupilAnswer, Results } from "../src/wire/results";
import { protocolExamples } from "./fixtures";

const examples = protocolExamples();
const seat0 = (parseMessage(examples.get("snapshot")!) as Snapshot).seats[0]!;
const results = (parseMessage(examples.get("results")!) as Change).results as Results;
const pupil0 = results.pupils[0]!;
const answer0 = pupil0.answers[0]!;
const TODAY = 1_000_000;

const seat = (n: number, inkMs: number): Seat => ({ ...seat0, seat: n, pupil: { id: n, number: n }, last_ink_ms: inkMs });

function answer(question: number, more: Partial<PupilAnswer> = {}): PupilAnswer {
  return { ...answer0, question, mark: null, re_marked: false, ...more };
}

test("who handed in, who began; what waits is ink without a mark, blanks do not", () => {
  const mark = { ...answer0.mark!, at_ms: TODAY + 5 };
  const day = dayOf(
    [seat(0, TODAY - 1), seat(1, TODAY + 1), seat(2, 0), { ...seat(3, TODAY + 9), pupil: null }],
    {
      ...results,
      pupils: [
        { ...pupil0, seat: 0, state: "finished", answers: [answer(1), answer(2, { state: "ink" }), answer(3, { state: "blank" })] },
        { ...pupil0, seat: 1, state: "idle", answers: [answer(1, { mark, re_marked: true }), answer(2), answer(0, { mark })] },
      ],
    },
    TODAY,
  );
  const numbers = (seats: readonly Seat[]) => seats.map((one) => one.seat);
  assert.equal(day.pupils, 3, "the desk hands nothing in");
  assert.deepEqual([numbers(day.finished), numbers(day.begun), numbers(day.notBegun)], [[0], [1], [2]]);
  assert.deepEqual(day.waiting.map(({ seat: { seat: number }, n }) => [number, n]), [[0, 2], [1, 1]]);
  assert.equal(day.nWaiting, 3);
  assert.deepEqual(numbers(day.wrote), [1]);
  assert.deepEqual(numbers(day.corrected), [1]);
  assert.equal(day.nMarked, 2);
});

test("without a sheet nothing waits", () => {
  const day = dayOf([seat(0, TODAY + 1)], null, TODAY);
  assert.equal(day.nWaiting, 0);
  assert.equal(day.wrote.length, 1);
});

test("who wrote before a new start is known by the record", () => {
  const day = dayOf([seat(4, 0), seat(5, 0)], null, TODAY, [5, 99]);
  assert.deepEqual(day.wrote.map((one) => one.seat), [5]);
});

test("a day begins at midnight", () => {
  const noon = new Date(2026, 8, 8, 12, 30).getTime();
  assert.equal(midnight(noon), new Date(2026, 8, 8).getTime());
});
