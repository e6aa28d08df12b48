/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { parseShownWall } from "../src/wire/wall";
import { parseMessage, type Change, type Snapshot } from "../src/wire/messages";
import { protocolExamples } from "./fixtures";

const examples = protocolExamples();

test("the document has an example of every message", () => {
  assert.deepEqual([...examples.keys()].sort(), [
    "accepted", "assign", "assignments", "begun", "change", "classes", "comment", "day", "done", "error", "load", "load-school", "mark", "mark-equal", "page", "pages", "pens", "pile-copies", "plan", "question-ink", "remarked", "results", "rule", "sheet", "sheet-edit", "sheet-tried", "sheet-trying", "snapshot", "status", "training", "unclaimed", "undo", "wall", "wall-link",
  ]);
});

/** What a page says, beside what it hears. */
const questions = ["assign", "plan", "rule", "training", "sheet-edit", "comment", "mark", "mark-equal", "undo"];

for (const [name, json] of examples) {
  if (questions.includes(name) || name === "wall") continue;

  test(`the document's ${name} is understood whole`, () => {
    assert.deepEqual(parseMessage(json), JSON.parse(json));
  });

  test(`the document's ${name} without any one of its fields is refused`, () => {
    // These may be absent: a change has any of its parts, an error need not answer a request.
    const optional = { change: ["seats", "store"], results: ["results"], begun: ["results"], error: ["request"] }[name] ?? [];
    const mayBeNull = name === "snapshot" ? ["assignment", "teacher_pen", "lesson", "results", "resynchronised"] : [];
    for (const key of Object.keys(JSON.parse(json) as object)) {
      if (optional.includes(key) || mayBeNull.includes(key)) continue;
      const { [key]: _gone, ...rest } = JSON.parse(json) as Record<string, unknown>;
      assert.equal(parseMessage(JSON.stringify(rest)), null, key);
    }
  });
}

test("a seat with one wrong field spoils its message: half a seat would be a wrong picture", () => {
  const snapshot = JSON.parse(examples.get("snapshot")!) as Record<string, any>;
  for (const spoil of [
    (seat: any) => (seat.pen.state = "asleep"),
    (seat: any) => (seat.pen.battery = "80"),
    (seat: any) => (seat.page.strokes = null),
    (seat: any) => (seat.writing = 1),
    (seat: any) => delete seat.row,
  ]) {
    const copy = structuredClone(snapshot);
    spoil(copy["seats"][0]);
    assert.equal(parseMessage(JSON.stringify(copy)), null, String(spoil));
  }
});

test("a pen with one wrong field spoils the list", () => {
  const pens = JSON.parse(examples.get("pens")!) as Record<string, any>;
  for (const spoil of [
    (pen: any) => (pen.state = "asleep"),
    (pen: any) => (pen.settings.beep = "on"),
    (pen: any) => (pen.task.state = "perhaps"),
    (pen: any) => (pen.strength = "-60"),
    (pen: any) => delete pen.password,
    (pen: any) => delete pen.settings,
  ]) {
    const copy = structuredClone(pens);
    spoil(copy["pens"][0]);
    assert.equal(parseMessage(JSON.stringify(copy)), null, String(spoil));
  }
  for (const key of ["battery", "memory", "strength", "task", "download", "pupil"]) {
    const copy = structuredClone(pens);
    copy["pens"][0][key] = null;
    assert.deepEqual(parseMessage(JSON.stringify(copy)), copy, key);
  }
});

test("hidden names, empty seats, pens without battery gauge", () => {
  const snapshot = JSON.parse(examples.get("snapshot")!) as Record<string, any>;
  const seat = snapshot["seats"][0];
  delete seat.pupil.name;
  seat.pen.battery = null;
  snapshot["seats"].push({ ...seat, seat: 1, pupil: null, pen: null, page: null });
  const parsed = parseMessage(JSON.stringify(snapshot)) as Snapshot;
  assert.equal(parsed.seats[0]!.pupil!.name, undefined);
  assert.equal(parsed.seats[0]!.pen!.battery, null);
  assert.equal(parsed.seats[1]!.pen, null);
});

test("a part that a change names as null has changed; one that it leaves out has not", () => {
  const change = parseMessage('{"type":"change","number":3,"server_ms":1,"assignment":null}') as Change;
  assert.ok("assignment" in change);
  assert.equal(change.assignment, null);
  assert.ok(!("teacher_pen" in change));
});

test("anything else is no message", () => {
  for (const text of ["", "{", "null", "[]", "17", '"x"', "{}", '{"type":"gossip"}', '{"type":"snapshot","number":"1"}'])
    assert.equal(parseMessage(text), null, text);
});

test("who looks at the wall alone understands it whole, and refuses it in part", () => {
  const expected = JSON.parse(examples.get("wall")!) as Record<string, any>;
  assert.deepEqual(parseShownWall(JSON.stringify(expected)), expected);
  for (const key of Object.keys(expected)) {
    const { [key]: _gone, ...rest } = expected;
    assert.equal(parseShownWall(JSON.stringify(rest)), null, key);
  }
  const named = structuredClone(expected);
  named["items"][0].name = "王小明";
  named["items"][0].box_mm = null;
  assert.deepEqual(parseShownWall(JSON.stringify(named)), named);
  named["items"][0].regions_mm = [[1, 2, 3]];
  assert.equal(parseShownWall(JSON.stringify(named)), null);
});
