/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { playedMs, wallColumns, wallLetter } from "../src/ink/wall-layout";

test("strips stand one above the other, pages side by side", () => {
  assert.equal(wallColumns([6, 6, 6], 1366, 768, 40), 1);
  assert.equal(wallColumns([0.7, 0.7, 0.7], 1366, 768, 40), 3);
  assert.equal(wallColumns([1.5, 1.5, 1.5, 1.5], 1366, 768, 40), 2);
});

test("one page among strips does not make slivers of them", () => {
  assert.ok(wallColumns([3.4, 3.4, 3.4, 3.4, 0.7], 1366, 768, 40) <= 3);
});

test("an empty wall, and a wall in a window of no size, have a column", () => {
  assert.equal(wallColumns([], 1366, 768, 40), 1);
  assert.ok(wallColumns([1, 1], 0, 0, 40) >= 1);
});

test("a replay goes by the daemon's clock, and stands at speed 0", () => {
  const play = { live: false, speed: 4, at_ms: 1000, since_ms: 50_000 };
  assert.equal(playedMs(play, 51_000), 5000);
  assert.equal(playedMs({ ...play, speed: 0 }, 99_000), 1000);
  assert.equal(playedMs({ ...play, at_ms: 0 }, 49_000), 0, "a clock that is behind");
  assert.equal(playedMs({ ...play, live: true }, 51_000), null);
});

test("pieces are called by letters", () => {
  assert.equal(wallLetter(0) + wallLetter(11), "AL");
});
