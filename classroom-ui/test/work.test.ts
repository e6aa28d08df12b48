/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { lessonMs } from "../src/state/lesson";
import { gridOf } from "../src/state/room";
import { roomPlan } from "../src/state/room-plan";
import { arranged, cardsOf, countWorks, isFound, nDone, progressOf } from "../src/state/work";
import { parseMessage, type Change, type Seat, type Snapshot } from "../src/wire/messages";
import type { PupilResults, Results } from "../src/wire/results";
import { protocolExamples } from "./fixtures";

const examples = protocolExamples();
const seat0 = (parseMessage(examples.get("snapshot")!) as Snapshot).seats[0]!;
const results = (parseMessage(examples.get("results")!) as Change).results as Results;
const pupil0 = results.pupils[0]!;
const question = results.sheet!.questions[0]!;
const questions = [1, 2, 3].map((n) => ({ ...question, question: n, name: `一、${n}` }));

function seat(n: number, more: Partial<Seat> = {}): Seat {
  return { ...seat0, seat: n, column: n, pupil: { id: 100 + n, number: n + 1, name: `名${n}` }, ...more };
}

function pupil(n: number, more: Partial<PupilResults> = {}): PupilResults {
  return { ...pupil0, seat: n, answers: [], ...more };
}

test("stuck is who stopped with a pen that works; a pen that is away is not a child that is stuck", () => {
  const idle = pupil(0, { state: "idle", at: 2, since_ms: 5 });
  const stuck = progressOf(seat(0), idle, questions);
  assert.deepEqual([stuck.work, stuck.question, stuck.sinceMs, stuck.at], ["stuck", "一、2", 5, 1]);
  const away = seat(0, { pen: { ...seat0.pen!, state: "away" } });
  assert.equal(progressOf(away, idle, questions).work, "away");
  assert.equal(progressOf(seat(0, { pen: null }), null, questions).work, "paper");
  assert.equal(progressOf(seat(0, { pen: null }), pupil(0, { state: "finished" }), questions).work, "finished");
  assert.equal(progressOf(seat(0), null, questions).work, "not-started");
});

test("ticks: blank, written, marked", () => {
  const [answer] = pupil0.answers;
  const answers = [answer!, { ...answer!, question: 2, mark: null }, { ...answer!, question: 3, mark: null, state: "blank" as const }];
  const progress = progressOf(seat(0), pupil(0, { answers }), questions);
  assert.deepEqual(progress.ticks, ["marked", "written", "blank"]);
  assert.equal(nDone(progress), 2);
});

const room = {
  seats: [seat(0), seat(1), seat(2), { ...seat(3), pupil: null, teacher: "王老师" }],
  results: {
    ...results,
    sheet: { ...results.sheet!, questions },
    pupils: [
      pupil(0, { state: "idle", at: 3, since_ms: 900 }),
      pupil(1, { state: "writing", at: 1, hand: true }),
      pupil(2, { state: "idle", at: 2, since_ms: 100 }),
    ],
  },
};

test("orders and filters; the desk is last, and in the room where it stands", () => {
  const cards = cardsOf(room.seats, room.results);
  assert.deepEqual(arranged(cards, "seat", "all"), [0, 1, 2, 3]);
  assert.deepEqual(arranged(cards, "stuck", "all"), [1, 2, 0, 3], "a hand first, then who waits longest");
  assert.deepEqual(arranged(cards, "question", "all"), [1, 2, 0, 3]);
  assert.deepEqual(arranged(cards, "seat", "stuck"), [0, 2]);
  assert.deepEqual(arranged(cards, "seat", "hand"), [1]);
  const counts = countWorks(cards);
  assert.deepEqual([counts.get("all"), counts.get("stuck"), counts.get("hand"), counts.get("paper")], [3, 2, 1, undefined]);
});

test("by name where it may be seen, by number where it is hidden", () => {
  const named = [seat(0, { pupil: { id: 1, number: 1, name: "周" } }), seat(1, { pupil: { id: 2, number: 2, name: "安" } })];
  assert.deepEqual(arranged(cardsOf(named, null), "name", "all"), [1, 0]);
  const hidden = [seat(0, { pupil: { id: 1, number: 9 } }), seat(1, { pupil: { id: 2, number: 2 } })];
  assert.deepEqual(arranged(cardsOf(hidden, null), "name", "all"), [1, 0]);
});

test("what one types finds a name, a seat's number, or who is at a question", () => {
  const called = (question: string) => `第 ${question} 题`;
  const cards = cardsOf(room.seats.map((one, i) => (one.pupil ? { ...one, pupil: { id: i, number: i + 11, name: ["王芳", "李小红", "李明"][i]! } } : one)), room.results);
  const found = (typed: string) => arranged(cards, "seat", "all", (card) => isFound(card, typed, called));
  assert.deepEqual(found(" 李 "), [1, 2]);
  assert.deepEqual(found("12"), [1]);
  assert.deepEqual(found(called(cards[2]!.progress.question)), [2]);
  assert.deepEqual(found("周"), []);
  const tenth = { ...cards[0]!, progress: { ...cards[0]!.progress, question: "10" } };
  const first = { ...cards[1]!, progress: { ...cards[1]!.progress, question: "1" } };
  const nobodys = { ...cards[2]!, progress: { ...cards[2]!.progress, question: "" } };
  assert.deepEqual([tenth, first, nobodys].map((card) => isFound(card, "question 1", (question) => `Question ${question}`)), [false, true, false]);
  assert.deepEqual(found(""), [0, 1, 2, 3]);
});

test("the room's plan has a free row and column, up to the daemon's bound", () => {
  const plan = roomPlan([seat(0), seat(2)]);
  assert.deepEqual([plan.rows, plan.columns], [2, 4]);
  assert.deepEqual(plan.places.map((place) => place.seat?.seat ?? null), [0, null, 2, null, null, null, null, null]);
  assert.equal(roomPlan([{ ...seat(0), row: 19, column: 19 }]).rows, 20);
});

test("few cards are large", () => {
  assert.deepEqual([gridOf([4]).rows, gridOf([4]).columns], [1, 1]);
  assert.deepEqual(gridOf([4, 7, 9]).places.at(-1), { seat: 9, row: 1, column: 0 });
  assert.ok(gridOf(Array.from({ length: 60 }, (_, i) => i)).rows >= 6);
});

test("a lesson's time stands in a pause and at its end", () => {
  const lesson = { id: 1, state: "running" as const, begin_ms: 1000, paused_ms: 500, pause_ms: 0, end_ms: 0 };
  assert.equal(lessonMs(lesson, 5000), 3500);
  assert.equal(lessonMs({ ...lesson, pause_ms: 3000 }, 5000), 1500);
  assert.equal(lessonMs({ ...lesson, end_ms: 4000 }, 9000), 2500);
});
