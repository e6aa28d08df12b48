/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { fromSnapshot, seatOf, withChange } from "../src/state/class-state";
import { neighbour, nextPupil } from "../src/state/room";
import { batteryIsLow, countSeats, downloadPercent, linkIsPoor, seatStatus } from "../src/state/seat-status";
import { withResults } from "../src/state/results";
import { parseMessage, type Change, type Seat, type Snapshot } from "../src/wire/messages";
import type { Results } from "../src/wire/results";
import { protocolExamples, seatAt } from "./fixtures";

const snapshot = parseMessage(protocolExamples().get("snapshot")!) as Snapshot;
const change = parseMessage(protocolExamples().get("change")!) as Change;

test("the document's change applied to the document's snapshot", () => {
  const state = withChange(fromSnapshot(snapshot), change);
  assert.equal(seatOf(state, 0)?.pen?.state, "away");
  assert.equal(seatOf(state, 0)?.page?.dots, 460);
  assert.equal(state.store.state, "full");
  assert.equal(state.class.name, "四年级2班");
  assert.ok(!("number" in state) && !("type" in state), "the state is not a message");
});

test("what did not change stays the same object", () => {
  const seats = [seatAt(0, 0, 0), seatAt(1, 0, 1), seatAt(2, 1, 0)];
  const before = fromSnapshot({ ...snapshot, seats });
  const after = withChange(before, { type: "change", number: 18, server_ms: 0, seats: [seatAt(1, 0, 1, { writing: true })] });
  assert.equal(after.seats[0], before.seats[0]);
  assert.notEqual(after.seats[1], before.seats[1]);
  assert.equal(after.class, before.class);
  assert.equal(withChange(before, { type: "change", number: 18, server_ms: 0, unclaimed: 3 }).seats, before.seats);
});

test("seats are kept in the room's order, new ones among them, moved ones moved", () => {
  const before = fromSnapshot({ ...snapshot, seats: [seatAt(5, 1, 1), seatAt(3, 0, 0)] });
  const after = withChange(before, { type: "change", number: 1, server_ms: 0, seats: [seatAt(4, 0, 1), seatAt(3, 2, 0)] });
  assert.deepEqual(after.seats.map((seat) => seat.seat), [4, 5, 3]);
});

test("a seat's status: writing only while its pen is there", () => {
  const pen = seatAt(0, 0, 0).pen!;
  assert.equal(seatStatus(seatAt(0, 0, 0, { pen: null, writing: true })), "no-pen");
  assert.equal(seatStatus(seatAt(0, 0, 0, { writing: true })), "writing");
  assert.equal(seatStatus(seatAt(0, 0, 0, { writing: true, pen: { ...pen, state: "away" } })), "away");
  assert.equal(seatStatus(seatAt(0, 0, 0)), "ready");
});

test("warnings come when they help and not before", () => {
  const pen = seatAt(0, 0, 0).pen!;
  assert.equal(batteryIsLow({ ...pen, battery: 15 }), true);
  assert.equal(batteryIsLow({ ...pen, battery: 16 }), false);
  assert.equal(batteryIsLow({ ...pen, battery: 5, charging: true }), false);
  assert.equal(batteryIsLow({ ...pen, battery: null }), false);
  assert.equal(linkIsPoor({ ...pen, lost: 3, bad: 1 }), false);
  assert.equal(linkIsPoor({ ...pen, lost: 20 }), true);
  assert.equal(linkIsPoor({ ...pen, bad: 5 }), true);
});

test("a download's progress, and its end", () => {
  const percent = (done: number, all: number, notes: number) =>
    downloadPercent({ ...seatAt(0, 0, 0).pen!, download: { done, all, notes } });
  assert.equal(percent(120, 900, 2), 13);
  assert.equal(percent(0, 0, 3), 0, "asked for, not yet counted");
  assert.equal(percent(900, 900, 1), 99, "one more note to come");
  assert.equal(percent(900, 900, 0), null);
  assert.equal(downloadPercent(seatAt(0, 0, 0).pen!), null);
});

test("the counts leave out furniture", () => {
  const seats = [seatAt(0, 0, 0), seatAt(1, 0, 1, { pupil: null }), seatAt(2, 0, 2, { pen: null })];
  assert.deepEqual([...countSeats(seats)], [["ready", 1], ["no-pen", 1]]);
});

/** Two rows; the second has a hole where a pillar stands. */
const room: Seat[] = [seatAt(0, 0, 0), seatAt(1, 0, 1), seatAt(2, 0, 2), seatAt(3, 1, 0), seatAt(4, 1, 2)];

test("arrow keys: to the neighbour, over a hole, not through a wall", () => {
  assert.equal(neighbour(room, 0, "right"), 1);
  assert.equal(neighbour(room, 3, "right"), 4);
  assert.equal(neighbour(room, 4, "up"), 2);
  assert.equal(neighbour(room, 1, "down"), 1);
  assert.equal(neighbour(room, 0, "left"), 0);
  assert.equal(neighbour(room, 99, "left"), 0, "from a seat that is gone one starts at the first");
});

test("next pupil: round the room, past empty seats", () => {
  const seats = room.map((seat) => (seat.seat === 1 ? { ...seat, pupil: null } : seat));
  assert.equal(nextPupil(seats, 0, 1), 2);
  assert.equal(nextPupil(seats, 0, -1), 4);
  assert.equal(nextPupil(seats, 4, 1), 0);
  assert.equal(nextPupil([], 7, 1), 7);
});

test("results: a change has what changed, the rest stays", () => {
  const example = JSON.parse(protocolExamples().get("results")!) as { results: Results };
  const all = example.results;
  const [pupil] = all.pupils;
  const second = { ...pupil!.answers[0]!, question: 2, text: "C" };
  const later: Results = {
    ready: true,
    pupils: [{ ...pupil!, state: "finished", answers: [second] }, { ...pupil!, seat: 7, answers: [] }],
    questions: [],
  };
  const folded = withResults(all, later)!;
  assert.equal(folded.sheet, all.sheet);
  assert.deepEqual(folded.pupils.map((one) => [one.seat, one.state]), [[0, "finished"], [7, "writing"]]);
  assert.deepEqual(folded.pupils[0]!.answers.map((one) => one.text), ["B", "C"]);
  assert.equal(folded.questions, folded.questions);
  assert.deepEqual(folded.questions, all.questions);
  /* Another sheet: nothing of the one before is left. */
  assert.equal(withResults(folded, all), all);
  assert.equal(withResults(folded, null), null);
});
