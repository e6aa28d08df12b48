/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { choiceOf, chooseFirst, needsAsking, nextOpen } from "../src/views/marking/choice";
import { commonBox, CROP_WIDTH, cropOf, isInside } from "../src/views/marking/crop";
import { groupsOf } from "../src/views/marking/groups";
import { paceMs } from "../src/views/marking/pace";
import { typeKey } from "../src/views/marking/typing";
import { parseMessage, type Change } from "../src/wire/messages";
import type { PupilAnswer, PupilResults, Results } from "../src/wire/results";
import { protocolExamples } from "./fixtures";

const results = (parseMessage(protocolExamples().get("results")!) as Change).results as Results;
const pupil0 = results.pupils[0]!;
const answer0: PupilAnswer = { ...pupil0.answers.find((one) => one.question === 1)!, mark: null, proposal: null, copy: 7 };

function pupil(seat: number, text: string, more: Partial<PupilAnswer> = {}): PupilResults {
  return { ...pupil0, seat, answers: [{ ...answer0, state: "read", text, ...more }] };
}

function groups(...pupils: readonly PupilResults[]) {
  return groupsOf({ ...results, pupils }, 1, [], () => undefined);
}

test("who is chosen stays chosen when others come into the group before", () => {
  const chosen = { key: "=B", seat: 5 };
  assert.equal(choiceOf(groups(pupil(3, "B"), pupil(5, "B")), chosen).member?.seat, 5);
  assert.equal(choiceOf(groups(pupil(1, "B"), pupil(3, "B"), pupil(5, "B")), chosen).member?.seat, 5);
});

test("who has left the group, or a group that is gone, leaves nothing chosen", () => {
  for (const now of [groups(pupil(3, "B"), pupil(5, "C")), groups(pupil(5, "C"))]) {
    const { group, member } = choiceOf(now, { key: "=B", seat: 5 });
    assert.deepEqual([group, member], [null, null]);
  }
  assert.equal(choiceOf(groups(pupil(5, "C")), { key: "=B", seat: null }).group, null);
});

test("the first choice is the largest unmarked group, and the next one is found from anywhere", () => {
  const all = groups(pupil(0, "B"), pupil(1, "A"), pupil(2, "A"), pupil(3, "C"));
  assert.deepEqual(chooseFirst(all), { key: "=A", seat: null });
  assert.deepEqual([nextOpen(all, "=A"), nextOpen(all, "=C"), nextOpen(all, "gone")], ["=B", "=A", "=A"]);
});

test("a group that is marked all through is asked about, one with something to mark is not", () => {
  const mark = { verdict: "right", text: "", source: "teacher-pen", at_ms: 1, teacher: "", confidence: 1 } as const;
  const [done] = groups(pupil(0, "B", { mark }), pupil(1, "B", { mark }));
  const [half] = groups(pupil(0, "B", { mark }), pupil(1, "B"));
  const wrong = { verdict: "wrong", points: 0 } as const;
  assert.equal(needsAsking(half!, null, wrong, null), false);
  assert.equal(needsAsking(done!, null, wrong, null), true);
  assert.equal(needsAsking(done!, null, wrong, { verdict: "right", points: 0 }), true);
  assert.equal(needsAsking(done!, null, wrong, wrong), false);
  assert.equal(needsAsking(done!, done!.members[0]!, wrong, null), false, "one pupil, chosen, is meant");
});

test("an undoing that waits is seen at those it is about", () => {
  const mark = { verdict: "right", text: "", source: "screen", at_ms: 1, teacher: "", confidence: 1 } as const;
  const post = { name: "u", atMs: 1, question: { type: "undo", of: "a" }, words: { zh: "", en: "" }, refused: null } as const;
  const pupils = [pupil(0, "B", { mark }), pupil(1, "B", { mark }), pupil(2, "C")];
  const pending = (question: number) =>
    groupsOf({ ...results, pupils }, 1, [post], (name) => (name === "a" ? { question, seats: [1] } : undefined)).map((group) =>
      group.members.map((member) => member.pending),
    );
  assert.deepEqual(pending(1), [[null, "undo"], [null]]);
  assert.deepEqual(pending(2), [[null, null], [null]], "of another question");
});

test("a crop shows all printed options, with room for their letters, and ink that went beyond", () => {
  const option = (left: number, letter: string) =>
    ({ role: "option", box: { left, top: 3000, right: left + 700, bottom: 3600 }, corners: null, ellipse: false, question: 1, option: letter, name: "" }) as const;
  const print = [option(6000, "A"), option(7900, "B"), option(9800, "C"), option(11700, "D")];
  const ink = { left: 6100, top: 3050, right: 6500, bottom: 3900 };
  const { view, height } = cropOf(ink, print)!;
  assert.ok(view.x <= 5500 && view.x + CROP_WIDTH / view.scale >= 12400, "all options");
  assert.ok(view.y + height / view.scale >= 3900, "all ink");
  assert.ok(height >= 48 && height <= 0.75 * CROP_WIDTH);
  assert.equal(cropOf({ left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }, []), null);
});

test("points are typed: ten, a half, and what a question does not give", () => {
  const typed = (text: string, key: string, most: number) => Object.values(typeKey(text, key, most)).join(" ");
  assert.equal(typed("", "3", 5), "typing 3");
  assert.equal(typed("3", ".", 5), "typing 3.5");
  assert.equal(typed("", ".", 5), "typing .5");
  assert.equal(typed("5", ".", 5), "refused 5.5");
  assert.equal(typed("", "7", 5), "refused 7");
  assert.equal(typed("3", "4", 5), "next 3", "of five points the second digit is the next pupil's");
  assert.equal(typed("1", "0", 10), "typing 10");
  assert.equal(typed("1", "2", 10), "refused 12", "nobody gets 1, and the next one 2");
  assert.equal(typed("3.5", "4", 10), "next 3.5");
});

test("the time left is that of this hand, without its pauses", () => {
  assert.equal(paceMs([]), 4000);
  assert.equal(paceMs([0, 1000, 2000]), 4000, "not enough to go by");
  assert.equal(paceMs([0, 2000, 4000, 900_000, 902_000]), 2000);
});

test("marks are taken away from what has any, and only when asked twice of a whole group", () => {
  const mark = { verdict: "right", text: "", source: "screen", at_ms: 1, teacher: "", confidence: 1 } as const;
  const none = { verdict: "none", points: 0 } as const;
  const [half] = groups(pupil(0, "B", { mark }), pupil(1, "B"));
  const [open] = groups(pupil(0, "B"), pupil(1, "B"));
  assert.deepEqual([needsAsking(half!, null, none, null), needsAsking(half!, null, none, none), needsAsking(open!, null, none, null)], [true, false, false]);
  const post = { name: "n", atMs: 1, question: { type: "mark", seat: 0, question: 1, verdict: "none", points: 0, text: "" }, words: { zh: "", en: "" }, refused: null } as const;
  const [waits] = groupsOf({ ...results, pupils: [pupil(0, "B", { mark })] }, 1, [post], () => undefined);
  assert.equal(waits!.nOpen, 1, "open as soon as it is said");
});

test("one stroke gone astray does not make everybody's crop small: it has a crop of its own", () => {
  const near = Array.from({ length: 39 }, (_, i) => ({ left: 1000 + i, top: 1000, right: 2000, bottom: 1400 }));
  const astray = { left: 1000, top: -9000, right: 2000, bottom: 1400 };
  const box = commonBox([...near, astray]);
  assert.ok(box.top >= 1000 && box.bottom === 1400, JSON.stringify(box));
  const crop = cropOf(box, [])!;
  assert.ok(near.every((one) => isInside(one, crop)) && !isInside(astray, crop));
  assert.deepEqual(commonBox([astray]), astray, "of a few, all are seen");
});
