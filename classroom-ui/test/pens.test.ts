/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { newPens, penStep, roomStep } from "../src/views/pens/pairing-step";
import { bars, countPens, failsToday, inOrder, matches, needsAttention, passes, without } from "../src/views/pens/pen-figures";
import { parseMessage } from "../src/wire/messages";
import type { FleetPen, PensAnswer, StatusAnswer } from "../src/wire/pens";
import { protocolExamples } from "./fixtures";

const example = parseMessage(protocolExamples().get("pens")!) as PensAnswer;
const status = parseMessage(protocolExamples().get("status")!) as StatusAnswer;
const HOUR = 3_600_000;

/** A healthy pen, and what is different of this one. */
function pen(changes: Partial<FleetPen> = {}): FleetPen {
  return {
    ...example.pens[0]!, task: null, unclaimed: 0, download: null, battery: 90, memory: 3,
    forecast: { hours: 8, percent_per_hour: 11, from: "model" }, ...changes,
  };
}

const weak = { hours: 1.5, percent_per_hour: 12, from: "default" } as const;

test("a pen fails today when it has fewer hours than the day", () => {
  assert.ok(failsToday(pen({ forecast: weak }), 2 * HOUR, 0));
  assert.ok(!failsToday(pen({ forecast: weak }), HOUR, 0), "school is out before");
  assert.ok(!failsToday(pen({ forecast: weak }), 0, HOUR), "school is out already");
  assert.ok(!failsToday(pen({ forecast: weak, pupil: null }), 2 * HOUR, 0), "nobody writes with it");
  assert.ok(failsToday(pen({ forecast: weak, pupil: null, teacher: true }), 2 * HOUR, 0));
  assert.ok(!failsToday(pen({ forecast: weak, retired: true }), 2 * HOUR, 0));
  assert.ok(!failsToday(pen({ forecast: { ...weak, hours: 6 } }), 9 * HOUR, 0), "nobody writes for nine hours");
  assert.ok(!failsToday(pen({ forecast: null }), 2 * HOUR, 0), "nothing is known");
});

test("a healthy pen needs nobody; each trouble alone does", () => {
  const at = (changes: Partial<FleetPen>) => needsAttention(pen(changes), 2 * HOUR, 0);
  assert.ok(!at({}));
  const troubles: Partial<FleetPen>[] = [
    { state: "failed" }, { state: "locked" }, { unclaimed: 1 }, { kept: false }, { battery: 20 }, { memory: 80 }, { forecast: weak },
    { task: { name: "setting", state: "failed", reason: "", reason_zh: "" } },
  ];
  for (const trouble of troubles) assert.ok(at(trouble), JSON.stringify(trouble));
  assert.ok(!at({ battery: 5, charging: true, forecast: null }));
  assert.ok(!at({ state: "failed", retired: true }));
});

test("filters and words find the pens that are meant", () => {
  assert.ok(!passes(pen({ retired: true }), "all", 0, 0));
  assert.ok(passes(pen({ retired: true }), "retired", 0, 0));
  assert.ok(passes(pen({ pupil: null }), "nobody", 0, 0));
  assert.ok(!passes(pen({ pupil: null, id: 0 }), "nobody", 0, 0));
  const one = pen({ pupil: { id: 1, number: 17, name: "李小红" } });
  for (const typed of ["", " 17 ", "小红", "nwp", "9c:7b"]) assert.ok(matches(one, typed), typed);
  for (const typed of ["1", "117", "王"]) assert.ok(!matches(one, typed), typed);
});

test("the class by number, then the teacher, nobody's, strangers", () => {
  const list = [
    pen({ pen: "d", id: 0, pupil: null }), pen({ pen: "c", pupil: null }), pen({ pen: "b", pupil: null, teacher: true }),
    pen({ pen: "a", pupil: { id: 2, number: 10 } }), pen({ pen: "z", pupil: { id: 1, number: 9 } }),
  ];
  assert.deepEqual(inOrder(list).map((each) => each.pen), ["z", "a", "b", "c", "d"]);
  assert.deepEqual(countPens(list, 2 * HOUR, 0), { ours: 4, here: 4, low: 0, failing: 0, unknown: 0 });
  const silent = [pen({ forecast: null }), pen({ forecast: null, pupil: null }), pen({ forecast: null, retired: true })];
  assert.equal(countPens(silent, 2 * HOUR, 0).unknown, 1, "of those in use");
  assert.deepEqual(without([{ number: 9 }, { number: 11 }], list), [{ number: 11 }]);
});

test("bars of a signal", () => {
  assert.deepEqual([-40, -65, -75, -85, -95].map(bars), [4, 3, 2, 1, 0]);
});

test("what the room says of a pairing", () => {
  const at = (state: StatusAnswer["bluetooth"]["state"], pairing_s = 0) =>
    roomStep({ ...status, bluetooth: { ...status.bluetooth, state, pairing_s } });
  assert.equal(at("off"), "adapter-off");
  for (const same of ["unused", "absent", "no-adapter"] as const) assert.equal(at(same, 60), same);
  assert.equal(at("ready"), "idle");
  assert.equal(at("ready", 1), "looking");
});

test("a new pen from seen to taken, or why not", () => {
  const before = new Set(["old"]);
  const stranger = (changes: Partial<FleetPen>) => penStep(pen({ id: 0, pen: "new", state: "seen", ...changes }), before);
  assert.equal(stranger({}), "seen");
  assert.equal(stranger({ state: "pairing" }), "pairing");
  assert.equal(stranger({ state: "pairing", wants_passkey: true }), "passkey");
  assert.equal(stranger({ reason: "the pen refused" }), "failed");
  assert.equal(stranger({ id: 5, state: "connecting" }), "taken");
  assert.equal(stranger({ id: 5, state: "failed" }), "failed");
  assert.equal(penStep(pen({ pen: "old" }), before), null);
  const list = [
    pen({ pen: "taken" }), pen({ pen: "far", id: 0, state: "seen", strength: -90 }), pen({ pen: "near", id: 0, state: "seen", strength: -40 }),
    pen({ pen: "asks", id: 0, state: "pairing", wants_passkey: true }), pen({ pen: "old" }),
  ];
  assert.deepEqual(newPens(list, before).map((each) => each.pen.pen), ["asks", "near", "far", "taken"]);
});
