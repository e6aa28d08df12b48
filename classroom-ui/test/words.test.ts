/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { clockTime, count, duration } from "../src/state/format";
import { parseRoute, routeHash } from "../src/state/route-address";
import { en } from "../src/strings.en";
import { zh } from "../src/strings.zh";

/** Every key with its kind, down to the last. */
function shape(value: unknown): unknown {
  if (typeof value === "function") return `words of ${value.length}`;
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return [String((value as (...of: number[]) => string)(3, 5, 7))];
  return Object.values(value as object).flatMap(texts);
}

test("both languages say the same things", () => assert.deepEqual(shape(en), shape(zh)));

test("nothing is left empty or half said", () => {
  for (const text of [...texts(zh), ...texts(en)]) assert.match(text, /^\S(.*\S)?$/);
  for (const text of texts(zh)) assert.doesNotMatch(text, /undefined|NaN/);
});

test("English is English", () => {
  const chinese = texts(en).filter((text) => /\p{Script=Han}/u.test(text));
  assert.deepEqual(chinese, ["中文", "English / 中文"]);
});

test("one is not many", () => {
  assert.equal(en.noteStrokes(1), "1 stroke");
  assert.equal(en.noteStrokes(2), "2 strokes");
});

test("durations and figures", () => {
  assert.deepEqual([0, 999, 61000, 3723000, -5].map(duration), ["0:00", "0:00", "1:01", "1:02:03", "0:00"]);
  assert.deepEqual([7, 999, 1000, 1234567].map(count), ["7", "999", "1,000", "1,234,567"]);
  assert.equal(clockTime(new Date(2026, 0, 5, 9, 4, 3).getTime()), "09:04:03");
});

test("addresses lead where they came from; strange ones to the class", () => {
  for (const route of [
    { view: "class", path: [] },
    { view: "class", path: ["第 3 题", "a/b"] },
    { view: "page", seat: 12, copy: null },
    { view: "page", seat: 0, copy: 55 },
  ] as const)
    assert.deepEqual(parseRoute(routeHash(route)), route);
  for (const hash of ["", "#", "#/seat/", "#/seat/x", "#/seat/123456", "#/seat/1/copy/", "#/nowhere"])
    assert.deepEqual(parseRoute(hash), { view: "class", path: [] }, hash);
});
